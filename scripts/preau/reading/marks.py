"""YAML as plain strings, with the place of every key and value: nothing is guessed, nothing is executed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from preau.findings import Finding, Severity, declare
from preau.i18n import N_

SYNTAX = declare(
    "PR101", Severity.ERROR, N_("YAML that cannot be read"),
    N_("this line cannot be read: {problem}"),
    N_("{hint}"),
    N_("The head of a file is written in YAML. A missing quote or a tab would make the whole head disappear."),
)  # fmt: skip
DUPLICATE = declare(
    "PR102", Severity.ERROR, N_("A key written twice"),
    N_("the key {key} is already there, on line {first}"),
    N_("Keep one of the two."),
    N_("Only one of the two values would be read, and nobody could tell which."),
)  # fmt: skip
REFERENCE = declare(
    "PR103", Severity.ERROR, N_("An anchor, an alias or a tag"),
    N_("anchors (&), aliases (*) and tags (!) are not read here: {found}"),
    N_("Write the value in full, between quotes if it begins with one of these signs."),
    N_("A few aliases can grow into gigabytes, and tags can run code: they are refused in every file."),
)  # fmt: skip
TOO_DEEP = declare(
    "PR104", Severity.ERROR, N_("Too many values inside one another"),
    N_("more than {most} levels inside one another"),
    N_("Write the values as simple lists."),
    N_("No file of a movement needs deep nesting, and a very deep one can stop the build."),
)  # fmt: skip
SHAPE = declare(
    "PR121", Severity.ERROR, N_("A list, a text or a group of keys where another is expected"),
    N_("{expected} is expected here"),
    N_("{example}"),
    N_("Each key has one shape, so that every program reads it the same way."),
)  # fmt: skip

DEPTH = 12
Place = tuple[int, int, int]
"""Line, column (from 1) and length in characters."""


@dataclass
class Marked:
    """What a YAML text says, and where it says it."""

    data: Any = None
    findings: list[Finding] = field(default_factory=list)
    keys: dict[tuple[str | int, ...], Place] = field(default_factory=dict)
    values: dict[tuple[str | int, ...], Place] = field(default_factory=dict)

    def place(self, route: tuple[str | int, ...], key: bool = False) -> Place:
        """The place of a value (or of its key), else of the nearest one around it."""
        while route:
            found = (self.keys if key else self.values).get(route) or self.values.get(route)
            if found:
                return found
            route, key = route[:-1], True
        return self.values.get((), (1, 1, 1))


def read_yaml(text: str, path: str, first_line: int = 1) -> Marked:
    """Read one YAML document as strings, lists and dicts; every fault becomes a finding.

    `first_line` is the line of the file on which the text begins.
    """
    marked = Marked()
    deep = _too_deep(text)
    if deep:
        marked.findings.append(TOO_DEEP.at(path, first_line + deep - 1, most=DEPTH))
        return marked
    if any(sign in text for sign in "&*!"):
        marked.findings.extend(_references(text, path, first_line))
        if marked.findings:
            return marked
    try:
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError, UnicodeError) as error:
        marked.findings.append(_syntax(error, text, path, first_line))
        return marked
    if node is not None:
        marked.data = _value(node, (), marked, path, first_line)
    return marked


def _value(node: yaml.Node, route: tuple[str | int, ...], marked: Marked, path: str, first: int) -> Any:
    mark = node.start_mark
    line = mark.line + first
    if isinstance(node, yaml.ScalarNode):
        width = node.end_mark.column - mark.column if node.end_mark.line == mark.line else len(node.value)
        marked.values[route] = (line, mark.column + 1, width)
        return node.value
    marked.values[route] = (line, mark.column + 1, 1)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*route, index), marked, path, first) for index, item in enumerate(node.value)]
    known: dict[str, Any] = {}
    for key, value in node.value:
        at = (key.start_mark.line + first, key.start_mark.column + 1)
        if not isinstance(key, yaml.ScalarNode):
            marked.findings.append(SHAPE.at(path, *at, expected="a key", example="key: value"))
        elif key.value in known:
            earlier = marked.keys[(*route, key.value)][0]
            marked.findings.append(DUPLICATE.at(path, *at, len(key.value), key=key.value, first=earlier))
        else:
            inner = (*route, key.value)
            marked.keys[inner] = (*at, len(key.value))
            known[key.value] = _value(value, inner, marked, path, first)
    return known


def _too_deep(text: str) -> int:
    """The line on which brackets or dashes nest beyond the limit, 0 when none does."""
    opened = 0
    if text.count("[") + text.count("{") > DEPTH:
        for number, line in enumerate(text.split("\n"), 1):
            opened = max(0, opened + line.count("[") + line.count("{") - line.count("]") - line.count("}"))
            if opened > DEPTH or re.search(r"(?:[\[{]\s*){%d}" % DEPTH, line):
                return number
    if text.count("- ") + text.count("? ") + text.count(": ") > DEPTH:
        for number, line in enumerate(text.split("\n"), 1):
            if re.match(r"(?:\s*[-?:]\s){%d}" % DEPTH, line) or len(line) - len(line.lstrip(" ")) > 8 * DEPTH:
                return number
    return 0


def _references(text: str, path: str, first: int) -> list[Finding]:
    found = []
    try:
        for token in yaml.scan(text, Loader=yaml.CBaseLoader):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                mark = token.start_mark
                width = token.end_mark.column - mark.column
                shown = text[mark.index : mark.index + width]
                found.append(REFERENCE.at(path, mark.line + first, mark.column + 1, width, found=shown))
    except (yaml.YAMLError, ValueError, RecursionError, UnicodeError) as error:
        found.append(_syntax(error, text, path, first))
    return found


_HINTS = (
    ("mapping values are not allowed", N_("a colon inside a text"), N_('Put quotes round the whole text, as in title: "Water: a common good".')),
    ("found character that cannot start any token", N_("a tab or a reserved sign"), N_("Use spaces instead of tabs, and quotes round a text that begins with a sign.")),
    ("found unexpected end of stream", N_("a quote that is never closed"), N_("Close the quote, with the same sign that opened it.")),
    ("while scanning a quoted scalar", N_("a quote that is never closed"), N_("Close the quote, with the same sign that opened it.")),
    ("could not find expected ':'", N_("a line without a colon"), N_("Write each line as key: value.")),
    ("did not find expected key", N_("a line that is not aligned with the others"), N_("Align keys of the same level, and put quotes round a text that holds quotes.")),
    ("did not find expected ',' or ']'", N_("a list that is never closed"), N_("Close the list with ].")),
    ("block sequence entries are not allowed", N_("a dash where no list can begin"), N_("Put the list on the lines below its key, or quotes round the text.")),
    ("control characters are not allowed", N_("a character that cannot be seen"), N_("Type the line again in a plain text editor.")),
)  # fmt: skip


def _syntax(error: Exception, text: str, path: str, first: int) -> Finding:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    words = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or error}"
    for sign, problem, hint in _HINTS:
        if sign in words:
            break
    else:
        problem, hint = N_("it is not well-formed"), N_("Compare with a file that works; put quotes round texts that hold signs.")
    if mark is None:
        return SYNTAX.at(path, first, problem=problem, hint=hint)
    lines = text.split("\n")
    line = min(mark.line, max(0, len(lines) - 1))
    return SYNTAX.at(path, line + first, mark.column + 1, problem=problem, hint=hint)
