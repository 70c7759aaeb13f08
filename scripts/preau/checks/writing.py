"""How courses are written: time that is true, sentences one can follow, figures with a source, gaps that are filled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from preau.checks import films
from preau.checks.context import Context
from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.reading.load import Read, Tree
from preau.reading.measures import GAP as GAP_WORDS
from preau.reading.measures import minutes, sentences
from preau.reading.records import Record

UNASKED = declare(
    "PR240", Severity.WARNING, N_("An objective that no question checks"),
    N_("no question of this course checks the objective {name}"),
    N_("Write a question with “objective: {name}” in a chapter, or remove the objective."),
    N_("What is promised is checked: recalling an idea is what makes it stay, and learners see where they are."),
    name="read-a-budget",
)  # fmt: skip
TIME = declare(
    "PR241", Severity.WARNING, N_("A chapter that takes another time than it says"),
    N_("{said} min are announced, about {found} are needed"),
    N_("Write time_required: PT{found}M, or cut the chapter: reading is counted at 200 words a minute, a question one "
       "minute, a reflection two, an exercise its time: (five without it), a film its length."),
    N_("People who have twenty minutes choose by this number; the first chapter that lies is often the last."),
    said="15", found="25",
)  # fmt: skip
LONG = declare(
    "PR242", Severity.NOTICE, N_("A long sentence"),
    N_("{size} words in one sentence"),
    N_("Advice: cut it in two; up to {most} words, most people follow without reading twice."),
    N_("Many learners read on a phone, standing, or in a language that is not their first."),
    size="48", most="35",
)  # fmt: skip
UNSOURCED = declare(
    "PR243", Severity.WARNING, N_("A figure in a chapter without sources"),
    N_("this figure has no source: {found}"),
    N_("Add a block > [!SOURCE] with the document that proves it, its publisher and its date."),
    N_("A figure is true on a day: readers need to check it, and editors to know when to check it again."),
    found="45 %",
)  # fmt: skip
GAP = declare(
    "PR244", Severity.WARNING, N_("A gap left in a text that people can read"),
    N_("this is still to be completed: {found}"),
    N_("Write it, or remove the line; a course that is not ready stays stage: draft."),
    N_("A template shown as a text makes all the rest look unfinished."),
    found="To complete: the right answer.",
)  # fmt: skip

SENTENCE = 35
"""Words that most people follow in one sentence."""
TOLERANCE, LEAST = 0.2, 2
"""How far the time told may be from the time counted: a fifth, and never less than two minutes."""
MOST = 100
"""Faults of one sort told of one file in one run."""

_FIGURE = re.compile(
    r"(?<![\w,.])\d[\d\u00a0\u202f ]*(?:[,.]\d+)?[\u00a0\u202f ]?"
    r"(?:%|€|euros?\b|millions?\b|milliards?\b|billions?\b|per ?cent\b)"
)
_ASKED = re.compile(r"^> ?objective:[ \t]*[\"']?([a-z0-9-]+)", re.MULTILINE)
_WORK = frozenset({"QUIZ", "EXERCISE", "REFLECTION"})


def courses(context: Context, tree: Tree) -> Iterator[Finding]:
    """Advice about every course and its chapters or cards."""
    for read in context.of("course"):
        files = [other for other in context.of("chapter") if other.entry.facts["slug"] == read.entry.facts["slug"]]
        yield from _unasked(read, _texts(read, context))
        for other in files:
            yield from _chapter(other, context, tree)
            if read.value.stage != "draft":
                yield from gaps(other.text, other.entry.path)
        if read.value.stage != "draft":
            yield from gaps(read.text, read.entry.path)


def record_gaps(record: Record) -> Iterator[Finding]:
    """What is left to complete in an initiative."""
    if "compl" in record.text and GAP_WORDS.search(record.text):  # asked first: fifty times quicker
        yield from gaps(record.text, record.entry.path)


def gaps(text: str, path: str) -> Iterator[Finding]:
    """Each line that still says that something is to be completed; remarks of YAML are not read by anybody."""
    lines = ((n, line, GAP_WORDS.search(line)) for n, line in enumerate(text.split("\n"), 1))
    found = ((n, line, gap) for n, line, gap in lines if gap and not line.startswith("# "))
    for number, line, gap in islice(found, MOST):
        words = line[gap.start() :].rstrip(' "')
        yield GAP.at(path, number, gap.start() + 1, len(words), found=words)


def _texts(read: Read, context: Context) -> Iterator[str]:
    """The texts of the chapters of a course, those whose head is at fault included."""
    folder = read.entry.path.removesuffix("course.yml")
    for path, other in {**context.shelf.reads, **context.shelf.drafts}.items():
        if path.startswith(folder) and other.entry.kind.source == "chapter":
            yield other.text


def _unasked(read: Read, texts: Iterable[str]) -> Iterator[Finding]:
    asked = {name for text in texts for name in _ASKED.findall(text)}
    for index, objective in enumerate(read.value.teaches):
        if objective.id not in asked:
            yield UNASKED.at(read.entry.path, *read.marked.place(("teaches", index, "id")), name=objective.id)


def _chapter(read: Read, context: Context, tree: Tree) -> Iterator[Finding]:
    said = getattr(read.value, "time_required", None)
    if said and not GAP_WORDS.search(read.body):
        yield from _time(read, said, films.seconds(read, tree, context))
    long = (one for one in sentences(read.body, read.body_line, read.blocks) if one.words > SENTENCE)
    for one in islice(long, MOST):
        yield LONG.at(read.entry.path, one.line, one.column, one.length, size=one.words, most=SENTENCE)
    if not any(block.kind == "SOURCE" for block in read.blocks):
        yield from _figures(read)


def _time(read: Read, said: int, shown: float) -> Iterator[Finding]:
    found = round(minutes(read.body, read.body_line, read.blocks, shown))
    if abs(found - said) > max(LEAST, TOLERANCE * found):
        yield TIME.at(read.entry.path, *read.marked.place(("time_required",)), said=said, found=max(1, found))


def _figures(read: Read) -> Iterator[Finding]:
    """The first figure that is told as a fact: those of questions and exercises are there to count with."""
    aside = {n for block in read.blocks if block.kind in _WORK for n in range(block.line, block.end + 1)}
    for number, line in enumerate(read.body.split("\n"), read.body_line):
        found = None if number in aside else _FIGURE.search(line)
        if found:
            yield UNSOURCED.at(
                read.entry.path, number, found.start() + 1, len(found.group()), found=found.group().strip()
            )
            return
