"""A referent's session in a clone: what waits and for whom; signed answers, merged mechanically and pushed."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from preau.edges import logbook
from preau.edges.merging import Word, carried, mandates_held, merge, propose, sign_word
from preau.edges.refusal import Refusal
from preau.edges.repository import EMPTY_TREE, EVENTS, MAIN, PROPOSALS, GitFault, Repository
from preau.edges.signing import Signer
from preau.edges.waiting import Waiting, country_of, decision_paths, revisions, said_in
from preau.edges.window import window
from preau.i18n import N_
from preau.proposals.audit import Replay
from preau.proposals.authority import STEWARD, Holder, read_value
from preau.proposals.history import Change, Signed, day_of, entries_of, message, read_message
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
        tip = self.repository.tip(f"refs/remotes/{self.remote}/main")
        if tip is None:
            told = N_("nothing is published in {remote}")
            raise Refusal(told, N_("Check its address: git remote -v"), remote=self.remote)
        self.tip = tip
        self.__dict__.pop("line", None)

    @cached_property
    def line(self) -> Replay:
        """The published branch, as far back as what was said of waiting proposals."""
        seen = {signed.statement.seen for said in self._events().values() for signed in said}
        return window(self.repository, self.tip, seen)

    @property
    def day(self) -> date:
        """Today where the movement lives."""
        return day_of(self.now, self.line.authorities[-1].timezone)

    def _events(self) -> dict[str, list[Signed]]:
        """What was said of each number, in order."""
        refs = self.repository.refs(EVENTS)
        commits = {commit.oid: commit for commit in self.repository.commits(*refs.values())} if refs else {}
        return {ref.rpartition("/")[2]: said_in(commits, tip) for ref, tip in refs.items()}

    # --- What waits

    def waiting(self, only: str = "") -> list[Waiting]:
        """Every proposal that is neither published nor decided, the oldest first; or only that of a number."""
        latest = revisions(self.repository.refs(PROPOSALS))
        latest = {number: one for number, one in latest.items() if only in {"", number}}
        if not latest:
            return []
        commits = self.repository.commits(*(oid for _, oid in latest.values()), f"^{self.tip}")
        changes = {commit.oid: commit.changes for commit in commits}
        standing = self._standing(latest, changes)
        events, log = self._events(), logbook.some(self.repository, latest)
        entries = log.latest() if log else {}
        found = []
        for number, (revision, oid) in sorted(latest.items()):
            asked = changes.get(oid, ())
            published = all(standing.get(one.path) == one.new for one in asked)
            if not published and not standing.keys() & decision_paths(number, self.day.year):
                said, verdict = self._weighed(asked, events.get(number, ()))
                found.append(Waiting(number, revision, oid, asked, said, entries.get(number), verdict))
        return found

    def one(self, number: str) -> Waiting:
        """One proposal, by its number."""
        found = self.waiting(number)
        if not found:
            told = N_("no proposal with the number {number} is waiting")
            raise Refusal(told, N_("`preau review list` tells them."), number=number)
        return found[0]

    def _standing(
        self, latest: Mapping[str, tuple[int, str]], changes: Mapping[str, Sequence[Change]]
    ) -> dict[str, str]:
        """What is published at the paths of proposals and of their decisions: refs may outlive these a moment."""
        paths = {one.path for some in changes.values() for one in some}
        paths = paths.union(*(decision_paths(number, self.day.year) for number in latest))
        return {path: oid for path, (_, oid, _) in self.repository.files(self.tip, *sorted(paths)).items()}

    def _weighed(self, changes: Sequence[Change], said: Sequence[Signed]) -> tuple[tuple[Signed, ...], Verdict]:
        """The words about this very text by people entitled to them, and what it still needs."""
        case, blob = Case(changes, self.line.tip, self.day), self.repository.blob
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
        self._still(one.changes)
        word = self._approval(one, signer, independent)
        line = sign_word(word, one.changes, self.line, signer, self.day)
        lines = [*(signed.line for signed in one.said if signed.statement.verb in {Verb.APPROVE, Verb.AMEND}), line]
        verdict = self._with(one.changes, lines)
        if verdict.breaches:
            raise Refusal(N_("this approval would not count"), breaches=verdict.breaches)
        if verdict.missing:
            self._say(one.number, line)
            return ""
        return self.publish(one.commit, lines, f"{one.number}/{one.revision}" if one.entry else "")

    def _approval(self, one: Waiting, signer: Signer, independent: bool) -> Word:
        """By which right a key approves: the mandate that the proposal still waits for, or its carrier's."""
        awaited = {holder.mandate: missing.need.verb for missing in one.verdict.missing for holder in missing.who}
        held = [holder.mandate for holder in mandates_held(signer, self.line, self.now)]
        found = next((mandate for mandate in held if mandate in awaited), None)
        if found is not None:
            return Word(awaited[found], found, independent)
        mine = carried(signer, one.changes, self.repository)
        if mine and any(missing.need.carrier == signer.public for missing in one.verdict.missing):
            return Word(Verb.AMEND, mine, False)
        raise Refusal(
            N_("this proposal does not wait for you"), N_("It waits for: {who}."),
            who=", ".join(sorted(awaited)) or "—",
        )  # fmt: skip

    def decide(self, number: str, decision: Mapping[str, str | None], signer: Signer) -> str:
        """Decline a proposal, or record that it is withdrawn: the decision file, signed and published.

        `decision` holds `outcome`, `proposal`, `title`, `territory`, `reason` and, to decline, `criterion`.
        """
        holder = self._decider(self.one(number), signer)
        facts = {"id": number, **decision, "decider": holder.person, "date": str(self.day)}
        verb = {"declined": Verb.DECLINE, "withdrawn": Verb.WITHDRAW}[facts["outcome"] or ""]
        return self.settle([self.decision(facts)], Word(verb, holder.mandate), signer)

    def decision(self, facts: Mapping[str, str | None]) -> tuple[str, str]:
        """The path and blob of a decision file; `Refusal` when its words cannot be published."""
        path = f"content/decisions/{self.day.year}/{facts['id']}.yml"
        text = "".join(f"{key}: {quoted(value)}\n" for key, value in facts.items() if value)
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
        name = f"{self.day.year}-acknowledged-{commit[:12]}"
        facts = {
            "id": name, "outcome": "acknowledged", "proposal": f"main/{commit[:12]}", "commit": commit,
            "title": f"Commit {commit[:12]}", "territory": country_of(self.line.authorities[-1]), "reason": reason,
            "date": str(self.day),
        }  # fmt: skip
        return self.settle([self.decision(facts)], Word(Verb.ACKNOWLEDGE, held[0].mandate), signer)

    def _decider(self, one: Waiting, signer: Signer) -> Holder:
        held = mandates_held(signer, self.line, self.now)
        asked = {holder.mandate for missing in one.verdict.missing for holder in missing.need.holders}
        found = next((holder for holder in held if holder.mandate in asked and not holder.advises), None)
        if found is None:
            told = N_("this proposal does not wait for you")
            raise Refusal(told, N_("It waits for: {who}."), who=", ".join(sorted(asked)))
        return found

    def settle(self, entries: Sequence[tuple[str, str | None]], word: Word, signer: Signer) -> str:
        """Propose, sign and publish some files in one go, as one's own policy allows."""
        proposal = propose(self.repository, self.tip, entries, self.now)
        changes = self.repository.diff(self.tip, proposal)
        line = sign_word(word, changes, self.line, signer, self.day)
        verdict = self._with(changes, [line])
        if not verdict.published:
            raise Refusal(N_("this cannot be published with one signature"), breaches=verdict.breaches)
        return self.publish(proposal, [line], "")

    def speak(self, number: str, signer: Signer, verb: Verb, reason: str) -> None:
        """Return a proposal to its author, advise on it, or ask to take it back: a signed word beside it."""
        one = self.one(number)
        held = mandates_held(signer, self.line, self.now)
        held = [holder for holder in held if verb is Verb.ADVISE or not holder.advises]
        mine = carried(signer, one.changes, self.repository) if verb is Verb.WITHDRAW else ""
        if not held and not mine:
            raise Refusal(N_("this key speaks for no mandate today"), N_("`preau keys list` tells your keys."))
        mandate = mine or held[0].mandate
        try:
            word = Word(verb, mandate, not is_carrier(mandate), reason)
            line = sign_word(word, one.changes, self.line, signer, self.day)
        except ValueError:
            raise Refusal(N_("this cannot be said as it is"), N_("Write between 20 and 600 characters.")) from None
        self._say(number, line)

    def _say(self, number: str, line: str) -> None:
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
        self._still(changes)
        verdict = self._with(changes, approvals)
        if not verdict.published:
            raise Refusal(N_("the published state changed meanwhile"), breaches=verdict.breaches)

    def _still(self, changes: Sequence[Change]) -> None:
        """No textual merge, ever: a file that changed since goes back to whoever proposed."""
        now = self.repository.files(self.tip, *(one.path for one in changes))
        for one in changes:
            found = now.get(one.path)
            if (found[1] if found else None) != one.old:
                raise Refusal(
                    N_("{path} was changed since this was proposed"),
                    N_("Ask for a new proposal made on the present text."), path=one.path,
                )  # fmt: skip

    def _with(self, changes: Sequence[Change], lines: Iterable[str]) -> Verdict:
        said = read_message(message("-", lines), verifier(NAMESPACE)).approvals
        seen = {one.statement.seen for one in said}
        line = window(self.repository, self.tip, seen | {self.line.commits[0].oid})
        return judge(Case(changes, line.tip, self.day), said, line, self.repository.blob)


def _verb(line: str) -> str:
    said = read_message(message("-", [line]), verifier(NAMESPACE)).approvals
    return said[0].statement.verb.value if said else ""


def quoted(text: str) -> str:
    """A text between quotes, as YAML reads it."""
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'
