"""One proposal that waits, as a session finds it: its last revision, what was said of it, what it still needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from preau.proposals.authority import Authority
from preau.proposals.history import Change, Commit, Signed, read_message
from preau.proposals.intake import LogEntry
from preau.proposals.statement import NAMESPACE, Verb
from preau.proposals.verdict import Verdict, verifier


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
    beside: tuple[str, ...] = ()
    """The numbers of other proposals that wait about one of the same files."""
    opened: date | None = None
    """Since which day it waits, where no log tells it: a request of a forge."""
    due: date | None = None
    """Until when somebody answers: as its receipt says, else as the movement does."""

    def __post_init__(self) -> None:
        """A receipt is what binds."""
        if self.entry is not None:
            object.__setattr__(self, "due", self.entry.deadline)

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
        return self.entry.received if self.entry else self.opened


def country_of(authority: Authority) -> str:
    """The territory that has no parent: it answers for what belongs to none."""
    return next((code for code in sorted(set(authority.parents.values())) if code not in authority.parents), "fr")


def revisions(refs: Mapping[str, str]) -> dict[str, tuple[int, str]]:
    """The last revision of each number and its commit, from the refs of proposals."""
    found: dict[str, tuple[int, str]] = {}
    for ref, oid in refs.items():
        number, _, revision = ref.removeprefix("refs/proposals/").partition("/")
        if revision.isdigit():
            found[number] = max(found.get(number, (0, "")), (int(revision), oid))
    return found


def besides(changes: Mapping[str, Sequence[Change]]) -> dict[str, tuple[str, ...]]:
    """For each number, the others that touch one of the same paths: versions of one text by different people."""
    touching: dict[str, set[str]] = {}
    for number, asked in changes.items():
        for one in asked:
            touching.setdefault(one.path, set()).add(number)
    return {
        number: tuple(sorted(set[str]().union(*(touching[one.path] for one in asked)) - {number}))
        for number, asked in changes.items()
    }


def decision_paths(number: str, last: int) -> set[str]:
    """Where the decision on a proposal may stand, up to a year: it is filed by its own date."""
    return {f"content/decisions/{year}/{number}.yml" for year in range(int(number[:4]), last + 1)}


def said_in(commits: Mapping[str, Commit], tip: str) -> list[Signed]:
    """The signed words of a line of commits that ends at a tip, in order."""
    verify = verifier(NAMESPACE)
    found: list[Signed] = []
    while tip in commits:
        found = [*read_message(commits[tip].message, verify).approvals, *found]
        tip = commits[tip].parents[0] if commits[tip].parents else ""
    return found
