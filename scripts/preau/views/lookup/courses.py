"""What can be found of courses: each of them, its chapters, its cards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from preau.i18n import N_
from preau.model.course import Chapter, Course
from preau.views.lookup.document import Document

UNSEEN = frozenset({"QUIZ"})
"""Blocks that are not looked through: whoever searches must not read the answer of a question."""
_KINDS = {"mooc": (N_("Course"), N_("Chapter")), "module": (N_("Module"), N_("Card"))}
_ADDRESS = re.compile(r"\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|<?https?://[^\s>)]+>?")
_MARK = re.compile(r"^> \[!.*$|^> [a-z_]+: (?=\S)|^\s*\|?[ :|-]+\|$", re.MULTILINE)
_HEADING = re.compile(r"^#{2,6} +(.+)$", re.MULTILINE)
_SIGNS = re.compile(r"[*_`>#]+")
_SHOWN = 160
"""Characters of a summary made from a text."""


def course_documents(
    slug: str, course: Course, address: str, parts: Iterable[tuple[Chapter, str]], themes: tuple[str, ...],
    say: Callable[[str], str],
) -> Iterator[Document]:  # fmt: skip
    """A course, then each of its parts, given with their addresses; a card stands at its name in that of its module.

    `themes` are the words of its themes; `say` gives a sentence in the language of the site.
    """
    whole, part = (say(kind) for kind in _KINDS[course.kind])
    goals = " ".join([*themes, *(goal.name for goal in course.teaches)])
    weeks = " ".join(f"{week.title} {week.summary or ''}" for week in course.weeks)
    own = {"kind": (whole,), "theme": themes}
    yield Document(f"courses/{slug}", address, course.title, course.description, weeks, goals, own)
    for chapter, where in parts:
        body = readable(chapter)
        about = " ".join([*chapter.key_points, *_HEADING.findall(body), course.title, *themes])
        summary = chapter.key_points[0] if chapter.key_points else opening(body)
        anchor = f"#{chapter.slug}" if course.kind == "module" else ""
        kept = own | {"kind": (part,)}
        yield Document(chapter.identifier, where + anchor, chapter.title, summary, body, about, kept)


def readable(chapter: Chapter) -> str:
    """The text of a chapter without the blocks that are not looked through."""
    lines = chapter.markdown.split("\n")
    for block in chapter.blocks:
        if block.kind in UNSEEN:
            for line in range(block.line - chapter.body_line, block.end - chapter.body_line + 1):
                lines[line] = ""
    return plain("\n".join(lines))


def plain(markdown: str) -> str:
    """The words of a Markdown text: addresses and the heads of blocks taken out; other marks are no letters."""
    return _MARK.sub("", _ADDRESS.sub(" ", markdown))


def opening(text: str) -> str:
    """The first words of a text, cut between two of them."""
    said = " ".join(_SIGNS.sub("", text).split())
    return said if len(said) <= _SHOWN else said[:_SHOWN].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
