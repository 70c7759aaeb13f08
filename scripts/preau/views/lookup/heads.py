"""The lists of a stem in two: a head, kept with those of others, and what is over, in pieces cut by ranges of buckets.

The highest levels come first: a head is enough for a first answer, which so weighs the same however common a word is.
A piece tells its buckets from the beginning of its range, so that what comes or goes elsewhere leaves it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from preau.views.lookup import lists

HEAD = 6144
"""Signs of the lists of a stem from which a bucket is no longer in its head."""
WIDE = 11
"""The buckets of a range, as a power of 2; a piece is some 16 kB at most."""
MORE = ")"
"""What comes after a head when there is more: how many documents, then the same sign and the ranges that hold them."""
Pieces = dict[int, str]
"""Range → the lists that are over there, by level as in a head."""
Masks = Mapping[int, tuple[int, int]]
"""Bucket → the places that it had, and those that it has."""


def cut(text: str, wide: int) -> tuple[str, Pieces]:
    """The head and the pieces of the lists of a stem; `wide` is the power of 2 of buckets of a range."""
    if len(text) <= HEAD:
        return text, {}
    head: dict[int, str] = {}
    over: dict[int, dict[int, str]] = {}
    room = HEAD
    for level, some in lists.levels(text).items():
        at, before = lists.within(some, max(1, room - 1)) if room > 0 else (0, -1)
        head[level] = some[:at]
        room -= 1 + at
        for reach, piece in _ranges(some[at:], before, wide):
            over.setdefault(reach, {})[level] = piece
    pieces = {reach: lists.joined(found) for reach, found in sorted(over.items())}
    return told(lists.joined(head), sum(map(lists.count, pieces.values())), pieces), pieces


def told(head: str, more: int, ranges: Iterable[int]) -> str:
    """A head with what it says of the rest."""
    return f"{head}{MORE}{more}{MORE}{'-'.join(f'{reach:x}' for reach in sorted(ranges))}" if more else head


def _ranges(text: str, before: int, wide: int) -> Iterator[tuple[int, str]]:
    """A list that follows a bucket, cut where a range ends; each piece begins from its range."""
    while text:
        reach = before + lists.first(text)[0] >> wide
        start = (reach << wide) - 1
        after, at, _ = lists.around(text, (reach + 1) << wide, before)
        yield reach, lists.nearer(text[:at], start - before)
        text, before = text[at:], after


class Change:
    """The lists of a stem while some documents come and go: the head, and the pieces that are asked for."""

    def __init__(self, text: str, piece: Callable[[int], str]) -> None:
        head, *rest = text.split(MORE)
        self.head = lists.levels(head)
        self.more = int(rest[0]) if rest else 0
        self.ranges = {int(reach, 16) for reach in rest[1].split("-")} if rest else set()
        self._piece = piece
        self._pieces: dict[int, dict[int, str]] = {}
        self._at_end()

    def put(self, level: int, masks: Masks) -> None:
        """Documents of this level have other places in some buckets."""
        for bucket, (had, has) in masks.items():
            if not self.more or level > self.level or (level == self.level and bucket <= self.last):
                self.head[level] = lists.with_places(self.head.get(level, ""), bucket, has)
            else:
                self._put_over(level, bucket, has)
                self.more += has.bit_count() - had.bit_count()

    def result(self) -> tuple[str, Pieces]:
        """The head, and the pieces that were touched: "" for one that is gone."""
        self.head = {level: some for level, some in sorted(self.head.items(), reverse=True) if some}
        size = sum(1 + len(some) for some in self.head.values())
        self._at_end()
        while self.head and size > HEAD:
            step, mask, rest = lists.last(self.head[self.level])
            before = size - len(self.head[self.level]) + len(rest) - (not rest)
            if before < HEAD:
                break
            self._put_over(self.level, self.last, mask)
            self.more += mask.bit_count()
            size, self.head[self.level] = before, rest
            self.last -= step
            if not rest:
                del self.head[self.level]
                self._at_end()
        while self.more and size < HEAD:
            size += self._pull()
        pieces = {reach: lists.joined(found) for reach, found in self._pieces.items()}
        left = {reach for reach in self.ranges if pieces.get(reach, "-")}
        return told(lists.joined(self.head), self.more, left), pieces

    def _at_end(self) -> None:
        """Find where the head ends."""
        self.level = min(self.head, default=len(lists.MARKS) - 1)
        self.last = lists.crossed(self.head.get(self.level, "")) - 1

    def _pull(self) -> int:
        """Bring the first bucket that is over into the head; returns how many signs it takes there."""
        level, reach = next(
            (level, reach)
            for level in reversed(range(self.level + 1))
            for reach in sorted(self.ranges)
            if (level < self.level or reach >= self.last >> WIDE) and self._of(reach).get(level)
        )
        step, mask = lists.first(self._of(reach)[level])
        bucket = (reach << WIDE) + step - 1
        self._put_over(level, bucket, 0)
        self.more -= mask.bit_count()
        opened = level not in self.head
        if opened:
            self.level, self.last, self.head[level] = level, -1, ""
        new = lists.entry(bucket - self.last, mask)
        self.head[level] += new
        self.last = bucket
        return len(new) + opened

    def _put_over(self, level: int, bucket: int, mask: int) -> None:
        piece = self._of(bucket >> WIDE)
        piece[level] = lists.with_places(piece.get(level, ""), bucket & (1 << WIDE) - 1, mask)
        self.ranges.add(bucket >> WIDE)

    def _of(self, reach: int) -> dict[int, str]:
        """The piece of a range, by level."""
        if reach not in self._pieces:
            self._pieces[reach] = lists.levels(self._piece(reach)) if reach in self.ranges else {}
        return self._pieces[reach]
