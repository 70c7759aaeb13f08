"""Outputs that no record changes: the courses, the rules, the form, schemas, and what lets courses be taken away."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from preau.model.schemas import BASE, published
from preau.views import calendar, cards, carry, courses, doors, feedback, form, governance, mycampus, offline
from preau.views.frame import Frame
from preau.views.made import Draw, Fragments, Made, made, ready


def fixed(frame: Frame, fragments: Fragments) -> dict[str, Draw]:
    """Outputs that no record changes, in parts by name, each course being one: drawn while others read the records."""
    courses = {course_part(slug): partial(_course, slug, frame, fragments) for slug in cards.visible_courses(frame)}
    return {"rules": partial(_rules, frame), "campus": partial(_campus, frame), **courses}


def taken_away(frame: Frame, scales: offline.Scales, carriers: carry.Carriers) -> dict[str, Draw]:
    """What lets courses be taken away, in the same parts, to be drawn in this order once all of `fixed` is.

    `scales` holds the pages of the courses, and all that these call for.
    """
    courses = {
        course_part(slug): partial(_carried, slug, frame, scales, carriers) for slug in carry.open_courses(frame)
    }
    return {"kept": partial(_kept, frame, scales), **courses}


def course_part(slug: str) -> str:
    """The name of the part of a course."""
    return f"course {slug}"


def _rules(frame: Frame) -> Iterator[Made]:
    yield made(governance.criteria(frame), "content/criteria.yml")
    yield made(governance.policy(frame), "content/movement.yml")
    yield made(governance.mandates(frame))
    yield made(form.form(frame))
    yield made(doors.missing_page(frame))
    if frame.site.searchable:
        yield made(doors.search_page(frame))._replace(listed=False)
    yield from (Made(f"/{BASE}/{name}", text) for name, text in published().items())


def _campus(frame: Frame) -> Iterator[Made]:
    """What tells of all courses."""
    yield made(courses.campus(frame))
    yield made(mycampus.page(frame))._replace(listed=False)
    yield made(calendar.page(frame))
    yield Made(frame.at.openings(), calendar.openings(frame))


def _kept(frame: Frame, scales: offline.Scales) -> Iterator[Made]:
    """What is kept with every course."""
    page, text = carry.kept_page(frame)
    scales.add(page.address, text.encode())
    yield Made(page.address, text, listed=False)
    yield Made(offline.SHEET, offline.sheet(frame))
    yield Made(offline.COMPANION, offline.companion(frame, scales))


def _carried(slug: str, frame: Frame, scales: offline.Scales, carriers: carry.Carriers) -> Iterator[Made]:
    page, text = carry.course_page(slug, carriers.get(slug, {}), frame, scales)
    scales.add(page.address, text.encode())
    yield Made(page.address, text, listed=False)
    index = scales.index_of(slug, frame.at.course(slug), frame.site.lang)
    yield from (Made(address, data.decode(), listed=False) for address, data in index)
    listing = offline.listing(frame.registry.courses[slug], slug, frame, scales)
    yield Made(offline.listing_address(slug), listing)


def _course(slug: str, frame: Frame, fragments: Fragments) -> Iterator[Made]:
    drawn = courses.CoursePages(frame, slug)
    yield from _translations(slug, frame, fragments)
    yield made(drawn.cover(), f"courses/{slug}/course.yml")
    if drawn.course.stage == "pilot" and not drawn.opens:
        yield made(feedback.sheet(slug, frame))._replace(listed=False)
    if drawn.course.kind == "module" or drawn.closed:
        return
    for stem in drawn.course.stems:
        content, toc = fragments.pages[f"{frame.at.word('courses')}/{slug}/{stem}.md"]
        content = ready(content, frame.at.chapter(slug, stem[3:]), frame)
        yield made(drawn.chapter(stem, content, toc), f"courses/{slug}/{stem}.md")


def _translations(slug: str, frame: Frame, fragments: Fragments) -> Iterator[Made]:
    """A course in each of its other languages; a chapter that is not translated has no page there."""
    for tongue, translated in sorted(frame.registry.translations.get(slug, {}).items()):
        spoken, folder = frame.speaking(tongue), f"courses/{slug}/{tongue}"
        drawn = courses.CoursePages(spoken, slug, tongue)
        yield made(drawn.cover(), f"{folder}/course.yml")
        if drawn.course.kind == "module" or drawn.closed:
            continue
        for stem in (stem for stem in drawn.course.stems if stem in translated.done):
            content, toc = fragments.pages[f"{frame.at.word('courses')}/{slug}/{tongue}/{stem}.md"]
            content = ready(content, frame.at.translated(slug, tongue, stem[3:]), spoken)
            yield made(drawn.chapter(stem, content, toc), f"{folder}/{stem}.md")
