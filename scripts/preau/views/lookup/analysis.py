"""Documents read one after another: what an index keeps of each, in numbers, so that many of them hold in memory."""

from __future__ import annotations

import hashlib
from array import array
from typing import NamedTuple

from preau.views.lookup.document import Document
from preau.views.lookup.weights import STEP, counted, level
from preau.views.lookup.words import Stems


class Analysed(NamedTuple):
    """What an index keeps of a document: its rank among all, what is shown, its labels, its stems with their levels."""

    rank: tuple[int, str]
    told: str
    labels: tuple[tuple[str, str], ...]
    stems: array[int]
    """Each `number of the stem << 3 | level`, the numbers being those of the analyst who read it."""


class Analyst:
    """Reads documents; stems are numbered as they come, which no byte of an index tells."""

    def __init__(self, language: str) -> None:
        self.stems = Stems(language)
        self.numbers: dict[str, int] = {}
        self._levels: dict[int, dict[int, int]] = {}

    def read(self, document: Document) -> Analysed:
        """One document, analysed."""
        numbers, body = self.numbers, self.stems.of(document.body)
        size, found = len(body) // STEP, counted(body)
        named = counted(self.stems.of(f"{document.summary} {document.about}"), 2)
        title = self.stems.every(document.title)
        apart = dict.fromkeys([*title, *named])
        kept = array("I")
        for stem in apart:
            at = level(found.pop(stem, 0), size, named[stem], len(title) if stem in title else 0)
            kept.append(self._number(stem) << 3 | at)
        levels = self._levels.setdefault(size, {})
        for stem, times in found.items():
            number = numbers.get(stem)
            if number is None:
                number = self._number(stem)
            at = levels.get(times, -1)
            if at < 0:
                at = levels[times] = level(times, size)
            kept.append(number << 3 | at)
        labels = tuple((name, label) for name, some in document.filters.items() for label in some)
        return Analysed((hash_of(document.key), document.key), document.told(), labels, kept)

    def _number(self, stem: str) -> int:
        return self.numbers.setdefault(stem, len(self.numbers))


def hash_of(key: str) -> int:
    """A number of 32 bits that depends on the key alone."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest(), "big")
