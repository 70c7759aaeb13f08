"""Documents read one after another: what an index keeps of each, in numbers, so that many of them hold in memory."""

from __future__ import annotations

import hashlib
from array import array
from typing import NamedTuple

from preau.views.lookup.document import Document
from preau.views.lookup.weights import level, weighed
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
        stems, numbers = self.stems, self.numbers
        about = stems.of(f"{document.summary} {document.about}")
        found, size = weighed(stems.every(document.title), about, stems.of(document.body))
        levels = self._levels.setdefault(size, {})
        kept = array("I")
        for stem, times in found.items():
            number = numbers.get(stem)
            if number is None:
                number = numbers[stem] = len(numbers)
            at = levels.get(times)
            if at is None:
                at = levels[times] = level(times, size)
            kept.append(number << 3 | at)
        labels = tuple((name, label) for name, some in document.filters.items() for label in some)
        return Analysed((hash_of(document.key), document.key), document.told(), labels, kept)


def hash_of(key: str) -> int:
    """A number of 32 bits that depends on the key alone."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest(), "big")
