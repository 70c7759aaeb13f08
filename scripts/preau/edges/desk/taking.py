"""A signed word that comes from a page: weighed as the guard will weigh it, then said or merged as it is."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from preau.edges import wording
from preau.edges.desk.facts import deciders
from preau.edges.merging import propose
from preau.edges.refusal import Refusal
from preau.edges.reviewing import Session
from preau.edges.waiting import Waiting
from preau.edges.window import window
from preau.i18n import N_
from preau.proposals.authority import read_value
from preau.proposals.decisions import decision_file
from preau.proposals.history import Signed, entries_of, read_approval
from preau.proposals.statement import NAMESPACE, Verb
from preau.proposals.verdict import Case, verifier, weigh_word

AGREES = frozenset({Verb.APPROVE, Verb.AMEND})
OUTCOMES = {"declined": Verb.DECLINE, "withdrawn": Verb.WITHDRAW}


@dataclass
class Taken:
    """What became of a word: `published`, `signed` (others are awaited), `said` or `decided`; the merge if any."""

    done: str
    commit: str = ""
    turn: str = ""
    seconds: dict[str, float] = field(default_factory=dict)


def read_word(line: str) -> Signed:
    """The signed word on a line; `Refusal` when the signature does not hold."""
    signed = read_approval(line, verifier(NAMESPACE))
    if signed is None:
        raise Refusal(N_("this signature does not hold"), N_("Sign again from the page of the proposal."))
    return signed


def take(session: Session, number: str, signed: Signed, decision: str, lang: str) -> Taken:
    """Take a signed word about a proposal; `Refusal` when it would not count."""
    began = time.monotonic()
    one = session.one(number)
    if decision:
        taken = _decided(session, one, signed, decision)
    elif signed.statement.verb in AGREES:
        taken = _approved(session, one, signed, lang)
    else:
        taken = _said(session, one, signed)
    taken.seconds["merge"] = round(time.monotonic() - began, 2)
    return taken


def _about_this(session: Session, one: Waiting, signed: Signed) -> None:
    """Whether a word is about the very text that waits now."""
    session.still(one.changes)
    if signed.statement.entries != entries_of(one.changes):
        raise Refusal(
            N_("the proposal {number} has changed since this page was opened"),
            N_("Open it again: you sign the text that you see."), number=one.number,
        )  # fmt: skip


def _approved(session: Session, one: Waiting, signed: Signed, lang: str) -> Taken:
    _about_this(session, one, signed)
    lines = [*(said.line for said in one.said if said.statement.verb in AGREES), signed.line]
    verdict = session.weigh(one.changes, lines, one.commit)
    if verdict.breaches:
        raise Refusal(N_("this approval would not count"), breaches=verdict.breaches)
    if verdict.missing:
        session.say(one.number, signed.line)
        return Taken("signed", turn=wording.turn(session, session.one(one.number), lang))
    number = f"{one.number}/{one.revision}" if one.entry else ""
    return Taken("published", session.publish(one.commit, lines, number))


def _said(session: Session, one: Waiting, signed: Signed) -> Taken:
    _about_this(session, one, signed)
    line = window(session.repository, session.tip, {signed.statement.seen})
    breach = weigh_word(signed, Case(one.changes, line.tip, session.day), line, session.repository.blob)
    if breach is not None:
        raise Refusal(N_("this word would not count"), breaches=[breach])
    session.say(one.number, signed.line)
    return Taken("said")


def _decided(session: Session, one: Waiting, signed: Signed, text: str) -> Taken:
    """A decision on a proposal: its file is the one that the facts give, signed by somebody who may answer."""
    statement, able = signed.statement, deciders(session, one)
    if statement.mandate not in able:
        raise Refusal(N_("this proposal does not wait for you"), N_("It waits for: {who}."), who=", ".join(able))
    path, blob = _file(session, one.number, signed, text, able[statement.mandate])
    if [(entry.path, entry.old, entry.new) for entry in statement.entries] != [(path, None, blob)]:
        raise Refusal(N_("what was signed is not this decision"), N_("Sign again from the page of the proposal."))
    proposal = propose(session.repository, session.tip, [(path, blob)], session.now)
    verdict = session.weigh(session.repository.diff(session.tip, proposal), [signed.line])
    if not verdict.published:
        raise Refusal(N_("this cannot be published with one signature"), breaches=verdict.breaches)
    return Taken("decided", session.publish(proposal, [signed.line], ""))


def _file(session: Session, number: str, signed: Signed, text: str, about: Mapping[str, str]) -> tuple[str, str]:
    """The path and the blob of a decision, once it says nothing else than what this proposal is."""
    day = signed.statement.date
    named = f"content/decisions/{day.year}/{number}.yml"
    value = read_value(named, text.encode())
    if value is None or OUTCOMES.get(value.outcome) is not signed.statement.verb:
        raise Refusal(
            N_("this reason cannot be published as it is"),
            N_("Write between 20 and 600 characters, without markup; name a criterion of content/criteria.yml."),
        )
    facts = {
        "id": number, "outcome": value.outcome, **about, "criterion": value.criterion, "reason": value.reason,
        "decider": signed.statement.mandate.partition("/")[2], "date": str(day),
    }  # fmt: skip
    path, expected = decision_file(facts, day)
    if text != expected:
        raise Refusal(
            N_("the proposal {number} has changed since this page was opened"),
            N_("Open it again: you sign the text that you see."), number=number,
        )  # fmt: skip
    return path, session.repository.write_blob(text.encode())
