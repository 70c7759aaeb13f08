"""An index after a change, in proportion to it: the files that differ, the same as if all were made anew."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Protocol

from preau.views.lookup import files, heads, lists, shards
from preau.views.lookup.analysis import Analyst, Row
from preau.views.lookup.document import Document
from preau.views.lookup.files import State
from preau.views.lookup.words import stems_of
from preau.views.lookup.write import Label, Word, bits_for, filters, label_files, least_bits

Pair = tuple[str, str]
Places = tuple[int, int]
"""The places of a bucket that had something, and those that have it."""
Files = dict[str, bytes | None]


class Known(Protocol):
    """What is kept of an index: asked for a few things of it, told what becomes of them."""

    def rows_of(self, page: str) -> list[Row]:
        """The documents of a page."""

    def rows_between(self, least: int, most: int) -> list[Row]:
        """The documents whose hash is there, in order."""

    def hashes(self) -> list[int]:
        """The hashes of all documents."""

    def put_rows(self, gone: Iterable[Row], come: Iterable[Row]) -> None:
        """Documents replaced by others."""

    def numbers(self) -> Mapping[str, int]:
        """Each stem with its number, given when it is first asked for."""

    def stem_of(self, number: int) -> tuple[str, str]:
        """A stem, and its head, "" when it is new."""

    def over_of(self, number: int, reach: int) -> str:
        """What is over of the lists of a stem in a range of buckets."""

    def heads(self, stems: Iterable[str]) -> list[shards.Entry]:
        """Stems with their heads, in the order in which they are asked for."""

    def put_words(self, some: Mapping[str, Word]) -> None:
        """Heads, and some pieces of what is over, replaced; a stem that has none left is forgotten."""

    def sizes(self) -> list[shards.Size]:
        """Every stem, in order, with how many signs it is with its head."""

    def counts(self) -> dict[Pair, int]:
        """Every label, in order, with how many documents have it."""

    def labels_of(self, names: Iterable[str]) -> dict[Pair, Label]:
        """The labels of these files, in order."""

    def put_labels(self, some: Mapping[Pair, Label]) -> None:
        """Labels replaced; one that no document has is forgotten."""

    def told_between(self, least: int, most: int) -> Iterable[tuple[int, str]]:
        """The hashes of the documents that have one there, in order, with what is shown of each."""

    def weights(self, names: Iterable[str]) -> dict[str, files.Weighed]:
        """Those of these files that are known, weighed."""

    def kept(self) -> Iterable[files.Weighed]:
        """The files that a device keeps, in order, weighed."""

    def put_weights(self, some: Iterable[files.Weighed], gone: Iterable[str]) -> None:
        """The weights of some files replaced, and those of others forgotten."""


def change(known: Known, state: State, pages: Mapping[str, Sequence[Document]]) -> tuple[State, Files] | None:
    """The state and the files of an index in which these pages hold these documents; a file that is gone is None.

    Returns None, and nothing is known better, when the index is to be made anew: documents go into another number
    of buckets.
    """
    gone, come = _differences(known, pages, state.language)
    state = state._replace(documents=state.documents + len(come) - len(gone))
    work = _Work(known, state)
    if not work.place(gone, come):
        return None
    known.put_rows(gone, come)
    work.told_again()
    work.stems()
    work.labels()
    return work.told()


def _differences(known: Known, pages: Mapping[str, Sequence[Document]], language: str) -> tuple[set[Row], set[Row]]:
    """Documents as they were, and as they are."""
    analyst = Analyst(stems_of(language), known.numbers())
    old = {row for page in pages for row in known.rows_of(page)}
    new = {analyst.read(document, page) for page, some in pages.items() for document in some}
    return old - new, new - old


class _Work:
    """One change under way."""

    def __init__(self, known: Known, state: State) -> None:
        self.known, self.state = known, state
        self.files: Files = {}
        self.spans: set[int] = set()
        self.words: dict[int, dict[int, Places]] = defaultdict(dict)
        self.pairs: dict[Pair, dict[int, Places]] = defaultdict(dict)

    def place(self, gone: set[Row], come: set[Row]) -> bool:
        """Put documents into their buckets; False when these must be more, or fewer."""
        shift = 32 - self.state.bits
        coming: dict[int, list[Row]] = {row.hash >> shift: [] for row in (*gone, *come)}
        for row in come:
            coming[row.hash >> shift].append(row)
        for bucket, some in sorted(coming.items()):
            before = self.known.rows_between(bucket << shift, (bucket + 1 << shift) - 1)
            after = sorted([*(row for row in before if row not in gone), *some])
            if len(after) > lists.PLACES:
                return False
            self._moved(bucket, before, after)
        least = least_bits(self.state.documents)
        if least < self.state.bits:  # a bucket was full: is there still one that would be?
            hashes = Counter(self.known.hashes())
            hashes.subtract(row.hash for row in gone)
            hashes.update(row.hash for row in come)
            return self.state.bits == bits_for(list(hashes.elements()))
        return least == self.state.bits

    def _moved(self, bucket: int, before: Sequence[Row], after: Sequence[Row]) -> None:
        name, data = files.bucket_file(bucket, [row.told for row in after])
        self.files[name] = data if after else None
        self.spans.add(bucket >> files.SERVED.kept)
        for changed, read in ((self.words, Row.entries), (self.pairs, Row.pairs)):
            had, has = _masks(before, read), _masks(after, read)
            for one in had.keys() | has.keys():
                if had.get(one) != has.get(one):
                    changed[one][bucket] = had.get(one, 0), has.get(one, 0)

    def told_again(self) -> None:
        """Write again the files that a device keeps of the documents of a bucket that moved."""
        span, shift = files.SERVED.kept, 32 - self.state.bits
        for number in sorted(self.spans):
            buckets: dict[int, list[str]] = defaultdict(list)
            least, most = number << span + shift, min(number + 1 << span + shift, 1 << 32) - 1
            for hash_, told in self.known.told_between(least, most):
                buckets[hash_ >> shift].append(told)
            name, data = files.span_file(files.KEPT, number, buckets, span)
            self.files[name] = data if buckets else None

    def stems(self) -> None:
        """Write the lists of stems again, and the files that hold them."""
        touched: dict[int, dict[int, dict[int, Places]]] = defaultdict(dict)
        for entry, masks in self.words.items():
            touched[entry >> 3][entry & 7] = masks
        moved = {}
        for number, levels in touched.items():
            stem, head = self.known.stem_of(number)
            lists_of = heads.Change(head, partial(self.known.over_of, number))
            for level, masks in levels.items():
                lists_of.put(level, masks)
            moved[stem] = Word(number, *lists_of.result())
        self.known.put_words(moved)
        for stem, word in moved.items():
            for reach, piece in word.over.items():
                name, data = files.over_file(stem, reach, piece)
                self.files[name] = data if piece else None
        self._shards(moved)

    def _shards(self, stems: Iterable[str]) -> None:
        before = set(self.state.shards.split(" "))
        cuts = dict(shards.cut(self.known.sizes()))
        self.state = self.state._replace(shards=" ".join(sorted(cuts)))
        for start in _to_tell(stems, before, set(cuts)):
            if start in cuts:
                name, data = files.shard_file(start, self.known.heads(stem for stem, _ in cuts[start]))
                self.files[name] = data
            else:
                self.files[files.shard_name(start)] = None

    def labels(self) -> None:
        """Write the lists of labels again, and the files that hold them."""
        names = {files.label_file(*pair) for pair in self.pairs}
        some = self.known.labels_of(names)
        moved = {}
        for pair, buckets in self.pairs.items():
            count, text = some.get(pair, Label(0, ""))
            for bucket, (had, has) in buckets.items():
                count += has.bit_count() - had.bit_count()
                text = lists.with_places(text, bucket, has)
            moved[pair] = Label(count, text)
        self.known.put_labels(moved)
        left = {pair: label for pair, label in sorted((some | moved).items()) if label.documents}
        self.files |= dict.fromkeys(names) | dict(label_files(left))

    def told(self) -> tuple[State, Files]:
        """What becomes of the index: the files that differ, with `index.js` when there is any."""
        before = self.known.weights(self.files)
        after = {name: files.weighed(name, data) for name, data in self.files.items() if data is not None}
        changed = [name for name in sorted(self.files) if before.get(name) != after.get(name)]
        come = [after[name] for name in changed if name in after]
        self.known.put_weights(come, [name for name in changed if name not in after])
        state = self.state.moved([before[name] for name in changed if name in before], come)
        differ: Files = {name: self.files[name] for name in changed}
        if differ:
            told = files.index(state, filters(self.known.counts()), files.SERVED)
            differ |= {
                files.INDEX: told,
                files.LISTING: files.listing(state, files.with_index(told, self.known.kept())),
            }
        return state, differ


def _masks(rows: Sequence[Row], read: Callable[[Row], Iterable[Any]]) -> dict[Any, int]:
    """What the rows of a bucket have of words or of labels, each with the places that have it."""
    masks: dict[Any, int] = defaultdict(int)
    for place, row in enumerate(rows):
        for one in read(row):
            masks[one] |= 1 << place
    return masks


def _to_tell(stems: Iterable[str], before: set[str], now: set[str]) -> set[str]:
    """The files that these stems were or are in, and those that come or go: no other takes stems or gives some."""
    found = before ^ now
    for stem in stems:
        found.add(_nearest(stem, before))
        found.add(_nearest(stem, now))
    return found


def _nearest(stem: str, starts: set[str]) -> str:
    """The longest beginning of a stem that is a file, "" if there is none."""
    return next((stem[:at] for at in range(len(stem), 0, -1) if stem[:at] in starts), "")
