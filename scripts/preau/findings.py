"""A finding is one fault in one place, with the rule that explains it; every voice (terminal, JSON, forge) says the same one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum

DID_YOU_MEAN = "Did you mean “{near}”?"
Say = Callable[[str], str]
"""Turns an English sentence of the code into the reader's language."""


class Severity(IntEnum):
    """How much a finding matters: only errors stop a build."""

    ERROR = 0
    WARNING = 1
    NOTICE = 2

    @property
    def word(self) -> str:
        """The name used in JSON and on forges."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of a contribution, why, and how to mend a file that breaks it.

    `message`, `help` and `reason` are English templates, translated when spoken; `{names}` in them are facts of the finding.
    """

    code: str
    severity: Severity
    title: str
    message: str
    help: str
    reason: str

    def at(self, path: str, line: int = 1, column: int = 1, length: int = 1, **facts: object) -> Finding:
        """The finding that this rule makes at one place; `length` is how many characters are at fault."""
        shown = tuple(sorted((name, printable(str(value))) for name, value in facts.items()))
        return Finding(path, line, column, self.code, self.severity, max(1, length), shown)


RULES: dict[str, Rule] = {}


def declare(code: str, severity: Severity, title: str, message: str, help: str, reason: str) -> Rule:
    """Add a rule to the visible list; two rules can never share a code."""
    if code in RULES:
        raise ValueError(f"rule {code} is declared twice")
    RULES[code] = Rule(code, severity, title, message, help, reason)
    return RULES[code]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault: where (path, line and column from 1), which rule, and the facts its sentences need."""

    path: str
    line: int
    column: int
    code: str
    severity: Severity = field(compare=False)
    length: int = field(default=1, compare=False)
    facts: tuple[tuple[str, str], ...] = field(default=())

    def message(self, say: Say = str) -> str:
        """What is wrong, in the reader's language."""
        return say(RULES[self.code].message).format(**{name: say(value) for name, value in self.facts})

    def help(self, say: Say = str) -> str:
        """The nearest known word, what is allowed and how to mend it, in the reader's language."""
        facts = {name: say(value) for name, value in self.facts}
        lead = say(DID_YOU_MEAN).format(**facts) + " " if facts.get("near") else ""
        return lead + say(RULES[self.code].help).format(**facts)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings by path and place, without repeats."""
    return sorted(set(findings))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether something must be mended before the site can be built."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def printable(text: str, most: int = 600) -> str:
    """Text of a stranger, safe on a terminal: control and direction characters shown as codes, length bounded."""
    shown = "".join(
        char if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} else f"\\u{ord(char):04x}"
        for char in text[: most + 1]
    )
    return shown[:most] + "…" if len(shown) > most else shown
