"""The audit: history replayed from the anchor, each merge judged under the registry before it, every breach named."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from preau.model.movement import Decision
from preau.proposals import rules, sshsig
from preau.proposals.authority import NOBODY, Authority, authority_of, is_registry, read_value
from preau.proposals.certificates import pusher_in
from preau.proposals.decisions import again_in, decisions_in
from preau.proposals.history import (
    INTAKE,
    NEUTRAL,
    PLAIN,
    Blob,
    Commit,
    Trailers,
    day_of,
    message,
    ordered,
    read_message,
    subject_of,
)
from preau.proposals.intake import Log, digest_of
from preau.proposals.ledger import Ledger
from preau.proposals.rules import Breach
from preau.proposals.statement import NAMESPACE
from preau.proposals.verdict import Case, Verdict, Verify, judge, verifier

NAMED_HEAD = re.compile(rf"^{INTAKE}: ([0-9a-f]{{40}})$", re.MULTILINE)
"""How a merge names the head of the log."""


class Judged(NamedTuple):
    """One merge weighed alone, looking back from where it stands: nothing in it depends on other verdicts."""

    position: int
    day: date
    proposal: str
    """The number and revision that it names, as `2026-0042/1`."""
    digest: str
    """That of its changes, as the log gives it; empty when it names no proposal."""
    intake: str
    """The head of the log that it names."""
    statements: tuple[tuple[str, str], ...]
    """The digest and the mandate of each statement in it."""
    decisions: tuple[Decision, ...]
    """Those that it writes, as far as they can be read."""
    verdict: Verdict
    breaches: tuple[Breach, ...]


class Published(NamedTuple):
    """A merge as the audit found it."""

    commit: Commit
    judged: Judged
    breaches: tuple[Breach, ...]
    """All of them, with those that only the order of merges shows."""

    @property
    def number(self) -> str:
        """The number of the proposal that it says to publish, empty when it says none."""
        return self.judged.proposal.partition("/")[0]


@dataclass
class Replay:
    """The published branch, one commit after the other: what is known of it so far (a `Line` for verdicts).

    A commit is followed, then judged by looking back from it, then settled: the first and the last in the order of the
    branch, the judging in any order, and elsewhere if need be.
    """

    root: str
    blob: Blob
    commits: list[Commit] = field(default_factory=list)
    published: list[Published] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)
    authorities: list[Authority] = field(default_factory=list)
    touched: dict[str, list[int]] = field(default_factory=dict)
    """Where each path was changed."""
    seconds: dict[str, int] = field(default_factory=dict)
    """Where each proposal was merged first."""
    decided: dict[str, str] = field(default_factory=dict)
    """The path of each decision by the name of its file, those included that were there at the beginning."""
    used: set[str] = field(default_factory=set)
    """The digests of statements in settled merges."""
    log: Log | None = None
    """The log of what was received, None when it is not at hand."""
    log_head: int = -1
    ledger: Ledger = field(default_factory=Ledger)
    """What was redacted since."""
    verify: Verify = field(default_factory=lambda: verifier(NAMESPACE))
    """How signatures of statements are verified."""

    def __post_init__(self) -> None:
        self._registry: dict[str, str] = {}
        self._heard = 0
        self._values: dict[str, object] = {}

    # --- What verdicts ask

    def position(self, commit: str) -> int | None:
        """Where a commit stands on the published branch, whatever a redaction made of it."""
        return self.positions.get(self.ledger.now(commit))

    def day(self, position: int) -> date:
        """The day of the commit at a position."""
        return day_of(self.commits[position].time, self.authorities[position].timezone)

    def authority(self, position: int) -> Authority:
        """The registry at a position."""
        return self.authorities[position]

    def last_touched(self, path: str, position: int) -> int:
        """The position of the last commit, up to this one, that changed a path."""
        places = self.touched.get(path, ())
        before = bisect_right(places, position)
        return places[before - 1] if before else -1

    @property
    def tip(self) -> int:
        """The position of the last commit."""
        return len(self.commits) - 1

    # --- Going on

    def begin(self, commit: Commit, registry: Mapping[str, str]) -> None:
        """Start at the anchor, whose registry files are given with their blobs: it is trusted, not judged."""
        self._registry = dict(registry)
        self._add(commit)

    def follow(self, commit: Commit) -> None:
        """Take one more commit as published, without judging it."""
        commit = self.ledger.restored(commit)
        self._touch(commit)
        for parent in commit.parents[1:]:
            self.seconds.setdefault(parent, len(self.commits))
        self._add(commit)

    def append(self, commit: Commit, second: Commit | None) -> Published:
        """Take one more commit as published, and judge it."""
        self.follow(commit)
        return self.settle(self.judged(self.tip, second))

    def judged(self, position: int, second: Commit | None) -> Judged:
        """The merge at a position and its second parent, weighed under what was published before it."""
        commit, before = self.commits[position], position - 1
        second = self.ledger.restored(second) if second else None
        trailers = read_message(commit.message, self.verify)
        day = day_of(commit.time, self.authorities[before].timezone)
        breaches = _shape(commit, second, trailers, self, before)
        if commit.time < self.commits[before].time:
            breaches.append(rules.BACKWARDS.by(commit.oid, day=day))
        case = Case(commit.changes, before, day, pusher_in(second))
        verdict = judge(case, trailers.approvals, self, self.ledger.reading(commit.oid, self.blob))
        breaches += [replace(one, commit=commit.oid) for one in verdict.breaches]
        breaches += [*_missing(commit, verdict), *self._newly_shared(position)]
        said = tuple((signed.digest, signed.statement.mandate) for signed in trailers.approvals)
        decisions = tuple(decisions_in(commit, self.blob))
        digest = digest_of(ordered(commit.changes)) if trailers.proposal else ""
        return Judged(
            position, day, trailers.proposal, digest, trailers.intake, said, decisions, verdict, tuple(breaches)
        )

    def settle(self, judged: Judged) -> Published:
        """Add what the order of merges shows: what serves twice, words or numbers, and a log cut or replaced."""
        commit = self.commits[judged.position]
        breaches = [*self._reuse(commit, judged), *self._log_kept(commit, judged), *again_in(commit, self.decided)]
        done = Published(commit, judged, (*judged.breaches, *breaches))
        self.published.append(done)
        return done

    def _add(self, commit: Commit) -> None:
        last = self.authorities[-1] if self.authorities else None
        changed = last is None or any(is_registry(one.path) for one in commit.changes)
        self.authorities.append(self._read() if changed or last is None else last)
        self.positions[commit.oid] = len(self.commits)
        self.commits.append(commit)

    def _touch(self, commit: Commit) -> None:
        for one in commit.changes:
            self.touched.setdefault(one.path, []).append(len(self.commits))
            if is_registry(one.path):
                if one.new is None or one.new_mode != PLAIN:
                    self._registry.pop(one.path, None)
                else:
                    self._registry[one.path] = one.new

    def _read(self) -> Authority:
        values = []
        for path, oid in sorted(self._registry.items()):
            key = f"{oid} {path}"
            if key not in self._values:
                self._values[key] = read_value(path, self.blob(oid))
            values.append(self._values[key])
        return authority_of(values) if values else NOBODY  # type: ignore[arg-type]

    def _newly_shared(self, position: int) -> list[Breach]:
        """The keys that this commit gives to a second person."""
        before, after = self.authorities[position - 1 : position + 1]
        if after is before:
            return []
        known, oid = before.shared_keys(), self.commits[position].oid
        return [_shared(oid, *shared) for shared in after.shared_keys() if shared not in known]

    def _reuse(self, commit: Commit, judged: Judged) -> list[Breach]:
        found = []
        for digest, mandate in judged.statements:
            if digest in self.used:
                found.append(rules.REUSED.by(commit.oid, mandate=mandate))
            self.used.add(digest)
        return found

    def _known_head(self, log: Log, position: int) -> int:
        """The place in the log of the last entry that commits before a position knew; the log may be given late."""
        for commit in self.commits[self._heard : position]:
            heads = (log.positions.get(named.group(1), -1) for named in NAMED_HEAD.finditer(commit.message))
            self.log_head = max(self.log_head, *heads, -1)
        self._heard = position
        return self.log_head

    def _log_kept(self, commit: Commit, judged: Judged) -> list[Breach]:
        """The head of the log in each merge is one of its entries, and never goes back; numbers tell what they name."""
        found: list[Breach] = []
        if self.log is None:
            return found
        head = self.log.positions.get(judged.intake, -1)
        if head < self._known_head(self.log, judged.position) or (judged.intake and head < 0):
            found.append(rules.LOG_BROKEN.by(commit.oid))
        entry = self.log.entry(judged.proposal) if judged.proposal else None
        if judged.proposal and (entry is None or entry.digest != judged.digest):
            found.append(rules.WRONG_NUMBER.by(commit.oid, number=judged.proposal))
        for value in judged.decisions:
            told = self.log.last(value.id)
            scope = value.proposal.partition("/")[0]
            if told is not None and scope not in told.scopes:
                found.append(rules.OTHER_SCOPE.by(commit.oid, said=scope, scope=", ".join(told.scopes)))
        return found


def _shape(commit: Commit, second: Commit | None, trailers: Trailers, line: Replay, before: int) -> list[Breach]:
    """What a merge looks like, whoever approved it."""
    oid = commit.oid
    if len(commit.parents) != 2 or second is None or not commit.changes or line.seconds[second.oid] <= before:
        return [rules.NOT_A_MERGE.by(oid)]
    found = []
    base = line.position(second.parents[0]) if len(second.parents) == 1 else None
    base = base if base is not None and base <= before else None
    if base is None:
        found.append(rules.HIDDEN_COMMITS.by(oid))
    said = read_message(second.message, line.verify)
    plain = message(subject_of(second.changes), pushed=said.pushed_by) if second.changes else ""
    if (
        (commit.identity, second.identity) != (NEUTRAL, NEUTRAL)
        or second.message != plain
        or not said_plainly(commit, trailers)
    ):
        found.append(rules.IDENTITY.by(oid))
    if trailers.broken:
        found.append(rules.UNREADABLE_APPROVAL.by(oid))
    if second.time > commit.time or (base is not None and second.time < line.commits[base].time):
        found.append(rules.BACKWARDS.by(oid, day=day_of(second.time, line.authorities[before].timezone)))
    if ordered(commit.changes) != ordered(second.changes):
        found.append(rules.UNSIGNED_CHANGE.by(oid))
    return found


def said_plainly(commit: Commit, said: Trailers) -> bool:
    """Whether a merge says only what it does to which files, then its facts, in the one way to write them."""
    first = subject_of(commit.changes)
    lines = [signed.line for signed in said.approvals]
    return said.subject == first and (
        said.broken or commit.message == message(first, lines, said.proposal, said.intake)
    )


def _missing(commit: Commit, verdict: Verdict) -> list[Breach]:
    found = []
    for one in verdict.missing:
        who = ", ".join(holder.mandate for holder in one.who[:6]) or one.need.scope
        found.append(rules.NOT_ENOUGH.by(commit.oid, missing=one.missing, who=who))
    return found


def _shared(oid: str, key: bytes, one: str, other: str) -> Breach:
    return rules.SHARED_KEY.by(oid, key=sshsig.fingerprint(key), one=one, other=other)
