"""Courses: files and plan agree, questions name objectives, sources are dated, cards stay short."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from preau.checks.context import Context
from preau.checks.films import film
from preau.checks.places import in_block
from preau.checks.references import unknown
from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.model.course import Block, Course, QuizHead, Video, listed
from preau.reading.load import Read
from preau.reading.markup import render

BLOCK_REPEATED = declare(
    "PR222", Severity.ERROR, N_("Two blocks of a course with one identifier"),
    N_("the identifier {name} is already used in {other}"),
    N_("Give each question, exercise and reflection of a course its own short name."),
    N_("A learner's answer is kept under this name: two questions would mix their answers."),
    name="first-question", other="courses/budget/02-taxes.md",
)  # fmt: skip
SOURCE = declare(
    "PR225", Severity.ERROR, N_("A source without its link or its date"),
    N_("this source {fault}"),
    N_("Write “- [Title](https://…), publisher, 2026-01-31” (a year alone is enough when the day is not known)."),
    N_("A figure is true on a day: readers need to check it, and editors to know when to check it again."),
    fault=N_("has no date"),
)  # fmt: skip
CARD = declare(
    "PR226", Severity.ERROR, N_("A card that is too long"),
    N_("{size} words, at most {most} are allowed on a card"),
    N_("Keep one idea, or make two cards."),
    N_("A card is read in half a minute, standing in a bus."),
    size="120", most="80",
)  # fmt: skip
UNLISTED = declare(
    "PR305", Severity.ERROR, N_("A chapter that is not there"),
    N_("the course lists {name}, but there is no file {name}.md"),
    N_("Write the file, or remove it from the list."),
    N_("Learners would meet a hole in the course."),
    name="04-taxes",
)  # fmt: skip
ORPHAN = declare(
    "PR306", Severity.ERROR, N_("A chapter that the course does not list"),
    N_("{name} is in no week and in no list of cards of course.yml"),
    N_("Add it to the list, where it should be read, or remove the file."),
    N_("Nobody would ever find it."),
    name="04-taxes",
)  # fmt: skip
SAME_IDENTIFIER = declare(
    "PR314", Severity.ERROR, N_("Two courses or chapters with one identifier"),
    N_("this identifier is already the one of {other}"),
    N_("Make a new one: python3 -c \"import uuid; print(uuid.uuid4())\"."),
    N_("Progress is kept under it, for ever: two chapters would share their progress."),
    other="courses/budget/02-taxes.md",
)  # fmt: skip
PLAN = declare(
    "PR317", Severity.ERROR, N_("A course whose kind and plan disagree"),
    N_("a course of kind {kind} has {fault}"),
    N_("A mooc has weeks:, each with its chapters; a module has cards:."),
    N_("The page of a course is drawn from its plan."),
    kind="module", fault=N_("no cards"),
)  # fmt: skip
QUESTIONS = declare(
    "PR227", Severity.WARNING, N_("A module without questions, or with too many"),
    N_("{size} questions in this module, between 1 and 3 are advised"),
    N_("Ask what one should remember, no more."),
    N_("A module takes five minutes; recalling an idea once is what makes it stay."),
    size="0",
)  # fmt: skip
REDIRECT = declare(
    "PR246", Severity.ERROR, N_("A renamed id that leads nowhere"),
    N_("the redirect of {name} {fault}"),
    N_("Write “old: new”: the old id is used by no block any more, the new one is that of a block of this course."),
    N_("Learners find their answers again through it: led to nowhere, or to another question, they would be lost."),
    name="first-question", fault=N_("names an id that still stands"),
)  # fmt: skip

WORDS = 80
_DATED = re.compile(r",\s*(?:\d{4}-\d{2}-\d{2}|\d{4})\s*\.?$")


def courses(context: Context) -> Iterator[Finding]:
    """Every course, with its chapters or cards."""
    identifiers: dict[str, str] = {}
    for read in context.of("course"):
        slug = read.entry.facts["slug"]
        files = [other for other in context.of("chapter") if other.entry.facts["slug"] == slug]
        yield from _plan(read, files, context)
        yield from _blocks(read.value, files, context)
        yield from _redirects(read, files)
        yield from _identifiers([read, *files], identifiers)
        if read.value.kind == "module":
            yield from _module(read, files)
    for orphan in context.of("chapter"):
        if f"courses/{orphan.entry.facts['slug']}/course.yml" not in context.shelf.paths:
            yield ORPHAN.at(orphan.entry.path, name=orphan.entry.facts["stem"])


def _plan(read: Read, files: list[Read], context: Context) -> Iterator[Finding]:
    value: Course = read.value
    fault = {
        "mooc": N_("cards") if value.cards else "" if value.weeks else N_("no weeks"),
        "module": N_("weeks") if value.weeks else "" if value.cards else N_("no cards"),
    }[value.kind]
    if fault:
        yield PLAN.at(read.entry.path, *read.marked.place(("kind",)), kind=value.kind, fault=fault)
    folder = read.entry.path.rpartition("/")[0]
    for route, stem in listed(value):
        if f"{folder}/{stem}.md" not in context.shelf.paths:
            yield UNLISTED.at(read.entry.path, *read.marked.place(route), name=stem)
    stems = {stem for _, stem in listed(value)}
    for other in files:
        if other.entry.facts["stem"] not in stems:
            yield ORPHAN.at(other.entry.path, name=other.entry.facts["stem"])


def _blocks(value: Course, files: list[Read], context: Context) -> Iterator[Finding]:
    objectives = {objective.id for objective in value.teaches}
    seen: dict[str, str] = {}
    for read in files:
        path = read.entry.path
        for index, name in enumerate(read.value.teaches):
            if name not in objectives:
                yield unknown(path, read.marked, ("teaches", index), name, "objective", objectives)
        for block in read.blocks:
            if block.id and block.id in seen:
                place = in_block(read, block, block.id)
                yield BLOCK_REPEATED.at(path, *place, name=block.id, other=seen[block.id])
            elif block.id:
                seen[block.id] = path
            if isinstance(block.head, QuizHead) and block.head.objective not in objectives:
                found = unknown(path, read.marked, (), block.head.objective, "objective", objectives)
                line, column, length = in_block(read, block, block.head.objective, "objective:")
                yield replace(found, line=line, column=column, length=length)
            if block.kind == "SOURCE":
                yield from _source(path, block)
            if isinstance(block.head, Video):
                yield from film(read, block, block.head, context)


def _redirects(read: Read, files: list[Read]) -> Iterator[Finding]:
    names: dict[str, str] = read.value.redirects
    standing = {block.id for other in files for block in other.blocks if block.id}
    for old, new in names.items():
        seen = {old}
        while new in names and new not in seen:
            seen.add(new)
            new = names[new]
        fault = (
            N_("names an id that still stands") if old in standing
            else N_("turns in a circle") if new in seen
            else "" if new in standing else N_("leads to an id that no block bears")
        )  # fmt: skip
        if fault:
            place = read.marked.place(("redirects", old), key=True)
            yield REDIRECT.at(read.entry.path, *place, name=old, fault=fault)


def _source(path: str, block: Block) -> Iterator[Finding]:
    items = [(offset, line) for offset, line in enumerate(block.body.split("\n")) if line.strip()]
    for offset, line in items:
        fault = ""
        if not line.startswith("- "):
            fault = N_("is not an item of a list")
        elif "](https://" not in line and "](http://" not in line:
            fault = N_("has no link")
        elif not _DATED.search(line):
            fault = N_("has no date")
        if fault:
            yield SOURCE.at(path, block.body_line + offset, 3, len(line), fault=fault)


def _identifiers(reads: list[Read], seen: dict[str, str]) -> Iterator[Finding]:
    for read in reads:
        name = read.value.identifier
        if name in seen:
            yield SAME_IDENTIFIER.at(read.entry.path, *read.marked.place(("identifier",)), other=seen[name])
        seen.setdefault(name, read.entry.path)


def _module(read: Read, files: list[Read]) -> Iterator[Finding]:
    kinds = Counter(block.kind for other in files for block in other.blocks)
    if not 1 <= kinds["QUIZ"] <= 3:
        yield QUESTIONS.at(read.entry.path, *read.marked.place(("cards",), key=True), size=kinds["QUIZ"])
    for other in files:
        size = len(render(card_text(other)).text.split())
        if size > WORDS:
            lines = other.body.split("\n")
            first = next((number for number, line in enumerate(lines) if line.strip()), 0)
            yield CARD.at(other.entry.path, other.body_line + first, 1, len(lines[first]), size=size, most=WORDS)


def card_text(read: Read) -> str:
    """The text of a card without its question and its sources."""
    lines = read.body.split("\n")
    for block in read.blocks:
        if block.kind in {"QUIZ", "SOURCE"}:
            first = block.line - read.body_line
            lines[first : block.end - read.body_line + 1] = [""] * (block.end - block.line + 1)
    return "\n".join(lines)
