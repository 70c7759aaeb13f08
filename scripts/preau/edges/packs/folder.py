"""The folder for a USB key: pages that open from `file://`, their styles, scripts, pictures and films beside them."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator, Mapping

from markupsafe import escape

from preau.edges.packs.archive import zipped
from preau.edges.packs.finding import findable
from preau.views.volume import Volume, inside, outward, relinked, way

NEEDED = ("/assets/preau.css", "/assets/favicon.svg", "/assets/learn.js", "/assets/cards.js", "/assets/campus.js")
"""Of the site's own files, those that the pages of a course use."""
_CAPTIONS = re.compile(r' src="([^"]+\.vtt)"')


def folder(volume: Volume) -> dict[str, bytes]:
    """The files of one course, by name; `index.html` opens it."""
    made = {inside(address): page.encode() for address, page in _pages(volume)}
    made |= {inside(address): read() for address, read in volume.files.items()}
    made |= {inside(name): volume.assets[name] for name in NEEDED if name in volume.assets}
    made["index.html"] = _door(volume).encode()
    return made


def archive(volume: Volume) -> bytes:
    """The folder as one file to fetch, with its search."""
    return zipped(findable(volume, folder(volume)))


def _pages(volume: Volume) -> Iterator[tuple[str, str]]:
    carried = {*volume.pages, volume.mine[0], *volume.files, *(name for name in NEEDED if name in volume.assets)}
    captions = {address: read for address, read in volume.files.items() if address.endswith(".vtt")}
    for source, page in (*volume.pages.items(), volume.mine):

        def link(address: str, anchor: str, source: str = source) -> str | None:
            return way(source, address) + anchor if address in carried else outward(volume.site, address, anchor)

        yield source, relinked(embedded(page, captions), link)


def embedded(page: str, captions: Mapping[str, Callable[[], bytes]]) -> str:
    """A page with its captions inside: a browser reads no other file of captions from a folder."""

    def data(found: re.Match[str]) -> str:
        read = captions.get(found.group(1))
        if read is None:
            return found.group()
        return f' src="data:text/vtt;base64,{base64.b64encode(read()).decode()}"'

    return _CAPTIONS.sub(data, page)


def _door(volume: Volume) -> str:
    """The page at the top of the folder leads to the course."""
    to, title, lang = inside(volume.address), volume.course.title, volume.course.language
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<meta http-equiv="refresh" content="0; url={to}">\n<p><a href="{to}">{escape(title)}</a></p>\n</html>\n'
    )
