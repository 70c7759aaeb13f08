"""A course edited at random, as authors do: every answer to a question that survives is found again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

import questioned
from preau.model.course import Course
from preau.reading.load import shelve
from preau.reading.tree import WorkTree

ROOT = Path(__file__).resolve().parents[2]
STORE = (ROOT / "overrides/assets/learn/10-store.js").read_text(encoding="utf-8")
COURSE = "2faf1b51-be8e-4d27-b982-0f1b92f2ccdc"


@pytest.fixture(scope="module")
def device(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page with the store alone, and a real localStorage."""
    place = tmp_path_factory.mktemp("device") / "page.html"
    place.write_text("<!doctype html><title>x</title><body></body>", encoding="utf-8")
    page = browser.new_page()
    page.goto(place.as_uri())
    yield page
    page.close()


@dataclass
class Edited:
    """A course as its author sees it: ids of questions in chapters, and old ids with their new ones."""

    chapters: list[list[str]] = field(default_factory=list)
    redirects: dict[str, str] = field(default_factory=dict)
    born: dict[str, str] = field(default_factory=dict)
    """For each id of today, the question it is: the id under which it was born."""
    count: int = 0
    """Ids that ever were: an author never gives one to another question (docs/learning.md)."""

    def name(self) -> str:
        """An id that never was."""
        self.count += 1
        return f"q{self.count}"

    def insert(self, chapter: int, place: int) -> None:
        """A new question."""
        name = self.name()
        row = self.chapters[chapter % len(self.chapters)]
        row.insert(place % (len(row) + 1), name)
        self.born[name] = name

    def pick(self, chapter: int, place: int) -> tuple[list[str], int] | None:
        """A question that stands."""
        row = self.chapters[chapter % len(self.chapters)]
        return (row, place % len(row)) if row else None

    def edit(self, what: str, chapter: int, place: int) -> None:
        """One change."""
        picked = self.pick(chapter, place)
        if what == "insert":
            self.insert(chapter, place)
        elif what == "chapters":
            self.chapters.insert(0, self.chapters.pop(chapter % len(self.chapters)))
        elif picked is None:
            return
        elif what == "delete":
            row, index = picked
            gone = row.pop(index)
            del self.born[gone]
            self.redirects = {old: new for old, new in self.redirects.items() if self._end(new) != gone}
        elif what == "move":
            row, index = picked
            name = row.pop(index)
            self.chapters[place % len(self.chapters)].insert(0, name)
        elif what == "reorder":
            picked[0].reverse()
        elif what == "rename":
            row, index = picked
            old, new = row[index], self.name()
            row[index] = new
            self.redirects[old] = new
            self.born[new] = self.born.pop(old)

    def _end(self, name: str) -> str:
        while name in self.redirects:
            name = self.redirects[name]
        return name


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["insert", "delete", "reorder", "rename", "rename", "move", "chapters", "answer"]),
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=25,
)
OPEN = """([course, redirects]) => { delete globalThis.preau;
  document.body.dataset.course = course;
  document.body.dataset.redirects = JSON.stringify(redirects); }"""


def visit(page: Page, redirects: dict[str, str]) -> None:
    """The page of the course as it is now: the store reads the redirects that the site gives."""
    page.evaluate(OPEN, [COURSE, redirects])
    page.evaluate(STORE)


PUT = """([course, item, given]) =>
  preau.progress.put(course, item, {revision: "r", given: [given], right: true})"""
GET = "([course, names]) => names.map((name) => preau.progress.get(course, `q/${name}`)?.given[0] ?? null)"
KEPT = "() => JSON.parse(JSON.stringify(preau.progress.all()))"
MERGED = "(kept) => { localStorage.clear(); return preau.progress.merge(kept); }"


@settings(max_examples=40, deadline=None, database=None)
@given(edits=EDITS)
def test_every_answer_to_a_surviving_question_survives(device: Page, edits: list[tuple[str, int, int]]) -> None:
    """Inserted, deleted, reordered, renamed again and again, moved between chapters, answered in between."""
    course = Edited([[], [], []])
    for chapter in (0, 0, 1, 1, 2):
        course.insert(chapter, 9)
    device.evaluate("localStorage.clear()")
    visit(device, {})
    answers: dict[str, Any] = {}

    def answer(name: str, word: str) -> None:
        assert device.evaluate(PUT, [COURSE, f"q/{name}", word])
        answers[course.born[name]] = word

    for name in list(course.born):
        answer(name, f"first {name}")
    for number, (what, chapter, place) in enumerate(edits):
        if what == "answer":
            picked = course.pick(chapter, place)
            visit(device, course.redirects)
            if picked:
                answer(picked[0][picked[1]], f"again {number}")
            device.wait_for_timeout(2)  # two answers in one millisecond have no order
        else:
            course.edit(what, chapter, place)
    visit(device, course.redirects)
    names = list(course.born)
    found = device.evaluate(GET, [COURSE, names])
    assert dict(zip(names, found, strict=True)) == {name: answers.get(course.born[name]) for name in names}
    kept = device.evaluate(KEPT)
    assert len(kept[COURSE]) >= len(answers)  # the old ones are all there: nothing is deleted

    assert device.evaluate(MERGED, kept) == len(kept[COURSE])
    assert device.evaluate(KEPT) == kept


def test_ids_are_those_of_the_text(tmp_path: Path) -> None:
    """Moved to another chapter and renamed, a question keeps its revision; the others change in nothing."""
    root = questioned.movement(tmp_path)
    before = _questions(root)
    first, second = (root / "courses/agir" / name for name in ("01-observer.md", "02-ecouter.md"))
    text = first.read_text(encoding="utf-8")
    start = text.index("> [!QUIZ | un-banc]")
    block = text[start : text.index("\n\n", start) + 2]
    first.write_text(text.replace(block, ""), encoding="utf-8")
    moved = block.replace("| un-banc]", "| le-banc]")
    second.write_text(second.read_text(encoding="utf-8").rstrip() + "\n\n" + moved, encoding="utf-8")
    plan = root / "courses/agir/course.yml"
    plan.write_text(plan.read_text(encoding="utf-8") + "redirects:\n  un-banc: le-banc\n", encoding="utf-8")
    after = _questions(root)

    assert after["le-banc"] == before["un-banc"]
    del before["un-banc"], after["le-banc"]
    assert after == before
    course: Course = shelve(WorkTree(root)).registry.courses["agir"]
    assert course.redirects == {"un-banc": "le-banc"}


def _questions(root: Path) -> dict[str, str]:
    chapters = shelve(WorkTree(root)).registry.chapters["agir"].values()
    return {block.quiz.id: block.quiz.revision for chapter in chapters for block in chapter.blocks if block.quiz}
