"""What a browser keeps of a course: its files, weighed, with all that its pages call for; the site as application."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from posixpath import dirname, join, normpath
from typing import NamedTuple

from preau.model.course import Course
from preau.views.frame import Context, Frame
from preau.views.lookup.document import Document
from preau.views.lookup.files import CARRIED
from preau.views.lookup.pages import documents_of, searched
from preau.views.lookup.write import write_index

MEDIA = (".mp4", ".webm", ".mp3", ".m4a", ".ogg")
"""Endings of what is heavy: kept only when the learner asks for it."""
PACKS, INDEX = "packs", "lookup"
SHEET = "/manifest.webmanifest"
COMPANION = f"/{PACKS}/campus.json"
READER = "/assets/lookup.js"
"""What the search's page asks for once its field is used."""
_TAG = re.compile(r"<(?:link|script|img|source|video|audio|track)\b[^>]*>")
_CALLED = re.compile(r'\b(?:src|href|poster)="([^"#?]+)')
_ONLY_NAMED = re.compile(r'rel="(?:alternate|canonical|manifest|prev|next)"')
_IMPORTED = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")
_DRAWN = re.compile(r"""url\(["']?(?!data:|#)([^"')]+)""")


class Weight(NamedTuple):
    """A file of the site: the SHA-256 of its bytes, in hexadecimal, and how many they are."""

    sha256: str
    size: int


class Scales:
    """The outputs that a course may need, by address: each weighed, with the addresses that it calls for."""

    def __init__(self) -> None:
        self.weights: dict[str, Weight] = {}
        self._calls: dict[str, tuple[str, ...]] = {}
        self._found: dict[str, list[Document]] = {}

    def add(self, address: str, data: bytes) -> None:
        """Weigh one output."""
        self.weights[address] = Weight(hashlib.sha256(data).hexdigest(), len(data))
        self._calls[address] = tuple(called(address, data))
        if address.endswith("/") and searched(html := data.decode()):
            self._found[address] = list(documents_of(address, html))

    def index_of(self, slug: str, course: str, language: str) -> Iterator[tuple[str, bytes]]:
        """The index of what can be found at a course and below it, weighed: the address and bytes of each file."""
        documents = [one for address, some in self._found.items() if address.startswith(course) for one in some]
        for name, data in write_index(documents, language, CARRIED):
            self.add(f"/{PACKS}/{slug}/{INDEX}/{name}", data)
            yield f"/{PACKS}/{slug}/{INDEX}/{name}", data

    def under(self, address: str) -> list[str]:
        """The pages at an address and below it."""
        return sorted(one for one in self.weights if one.startswith(address) and one.endswith("/"))

    def needed(self, pages: Iterable[str]) -> list[str]:
        """Pages and everything of the site without which they are not whole, in the order of addresses."""
        found: set[str] = set()
        left = list(pages)
        while left:
            address = left.pop()
            if address in self.weights and address not in found:
                found.add(address)
                left.extend(self._calls[address])
        return sorted(found)

    def bytes_of(self, addresses: Iterable[str]) -> int:
        """How many bytes these outputs are together."""
        return sum(self.weights[address].size for address in addresses)


def called(address: str, data: bytes) -> Iterator[str]:
    """The addresses that a page, a script or a style calls for by itself, wherever they are."""
    if address.endswith("/"):
        tags = (tag for tag in _TAG.findall(data.decode()) if not _ONLY_NAMED.search(tag))
        found = [target for tag in tags for target in _CALLED.findall(tag)]
    elif address.endswith((".js", ".css")):
        found = (_IMPORTED if address.endswith(".js") else _DRAWN).findall(data.decode())
    else:
        return
    here = address if address.endswith("/") else dirname(address)
    yield from (normpath(join(here, target)) for target in found if ":" not in target)


def sorted_out(addresses: Iterable[str]) -> tuple[list[str], list[str]]:
    """What is always kept, then the media, which are kept only on demand."""
    files: list[str] = []
    media: list[str] = []
    for address in addresses:
        (media if address.endswith(MEDIA) else files).append(address)
    return files, media


def needs(slug: str, frame: Frame, scales: Scales) -> list[str]:
    """What is kept with a course: its pages, the one that tells what is kept, the index of its search if it has one."""
    index = [address for address in scales.weights if address.startswith(f"/{PACKS}/{slug}/{INDEX}/")]
    return [*scales.under(frame.at.course(slug)), frame.at.section("courses", "carry"), *index]


def listing(course: Course, slug: str, frame: Frame, scales: Scales) -> str:
    """`/packs/<slug>/offline.json`: what a browser downloads to keep a course, and how it knows that all is there.

    Addresses are seen from the base of the site, so that it may stand anywhere. The revision changes with any byte.
    """
    told = {
        "identifier": course.identifier, "title": course.title, "version": course.version,
        "address": frame.at.course(slug)[1:], "carry": frame.at.carry(slug)[1:],
    }  # fmt: skip
    return _listing(told, needs(slug, frame, scales), frame, scales)


def companion(frame: Frame, scales: Scales) -> str:
    """`/packs/campus.json`: what goes with all that is kept: My campus, the form, the page of the search.

    It is a listing of its own, so that a new chapter somewhere does not make every kept course look out of date; the
    site answers for these pages as long as it can be reached.
    """
    mine = frame.at.section("courses", "mine")
    told = {"identifier": "campus", "companion": True, "title": frame.say("My campus"), "version": "",
            "address": mine[1:], "carry": mine[1:]}  # fmt: skip
    others = [frame.at.section("contribute", "propose"), frame.at.section("courses", "carry")]
    return _listing(told, [mine, *others, frame.at.section("search"), READER], frame, scales)


def _listing(told: Context, pages: Iterable[str], frame: Frame, scales: Scales) -> str:
    kept, heavy = sorted_out(scales.needed(pages))
    files, media = ([_entry(one, scales) for one in some] for some in (kept, heavy))
    revision = hashlib.sha256(json.dumps([files, media]).encode()).hexdigest()[:16]
    away = frame.at.section("courses", "carry")[1:]
    told |= {"revision": revision, "bytes": scales.bytes_of(kept), "away": away, "files": files, "media": media}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n"


def _entry(address: str, scales: Scales) -> dict[str, str | int]:
    weight = scales.weights[address]
    return {"url": address[1:], "sha256": weight.sha256, "size": weight.size}


def listing_address(slug: str) -> str:
    """Where the listing of a course is."""
    return f"/{PACKS}/{slug}/offline.json"


def sheet(frame: Frame) -> str:
    """The site as an application that can be installed: names, colours, icons; it may stand below a sub-path."""
    icons = [
        {"src": f"assets/icons/{name}.png", "sizes": size, "type": "image/png", "purpose": purpose}
        for name, size, purpose in (
            ("192", "192x192", "any"), ("512", "512x512", "any"), ("maskable", "512x512", "maskable"),
        )
    ]  # fmt: skip
    learn = {"name": frame.say("Learn"), "url": frame.at.section("courses")[1:]}
    carried = {"name": frame.say("Kept on this device"), "url": frame.at.section("courses", "carry")[1:]}
    told = {
        "id": "./", "name": f"{frame.site.name} · {frame.site.tagline}", "short_name": frame.site.name,
        "lang": frame.site.lang, "start_url": "./", "scope": "./", "display": "standalone",
        "background_color": "#f7f4ea", "theme_color": "#12414a",
        "icons": [*icons, {"src": "assets/favicon.svg", "sizes": "any", "type": "image/svg+xml"}],
        "shortcuts": [learn, carried],
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
