"""Converted texts: what they may hold, and the marks of blocks, put before they are converted and found after."""

from __future__ import annotations

import re
from itertools import count

import nh3

from preau.model.course import Block, Chapter, Quiz
from preau.reading.markup import ATTRIBUTES, SCHEMES, TAGS, lost
from preau.reading.passages import Fence
from preau.reading.questions import GAP

_SAFE = nh3.Cleaner(
    tags=TAGS | {"img", "sup", "div", "section", "h5", "h6"},
    attributes=ATTRIBUTES
    | {"*": {"id"}, "img": {"src", "alt", "title"}, "div": {"class"}}
    | {"a": {"href", "title", "class"}, "code": {"class"}},
    url_schemes=SCHEMES,
    link_rel=None,
)  # fmt: skip


class Cut(Exception):
    """A text of an editor would lose something before publication: it is refused whole, never cut in silence."""

    def __init__(self, path: str, tags: tuple[str, ...]) -> None:
        super().__init__(f"{path}: {' '.join(tags[:3])}")
        self.path, self.tags = path, tags

    def __reduce__(self) -> tuple[type[Cut], tuple[str, tuple[str, ...]]]:
        return Cut, (self.path, self.tags)


def clean(converted: str, path: str) -> str:
    """The second barrier: what safe pages may hold, whatever the converter let through."""
    safe = _SAFE.clean(converted)
    cut = lost(converted, safe)
    if cut:
        raise Cut(path, cut)
    return safe


MARK = "\ufff9préau-bloc"
"""Begins with a sign that is refused in every text: nobody can write a mark."""
GAP_MARK = re.compile(rf"{MARK}-gap-(\d+)-")
"""Where a gap of a cloze stands in the converted question."""
_MARK = re.compile(rf"<p>{MARK}-(\d+)-([a-z0-9]+)</p>")


def with_marks(chapter: Chapter) -> str:
    """The Markdown of a chapter, each block opened into marked pieces that any converter can read, links included."""
    lines = chapter.markdown.split("\n")
    for number in range(len(chapter.blocks) - 1, -1, -1):
        block = chapter.blocks[number]
        first = block.line - chapter.body_line
        lines[first : block.end - chapter.body_line + 1] = opened(number, block).split("\n")
    return "\n".join(lines)


def opened(number: int, block: Block) -> str:
    """The Markdown of one block, its pieces marked."""
    if block.quiz:
        pieces = _of_question(block.quiz)
    else:
        pieces = [("body", block.body)]
    text = "".join(f"\n\n{MARK}-{number}-{name}\n\n{_closed(piece)}" for name, piece in pieces)
    return f"{text}\n\n{MARK}-{number}-end\n"


def _of_question(quiz: Quiz) -> list[tuple[str, str]]:
    question = quiz.question
    if quiz.type == "cloze":
        numbers = count()
        question = GAP.sub(lambda _: f"{MARK}-gap-{next(numbers)}-", question)
    pieces = [("question", question)]
    for index, answer in enumerate(quiz.answers):
        pieces += [(f"answer{index}", answer.text), (f"feedback{index}", answer.feedback)]
        pieces += [(f"match{index}", answer.match)] if answer.match else []
    return [*pieces, ("explanation", quiz.explanation)]


def _closed(piece: str) -> str:
    """The piece with its last block of code closed, as forges close it: what follows is not code."""
    fence = Fence()
    for line in piece.split("\n"):
        fence.holds(line)
    return f"{piece}\n{fence.mark}" if fence.mark else piece


def pieces_of(converted: str) -> list[str | tuple[int, dict[str, str]]]:
    """The converted text cut at its marks: HTML between blocks, and for each block its number and HTML pieces."""
    cut = _MARK.split(converted)
    found: list[str | tuple[int, dict[str, str]]] = [cut[0]]
    for position in range(1, len(cut), 3):
        number, name, text = int(cut[position]), cut[position + 1], cut[position + 2].strip()
        if name == "end":
            found.append(text)
        elif found and isinstance(found[-1], tuple) and found[-1][0] == number:
            found[-1][1][name] = text
        else:
            found.append((number, {name: text}))
    return found


def inline(converted: str) -> str:
    """The HTML of a single paragraph without its tag."""
    return re.sub(r"^<p>(.*)</p>$", r"\1", converted.strip(), flags=re.DOTALL)
