"""A change judged beside what stood before: its own files, and those that it may put at fault; nothing else is read.

What is told is what two whole checks would tell: every fault of the files that changed, and every fault of another file
that was not there before. A random test holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple, Protocol

from preau.checks.run import Checker, Spread, one_after_another
from preau.findings import Finding, in_order
from preau.model import kinds
from preau.model.corpus import Row
from preau.model.roots import RECORDS, keys
from preau.reading.load import Tree
from preau.reading.marks import read_yaml
from preau.reading.texts import decode, split
from preau.reading.tree import Entry, collisions, spoken

DECISIONS = "content/decisions/"
MOST = 400
"""Files in a change, or named by it, beyond which everything is read: looking each of them up would cost as much."""
_FIRST = (kinds.MOVEMENT, kinds.VOCABULARY)


class Side(Tree, Protocol):
    """A tree whose files are known by name before any is looked at."""

    @property
    def paths(self) -> Set[str]:
        """Every path, whatever stands there."""
        ...

    def look(self, paths: Iterable[str]) -> Iterator[Entry | Finding]:
        """What `scan` says of some paths."""
        ...

    def names(self, folder: str) -> list[str]:
        """The names in a folder, in order."""
        ...


@dataclass(frozen=True)
class Change:
    """Two sides, the paths that differ, and a way to find files by what is written in them."""

    before: Side
    after: Side
    paths: frozenset[str]
    mentioning: Callable[[Set[str]], Iterable[str]]
    """The files of pages, courses and initiatives in which one of some words stands; too many do no harm."""
    day_in: Callable[[str], date]

    @cached_property
    def shared(self) -> str:
        """A file that changed and by which others are judged, empty when there is none."""
        return min((path for path in self.paths if not path.startswith((RECORDS, DECISIONS))), default="")


class Told(NamedTuple):
    """The faults of a change, and whether all the files of both sides were read to find them."""

    findings: list[Finding]
    everything: bool


def told(change: Change, spread: Spread[tuple[list[Row], list[Finding]]] = one_after_another) -> Told:
    """Every fault of the files that changed, and every new one of the others."""
    judge = Judge(change)
    if change.shared or len(change.paths) > MOST or len(judge.suspects) > MOST:
        return Told(_new(change, lambda side: Checker(side, change.day_in).everything(spread)), True)
    return Told(_new(change, judge.judged), False)


def _new(change: Change, judged: Callable[[Side], Iterable[Finding]]) -> list[Finding]:
    mine = {spoken(path) for path in change.paths}
    found = in_order(judged(change.after))
    if all(one.path in mine for one in found):
        return found
    before = set(judged(change.before))
    return [one for one in found if one.path in mine or one not in before]


class Judge:
    """Judges a change that is local, with the few files that it may put at fault."""

    def __init__(self, change: Change) -> None:
        self.change = change

    @cached_property
    def suspects(self) -> frozenset[str]:
        """The files that changed, and those in which something stands that the change gives or takes."""
        words = frozenset(self._words())
        others = self.change.mentioning(words) if words else ()
        return self.change.paths | (frozenset(others) & self.change.after.paths)

    def _words(self) -> Iterator[str]:
        """What is written in any file that this change may put at fault without touching it."""
        was, now = _entries(self.change.before, self.change.paths), _entries(self.change.after, self.change.paths)
        for path in self.change.paths:
            sides = [(self.change.before, was.get(path)), (self.change.after, now.get(path))]
            known = kinds.recognise(path)
            kind = known[0] if known else None
            if kind is kinds.INITIATIVE:
                if (path in was) is not (path in now):
                    yield from keys(path)
                for side, entry in sides:
                    yield from (key for alias in _aliases(side, entry) for key in keys(alias))
            elif path in was and path not in now and path.startswith(RECORDS):
                yield path.rpartition("/")[2]
            elif kind is kinds.DECISION and path in was:
                yield from keys(_said(self.change.before, path, "proposal"))

    def judged(self, side: Side) -> Iterator[Finding]:
        """Every fault of the suspects on one side, and of names beside those that come or go."""
        yield from self._of(side, self.suspects)
        for folder in sorted({folder for path in self.change.paths for folder in _above(path)}):
            yield from collisions(folder, side.names(folder))

    def _of(self, side: Side, suspects: frozenset[str]) -> list[Finding]:
        if all(path.startswith(RECORDS) for path in suspects):
            checker, found = self._read(_Narrow(side, suspects))
            if not found and not checker.known.asked:
                return []
        # What was left unread could only excuse: an address of a role, something deleted, a course that has opened
        return self._read(_Wide(side, suspects))[1]

    def _read(self, part: _Narrow) -> tuple[Checker, list[Finding]]:
        checker = Checker(part, self.change.day_in, part.opened)
        checker.shelf.paths = Standing(part.side)
        mine = {spoken(path) for path in part.suspects}
        return checker, [one for one in checker.everything() if one.path in mine]


def _above(path: str) -> Iterator[str]:
    """The folders in which a path stands, from the top."""
    return accumulate(path.split("/")[:-1], "{}/{}".format)


def _entries(side: Side, paths: Iterable[str]) -> dict[str, Entry]:
    found = side.look(path for path in sorted(paths) if path in side.paths)
    return {one.path: one for one in found if isinstance(one, Entry)}


def _aliases(side: Side, entry: Entry | None) -> list[str]:
    """The old addresses that a file claims; most claim none, which is seen without reading it."""
    data = side.read(entry.path) if entry else b""
    document = split(decode(data, "")[0], "")[0] if b"aliases" in data or b"\\" in data else None
    said = read_yaml(document.head, "").data if document else None
    found = said.get("aliases") if isinstance(said, dict) else None
    return [alias for alias in found if isinstance(alias, str)] if isinstance(found, list) else []


def _said(side: Side, path: str, key: str) -> str:
    """One text of a file of YAML, empty when there is none."""
    data = read_yaml(decode(side.read(path), path)[0], path).data
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, str) else ""


class Standing(Set[str]):
    """The paths of a side at which a file stands that has a meaning: each is looked at when it is asked for.

    Going through it gives every name, looked at or not.
    """

    def __init__(self, side: Side) -> None:
        self._side = side
        self._known: dict[str, bool] = {}

    def __contains__(self, path: object) -> bool:
        if path not in self._side.paths or not isinstance(path, str):
            return False
        if path not in self._known:
            self._known[path] = any(isinstance(one, Entry) for one in self._side.look([path]))
        return self._known[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._side.paths)

    def __len__(self) -> int:
        return len(self._side.paths)


class _Narrow:
    """A side of which only suspects are read, and what every initiative is judged by."""

    left = (RECORDS, DECISIONS)

    def __init__(self, side: Side, suspects: frozenset[str]) -> None:
        self.side, self.suspects = side, suspects
        self.places = {f"content/territories/{path.split('/')[1]}.yml" for path in suspects if "/" in path}

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        return self.side.read(path)

    def scan(self) -> Iterator[Entry | Finding]:
        """The suspects, and what few files there are beside initiatives."""
        paths = self.side.paths
        some = {path for path in paths if not path.startswith(self.left)} | (self.suspects & paths)
        return self.side.look(sorted(some, key=lambda path: path.split("/")))

    def opened(self, entry: Entry) -> bool:
        """What every initiative is judged by."""
        return entry.path in self.suspects or entry.kind in _FIRST or entry.path in self.places


class _Wide(_Narrow):
    """All that is not a text besides, and the courses of suspects."""

    left = (RECORDS,)

    def __init__(self, side: Side, suspects: frozenset[str]) -> None:
        super().__init__(side, suspects)
        self.folders = tuple({"/".join(path.split("/")[:2]) + "/" for path in suspects if path.startswith("courses/")})

    def opened(self, entry: Entry) -> bool:
        """All that is not a text, and the texts of suspects with their courses."""
        read = entry.kind.source in {"yaml", "terms"} or entry.path in self.suspects
        return read or entry.path.startswith(self.folders)
