"""The files of an index, from documents in whatever order: the same documents always make the same bytes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from preau.views.lookup import files, lists, shards
from preau.views.lookup.analysis import Analysed, Analyst
from preau.views.lookup.document import Document
from preau.views.lookup.files import State
from preau.views.lookup.weights import WORTH

MEAN = 12
"""Documents of a bucket on the average, at most: each result fetches the bucket that tells it."""
Buckets = Sequence[tuple[int, Sequence[Analysed]]]


class Label(NamedTuple):
    """A label of a filter: how many documents have it, and which."""

    documents: int
    list: str


class Index(NamedTuple):
    """An index before it is told in files."""

    buckets: Buckets
    words: dict[str, str]
    """Stems in order, each with its lists, the highest level first."""
    labels: dict[tuple[str, str], Label]
    """Filters and labels in order."""
    state: State
    told: dict[str, bytes]
    """Each file by its name, `index.js` first."""


def write_index(documents: Iterable[Document], language: str) -> Iterator[tuple[str, bytes]]:
    """Each file of the index, by its name in the folder that `preau.lookup.open` is given; `index.js` comes first.

    A document that changes touches the files of its own words, its bucket and `index.js`; one that comes or goes
    also moves those that share its bucket, some twelve. No two documents have the same key.
    """
    analyst = Analyst(language)
    yield from made([analyst.read(document) for document in documents], analyst.numbers, language).told.items()


def made(analysed: list[Analysed], numbers: Mapping[str, int], language: str) -> Index:
    """The index of documents read by one analyst, who gave these numbers; they are put in order."""
    analysed.sort()
    bits = bits_for([one.rank[0] for one in analysed])
    buckets = [(bucket, list(some)) for bucket, some in groupby(analysed, lambda one: one.rank[0] >> 32 - bits)]
    words, labels = dict(sorted(_words(buckets, numbers).items())), _labels(buckets)
    cuts = dict(shards.cut([(entry[0], shards.size(entry)) for entry in words.items()]))
    told = [files.bucket_file(bucket, [one.told for one in some]) for bucket, some in buckets]
    told += [files.shard_file(start, [(stem, words[stem]) for stem, _ in some]) for start, some in cuts.items()]
    told += label_files(labels)
    told.sort()
    state = State(language, len(analysed), bits, " ".join(sorted(cuts)), 0).of(told)
    index = files.index(state, filters({pair: label.documents for pair, label in labels.items()}))
    return Index(buckets, words, labels, state, {files.INDEX: index, **dict(told)})


def bits_for(hashes: Sequence[int]) -> int:
    """Into how many buckets (2 to this power) documents go: few in each, and never more than it has places."""
    bits = least_bits(len(hashes))
    while max(Counter(one >> 32 - bits for one in hashes).values(), default=0) > lists.PLACES:
        bits += 1
    return bits


def least_bits(documents: int) -> int:
    """The same when no bucket has more documents than it has places."""
    bits = 0
    while documents > MEAN << bits:
        bits += 1
    return bits


def _words(buckets: Buckets, numbers: Mapping[str, int]) -> dict[str, str]:
    """Stem → its lists, the highest level first."""
    entries: list[list[int]] = [[] for _ in range(len(numbers) << 3)]
    for bucket, some in buckets:
        masks: defaultdict[int, int] = defaultdict(int)
        for place, one in enumerate(some):
            bit = 1 << place
            for stem in one.stems:
                masks[stem] |= bit
        high = bucket << lists.PLACES
        for stem, mask in masks.items():
            entries[stem].append(high | mask)
    found = {}
    for word, number in numbers.items():
        levels = ((at, entries[number << 3 | at]) for at in reversed(range(len(WORTH))))
        found[word] = "".join(lists.MARKS[at] + lists.written(some) for at, some in levels if some)
    return found


def _labels(buckets: Buckets) -> dict[tuple[str, str], Label]:
    """Each label of each filter with the documents that have it."""
    masks: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for bucket, some in buckets:
        for place, one in enumerate(some):
            for pair in one.labels:
                masks[pair][bucket] = masks[pair].get(bucket, 0) | 1 << place
    return {
        pair: Label(
            sum(mask.bit_count() for mask in found.values()),
            lists.written(bucket << lists.PLACES | mask for bucket, mask in found.items()),
        )
        for pair, found in sorted(masks.items())
    }


def label_files(labels: Mapping[tuple[str, str], Label]) -> list[tuple[str, bytes]]:
    """The files of labels, given in order; two whose names differ by their accents alone share one."""
    found: dict[str, dict[str, str]] = {}
    for (name, label), (_, some) in labels.items():
        found.setdefault(files.label_file(name, label), {})[label] = some
    return [(name, files.script(files.as_json(some))) for name, some in found.items()]


def filters(counts: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """The labels of each filter, given in order, with how many documents have them."""
    found: dict[str, dict[str, int]] = {}
    for (name, label), count in counts.items():
        found.setdefault(name, {})[label] = count
    return found
