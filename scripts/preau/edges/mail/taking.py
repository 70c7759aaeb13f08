"""Receiving where nobody guards: on a forge, the job of the mailbox numbers, signs and pushes what it receives."""

from __future__ import annotations

from collections.abc import Sequence

from preau.edges.receiving import Incoming, Receipt, intake_signer, keep, locked
from preau.edges.repository import LOG, GitFault
from preau.edges.reviewing import Session
from preau.edges.revising import Named, topic_of
from preau.proposals.policy import asked_by

TRIES = 5
"""How often a number is taken again when somebody else took it at the same moment."""


def take(session: Session, proposal: str, options: Sequence[str]) -> str:
    """Receive a judged proposal in this clone, and push its ref and the log at once, or neither."""
    repository = session.repository
    for left in range(TRIES, 0, -1):
        with locked(repository):
            number = topic_of(options)  # the mailbox has seen that its author asks
            receipt = keep(repository, _incoming(session, proposal), Named(number, bool(number)), options)
        refs = [receipt.ref, *([LOG] if receipt.line else [])]
        try:
            if not receipt.again:
                specs = (f"{ref}:{ref}" for ref in refs)
                repository.run("push", "--quiet", "--atomic", session.remote, *specs)
        except GitFault:
            session.refresh()  # what was kept here and not there is forgotten: the other copy tells what is true
            if left == 1:
                raise
            continue
        return _said(receipt)
    raise AssertionError("unreachable")


def _incoming(session: Session, proposal: str) -> Incoming:
    authority, changes = session.line.authorities[-1], session.repository.diff(f"{proposal}^", proposal)
    asked = asked_by(changes, authority, session.day, session.repository.blob, None)
    keys = [key.hex() for key in sorted(authority.intake_keys)]
    return Incoming(
        proposal, session.tip, asked.needs[0].scope, session.now, session.day.isoformat(), authority.answer_within, keys
    )


def _said(receipt: Receipt) -> str:
    """The answer as a guarded repository gives it."""
    return f"{receipt.ref}\n" + (f"preau-receipt: {receipt.line}\n" if receipt.line else "")


def takes_itself(session: Session) -> bool:
    """Whether this job holds the key that signs receipts, and the copy that it follows has no guard to do it."""
    return intake_signer(session.repository) is not None
