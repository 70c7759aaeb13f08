"""The policy: from a change and the registry before it, who must approve it, and whose approval does not count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from preau.model import kinds
from preau.model.movement import Decision
from preau.proposals import rules
from preau.proposals.authority import CARRIER, EDITOR, STEWARD, Authority, Holder
from preau.proposals.changed import Changed, territory_of
from preau.proposals.forbidden import forbidden
from preau.proposals.heads import only_news, rewritten
from preau.proposals.history import Blob, Change
from preau.proposals.rules import Breach
from preau.proposals.statement import Verb

EDITED = frozenset({"course", "page", "essential", "consultation"})
_OUTCOMES = {"declined": Verb.DECLINE, "withdrawn": Verb.WITHDRAW, "acknowledged": Verb.ACKNOWLEDGE}


ANY = b""
"""In the place of a carrier's key that nobody can read any more."""


class Need(NamedTuple):
    """What one part of a change asks for: so many different people among these, saying this."""

    policy: str
    scope: str
    quorum: int
    holders: tuple[Holder, ...]
    verb: Verb = Verb.APPROVE
    carrier: bytes | None = None
    """The key of the initiative's carrier, when it counts as one of the people."""
    self_service: bool = False
    """The carrier's key alone is enough (with the verb `amend`)."""
    sole: bool = False
    """Only one person could decide, and may therefore approve their own change, visibly."""


class Asked(NamedTuple):
    """What a change asks for: who must agree, whose keys do not count, and the rules that it breaks already."""

    needs: tuple[Need, ...]
    interested: frozenset[bytes]
    """Keys of carriers and of whoever pushed, with every other key of the same people: they never approve."""
    breaches: tuple[Breach, ...]
    deciders: tuple[tuple[str, str], ...] = ()
    """Each decision, by its path, that names who signs it."""
    attested: frozenset[str] = frozenset()
    """For which policies an approval known from a forge alone counts."""
    accounts: frozenset[int] = frozenset()
    """Accounts of carriers, with every other account of the same people: they never approve."""


def asked_by(changes: Sequence[Change], base: Authority, day: date, blob: Blob, pushed_by: bytes | None) -> Asked:
    """What these changes ask for under the registry before them."""
    read = Changed(changes, base, day, blob)
    heads = read.heads.values()
    keys = {head.carrier_key for head in heads if head.carrier_key} | ({pushed_by} if pushed_by else set())
    accounts = {head.carrier_account for head in heads if head.carrier_account}
    theirs = base.people(keys, accounts)
    needs = _Needs(read, frozenset(holder.person for holder in theirs))
    asked = tuple(needs.all())
    nobody = [rules.NOBODY.by(scope=need.scope) for need in asked if not need.holders and not need.carrier]
    return Asked(
        asked, frozenset(keys).union(*(holder.keys for holder in theirs)), (*forbidden(read), *nobody),
        tuple(needs.deciders()), frozenset(base.policy.attested),
        frozenset(accounts).union(*(holder.accounts.values() for holder in theirs)),
    )  # fmt: skip


class _Needs:
    """Who must agree on each part of a change; none of those who carry it or pushed it."""

    def __init__(self, read: Changed, interested: frozenset[str]) -> None:
        self.read, self.base, self.day, self.interested = read, read.base, read.day, interested

    def all(self) -> Iterator[Need]:
        """One need for each class and territory touched."""
        if self.read.veiled:
            yield from self._veiled()
            return
        if self._is_news():
            change = self.read.records[0]
            yield self._territory(territory_of(change.path), self.base.policy.initiative)._replace(
                carrier=self.read.head(change.old).carrier_key, self_service=True
            )
            return
        yield from self._local()
        classes = set(self.read.classes.values())
        if classes & EDITED:
            most = max(self._quorum(name) for name in classes & EDITED)
            yield self._officers("course" if "course" in classes else "page", EDITOR, most)
        for name in ("registry", kinds.STEWARDS):
            if name in classes:
                yield self._officers(name, STEWARD, self._quorum(name))
        for decision in self.read.decided.values():
            yield from self._decision(decision)

    def _veiled(self) -> Iterator[Need]:
        """A text redacted since tells neither its carrier nor its title: a referent, or a carrier, agreed."""
        changes = self.read.changes
        for territory in sorted({territory_of(one.path) for one in changes if territory_of(one.path)}):
            need = self._territory(territory, self.base.policy.initiative)
            yield need._replace(carrier=ANY, self_service=len(changes) == 1)

    def _local(self) -> Iterator[Need]:
        asked: dict[tuple[str, bytes], int] = {}
        for one in self.read.changes:
            if self.read.classes[one.path] == "initiative":
                least, carrier = self._weight(one)  # the carrier of one initiative has no say on another's
                place = territory_of(one.path), carrier or b""
                asked[place] = max(asked.get(place, self.base.policy.initiative), least)
        for (territory, key), quorum in sorted(asked.items()):
            yield self._territory(territory, quorum)._replace(carrier=key or None)

    def _weight(self, one: Change) -> tuple[int, bytes | None]:
        """How many must agree on one file at least, and whose key counts: its carrier's, for what is theirs."""
        if one.old is None or one not in self.read.records:
            return 1, None
        new, blob = one if one.new is not None else self.read.moved_to(one), self.read.blob
        touched = new is None or new.new is None or rewritten(blob(one.old), blob(new.new))
        return (2, self.read.head(one.old).carrier_key) if touched else (1, None)

    def _territory(self, territory: str, quorum: int, policy: str = "initiative") -> Need:
        """The referents of a territory, then those around it until they are enough; the stewards at last."""
        found: list[Holder] = []
        everyone: list[Holder] = []
        for scope in (*self.base.line_of(territory), STEWARD):
            group = self.base.deciders(scope, self.day, policy)
            everyone += group
            if len(found) < quorum:
                known = self.interested | {holder.person for holder in found}
                found += [one for one in group if one.person not in known]
            if len(found) >= quorum and len({holder.person for holder in everyone}) > 1:
                break  # they are enough, and nobody is alone
        if quorum == 1 and len({holder.person for holder in everyone}) == 1:
            return Need(policy, territory, quorum, tuple(everyone), sole=True)
        return Need(policy, territory, quorum, tuple(found))

    def _quorum(self, policy: str) -> int:
        return getattr(self.base.policy, policy, 1)

    def _officers(self, policy: str, scope: str, quorum: int) -> Need:
        everyone = self.base.deciders(scope, self.day, policy)
        if not everyone and scope == EDITOR:
            everyone = self.base.deciders(STEWARD, self.day, policy)
        return Need(policy, scope, quorum, everyone, sole=quorum == 1 and len({one.person for one in everyone}) == 1)

    def _decision(self, decision: Decision | None) -> Iterator[Need]:
        if decision is None:
            return
        if decision.outcome == "acknowledged":
            need = self._officers("registry", STEWARD, self.base.policy.registry)
            yield need._replace(verb=Verb.ACKNOWLEDGE)
        elif decision.outcome in _OUTCOMES:
            scope, quorum = decision.proposal.partition("/")[0], self.base.policy.decision
            if scope in {EDITOR, STEWARD}:
                need = self._officers("decision", scope, quorum)
            else:
                need = self._territory(decision.territory, quorum, "decision")
            yield need._replace(verb=_OUTCOMES[decision.outcome])

    def deciders(self) -> Iterator[tuple[str, str]]:
        """Each decision that names who signs it; a refusal always does."""
        for path, value in self.read.decided.items():
            if value is not None and (value.decider or value.outcome == "declined"):
                yield path, value.decider or ""

    def _is_news(self) -> bool:
        """Whether this is what a carrier may say alone, where the movement allows it."""
        if len(self.read.changes) != 1 or not self.read.records or not self.base.policy.self_service:
            return False
        one = self.read.changes[0]
        if one.old is None or one.new is None or self.read.head(one.old).carrier_key is None:
            return False
        return only_news(self.read.blob(one.old), self.read.blob(one.new))


def is_carrier(mandate: str) -> bool:
    """Whether a statement is made as the carrier of an initiative."""
    return mandate.startswith(CARRIER + "/")
