"""Sorted stems cut into small files by how they begin, so that a change in one leaves the others as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

MOST, LEAST = 6144, 768
"""Bytes from which a file is cut by one more letter, and under which what begins alike gets no file of its own."""
Entry = tuple[str, str]
"""A stem and its lists."""
Size = tuple[str, int]
"""A stem, and how many signs it is with its lists."""


def size(entry: Entry) -> int:
    """Signs of a stem with its lists."""
    return len(entry[0]) + len(entry[1])


def cut(sizes: Sequence[Size], start: str = "") -> Iterator[tuple[str, Sequence[Size]]]:
    """Files as (beginning, stems in order): each stem is in that whose beginning is the longest that it has."""
    if sum(size for _, size in sizes) <= MOST:
        yield start, sizes
        return
    rest: list[Size] = []
    at = len(start) + 1
    for beginning, group in groupby(sizes, lambda entry: entry[0][:at]):
        some = list(group)
        large = len(beginning) == at and sum(size for _, size in some) > LEAST
        if large:
            yield from cut(some, beginning) if any(len(stem) > at for stem, _ in some) else [(beginning, some)]
        else:
            rest += some
    if rest:
        yield start, rest


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
