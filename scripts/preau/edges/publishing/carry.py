"""A site carried to a store: refused or planned, kept, put in waves, read back; killed anywhere, it is resumed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from preau.edges.publishing.plan import Version, plan
from preau.edges.publishing.stores import CURRENT, PREVIOUS, UNFINISHED, Done, Store, Upload
from preau.edges.refusal import Refusal
from preau.i18n import N_

SAMPLE = 20
"""Files that did not change and are read back all the same."""


@dataclass(frozen=True)
class State:
    """What a target says of itself: the last whole version, the one before, and where an unfinished one wrote."""

    current: Version | None
    previous: Version | None
    touched: frozenset[str]
    unfinished: bool


def state_of(store: Store) -> State:
    """What a target says of itself; refused when something there is not ours, or cannot be read."""
    files = store.read()
    current, previous, unfinished = (files.get(name) for name in (CURRENT, PREVIOUS, UNFINISHED))
    if current is None and unfinished is None and (stranger := store.stranger()) is not None:
        raise Refusal(
            N_("{target} holds files that Préau did not publish, such as {stranger}: nothing was sent."),
            N_("Empty it, or choose another place."), target=store.name, stranger=stranger,
        )  # fmt: skip
    try:
        touched = frozenset(json.loads(unfinished)["touched"]) if unfinished else frozenset()
        return State(_version(current), _version(previous), touched, unfinished is not None)
    except (ValueError, KeyError, TypeError):
        raise Refusal(
            N_("What {target} says of the site that it holds cannot be read: it was written by something else."),
            N_("Empty this place, its hidden folder .preau included, and publish again."), target=store.name,
        ) from None  # fmt: skip


def _version(data: bytes | None) -> Version | None:
    return None if data is None else Version.of_json(data)


def present(store: Store, state: State, *, full: bool = False) -> dict[str, str]:
    """What stands at a target: what it says, and where that is in doubt, what is really there."""
    said = state.current.digests() if state.current else {}
    doubtful = state.touched | (said.keys() if full else frozenset())
    return {path: digest for path, digest in said.items() if path not in doubtful} | store.digests(sorted(doubtful))


class Stored:
    """A target made of a store, to which a site is carried file by file."""

    def __init__(self, store: Store) -> None:
        self.store, self.name = store, store.name

    @cached_property
    def _state(self) -> State:
        return state_of(self.store)

    def before(self) -> Version | None:
        """The last whole version that is there; None while another one is unfinished."""
        return None if self._state.unfinished else self._state.current

    def publish(
        self, version: Version, origin: Callable[[str], Path], *, full: bool = False, moved: bool = False,
        dry: bool = False,
    ) -> Done:  # fmt: skip
        """Make the target hold a version; `origin` says where the bytes of each file are on this computer."""
        belongs(self._state.current, version.url, self.name, moved)

        def send(paths: Iterable[str]) -> None:
            self.store.put(Upload(path, version.files[path], origin(path)) for path in paths)

        return _carry(self.store, self._state, version, send, full=full, dry=dry)

    def rollback(self, *, dry: bool = False) -> Done:
        """Put the version before back, from the copies that are kept; the one that it replaces is kept in turn."""
        state = self._state
        wanted = state.current if state.unfinished else state.previous
        if wanted is None:
            raise no_version_before(self.name)

        def send(paths: Iterable[str]) -> None:
            self.store.restore({path: wanted.files[path] for path in paths})

        return _carry(self.store, state, wanted, send, dry=dry, lacking=self.store.kept())

    def forget(self) -> int:
        """Forget the version before, after a text was withdrawn for instance; how many copies were removed."""
        if self._state.unfinished:
            raise Refusal(
                N_("The last publication to {target} was not finished: nothing was forgotten."),
                N_("Publish again first."), target=self.name,
            )  # fmt: skip
        self.store.write(PREVIOUS, None)
        copies = self.store.kept()
        self.store.drop(copies)
        return len(copies)

    def close(self) -> None:
        """End what was opened to reach the store."""
        self.store.close()


def belongs(there: Version | None, url: str, target: str, moved: bool) -> None:
    """Refuse to replace the site of somebody else, or of another address."""
    if there is not None and there.url != url and not moved:
        raise Refusal(
            N_("{target} holds the site of {there}, and this one is made for {here}: nothing was sent."),
            N_("Choose another place; if your site moved to a new address, add --moved."),
            target=target, there=there.url, here=url,
        )  # fmt: skip


def no_version_before(target: str) -> Refusal:
    """What is said when there is nothing to go back to."""
    return Refusal(N_("{target} keeps no earlier version of the site: nothing was changed."), target=target)


def _carry(
    store: Store, state: State, version: Version, send: Callable[[Iterable[str]], None], *,
    full: bool = False, dry: bool = False, lacking: set[str] | None = None,
) -> Done:  # fmt: skip
    there = present(store, state, full=full)
    steps = plan(there, version.digests())
    done = Done(steps, sum(version.files[path].size for path in steps.put), len(version.files))
    if lacking is not None and (lost := {version.files[path].digest for path in steps.put} - lacking):
        raise Refusal(
            N_("{target} no longer has {count} files of the version before: nothing was changed."),
            N_("Build that version again and publish it."), target=store.name, count=len(lost),
        )  # fmt: skip
    if dry or (not steps.touched and not state.unfinished and state.current == version):
        return done
    store.room_for(done.size)
    touched = state.touched | steps.touched
    store.write(UNFINISHED, json.dumps({"touched": sorted(touched)}).encode())
    _keep(store, state.current, there, version)
    for wave in steps.waves:
        (send if wave.action == "put" else store.remove)(wave.paths)
    _read_back(store, version, touched)
    _finish(store, state, version)
    return done


def _keep(store: Store, current: Version | None, there: Mapping[str, str], version: Version) -> None:
    """Keep what the last whole version has and this one has not, while it still stands."""
    wanted, said = version.digests(), current.digests() if current else {}
    store.keep({
        path: digest for path, digest in said.items() if wanted.get(path) != digest and there.get(path) == digest
    })  # fmt: skip


def _read_back(store: Store, version: Version, touched: frozenset[str]) -> None:
    """Every file that changed and a few others, as they really are at the target; refused when one is not as sent."""
    wanted = version.digests()
    others = sorted(wanted.keys() - touched)
    sample = random.sample(others, min(SAMPLE, len(others)))
    found = store.digests(sorted([*touched, *sample]))
    if wrong := [path for path in sorted(touched) if found.get(path) != wanted.get(path)]:
        raise Refusal(
            N_("{count} files of {target} are not as they were sent, such as {path}."),
            N_("Publish again: what is not right is sent once more."),
            count=len(wrong), target=store.name, path=wrong[0],
        )  # fmt: skip
    if wrong := [path for path in sample if found.get(path) != wanted[path]]:
        raise Refusal(
            N_("Something else than Préau changed files of {target}, such as {path}."),
            N_("Publish again with --full: every file is read back and mended."), target=store.name, path=wrong[0],
        )  # fmt: skip


def _finish(store: Store, state: State, version: Version) -> None:
    """Say that the version is whole; the one before is told first, and its copies alone are kept."""
    previous = state.previous
    if state.current is not None and state.current != version:
        previous = state.current
        store.write(PREVIOUS, previous.to_json())
    store.write(CURRENT, version.to_json())
    store.write(UNFINISHED, None)
    wanted = version.digests()
    needed = (
        {digest for path, digest in previous.digests().items() if wanted.get(path) != digest} if previous else set()
    )
    store.drop(store.kept() - needed)
