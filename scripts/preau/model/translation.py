"""A course in another language: what is translated stands beside what it translates, and says which text it follows."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from preau.model.course import Chapter, Course, Objective, Week, brief
from preau.model.fields import Model, text

Revision = Annotated[str, Field(pattern=r"^[0-9a-f]{8}$")]
"""The text that a translation follows, as `preau translations` tells it."""


class WeekWords(Model):
    """The words of a week, in the order of the course."""

    title: Annotated[str, text(3, 80)]
    summary: Annotated[str, text(10, 200)] | None = None


class CourseWords(Model):
    """`courses/<slug>/<language>/course.yml`: the words of the course; all the rest is that of the course."""

    translates: Revision
    title: Annotated[str, text(5, 80)]
    description: Annotated[str, text(20, 300)]
    teaches: Annotated[tuple[Objective, ...], Field(min_length=1)]
    weeks: tuple[WeekWords, ...] = ()


class ChapterWords(Model):
    """The front matter of `courses/<slug>/<language>/NN-title.md`: the same file name as what it translates."""

    translates: Revision
    title: Annotated[str, text(3, 100)]
    key_points: Annotated[tuple[Annotated[str, text(5, 250)], ...], Field(max_length=8)] = ()


@dataclass(frozen=True)
class Translated:
    """A course as it reads in another language: chapters that are not translated are those of the course."""

    course: Course
    chapters: dict[str, Chapter]
    done: frozenset[str]
    """The file stems of the chapters that are translated."""


def course_revision(course: Course) -> str:
    """The words of a course to be translated, as a short name."""
    weeks = [f"{week.title}\n{week.summary or ''}" for week in course.weeks]
    return brief("\n".join([course.title, course.description, *(one.name for one in course.teaches), *weeks]))


def chapter_revision(chapter: Chapter) -> str:
    """The same for a chapter or a card."""
    return brief("\n".join([chapter.title, *chapter.key_points, chapter.markdown]))


def translated_course(course: Course, words: CourseWords, language: str) -> Course:
    """A course in the words of a language."""
    names = {one.id: one for one in words.teaches}
    said = dict(enumerate(words.weeks))
    weeks = tuple(
        Week.model_construct(title=said[n].title, summary=said[n].summary, chapters=week.chapters)
        if n in said
        else week
        for n, week in enumerate(course.weeks)
    )
    teaches = tuple(names.get(one.id, one) for one in course.teaches)
    update = {"title": words.title, "description": words.description, "language": language}
    return course.model_copy(update=update | {"teaches": teaches, "weeks": weeks})
