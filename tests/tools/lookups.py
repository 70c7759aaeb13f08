"""Indexes of the search written to a folder, with a page that holds nothing but its reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from preau.edges import theme
from preau.edges.builder import Build
from preau.views import cards
from preau.views.frame import Frame
from preau.views.lookup.courses import course_documents
from preau.views.lookup.document import Document
from preau.views.lookup.write import write_index

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-23"


def frame_of(root: Path, folder: Path) -> Frame:
    """The frame of a movement, as a build would make it."""
    build = Build(root, folder / "site", day=TODAY)
    build.look()
    return build.frame()


def of_courses(frame: Frame) -> Iterator[Document]:
    """Everything that can be found of the courses of a movement."""
    for slug in cards.visible_courses(frame):
        course, chapters = frame.registry.courses[slug], frame.registry.chapters[slug]
        parts = [(chapters[stem], address_of(frame, slug, stem[3:])) for stem in course.stems]
        themes = tuple(frame.term("themes", theme) for theme in course.themes)
        yield from course_documents(slug, course, frame.at.course(slug), parts, themes, frame.say)


def address_of(frame: Frame, slug: str, chapter: str) -> str:
    """Where a part of a course is read: a card on the page of its module."""
    module = frame.registry.courses[slug].kind == "module"
    return frame.at.course(slug) if module else frame.at.chapter(slug, chapter)


def carried(folder: Path, documents: Iterable[Document], language: str = "fr") -> Path:
    """Write an index, its reader, and a page beside them; the address of that page, as from a USB key, is returned."""
    for name, data in write_index(documents, language):
        path = folder / "lookup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / "lookup.js").write_bytes(theme.assets(theme.folders(ROOT))["/assets/lookup.js"])
    page = folder / "index.html"
    page.write_text(
        '<!doctype html><meta charset="utf-8"><title>Chercher</title><script src="lookup.js"></script>',
        encoding="utf-8",
    )
    return page
