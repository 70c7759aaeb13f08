"""Objects of Git read through one lasting process, one or many at a time."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from preau.proposals.commits import Change

NOTHING = "0" * 40
WINDOW = 300
"""Objects asked for before the first answer is read: their names must fit in a pipe, or both sides would wait."""
KEPT = 64 * 1024
"""A larger blob is not kept ahead of its use: memory stays bounded whatever history holds."""


class Objects:
    """`git cat-file --batch`, started when it is first needed."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self._start = start
        self._process: subprocess.Popen[bytes] | None = None
        self._ahead: dict[str, bytes] = {}

    def one(self, oid: str) -> bytes | None:
        """The bytes of one object, None when there is none of that name."""
        if oid in self._ahead:
            return self._ahead[oid]
        return next(self.many([oid]))[1]

    def many(self, oids: Iterable[str]) -> Iterator[tuple[str, bytes | None]]:
        """Many objects in their order, asked for in groups: one round trip each would cost more than all the rest."""
        waiting = iter(oids)
        while group := list(islice(waiting, WINDOW)):
            process = self._process = self._process or self._start()
            assert process.stdin is not None
            process.stdin.write("".join(f"{oid}\n" for oid in group).encode())
            process.stdin.flush()
            yield from [(oid, self._answer(process)) for oid in group]

    @staticmethod
    def _answer(process: subprocess.Popen[bytes]) -> bytes | None:
        assert process.stdout is not None
        head = process.stdout.readline().split()
        if len(head) != 3:
            return None
        size = int(head[2])
        return process.stdout.read(size + 1)[:size]

    def keep_ahead(self, oids: Iterable[str]) -> None:
        """Read some objects that will be asked for soon, in place of those kept before."""
        self._ahead = {oid: data for oid, data in self.many(oids) if data is not None and len(data) <= KEPT}

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


def parts_of(stream: Iterable[bytes]) -> Iterator[bytes]:
    """What a process prints between zeros, as it comes."""
    rest = b""
    for chunk in stream:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest:
        yield rest


def logged(parts: Iterator[bytes]) -> Iterator[tuple[list[bytes], list[Change]]]:
    """What a raw log tells of each commit: name, tree, parents, moment, words; and what it changes."""
    current: list[Change] = []
    facts: list[bytes] = []
    for part in parts:
        part = part.lstrip(b"\n")
        if part.startswith(b":"):
            current.append(change_of(part, next(parts)))
        elif part:
            if facts:
                yield facts, current
            facts, current = [part, *islice(parts, 4)], []
    if facts:
        yield facts, current


def change_of(facts: bytes, path: bytes) -> Change:
    """One line of a raw difference, as Git writes it."""
    old_mode, new_mode, old, new, _ = facts[1:].decode().split(" ")
    return Change(
        path.decode("utf-8", "surrogateescape"), None if old == NOTHING else old, None if new == NOTHING else new,
        "" if old_mode == "000000" else old_mode, "" if new_mode == "000000" else new_mode,
    )  # fmt: skip
