"""What changes between the site and what a target holds, in an order that breaks no page at any moment; pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

FORMAT = 1
PRECOMPRESSED = (".gz", ".br")
_POINTERS = ("sitemap", "robots.txt", "search/index.js", "search/offline.json")
_FEEDS = (".xml", ".ics", ".atom")


class File(NamedTuple):
    """One file as it stands at a target: sha256 and bytes; `source`: sha256 of the file that it was compressed from."""

    digest: str
    size: int
    source: str = ""
    encoding: str = ""


@dataclass(frozen=True)
class Version:
    """One whole state of a published site: its address and its files by path."""

    url: str
    files: Mapping[str, File]

    def digests(self) -> dict[str, str]:
        """The digest of each file."""
        return {path: file.digest for path, file in self.files.items()}

    def to_json(self) -> bytes:
        """The version as a target keeps it."""
        files = {path: [*file] for path, file in sorted(self.files.items())}
        return json.dumps({"format": FORMAT, "url": self.url, "files": files}, separators=(",", ":")).encode()

    @staticmethod
    def of_json(data: bytes) -> Version:
        """The version that a target keeps; `ValueError` when it is not one of ours."""
        try:
            told = json.loads(data)
            if told["format"] != FORMAT:
                raise ValueError(told["format"])
            files = {path: File(*said) for path, said in told["files"].items()}
            if strange := [path for path in files if {"", ".", ".."} & set(path.split("/"))]:
                raise ValueError(strange[0])
            return Version(str(told["url"]), files)
        except (KeyError, TypeError, AttributeError) as fault:
            raise ValueError(str(fault)) from None


class Wave(NamedTuple):
    """Files that go together, in any order among themselves: put in place, or removed."""

    action: str
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """The waves, first to last; what is new, what changes, what goes."""

    waves: tuple[Wave, ...]
    new: frozenset[str]
    changed: frozenset[str]
    gone: frozenset[str]

    @property
    def put(self) -> frozenset[str]:
        """Every file to send."""
        return self.new | self.changed

    @property
    def touched(self) -> frozenset[str]:
        """Every path at which something changes."""
        return self.new | self.changed | self.gone


def plan(present: Mapping[str, str], wanted: Mapping[str, str]) -> Plan:
    """From the digests at a target to those of a site.

    A page only ever leads to what is already there: new files come before those that changed, pages before the
    lists that name them, the shards of the search before its entry, the home page after everything; nothing is removed
    until no page in place leads to it. Alone what stands in the way (a file where a folder must be) goes first.
    """
    new = wanted.keys() - present.keys()
    changed = {path for path in wanted.keys() & present.keys() if wanted[path] != present[path]}
    gone = present.keys() - wanted.keys()
    first = frozenset(_in_the_way(gone, new))
    waves = [Wave("remove", tuple(sorted(first)))] if first else []
    waves += _grouped("put", {path: _rank(path, path in new) for path in (*new, *changed)})
    waves += _grouped("remove", {path: (0 if _plain(path).endswith(".html") else 1, 0) for path in gone - first})
    return Plan(tuple(waves), frozenset(new), frozenset(changed), frozenset(gone))


def _grouped(action: str, ranks: Mapping[str, tuple[int, int]]) -> Iterator[Wave]:
    ordered = sorted(ranks, key=lambda path: (ranks[path], path))
    for _, paths in groupby(ordered, key=lambda path: ranks[path]):
        yield Wave(action, tuple(paths))


def _plain(path: str) -> str:
    """The file that a precompressed one stands for."""
    return path[:-3] if path.endswith(PRECOMPRESSED) else path


def _rank(path: str, new: bool) -> tuple[int, int]:
    plain = _plain(path)
    if plain == "index.html":
        return 9, 0
    if plain.startswith(_POINTERS) or plain.endswith(_FEEDS):
        return 8, 0
    page = plain.endswith(".html")
    if new:
        return (1 if page else 0), 0
    return (3, -plain.count("/")) if page else (2, 0)


def _in_the_way(gone: Iterable[str], new: Iterable[str]) -> Iterator[str]:
    """Files that go where a folder comes, and those of folders that go where a file comes."""
    gone, new = set(gone), set(new)
    folders = {folder for path in new for folder in parents(path)}
    yield from gone & folders
    yield from (path for path in gone if not new.isdisjoint(parents(path)))


def parents(path: str) -> Iterator[str]:
    """Every folder above a path."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path
