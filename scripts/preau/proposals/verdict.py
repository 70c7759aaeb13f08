"""The verdict on a change: which approvals count, which do not and why, who is still awaited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from preau.proposals import rules, sshsig
from preau.proposals.authority import Authority, Holder
from preau.proposals.history import Blob, Change, Signed, is_of
from preau.proposals.policy import ANY, Asked, Need, asked_by, is_carrier
from preau.proposals.rules import Breach
from preau.proposals.statement import Review, Verb


class Line(Protocol):
    """The published branch, as a verdict looks back on it."""

    root: str

    def position(self, commit: str) -> int | None:
        """Where a commit stands on the published branch, None when it does not."""
        ...

    def day(self, position: int) -> date:
        """The day of the commit at a position."""
        ...

    def authority(self, position: int) -> Authority:
        """The registry at a position."""
        ...

    def last_touched(self, path: str, position: int) -> int:
        """The position of the last commit, up to this one, that changed a path, -1 when none did."""
        ...


class Counted(NamedTuple):
    """An approval that counts: who, by which mandate, on which day, and whether it approves one's own change."""

    mandate: str
    name: str
    verb: Verb
    day: date
    key: bytes
    own: bool = False
    review: Review | None = None
    """What a forge said, where a robot attests it in the place of the person."""

    @property
    def voice(self) -> object:
        """What tells one person from another: the key that signed, or the account of the review."""
        return (self.review.forge, self.review.account) if self.review else self.key


class Missing(NamedTuple):
    """What is still asked for: how many more people, among whom (their mandates), for which part of the change."""

    need: Need
    missing: int
    who: tuple[Holder, ...]


class Verdict(NamedTuple):
    """Whether a change may be published, with everything that counts or stands in the way."""

    counted: tuple[Counted, ...]
    missing: tuple[Missing, ...]
    breaches: tuple[Breach, ...]

    @property
    def published(self) -> bool:
        """Whether nothing is missing and nothing stands in the way."""
        return not self.missing and not self.breaches


class Case(NamedTuple):
    """A change brought before the policy: on which published commit, on which day, pushed by which known key."""

    changes: Sequence[Change]
    base: int
    day: date
    pushed_by: bytes | None = None


def judge(case: Case, approvals: Sequence[Signed], line: Line, blob: Blob) -> Verdict:
    """The verdict on a change with these approvals, looking back from its base."""
    asked = asked_by(case.changes, line.authority(case.base), case.day, blob, case.pushed_by)
    counted: list[Counted] = []
    breaches = list(asked.breaches)
    for signed in approvals:
        found = _weigh(signed, case, asked, line)
        if isinstance(found, Counted):
            counted.append(found)
        else:
            breaches.append(found)
    missing = [one for one in (_missing(need, counted, asked) for need in asked.needs) if one is not None]
    if not missing:
        breaches += _not_the_decider(asked, counted)
    return Verdict(tuple(counted), tuple(missing), tuple(breaches))


def _not_the_decider(asked: Asked, counted: Sequence[Counted]) -> list[Breach]:
    """The decisions that name somebody who did not sign them."""
    people = {one.mandate.partition("/")[2] for one in counted if not is_carrier(one.mandate)}
    who = ", ".join(sorted(one.mandate for one in counted))
    wrong = [(path, said) for path, said in asked.deciders if said not in people]
    return [rules.DECISION_MISMATCH.by(path=path, said=said or "?", mandate=who) for path, said in wrong]


def _weigh(signed: Signed, case: Case, asked: Asked, line: Line) -> Counted | Breach:
    """One approval: what it counts as, or the rule that puts it aside."""
    statement = signed.statement
    breach = _wrong_change(signed, case, line) or _wrong_time(signed, case, line)
    if breach is not None:
        return breach
    seen = line.position(statement.seen) or 0
    if is_carrier(statement.mandate) and statement.review is None:
        return _as_carrier(signed, asked, case)
    before, now = line.authority(seen), line.authority(case.base)
    for authority in (before, now) if before is not now else (now,):
        holder = authority.mandate(statement.mandate)
        breach = _not_held(signed, case, authority, holder)
        if breach is not None:
            return breach
    needed = [need for need in asked.needs if _in(statement.mandate, need) and need.verb == statement.verb]
    own = _is_own(signed, asked, holder)
    if own and not any(need.sole for need in needed):
        return rules.SELF_APPROVAL.by(mandate=statement.mandate)
    if statement.review is not None and not any(need.policy in asked.attested for need in needed):
        return rules.NOT_ATTESTED.by(mandate=statement.mandate)
    if own:
        return _counted(signed, holder, own=True)
    if not needed:
        return rules.NO_MANDATE.by(mandate=statement.mandate)
    return _counted(signed, holder)


def _not_held(signed: Signed, case: Case, authority: Authority, holder: Holder | None) -> Breach | None:
    """Why a word is not that of a mandate for a registry, which names the key, or the robot and the account."""
    statement = signed.statement
    review, days = statement.review, (statement.date, case.day)
    if review is None:
        held = holder is not None and holder.holds(signed.key, *days)
        return None if held else rules.NO_MANDATE.by(mandate=statement.mandate)
    if signed.key not in authority.robots.get(review.forge, ()):
        return rules.UNKNOWN_ROBOT.by(forge=review.forge, mandate=statement.mandate)
    if holder is None or holder.accounts.get(review.forge) != review.account or not holder.runs(*days):
        return rules.OTHER_ACCOUNT.by(forge=review.forge, account=review.account, mandate=statement.mandate)
    return None


def _is_own(signed: Signed, asked: Asked, holder: Holder | None) -> bool:
    """Whether somebody approves what they carry, pushed or wrote, as far as this can be known."""
    review = signed.statement.review
    known = holder is not None and bool(holder.keys & asked.interested)
    return known or not signed.statement.independent or (review is not None and review.account in asked.accounts)


def _counted(signed: Signed, holder: Holder | None, own: bool = False) -> Counted:
    statement = signed.statement
    name = holder.name if holder else ""
    return Counted(statement.mandate, name, statement.verb, statement.date, signed.key, own, statement.review)


def _wrong_change(signed: Signed, case: Case, line: Line) -> Breach | None:
    statement = signed.statement
    if statement.repository != line.root or statement.target != "refs/heads/main":
        return rules.OTHER_PLACE.by(mandate=statement.mandate)
    if not is_of(statement, case.changes):
        return rules.OTHER_CHANGE.by(mandate=statement.mandate)
    return None


def _wrong_time(signed: Signed, case: Case, line: Line) -> Breach | None:
    statement = signed.statement
    seen = line.position(statement.seen)
    if seen is None or seen > case.base:
        return rules.SEEN_UNKNOWN.by(mandate=statement.mandate)
    if any(line.last_touched(one.path, case.base) > seen for one in case.changes):
        return rules.STALE.by(mandate=statement.mandate)
    if statement.date < line.day(seen) or not statement.valid_on(case.day):
        return rules.OUT_OF_DATE.by(mandate=statement.mandate, day=statement.date)
    return None


def _as_carrier(signed: Signed, asked: Asked, case: Case) -> Counted | Breach:
    """The carrier's word: alone for news, as one of two for what is theirs."""
    statement = signed.statement
    slugs = {one.path.rsplit("/", 1)[-1].removesuffix(".md") for one in case.changes}
    mine = [need for need in asked.needs if need.carrier in {signed.key, ANY}]
    if statement.mandate.partition("/")[2] not in slugs or not mine or statement.verb is not Verb.AMEND:
        return (rules.NOT_SELF_SERVICE if statement.verb is Verb.AMEND else rules.NO_MANDATE).by(
            mandate=statement.mandate
        )
    return _counted(signed, None)


def _in(mandate: str, need: Need) -> bool:
    return any(holder.mandate == mandate for holder in need.holders)


def _missing(need: Need, counted: Sequence[Counted], asked: Asked) -> Missing | None:
    """How many more people one need asks for, None when it is met: a person counts once, and so does a key."""
    as_carrier = [one for one in counted if is_carrier(one.mandate) and need.carrier in {one.key, ANY}]
    if need.self_service and as_carrier:
        return None
    approving = [one for one in counted if _in(one.mandate, need) and one.verb == need.verb]
    approving = [one for one in approving if one.review is None or need.policy in asked.attested]
    people = {one.mandate.partition("/")[2] for one in approving}
    voices = {one.voice for one in approving}
    missing = need.quorum - min(len(people), len(voices)) - (1 if as_carrier else 0)
    if missing <= 0:
        return None
    waiting = tuple(holder for holder in need.holders if holder.person not in people)
    return Missing(need, missing, waiting)


SAID = frozenset({Verb.ADVISE, Verb.RETURN, Verb.APPROVE, Verb.AMEND, Verb.WITHDRAW, Verb.DECLINE})
"""What can be said of a proposal before it is decided."""


def weigh_word(signed: Signed, case: Case, line: Line, blob: Blob) -> Breach | None:
    """Why a signed word about a waiting proposal does not count, None when it does."""
    statement = signed.statement
    if statement.verb not in SAID:
        return rules.UNREADABLE_APPROVAL.by()
    asked = asked_by(case.changes, line.authority(case.base), case.day, blob, case.pushed_by)
    if statement.verb in {Verb.APPROVE, Verb.AMEND} or any(need.verb == statement.verb for need in asked.needs):
        verdict = judge(case, [signed], line, blob)
        return None if verdict.counted else next(iter(verdict.breaches), rules.NO_MANDATE.by(mandate=statement.mandate))
    breach = _wrong_change(signed, case, line) or _wrong_time(signed, case, line)
    if breach is not None:
        return breach
    if statement.verb is Verb.WITHDRAW and is_carrier(statement.mandate):
        mine = signed.key in asked.interested
        return None if mine else rules.NO_MANDATE.by(mandate=statement.mandate)
    holder = line.authority(case.base).mandate(statement.mandate)
    if holder is None or not holder.holds(signed.key, statement.date, case.day):
        return rules.NO_MANDATE.by(mandate=statement.mandate)
    if statement.verb is not Verb.ADVISE and not any(_in(statement.mandate, need) for need in asked.needs):
        return rules.NO_MANDATE.by(mandate=statement.mandate)
    return None


Verify = Callable[[bytes, str], bytes | None]


def verifier(namespace: str) -> Verify:
    """Verifies one-line signatures in a namespace."""
    return lambda data, line: sshsig.verify_line(data, namespace, line)
