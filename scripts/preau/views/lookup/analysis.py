"""Documents read one after another: what an index keeps of each, in numbers, so that many of them hold in memory."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import NamedTuple

from preau.views.lookup.document import Document
from preau.views.lookup.weights import STEP, level
from preau.views.lookup.words import Stems


class Analysed(NamedTuple):
    """What an index keeps of a document: its rank among all, what is shown, its labels, its stems with their levels."""

    rank: tuple[int, str]
    told: str
    labels: tuple[tuple[str, str], ...]
    stems: array[int]
    """Each `number of the stem << 3 | level`, the numbers being those of the analyst who read it."""
    page: str = ""
    """The path of the page that holds it, where that is asked for."""


class Row(NamedTuple):
    """The same, so that it can be put aside and compared. Rows in order are documents in order."""

    hash: int
    key: str
    page: str
    told: str
    labels: str
    """Pairs of a filter and a label, as JSON."""
    words: str
    """Stems, each after the digit of its level, a space between."""

    def pairs(self) -> list[tuple[str, str]]:
        """Each filter with a label."""
        return [(name, label) for name, label in json.loads(self.labels)]


class _Numbers(dict[str, int]):
    """Each stem with its number, given when it is first asked for."""

    def __missing__(self, stem: str) -> int:
        self[stem] = len(self)
        return self[stem]


class _Levels(dict[int, int]):
    """How often a word is in texts of one size → its level."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def __missing__(self, times: int) -> int:
        self[times] = level(times, self.size)
        return self[times]


class _Words(dict[int, str]):
    """Each number of a stem with its level → the digit of the level, then the stem."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        super().__init__()
        self.numbers = numbers
        self.names: list[str] = []

    def __missing__(self, entry: int) -> str:
        self.names += islice(self.numbers, len(self.names), None)
        self[entry] = f"{entry & 7}{self.names[entry >> 3]}"
        return self[entry]


class Analyst:
    """Reads documents; stems are numbered as they come, which no byte of an index tells."""

    def __init__(self, language: str) -> None:
        self.stems = Stems(language)
        self.numbers = _Numbers()
        self._levels: dict[int, _Levels] = {}
        self._words = _Words(self.numbers)

    def read(self, document: Document, page: str = "") -> Analysed:
        """One document, analysed."""
        stems, numbers = self.stems, self.numbers
        found = Counter(stems.of(document.body))
        size = found.total() // STEP
        named = Counter(stems.of(f"{document.summary} {document.about}"))
        found.pop("", None)
        named.pop("", None)
        title = stems.every(document.title)
        kept = [
            numbers[stem] << 3 | level(found.pop(stem, 0), size, min(2, named.pop(stem, 0)), len(title))
            for stem in dict.fromkeys(title)
        ]
        kept += [numbers[stem] << 3 | level(found.pop(stem, 0), size, min(2, times)) for stem, times in named.items()]
        levels = self._levels.get(size) or self._levels.setdefault(size, _Levels(size))
        kept += [numbers[stem] << 3 | levels[times] for stem, times in found.items()]
        labels = tuple((name, label) for name, some in document.filters.items() for label in some)
        return Analysed((hash_of(document.key), document.key), document.told(), labels, array("I", kept), page)

    def row(self, one: Analysed) -> Row:
        """What this analyst read, as a row."""
        labels = json.dumps(one.labels, ensure_ascii=False, separators=(",", ":"))
        return Row(*one.rank, one.page, one.told, labels, " ".join(map(self._words.__getitem__, one.stems)))


def hash_of(key: str) -> int:
    """A number of 32 bits that depends on the key alone."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest(), "big")
