"""YAML as plain strings, with the place of every key and value: nothing is guessed, nothing is executed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.reading.heads import plain_yaml

A_LIST, A_TEXT, A_GROUP, A_KEY = N_("a list"), N_("a text"), N_("a group of keys"), N_("the name of a key")
EXAMPLE_LIST = N_("Write it as a list: [one, two], or one item a line after a dash.")
EXAMPLE_TEXT = N_("Write one text, without dashes and without keys inside.")
EXAMPLE_GROUP = N_("Write one key: value a line, indented under the name of the group.")
EXAMPLE_KEY = N_("Write key: value, with a plain word before the colon.")
COLON = (
    "mapping values are not allowed", N_("a colon inside a text"),
    N_('Put quotes round the whole text, as in title: "Water: a common good".'),
)  # fmt: skip

SYNTAX = declare(
    "PR101", Severity.ERROR, N_("YAML that cannot be read"),
    N_("this line cannot be read: {problem}"),
    N_("{hint}"),
    N_("The head of a file is written in YAML. A missing quote or a tab would make the whole head disappear."),
    problem=COLON[1], hint=COLON[2],
)  # fmt: skip
DUPLICATE = declare(
    "PR102", Severity.ERROR, N_("A key written twice"),
    N_("the key {key} is already there, on line {first}"),
    N_("Keep one of the two."),
    N_("Only one of the two values would be read, and nobody could tell which."),
    key="title", first="2",
)  # fmt: skip
REFERENCE = declare(
    "PR103", Severity.ERROR, N_("An anchor, an alias or a tag"),
    N_("anchors (&), aliases (*) and tags (!) are not read here: {found}"),
    N_("Write the value in full, between quotes if it begins with one of these signs."),
    N_("A few aliases can grow into gigabytes, and tags can run code: they are refused in every file."),
    found="*a",
)  # fmt: skip
TOO_DEEP = declare(
    "PR104", Severity.ERROR, N_("Too many values inside one another"),
    N_("more than {most} levels inside one another"),
    N_("Write the values as simple lists."),
    N_("No file of a movement needs deep nesting, and a very deep one can stop the build."),
    most="12",
)  # fmt: skip
SHAPE = declare(
    "PR121", Severity.ERROR, N_("A list, a text or a group of keys where another is expected"),
    N_("{expected} is expected here"),
    N_("{example}"),
    N_("Each key has one shape, so that every program reads it the same way."),
    expected=A_LIST, example=EXAMPLE_LIST,
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
    unread: tuple[str, int] | None = None
    """A text, and its first line, whose places nobody has asked for yet: only a fault does."""

    def look(self) -> Marked:
        """Find the places that were not looked for; those told already stand where the text says nothing."""
        if self.unread is not None:
            found, self.unread = _composed(*self.unread), None
            self.keys, self.values = self.keys | found.keys, self.values | found.values
        return self

    def place(self, route: tuple[str | int, ...], key: bool = False) -> Place:
        """The place of a value (or of its key), else of the nearest one around it."""
        self.look()
        while route:
            found = (self.keys if key else self.values).get(route) or self.values.get(route)
            if found:
                return found
            route, key = route[:-1], True
        return self.values.get((), (1, 1, 1))


class _Plain(yaml.CBaseLoader):
    """libyaml, every scalar a string: nothing is resolved, since the models say what each value is."""

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        """One tag for all: the search for a type that libyaml would make for each value is spared."""
        return "tag:yaml.org,2002:str"


def read_yaml(text: str, path: str, first_line: int = 1) -> Marked:
    """Read one YAML document as strings, lists and dicts; every fault becomes a finding.

    `first_line` is the line of the file on which the text begins.
    """
    marked = Marked()
    deep = _too_deep(text)
    if deep:
        marked.findings.append(TOO_DEEP.at(path, first_line + deep[0] - 1, deep[1], deep[2], most=DEPTH))
        return marked
    plain = plain_yaml(text)
    if plain is not None:
        return Marked(plain, unread=(text, first_line))
    if any(sign in text for sign in "&*!"):
        marked.findings.extend(_references(text, path, first_line))
        if marked.findings:
            return marked
    return _composed(text, first_line, path)


def _composed(text: str, first_line: int, path: str = "") -> Marked:
    marked = Marked()
    try:
        node = yaml.compose(text, Loader=_Plain)
    except (yaml.YAMLError, ValueError, RecursionError, UnicodeError) as error:
        marked.findings.append(_syntax(error, text, path, first_line))
        return marked
    if node is not None:
        marked.data = _value(node, (), marked, path, first_line)
    if not marked.data:
        marked.values[()] = (first_line, 1, 1)
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
            marked.findings.append(SHAPE.at(path, *at, expected=A_KEY, example=EXAMPLE_KEY))
        elif key.value in known:
            earlier = marked.keys[(*route, key.value)][0]
            marked.findings.append(DUPLICATE.at(path, *at, len(key.value), key=key.value, first=earlier))
        else:
            inner = (*route, key.value)
            marked.keys[inner] = (*at, len(key.value))
            known[key.value] = _value(value, inner, marked, path, first)
    return known


def _too_deep(text: str) -> Place | None:
    """Where brackets or dashes nest beyond the limit, None when none does."""
    if text.count("[") + text.count("{") > DEPTH:
        place = _too_many_brackets(text)
        if place:
            return place
    found = _LEVELS.search("\n" + text)
    if found is None:
        return None
    start = found.start()
    return text.count("\n", 0, start) + 1, 1, len(text[start:].split("\n", 1)[0])


_LEVELS = re.compile(rf"\n(?: {{{8 * DEPTH}}}|(?:[ \t]*[-?:][ \t]){{{DEPTH}}})")
"""Lines too far to the right, or with too many signs of lists at their head; line ends are found quicker."""


def _too_many_brackets(text: str) -> Place | None:
    """As `_too_deep`, for brackets: counted on tokens, so that neither quotes nor bracket pairs deceive the count."""
    opened = 0
    try:
        for token in yaml.scan(text, Loader=yaml.CBaseLoader):
            if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
                opened += 1
            elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken):
                opened -= 1
            if opened > DEPTH:
                return token.start_mark.line + 1, token.start_mark.column + 1, 1
    except (yaml.YAMLError, ValueError, RecursionError, UnicodeError):
        return None  # what follows cannot be read at all, and is told so by the reading itself
    return None


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


_QUOTE = (N_("a quote that is never closed"), N_("Close the quote, with the same sign that opened it."))
_TAB = (
    N_("a tab or a reserved sign"),
    N_("Use spaces instead of tabs, and quotes round a text that begins with a sign."),
)
_ESCAPE = (
    N_("a backslash between double quotes"),
    N_("Use single quotes instead, or write the backslash twice."),
)
_NO_COLON = (N_("a line without a colon"), N_("Write each line as key: value."))
_ASKEW = (
    N_("a line that is not aligned with the others"),
    N_("Align keys of the same level, and put quotes round a text that holds quotes."),
)
_LIST = (
    N_("a list that is never closed"),
    N_("Close the list with ], and put quotes round texts that hold a comma or a colon."),
)
_BRACE = (N_("a brace that is never closed"), N_("Put quotes round the text, or write one key: value a line."))
_DASH = (
    N_("a dash where no list can begin"),
    N_("Put the list on the lines below its key, or quotes round the text."),
)
_TWO_TEXTS = (
    N_("a second text in the same file"),
    N_("Remove the line of three dashes or three dots in the middle: one file says one thing."),
)
_OTHER = (
    N_("it is not well-formed"),
    N_("Compare with a file that works; put quotes round texts that hold signs."),
)
_HINTS = (
    (COLON[0], COLON[1:]),
    ("found character that cannot start any token", _TAB),
    ("found a tab character", _TAB),
    ("found unknown escape character", _ESCAPE),
    ("while scanning a quoted scalar", _QUOTE),
    ("could not find expected ':'", _NO_COLON),
    ("did not find expected key", _ASKEW),
    ("did not find expected ',' or ']'", _LIST),
    ("did not find expected ',' or '}'", _BRACE),
    ("block sequence entries are not allowed", _DASH),
    ("expected a single document", _TWO_TEXTS),
    ("<document start>", _TWO_TEXTS),
)
_OPEN_QUOTE = re.compile(r"""[ \t]*(?:- +)*(?:[\w-]+: +)?(?:"(?:[^"\\]|\\.)*|'(?:[^']|'')*)$""")
"""A line whose quote does not close on it: what follows it can only be read askew."""
_BEGUN_AT_FAULT = ("while scanning a quoted scalar", "while scanning a simple key", "while parsing a flow")
"""Faults that are where the thing begins, not where the reader gave up."""


def _syntax(error: Exception, text: str, path: str, first: int) -> Finding:
    words = f"{getattr(error, 'context', '') or ''} {getattr(error, 'problem', '') or error}"
    marks = [getattr(error, "problem_mark", None), getattr(error, "context_mark", None)]
    if any(sign in words for sign in _BEGUN_AT_FAULT):
        marks.reverse()
    mark = next((mark for mark in marks if mark is not None), None)
    problem, hint = next((told for sign, told in _HINTS if sign in words), _OTHER)
    lines = text.split("\n")
    line = min(mark.line, len(lines) - 1) if mark else 0
    column = min(mark.column, len(lines[line])) if mark else 0
    opened = next((number for number in range(line + 1) if _OPEN_QUOTE.match(lines[number])), None)
    if opened is not None:
        line, column, (problem, hint) = (
            opened,
            min(lines[opened].find(sign) for sign in "\"'" if sign in lines[opened]),
            _QUOTE,
        )
    elif COLON[0] in words and line and ": " not in lines[line][:column]:
        line, column, (problem, hint) = line - 1, 0, _NO_COLON
    return SYNTAX.at(path, line + first, column + 1, max(1, len(lines[line]) - column), problem=problem, hint=hint)
