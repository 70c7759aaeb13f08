"""Content has an age and a keeper: reviews that are due, invented people, places that nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from preau.checks.context import Context
from preau.checks.places import in_block
from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.model.course import Testimony
from preau.reading.marks import Marked
from preau.reading.records import Record

OVERDUE = declare(
    "PR601", Severity.WARNING, N_("A course whose review is due"),
    N_("this course was to be read again by {day}"),
    N_("Have an expert read it again, then change reviewers: and review_by:."),
    N_("Laws and figures change: a course that nobody reads again becomes false."),
    day="2026-06-30",
)  # fmt: skip
FICTIONAL = declare(
    "PR602", Severity.ERROR, N_("An invented person outside a demonstration"),
    N_("{name} is marked as invented, and this movement is not a demonstration"),
    N_("Remove this person, or write demonstration: true in content/movement.yml."),
    N_("Readers must be able to trust that the people named exist."),
    name="Hélène Vidal",
)  # fmt: skip
NOBODY = declare(
    "PR603", Severity.WARNING, N_("An open territory that nobody answers for"),
    N_("the territory {name} is open, but no mandate is valid on {day}"),
    N_("Name a referent, or prolong a mandate; meanwhile its parent answers."),
    N_("Citizens who propose there wait for an answer."),
    name="Hérault", day="2026-11-23",
)  # fmt: skip
TIMEZONE = declare(
    "PR604", Severity.ERROR, N_("A time zone that does not exist"),
    N_("no time zone is called {name}"),
    N_("Write a name such as Europe/Paris or America/Guadeloupe."),
    N_("The day that a mandate ends depends on it."),
    name="Paris",
)  # fmt: skip


def record_people(record: Record, context: Context) -> Iterator[Finding]:
    """Invented people of an initiative, outside a demonstration."""
    carrier = record.judged.carrier if record.judged and "carrier" not in record.doubtful else None
    if carrier and carrier.fictional and not context.registry.movement.demonstration:
        yield FICTIONAL.at(
            record.entry.path, *record.marked.place(("carrier", "fictional"), key=True), name=carrier.name
        )


def registry_people(context: Context) -> Iterator[Finding]:
    """Invented people of the registry and of courses, outside a demonstration."""
    if context.registry.movement.demonstration:
        return
    people = {
        "territory": ("referents", "facilitators"), "committee": ("facilitators",), "movement": ("stewards", "editors"),
        "course": ("authors", "reviewers"),
    }  # fmt: skip
    for kind, keys in people.items():
        for read in context.of(kind):
            for key in keys:
                yield from _fictional(read.entry.path, read.marked, key, getattr(read.value, key))
    for read in context.of("feedback"):
        if read.value.fictional:
            place = read.marked.place(("fictional",), key=True)
            yield FICTIONAL.at(read.entry.path, *place, name=read.entry.path)
    for read in context.of("chapter"):
        for block in read.blocks:
            if isinstance(block.head, Testimony) and block.head.fictional:
                place = in_block(read, block, "fictional", "fictional:")
                yield FICTIONAL.at(read.entry.path, *place, name=block.head.person)


def _fictional(path: str, marked: Marked, key: str, people: Any) -> Iterator[Finding]:
    for index, person in enumerate(people):
        if person.fictional:
            yield FICTIONAL.at(path, *marked.place((key, index, "fictional"), key=True), name=person.name)


def keepers(context: Context) -> Iterator[Finding]:
    """Reviews that are due and open territories without a valid mandate, on the day given."""
    for read in context.of("course"):
        if read.value.review_by < context.day:
            yield OVERDUE.at(read.entry.path, *read.marked.place(("review_by",)), day=read.value.review_by)
    for read in context.of("territory"):
        if read.value.open_on(context.day) and not read.value.referents_on(context.day):
            place = read.marked.place(("opened",))
            yield NOBODY.at(read.entry.path, *place, name=read.value.name, day=context.day)
