"""The body of an initiative as values: its named sections, and its dated steps."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.model.initiative import SECTIONS
from preau.reading.passages import Fence
from preau.reading.validate import nearest

HEADING = declare(
    "PR201", Severity.ERROR, N_("A heading that is not one of the sections"),
    N_("this heading is not expected: {name}"),
    N_("Sections of an initiative: {allowed}. Put the text under one of them."),
    N_("Every initiative answers the same questions, so that anyone can compare them and find what is needed."),
    name="Budget", allowed="Problème, Solution, Moyens, Avancement",
)  # fmt: skip
MISSING_SECTION = declare(
    "PR202", Severity.ERROR, N_("A section that is missing"),
    N_("the section “{name}” is missing"),
    N_("Add a line “## {name}”, then its text."),
    N_("Readers and referents need to know the problem, the solution and the means before they decide."),
    name="Moyens",
)  # fmt: skip
REPEATED = declare(
    "PR203", Severity.ERROR, N_("A section written twice"),
    N_("the section “{name}” is already on line {first}"),
    N_("Put both texts under one heading."),
    N_("Only one text would be shown."),
    name="Solution", first="12",
)  # fmt: skip
NOT_DATED = declare(
    "PR204", Severity.ERROR, N_("A step without its day"),
    N_("a step of the progress begins with its day: {name}"),
    N_("Write the heading as “### 2026-11-23”, then what happened that day."),
    N_("Progress is a story in time: each step needs its day."),
    name="Mars",
)  # fmt: skip
STRAY_TEXT = declare(
    "PR205", Severity.ERROR, N_("A text outside the sections"),
    N_("this text stands before the first heading of its section"),
    N_("Put it under one of the headings: {allowed}."),
    N_("A text outside the sections would not be shown."),
    allowed="Problème, Solution, Moyens, Avancement",
)  # fmt: skip
EMPTY_SECTION = declare(
    "PR206", Severity.ERROR, N_("A section without text"),
    N_("the section “{name}” is empty"),
    N_("Write a few sentences under its heading, or remove the heading if the section is optional."),
    N_("A heading without text tells readers nothing."),
    name="Solution",
)  # fmt: skip

_HEADING = re.compile(r"^(#{1,6})(?:[ \t]|$)")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass
class Sections:
    """What the body holds: the text and first line of each field, steps apart, and the faults."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass
class _Part:
    level: int
    name: str
    line: int
    text: list[str]


def read_sections(body: str, first_line: int, path: str, language: str) -> Sections:
    """Cut the body at its second-level headings; headings inside code blocks are text."""
    names = SECTIONS[language]
    allowed = ", ".join(names.values())
    fields_by_name = {name.casefold(): key for key, name in names.items()}
    read = Sections()
    before, *parts = _cut(body, first_line)
    if _text(before):
        line, width = _first_words(before)
        read.findings.append(STRAY_TEXT.at(path, line, 1, width, allowed=allowed))
    current: str | None = ""
    meant: set[str] = set()
    for part in parts:
        if part.level == 3 and current == "progress":
            _step(part, read, path)
            continue
        if part.level > 2 and current is None:
            continue  # a part of a section that is refused already
        key = fields_by_name.get(part.name.casefold()) if part.level == 2 else None
        if key is None:
            near = nearest(part.name, names.values())
            width = part.level + 1 + len(part.name)
            read.findings.append(HEADING.at(path, part.line, 1, width, name=part.name, near=near, allowed=allowed))
            meant.add(near)
            current = None
        elif (key,) in read.lines:
            first = read.lines[(key,)]
            read.findings.append(REPEATED.at(path, part.line, 4, len(part.name), name=part.name, first=first))
            current = None
        else:
            current = key
            read.lines[(key,)] = part.line
            _section(key, part, read, path)
    for key in ("problem", "solution", "means"):
        if (key,) not in read.lines and names[key] not in meant:
            read.findings.append(MISSING_SECTION.at(path, max(1, first_line - 1), 1, 3, name=names[key]))
    return read


def _section(key: str, part: _Part, read: Sections, path: str) -> None:
    text = _text(part)
    if key == "progress":
        read.values["progress"] = []
        if text:
            line, width = _first_words(part, 1)
            read.findings.append(NOT_DATED.at(path, line, 1, width, name=text.strip().split("\n")[0][:40]))
    elif text:
        read.values[key] = text
    else:
        read.findings.append(EMPTY_SECTION.at(path, part.line, 4, len(part.name), name=part.name))


def _first_words(part: _Part, after: int = 0) -> tuple[int, int]:
    """The line and the width of the first line of text of a part; `after` is 1 when its heading has a line."""
    index = next(index for index, text in enumerate(part.text) if text.strip())
    return part.line + after + index, len(part.text[index].rstrip())


def _step(part: _Part, read: Sections, path: str) -> None:
    if not _DAY.fullmatch(part.name):
        read.findings.append(NOT_DATED.at(path, part.line, 5, len(part.name), name=part.name))
    elif not _text(part):
        read.findings.append(EMPTY_SECTION.at(path, part.line, 5, len(part.name), name=part.name))
    else:
        steps = read.values["progress"]
        read.lines[("progress", len(steps))] = part.line
        steps.append({"date": part.name, "text": _text(part)})


def _cut(body: str, first_line: int) -> list[_Part]:
    lines = body.split("\n")
    code = _code(lines) if "```" in body or "~~~" in body else ()
    starts = [at for at, line in enumerate(lines) if line[:1] == "#" and at not in code and _HEADING.match(line)]
    parts = [_Part(0, "", first_line, lines[: starts[0] if starts else len(lines)])]
    for at, end in pairwise([*starts, len(lines)]):
        level = len(lines[at]) - len(lines[at].lstrip("#"))
        parts.append(_Part(level, heading_name(lines[at]), first_line + at, lines[at + 1 : end]))
    return parts


def _code(lines: list[str]) -> set[int]:
    """The lines that are inside blocks of code."""
    fence = Fence()
    return {at for at, line in enumerate(lines) if fence.holds(line)}


def heading_name(line: str) -> str:
    """The words of a heading, without the signs around them."""
    words = line.lstrip("#").strip(" \t")
    bare = words.rstrip("#")
    return bare.rstrip(" \t") if bare != words and (not bare or bare[-1] in " \t") else words


def _text(part: _Part) -> str:
    return "\n".join(part.text).strip("\n").rstrip()
