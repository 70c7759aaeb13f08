"""Commits and their messages as values: one way to write each, and no room for a name."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preau.proposals.history import (
    NEUTRAL,
    PLAIN,
    Change,
    day_of,
    message,
    ordered,
    read_commit,
    read_message,
    subject_of,
)

A = "a" * 40
RAW = f"tree {A}\nparent {A}\nauthor {NEUTRAL} 1700000000 +0000\ncommitter {NEUTRAL} 1700000000 +0000\n\nAdd x\n"


def nobody(data: bytes, line: str) -> bytes | None:
    """Verifies nothing."""
    return None


def test_a_neutral_commit_is_read_whole() -> None:
    """Its parents, its moment, its message."""
    found = read_commit(A, RAW.encode(), ())

    assert (found.parents, found.time, found.identity, found.message) == ((A,), 1700000000, NEUTRAL, "Add x\n")


@pytest.mark.parametrize(
    "change",
    [("+0000\ncommitter", "+0100\ncommitter"), ("1700000000 +0000\n\n", "1700000001 +0000\n\n"),
     ("\n\n", "\nencoding x\n\n"),
     (f"author {NEUTRAL}", "author Jeanne <j@example.org>"), (f"committer {NEUTRAL}", "committer Préau <x@y>")],
)  # fmt: skip
def test_whatever_tells_more_is_not_neutral(change: tuple[str, str]) -> None:
    """A zone, a second clock, a header, a name."""
    assert read_commit(A, RAW.replace(*change, 1).encode(), ()).identity != NEUTRAL


@given(st.binary(max_size=400))
def test_noise_is_a_commit_of_nobody(noise: bytes) -> None:
    """No bytes make the reader raise."""
    assert read_commit(A, noise, ()).identity != NEUTRAL


@given(st.text(max_size=300))
def test_noise_is_never_facts(noise: str) -> None:
    """No text makes the reader raise, or bears an approval."""
    assert read_message(f"x\n\n{noise}", nobody).approvals == ()


def test_facts_are_read_as_they_were_written() -> None:
    """Number and log; whatever else stands there breaks the message."""
    said = message("Add x", proposal="2026-0042/1", intake=A)
    found = read_message(said, nobody)

    assert (found.subject, found.proposal, found.intake, found.broken) == ("Add x", "2026-0042/1", A, False)
    assert read_message(said + "Signed-off-by: Jeanne\n", nobody).broken
    assert read_message("x\n\nPreau-Proposal: Jeanne\n", nobody).broken
    assert read_message("x\n\nPreau-Proposal: ٢٠٢٦-0042/1\n", nobody).broken


def test_the_first_line_is_made_of_paths_alone() -> None:
    """The same changes give the same words, in any order."""
    changes = [Change("b", A, None, PLAIN, ""), Change("a", None, A, "", PLAIN)]

    assert subject_of(changes) == "Add a and 1 more"


def test_one_name_twice_has_one_order() -> None:
    """A tree may hold a name twice, as Git's plumbing allows: what it changes is told, in one order."""
    twice = [Change("a", None, A, "", PLAIN), Change("a", A, "b" * 40, PLAIN, PLAIN), Change("a", A, None, PLAIN, "")]

    for changes in permutations(twice):
        assert subject_of(changes) == "Add a and 2 more"
        assert ordered(changes) == [twice[0], twice[2], twice[1]]


def test_days_are_those_of_the_movement() -> None:
    """Half past eleven at night in universal time is tomorrow in Paris; an unknown zone is universal time."""
    moment = 1795476600  # 2026-11-23 23:30 UTC

    found = [day_of(moment, zone) for zone in ("Europe/Paris", "Nowhere/Nothing", "UTC")]

    assert found == [date(2026, 11, 24), date(2026, 11, 23), date(2026, 11, 23)]
    assert day_of(10**15, "UTC") == date.max
