"""The index of the search, made from the pages in place: static scripts that a browser reads as it needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from preau.edges.search_rows import Rows
from preau.views.lookup.analysis import Analyst
from preau.views.lookup.change import Files, change
from preau.views.lookup.document import Document
from preau.views.lookup.pages import documents_of, searched
from preau.views.lookup.write import made, write_index

if TYPE_CHECKING:
    import sqlite3

    from preau.edges.output import Output, Put

FOLDER = "search"


def index(site_dir: Path, output: Output, puts: Iterable[Put], language: str) -> list[Put]:
    """Index the pages in place; the files of the index, ready to be put under `/search/`."""
    paths = sorted(put.path for put in puts if put.path.endswith(".html"))
    return [output.put(f"/{FOLDER}/{name}", data) for name, data in write_index(_documents(site_dir, paths), language)]


def _documents(site_dir: Path, paths: Iterable[str]) -> Iterator[Document]:
    for path in paths:
        html = (site_dir / path).read_text(encoding="utf-8")
        if searched(html):
            yield from documents_of("/" + path.removesuffix("index.html"), html)


def prepare(connection: sqlite3.Connection) -> None:
    """Make the tables of the search that lack; the caller commits, here and after the others."""
    Rows(connection).prepare()


def whole(
    connection: sqlite3.Connection, pages: Iterable[tuple[str, Iterable[Document]]], language: str
) -> Iterator[tuple[str, bytes]]:
    """Each file of the index of these pages, kept in the tables in place of what was there."""
    analyst = Analyst(language)
    analysed = [analyst.read(document, page) for page, some in pages for document in some]
    found = made(analysed, analyst.numbers, language)
    Rows(connection).fill(found, analyst)
    yield from found.told.items()


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
