"""The published branch as far back as a verdict looks: its last commits, followed without being judged again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from preau.edges.auditing import ledger_of, line_of, started
from preau.edges.repository import ANCHOR, Repository
from preau.proposals.audit import Replay
from preau.proposals.authority import Authority
from preau.proposals.history import Commit, Signed, read_message
from preau.proposals.statement import NAMESPACE
from preau.proposals.verdict import verifier


def window(repository: Repository, tip: str, seen: Iterable[str] = ()) -> Replay:
    """The line from the oldest of these commits to a tip, whose commits are taken as published already."""
    start = _oldest(repository, tip, frozenset(seen))
    replay = started(repository, start)
    for commit in line_of(repository.commits(tip, f"^{start}") if tip != start else (), tip)[0]:
        replay.follow(commit)
    return replay


def _oldest(repository: Repository, tip: str, named: frozenset[str]) -> str:
    """The oldest of some commits that stands on the published branch; the tip when none does."""
    if not named:
        return tip
    ledger, anchor = ledger_of(repository), repository.tip(ANCHOR)
    named = frozenset(map(ledger.now, named))
    line = repository.text("rev-list", "--first-parent", tip, *([f"^{anchor}^@"] if anchor else ())).split("\n")
    found = [position for position, oid in enumerate(line) if oid in named]
    return line[max(found)] if found else tip


def authority_at(repository: Repository, commit: str) -> Authority:
    """The registry at one commit."""
    return window(repository, commit).authorities[-1]


def approvals_in(commits: Sequence[Commit]) -> list[Signed]:
    """Every signed statement in the messages of some commits."""
    verify = verifier(NAMESPACE)
    return [signed for commit in commits for signed in read_message(commit.message, verify).approvals]
