"""How long a chapter takes, and the sentences of a text: counted from what is written, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from preau.model.course import Block, Exercise, Video
from preau.reading.passages import Fence

PACE = 200
"""Words a minute of somebody who reads to learn."""
QUESTION, EXERCISE, REFLECTION = 1, 5, 2
"""Minutes of each, unless an exercise tells its own."""

UNWRITTEN = re.compile(r"À compléter|To (?:be )?complete", re.IGNORECASE)
"""What is left to write, as pages say it."""

GAP = re.compile(r"(?:À compléter|To complete)[\s\u00a0\u202f]*:")
"""The same, as templates of courses and initiatives say it: with a colon, since “to complete” is also a plain verb."""

_ASIDE = frozenset({"QUIZ", "SOURCE"})
_WORD = re.compile(r"\w")
_END = re.compile(
    r"(?<!\b[A-Z])[.!?…]+(?:[\u00a0\u202f ]?[»”\"')*_])*[\s\u00a0\u202f]+(?=[«“\"'(*_]?[\s\u00a0\u202f]?[A-ZÀ-ÖØ-Þ0-9])"
)
_LIST = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_NOT_PROSE = ("|", "#", "[!", "![")


class Sentence(NamedTuple):
    """One sentence of a text: where it begins (line and column from 1), how many signs and words it has."""

    line: int
    column: int
    length: int
    words: int


def count(text: str) -> int:
    """How many words: what holds a letter or a digit, between blanks."""
    return sum(1 for word in text.split() if _WORD.search(word))


def minutes(body: str, first_line: int, blocks: Iterable[Block], films: float) -> float:
    """How long a chapter takes: read, answered, done, and its films (in seconds) seen."""
    lines, total = body.split("\n"), films / 60
    for block in blocks:
        if block.kind == "EXERCISE":
            total += (isinstance(block.head, Exercise) and block.head.time) or EXERCISE
        total += {"QUIZ": QUESTION, "REFLECTION": REFLECTION}.get(block.kind, 0)
        if block.kind in _ASIDE or isinstance(block.head, Video):
            first = block.line - first_line
            lines[first : block.end - first_line + 1] = [""] * (block.end - block.line + 1)
    return total + count("\n".join(lines)) / PACE


def sentences(body: str, first_line: int, blocks: Iterable[Block]) -> Iterator[Sentence]:
    """Each sentence of a chapter, those of its questions included, but not its sources nor the heads of its blocks."""
    skipped = {n for block in blocks if block.kind == "SOURCE" for n in range(block.line, block.end + 1)}
    skipped |= {n for block in blocks if block.head for n in range(block.line, block.body_line)}
    fence = Fence()
    for number, line in enumerate(body.split("\n"), first_line):
        inner = line.lstrip("> ")
        if fence.holds(inner) or number in skipped or not inner or inner.startswith(_NOT_PROSE):
            continue
        start = len(line) - len(inner)
        mark = _LIST.match(inner)
        start += mark.end() if mark else 0
        yield from _cut(line, start, number)


def _cut(line: str, start: int, number: int) -> Iterator[Sentence]:
    ends = [found.end() for found in _END.finditer(line, start)]
    for begin, end in zip([start, *ends], [*ends, len(line)], strict=True):
        text = line[begin:end].rstrip()
        if text:
            yield Sentence(number, begin + 1, len(text), count(text))
