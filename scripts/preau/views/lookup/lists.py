"""Which documents hold a word, written in few signs: buckets walked in order, and places inside each of them.

A document is at a place (0 to 31) of a bucket; its number is bucket × 32 + place. A list is, for each bucket that has
some of the documents: how far the bucket is from the one before, then the places, each from the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

PLACES = 32
SIGNS = "".join(chr(code) for code in range(42, 127) if chr(code) not in '\\<"')
"""The printable signs that neither a script nor a page needs to escape; those below `*` separate lists."""
STEPS, NEAR, FAR = SIGNS[:PLACES], SIGNS[PLACES : PLACES + 40], SIGNS[PLACES + 40 :]
"""The signs of places, of a last digit of a distance between buckets, and of its digits before."""
MARKS = "!#$%&'()"
"""Signs that open the list of a level, from the first to the last."""


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


class _Distances(dict[int, str]):
    """How far a bucket is from the one before (1 or more)."""

    def __missing__(self, step: int) -> str:
        rest, last = divmod(step - 1, len(NEAR))
        found = NEAR[last]
        while rest:
            rest, digit = divmod(rest, len(FAR))
            found = FAR[digit] + found
        if step < 4096:
            self[step] = found
        return found


_DISTANCES = _Distances()


def written(entries: Iterable[int]) -> str:
    """A list from its entries in order, each `bucket << 32 | mask of places`."""
    found, before = [], -1
    for entry in entries:
        bucket = entry >> PLACES
        found.append(_DISTANCES[bucket - before])
        found.append(_PLACES[entry & 0xFFFFFFFF])
        before = bucket
    return "".join(found)


_BUCKET = re.compile(f"([{re.escape(FAR)}]*[{re.escape(NEAR)}])[{re.escape(STEPS)}]+")
_BEGINS = re.compile(f"(?<=[{re.escape(STEPS)}])[{re.escape(NEAR + FAR)}]")
_LONG = re.compile(f"[{re.escape(FAR)}]{{2,}}")
_DIGITS = {sign: at for signs in (NEAR, FAR) for at, sign in enumerate(signs)}
_VALUES = bytes(_DIGITS.get(chr(code), 0) + (chr(code) in NEAR) for code in range(256))
_CLOSE = 96
"""Signs of a list that are read one bucket after another."""


def with_places(text: str, bucket: int, mask: int) -> str:
    """A list in which one bucket holds these places, none for a mask of 0: as if it were written anew."""
    before, cut, rest = _around(text, bucket)
    new = _DISTANCES[bucket - before] + _PLACES[mask] if mask else ""
    moved = (bucket if mask else before) - (bucket if rest > cut else before)
    following = _BUCKET.match(text, rest) if moved else None
    if following is None:
        return text[:cut] + new + text[rest:]
    return text[:cut] + new + _DISTANCES[_step(following.group(1)) - moved] + text[following.end(1) :]


def _around(text: str, bucket: int) -> tuple[int, int, int]:
    """The last bucket told before one (-1: none), where it ends, and where those after this one begin."""
    start, before, end = 0, -1, len(text)
    while end - start > _CLOSE:
        middle = _BEGINS.search(text, (start + end) // 2, end)
        if middle is None:
            break
        passed = before + _crossed(text[start : middle.start()])
        if passed < bucket:
            start, before = middle.start(), passed
        else:
            end = middle.start()
    for found in _BUCKET.finditer(text, start):
        at = before + _step(found.group(1))
        if at >= bucket:
            return before, found.start(), found.end() if at == bucket else found.start()
        before = at
    return before, len(text), len(text)


def _crossed(text: str) -> int:
    """How many buckets a piece of a list goes through, summed without a step of Python for each."""
    signs = text.encode()
    total = sum(signs.translate(_VALUES, (STEPS + FAR).encode()))
    far = signs.translate(_VALUES, (STEPS + NEAR).encode())
    if far:
        total += len(NEAR) * sum(far)
        for digits in _LONG.findall(text):
            total += len(NEAR) * (_far(digits) - sum(_DIGITS[digit] for digit in digits))
    return total


def _step(head: str) -> int:
    """What is written before the places of a bucket, as a number."""
    return len(NEAR) * _far(head[:-1]) + _DIGITS[head[-1]] + 1


def _far(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * len(FAR) + _DIGITS[digit]
    return value
