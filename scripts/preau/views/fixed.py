"""Outputs that no record changes: the courses, the rules, the form, schemas, and what lets courses be taken away."""

from __future__ import annotations

from collections.abc import Iterator

from preau.model.schemas import BASE, published
from preau.views import calendar, cards, carry, courses, doors, feedback, form, governance, mycampus, offline
from preau.views.frame import Frame
from preau.views.made import Fragments, Made, made, ready


def without_records(frame: Frame, fragments: Fragments) -> Iterator[Made]:
    """Outputs that no record changes: they are drawn while others read the records."""
    yield from _campus(frame, fragments)
    yield made(governance.criteria(frame), "content/criteria.yml")
    yield made(governance.policy(frame), "content/movement.yml")
    yield made(governance.mandates(frame))
    yield made(form.form(frame))
    yield made(doors.missing_page(frame))
    if frame.site.searchable:
        yield made(doors.search_page(frame))._replace(listed=False)
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


def _campus(frame: Frame, fragments: Fragments) -> Iterator[Made]:
    yield made(courses.campus(frame))
    yield made(mycampus.page(frame))._replace(listed=False)
    yield made(calendar.page(frame))
    yield Made(frame.at.openings(), calendar.openings(frame))
    word = frame.at.word("courses")
    for slug in cards.visible_courses(frame):
        drawn = courses.CoursePages(frame, slug)
        yield from _translations(slug, frame, fragments)
        yield made(drawn.cover(), f"courses/{slug}/course.yml")
        if drawn.course.stage == "pilot" and not drawn.opens:
            yield made(feedback.sheet(slug, frame))._replace(listed=False)
        if drawn.course.kind == "module" or drawn.closed:
            continue
        for stem in drawn.course.stems:
            content, toc = fragments.pages[f"{word}/{slug}/{stem}.md"]
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
