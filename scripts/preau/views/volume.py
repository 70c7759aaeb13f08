"""A course ready to be carried away: its pages in a light shell, its texts, its files, links seen from the root."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from posixpath import join, normpath
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from preau.model.course import Chapter, Course, Video
from preau.views import cards, mycampus
from preau.views.courses import CoursePages
from preau.views.frame import Frame, Page, Site, base_of
from preau.views.made import Fragments, ready
from preau.views.markdown import with_marks

SHELL = "pack.html"
"""The template around each page of a carrier, in place of the one of the site."""
_NO_DAY = date(1970, 1, 1)
_LINK = re.compile(r' (href|src|poster)="([^"#]*)(#[^"]*)?"')
_ADDRESS = re.compile(r'"address": "([^"]*)"')
"""An address among the data of *My campus*."""
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//")


@dataclass(frozen=True)
class Part:
    """A chapter of a MOOC, or a card of a module."""

    chapter: Chapter
    number: int
    """Its place in the course, from 1."""
    week: int
    """The number of its week, from 1; 0 in a module."""
    address: str
    """Its page on the site; a card stands on the page of its module."""
    html: str
    """Its text, blocks drawn."""
    recall: str = ""
    """What it asks of earlier weeks, drawn."""


@dataclass(frozen=True)
class Volume:
    """One course, whole, as carriers take it. Every link in it is an address of the site (`/cours/…`), or foreign."""

    slug: str
    tongue: str
    """The language that it is translated into; "" when it is as it was written."""
    course: Course
    site: Site
    address: str
    minutes: int
    parts: tuple[Part, ...]
    pages: Mapping[str, str]
    """The course's own page and those of its chapters, by address, each whole in the light shell."""
    finder: tuple[str, str]
    """The page of its search: its address, and itself in the light shell."""
    mine: tuple[str, str]
    """*My campus* of this course alone, for a folder: its address, and itself in the light shell."""
    files: Mapping[str, Callable[[], bytes]]
    """Pictures, films and captions, by their address on the site: each is read when it is asked for."""
    assets: Mapping[str, bytes]
    """Styles and scripts of the site, by address."""
    say: Callable[[str], str]
    """A sentence in the language of the course as it is carried."""

    @property
    def name(self) -> str:
        """What its files are called after: `agir`, `agir-en`."""
        return f"{self.slug}-{self.tongue}" if self.tongue else self.slug

    @property
    def identifier(self) -> str:
        """What a library knows it by: a translation is another book."""
        mine = self.course.identifier
        return str(uuid5(NAMESPACE_URL, f"{mine}/{self.tongue}")) if self.tongue else mine

    @cached_property
    def digest(self) -> str:
        """What every byte of its carriers depends on, besides the program: 64 hexadecimal digits."""
        site = replace(self.site, date=_NO_DAY)
        facts = (self.slug, self.tongue, self.course, site, self.pages, self.finder, self.mine)
        told = hashlib.sha256(repr(facts).encode())
        told.update(
            repr([(part.number, part.week, part.chapter, part.html, part.recall) for part in self.parts]).encode()
        )
        for address, read in sorted(self.files.items()):
            told.update(address.encode() + hashlib.sha256(read()).digest())
        for address, data in sorted(self.assets.items()):
            told.update(address.encode() + hashlib.sha256(data).digest())
        return told.hexdigest()

    @property
    def dated(self) -> bool:
        """Whether its file tells a day at all."""
        return self.day != _NO_DAY

    @property
    def day(self) -> date:
        """The last day that its file tells: a review, or its opening. Carriers bear it, not the day of a build."""
        told = [reviewer.date for reviewer in self.course.reviewers] + [self.course.opens or _NO_DAY]
        return max(told)

    @cached_property
    def films(self) -> frozenset[str]:
        """The addresses of its films: the heaviest files, left out of small carriers."""
        heads = [block.head for part in self.parts for block in part.chapter.blocks]
        shown = (head for head in heads if isinstance(head, Video))
        return frozenset(
            self.address + name for head in shown for name in (head.src, *(one.src for one in head.sources))
        )


@dataclass(frozen=True)
class Stock:
    """What the courses of a movement are made from, besides their texts."""

    paths: Collection[str]
    """Paths of pictures, films and captions among the movement's files."""
    read: Callable[[str], bytes]
    assets: Mapping[str, bytes]


def volumes(
    frame: Frame, fragments: Fragments, stock: Stock, among: Container[str] | None = None
) -> Iterator[Volume]:  # fmt: skip
    """Every course that learners may follow today, in the order of names; then each of its whole translations."""
    light = carried(frame)
    for slug in sorted(cards.visible_courses(frame)):
        if among is not None and slug not in among:
            continue
        drawn = CoursePages(light, slug)
        if drawn.opens is not None:
            continue
        yield volume(drawn, fragments, stock)
        for tongue, translated in sorted(frame.registry.translations.get(slug, {}).items()):
            if translated.done >= set(drawn.course.stems):
                yield volume(CoursePages(carried(frame.speaking(tongue)), slug, tongue), fragments, stock)


def carried(frame: Frame) -> Frame:
    """The same frame with the light shell of carriers."""
    light = copy(frame)
    light.layout = SHELL
    return light


def volume(drawn: CoursePages, fragments: Fragments, stock: Stock) -> Volume:
    """One course; `fragments` are its chapters converted."""
    frame, course, slug, tongue = drawn.frame, drawn.course, drawn.slug, drawn.tongue
    folder = f"{frame.at.word('courses')}/{slug}/{tongue}".rstrip("/")
    pages = {drawn.address: rooted(drawn.cover()[1], drawn.address)}
    parts = []
    weeks = {stem: number for number, week in enumerate(course.weeks, 1) for stem in week.chapters}
    for number, stem in enumerate(course.stems, 1):
        chapter = drawn.chapters[stem]
        if course.kind == "module":
            address, content = drawn.address, drawn.typeset(with_marks(chapter), drawn.address)
        else:
            address = drawn.tongues.chapter(stem, tongue)
            found, toc = fragments.pages[f"{folder}/{stem}.md"]
            content = ready(found, address, frame)
            pages[address] = rooted(drawn.chapter(stem, content, toc)[1], address)
        page = Page(chapter.title, address)
        html, again = drawn.with_blocks(chapter, content, page), drawn.recall(stem, page)
        parts.append(Part(chapter, number, weeks.get(stem, 0), address, rooted(html, address), rooted(again, address)))
    files = {
        name: partial(stock.read, path)
        for path in sorted(stock.paths)
        if path.startswith(f"courses/{slug}/") and (name := frame.at.of(path)) is not None
    }
    return Volume(
        slug, tongue, course, frame.site, drawn.address, drawn.minutes, tuple(parts), pages, finder(drawn), mine(drawn),
        files, stock.assets, frame.say,
    )  # fmt: skip


def finder(drawn: CoursePages) -> tuple[str, str]:
    """The page where one searches a course that is carried in a folder."""
    frame, title = drawn.frame, drawn.frame.say("Search")
    learn = (frame.say("Learn"), frame.at.section("courses"))
    crumbs = frame.crumbs(learn, (drawn.course.title, drawn.address), (title, ""))
    page = Page(title, frame.at.section("search"), "learn", "search", crumbs=crumbs, scripts=("lookup.js",))
    return page.address, rooted(frame.draw("carried-search.html", page), page.address)


def mine(drawn: CoursePages) -> tuple[str, str]:
    """*My campus* as if there were no other course, its ways being those of a folder, in the language carried."""
    alone, slug = copy(drawn.frame), drawn.slug
    alone.registry = replace(
        alone.registry, courses={slug: drawn.course}, chapters={slug: drawn.chapters}, translations={}
    )
    page, html = mycampus.page(alone, keeps=False)
    own = alone.at.course(slug)

    def placed(found: re.Match[str]) -> str:
        target, _, anchor = normpath(join(page.address, found.group(1))).partition("#")
        told = way(page.address, drawn.address + (target.rstrip("/") + "/").removeprefix(own))
        return f'"address": "{told}{"#" + anchor if anchor else ""}"'

    catalogue = alone.at.section("courses")
    return page.address, rooted(_ADDRESS.sub(placed, html), page.address).replace(
        f' href="{catalogue}"', f' href="{drawn.address}"'
    )


def relinked(html: str, link: Callable[[str, str], str | None]) -> str:
    """HTML with each link of the site given by `link(address, anchor)`; None takes the link away, its words stay."""

    def changed(found: re.Match[str]) -> str:
        name, address, anchor = found.group(1), found.group(2), found.group(3) or ""
        if not address.startswith("/") or address.startswith("//"):
            return found.group()
        to = link(address, anchor)
        return "" if to is None else f' {name}="{to}"'

    return _LINK.sub(changed, html)


def rooted(html: str, address: str) -> str:
    """HTML of the page at an address with its links seen from the root of the site."""

    def changed(found: re.Match[str]) -> str:
        name, way, anchor = found.group(1), found.group(2), found.group(3) or ""
        if not way or way.startswith("/") or _ELSEWHERE.match(way):
            return found.group()
        target = normpath(join(address, way))
        folder = way.rsplit("/", 1)[-1] in {"", ".", ".."} and target != "/"
        return f' {name}="{target}{"/" if folder else ""}{anchor}"'

    return _LINK.sub(changed, html)


def inside(address: str) -> str:
    """The file of an address in a folder that no server reads: `cours/agir/index.html`."""
    return address.lstrip("/") + ("index.html" if address.endswith("/") else "")


def way(source: str, target: str) -> str:
    """From a page to a file of the same folder, as `file://` needs it: `../index.html`."""
    return base_of(source) + inside(target)


def outward(site: Site, address: str, anchor: str = "") -> str | None:
    """A page that is not carried, on the site itself; None when the site does not know its own address."""
    return site.url.rstrip("/") + address + anchor if site.url else None


def plain_facts(one: Volume) -> dict[str, Any]:
    """What every carrier says of a course, as plain values."""
    course = one.course
    return {
        "identifier": course.identifier, "title": course.title, "description": course.description,
        "language": course.language, "version": course.version, "license": course.license,
        "authors": [author.name for author in course.authors], "publisher": one.site.name,
        "source": outward(one.site, one.address),
    }  # fmt: skip
