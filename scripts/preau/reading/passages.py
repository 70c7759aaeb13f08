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
    N_("A few kilobytes of well chosen signs can keep a computer busy for minutes: they are refused before they are read."),
)  # fmt: skip
_RUNS = re.compile(r"([\[\](){}<>*_`~!#>|^$])\1{59}")
_LEVELS = re.compile(r"^\s*(?:(?:>|[-*+]|\d{1,9}[.)])\s*){11}")
_BLOCK_SIGNS = re.compile(r"[\[<*_`!]")


@dataclass(frozen=True)
class Passage:
    """A Markdown text inside a file: where it begins, and whether it is a page (pictures allowed) or a record."""

    text: str
    path: str
    line: int
    is_page: bool


def pathological(passage: Passage) -> Iterator[Finding]:
    """Texts that would keep a Markdown reader busy: judged by counting, before any reader sees them."""
    signs, length = 0, 0
    for number, line in enumerate(passage.text.split("\n"), passage.line):
        what = ""
        if not line.strip():
            signs = length = 0
        signs += len(_BLOCK_SIGNS.findall(line))
        length += len(line)
        if _RUNS.search(line):
            what = N_("too many times the same sign")
        elif _LEVELS.match(line):
            what = N_("too many levels of lists or quotations")
        elif signs > 800 or length > 20_000:
            what = N_("a paragraph that is too long")
            signs = length = 0
        if what:
            yield PATHOLOGICAL.at(passage.path, number, what=what)
            return
