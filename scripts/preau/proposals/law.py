"""A rule of authority and a breach of it: one value with many voices (guard, audit, `preau explain`)."""

from __future__ import annotations

from dataclasses import dataclass

from preau.findings import Rule, Say, Severity, printable

AUTHORITY: dict[str, Rule] = {}
"""Every rule of authority by its code. A breach is told by the guard, by the audit and by `preau explain`."""


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """One rule of authority broken, by which commit (empty for a change that is only asked for) and where."""

    commit: str
    path: str
    code: str
    facts: tuple[tuple[str, str], ...] = ()

    def message(self, say: Say = str) -> str:
        """What is wrong, in the reader's language."""
        rule = AUTHORITY[self.code]
        return rule.told(rule.message, dict(self.facts), say)

    def help(self, say: Say = str) -> str:
        """What to do about it, in the reader's language."""
        rule = AUTHORITY[self.code]
        return rule.told(rule.help, dict(self.facts), say)


class Law:
    """One rule, ready to name a breach of it."""

    def __init__(self, code: str, title: str, message: str, help: str, reason: str, **example: str) -> None:
        AUTHORITY[code] = Rule(code, Severity.ERROR, title, message, help, reason, example)
        self.code = code

    def by(self, commit: str = "", path: str = "", **facts: object) -> Breach:
        """The breach of this rule by a commit, at a path."""
        shown = tuple(sorted((name, printable(str(value), 200)) for name, value in facts.items()))
        return Breach(commit, printable(path, 200), self.code, shown)
