"""A person's own signature under a request on a forge: fetched by Git alone, kept beside it until there are enough."""

from __future__ import annotations

from collections.abc import Sequence

from preau.edges.committed import faults_of
from preau.edges.forges.protocol import HEADS
from preau.edges.merging import propose
from preau.edges.refusal import Refusal
from preau.edges.repository import EVENTS, GitFault
from preau.edges.reviewing import Session
from preau.edges.waiting import Waiting, said_in
from preau.edges.window import window
from preau.i18n import N_
from preau.proposals.history import Change, Signed, entries_of
from preau.proposals.verdict import Case, judge


def name_of(number: int) -> str:
    """Under which name words about a request are kept; a proposal received by a server has another kind of number."""
    return f"request-{number}"


def words_about(session: Session, number: int) -> list[Signed]:
    """What people signed of a request, in order."""
    tip = session.repository.tip(f"{EVENTS}/{name_of(number)}")
    commits = {commit.oid: commit for commit in session.repository.commits(tip)} if tip else {}
    return said_in(commits, tip) if tip else []


def requested(session: Session, number: int, kind: str) -> Waiting:
    """A request as a proposal that waits; `Refusal` when there is none, or when it must be mended first."""
    repository = session.repository
    try:
        repository.run("fetch", "--quiet", "--no-tags", session.remote, HEADS[kind].format(number))
    except GitFault:
        raise Refusal(N_("no request bears the number {number} on the forge"), number=number) from None
    head = repository.tip("FETCH_HEAD") or ""
    changes = _changes(session, head)
    proposal = propose(repository, session.tip, [(one.path, one.new) for one in changes], session.now)
    faults = faults_of(repository, proposal, session.tip, changes, session.day)
    if faults:
        raise Refusal(N_("this proposal has faults to mend first"), faults=faults)
    entries = entries_of(changes)
    said = tuple(one for one in words_about(session, number) if one.statement.entries == entries)
    line = window(repository, session.tip, {one.statement.seen for one in said})
    verdict = judge(Case(changes, line.tip, session.day), said, line, repository.blob)
    return Waiting(name_of(number), 1, proposal, tuple(changes), said, None, verdict)


def _changes(session: Session, head: str) -> Sequence[Change]:
    repository, tip = session.repository, session.tip
    base = repository.merge_base(tip, head)
    if base is None:
        raise Refusal(N_("this work does not begin from what is published here"))
    changes = repository.diff(base, head)
    if not changes:
        raise Refusal(N_("nothing is changed"))
    moved = {one.path for one in repository.diff(base, tip)} & {one.path for one in changes}
    if moved:
        raise Refusal(N_("{path} was changed meanwhile"), path=sorted(moved)[0])
    return changes
