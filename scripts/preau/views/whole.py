"""Everything the site holds besides the pages of records: each output as its address, text and source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from preau.model.corpus import Row
from preau.model.schemas import BASE, published
from preau.reading.load import Read
from preau.reading.markup import rebase
from preau.views import (
    answers,
    beginning,
    calendar,
    cards,
    carry,
    courses,
    decided,
    decisions,
    doors,
    feedback,
    feeds,
    followed,
    following,
    form,
    governance,
    listings,
    mycampus,
    offline,
    opendata,
    places,
    transparency,
)  # fmt: skip
from preau.views.frame import Context, Frame, Page, base_of
from preau.views.trailfile import trail_file

TOGETHER = 5
"""How many territories a portion holds."""


class Made(NamedTuple):
    """One output: its address, text, source file (empty when from many), and whether the sitemap lists it."""

    address: str
    text: str
    source: str = ""
    listed: bool = True


Portion = Callable[[], Iterable[Made]]
"""Some outputs, drawn when called."""


class Fragments(NamedTuple):
    """Pages converted: name as MkDocs knows it → (content, table of contents)."""

    pages: Mapping[str, tuple[str, list[Context]]]
    reads: Mapping[str, Read]


def without_records(frame: Frame, fragments: Fragments) -> Iterator[Made]:
    """Outputs that no record changes: they are drawn while others read the records."""
    yield from _campus(frame, fragments)
    yield _made(governance.criteria(frame), "content/criteria.yml")
    yield _made(governance.policy(frame), "content/movement.yml")
    yield _made(governance.mandates(frame))
    yield _made(form.form(frame))
    yield _made(doors.missing_page(frame))
    yield from (Made(f"/{BASE}/{name}", text) for name, text in published().items())


def taken_away(frame: Frame, scales: offline.Scales, carriers: carry.Carriers) -> Iterator[Made]:
    """What lets courses be taken away; `scales` holds their pages, and all that these call for."""
    yield Made(offline.SHEET, offline.sheet(frame))
    for slug, page, text in carry.pages(frame, scales, carriers):
        scales.add(page.address, text.encode())
        yield Made(page.address, text, listed=False)
        if slug:
            index = scales.index_of(slug, frame.at.course(slug), frame.site.lang)
            yield from (Made(address, data.decode(), listed=False) for address, data in index)
            listing = offline.listing(frame.registry.courses[slug], slug, frame, scales)
            yield Made(offline.listing_address(slug), listing)
    yield Made(offline.COMPANION, offline.companion(frame, scales))


def portions(frame: Frame, rows: Sequence[Row], fragments: Fragments, drawing: Mapping[str, Any]) -> list[Portion]:
    """All the others, in portions that several processes can draw at once: the longest first."""
    territories, codes = TerritoryPages(frame, rows), list(frame.registry.territories)
    return [
        partial(_data, frame, rows),
        partial(_listings, frame, rows),
        partial(_decided, frame, rows),
        partial(_written, frame, rows, fragments),
        partial(_places, frame, rows, drawing),
        *(partial(territories.draw, codes[first : first + TOGETHER]) for first in range(0, len(codes), TOGETHER)),
        partial(_found, frame),
        partial(_begun, frame, rows, fragments),
        partial(redirects, frame, rows),
    ]


def _data(frame: Frame, rows: Sequence[Row]) -> Iterator[Made]:
    data = opendata.data_files(rows, frame)
    yield from (Made(address, text) for address, (text, _, _) in data.items())
    yield _made(opendata.data_page(data, frame))


def _found(frame: Frame) -> Iterator[Made]:
    """Pages by which others are found."""
    if frame.at.section("contribute") not in {frame.at.page(name) for name in frame.pages}:
        yield _made(doors.way_in(frame))._replace(listed=False)
    if frame.site.searchable:
        yield _made(doors.search_page(frame))._replace(listed=False)


def _begun(frame: Frame, rows: Sequence[Row], fragments: Fragments) -> Iterator[Made]:
    """The first page that a new movement needs: it goes away with the last example person."""
    if frame.begins:
        unwritten = [
            read.entry.path
            for name, read in fragments.reads.items()
            if read.entry.kind.name == "page" and beginning.unwritten(fragments.pages[name][0])
        ]
        yield _made(beginning.first_page(frame, rows, unwritten))._replace(listed=False)


def _decided(frame: Frame, rows: Sequence[Row]) -> Iterator[Made]:
    """Everything that changes when something is decided."""
    found = decided.items(frame, rows)
    yield _made(transparency.transparency(rows, frame))
    yield _made(decisions.decisions(found, frame))
    yield from (Made(address, text) for address, text in following.feeds(found, frame))
    received = answers.answers(frame.audited, frame.site.date)
    yield _made(followed.page(received, frame))
    yield from (Made(address, text) for address, text in following.proposals(received, found, frame))
    yield Made("/trail.json", trail_file(frame))
    yield from (_made(drawn)._replace(listed=False) for drawn in decisions.deleted(frame, rows))


def _made(drawn: tuple[Page, str], source: str = "") -> Made:
    page, text = drawn
    return Made(page.address, text, source)


def _written(frame: Frame, rows: Sequence[Row], fragments: Fragments) -> Iterator[Made]:
    for name, read in fragments.reads.items():
        if read.entry.kind.name != "page":
            continue
        content, toc = fragments.pages[name]
        stem, head = read.entry.facts["page"], read.value
        if stem == "index":
            yield _made(
                doors.home(ready(content, "/", frame), head.title, head.description or "", rows, frame),
                read.entry.path,
            )
        else:
            content = ready(content, frame.at.page(stem), frame)
            yield _made(doors.ordinary(stem, head.title, head.description or "", content, toc, frame), read.entry.path)


def ready(content: str, address: str, frame: Frame) -> str:
    """Converted text, its links seen from the page that holds it, typeset."""
    return frame.typeset(rebase(content, base_of(address)))


def _campus(frame: Frame, fragments: Fragments) -> Iterator[Made]:
    yield _made(courses.campus(frame))
    yield _made(mycampus.page(frame))._replace(listed=False)
    yield _made(calendar.page(frame))
    yield Made(frame.at.openings(), calendar.openings(frame))
    word = frame.at.word("courses")
    for slug in cards.visible_courses(frame):
        drawn = courses.CoursePages(frame, slug)
        yield from _translations(slug, frame, fragments)
        yield _made(drawn.cover(), f"courses/{slug}/course.yml")
        if drawn.course.stage == "pilot" and not drawn.opens:
            yield _made(feedback.sheet(slug, frame))._replace(listed=False)
        if drawn.course.kind == "module" or drawn.closed:
            continue
        for stem in drawn.course.stems:
            content, toc = fragments.pages[f"{word}/{slug}/{stem}.md"]
            content = ready(content, frame.at.chapter(slug, stem[3:]), frame)
            yield _made(drawn.chapter(stem, content, toc), f"courses/{slug}/{stem}.md")


def _translations(slug: str, frame: Frame, fragments: Fragments) -> Iterator[Made]:
    """A course in each of its other languages; a chapter that is not translated has no page there."""
    for tongue, translated in sorted(frame.registry.translations.get(slug, {}).items()):
        spoken, folder = frame.speaking(tongue), f"courses/{slug}/{tongue}"
        drawn = courses.CoursePages(spoken, slug, tongue)
        yield _made(drawn.cover(), f"{folder}/course.yml")
        if drawn.course.kind == "module" or drawn.closed:
            continue
        for stem in (stem for stem in drawn.course.stems if stem in translated.done):
            content, toc = fragments.pages[f"{frame.at.word('courses')}/{slug}/{tongue}/{stem}.md"]
            content = ready(content, frame.at.translated(slug, tongue, stem[3:]), spoken)
            yield _made(drawn.chapter(stem, content, toc), f"{folder}/{stem}.md")


def _listings(frame: Frame, rows: Sequence[Row]) -> Iterator[Made]:
    title, address = frame.say("Initiatives"), frame.at.section("initiatives")
    yield _made(listings.all_initiatives(rows, frame))
    yield from _feeds(title, address, rows, frame)
    by_theme = grouped(rows, lambda row: row.themes)
    themes_count = Counter({key: len(some) for key, some in by_theme.items()})
    yield _made(listings.themes_page(themes_count, frame))
    for theme in frame.registry.vocabularies.get("themes", {}):
        some = by_theme.get(theme, [])
        drawn = listings.theme_listing(theme, some, themes_count, frame)
        yield _made(drawn)
        yield from _feeds(drawn[0].title, drawn[0].address, some, frame)


def grouped(rows: Iterable[Row], keys: Any) -> dict[str, list[Row]]:
    """Rows under each of their keys."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        for key in keys(row):
            found.setdefault(key, []).append(row)
    return found


def around(rows: Iterable[Row], frame: Frame) -> dict[str, list[Row]]:
    """The rows of each territory and of all those inside it: a region lists what happens in its départements."""
    lines = {code: tuple(place.code for place in frame.registry.line_of(code)) for code in frame.registry.territories}
    return grouped(rows, lambda row: lines.get(row.territory, ()))


def _feeds(title: str, address: str, rows: Sequence[Row], frame: Frame) -> Iterator[Made]:
    yield from (Made(place, text) for place, text in feeds.feeds(title, address, rows, frame).items())


def _places(frame: Frame, rows: Sequence[Row], drawing: Mapping[str, Any]) -> Iterator[Made]:
    yield _made(places.territories(rows, drawing, frame))
    by_place = around(rows, frame)
    for key in sorted(frame.registry.committees):
        code, _, slug = key.partition("/")
        some = [row for row in by_place.get(code, ()) if row.territory == code and slug in row.committees]
        yield _made(places.committee(key, some, frame), f"content/committees/{key}.yml")


class TerritoryPages:
    """Draws everything about territories, some at a time: the bulk of what is not a record."""

    def __init__(self, frame: Frame, rows: Sequence[Row]) -> None:
        self.frame, self.by_place, self.counts = frame, around(rows, frame), cards.counted(rows)

    def draw(self, codes: Iterable[str]) -> Iterator[Made]:
        """Everything about each of these territories."""
        for code in codes:
            some = self.by_place.get(code, [])
            listing = listings.territory_listing(code, some, self.counts, self.frame)
            yield _made(listing)
            yield from _feeds(listing[0].title, listing[0].address, some, self.frame)
            page = places.territory(code, some, self.counts, self.frame)
            yield _made(page, f"content/territories/{code}.yml")


def redirects(frame: Frame, rows: Iterable[Row]) -> Iterator[Made]:
    """Old addresses that lead to where an initiative is now."""
    for row in rows:
        target = frame.at.initiative(row.territory, row.slug)
        for alias in row.aliases:
            code, _, slug = alias.partition("/")
            page = Page(row.title, frame.at.initiative(code, slug), "act", "redirect", robots="noindex")
            yield Made(page.address, frame.draw_main("redirect.html", page, target=target), row.path, listed=False)
