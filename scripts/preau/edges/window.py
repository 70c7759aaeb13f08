"""The published branch as far back as a verdict looks: its last commits, followed without being judged again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing

from preau.edges.auditing import ledger_of, line_of, started
from preau.edges.repository import ANCHOR, Repository
from preau.edges.rooted import root_of
from preau.proposals.audit import Replay
from preau.proposals.authority import Authority
from preau.proposals.history import Commit, Signed, read_message
from preau.proposals.statement import NAMESPACE
from preau.proposals.verdict import verifier


def window(repository: Repository, tip: str, seen: Iterable[str] = ()) -> Replay:
    """The line from the oldest of these commits to a tip, whose commits are taken as published already."""
    start = _oldest(repository, tip, frozenset(seen))
    replay = started(repository, start, root_of(repository, tip))
    for commit in line_of(repository.commits(tip, f"^{start}") if tip != start else (), tip)[0]:
        replay.follow(commit)
    return replay


def _oldest(repository: Repository, tip: str, named: frozenset[str]) -> str:
    """The oldest of some commits that stands on the published branch; the tip when none does.

    The branch is read back until all are found, or the anchor: a commit that stands elsewhere is looked for till there.
    """
    if not named:
        return tip
    ledger, anchor, found = ledger_of(repository), repository.tip(ANCHOR), tip
    left = set(map(ledger.now, named))
    with closing(repository.lines("rev-list", "--first-parent", tip, "--")) as line:
        for oid in line:
            if oid in left:
                left.remove(oid)
                found = oid
            if not left or oid == anchor:
                break
    return found


def authority_at(repository: Repository, commit: str) -> Authority:
    """The registry at one commit."""
    return window(repository, commit).authorities[-1]


def approvals_in(commits: Sequence[Commit]) -> list[Signed]:
    """Every signed statement in the messages of some commits."""
    verify = verifier(NAMESPACE)
    return [signed for commit in commits for signed in read_message(commit.message, verify).approvals]
