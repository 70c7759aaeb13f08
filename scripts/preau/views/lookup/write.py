"""The files of an index, from documents in whatever order: the same documents always make the same bytes."""

from __future__ import annotations

import hashlib
import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from preau.views.lookup import lists, shards
from preau.views.lookup.document import Document
from preau.views.lookup.weights import WORTH, level, weighed
from preau.views.lookup.words import Stems, fold

VERSION = 1
MEAN = 12
"""Documents of a bucket on the average, at most: each result fetches the bucket that tells it."""
MARKS = "!#$%&'()"
"""Signs that open the list of a level, from the first to the seventh."""


class Analysed(NamedTuple):
    """What an index keeps of a document: its place among all, what is shown, and its stems with their levels."""

    order: tuple[int, str]
    told: str
    filters: tuple[tuple[str, str], ...]
    stems: array[int]


class Analyst:
    """Reads documents one after another; stems are numbered as they come, which no byte of the index tells."""

    def __init__(self, language: str) -> None:
        self.stems = Stems(language)
        self.numbers: dict[str, int] = {}
        self.levels: dict[int, dict[int, int]] = {}

    def read(self, document: Document) -> Analysed:
        """One document, analysed."""
        stems, numbers = self.stems, self.numbers
        about = stems.of(f"{document.summary} {document.about}")
        found, size = weighed(stems.every(document.title), about, stems.of(document.body))
        levels = self.levels.setdefault(size, {})
        kept = array("I")
        for stem, times in found.items():
            number = numbers.get(stem)
            if number is None:
                number = numbers[stem] = len(numbers)
            at = levels.get(times)
            if at is None:
                at = levels[times] = level(times, size)
            kept.append(number << 3 | at)
        filters = tuple((name, label) for name, labels in document.filters.items() for label in labels)
        return Analysed((hash_of(document.key), document.key), document.told(), filters, kept)


def hash_of(key: str) -> int:
    """A number of 32 bits that depends on the key alone."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest(), "big")


def bits_for(analysed: Sequence[Analysed]) -> int:
    """Into how many buckets (2 to this power) documents go: few enough in each, and never more than it has places."""
    bits = 0
    while len(analysed) > MEAN << bits:
        bits += 1
    while max(Counter(one.order[0] >> 32 - bits for one in analysed).values(), default=0) > lists.PLACES:
        bits += 1
    return bits


def write_index(documents: Iterable[Document], language: str) -> Iterator[tuple[str, bytes]]:
    """Each file of the index, by its name in the folder that `preau.lookup.open` is given; the first is `index.js`."""
    analyst = Analyst(language)
    analysed = sorted(map(analyst.read, documents))
    bits = bits_for(analysed)
    buckets = [
        (bucket, list(group)) for bucket, group in groupby(analysed, lambda one: one.order[0] >> 32 - bits)
    ]
    kept = dict(sorted(_words(buckets, analyst).items()))
    cuts = list(shards.cut([(stem, text) for stem, text in kept.items()]))
    told = {f"d-{bucket:x}": _call("documents", f"{bucket:x}", f"[{','.join(one.told for one in some)}]")
            for bucket, some in buckets}  # fmt: skip
    said = {f"s-{shards.name(start)}": _call("shard", start, json.dumps(shards.told(some), ensure_ascii=False))
            for start, some in cuts}  # fmt: skip
    facets, filters = _filters(buckets)
    files = told | said | filters
    about = {
        "version": VERSION, "language": language, "documents": len(analysed), "bits": bits,
        "shards": " ".join(sorted(start for start, _ in cuts)), "worth": WORTH, "filters": facets,
        "steps": analyst.stems.language.steps, "common": analyst.stems.language.common,
        "revision": _revision(files),
    }  # fmt: skip
    yield "index.js", _call("index", "", json.dumps(about, ensure_ascii=False, separators=(",", ":"))).encode()
    for name, text in sorted(files.items()):
        yield f"{name}.js", text.encode()


def _call(word: str, name: str, value: str) -> str:
    """A script that hands one value over."""
    return f"preau.lookup.{word}({json.dumps(name, ensure_ascii=False)},{value})\n"


def _revision(files: dict[str, str]) -> str:
    digest = hashlib.blake2b(digest_size=4)
    for name, text in sorted(files.items()):
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()


def _words(buckets: Sequence[tuple[int, list[Analysed]]], analyst: Analyst) -> dict[str, str]:
    """Stem → its lists, the highest level first."""
    entries: list[list[int]] = [[] for _ in range(len(analyst.numbers) << 3)]
    for bucket, some in buckets:
        masks: dict[int, int] = {}
        bit = 1
        for one in some:
            for stem in one.stems:
                masks[stem] = masks.get(stem, 0) | bit
            bit <<= 1
        high = bucket << lists.PLACES
        for stem, mask in masks.items():
            entries[stem].append(high | mask)
    found = {}
    for stem, number in analyst.numbers.items():
        first = number << 3
        found[stem] = "".join(MARKS[at] + lists.written(entries[first | at]) for at in range(6, -1, -1) if entries[first | at])
    return found


def _filters(buckets: Sequence[tuple[int, list[Analysed]]]) -> tuple[dict[str, dict[str, int]], dict[str, str]]:
    """The labels of each filter with how many documents have them, and a file for each."""
    found: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for bucket, some in buckets:
        for place, one in enumerate(some):
            for label in one.filters:
                masks = found[label]
                masks[bucket] = masks.get(bucket, 0) | 1 << place
    facets: dict[str, dict[str, int]] = {}
    files: dict[str, dict[str, str]] = defaultdict(dict)
    for (name, label), masks in sorted(found.items()):
        facets.setdefault(name, {})[label] = sum(mask.bit_count() for mask in masks.values())
        files[filter_name(name, label)][label] = lists.written(bucket << lists.PLACES | mask for bucket, mask in masks.items())
    return facets, {file: _call("filter", file, json.dumps(some, ensure_ascii=False, separators=(",", ":"))) for file, some in files.items()}


def filter_name(name: str, label: str) -> str:
    """The file of a label; two labels that differ by their accents alone share it."""
    return f"f-{name}-{shards.name(fold(label))}"


