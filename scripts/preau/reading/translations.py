"""Courses put together in other languages, and what is missing or stale in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from preau.model import kinds
from preau.model.course import Chapter, Course
from preau.model.translation import Translated, chapter_revision, course_revision, translated_course

if TYPE_CHECKING:
    from preau.reading.load import Read


class State(NamedTuple):
    """Where the translation of one file stands: `done`, `stale` or `missing`; `revision` is that of what it follows."""

    path: str
    source: str
    state: str
    revision: str


def assembled(
    reads: Mapping[str, Read], courses: Mapping[str, Course], chapters: Mapping[str, Mapping[str, Chapter]]
) -> dict[str, dict[str, Translated]]:
    """Every course that has its words in another language."""
    found: dict[str, dict[str, Translated]] = {}
    for read in reads.values():
        if read.entry.kind is not kinds.COURSE_WORDS:
            continue
        slug, tongue = read.entry.facts["slug"], read.entry.facts["tongue"]
        course = courses.get(slug)
        if course is None or tongue == course.language:
            continue
        made = dict(chapters.get(slug, {}))
        done = set()
        for stem, chapter in chapters.get(slug, {}).items():
            other = reads.get(f"courses/{slug}/{tongue}/{stem}.md")
            if other is not None:
                made[stem] = _chapter(chapter, other)
                done.add(stem)
        whole = Translated(translated_course(course, read.value, tongue), made, frozenset(done))
        found.setdefault(slug, {})[tongue] = whole
    return found


def _chapter(chapter: Chapter, words: Read) -> Chapter:
    update = {
        "path": words.entry.path, "title": words.value.title, "markdown": words.body, "body_line": words.body_line,
        "key_points": words.value.key_points or chapter.key_points, "blocks": words.blocks,
    }  # fmt: skip
    return chapter.model_copy(update=update)


def states(
    slug: str, tongue: str, course: Course, chapters: Mapping[str, Chapter], reads: Mapping[str, Read]
) -> Iterator[State]:
    """Each file of a course, in reading order, and where its translation stands."""
    files = [("course.yml", course_revision(course))]
    files += [(f"{stem}.md", chapter_revision(chapters[stem])) for stem in course.stems if stem in chapters]
    for name, revision in files:
        path = f"courses/{slug}/{tongue}/{name}"
        read = reads.get(path)
        state = "missing" if read is None else "done" if read.value.translates == revision else "stale"
        yield State(path, f"courses/{slug}/{name}", state, revision)
