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

VERSION = 4
FOLDER = "search"
"""Where the index of a site is, seen from its base."""
INDEX, LISTING = "index.js", "offline.json"
TOLD, KEPT = "d-", "w-"
"""How the names of files begin that tell documents: to be fetched for a result, to be kept with the rest."""
_ALL = 0xFFFFFFFFFFFFFFFF


class Manner(NamedTuple):
    """How documents share files, as powers of 2."""

    span: int
    """Buckets whose documents are told in one file."""
    wide: int
    """Buckets whose part of what is over in a list is in one file."""
    kept: int = 0
    """Buckets whose documents are told again in one file, for devices that keep the whole; 0 for no such file."""


SERVED = Manner(0, heads.WIDE, 6)
"""In small files, each fetched when it is needed, and few of them touched by a change."""
CARRIED = Manner(6, 31)
"""In larger ones, lighter together: where an index is kept whole."""


class Weighed(NamedTuple):
    """A file: its name, the SHA-256 of its bytes and how many they are."""

    name: str
    sha256: str
    size: int

    @property
    def digest(self) -> int:
        """A number that it has for itself."""
        told = hashlib.blake2b(f"{self.name} {self.sha256}".encode(), digest_size=8)
        return int.from_bytes(told.digest(), "big")

    @property
    def is_kept(self) -> bool:
        """Whether it goes with an index that a device keeps whole: documents are told there in larger files."""
        return not self.name.startswith(TOLD)


def weighed(name: str, data: bytes) -> Weighed:
    """A file, weighed."""
    return Weighed(name, hashlib.sha256(data).hexdigest(), len(data))


class State(NamedTuple):
    """What `index.js` tells of an index, but for its filters."""

    language: str
    documents: int
    bits: int
    shards: str
    """The beginning that each file of stems has in common, a space between."""
    total: int
    """The digests of all the other files, added up: it follows a change without a look at those that stay."""
    size: int
    """Bytes of those that a device keeps."""

    def moved(self, gone: Iterable[Weighed], come: Iterable[Weighed]) -> State:
        """The same, after some files were replaced by others."""
        total, size = self.total, self.size
        for sign, files in ((-1, gone), (1, come)):
            for file in files:
                total += sign * file.digest
                size += sign * file.size * file.is_kept
        return self._replace(total=total & _ALL, size=size)


def script(value: str) -> bytes:
    """A file, from a value in JSON."""
    return f"preau.lookup.take({value})\n".encode()


def index(state: State, filters: Mapping[str, Mapping[str, int]], manner: Manner) -> bytes:
    """`index.js`: how the other files are read; `filters` are the labels of each with how many documents have them."""
    rules = LANGUAGES.get(state.language, FRENCH)
    about = {
        "version": VERSION, "language": state.language, "documents": state.documents, "bits": state.bits,
        **manner._asdict(), "bytes": state.size, "shards": state.shards, "worth": WORTH, "filters": filters,
        "steps": rules.steps, "common": rules.common, "revision": f"{state.total & 0xFFFFFFFF:08x}",
    }  # fmt: skip
    return script(as_json(about))


def rules(language: str) -> str:
    """What an index depends on beside its documents, in few signs: what was made by other rules is made anew."""
    empty = State(language, 0, 0, "", 0, 0)
    told = index(empty, {}, SERVED) + repr([LEVELS, TITLE, ABOUT, PLAIN, USUAL, STEP]).encode()
    return weighed("", told).sha256


def with_index(told: bytes, others: Iterable[Weighed]) -> list[Weighed]:
    """All that a device keeps: `index.js` before the others."""
    return [weighed(INDEX, told), *(one for one in others if one.is_kept)]


def listing(state: State, files: Iterable[Weighed]) -> bytes:
    """`offline.json`: what a device downloads to keep the whole, and how it knows that all is there.

    Addresses are seen from the base of the site, as in the listings of courses.
    """
    some = [{"url": f"{FOLDER}/{one.name}", "sha256": one.sha256, "size": one.size} for one in files]
    told = {
        "identifier": FOLDER, "search": True, "address": f"{FOLDER}/", "revision": f"{state.total:016x}",
        "bytes": state.size, "files": some, "media": [],
    }  # fmt: skip
    return (as_json(told) + "\n").encode()


def bucket_file(bucket: int, told: Iterable[str]) -> tuple[str, bytes]:
    """The file of what is shown of the documents of a bucket."""
    return bucket_name(bucket), script(f"[{','.join(told)}]")


def span_file(name: str, number: int, buckets: Mapping[int, Iterable[str]], span: int) -> tuple[str, bytes]:
    """The file of what is shown of the documents of as many buckets as 2 to the power of `span`."""
    told = (f"[{','.join(buckets.get(number << span | at, ()))}]" for at in range(1 << span))
    return f"{name}{number:x}.js", script(f"[{','.join(told)}]")


def bucket_name(bucket: int) -> str:
    """The name of the file of a bucket."""
    return f"{TOLD}{bucket:x}.js"


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
