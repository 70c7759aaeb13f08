"""The files of an index, from documents in whatever order: the same documents always make the same bytes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from preau.views.lookup import files, heads, lists, shards
from preau.views.lookup.analysis import Analyst, Numbers, Row
from preau.views.lookup.document import Document, as_json
from preau.views.lookup.files import SERVED, Manner, State
from preau.views.lookup.weights import WORTH
from preau.views.lookup.words import Stems

MEAN = 12
"""Documents of a bucket on the average, at most: each result fetches the bucket that tells it."""


class Word(NamedTuple):
    """The lists of a stem, whose number is given."""

    number: int
    head: str
    over: Mapping[int, str]


class Label(NamedTuple):
    """A label of a filter: how many documents have it, and which."""

    documents: int
    list: str


Take = Callable[[str, bytes], object]
"""What is given each file as it is made, by its name: no more than one is held at once."""


class Index(NamedTuple):
    """An index before it is kept; its other files were handed over as they were made."""

    words: dict[str, Word]
    """Stems in order."""
    labels: dict[tuple[str, str], Label]
    """Filters and labels in order."""
    state: State
    weights: list[files.Weighed]
    """Its files in order, weighed, but for `index.js`."""
    entry: bytes
    """`index.js`."""


def write_index(documents: Iterable[Document], language: str, manner: Manner = SERVED) -> Iterator[tuple[str, bytes]]:
    """Each file of the index, by its name in the folder that `preau.lookup.open` is given; `index.js` comes first.

    A document that changes touches the files of its own words, its bucket and `index.js`; one that comes or goes
    also moves those that share its bucket, some twelve. No two documents have the same key.
    """
    numbers = Numbers()
    analyst = Analyst(Stems(language), numbers)
    rows = sorted(analyst.read(document) for document in documents)
    told: dict[str, bytes] = {}
    yield files.INDEX, made(rows, [row.hash for row in rows], numbers, language, told.__setitem__, manner).entry
    yield from sorted(told.items())


def made(
    rows: Iterable[Row], hashes: Sequence[int], numbers: Numbers, language: str, take: Take, manner: Manner = SERVED
) -> Index:
    """The index of documents, each in its turn, with the hashes of all; `numbers` are those of their stems."""
    bits = bits_for(hashes)
    weights: list[files.Weighed] = []

    def tell(name: str, data: bytes) -> None:
        weights.append(files.weighed(name, data))
        take(name, data)

    pass_ = _Pass(manner, tell)
    for bucket, some in groupby(rows, lambda row: row.hash >> 32 - bits):
        pass_.bucket(bucket, list(some))
    pass_.end()
    words, labels, starts = pass_.words(numbers, manner.wide), pass_.labels(), []
    for start, sizes in shards.cut([(stem, files.size(stem, word.head)) for stem, word in words.items()]):
        tell(*files.shard_file(start, ((stem, words[stem].head) for stem, _ in sizes)))
        starts.append(start)
    for stem, word in words.items():
        for piece in word.over.items():
            tell(*files.over_file(stem, *piece))
    for file in label_files(labels):
        tell(*file)
    weights.sort()
    state = State(language, len(hashes), bits, " ".join(sorted(starts)), 0, 0).moved((), weights)
    entry = files.index(state, filters({pair: label.documents for pair, label in labels.items()}), manner)
    return Index(words, labels, state, weights, entry)


class _Span:
    """Buckets in order, many to a file; none is written for a span of 0."""

    def __init__(self, name: str, span: int, take: Take) -> None:
        self._name, self._span, self._take = name, span, take
        self._number = 0
        self._buckets: dict[int, list[str]] = {}

    def put(self, bucket: int, told: list[str]) -> None:
        """The next bucket that holds some documents."""
        if bucket >> self._span != self._number:
            self.end()
            self._number = bucket >> self._span
        self._buckets[bucket] = told

    def end(self) -> None:
        """Write what waits for other buckets of its file."""
        if self._span and self._buckets:
            self._take(*files.span_file(self._name, self._number, self._buckets, self._span))
        self._buckets = {}


class _Pass:
    """Buckets gone through in order, once: only what is written of them stays."""

    def __init__(self, manner: Manner, take: Take) -> None:
        self._manner, self._take = manner, take
        self._spans = [_Span(files.TOLD, manner.span, take), _Span(files.KEPT, manner.kept, take)]
        self._words, self._pairs = lists.Growing(), lists.Growing()
        self._numbers: dict[tuple[str, str], int] = {}

    def bucket(self, bucket: int, rows: Sequence[Row]) -> None:
        """The next bucket that holds some documents."""
        masks: defaultdict[int, int] = defaultdict(int)
        pairs: defaultdict[int, int] = defaultdict(int)
        for place, row in enumerate(rows):
            bit = 1 << place
            for entry in row.entries():
                masks[entry] |= bit
            for pair in row.pairs():
                pairs[self._numbers.setdefault(pair, len(self._numbers))] |= bit
        self._words.add(bucket, masks)
        self._pairs.add(bucket, pairs)
        self._tell(bucket, [row.told for row in rows])

    def _tell(self, bucket: int, told: list[str]) -> None:
        if not self._manner.span:
            self._take(*files.bucket_file(bucket, told))
        for span in self._spans:
            span.put(bucket, told)

    def end(self) -> None:
        """Write what waits for other buckets of its file."""
        for span in self._spans:
            span.end()

    def words(self, numbers: Mapping[str, int], wide: int) -> dict[str, Word]:
        """Stem → its lists."""
        take, levels = self._words.take, range(len(WORTH))
        found = {}
        for stem in sorted(numbers):
            number = numbers[stem]
            text = lists.joined({at: take(number << 3 | at) for at in levels})
            found[stem] = Word(number, *heads.cut(text, wide))
        return found

    def labels(self) -> dict[tuple[str, str], Label]:
        """Each label of each filter with the documents that have it."""
        texts = {pair: self._pairs.take(number) for pair, number in sorted(self._numbers.items())}
        return {pair: Label(lists.count(text), text) for pair, text in texts.items()}


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


def label_files(labels: Mapping[tuple[str, str], Label]) -> list[tuple[str, bytes]]:
    """The files of labels, given in order; two whose names differ by their accents alone share one."""
    found: dict[str, dict[str, str]] = {}
    for (name, label), (_, some) in labels.items():
        found.setdefault(files.label_file(name, label), {})[label] = some
    return [(name, files.script(as_json(some))) for name, some in found.items()]


def filters(counts: Mapping[tuple[str, str], int]) -> dict[str, dict[str, int]]:
    """The labels of each filter, given in order, with how many documents have them."""
    found: dict[str, dict[str, int]] = {}
    for (name, label), count in counts.items():
        found.setdefault(name, {})[label] = count
    return found
