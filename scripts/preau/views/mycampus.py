"""My campus: the page where a learner finds again what this device kept; all that it needs of the courses is in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from preau.model.course import Chapter
from preau.reading.markup import render
from preau.views import cards
from preau.views.courses import CoursePages
from preau.views.frame import Context, Frame, Page, base_of, relative
from preau.views.initiatives import robots

ASKED = 160
"""How many characters of a question are shown in a list."""
_GAP = re.compile(r"\{[^{}]*\}")


def page(frame: Frame, *, keeps: bool = True) -> tuple[Page, str]:
    """The page, the same for everybody: what one did is read by its scripts, on the device.

    `keeps` tells whether courses can be kept there: a browser keeps nothing of what is opened from a key.
    """
    title = frame.say("My campus")
    made = Page(
        title, frame.at.section("courses", "mine"), "learn", "page",
        frame.say("What you began, what to review today, what is new; kept on your device, and nowhere else."),
        robots=robots(frame) or "noindex",
        crumbs=frame.crumbs((frame.say("Learn"), frame.at.section("courses")), (title, "")),
        classics=("learn.js", "campus.js"), scripts=("keep/mine.js",) if keeps else (),
    )  # fmt: skip
    slugs = cards.visible_courses(frame)
    base = base_of(made.address)
    courses = [_course(CoursePages(frame, slug), base) for slug in slugs]
    data: Context = {"site": frame.site.name, "url": frame.site.url, "contact": frame.site.contact}
    data |= {"here": made.address.lstrip("/"), "courses": courses}
    return made, frame.draw("my-campus.html", made, campus_data=data)


def _course(drawn: CoursePages, base: str) -> Context:
    """A course as the scripts know it: ids for ever, words and addresses of today."""
    course = drawn.course
    frame, translated = drawn.frame, drawn.frame.registry.translations.get(drawn.slug, {})
    weeks = {stem: number for number, week in enumerate(course.weeks) for stem in week.chapters}
    return {
        "id": course.identifier, "slug": drawn.slug, "title": course.title, "kind": course.kind,
        "address": relative(base, drawn.address), "open": not drawn.opens, "redirects": course.redirects,
        "weeks": [
            {"title": week.title, "minutes": sum(drawn.chapters[stem].minutes or 0 for stem in week.chapters)}
            for week in course.weeks
        ],
        **_parts(drawn, course.stems, base, weeks),
        "tongues": {tongue: _spoken(CoursePages(frame, drawn.slug, tongue), base) for tongue in sorted(translated)},
    }  # fmt: skip


def _spoken(drawn: CoursePages, base: str) -> Context:
    """The words and addresses of a course in another language, for whoever learns there: what is translated of it."""
    done = drawn.frame.registry.translations[drawn.slug][drawn.tongue].done
    stems = [stem for stem in drawn.course.stems if stem in done]
    return {"title": drawn.course.title, "address": relative(base, drawn.address), **_parts(drawn, stems, base, {})}


def _parts(drawn: CoursePages, stems: Iterable[str], base: str, weeks: Mapping[str, int]) -> Context:
    chapters = [] if drawn.opens else [drawn.chapters[stem] for stem in stems]
    return {
        "chapters": [
            {
                "id": one.identifier, "title": one.title, "week": weeks.get(one.stem, 0),
                "address": relative(base, _place(drawn, one)),
            }
            for one in chapters
        ],
        "questions": [question for one in chapters for question in _questions(drawn, one, base)],
    }  # fmt: skip


def _place(drawn: CoursePages, chapter: Chapter) -> str:
    """Where a chapter is read; a card is a place in the page of its module."""
    if drawn.course.kind == "module":
        return f"{drawn.address}#{chapter.slug}"
    return drawn.tongues.chapter(chapter.stem, drawn.tongue)


def _questions(drawn: CoursePages, chapter: Chapter, base: str) -> list[Context]:
    where = _place(drawn, chapter)
    return [
        {
            "id": block.quiz.id, "chapter": chapter.identifier, "text": short(block.quiz.question),
            "address": relative(base, where if "#" in where else f"{where}#quiz-{block.quiz.id}"),
        }
        for block in chapter.blocks
        if block.quiz
    ]  # fmt: skip


def short(question: str) -> str:
    """The words of a question on one line, its gaps as dots."""
    words = " ".join(render(_GAP.sub("…", question)).text.split())
    return words if len(words) <= ASKED else words[: ASKED - 1].rsplit(" ", 1)[0] + "…"
