"""Which documents hold a word, written in few signs: buckets walked in order, and places inside each of them.

A document is at a place (0 to 31) of a bucket; its number is bucket × 32 + place. A list is, for each bucket that has
some of the documents: how far the bucket is from the one before, then the places, each from the one before.
"""

from __future__ import annotations

from collections.abc import Iterable

PLACES = 32
SIGNS = "".join(chr(code) for code in range(42, 127) if chr(code) not in '\\<"')
"""The printable signs that neither a script nor a page needs to escape; those below `*` separate lists."""
STEPS, NEAR, FAR = SIGNS[:PLACES], SIGNS[PLACES : PLACES + 40], SIGNS[PLACES + 40 :]
"""The signs of places, of a last digit of a distance between buckets, and of its digits before."""


class _Places(dict[int, str]):
    """The places of one bucket, bit by bit: the first from zero, each other from the one after its predecessor."""

    def __missing__(self, mask: int) -> str:
        found, last, rest = [], -1, mask
        while rest:
            low = (rest & -rest).bit_length() - 1
            found.append(STEPS[low - last - 1])
            last = low
            rest &= rest - 1
        if len(self) < _KEPT:
            self[mask] = "".join(found)
        return "".join(found)


_KEPT = 1 << 17
"""How many ways of filling a bucket are remembered: those of twelve places come again and again."""
_PLACES = _Places()


def distance(step: int) -> str:
    """How far a bucket is from the one before (1 or more)."""
    rest, last = divmod(step - 1, len(NEAR))
    found = NEAR[last]
    while rest:
        rest, digit = divmod(rest, len(FAR))
        found = FAR[digit] + found
    return found


_DISTANCES = ["", *map(distance, range(1, 4096))]


def written(entries: Iterable[int]) -> str:
    """A list from its entries in order, each `bucket << 32 | mask of places`."""
    found, before = [], -1
    for entry in entries:
        bucket = entry >> PLACES
        step = bucket - before
        found.append(_DISTANCES[step] if step < 4096 else distance(step))
        found.append(_PLACES[entry & 0xFFFFFFFF])
        before = bucket
    return "".join(found)
