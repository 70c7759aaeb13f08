"""One proposal that waits, as a session finds it: its last revision, what was said of it, what it still needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from preau.proposals.authority import Authority
from preau.proposals.history import Change, Signed
from preau.proposals.intake import LogEntry
from preau.proposals.statement import Verb
from preau.proposals.verdict import Verdict


@dataclass(frozen=True)
class Waiting:
    """One proposal that waits: its last revision, what was said of it, and what it still needs."""

    number: str
    revision: int
    commit: str
    changes: tuple[Change, ...]
    said: tuple[Signed, ...]
    """What was said of this very revision, in order."""
    entry: LogEntry | None
    verdict: Verdict

    @property
    def returned(self) -> Signed | None:
        """The word by which it was sent back to its author, when that is the last of its kind."""
        last = [one for one in self.said if one.statement.verb in {Verb.RETURN, Verb.APPROVE}]
        return last[-1] if last and last[-1].statement.verb is Verb.RETURN else None

    @property
    def withdrawn(self) -> bool:
        """Whether its carrier asked to take it back."""
        return any(one.statement.verb is Verb.WITHDRAW for one in self.said)

    @property
    def since(self) -> date | None:
        """Since which day it waits for whom it waits for."""
        if self.said:
            return self.said[-1].statement.date
        return self.entry.received if self.entry else None


def country_of(authority: Authority) -> str:
    """The territory that has no parent: it answers for what belongs to none."""
    return next((code for code in sorted(set(authority.parents.values())) if code not in authority.parents), "fr")
