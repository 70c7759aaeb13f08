"""The index of the search, made from the pages in place: static scripts that a browser reads as it needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from preau.edges.output import Output, Put
from preau.views.lookup.document import Document
from preau.views.lookup.pages import documents_of, searched
from preau.views.lookup.write import write_index

FOLDER = "search"


def index(output: Output, puts: Iterable[Put], language: str) -> list[Put]:
    """Index pages that are in place or wait for it; the files of the index, ready to be put under `/search/`."""
    pages = sorted((put for put in puts if put.path.endswith(".html")), key=lambda put: put.path)
    made = write_index(_documents(output, pages), language)
    return [output.put(f"/{FOLDER}/{name}", data, part=FOLDER) for name, data in made]


def _documents(output: Output, pages: Iterable[Put]) -> Iterator[Document]:
    for put in pages:
        html = output.bytes_of(put).decode()
        if searched(html):
            yield from documents_of("/" + put.path.removesuffix("index.html"), html)
