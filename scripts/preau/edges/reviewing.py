"""A referent's session in a clone: what waits and for whom; signed answers, merged mechanically and pushed."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from preau.edges import logbook
from preau.edges.auditing import FOLLOWED
from preau.edges.entitled import Entitled
from preau.edges.files import replace
from preau.edges.merging import Word, mandates_held, merge, propose, sign_word
from preau.edges.refusal import Refusal
from preau.edges.repository import EMPTY_TREE, EVENTS, MAIN, PROPOSALS, GitFault, Repository
from preau.edges.signing import Signer
from preau.edges.waiting import Waiting, besides, country_of, decision_paths, revisions, said_in
from preau.edges.window import window
from preau.i18n import N_
from preau.proposals.audit import Replay
from preau.proposals.authority import STEWARD, read_value
from preau.proposals.certificates import pusher_in
from preau.proposals.decisions import decision_file
from preau.proposals.history import Change, Commit, Signed, day_of, entries_of, message, read_message
from preau.proposals.policy import is_carrier
from preau.proposals.statement import NAMESPACE, Verb
from preau.proposals.verdict import Case, Verdict, judge, verifier, weigh_word

TRIES = 60
"""How often a merge is made again when the published branch moves at the same moment."""
R = TypeVar("R")


class Session:
    """A clone, the copy it follows, and the moment."""

    def __init__(self, root: Path, remote: str = "origin", now: int | None = None) -> None:
        self.repository = Repository(root)
        self.remote = remote
        self.now = int(time.time()) if now is None else now
        self.refresh()

    def refresh(self) -> None:
        """Bring what the other copy has."""
        self.repository.fetch(self.remote)
        replace(self.repository.git_dir / FOLLOWED, b"")
        tip = self.repository.tip(f"refs/remotes/{self.remote}/main")
        if tip is None:
            told = N_("nothing is published in {remote}")
            raise Refusal(told, N_("Check its address: git remote -v"), remote=self.remote)
        self.tip = tip
        self.__dict__.pop("line", None)

    @cached_property
    def line(self) -> Replay:
        """The published branch, as far back as what was said of waiting proposals."""
        seen = {signed.statement.seen for said in self.events().values() for signed in said}
        return window(self.repository, self.tip, seen)

    @property
    def day(self) -> date:
        """Today where the movement lives."""
        return day_of(self.now, self.line.authorities[-1].timezone)

    def events(self) -> dict[str, list[Signed]]:
        """What was said of each number, in order."""
        refs = self.repository.refs(EVENTS)
        commits = {commit.oid: commit for commit in self.repository.commits(*refs.values())} if refs else {}
        return {ref.rpartition("/")[2]: said_in(commits, tip) for ref, tip in refs.items()}

    # --- What waits

    def waiting(self, only: str = "") -> list[Waiting]:
        """Every proposal that is neither published nor decided, the oldest first; or only that of a number."""
        latest = revisions(self.repository.refs(PROPOSALS))
        if not latest:
            return []
        commits = self.repository.commits(*(oid for _, oid in latest.values()), f"^{self.tip}")
        made = {commit.oid: commit for commit in commits}
        changes = {number: made[oid].changes if oid in made else () for number, (_, oid) in latest.items()}
        standing = self._standing(changes)
        open_ = {number: asked for number, asked in changes.items() if not self._answered(number, asked, standing)}
        beside = besides(open_)
        events, log = self.events(), logbook.some(self.repository, [only] if only else latest)
        entries = log.latest() if log else {}
        found = []
        for number, asked in sorted(open_.items()):
            if only in {"", number}:
                said, verdict = self._weighed(made.get(latest[number][1]), asked, events.get(number, ()))
                one = (*latest[number], asked, said, entries.get(number), verdict, beside[number])
                found.append(Waiting(number, *one))
        return found

    def one(self, number: str) -> Waiting:
        """One proposal, by its number."""
        found = self.waiting(number)
        if not found:
            told = N_("no proposal with the number {number} is waiting")
            raise Refusal(told, N_("`preau review list` tells them."), number=number)
        return found[0]

    def _standing(self, changes: Mapping[str, Sequence[Change]]) -> dict[str, str]:
        """What is published at the paths of proposals and of their decisions: refs may outlive these a moment."""
        paths = {one.path for some in changes.values() for one in some}
        paths = paths.union(*(decision_paths(number, self.day.year) for number in changes))
        return {path: oid for path, (_, oid, _) in self.repository.files(self.tip, *sorted(paths)).items()}

    def _answered(self, number: str, asked: Sequence[Change], standing: Mapping[str, str]) -> bool:
        published = all(standing.get(one.path) == one.new for one in asked)
        return published or bool(standing.keys() & decision_paths(number, self.day.year))

    def _weighed(
        self, proposal: Commit | None, changes: Sequence[Change], said: Sequence[Signed]
    ) -> tuple[tuple[Signed, ...], Verdict]:
        """The words about this very text by people entitled to them, and what it still needs."""
        pushed_by, blob = pusher_in(proposal), self.repository.blob
        case = Case(changes, self.line.tip, self.day, pushed_by)
        entries = entries_of(changes)
        about = [one for one in said if one.statement.entries == entries]
        approvals = [one for one in about if one.statement.verb in {Verb.APPROVE, Verb.AMEND}]
        counted = tuple(one for one in about if weigh_word(one, case, self.line, blob) is None)
        return counted, judge(case, approvals, self.line, blob)

    # --- Answers

    def approve(self, number: str, signer: Signer, *, independent: bool = True) -> str:
        """Sign a proposal; merge it when nobody else is needed. The merge, or nothing when others are awaited."""
        return self.sign(self.one(number), signer, independent=independent)

    def sign(self, one: Waiting, signer: Signer, *, independent: bool = True) -> str:
        """The same for a proposal at hand, wherever it came from."""
        self.still(one.changes)
        word = self._entitled(one, signer).approval(independent)
        line = sign_word(word, one.changes, self.line, signer, self.day)
        lines = [*(signed.line for signed in one.said if signed.statement.verb in {Verb.APPROVE, Verb.AMEND}), line]
        verdict = self.weigh(one.changes, lines, one.commit)
        if verdict.breaches:
            raise Refusal(N_("this approval would not count"), breaches=verdict.breaches)
        if verdict.missing:
            self.say(one.number, line)
            return ""
        return self.publish(one.commit, lines, f"{one.number}/{one.revision}" if one.entry else "")

    def part(self, one: Waiting, signer: Signer) -> str:
        """For which part of a proposal a key decides: one territory of those that it touches, editors or stewards."""
        return self._entitled(one, signer).decider()[1]

    def decide(self, number: str, decision: Mapping[str, str | None], signer: Signer) -> str:
        """Decline a proposal, or record that it is withdrawn: the decision file, signed and published.

        `decision` holds `outcome`, `proposal`, `title`, `territory`, `reason` and, to decline, `criterion`.
        """
        holder, _ = self._entitled(self.one(number), signer).decider()
        facts = {"id": number, **decision, "decider": holder.person, "date": str(self.day)}
        verb = {"declined": Verb.DECLINE, "withdrawn": Verb.WITHDRAW}[facts["outcome"] or ""]
        return self.settle([self.decision(facts)], Word(verb, holder.mandate), signer)

    def decision(self, facts: Mapping[str, str | None]) -> tuple[str, str]:
        """The path and blob of a decision file; `Refusal` when its words cannot be published."""
        path, text = decision_file(facts, self.day)
        if read_value(path, text.encode()) is None:
            raise Refusal(
                N_("this reason cannot be published as it is"),
                N_("Write between 20 and 600 characters, without markup; name a criterion of content/criteria.yml."),
            )
        return path, self.repository.write_blob(text.encode())

    def acknowledge(self, commit: str, reason: str, signer: Signer) -> str:
        """Acknowledge, as a steward, a breach that cannot be undone: it stays shown, with this reason."""
        held = [one for one in mandates_held(signer, self.line, self.now) if one.scope == STEWARD]
        if not held:
            raise Refusal(N_("only a steward acknowledges a breach"), N_("`preau keys list` tells your keys."))
        name = self._free(f"{self.day.year}-acknowledged-{commit[:12]}")
        facts = {
            "id": name, "outcome": "acknowledged", "proposal": f"main/{commit[:12]}", "commit": commit,
            "title": f"Commit {commit[:12]}", "territory": country_of(self.line.authorities[-1]), "reason": reason,
            "date": str(self.day),
        }  # fmt: skip
        return self.settle([self.decision(facts)], Word(Verb.ACKNOWLEDGE, held[0].mandate), signer)

    def _free(self, name: str) -> str:
        """A name that no decision bears: a breach, or an acknowledgement that does not count, may stand under it."""
        taken = set(self.repository.names(self.tip, f"content/decisions/{self.day.year}/"))
        tried = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
        return next(one for one in tried if f"content/decisions/{self.day.year}/{one}.yml" not in taken)

    def settle(self, entries: Sequence[tuple[str, str | None]], word: Word, signer: Signer) -> str:
        """Propose, sign and publish some files in one go, as one's own policy allows."""
        proposal = propose(self.repository, self.tip, entries, self.now)
        changes = self.repository.diff(self.tip, proposal)
        line = sign_word(word, changes, self.line, signer, self.day)
        verdict = self.weigh(changes, [line])
        if not verdict.published:
            raise Refusal(N_("this cannot be published with one signature"), breaches=verdict.breaches)
        return self.publish(proposal, [line], "")

    def speak(self, number: str, signer: Signer, verb: Verb, reason: str) -> str:
        """Return a proposal to its author, advise on it, or ask to take it back; the mandate by which it is said."""
        one = self.one(number)
        mandate = self._entitled(one, signer).speaker(verb)
        try:
            word = Word(verb, mandate, not is_carrier(mandate), reason)
            line = sign_word(word, one.changes, self.line, signer, self.day)
        except ValueError:
            raise Refusal(N_("this cannot be said as it is"), N_("Write between 20 and 600 characters.")) from None
        self.say(number, line)
        return mandate

    def _entitled(self, one: Waiting, signer: Signer) -> Entitled:
        return Entitled(signer, one, self.line, self.repository, self.now)

    def say(self, number: str, line: str) -> None:
        """Keep a signed word beside a proposal."""
        ref = f"{EVENTS}/{number}"

        def once() -> None:
            before = self.repository.tip(ref)
            text = message("Say " + _verb(line), [line])
            made = self.repository.write_commit(EMPTY_TREE, [before] if before else [], text, self.now)
            self.repository.push(self.remote, f"{made}:{ref}")

        self._again(once)
        self.refresh()

    # --- Publishing

    def publish(self, proposal: str, lines: Iterable[str], number: str) -> str:
        """Merge a proposal with its approvals and push it; made again on the new state when the branch has moved."""
        approvals = list(lines)

        def once() -> str:
            made = merge(self.repository, self.tip, proposal, approvals, number, self.now)
            self.repository.push(self.remote, f"{made}:{MAIN}")
            self.repository.run("update-ref", f"refs/remotes/{self.remote}/main", made)
            return made

        return self._again(once, lambda: self._check_again(proposal, approvals))

    def _again(self, once: Callable[[], R], check: Callable[[], None] = lambda: None) -> R:
        for left in range(TRIES, 0, -1):
            try:
                return once()
            except GitFault as fault:
                before = self.tip, self.repository.refs(EVENTS)
                time.sleep(random.uniform(0.02, 0.3))
                self.refresh()
                if left == 1 or before == (self.tip, self.repository.refs(EVENTS)):
                    raise Refusal(N_("the other copy refused it:\n{why}"), why=fault) from None
                check()
        raise AssertionError("unreachable")

    def _check_again(self, proposal: str, approvals: Sequence[str]) -> None:
        changes = self.repository.diff(proposal + "^", proposal)
        self.still(changes)
        verdict = self.weigh(changes, approvals, proposal)
        if not verdict.published:
            raise Refusal(N_("the published state changed meanwhile"), breaches=verdict.breaches)

    def still(self, changes: Sequence[Change]) -> None:
        """No textual merge, ever: a file that changed since goes back to whoever proposed."""
        now = self.repository.files(self.tip, *(one.path for one in changes))
        for one in changes:
            found = now.get(one.path)
            if (found[1] if found else None) != one.old:
                raise Refusal(
                    N_("{path} was changed since this was proposed"),
                    N_("Ask for a new proposal made on the present text."), path=one.path,
                )  # fmt: skip

    def weigh(self, changes: Sequence[Change], lines: Iterable[str], proposal: str = "") -> Verdict:
        """The verdict on a change with these signed words; the commit of a proposal tells with whose key it came."""
        said = read_message(message("-", lines), verifier(NAMESPACE)).approvals
        seen = {one.statement.seen for one in said}
        line = window(self.repository, self.tip, seen | {self.line.commits[0].oid})
        pushed_by = pusher_in(self.repository.commit(proposal)) if proposal else None
        return judge(Case(changes, line.tip, self.day, pushed_by), said, line, self.repository.blob)


def _verb(line: str) -> str:
    said = read_message(message("-", [line]), verifier(NAMESPACE)).approvals
    return said[0].statement.verb.value if said else ""
