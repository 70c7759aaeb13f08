"""The ledger of redactions, as far as following it goes."""

from __future__ import annotations

from preau.proposals.ledger import Ledger

A, B, C = "a" * 40, "b" * 40, "c" * 40


def test_a_commit_is_followed_through_every_redaction() -> None:
    """Forward to what it became, backward to what it was."""
    ledger = Ledger(forward={A: B, B: C})

    followed = ledger.now(A), ledger.first(C)

    assert followed == (C, A)


def test_a_ledger_that_turns_in_a_circle_stops_nobody() -> None:
    """Anybody who runs a server can write one: an audit must end."""
    ledger = Ledger(forward={A: B, B: A})

    assert {ledger.now(A), ledger.first(A)} <= {A, B}
