"""The robot of a movement on a forge: one look at every open request, what is missing told, what is approved merged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from preau.edges.forges.approving import words_about
from preau.edges.forges.attesting import Case, asked_of, attested, standing
from preau.edges.forges.delivering import asked_for
from preau.edges.forges.protocol import Forge, ForgeFault, Request, Review
from preau.edges.forges.telling import Told, already, ended, escaped, faulty, held_up, moved, published, waiting
from preau.edges.guard import Guard
from preau.edges.merging import merge, propose
from preau.edges.pushes import FOR, Update
from preau.edges.refusal import Refusal
from preau.edges.repository import MAIN, NOTHING, PROPOSALS, GitFault
from preau.edges.reviewing import Session
from preau.edges.signing import Signer
from preau.edges.waiting import decision_paths
from preau.edges.window import window
from preau.model.movement import Decision
from preau.proposals.audit import Replay
from preau.proposals.authority import read_value
from preau.proposals.history import Change, Signed, entries_of, read_approval
from preau.proposals.policy import asked_by
from preau.proposals.statement import NAMESPACE
from preau.proposals.verdict import Case as Judged
from preau.proposals.verdict import Verdict, judge, verifier

MOST, TRIES = 100, 3
"""How many requests are looked at in a run, the oldest first; how often a merge is tried when the branch moves."""


class Weighed(NamedTuple):
    """A request as it stands: what it changes, the verdict, and the lines that a merge would carry."""

    changes: Sequence[Change]
    verdict: Verdict
    lines: tuple[str, ...]
    objections: tuple[str, ...]
    """Names of those asked whose last word asks for changes."""
    heard: frozenset[str]
    """Mandates whose holders pressed a button about this very text."""


@dataclass
class Robot:
    """The robot: without a key it tells, and merges nothing."""

    forge: Forge
    session: Session
    signer: Signer | None
    lang: str
    published: list[str] = field(default_factory=list)
    """The merges of this run."""

    def run(self, tell: Callable[[Request, Told], None]) -> list[Request]:
        """Look at every open request; those that could not be looked at, so that the next run does."""
        left: list[Request] = []
        requests = [one for one in self.forge.requests() if f"refs/heads/{one.target}" == MAIN]
        for request in requests[:MOST]:
            try:
                tell(request, self.look(request))
            except (ForgeFault, GitFault) as fault:
                left.append(request)
                tell(request, Told("waits", str(fault), ""))
        return left + requests[MOST:]

    def look(self, request: Request) -> Told:
        """Judge one request, tell what is missing or wrong; merge it when nothing is."""
        mailed = request.head in self._mailed or request.head in self.session.repository.refs(PROPOSALS).values()
        told = self.answered(request) or self._judged(request)
        if told.state == "good" and self.signer is not None:
            told = self._merged(request)
        self.forge.show(request.head, told.state, told.sentence)
        self.forge.tell(request.number, told.text, lambda: None if mailed else self._to_author(request, told))
        if told.merged:
            self.forge.close(request.number)
        return told

    @cached_property
    def _mailed(self) -> dict[str, str]:
        """The number of each commit that came by mail and for which a request was opened."""
        return {commit: number for number, commit in asked_for(self.session).items()}

    def answered(self, request: Request) -> Told | None:
        """What was decided with a signature about what came by mail; None when nothing was."""
        number, repository = self._mailed.get(request.head), self.session.repository
        paths = sorted(decision_paths(number, self.session.day.year)) if number else []
        files = repository.files(self.session.tip, *paths) if paths else {}
        read = (read_value(path, repository.blob(oid)) for path, (_, oid, _) in files.items())
        decision = next((value for value in read if isinstance(value, Decision)), None)
        return ended(decision, self.lang) if decision is not None else None

    def _to_author(self, request: Request, told: Told) -> None:
        """A step that its author must know, once for each text; who wrote by mail is told by mail."""
        name = self.forge.login(request.author) if told.step and request.author else None
        if name is not None:
            mark = f"<!-- preau {told.step}.{request.head[:12]} -->"
            self.forge.say(request.number, f"@{name}\n\n**{escaped(told.sentence)}**", mark)

    # --- Judging

    def _judged(self, request: Request) -> Told:
        try:
            weighed = self.weigh(request)
            if weighed is None and self._already(request):
                return already(self.lang)
        except Refusal as refusal:
            return faulty(refusal, self.lang)
        if weighed is None:
            return moved(self.lang)
        if weighed.objections:
            return held_up(weighed.objections, self.lang)
        return waiting(request, weighed.verdict, self.session, self.forge, self.lang)

    def weigh(self, request: Request) -> Weighed | None:
        """The verdict on a request; None when the forge and Git do not tell the same commit."""
        if not self._fetched(request) or self._already(request):
            return None
        seen, changes = self._changes(request)
        signed = {one.statement.seen for one in words_about(self.session, request.number)}
        line = window(self.session.repository, self.session.tip, [seen, *signed])
        asked = asked_by(changes, line.authorities[-1], self.session.day, self.session.repository.blob, None)
        people = asked_of(asked.needs, self.forge.host)
        said = standing(self.forge.reviews(request.number))
        writers = self.forge.writers(request.number) if said.keys() & people.keys() else frozenset()
        case = Case(self.forge.host, request, changes, seen, writers)
        lines = self._signed(request, changes)
        lines += attested(case, said, people, line, self.signer) if self.signer else []
        objections = [
            people[account].name for account in said.keys() & people.keys() if said[account].said == "refused"
        ]
        heard = {one.mandate for account, one in people.items() if _of(said.get(account), request)}
        return self._with(changes, lines, line, sorted(objections))._replace(heard=frozenset(heard))

    def _signed(self, request: Request, changes: Sequence[Change]) -> list[str]:
        """What people signed of this very text, with `preau forge approve`."""
        said, entries = words_about(self.session, request.number), entries_of(changes)
        return [one.line for one in said if one.statement.entries == entries]

    def _with(
        self, changes: Sequence[Change], lines: Sequence[str], line: Replay, objections: Sequence[str]
    ) -> Weighed:
        """Only what counts rides in a merge: a review too many would make it a breach."""
        case, blob, verify = (
            Judged(changes, line.tip, self.session.day),
            self.session.repository.blob,
            verifier(NAMESPACE),
        )
        signed = [one for one in (read_approval(text, verify) for text in lines) if one is not None]
        kept: list[Signed] = [one for one in signed if judge(case, [one], line, blob).counted]
        verdict = judge(case, kept, line, blob)
        put_aside = [breach for one in signed if one not in kept for breach in judge(case, [one], line, blob).breaches]
        if verdict.missing and put_aside:
            verdict = verdict._replace(breaches=(*verdict.breaches, *put_aside))
        return Weighed(changes, verdict, tuple(one.line for one in kept), tuple(objections), frozenset())

    def _fetched(self, request: Request) -> bool:
        """Whether Git gives the very commit that the forge tells; no ref of ours keeps it."""
        repository, remote = self.session.repository, self.session.remote
        repository.run("fetch", "--quiet", "--no-tags", remote, self.forge.head_ref(request.number))
        return repository.tip("FETCH_HEAD") == request.head

    def _already(self, request: Request) -> bool:
        """Whether all that a request brings is published: an earlier run was ended before it could close it."""
        repository, tip = self.session.repository, self.session.tip
        base = repository.merge_base(tip, request.head)
        changes = repository.diff(base, request.head) if base else ()
        files = repository.files(tip, *(one.path for one in changes)) if changes else {}
        return bool(changes) and all(files.get(one.path, ("", None, 0))[1] == one.new for one in changes)

    def _changes(self, request: Request) -> tuple[str, Sequence[Change]]:
        """What a request changes, from trees, and the published commit it was made on."""
        guard = Guard(self.session.repository, self.session.now)
        guard.main = self.session.tip
        update = Update(NOTHING, request.head, FOR)
        guard.judge([update])
        base = self.session.repository.merge_base(self.session.tip, request.head) or ""
        return base, guard.asking(update).changes

    # --- Merging

    def _merged(self, request: Request) -> Told:
        """Ask again, then merge with leases: the head that was reviewed, the tip that was judged."""
        for _ in range(TRIES):
            now = self.forge.request(request.number)
            if now is None or now.head != request.head or now.target != request.target or now.draft:
                return moved(self.lang)
            try:
                weighed = self.weigh(now)
            except Refusal as refusal:
                return faulty(refusal, self.lang)
            if weighed is None or weighed.objections or not weighed.verdict.published:
                return self._judged(now)
            made = self._published(weighed)
            if made:
                self.published.append(made)
                return published(weighed.verdict, self.session, self.forge, self.lang)
            self.session.refresh()
        return moved(self.lang)

    def _number(self, changes: Sequence[Change]) -> str:
        """The number under which this very text was received by mail or by a form; empty when it never was."""
        repository, entries = self.session.repository, entries_of(changes)
        found = repository.refs(PROPOSALS)
        same = (ref for ref, oid in found.items() if entries_of(repository.diff(oid + "^", oid)) == entries)
        return max(same, default="").removeprefix(PROPOSALS + "/")

    def _published(self, weighed: Weighed) -> str:
        """The merge, pushed unless the branch moved since; empty when it did."""
        session, repository = self.session, self.session.repository
        proposal = propose(repository, session.tip, [(one.path, one.new) for one in weighed.changes], session.now)
        made = merge(repository, session.tip, proposal, weighed.lines, self._number(weighed.changes), session.now)
        try:
            repository.run(
                "push", "--quiet", f"--force-with-lease={MAIN}:{session.tip}", session.remote, f"{made}:{MAIN}"
            )
        except GitFault:
            before = session.tip
            session.refresh()
            if session.tip == before:
                raise
            return ""
        session.refresh()
        return made


def _of(said: Review | None, request: Request) -> bool:
    return said is not None and said.said == "approved" and said.commit == request.head
