"""Which documents hold a word, written in few signs: buckets walked in order, and places inside each of them.

A document is at a place (0 to 31) of a bucket; its number is bucket × 32 + place. A list is, for each bucket that has
some of the documents: how far the bucket is from the one before, then the places, each from the one before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

PLACES = 32
SIGNS = "".join(chr(code) for code in range(42, 127) if chr(code) not in '\\<"')
"""The printable signs that neither a script nor a page needs to escape; those below `*` separate lists."""
STEPS, NEAR, FAR = SIGNS[:PLACES], SIGNS[PLACES : PLACES + 40], SIGNS[PLACES + 40 :]
"""The signs of places, of a last digit of a distance between buckets, and of its digits before."""
MARKS = "!#$%&'("
"""Signs that open the list of a level, from the first to the last."""


class _Places(dict[int, bytes]):
    """The places of one bucket, bit by bit: the first from zero, each other from the one after its predecessor."""

    def __missing__(self, mask: int) -> bytes:
        found, last, rest = [], -1, mask
        while rest:
            low = (rest & -rest).bit_length() - 1
            found.append(STEPS[low - last - 1])
            last = low
            rest &= rest - 1
        told = "".join(found).encode()
        if len(self) < _KEPT:
            self[mask] = told
        return told


_KEPT = 1 << 17
"""How many ways of filling a bucket are remembered: those of twelve places come again and again."""
_PLACES = _Places()


class _Distances(dict[int, bytes]):
    """How far a bucket is from the one before (1 or more)."""

    def __missing__(self, step: int) -> bytes:
        rest, last = divmod(step - 1, len(NEAR))
        found = NEAR[last]
        while rest:
            rest, digit = divmod(rest, len(FAR))
            found = FAR[digit] + found
        if step < 4096:
            self[step] = found.encode()
        return found.encode()


_DISTANCES = _Distances()


class Growing:
    """Lists of many keys, written one bucket after the other."""

    def __init__(self) -> None:
        self._texts: defaultdict[int, bytearray] = defaultdict(bytearray)
        self._last: defaultdict[int, int] = defaultdict(lambda: -1)

    def add(self, bucket: int, masks: Mapping[int, int]) -> None:
        """What a bucket, later than those before, has of each key."""
        texts, last = self._texts, self._last
        for key, mask in masks.items():
            texts[key] += _DISTANCES[bucket - last[key]] + _PLACES[mask]
            last[key] = bucket

    def take(self, key: int) -> str:
        """The list of a key, which is forgotten; "" where it has none."""
        return self._texts.pop(key, b"").decode()


def entry(step: int, mask: int) -> str:
    """What is written of a bucket, so far from the one before."""
    return (_DISTANCES[step] + _PLACES[mask]).decode()


_BUCKET = re.compile(f"([{re.escape(FAR)}]*[{re.escape(NEAR)}])[{re.escape(STEPS)}]+")
_BEGINS = re.compile(f"(?<=[{re.escape(STEPS)}])[{re.escape(NEAR + FAR)}]")
_LAST = re.compile(f"([{re.escape(FAR)}]*[{re.escape(NEAR)}])([{re.escape(STEPS)}]+)$")
_LONG = re.compile(f"[{re.escape(FAR)}]{{2,}}")
_DIGITS = {sign: at for signs in (NEAR, FAR) for at, sign in enumerate(signs)}
_VALUES = bytes(_DIGITS.get(chr(code), 0) + (chr(code) in NEAR) for code in range(256))
_CLOSE = 96
"""Signs of a list that are read one bucket after another."""
_ENDS = 2 * PLACES
"""Signs that the last bucket of a list takes at most."""


def with_places(text: str, bucket: int, mask: int) -> str:
    """A list in which one bucket holds these places, none for a mask of 0: as if it were written anew."""
    before, cut, rest = around(text, bucket)
    new = entry(bucket - before, mask) if mask else ""
    moved = (bucket if mask else before) - (bucket if rest > cut else before)
    return text[:cut] + new + (nearer(text[rest:], moved) if moved else text[rest:])


def nearer(text: str, moved: int) -> str:
    """A piece of a list as it is written when what comes before it ends so many buckets later."""
    found = _BUCKET.match(text)
    return _DISTANCES[_step(found.group(1)) - moved].decode() + text[found.end(1) :] if found else text


def first(text: str) -> tuple[int, int]:
    """How far the first bucket of a list is from what comes before, and its places."""
    found = _BUCKET.match(text)
    assert found, text
    return _step(found.group(1)), _mask(text[found.end(1) : found.end()])


def last(text: str) -> tuple[int, int, str]:
    """How far the last bucket of a list is from the one before, its places, and the list without it."""
    found = _LAST.search(text, max(0, len(text) - _ENDS))
    assert found, text
    return _step(found.group(1)), _mask(found.group(2)), text[: found.start()]


def within(text: str, least: int) -> tuple[int, int]:
    """Where the first bucket ends that leaves at least so many signs of a list before it, and which it is."""
    found = _BEGINS.search(text, least)
    end = found.start() if found else len(text)
    return end, crossed(text[:end]) - 1


def count(text: str) -> int:
    """How many documents some lists hold."""
    return len(text.encode().translate(None, _OTHERS))


def levels(text: str) -> dict[int, str]:
    """The lists of a stem by level, the highest first."""
    starts = sorted((at, level) for level, mark in enumerate(MARKS) if (at := text.find(mark)) >= 0)
    ends = [*(at for at, _ in starts), len(text)]
    return {level: text[at + 1 : end] for (at, level), end in zip(starts, ends[1:], strict=True)}


def joined(found: Mapping[int, str]) -> str:
    """The lists of a stem from those of its levels."""
    return "".join(f"{MARKS[level]}{found[level]}" for level in sorted(found, reverse=True) if found[level])


_OTHERS = (NEAR + FAR + MARKS).encode()


def around(text: str, bucket: int, before: int = -1) -> tuple[int, int, int]:
    """The last bucket told before one, where it ends, and where those after this one begin.

    `before` is the bucket from which the list begins, returned when there is none.
    """
    start, end = 0, len(text)
    while end - start > _CLOSE:
        middle = _BEGINS.search(text, (start + end) // 2, end)
        if middle is None:
            break
        passed = before + crossed(text[start : middle.start()])
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


def crossed(text: str) -> int:
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


def _mask(places: str) -> int:
    """The places written of a bucket, bit by bit."""
    found, at = 0, 0
    for sign in places:
        at += STEPS.index(sign)
        found |= 1 << at
        at += 1
    return found


def _far(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * len(FAR) + _DIGITS[digit]
    return value
