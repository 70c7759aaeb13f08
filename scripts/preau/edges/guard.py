"""The guard of a bare repository, as its hooks: what may be pushed, and why anything else is refused."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from preau.edges import logbook
from preau.edges.auditing import decided_at, line_of
from preau.edges.committed import faults_of
from preau.edges.limits import Limits, limits_of, room_left
from preau.edges.pushes import FOR, Asking, Update
from preau.edges.refusal import Refusal
from preau.edges.repository import EVENTS, MAIN, NOTHING, Repository, latest_of
from preau.edges.revising import proven_by
from preau.edges.window import approvals_in, window
from preau.i18n import N_
from preau.model.kinds import STEWARDS, policy_class
from preau.proposals import rules
from preau.proposals.audit import NAMED_HEAD, Replay
from preau.proposals.authority import NOBODY, STEWARD
from preau.proposals.certificates import pusher_in
from preau.proposals.decisions import decisions_in
from preau.proposals.forbidden import founding
from preau.proposals.history import (
    NEUTRAL,
    Change,
    Commit,
    Signed,
    day_of,
    message,
    read_approval,
    read_message,
)
from preau.proposals.policy import asked_by
from preau.proposals.rules import Breach
from preau.proposals.statement import NAMESPACE
from preau.proposals.verdict import Case, judge, verifier, weigh_word


def _unheard(data: bytes, line: str) -> None:
    """No signature is verified where only the other facts of a message are read."""


EARLY, LATE = 900, 300
"""Seconds by which the clock of whoever merges may differ from the server's, before and after."""


class Guard:
    """Judges pushes to one bare repository; knows the moment of the push and the language of the movement."""

    def __init__(self, repository: Repository, now: int | None = None) -> None:
        self.repository = repository
        self.now = int(time.time()) if now is None else now
        self.limits: Limits = limits_of(repository)
        self.main = repository.tip(MAIN)
        self.authority = NOBODY
        self.today = date.fromtimestamp(self.now)

    def judge(self, updates: Sequence[Update], options: Sequence[str] = ()) -> None:
        """Let a push pass, or raise `Refusal`."""
        if len(updates) > 1 and any(update.ref == FOR for update in updates):
            raise Refusal(N_("a proposal is pushed alone"), N_("Push one thing at a time."))
        for update in updates:
            if update.new == NOTHING:
                raise Refusal(
                    N_("nothing is ever deleted here: {ref}"),
                    N_("Withdraw a proposal with `preau review`, or leave it: it stays in the list."), ref=update.ref,
                )  # fmt: skip
            if self.repository.tip(update.new) != update.new:
                raise Refusal(
                    N_("what is pushed is not a commit"),
                    N_("Push the commit itself, not a tag: git push origin HEAD:refs/for/main"),
                )
            self._sizes(update)
            self._judge_of(update.ref)(update, options)

    def _judge_of(self, ref: str) -> Callable[[Update, Sequence[str]], object]:
        if self.main is None and ref == MAIN:
            return self._founding
        if self.main is None:
            raise Refusal(N_("nothing is published here yet"), N_("Push the movement's files to main first."))
        if ref == MAIN:
            return self._merge
        if ref == FOR:
            return lambda update, options: None  # judged and squashed in one go, by the room that receives
        if ref.startswith(EVENTS + "/"):
            return self._event
        raise Refusal(
            N_("{ref} cannot be pushed here"),
            N_("To propose a change: git push origin HEAD:refs/for/main -o topic=a-short-name"), ref=ref,
        )  # fmt: skip

    def _sizes(self, update: Update) -> None:
        listed = self.repository.text("rev-list", "--objects", update.new, "--not", "--all").split("\n")
        oids = [line[:40] for line in listed if line]
        if len(oids) > self.limits.objects:
            raise Refusal(
                N_("this push brings {count} entries, at most {most} are allowed"),
                N_("Propose fewer files at a time."), count=len(oids), most=self.limits.objects,
            )  # fmt: skip
        size = sum(size for _, size in self.repository.sizes(oids).values())
        if size > self.limits.inflated:
            raise Refusal(
                N_("this push brings {size} bytes, at most {most} are allowed"),
                N_("Shorten the texts, or save the pictures smaller."), size=size, most=self.limits.inflated,
            )  # fmt: skip

    def _founding(self, update: Update, options: Sequence[str]) -> None:
        """The first push of a new movement: one commit, by nobody in particular."""
        commits = self.repository.commits(update.new)
        if len(commits) != 1 or commits[0].identity != NEUTRAL:
            raise Refusal(
                N_("the first push must be one commit that names nobody"),
                N_("Make the repository with `preau guard install --from FOLDER`, which does it for you."),
            )
        breaches = founding(commits[0].changes, self.repository.blob)
        if breaches:
            raise Refusal(N_("a movement cannot begin with this"), breaches=breaches)

    # --- A proposal

    def asking(self, update: Update, options: Sequence[str] = ()) -> Asking:
        """What a push to `refs/for/main` proposes; `Refusal` when it cannot be received."""
        assert self.main is not None
        changes = self._changes(update.new)
        line = window(self.repository, self.main)
        day = self.today = self.day(line)
        self.authority = line.authorities[-1]
        if not proven_by(self.repository.git_dir, options):  # a new revision takes no place in the queue
            room_left(self.repository, self.limits)
        asked = asked_by(changes, self.authority, day, self.repository.blob, None)
        if asked.breaches:
            raise Refusal(N_("this proposal cannot be received"), breaches=asked.breaches)
        self._stewards_only(changes, line, day, options)
        tree = self.repository.tree_with(self.main, [(one.path, one.new) for one in changes])
        faults = faults_of(self.repository, tree, self.main, changes, day)
        if faults:
            raise Refusal(N_("this proposal has faults to mend first"), faults=faults)
        return Asking(self.main, tree, changes, "+".join(dict.fromkeys(need.scope for need in asked.needs)))

    def _changes(self, new: str) -> tuple[Change, ...]:
        """What a push changes, on the present state: a file that was changed meanwhile is never merged as text."""
        assert self.main is not None
        base = self.repository.merge_base(self.main, new)
        if base is None:
            raise Refusal(
                N_("this work does not begin from what is published here"),
                N_("Clone this repository, make the change there, and push again."),
            )
        changes = self.repository.diff(base, new)
        if not changes:
            raise Refusal(N_("nothing is changed"), N_("Commit your change before you push it."))
        if len(changes) > self.limits.files:
            raise Refusal(
                N_("{count} files are changed, at most {most} are allowed in one proposal"),
                N_("Propose fewer files at a time."), count=len(changes), most=self.limits.files,
            )  # fmt: skip
        moved = {one.path for one in self.repository.diff(base, self.main)} & {one.path for one in changes}
        if moved:
            raise Refusal(
                N_("{path} was changed meanwhile"),
                N_("Fetch the published state, make your change on it again, and push."), path=sorted(moved)[0],
            )  # fmt: skip
        return changes

    def _stewards_only(self, changes: Sequence[Change], line: Replay, day: date, options: Sequence[str]) -> None:
        """What is no content of the movement is received from a steward only, who signs it beforehand."""
        foreign = [one.path for one in changes if policy_class(one.path) == STEWARDS]
        if not foreign:
            return
        signed = approvals_of(options)
        verdict = judge(Case(changes, line.tip, day), signed, line, self.repository.blob)
        if not any(one.mandate.startswith(STEWARD + "/") for one in verdict.counted):
            raise Refusal(
                N_("{path} belongs to the stewards of this movement"),
                N_("Remove it from your change. A steward proposes it with `preau propose --key`."), path=foreign[0],
            )  # fmt: skip

    # --- A merge

    def _merge(self, update: Update, options: Sequence[str]) -> None:
        assert self.main is not None
        if update.old != self.main or not self.repository.descends(update.new, update.old):
            raise Refusal(
                N_("the published branch moved on, or would go back"),
                N_("Fetch it and try again: what is published is never replaced."),
            )
        commits = self.repository.commits(update.new, f"^{update.old}")
        bases = {parent for commit in commits for parent in commit.parents} - {commit.oid for commit in commits}
        seen = {signed.statement.seen for signed in approvals_in(commits)}
        line = window(self.repository, update.old, bases | seen)
        heads = {head for one in (*line.commits, *commits) for head in NAMED_HEAD.findall(one.message)}
        line.log = logbook.some(self.repository, self._told_of(commits), heads)
        published = line.tip
        breaches = self._judged(commits, update.new, line, published)
        if breaches:
            raise Refusal(N_("this cannot be published"), breaches=breaches)
        self._contents(update, line)

    def _judged(self, commits: Sequence[Commit], new: str, line: Replay, published: int) -> list[Breach]:
        ours, others = line_of(commits, new)
        breaches: list[Breach] = []
        if any(policy_class(one.path) == "decision" for commit in commits for one in commit.changes):
            line.decided = decided_at(self.repository, line.commits[published].oid)
        for commit in ours:
            done = line.append(commit, others.get(commit.parents[1]) if len(commit.parents) > 1 else None)
            breaches += done.breaches
            if not self.now - EARLY <= commit.time <= self.now + LATE:
                breaches.append(rules.CLOCK.by(commit.oid, day=done.judged.day))
            for signed in approvals_in([commit]):
                if (line.position(signed.statement.seen) or 0) > published:
                    breaches.append(rules.SEEN_UNKNOWN.by(commit.oid, mandate=signed.statement.mandate))
            if line.log is not None and line.log.positions and not done.judged.intake:
                breaches.append(rules.LOG_BROKEN.by(commit.oid))
        return breaches

    def _told_of(self, commits: Sequence[Commit]) -> set[str]:
        """What these merges say of the log: the names of the proposals that they publish, the numbers they decide."""
        named = {read_message(commit.message, _unheard).proposal for commit in commits}
        return named | {value.id for commit in commits for value in decisions_in(commit, self.repository.blob)}

    def _contents(self, update: Update, line: Replay) -> None:
        changes = self.repository.diff(update.old, update.new)
        faults = faults_of(self.repository, update.new, update.old, changes, self.day(line))
        if faults:
            raise Refusal(N_("this has faults to mend first"), faults=faults)

    # --- A word about a proposal

    def _event(self, update: Update, options: Sequence[str]) -> None:
        number = update.ref.removeprefix(EVENTS + "/")
        latest = latest_of(self.repository, number) if re.fullmatch(r"[0-9]{4}-[0-9]{4}", number) else None
        if latest is None:
            raise Refusal(
                N_("no proposal bears the number {number}"), N_("`preau review list` tells them."), number=number
            )
        old = self.repository.tip(update.ref)
        commits = self.repository.commits(update.new, *([f"^{old}"] if old else ()))
        verify, expected = verifier(NAMESPACE), old
        for commit in commits:
            said = read_message(commit.message, verify)
            plain = commit.parents == ((expected,) if expected else ()) and not commit.changes
            plain = plain and commit.identity == NEUTRAL and len(said.approvals) == 1 and not said.broken
            if not plain or commit.message != event_message(said.approvals[0]):
                raise Refusal(N_("this is not one signed word after the others"), N_("Use `preau review`."))
            changes, pushed_by = self.repository.diff(latest + "^", latest), pusher_in(self.repository.commit(latest))
            self.word(said.approvals[0], changes, pushed_by)
            expected = commit.oid
        if expected != update.new or not commits:
            raise Refusal(N_("this is not one signed word after the others"), N_("Use `preau review`."))

    def word(self, signed: Signed, changes: Sequence[Change], pushed_by: bytes | None) -> None:
        """One signed word: about this very text, by somebody who may say it today."""
        assert self.main is not None
        line = window(self.repository, self.main, [signed.statement.seen])
        breach = weigh_word(signed, Case(changes, line.tip, self.day(line), pushed_by), line, self.repository.blob)
        if breach is not None:
            raise Refusal(N_("this word cannot be received"), breaches=[breach])

    # --- What is common

    def day(self, line: Replay) -> date:
        """The day of this push where the movement lives."""
        return day_of(self.now, line.authorities[-1].timezone)


def event_message(signed: Signed) -> str:
    """The whole message of a commit that holds one signed word."""
    return message(f"Say {signed.statement.verb.value}", [signed.line])


def approvals_of(options: Iterable[str]) -> list[Signed]:
    """The approvals that a push carries among its options (`approval=…`)."""
    verify = verifier(NAMESPACE)
    found = [read_approval(one.removeprefix("approval="), verify) for one in options if one.startswith("approval=")]
    return [signed for signed in found if signed is not None]
