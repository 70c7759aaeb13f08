"""Indexes of the search written to a folder, with a page that holds nothing but its reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from preau.edges import theme
from preau.views.lookup.document import Document
from preau.views.lookup.files import SERVED, Manner
from preau.views.lookup.pages import documents_of, searched
from preau.views.lookup.write import write_index

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-23"


def of_site(site: Path) -> Iterator[Document]:
    """Everything that can be found of a site in place."""
    for path in sorted(site.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        if searched(html):
            address = "/" + path.relative_to(site).as_posix().removesuffix("index.html")
            yield from documents_of(address, html)


def carried(folder: Path, documents: Iterable[Document], language: str = "fr", manner: Manner = SERVED) -> Path:
    """Write an index, its reader, and a page beside them, as on a USB key; that page is returned."""
    (folder / "lookup").mkdir(parents=True)
    for name, data in write_index(documents, language, manner):
        (folder / "lookup" / name).write_bytes(data)
    (folder / "lookup.js").write_bytes(theme.assets(theme.folders(ROOT))["/assets/lookup.js"])
    page = folder / "index.html"
    said = '<!doctype html><meta charset="utf-8"><title>Chercher</title><script src="lookup.js"></script>'
    page.write_text(said, encoding="utf-8")
    return page
