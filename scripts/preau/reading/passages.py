"""A Markdown text in its file, and the bound on work: texts that would keep a reader busy are refused by counting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from preau.findings import Finding, Severity, declare
from preau.i18n import N_

PATHOLOGICAL = declare(
    "PR213", Severity.ERROR, N_("Too many signs of punctuation or levels"),
    N_("{what} on this line"),
    N_("Write it more simply: no text of a movement needs it."),
    N_("A few kilobytes of well chosen signs can keep a computer busy for minutes: they are refused unread."),
    what=N_("too many times the same sign"),
)  # fmt: skip
_RUNS = re.compile(r"([\[\](){}<>*_`~!#>|^$&])\1{59}|([-=+:.])\2{199}")
_LONG_RUNS = {sign: sign * 60 for sign in "[](){}<>*_`~!#>|^$&"} | {sign: sign * 200 for sign in "-=+:."}
"""The same runs as plain strings: looking for these is fifty times faster than for a pattern."""
_LEVELS = re.compile(
    r"\n[ \t]*(?:>[ \t]*|(?:[-*+]|\d{1,9}[.)])[ \t]+){11}"  # many signs on one line
    r"|\n[ \t]{40,}(?:>|[-*+]|\d{1,9}[.)])[ \t]",  # one sign, far to the right
)
"""Looked for after a line end, which is found quicker than the beginning of a line."""
SIGNS, LONG = 800, 20_000
"""Most signs of emphasis and links, and most characters, that one paragraph may hold."""
_BLOCK_SIGN = "[<*_`!"
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})(.*)$")


class Fence:
    """Whether the lines of a text, told one after another, are inside a block of code."""

    def __init__(self) -> None:
        self.mark = ""

    def holds(self, line: str) -> bool:
        """Whether this line is code, or opens or closes a block of it."""
        found = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if self.mark:
            if found and found.group(1).startswith(self.mark) and not found.group(2).strip():
                self.mark = ""
            return True
        if found and not (found.group(1)[0] == "`" and "`" in found.group(2)):
            self.mark = found.group(1)
        return bool(self.mark)


@dataclass(frozen=True)
class Passage:
    """A Markdown text inside a file: where it begins, and whether it is a page (pictures allowed) or a record."""

    text: str
    path: str
    line: int
    is_page: bool


def _suspect(text: str) -> bool:
    """Whether a line-by-line count could find anything: nearly every text is cleared here, whole, in microseconds."""
    if len(text) > LONG or any(sign in text and run in text for sign, run in _LONG_RUNS.items()):
        return True
    return sum(map(text.count, _BLOCK_SIGN)) > SIGNS or _LEVELS.search("\n" + text) is not None


def pathological(passage: Passage) -> Iterator[Finding]:
    """Texts that would keep a Markdown reader busy: judged by counting, before any reader sees them."""
    if not _suspect(passage.text):
        return
    signs, length = 0, 0
    for number, line in enumerate(passage.text.split("\n"), passage.line):
        what = ""
        if not line.strip():
            signs = length = 0
        signs += sum(map(line.count, _BLOCK_SIGN))
        length += len(line)
        if _RUNS.search(line):
            what = N_("too many times the same sign")
        elif _LEVELS.match("\n" + line):
            what = N_("too many levels of lists or quotations")
        elif signs > SIGNS or length > LONG:
            what = N_("a paragraph that is too long")
            signs = length = 0
        if what:
            yield PATHOLOGICAL.at(passage.path, number, 1, len(line), what=what)
            return
