"""An index after a change, in proportion to it: the files that differ, the same as if all were made anew."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from preau.views.lookup import files, lists, shards
from preau.views.lookup.analysis import Analyst, Row
from preau.views.lookup.document import Document
from preau.views.lookup.files import State
from preau.views.lookup.write import Label, bits_for, filters, label_files, least_bits

Pair = tuple[str, str]
Masks = dict[str, dict[int, int]]
"""What is told of documents → each bucket that it changes in → the places that it has there now."""
Files = dict[str, bytes | None]
_LEVELS = re.compile(r"([!#-)])([^!#-)]*)")


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

    def lists_of(self, stems: Iterable[str]) -> dict[str, str]:
        """The lists of those of these stems that are known, in the order in which they are asked for."""

    def put_lists(self, some: Mapping[str, str]) -> None:
        """The lists of some stems replaced; a stem that has none left is forgotten."""

    def sizes(self) -> list[shards.Size]:
        """Every stem, in order, with how many signs it is with its lists."""

    def counts(self) -> dict[Pair, int]:
        """Every label, in order, with how many documents have it."""

    def labels_of(self, names: Iterable[str]) -> dict[Pair, Label]:
        """The labels of these files, in order."""

    def put_labels(self, some: Mapping[Pair, Label]) -> None:
        """Labels replaced; one that no document has is forgotten."""

    def digests(self, names: Iterable[str]) -> dict[str, int]:
        """The digests of those of these files that are known."""

    def put_digests(self, some: Mapping[str, int | None]) -> None:
        """The digests of some files replaced, or forgotten."""


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
    work.stems()
    work.labels()
    return work.told()


def _differences(known: Known, pages: Mapping[str, Sequence[Document]], language: str) -> tuple[set[Row], set[Row]]:
    """Documents as they were, and as they are."""
    analyst = Analyst(language)
    old = {row for page in pages for row in known.rows_of(page)}
    new = {analyst.row(analyst.read(document, page)) for page, some in pages.items() for document in some}
    return old - new, new - old


class _Work:
    """One change under way."""

    def __init__(self, known: Known, state: State) -> None:
        self.known, self.state = known, state
        self.files: Files = {}
        self.words: Masks = defaultdict(dict)
        self.pairs: dict[Pair, dict[int, tuple[int, int]]] = defaultdict(dict)

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
        old, new = _words_in(before), _words_in(after)
        for word in old.keys() | new.keys():
            if old.get(word) != new.get(word):
                self.words[word][bucket] = new.get(word, 0)
        had, has = _pairs_in(before), _pairs_in(after)
        for pair in had.keys() | has.keys():
            if had.get(pair) != has.get(pair):
                self.pairs[pair][bucket] = had.get(pair, 0), has.get(pair, 0)

    def stems(self) -> None:
        """Write the lists of stems again, and the files that hold them."""
        touched: dict[str, dict[int, dict[int, int]]] = defaultdict(dict)
        for word, masks in self.words.items():
            touched[word[1:]][int(word[0])] = masks
        kept = self.known.lists_of(touched)
        self.known.put_lists({stem: _with(kept.get(stem, ""), levels) for stem, levels in touched.items()})
        before = set(self.state.shards.split(" "))
        cuts = dict(shards.cut(self.known.sizes()))
        self.state = self.state._replace(shards=" ".join(sorted(cuts)))
        for start in _to_tell(touched, before, set(cuts)):
            if start in cuts:
                name, data = files.shard_file(start, self.known.lists_of(stem for stem, _ in cuts[start]).items())
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
        before = self.known.digests(self.files)
        after = {name: files.digest(name, data) for name, data in self.files.items() if data is not None}
        changed = {name: after.get(name) for name in self.files if before.get(name) != after.get(name)}
        self.known.put_digests(changed)
        state = self.state.moved(
            [before[name] for name in changed if name in before], [one for one in changed.values() if one is not None]
        )
        differ: Files = {name: self.files[name] for name in sorted(changed)}
        if differ:
            differ[files.INDEX] = files.index(state, filters(self.known.counts()))
        return state, differ


def _words_in(rows: Sequence[Row]) -> dict[str, int]:
    """Each word of a bucket with the places that have it."""
    masks: dict[str, int] = defaultdict(int)
    for place, row in enumerate(rows):
        for word in row.words.split():
            masks[word] |= 1 << place
    return masks


def _pairs_in(rows: Sequence[Row]) -> dict[Pair, int]:
    """Each label of a bucket with the places that have it."""
    masks: dict[Pair, int] = defaultdict(int)
    for place, row in enumerate(rows):
        for pair in row.pairs():
            masks[pair] |= 1 << place
    return masks


def _with(text: str, levels: Mapping[int, Mapping[int, int]]) -> str:
    """The lists of a stem in which documents of some levels are at other places of some buckets."""
    found = {lists.MARKS.index(mark): some for mark, some in _LEVELS.findall(text)}
    for level, masks in levels.items():
        some = found.get(level, "")
        for bucket, mask in masks.items():
            some = lists.with_places(some, bucket, mask)
        found[level] = some
    return "".join(f"{lists.MARKS[level]}{found[level]}" for level in sorted(found, reverse=True) if found[level])


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
