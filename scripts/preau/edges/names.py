"""The paths of a tree as Git tells them: asked about a few, they are not taken apart, however many there are."""

from __future__ import annotations

from collections.abc import Iterator, Set
from functools import cached_property

from preau.model.roots import RECORDS

FEW = 64
"""Questions after which it is quicker to take all the names apart."""


class Names(Set[str]):
    """Paths told between zeros, in order; some that come besides, and some that are gone."""

    def __init__(self, told: bytes, come: Set[str] = frozenset(), gone: Set[str] = frozenset()) -> None:
        self._told, self._come, self._gone = b"\0" + told, come, gone
        self._asked = 0

    def but(self, come: Set[str], gone: Set[str]) -> Names:
        """The same paths, with others and without some."""
        return Names(self._told[1:], come, gone)

    @cached_property
    def _all(self) -> frozenset[str]:
        return frozenset(self._apart(self._told))

    @cached_property
    def others(self) -> frozenset[str]:
        """Those that are not below `initiatives/`: in the order of Git, all of them come first."""
        first = self._told.find(b"\0" + RECORDS.encode())
        told = self._apart(self._told if first < 0 else self._told[:first])
        return frozenset(path for path in (*told, *self._come) if not path.startswith(RECORDS)) - self._gone

    @staticmethod
    def _apart(told: bytes) -> list[str]:
        return [path for path in told.decode("utf-8", "surrogateescape").split("\0") if path]

    def __contains__(self, path: object) -> bool:
        if not isinstance(path, str) or path in self._gone:
            return False
        self._asked += 1
        if self._asked > FEW:
            return path in self._come or path in self._all
        return path in self._come or b"\0" + path.encode("utf-8", "surrogateescape") + b"\0" in self._told

    def __iter__(self) -> Iterator[str]:
        return iter((self._all | self._come) - self._gone)

    def __len__(self) -> int:
        return len((self._all | self._come) - self._gone)
