"""The files of an index as bytes: each a script that hands one value over, and `index.js`, which is read first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from preau.views.lookup import heads, shards
from preau.views.lookup.document import as_json
from preau.views.lookup.endings import FRENCH, LANGUAGES
from preau.views.lookup.weights import ABOUT, LEVELS, PLAIN, STEP, TITLE, USUAL, WORTH
from preau.views.lookup.words import fold

VERSION = 3
INDEX = "index.js"
_ALL = 0xFFFFFFFFFFFFFFFF


class Manner(NamedTuple):
    """How documents share files, as powers of 2."""

    span: int
    """Buckets whose documents are told in one file."""
    wide: int
    """Buckets whose part of what is over in a list is in one file."""


SERVED = Manner(0, heads.WIDE)
"""In small files, each fetched when it is needed, and few of them touched by a change."""
CARRIED = Manner(6, 31)
"""In larger ones, lighter together: where an index is kept whole."""


class State(NamedTuple):
    """What `index.js` tells of an index, but for its filters."""

    language: str
    documents: int
    bits: int
    shards: str
    """The beginning that each file of stems has in common, a space between."""
    total: int
    """The digests of all the other files, added up: it follows a change without a look at those that stay."""

    def of(self, files: Iterable[tuple[str, bytes]]) -> State:
        """The same, with these files only."""
        return self._replace(total=sum(digest(name, data) for name, data in files) & _ALL)

    def moved(self, gone: Iterable[int], come: Iterable[int]) -> State:
        """The same, after files of these digests were replaced by others."""
        return self._replace(total=self.total + sum(come) - sum(gone) & _ALL)


def script(value: str) -> bytes:
    """A file, from a value in JSON."""
    return f"preau.lookup.take({value})\n".encode()


def digest(name: str, data: bytes) -> int:
    """A number that a file has for itself."""
    return int.from_bytes(hashlib.blake2b(name.encode() + b"\0" + data, digest_size=8).digest(), "big")


def index(state: State, filters: Mapping[str, Mapping[str, int]], manner: Manner) -> bytes:
    """`index.js`: how the other files are read; `filters` are the labels of each with how many documents have them."""
    rules = LANGUAGES.get(state.language, FRENCH)
    about = {
        "version": VERSION, "language": state.language, "documents": state.documents, "bits": state.bits,
        **manner._asdict(), "shards": state.shards, "worth": WORTH, "filters": filters, "steps": rules.steps,
        "common": rules.common, "revision": f"{state.total & 0xFFFFFFFF:08x}",
    }  # fmt: skip
    return script(as_json(about))


def rules(language: str) -> str:
    """What an index depends on beside its documents, in few signs: what was made by other rules is made anew."""
    told = index(State(language, 0, 0, "", 0), {}, SERVED) + repr([LEVELS, TITLE, ABOUT, PLAIN, USUAL, STEP]).encode()
    return f"{digest('', told):x}"


def bucket_file(bucket: int, told: Iterable[str]) -> tuple[str, bytes]:
    """The file of what is shown of the documents of a bucket."""
    return bucket_name(bucket), script(f"[{','.join(told)}]")


def span_file(number: int, buckets: Mapping[int, Iterable[str]], span: int) -> tuple[str, bytes]:
    """The file of what is shown of the documents of as many buckets as 2 to the power of `span`."""
    told = (f"[{','.join(buckets.get(number << span | at, ()))}]" for at in range(1 << span))
    return bucket_name(number), script(f"[{','.join(told)}]")


def bucket_name(bucket: int) -> str:
    """The name of the file of a bucket."""
    return f"d-{bucket:x}.js"


def shard_file(start: str, entries: Iterable[shards.Entry]) -> tuple[str, bytes]:
    """The file of stems that begin so, from their heads."""
    return shard_name(start), script(f'"{shards.told(entries)}"')


def size(stem: str, head: str) -> int:
    """Signs of a stem among others."""
    return len(stem) + len(head)


def over_file(stem: str, reach: int, lists: str) -> tuple[str, bytes]:
    """The file of what is over of the lists of a stem in a range of buckets."""
    return over_name(stem, reach), script(f'"{lists}"')


def over_name(stem: str, reach: int) -> str:
    """Its name."""
    return f"o-{shards.name(stem)}-{reach:x}.js"


def shard_name(start: str) -> str:
    """The name of the file of stems that begin so."""
    return f"s-{shards.name(start)}.js"


def label_file(name: str, label: str) -> str:
    """The name of the file of a label; two labels that differ by their accents alone share it."""
    return f"f-{name}-{shards.name(fold(label))}.js"
