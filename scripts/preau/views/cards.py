"""Short views of things, as lists show them: the card of an initiative, of a course, the entry of a territory."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

from preau.model.corpus import Row
from preau.model.course import Chapter, Course
from preau.model.listed import LIVE
from preau.model.people import Territory
from preau.views.frame import Context, Frame

NEWEST = 60
"""How many initiatives a page lists at most; open data holds them all."""


def alphabetical(text: str) -> str:
    """The key by which French sorts words: accents and capitals do not count."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()


def initiative_card(row: Row, frame: Frame) -> Context:
    """One initiative in a list."""
    place = frame.registry.territories.get(row.territory)
    return {
        "title": row.title, "summary": row.summary, "address": frame.at.initiative(row.territory, row.slug),
        "place": row.place, "territory": place.name if place else row.territory, "status": row.status,
        "themes": [frame.term("themes", theme) for theme in row.themes],
        "needs": row.open_needs if row.status in LIVE else 0,
    }  # fmt: skip


def initiative_cards(rows: Iterable[Row], frame: Frame) -> list[Context]:
    """Initiatives as a listing shows them."""
    return [initiative_card(row, frame) for row in rows]


def minutes_of(course: Course, chapters: Iterable[Chapter]) -> int:
    """How long a course takes: what its chapters say, or five minutes for a module."""
    return 5 if course.kind == "module" else sum(chapter.minutes or 0 for chapter in chapters)


def course_card(slug: str, frame: Frame) -> Context:
    """One course in a list."""
    course = frame.registry.courses[slug]
    return {
        "title": course.title, "description": course.description, "address": frame.at.course(slug), "kind": course.kind,
        "stage": course.stage, "opens": coming(course, frame), "parts": len(course.stems),
        "minutes": minutes_of(course, frame.registry.chapters.get(slug, {}).values()),
        "themes": [frame.term("themes", theme) for theme in course.themes],
    }  # fmt: skip


def coming(course: Course, frame: Frame) -> object:
    """The opening day of a course when it is still to come, else None."""
    return course.opens if course.opens and course.opens > frame.site.date else None


def visible_courses(frame: Frame) -> list[str]:
    """The courses that the site shows: all but drafts (unless their authors look), MOOCs first, then by title."""
    shown = [
        (course.kind == "module", course.stage != "open", -len(course.stems), course.title, slug)
        for slug, course in frame.registry.courses.items()
        if course.stage != "draft" or frame.site.drafts
    ]
    return [entry[-1] for entry in sorted(shown)]


def territory_entry(place: Territory, counts: Counter[str], frame: Frame) -> Context:
    """One territory in a list."""
    return {
        "code": place.code, "name": place.name, "address": frame.at.territory(place.code),
        "opened": place.open_on(frame.site.date), "count": counts[place.code],
    }  # fmt: skip


def theme_tags(themes: Sequence[str], frame: Frame) -> list[Context]:
    """Themes with the address of their listing."""
    return [{"label": frame.term("themes", theme), "address": frame.at.theme(theme)} for theme in themes]


def facets(
    frame: Frame, kind: str, territory: str = "", themes: Sequence[str] = (), status: str = ""
) -> list[tuple[str, str]]:
    """What the search filters on, in the words of the site."""
    found = [("kind", kind)] + ([("territory", territory)] if territory else [])
    found += [("theme", frame.term("themes", theme)) for theme in themes]
    return found + ([("status", status)] if status else [])
