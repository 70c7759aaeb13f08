"""A finding is one fault in one place, with the rule that explains it; every voice says the same one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

DID_YOU_MEAN = "Did you mean “{near}”?"
SPOKEN = frozenset({"earlier", "example", "expected", "fault", "hint", "later", "problem", "shape", "what"})
"""Facts that are sentences of ours, to be translated; all others are a contributor's own words, told as they are."""
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

    `message`, `help` and `reason` are English templates, translated when spoken; `{names}` in them are facts of the
    finding. `example` holds such facts, for `preau explain`.
    """

    code: str
    severity: Severity
    title: str
    message: str
    help: str
    reason: str
    example: Mapping[str, str] = field(default_factory=dict, compare=False)

    def told(self, template: str, facts: Mapping[str, str], say: Say = str) -> str:
        """A template of this rule in the reader's language, with its facts."""
        return say(template).format(**{name: _spoken(name, value, say) for name, value in facts.items()})

    def at(self, path: str, line: int = 1, column: int = 1, length: int = 0, **facts: object) -> Finding:
        """The finding that this rule makes at a place; `length` is how many characters are at fault, 0 for a file."""
        shown = tuple(sorted((name, printable(str(value))) for name, value in facts.items()))
        return Finding(path, line, column, self.code, self.severity, max(0, length), shown)


RULES: dict[str, Rule] = {}


def declare(code: str, severity: Severity, title: str, message: str, help: str, reason: str, **example: str) -> Rule:
    """Add a rule to the visible list; two rules can never share a code. `example` gives a value to each `{name}`."""
    if code in RULES:
        raise ValueError(f"rule {code} is declared twice")
    RULES[code] = Rule(code, severity, title, message, help, reason, example)
    return RULES[code]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One fault: where (path, line and column from 1), which rule, and the facts its sentences need."""

    path: str
    line: int
    column: int
    code: str
    severity: Severity = field(compare=False)
    length: int = field(default=0, compare=False)
    facts: tuple[tuple[str, str], ...] = field(default=())

    def message(self, say: Say = str) -> str:
        """What is wrong, in the reader's language."""
        rule = RULES[self.code]
        return rule.told(rule.message, dict(self.facts), say)

    def help(self, say: Say = str) -> str:
        """The nearest known word, what is allowed and how to mend it, in the reader's language."""
        rule, facts = RULES[self.code], dict(self.facts)
        lead = rule.told(DID_YOU_MEAN, facts, say) + " " if facts.get("near") else ""
        return lead + rule.told(rule.help, facts, say)


def _spoken(name: str, value: str, say: Say) -> str:
    return say(value) if value and name in SPOKEN else value


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
