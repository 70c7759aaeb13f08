"""The verdict on a change: which approvals count, which do not and why, and who is still awaited."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from guarded import initiative, key, movement, referent, territory
from preau.proposals.authority import Authority, authority_of, read_value
from preau.proposals.history import PLAIN, Change, Signed, approval_line, entries_of, read_approval
from preau.proposals.statement import NAMESPACE, Statement, Verb
from preau.proposals.verdict import Case, Verdict, judge, verifier

ROOT, SEEN, LATER = "a" * 40, "b" * 40, "c" * 40
DAY = date(2026, 11, 23)
PATH = "initiatives/34/a.md"
TEXTS = {"1" * 40: initiative("Un abri").encode(), "2" * 40: initiative("Un verger").encode()}
ADDED = (Change(PATH, None, "1" * 40, "", PLAIN),)
RETITLED = (Change(PATH, "1" * 40, "2" * 40, PLAIN, PLAIN),)


def registry(*people: str) -> Authority:
    """A movement whose Hérault has these referents."""
    files = {
        "content/movement.yml": movement({"initiative": 1}),
        "content/territories/34.yml": territory("34", "Hérault", [referent(one) for one in people]),
    }
    return authority_of(read_value(path, text.encode()) for path, text in files.items())


REPLACED = {
    "content/movement.yml": movement({"initiative": 1}),
    "content/territories/34.yml": territory("34", "Hérault", [referent("helene-34", keys=["karim-34"])]),
}


class Past:
    """A published branch of three commits, each a day after the other; the last one may have touched the path."""

    root = ROOT

    def __init__(self, touched: int = -1, *registries: Authority) -> None:
        self.touched = touched
        self.registries = registries or (registry("helene-34", "karim-34"),) * 3

    def position(self, commit: str) -> int | None:
        """The place of a commit."""
        return {ROOT: 0, SEEN: 1, LATER: 2}.get(commit)

    def day(self, position: int) -> date:
        """Its day."""
        return DAY - timedelta(days=2 - position)

    def authority(self, position: int) -> Authority:
        """The registry there."""
        return self.registries[position]

    def last_touched(self, path: str, position: int) -> int:
        """Where the path was changed last."""
        return self.touched if self.touched <= position else -1


def said(who: str = "helene-34", changes: tuple[Change, ...] = ADDED, **facts: Any) -> Signed:
    """A referent's approval, but for some facts."""
    signer = key(who)
    told: dict[str, Any] = {
        "repository": ROOT, "verb": Verb.APPROVE, "entries": entries_of(changes), "seen": SEEN,
        "signer": signer.fingerprint, "mandate": f"34/{who}", "date": DAY, "expires": DAY + timedelta(days=30),
        "independent": True,
    }  # fmt: skip
    statement = Statement(**(told | facts))
    read = read_approval(approval_line(statement, signer.sign(statement.canonical(), NAMESPACE)), verifier(NAMESPACE))
    assert read is not None
    return read


def verdict(
    *approvals: Signed, changes: tuple[Change, ...] = ADDED, past: Past | None = None, base: int = 2
) -> Verdict:
    """What these approvals of a change are worth."""
    return judge(Case(changes, base, DAY), approvals, past or Past(), TEXTS.__getitem__)


def codes(found: Verdict) -> list[str]:
    """The rules that stand in the way."""
    return [one.code for one in found.breaches]


def test_one_referent_is_enough_for_a_new_initiative() -> None:
    """Nothing is missing, and what counted is told."""
    found = verdict(said())

    assert found.published
    assert [(one.mandate, one.day, one.own) for one in found.counted] == [("34/helene-34", DAY, False)]


def test_without_approval_those_who_may_are_awaited() -> None:
    """A change that nobody approved breaks no rule: it waits."""
    found = verdict()

    assert not found.published and codes(found) == []
    assert [one.mandate for one in found.missing[0].who] == ["34/helene-34", "34/karim-34"]


def test_two_people_for_another_title() -> None:
    """One person who signs twice is one person; the other is awaited."""
    twice = [said(changes=RETITLED), said(changes=RETITLED, date=DAY - timedelta(days=1))]
    alone = verdict(*twice, changes=RETITLED)

    assert alone.missing[0].missing == 1
    assert [one.mandate for one in alone.missing[0].who] == ["34/karim-34"]
    assert verdict(said(changes=RETITLED), said("karim-34", RETITLED), changes=RETITLED).published


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("PA202", {"changes": RETITLED}),
        ("PA203", {"repository": SEEN}),
        ("PA203", {"target": "refs/heads/other"}),
        ("PA205", {"seen": "d" * 40}),
        ("PA206", {"date": DAY + timedelta(days=1)}),
        ("PA206", {"date": DAY - timedelta(days=2)}),
        ("PA207", {"mandate": "34/karim-34"}),
        ("PA207", {"verb": Verb.DECLINE}),
        ("PA208", {"independent": False}),
    ],
)
def test_what_does_not_count(code: str, facts: dict[str, Any]) -> None:
    """Each approval is put aside by its rule, and counts for nothing."""
    found = verdict(said(**facts))

    assert (codes(found), found.counted) == ([code], ())


def test_what_was_changed_since_it_was_seen_is_stale() -> None:
    """A later commit touched the path; one that comes after the base does not count."""
    assert codes(verdict(said(), past=Past(2))) == ["PA204"]
    assert codes(verdict(said(), past=Past(2), base=1)) == []
    assert codes(verdict(said(), past=Past(1))) == []


def test_what_was_seen_comes_before() -> None:
    """A commit after the base was seen by nobody."""
    assert codes(verdict(said(seen=LATER), base=1)) == ["PA205"]


def test_a_mandate_holds_when_one_signs_and_when_it_is_merged() -> None:
    """A referent who came, or left, between what was seen and the base."""
    both, one = registry("helene-34", "karim-34"), registry("karim-34")

    assert codes(verdict(said(), past=Past(-1, both, both, one))) == ["PA207"]
    assert codes(verdict(said(), past=Past(-1, one, one, both))) == ["PA207"]


def test_a_key_that_was_replaced_speaks_for_nobody() -> None:
    """The mandate goes on, with another key: at the base, or not yet when it was seen."""
    old, new = registry("helene-34"), authority_of(read_value(path, text.encode()) for path, text in REPLACED.items())

    assert codes(verdict(said(), past=Past(-1, old, old, new))) == ["PA207"]
    assert codes(verdict(said(), past=Past(-1, new, new, old))) == ["PA207"]
