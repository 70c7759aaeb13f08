"""Sorted stems cut into small files by how they begin, so that a change in one leaves the others as they are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

MOST, LEAST = 6144, 768
"""Bytes from which a file is cut by one more letter, and under which what begins alike gets no file of its own."""
LAST = "\U0010ffff"
"""What comes after anything that a word holds."""
Entry = tuple[str, str]
"""A stem and its lists, as they are kept with others."""
Size = tuple[str, int]
"""A stem, and how many signs it is with its lists."""


def cut(sizes: Sequence[Size]) -> Iterator[tuple[str, Sequence[Size]]]:
    """Files as (beginning, stems in order): each stem is in that whose beginning is the longest that it has."""
    stems = [stem for stem, _ in sizes]
    before = [0, *accumulate(size for _, size in sizes)]

    def parts(start: str, first: int, end: int) -> Iterator[tuple[str, Sequence[Size]]]:
        if before[end] - before[first] <= MOST or (end - first == 1 and stems[first] == start):
            yield start, sizes[first:end]
            return
        rest: list[Size] = []
        at = len(start) + 1
        while first < end:
            beginning = stems[first][:at]
            following = bisect_left(stems, beginning + LAST, first + 1, end) if len(beginning) == at else first + 1
            if len(beginning) == at and before[following] - before[first] > LEAST:
                yield from parts(beginning, first, following)
            else:
                rest += sizes[first:following]
            first = following
        if rest:
            yield start, rest

    return parts("", 0, len(sizes))


def told(entries: Iterable[Entry]) -> str:
    """Entries as one line: what a stem shares with the one before (in base 36), the rest of it, its lists."""
    found, before = [], ""
    for stem, lists in entries:
        shared = 0
        for mine, other in zip(stem[:35], before, strict=False):
            if mine != other:
                break
            shared += 1
        found.append(f"{'0123456789abcdefghijklmnopqrstuvwxyz'[shared]}{stem[shared:]}{lists}")
        before = stem
    return " ".join(found)


def name(text: str) -> str:
    """A name of file for any text: letters and digits stay, anything else is its code between two `_`."""
    return "".join(sign if sign.isascii() and sign.isalnum() else f"_{ord(sign):x}_" for sign in text)
