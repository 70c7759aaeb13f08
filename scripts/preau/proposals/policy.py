"""The policy: from a change and the registry before it, who must approve, and what may not be changed at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from preau.model import kinds
from preau.model.movement import Decision, Vocabulary
from preau.proposals import rules
from preau.proposals.authority import CARRIER, EDITOR, STEWARD, Authority, Holder, is_registry, read_value
from preau.proposals.heads import Head, head_of, only_news, rewritten
from preau.proposals.history import PLAIN, PROGRAM, Blob, Change
from preau.proposals.ledger import is_veiled
from preau.proposals.rules import Breach
from preau.proposals.statement import FILE_PATH, Verb

EDITED = frozenset({"course", "page", "essential", "consultation"})
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{4}-[0-9]{4}")
_ANSWERS = frozenset({"declined", "withdrawn"})
"""The outcomes that answer a proposal, and bear its number."""
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
    """Keys of carriers and of whoever pushed: they never approve."""
    breaches: tuple[Breach, ...]
    deciders: tuple[tuple[str, str], ...] = ()
    """Each decision, by its path, that names who signs it."""
    attested: frozenset[str] = frozenset()
    """For which policies an approval known from a forge alone counts."""
    accounts: frozenset[int] = frozenset()
    """Accounts of carriers: they never approve."""


def asked_by(changes: Sequence[Change], base: Authority, day: date, blob: Blob, pushed_by: bytes | None) -> Asked:
    """What these changes ask for under the registry before them."""
    reader = _Reader(changes, base, day, blob)
    interested = reader.interested | ({pushed_by} if pushed_by else set())
    breaches = [*_shapes(changes), *reader.breaches()]
    needs = list(reader.needs(frozenset(interested)))
    breaches += [rules.NOBODY.by(scope=need.scope) for need in needs if not need.holders and not need.carrier]
    accounts = {head.carrier_account for head in reader.heads.values() if head.carrier_account}
    return Asked(
        tuple(needs), frozenset(interested), tuple(breaches), tuple(reader.deciders()), frozenset(base.policy.attested),
        frozenset(accounts),
    )  # fmt: skip


def _shapes(changes: Sequence[Change]) -> Iterator[Breach]:
    """Names and modes, for whatever kind of file."""
    for one in changes:
        if not FILE_PATH.fullmatch(one.path) or any(map(_unsafe, one.path.split("/"))):
            yield rules.UNSAFE_PATH.by(path=one.path, name=one.path)
        if one.new is not None and one.new_mode != PLAIN:
            yield rules.MODE.by(path=one.path)


@lru_cache(maxsize=4096)
def _unsafe(step: str) -> bool:
    lowered = step.lower()
    return lowered in {".git", ".gitmodules", ".."} or step.endswith(".") or _RESERVED.match(step) is not None


class _Reader:
    """Reads a change for the policy: each file once, only as far as its class asks."""

    def __init__(self, changes: Sequence[Change], base: Authority, day: date, blob: Blob) -> None:
        sides = [side for one in changes for side in ((one.old, one.old_mode), (one.new, one.new_mode))]
        files = {oid for oid, mode in sides if mode in {PLAIN, PROGRAM}}
        self.changes, self.base, self.day = changes, base, day
        self.blob: Blob = lambda oid: blob(oid) if oid in files else b""  # nothing is read through a link
        self.classes = {one.path: kinds.policy_class(one.path) for one in changes}
        self.records = [one for one in changes if kinds.INITIATIVE.pattern.fullmatch(one.path)]
        self.heads = {oid: head_of(self.blob(oid)) for one in self.records for oid in (one.old, one.new) if oid}
        self.decisions = [one for one in changes if self.classes[one.path] == "decision"]
        self.decided = {
            one.path: read_value(one.path, self.blob(one.new)) for one in self.decisions if one.new is not None
        }
        self.veiled = any(is_veiled(oid, self.blob(oid)) for one in self.records for oid in (one.old, one.new) if oid)
        self.interested = {head.carrier_key for head in self.heads.values() if head.carrier_key}

    # --- Who must agree

    def needs(self, interested: frozenset[bytes]) -> Iterator[Need]:
        """One need for each class and territory touched."""
        if self.veiled:
            yield from self._veiled(interested)
            return
        if self._is_news():
            change = self.records[0]
            key = self._head(change.old).carrier_key
            yield self._territory(_territory(change.path), self.base.policy.initiative, interested)._replace(
                carrier=key, self_service=True
            )
            return
        yield from self._local(interested)
        classes = set(self.classes.values())
        if classes & EDITED:
            most = max(self._quorum(name) for name in classes & EDITED)
            yield self._officers("course" if "course" in classes else "page", EDITOR, most)
        for name in ("registry", kinds.STEWARDS):
            if name in classes:
                yield self._officers(name, STEWARD, self._quorum(name))
        for path, decision in self.decided.items():
            yield from self._decision(path, decision, interested)

    def _veiled(self, interested: frozenset[bytes]) -> Iterator[Need]:
        """A text redacted since tells neither its carrier nor its title: a referent, or a carrier, agreed."""
        for territory in sorted({_territory(one.path) for one in self.changes if _territory(one.path)}):
            need = self._territory(territory, self.base.policy.initiative, interested)
            yield need._replace(carrier=ANY, self_service=len(self.changes) == 1)

    def _local(self, interested: frozenset[bytes]) -> Iterator[Need]:
        asked: dict[tuple[str, bytes], int] = {}
        for one in self.changes:
            if self.classes[one.path] == "initiative":
                least, carrier = self._weight(one)  # the carrier of one initiative has no say on another's
                place = _territory(one.path), carrier or b""
                asked[place] = max(asked.get(place, self.base.policy.initiative), least)
        for (territory, key), quorum in sorted(asked.items()):
            yield self._territory(territory, quorum, interested)._replace(carrier=key or None)

    def _weight(self, one: Change) -> tuple[int, bytes | None]:
        """How many must agree on one file at least, and whose key counts: its carrier's, for what is theirs."""
        if one.old is None or one not in self.records:
            return 1, None
        new = one if one.new is not None else self._moved_to(one)
        touched = new is None or new.new is None or rewritten(self.blob(one.old), self.blob(new.new))
        return (2, self._head(one.old).carrier_key) if touched else (1, None)

    def _territory(self, territory: str, quorum: int, interested: frozenset[bytes], policy: str = "initiative") -> Need:
        """The referents of a territory, then those around it until they are enough; the stewards at last."""
        found: list[Holder] = []
        everyone: list[Holder] = []
        for scope in (*self.base.line_of(territory), STEWARD):
            group = self.base.deciders(scope, self.day, policy)
            everyone += group
            if len(found) < quorum:
                found += _without(group, interested, found)
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

    def _decision(self, path: str, decision: Decision | None, interested: frozenset[bytes]) -> Iterator[Need]:
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
                need = self._territory(decision.territory, quorum, interested, "decision")
            yield need._replace(verb=_OUTCOMES[decision.outcome])

    def deciders(self) -> Iterator[tuple[str, str]]:
        """Each decision that names who signs it; a refusal always does."""
        for path, value in self.decided.items():
            if value is not None and (value.decider or value.outcome == "declined"):
                yield path, value.decider or ""

    # --- What may not be changed

    def breaches(self) -> Iterator[Breach]:
        """The rules that hold whoever approves."""
        yield from (self._illegible(one) for one in self.records if one.new and not self._head(one.new).legible)
        yield from (self._illegible(one) for one in self.changes if is_registry(one.path) and not self._keeps(one))
        for one in self.records:
            if one.old is None and one.new is not None:
                yield from self._opened(one)
            yield from self._aliases(one)
        yield from self._deletions()
        yield from self._decision_rules()
        for one in self.changes:
            if kinds.VOCABULARY.pattern.fullmatch(one.path):
                yield from self._terms(one)

    def _keeps(self, one: Change) -> bool:
        """Whether a file of the registry can still be read after a change; a territory may be removed."""
        if one.new is None:
            return one.path != kinds.MOVEMENT.path
        return read_value(one.path, self.blob(one.new)) is not None

    def _illegible(self, one: Change) -> Breach:
        return rules.ILLEGIBLE.by(path=one.path)

    def _opened(self, one: Change) -> Iterator[Breach]:
        territory = _territory(one.path)
        opened = self.base.opened.get(territory)
        if opened is None or opened > self.day:
            yield rules.CLOSED.by(path=one.path, scope=territory)

    def _aliases(self, one: Change) -> Iterator[Breach]:
        before = self._head(one.old).aliases
        left = {_key(other.path) for other in self.records if other.new is None and self._moved_to(other) is one}
        left |= {alias for other in self.records if _key(other.path) in left for alias in self._head(other.old).aliases}
        for alias in sorted(self._head(one.new).aliases - before - left):
            yield rules.ALIAS_TAKEN.by(path=one.path, alias=alias)

    def _moved_to(self, gone: Change) -> Change | None:
        """Where a deleted initiative went: the new file, of the same carrier, that keeps its address as an alias."""
        for one in self.records:
            if one.old is None and one.new is not None and _key(gone.path) in self._head(one.new).aliases:
                kept = rewritten(self.blob(gone.old or ""), self.blob(one.new))
                return None if "carrier" in kept else one
        return None

    def _deletions(self) -> Iterator[Breach]:
        told = {value.proposal for value in self.decided.values() if value and value.outcome == "deleted"}
        for one in self.records:
            if one.new is None and self._moved_to(one) is None and _key(one.path) not in told:
                yield rules.NO_TOMBSTONE.by(path=one.path)

    def _decision_rules(self) -> Iterator[Breach]:
        gone = {_key(one.path) for one in self.records if one.new is None and self._moved_to(one) is None}
        for one in self.decisions:
            value = self.decided.get(one.path)
            if one.old is not None:
                yield rules.CREATE_ONLY.by(path=one.path)
            elif value is None:
                yield self._illegible(one)
            elif (value.outcome != "deleted" and len(self.changes) > 1) or (
                value.outcome == "deleted" and value.proposal not in gone
            ):
                yield rules.MIXED.by(path=one.path)
            elif value.outcome not in _ANSWERS and _NUMBER.fullmatch(value.id):
                yield rules.NUMBERED.by(path=one.path)
            elif value.outcome != "acknowledged" and _elsewhere(value):
                yield rules.OTHER_SCOPE.by(path=one.path, said=value.territory, scope=value.proposal.partition("/")[0])

    def _terms(self, one: Change) -> Iterator[Breach]:
        kept = set(_terms(read_value(one.path, self.blob(one.new))) if one.new else ())
        for term in _terms(read_value(one.path, self.blob(one.old))) if one.old else ():
            if term not in kept:
                yield rules.TERM_REMOVED.by(path=one.path, term=term)

    def _is_news(self) -> bool:
        """Whether this is what a carrier may say alone, where the movement allows it."""
        if len(self.changes) != 1 or not self.records or not self.base.policy.self_service:
            return False
        one = self.changes[0]
        if one.old is None or one.new is None or self._head(one.old).carrier_key is None:
            return False
        return only_news(self.blob(one.old), self.blob(one.new))

    def _head(self, oid: str | None) -> Head:
        return self.heads[oid] if oid else Head()


def _elsewhere(value: Decision) -> bool:
    """Whether a decision is written for another territory than that of the proposal it names."""
    return value.proposal.partition("/")[0] not in {value.territory, EDITOR, STEWARD}


def _without(found: Sequence[Holder], interested: frozenset[bytes], before: Sequence[Holder]) -> list[Holder]:
    """Those whose every key is not that of somebody interested, each person once."""
    known = {holder.person for holder in before}
    return [one for one in found if not one.keys & interested and one.person not in known]


def _territory(path: str) -> str:
    known = kinds.recognise(path)
    return known[1].get("territory", "") if known else ""


def _key(path: str) -> str:
    """`34/berges-propres`: how other files name the initiative at this path."""
    return path.removeprefix("initiatives/").removesuffix(".md")


def _terms(value: Vocabulary | None) -> tuple[str, ...]:
    return tuple(term.id for term in value.terms) if value else ()


def is_carrier(mandate: str) -> bool:
    """Whether a statement is made as the carrier of an initiative."""
    return mandate.startswith(CARRIER + "/")
