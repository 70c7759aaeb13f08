"""How citizens were answered: what was received, in how many days, what waits too long, what nobody moves any more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from statistics import median
from typing import NamedTuple

from preau.model.audited import Audited
from preau.model.corpus import SILENCE
from preau.model.listed import Records
from preau.model.trail import Received, Trail
from preau.views.decided import DECISIONS


class Answer(NamedTuple):
    """One proposal received, and what became of it on the day of the build."""

    received: Received
    state: str
    """`waiting`, `late` (nobody answered in time), `published`, `declined`, `withdrawn`, `dropped` or `unknown`."""
    decided: date | None

    @property
    def days(self) -> int | None:
        """How long the answer took."""
        return (self.decided - self.received.day).days if self.decided else None


class Tally(NamedTuple):
    """What was received by one territory (or by editors, or stewards)."""

    answered: int
    median: float | None
    waiting: int
    late: int
    dropped: int
    unknown: int = 0
    """Not answered, and in this copy nothing tells whether they wait."""


def answers(audited: Audited, day: date) -> tuple[Answer, ...]:
    """Every proposal received, by number."""
    trail = audited.trail
    if trail is None:
        return ()
    decided = {one.number: one.day for one in trail.publications if one.number}
    for one in trail.publications:
        for path, blob in one.paths:
            if blob and path.startswith(DECISIONS):
                decided[path.rpartition("/")[2].removesuffix(".yml")] = one.day
    return tuple(_answer(one, decided.get(one.number), day) for one in trail.received)


def _answer(one: Received, decided: date | None, day: date) -> Answer:
    if one.state in {"waiting", "unknown"}:
        return Answer(one, "late" if one.deadline < day else one.state, None)
    return Answer(one, one.state, decided if one.state != "dropped" else None)


def tally(some: Iterable[Answer]) -> Tally:
    """The figures of some answers; a median alone would reward never answering, so what waits stands beside it."""
    found = list(some)
    days = [one.days for one in found if one.days is not None]
    states = [one.state for one in found]
    return Tally(
        sum(one.decided is not None for one in found), median(days) if days else None,
        states.count("waiting") + states.count("unknown") + states.count("late"), states.count("late"),
        states.count("dropped"), sum(one.received.state == "unknown" for one in found),
    )  # fmt: skip


def by_scope(found: Sequence[Answer]) -> dict[str, Tally]:
    """The figures of each territory, of editors and of stewards."""
    grouped: dict[str, list[Answer]] = {}
    for one in found:
        for scope in one.received.territory.split("+"):  # each of them answers for the whole
            grouped.setdefault(scope, []).append(one)
    return {scope: tally(grouped[scope]) for scope in sorted(grouped)}


class Quiet(NamedTuple):
    """An initiative that is alive and of which nothing was heard: the day of the last sign (or nothing), its key."""

    last: str
    key: str


def silent_since(day: date) -> str:
    """The day before which the latest news of an initiative make it silent."""
    return str(day - SILENCE)


def quiet(records: Records, audited: Audited, day: date) -> list[Quiet]:
    """What has not moved, the longest silence first."""
    since, trail = silent_since(day), audited.trail
    found = [Quiet(news, key) for news, key in records.silent(since)]
    if trail is not None:
        found = [one._replace(last=max(one.last, _published(trail, one.key, str(day)))) for one in found]
    return sorted(one for one in found if one.last < since)


def _published(trail: Trail, key: str, day: str) -> str:
    """The day of the last publication of an initiative until a day, empty for none."""
    days = (str(one.day) for one in trail.of(f"initiatives/{key}.md"))
    return max((one for one in days if one <= day), default="")
