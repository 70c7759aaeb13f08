"""A long file of sorted lines, from which some go and to which others come: the rest is copied, not read as text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO

from preau.edges.files import CHUNK
from preau.views.opendata import Form

Line = tuple[Any, bytes]
"""A line and its place, by which lines are sorted."""


class Otherwise(Exception):
    """The file does not hold the lines that it should."""


class Lines:
    """The lines of an open file: found by halves, in a few reads whatever its length."""

    def __init__(self, stream: BinaryIO, form: Form) -> None:
        self.stream, self.form = stream, form
        self.head = stream.readline()
        self.begin = len(self.head)
        self.end = os.fstat(stream.fileno()).st_size - len(form.after)
        if self.begin >= self.end:
            raise Otherwise

    def followed(self, gone: Iterable[Any], come: Iterable[Line]) -> Iterator[bytes]:
        """The whole file once the lines of some places have gone, and others have come."""
        cuts = [(self._from(place), 0, place, line) for place, line in come]
        for place in gone:
            start = self._from(place)
            if start == self.end or self._place(*self._line(start, start)) != place:
                raise Otherwise
            cuts.append((start, 1, place, b""))
        pieces = self._pieces(sorted(cuts))
        first = next(pieces, None)
        if first is None:
            raise Otherwise
        yield self.head
        yield from first
        for piece in pieces:
            yield self.form.between
            yield from piece
        yield self.form.after

    def _pieces(self, cuts: Iterable[tuple[int, int, Any, bytes]]) -> Iterator[Iterable[bytes]]:
        """What stays, in runs of lines, and what comes, in their order; each without what ends it."""
        at = self.begin
        for start, goes, _, line in cuts:
            if start > at:
                yield self._copied(at, start if start == self.end else start - len(self.form.between))
            at = start
            if goes:
                at = min(self.end, self._line(start, start)[1] + len(self.form.between))
            else:
                yield [line]
        if at < self.end:
            yield self._copied(at, self.end)

    def _from(self, place: Any) -> int:
        """Where the first line begins that is not before a place."""
        low, high = self.begin, self.end
        while low < high:
            start, stop = self._line((low + high) // 2, low)
            if self._place(start, stop) < place:
                low = min(self.end, stop + len(self.form.between))
            else:
                high = start
        return low

    def _line(self, at: int, low: int) -> tuple[int, int]:
        """The line that holds an offset: where it begins, which is not before `low`, and where it ends."""
        between, around = self.form.between, 2048
        while True:
            left, right = max(low, at - around), min(self.end, at + around)
            found = self._read(left, right)
            before = found.rfind(between, 0, at - left)
            start = left + before + len(between) if before >= 0 else left
            after = found.find(between, start - left)
            if (before >= 0 or left == low) and (after >= 0 or right == self.end):
                return start, left + after if after >= 0 else self.end
            around *= 4

    def _place(self, start: int, stop: int) -> Any:
        return self.form.place_of(self._read(start, stop).decode())

    def _read(self, start: int, stop: int) -> bytes:
        self.stream.seek(start)
        return self.stream.read(stop - start)

    def _copied(self, start: int, stop: int) -> Iterator[bytes]:
        for at in range(start, stop, CHUNK):
            yield self._read(at, min(stop, at + CHUNK))
