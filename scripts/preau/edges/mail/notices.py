"""What is told to those who decide and to those who follow a territory: lists, alarms, summaries, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from preau.edges import wording
from preau.edges.auditing import audit
from preau.edges.beginning import published
from preau.edges.mail.book import Book
from preau.edges.mail.letters import Desk
from preau.edges.reviewing import Session
from preau.edges.waiting import Waiting
from preau.i18n import N_, say_in
from preau.model.addresses import Addresses
from preau.model.kinds import INITIATIVE
from preau.model.movement import Decision
from preau.model.trail import Trail
from preau.proposals.authority import read_value

NEAR = 3
"""Days before a deadline from which those who decide are told at once."""


class Notice(NamedTuple):
    """One thing to tell to one person or list; `id` is the same whenever it is made again, `to` is a mandate or a
    territory: whoever carries it, mail or the mentions of a forge, knows where that person is reached."""

    id: str
    to: str
    subject: str
    paragraphs: tuple[str, ...]
    about: tuple[str, ...] = ()
    """The numbers of the proposals that wait, the oldest first."""


class Period(NamedTuple):
    """Some days, both included, and their name."""

    name: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day <= self.last


def last_week(day: date) -> Period:
    """The seven days before the Monday of this week."""
    monday = day - timedelta(days=day.weekday())
    year, week, _ = (monday - timedelta(days=1)).isocalendar()
    return Period(f"{year}-W{week:02d}", monday - timedelta(days=7), monday - timedelta(days=1))


def last_month(day: date) -> Period:
    """The month before this one."""
    last = day.replace(day=1) - timedelta(days=1)
    return Period(f"{last:%Y-%m}", last.replace(day=1), last)


@dataclass
class Teller:
    """What is to be told today in a movement."""

    session: Session
    desk: Desk
    book: Book
    told: list[Waiting] | None = None
    """What waits, for who knows it better than this clone: the requests of a forge."""

    def notices(self) -> Iterator[Notice]:
        """Everything, what is asked of people first; each is told once, whenever this is asked again."""
        yield from self.asking()
        for mandate in self.book.mandates:
            yield from self._monthly(mandate)
        for territory in self.book.territories:
            yield from self._digest(territory)

    def asking(self) -> Iterator[Notice]:
        """What is asked of those who decide, the most pressing first."""
        for mandate in self.book.mandates:
            mine = [one for one in self.waiting if mandate in awaited(one)]
            yield from self._pressing(mandate, mine)
            yield from self._weekly(mandate, mine)

    @cached_property
    def waiting(self) -> list[Waiting]:
        """What waits, the oldest first."""
        return self.session.waiting() if self.told is None else self.told

    @cached_property
    def trail(self) -> Trail:
        """What is published, replayed: asked for by summaries alone."""
        return audit(self.session.repository, published(self.session.repository)).trail

    # --- To those who decide

    def _pressing(self, mandate: str, mine: Iterable[Waiting]) -> Iterator[Notice]:
        for one in mine:
            if one.due is None:
                continue
            left, day = (one.due - self.session.day).days, self.desk.day(one.due)
            if left < 0:
                told = self.desk.say(N_("The answer to {number} was due by {day}"), number=one.number, day=day)
            elif left <= NEAR:
                told = self.desk.say(N_("The answer to {number} is due by {day}"), number=one.number, day=day)
            else:
                continue
            word = "late" if left < 0 else "near"
            yield Notice(
                f"{word}.{one.number}-{one.revision}.{mandate}", mandate, told, (self._listed([one]), self._how()),
                (one.number,),
            )  # fmt: skip

    def _weekly(self, mandate: str, mine: list[Waiting]) -> Iterator[Notice]:
        if not mine:
            return
        year, week, _ = self.session.day.isocalendar()
        first = say_in(self.desk.lang).ngettext("{n} proposal waits for you", "{n} proposals wait for you", len(mine))
        subject = first.format(n=len(mine))
        numbers = tuple(one.number for one in mine)
        told = (self._listed(mine), self._how())
        yield Notice(f"weekly.{year}-W{week:02d}.{mandate}", mandate, subject, told, numbers)

    def _monthly(self, mandate: str) -> Iterator[Notice]:
        period, scope = last_month(self.session.day), mandate.partition("/")[0]
        counts = self._counted(scope, period)
        if not counts:
            return
        subject = self.desk.say(N_("Your month: {month}"), month=period.name)
        lines = [self.desk.say(COUNTS[name], n=counts[name]) for name in COUNTS if counts[name]]
        yield Notice(f"monthly.{period.name}.{mandate}", mandate, subject, ("\n".join(lines),))

    def _counted(self, scope: str, period: Period) -> Counter[str]:
        found = Counter[str]()
        for one in self.trail.received:
            found["received"] += one.territory == scope and period.holds(one.day)
            found["waiting"] += one.territory == scope and one.state == "waiting" and one.day <= period.last
        for what, _, _ in self._happened(scope, period):
            found[what] += 1
        return found if any(found.values()) else Counter()

    def _listed(self, some: Iterable[Waiting]) -> str:
        return wording.listed(self.session, some, self.desk.lang).rstrip()

    def _how(self) -> str:
        return self.desk.say(N_("To read one and answer: preau review show NUMBER, or the desk of your movement."))

    # --- To those who follow a territory

    def _digest(self, territory: str) -> Iterator[Notice]:
        period = last_week(self.session.day)
        happened = list(self._happened(territory, period))
        if not happened:
            return
        subject = self.desk.say(
            N_("What was decided from {first} to {last}"),
            first=self.desk.day(period.first),
            last=self.desk.day(period.last),
        )
        lines = [
            f"- {self.desk.say(WORDS[what])} {title}" + (f"\n  {address}" if address else "")
            for what, title, address in happened
        ]
        yield Notice(f"digest.{period.name}.{territory}", territory, subject, ("\n".join(lines),))

    def _happened(self, scope: str, period: Period) -> Iterator[tuple[str, str, str]]:
        """What was decided for a territory, in order: the word, the title, and the page when it has one."""
        blob = self.session.repository.blob
        for one in self.trail.publications:
            for path, oid in one.paths if period.holds(one.day) else ():
                known = INITIATIVE.pattern.fullmatch(path)
                if oid is None:
                    continue
                if known and path.split("/")[1] == scope:
                    yield "published", wording.title_of(blob(oid), path), self._page(path)
                value = read_value(path, blob(oid)) if path.startswith("content/decisions/") else None
                if isinstance(value, Decision) and value.territory == scope:
                    yield value.outcome, value.title, ""

    def _page(self, path: str) -> str:
        return self.desk.site + (Addresses(self.desk.lang).of(path) or "/")[1:] if self.desk.site else ""


COUNTS = {
    "received": N_("Received: {n}"), "published": N_("Approved: {n}"), "declined": N_("Declined: {n}"),
    "withdrawn": N_("Taken back: {n}"), "waiting": N_("Still waiting today: {n}"),
}  # fmt: skip
WORDS = {
    "published": N_("Approved:"), "declined": N_("Declined:"), "withdrawn": N_("Taken back:"),
    "deleted": N_("Deleted:"), "acknowledged": N_("A breach was acknowledged:"),
}  # fmt: skip


def awaited(one: Waiting) -> set[str]:
    """The mandates for which a proposal waits; none when it was sent back to its author."""
    if one.returned is not None and not one.withdrawn:
        return set()
    return {holder.mandate for missing in one.verdict.missing for holder in missing.who}
