"""The body of an initiative as values: its named sections, and its dated steps."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.model.initiative import SECTIONS
from preau.reading.validate import nearest

HEADING = declare(
    "PR201", Severity.ERROR, N_("A heading that is not one of the sections"),
    N_("this heading is not expected: {name}"),
    N_("Sections of an initiative: {allowed}. Put the text under one of them."),
    N_("Every initiative answers the same questions, so that anyone can compare them and find what is needed."),
)  # fmt: skip
MISSING_SECTION = declare(
    "PR202", Severity.ERROR, N_("A section that is missing"),
    N_("the section “{name}” is missing"),
    N_("Add a line “## {name}”, then its text."),
    N_("Readers and referents need to know the problem, the solution and the means before they decide."),
)  # fmt: skip
REPEATED = declare(
    "PR203", Severity.ERROR, N_("A section written twice"),
    N_("the section “{name}” is already on line {first}"),
    N_("Put both texts under one heading."),
    N_("Only one text would be shown."),
)  # fmt: skip
NOT_DATED = declare(
    "PR204", Severity.ERROR, N_("A step without its day"),
    N_("a step of the progress begins with its day: {name}"),
    N_("Write the heading as “### 2026-11-23”, then what happened that day."),
    N_("Progress is a story in time: each step needs its day."),
)  # fmt: skip
STRAY_TEXT = declare(
    "PR205", Severity.ERROR, N_("A text outside the sections"),
    N_("this text stands before the first heading of its section"),
    N_("Put it under one of the headings: {allowed}."),
    N_("A text outside the sections would not be shown."),
)  # fmt: skip
EMPTY_SECTION = declare(
    "PR206", Severity.ERROR, N_("A section without text"),
    N_("the section “{name}” is empty"),
    N_("Write a few sentences under its heading, or remove the heading if the section is optional."),
    N_("A heading without text tells readers nothing."),
)  # fmt: skip

_HEADING = re.compile(r"^(#{1,6})(?:[ \t]+(.*?))?[ \t]*#*[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
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
    text: list[str] = field(default_factory=list)


def read_sections(body: str, first_line: int, path: str, language: str) -> Sections:
    """Cut the body at its second-level headings; headings inside code blocks are text."""
    names = SECTIONS[language]
    allowed = ", ".join(names.values())
    fields_by_name = {name.casefold(): key for key, name in names.items()}
    read = Sections()
    before, *parts = _cut(body, first_line)
    if _text(before):
        line = before.line + next(index for index, text in enumerate(before.text) if text.strip())
        read.findings.append(STRAY_TEXT.at(path, line, allowed=allowed))
    current = ""
    for part in parts:
        if part.level == 3 and current == "progress":
            _step(part, read, path)
            continue
        key = fields_by_name.get(part.name.casefold()) if part.level == 2 else None
        if key is None:
            near = nearest(part.name, names.values())
            read.findings.append(HEADING.at(path, part.line, 1, part.level + 1 + len(part.name), name=part.name, near=near, allowed=allowed))
            current = ""
        elif (key,) in read.lines:
            read.findings.append(REPEATED.at(path, part.line, 4, len(part.name), name=part.name, first=read.lines[(key,)]))
        else:
            current = key
            read.lines[(key,)] = part.line
            _section(key, part, read, path)
    _missing(read, names, path)
    return read


def _section(key: str, part: _Part, read: Sections, path: str) -> None:
    text = _text(part)
    if key == "progress":
        read.values["progress"] = []
        if text:
            read.findings.append(NOT_DATED.at(path, part.line + 1, name=text.split("\n")[0][:40]))
    elif text:
        read.values[key] = text
    else:
        read.findings.append(EMPTY_SECTION.at(path, part.line, 4, len(part.name), name=part.name))


def _step(part: _Part, read: Sections, path: str) -> None:
    if not _DAY.fullmatch(part.name):
        read.findings.append(NOT_DATED.at(path, part.line, 5, len(part.name), name=part.name))
    elif not _text(part):
        read.findings.append(EMPTY_SECTION.at(path, part.line, 5, len(part.name), name=part.name))
    else:
        steps = read.values["progress"]
        read.lines[("progress", len(steps))] = part.line
        steps.append({"date": part.name, "text": _text(part)})


def _missing(read: Sections, names: dict[str, str], path: str) -> None:
    for key in ("problem", "solution", "means"):
        if (key,) not in read.lines:
            read.findings.append(MISSING_SECTION.at(path, name=names[key]))


def _cut(body: str, first_line: int) -> list[_Part]:
    parts = [_Part(0, "", first_line)]
    fence = ""
    for number, line in enumerate(body.split("\n"), first_line):
        opening = _FENCE.match(line)
        if fence:
            if opening and opening.group(1).startswith(fence) and not line.strip(" `~"):
                fence = ""
        elif opening:
            fence = opening.group(1)
        found = _HEADING.match(line) if line.startswith("#") and not fence else None
        if found:
            parts.append(_Part(len(found.group(1)), found.group(2) or "", number))
        else:
            parts[-1].text.append(line)
    return parts


def _text(part: _Part) -> str:
    return "\n".join(part.text).strip("\n").rstrip()
