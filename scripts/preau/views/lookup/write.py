"""The files of an index, from documents in whatever order: the same documents always make the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from preau.views.lookup import lists, shards
from preau.views.lookup.analysis import Analysed, Analyst
from preau.views.lookup.document import Document
from preau.views.lookup.weights import WORTH
from preau.views.lookup.words import fold

VERSION = 1
MEAN = 12
"""Documents of a bucket on the average, at most: each result fetches the bucket that tells it."""
MARKS = "!#$%&'()"
"""Signs that open the list of a level, from the first to the last."""
Buckets = Sequence[tuple[int, Sequence[Analysed]]]


def write_index(documents: Iterable[Document], language: str) -> Iterator[tuple[str, bytes]]:
    """Each file of the index, by its name in the folder that `preau.lookup.open` is given; `index.js` comes first.

    A document that changes touches the files of its own words, its bucket and `index.js`; one that comes or goes
    also moves those that share its bucket, some twelve.
    """
    analyst = Analyst(language)
    analysed = sorted(map(analyst.read, documents))
    bits = bits_for([one.rank[0] for one in analysed])
    buckets = [(bucket, list(some)) for bucket, some in groupby(analysed, lambda one: one.rank[0] >> 32 - bits)]
    cuts = dict(shards.cut(sorted(_words(buckets, analyst.numbers).items())))
    counts, labels = _labels(buckets)
    files = {f"d-{bucket:x}": f"[{','.join(one.told for one in some)}]" for bucket, some in buckets}
    files |= {f"s-{shards.name(start)}": _json(shards.told(some)) for start, some in cuts.items()}
    files |= {name: _json(some) for name, some in labels.items()}
    about = {
        "version": VERSION, "language": language, "documents": len(analysed), "bits": bits,
        "shards": " ".join(sorted(cuts)), "worth": WORTH, "filters": counts, "steps": analyst.stems.language.steps,
        "common": analyst.stems.language.common, "revision": _revision(files),
    }  # fmt: skip
    for name, value in [("index", _json(about)), *sorted(files.items())]:
        yield f"{name}.js", f"preau.lookup.take({value})\n".encode()


def bits_for(hashes: Sequence[int]) -> int:
    """Into how many buckets (2 to this power) documents go: few in each, and never more than it has places."""
    bits = 0
    while len(hashes) > MEAN << bits:
        bits += 1
    while max(Counter(one >> 32 - bits for one in hashes).values(), default=0) > lists.PLACES:
        bits += 1
    return bits


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _revision(files: Mapping[str, str]) -> str:
    digest = hashlib.blake2b(digest_size=4)
    for name, text in sorted(files.items()):
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()


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
        found[word] = "".join(MARKS[at] + lists.written(some) for at, some in levels if some)
    return found


def _labels(buckets: Buckets) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, str]]]:
    """The labels of each filter with how many documents have them; and the lists of labels, by file."""
    masks: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for bucket, some in buckets:
        for place, one in enumerate(some):
            for pair in one.labels:
                masks[pair][bucket] = masks[pair].get(bucket, 0) | 1 << place
    counts: dict[str, dict[str, int]] = {}
    files: dict[str, dict[str, str]] = defaultdict(dict)
    for (name, label), found in sorted(masks.items()):
        counts.setdefault(name, {})[label] = sum(mask.bit_count() for mask in found.values())
        entries = [bucket << lists.PLACES | mask for bucket, mask in found.items()]
        files[label_file(name, label)][label] = lists.written(entries)
    return counts, files


def label_file(name: str, label: str) -> str:
    """The file of a label; two labels that differ by their accents alone share it."""
    return f"f-{name}-{shards.name(fold(label))}"
