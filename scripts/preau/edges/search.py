"""The index of the search, made from the pages in place: static scripts that a browser reads as it needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from preau.edges.output import Output, Put
from preau.views.lookup.document import Document
from preau.views.lookup.pages import documents_of, searched
from preau.views.lookup.write import write_index

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
