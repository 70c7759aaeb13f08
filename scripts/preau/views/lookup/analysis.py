"""Documents read one after another: what an index keeps of each, in a row; no two need be in memory at once."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from preau.views.lookup.document import Document, as_json
from preau.views.lookup.weights import STEP, level
from preau.views.lookup.words import Stems, cut


class Row(NamedTuple):
    """What an index keeps of a document. Rows in order are documents in order."""

    hash: int
    key: str
    page: str
    """The path of the page that holds it, where that is asked for."""
    told: str
    """What is shown of it."""
    labels: str
    """Pairs of a filter and a label, as JSON."""
    words: bytes
    """Whole numbers of 32 bits, each `number of a stem << 3 | level`."""

    def renumbered(self, numbers: Sequence[int]) -> Row:
        """The same where the stem numbered n has the number `numbers[n] >> 3`."""
        return self._replace(words=array("I", [numbers[one >> 3] | one & 7 for one in self.entries()]).tobytes())

    def entries(self) -> array[int]:
        """The stems with their levels, as numbers."""
        return array("I", self.words)

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Each filter with a label."""
        return tuple((name, label) for name, label in json.loads(self.labels))


class Numbers(dict[str, int]):
    """Each stem with its number, given when it is first asked for."""

    def __missing__(self, stem: str) -> int:
        self[stem] = len(self)
        return self[stem]


_COMMON = -1
"""What stands for a word that is too common to be looked for in a text."""


class _Words(dict[bytes | str, int]):
    """Word in small letters → the number of its stem << 3."""

    def __init__(self, stems: Stems, numbers: Mapping[str, int]) -> None:
        super().__init__()
        self.stems, self.numbers = stems, numbers

    def __missing__(self, word: bytes | str) -> int:
        stem = self.stems[word]
        found = self[word] = self.numbers[stem] << 3 if stem else _COMMON
        return found


class _Levels(dict[int, int]):
    """How often a word is in texts of one size → its level."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def __missing__(self, times: int) -> int:
        self[times] = level(times, self.size)
        return self[times]


class Analyst:
    """Reads documents; stems have the numbers that are given, which no byte of an index tells."""

    def __init__(self, stems: Stems, numbers: Mapping[str, int]) -> None:
        self.stems, self.numbers = stems, numbers
        self._words = _Words(self.stems, numbers)
        self._levels: dict[int, _Levels] = {}

    def rows(self, pages: Iterable[tuple[str, Iterable[Document]]]) -> Iterator[Row]:
        """The documents of some pages, each told by its path."""
        return (self.read(document, page) for page, some in pages for document in some)

    def read(self, document: Document, page: str = "") -> Row:
        """One document, analysed."""
        number = self._words.__getitem__
        found = Counter(map(number, cut(document.body)))
        size = found.total() // STEP
        named = Counter(map(number, cut(f"{document.summary} {document.about}")))
        found.pop(_COMMON, None)
        named.pop(_COMMON, None)
        title = [self.numbers[stem] << 3 for stem in self.stems.every(document.title)]
        kept = [
            one | level(found.pop(one, 0), size, min(2, named.pop(one, 0)), len(title)) for one in dict.fromkeys(title)
        ]
        kept += [one | level(found.pop(one, 0), size, min(2, times)) for one, times in named.items()]
        levels = self._levels.get(size) or self._levels.setdefault(size, _Levels(size))
        kept += [one | levels[times] for one, times in found.items()]
        labels = [(name, label) for name, some in document.filters.items() for label in some]
        words = array("I", kept).tobytes()
        return Row(hash_of(document.key), document.key, page, document.told(), as_json(labels), words)


def hash_of(key: str) -> int:
    """A number of 32 bits that depends on the key alone."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest(), "big")
