"""The log of what was received: a chain that cannot be cut, and receipts that hold."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from guarded import key
from preau.proposals.history import NEUTRAL, Commit
from preau.proposals.intake import NAMESPACE, LogEntry, log_message, next_number, read_log, read_receipt, receipt

A, B = "a" * 40, "b" * 40


def entry(number: str, previous: str | None) -> LogEntry:
    """One proposal received."""
    return LogEntry(
        repository="c" * 40, number=number, revision=1, scope="34", digest="d" * 64, received=date(2026, 11, 23),
        deadline=date(2026, 12, 14), previous=previous,
    )  # fmt: skip


def commit(oid: str, one: LogEntry, parents: tuple[str, ...], who: str = "intake") -> Commit:
    """The commit that holds it."""
    signature = key(who).sign(one.canonical(), NAMESPACE)
    return Commit(oid, parents, 0, NEUTRAL, log_message(one, signature), ())


def test_a_log_is_read_to_its_end() -> None:
    """Each entry names the commit of the one before."""
    log = read_log([commit(A, entry("2026-0001", None), ()), commit(B, entry("2026-0002", A), (A,))])

    assert (log.positions, log.broken, log.keys) == ({A: 0, B: 1}, "", {key("intake").public})


def test_a_hole_breaks_it() -> None:
    """An entry that follows another than it says, or tells more, is where the log ends."""
    first, second = commit(A, entry("2026-0001", None), ()), commit(B, entry("2026-0002", A), (A,))

    assert read_log([second]).broken == B
    assert read_log([first, second._replace(parents=())]).broken == B
    assert read_log([first, second._replace(message=second.message + "x")]).broken == B
    assert read_log([first, second._replace(identity="Jeanne")]).broken == B


def test_a_receipt_is_the_very_entry() -> None:
    """Signed by the server over the exact bytes."""
    one = entry("2026-0001", None)
    line = receipt(one, key("intake").sign(one.canonical(), NAMESPACE))

    assert read_receipt(line) == (one, key("intake").public)
    assert read_receipt(receipt(entry("2026-0002", None), key("intake").sign(one.canonical(), NAMESPACE))) is None


@given(st.text(max_size=200))
def test_noise_is_no_receipt(noise: str) -> None:
    """No text makes the reader raise."""
    assert read_receipt(noise) is None


def test_numbers_follow_one_another() -> None:
    """In their year, after the highest, whatever stands beside."""
    assert next_number(["2025-0900", "2026-0007", "2026-fin", "x"], 2026) == "2026-0008"
    assert next_number([], 2027) == "2027-0001"


def test_a_number_taken_elsewhere_is_stepped_over() -> None:
    """One far ahead moves nothing; at the end of the year what was left out is given; then nothing is."""
    assert next_number(["2026-0007"], 2026, {"2026-0008", "2026-9999"}) == "2026-0009"
    assert next_number(["2026-9999"], 2026, {"2026-0001"}) == "2026-0002"
    assert next_number([f"2026-{number:04d}" for number in range(1, 10_000)], 2026) == ""
