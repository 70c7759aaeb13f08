"""The index of the search, made from the pages as they were drawn: static scripts that a browser reads as needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from preau.edges.search_rows import Rows
from preau.views.lookup.analysis import Analyst, Numbers
from preau.views.lookup.change import Files, change
from preau.views.lookup.document import Document
from preau.views.lookup.files import FOLDER, INDEX, LISTING, listing, with_index
from preau.views.lookup.pages import documents_of, searched
from preau.views.lookup.write import made

if TYPE_CHECKING:
    import sqlite3

    from preau.edges.output import Output, Put


def index(connection: sqlite3.Connection, output: Output, puts: Iterable[Put], language: str) -> list[Put]:
    """The files of the whole index of pages that are in place or wait for it, kept in place of what was."""
    pages = ((put.path, _documents(output, put)) for put in sorted(puts) if put.path.endswith(".html"))
    return [_put(output, name, data) for name, data in whole(connection, pages, language)]


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
    html = output.bytes_of(put).decode()
    if searched(html):
        yield from documents_of("/" + put.path.removesuffix("index.html"), html)


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables of the search that lack; the caller commits, here and after the others."""
    Rows(connection).prepare()


def whole(
    connection: sqlite3.Connection, pages: Iterable[tuple[str, Iterable[Document]]], language: str
) -> Iterator[tuple[str, bytes]]:
    """Each file of the index of these pages, kept in the tables in place of what was there."""
    rows, numbers = Rows(connection), Numbers()
    analyst = Analyst(language, numbers)
    rows.begin(analyst.read(document, page) for page, some in pages for document in some)
    found = made(rows.every(), rows.hashes(), numbers, language)
    rows.fill(found)
    yield from found.told.items()
    yield LISTING, listing(found.state, with_index(found.told[INDEX], found.weights))


def changed(connection: sqlite3.Connection, pages: Mapping[str, Sequence[Document]], language: str) -> Files | None:
    """The files of the index to write, or to remove (None), now that these pages hold these documents.

    A page that is gone holds none. Returns None when the whole index is to be made anew, by `whole`: nothing was kept,
    or by other rules; or documents go into another number of buckets.
    """
    rows = Rows(connection)
    state = rows.state()
    found = change(rows, state, pages) if state is not None and state.language == language else None
    if found is None:
        return None
    rows.put_state(found[0])
    return found[1]
