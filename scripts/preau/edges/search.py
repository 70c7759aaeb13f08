"""The index of the search, made from the pages as they were drawn: static scripts that a browser reads as needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from preau.edges.search_rows import Rows
from preau.views.lookup.analysis import Analyst, Numbers, Row
from preau.views.lookup.change import Files, change
from preau.views.lookup.document import Document
from preau.views.lookup.files import FOLDER, INDEX, LISTING, listing, with_index
from preau.views.lookup.pages import documents_of, searched
from preau.views.lookup.words import stems_of
from preau.views.lookup.write import Take, made

if TYPE_CHECKING:
    import sqlite3

    from preau.edges.memory import Put
    from preau.edges.output import Output

Pages = Iterable[tuple[str, Iterable[Document]]]
"""Paths of pages, each with the documents that it holds."""


class Found(NamedTuple):
    """What an index keeps of some pages, whose stems have numbers of their own: their places in `stems`."""

    stems: list[str]
    rows: list[Row]


class Reader:
    """Reads pages while they are drawn, in a process that knows of no other."""

    def __init__(self, language: str) -> None:
        self.stems = stems_of(language)

    def read(self, pages: Pages) -> Found:
        """What an index keeps of some pages."""
        numbers = Numbers()
        rows = list(Analyst(self.stems, numbers).rows(pages))
        return Found(list(numbers), rows)


class Whole:
    """A whole index in the making, kept in place of what was: documents are added as they come, in any order."""

    def __init__(self, connection: sqlite3.Connection, language: str) -> None:
        self.language = language
        self._rows, self._numbers = Rows(connection), Numbers()
        self._rows.begin()

    def add(self, found: Found) -> None:
        """Pages that a `Reader` has read."""
        numbers = [self._numbers[stem] << 3 for stem in found.stems]
        self._rows.put_rows((), (row.renumbered(numbers) for row in found.rows))

    def read(self, pages: Pages) -> None:
        """Pages that are still to be read."""
        self._rows.put_rows((), Analyst(stems_of(self.language), self._numbers).rows(pages))

    def make(self, take: Take) -> None:
        """Hand over each file of the index, once all documents have come."""
        self._rows.order()
        found = made(self._rows.every(), self._rows.hashes(), self._numbers, self.language, take)
        self._rows.fill(found)
        take(INDEX, found.entry)
        take(LISTING, listing(found.state, with_index(found.entry, found.weights)))

    def put(self, output: Output, others: Iterable[Put]) -> list[Put]:
        """The files of the index, once it has read the other pages, which are in place or wait for it."""
        self.read((put.path, _documents(output, put)) for put in others if put.path.endswith(".html"))
        puts: list[Put] = []
        self.make(lambda name, data: puts.append(_put(output, name, data)))
        return puts


def follow(
    connection: sqlite3.Connection, output: Output, puts: Iterable[Put], gone: Iterable[str], language: str
) -> tuple[list[Put], set[str]] | None:
    """The files of the index that change with some pages, and those that go; None when all of it is to be made anew."""
    pages: dict[str, list[Document]] = {path: [] for path in gone if path.endswith(".html")}
    pages |= {put.path: list(_documents(output, put)) for put in puts if put.path.endswith(".html")}
    files = changed(connection, pages, language)
    if files is None:
        return None
    written = [_put(output, name, data) for name, data in files.items() if data is not None]
    return written, {f"{FOLDER}/{name}" for name, data in files.items() if data is None}


def _put(output: Output, name: str, data: bytes) -> Put:
    return output.put(f"/{FOLDER}/{name}", data, part=FOLDER)


def _documents(output: Output, put: Put) -> Iterator[Document]:
    return documents(put.path, output.bytes_of(put).decode())


def documents(path: str, html: str) -> Iterator[Document]:
    """What can be found of a page, by its path in the site; nothing of one that nobody looks for."""
    if searched(html):
        yield from documents_of("/" + path.removesuffix("index.html"), html)


def changed(connection: sqlite3.Connection, pages: Mapping[str, Sequence[Document]], language: str) -> Files | None:
    """The files of the index to write, or to remove (None), now that these pages hold these documents.

    A page that is gone holds none. Returns None when a `Whole` index is to be made anew: nothing was kept,
    or by other rules; or documents go into another number of buckets.
    """
    rows = Rows(connection)
    state = rows.state()
    found = change(rows, state, pages) if state is not None and state.language == language else None
    if found is None:
        return None
    rows.put_state(found[0])
    return found[1]
