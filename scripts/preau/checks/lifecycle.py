"""Facts of one file that must agree: states and outcomes, days in order, needs and skills, mandates of deciders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from preau.checks.context import Context
from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.model.course import listed
from preau.model.feedback import QUESTIONS
from preau.model.initiative import SECTION_LIMITS, Initiative, NeedKind, Status
from preau.reading.faults import IDENTITY
from preau.reading.load import Read
from preau.reading.marks import Marked
from preau.reading.records import Record
from preau.reading.sections import heading_name

SECTION_TOO_LONG = declare(
    "PR207", Severity.ERROR, N_("A section that is too long"),
    N_("{size} characters of text, at most {most} are allowed in this section"),
    N_("Shorten it: keep what a neighbour needs to know to decide to help."),
    N_("Short texts are read to the end, on a telephone, by people who have five minutes."),
    size="640", most="500",
)  # fmt: skip
OUTCOME = declare(
    "PR308", Severity.ERROR, N_("A state and an outcome that do not go together"),
    N_("an initiative “{status}” {fault}"),
    N_("Write an outcome (date and text) when it is realised or abandoned, and only then."),
    N_("Those who helped deserve to know what came of it, success or not."),
    status="realised", fault=N_("has no outcome"),
)  # fmt: skip
NEED_SKILL = declare(
    "PR309", Severity.ERROR, N_("A need and a skill that do not go together"),
    N_("a need of kind {kind} {fault}"),
    N_("Write skill: with a word of the vocabulary for a need of kind skill, and only then."),
    N_("People look for needs by the skill they have."),
    kind="skill", fault=N_("names no skill"),
)  # fmt: skip
ORDER = declare(
    "PR310", Severity.ERROR, N_("Days in the wrong order"),
    N_("{later} ({day}) comes before {earlier} ({other})"),
    N_("Check the two days; write them as year-month-day."),
    N_("A thing that ends before it begins is a mistake, and a mandate so written would allow nothing."),
    later=N_("the end"), day="2026-01-01", earlier=N_("the beginning"), other="2026-05-02",
)  # fmt: skip
SUM = declare(
    "PR245", Severity.ERROR, N_("Answers that are more than the sheets"),
    N_("{size} answers to {name}, for {most} sheets"),
    N_("Count again: each sheet answers a question once, or not at all."),
    N_("Numbers that do not add up make readers doubt all the others."),
    size="41", name="clear", most="34",
)  # fmt: skip
NOT_OPEN = declare(
    "PR311", Severity.NOTICE, N_("A territory that is not open yet"),
    N_("the territory {name} is not open yet"),
    N_("The file can stay; citizens can propose there once the territory has its opening day."),
    N_("A territory opens when someone answers for it."),
    name="Creuse",
)  # fmt: skip
CRITERION = declare(
    "PR312", Severity.ERROR, N_("A refusal without its criterion or its decider"),
    N_("a decision “{outcome}” {fault}"),
    N_("A refusal names the criterion that is not met and the referent who decided; a withdrawal names no criterion."),
    N_("Every refusal has a public reason and a person who answers for it."),
    outcome="declined", fault=N_("names no criterion"),
)  # fmt: skip
COMMIT = declare(
    "PR318", Severity.ERROR, N_("An acknowledgement without its commit, or a commit without acknowledgement"),
    N_("a decision “{outcome}” {fault}"),
    N_("Only outcome: acknowledged names a commit, the one that `preau audit` tells."),
    N_("Readers must find which publication the stewards acknowledge to be at fault."),
    outcome="acknowledged", fault=N_("names no commit"),
)  # fmt: skip
NO_MANDATE = declare(
    "PR313", Severity.ERROR, N_("A decision by someone without a mandate that day"),
    N_("{name} held no mandate in this territory on {day}"),
    N_("Name the referent who had a valid mandate that day, in this territory or a parent that answered for it."),
    N_("Only someone whose mandate was valid that day, in that place, can decide."),
    name="helene-34", day="2025-12-31",
)  # fmt: skip
REPEATED_ID = declare(
    "PR315", Severity.ERROR, N_("An identifier used twice"),
    N_("the identifier {name} is already used, on line {first}"),
    N_("Give each item its own identifier."),
    N_("Links, answers and signatures name things by their identifier."),
    name="volunteers", first="14",
)  # fmt: skip
FUTURE = declare(
    "PR605", Severity.WARNING, N_("A day that has not come yet"),
    N_("{day} has not come yet"),
    N_("Check the year; facts are told once they have happened."),
    N_("A fact dated in the future is usually a slip of the year."),
    day="2062-05-02",
)  # fmt: skip


def record_lifecycle(record: Record, context: Context) -> Iterator[Finding]:
    """The facts of an initiative against one another."""
    for key, most in SECTION_LIMITS.items():
        markup = record.texts.get((key,))
        if markup and markup.longer_than(most):
            place = _heading(record, record.sections.lines[(key,)])
            yield SECTION_TOO_LONG.at(record.entry.path, *place, size=len(markup.text), most=most)
    if record.judged is not None:
        yield from _facts(record, record.judged, context)


def _heading(record: Record, line: int) -> tuple[int, int, int]:
    """The place of the words of a heading."""
    text = record.text.split("\n")[line - 1]
    name = heading_name(text)
    return line, text.find(name) + 1, len(name)


def _facts(record: Record, value: Initiative, context: Context) -> Iterator[Finding]:
    path, marked = record.entry.path, record.marked
    ended = value.status in {Status.REALISED, Status.ABANDONED}
    if ended != (value.outcome is not None) and not record.doubtful & {"status", "outcome"}:
        fault = N_("has no outcome") if ended else N_("cannot have an outcome yet")
        yield OUTCOME.at(path, *marked.place(("status",)), status=value.status.value, fault=fault)
    yield from in_order(path, marked, ("ends",), value.ends, N_("the end"), value.starts, N_("the beginning"))
    yield from _needs(value, path, marked)
    yield from repeated(path, marked, "needs", value.needs)
    yield from _future(record, value, context.day)
    place = context.registry.territories.get(value.territory)
    if place is not None and not place.open_on(context.day):
        yield NOT_OPEN.at(path, *marked.place(("territory",)), name=place.name)


def _needs(value: Initiative, path: str, marked: Marked) -> Iterator[Finding]:
    for index, need in enumerate(value.needs):
        if (need.kind is NeedKind.SKILL) != (need.skill is not None):
            fault = N_("names no skill") if need.kind is NeedKind.SKILL else N_("cannot name a skill")
            yield NEED_SKILL.at(path, *marked.place(("needs", index, "kind")), kind=need.kind.value, fault=fault)


def _future(record: Record, value: Initiative, day: date) -> Iterator[Finding]:
    path, place = record.entry.path, record.marked.place
    for index, given in enumerate(value.support):
        if given.date > day:
            yield FUTURE.at(path, *place(("support", index, "date")), day=given.date)
    for index, step in enumerate(value.progress):
        if step.date > day:
            where = _heading(record, record.sections.lines[("progress", index)])
            yield FUTURE.at(path, *where, day=step.date)
    if value.outcome and value.outcome.date > day:
        yield FUTURE.at(path, *place(("outcome", "date")), day=value.outcome.date)


def in_order(
    path: str,
    marked: Marked,
    route: tuple[str | int, ...],
    later: date | None,
    later_name: str,
    earlier: date | None,
    name: str,
) -> Iterator[Finding]:
    """A finding when the later day comes before the earlier one."""
    if later and earlier and later < earlier:
        yield ORDER.at(path, *marked.place(route), later=later_name, day=later, earlier=name, other=earlier)


def repeated(path: str, marked: Marked, key: str, items: Any) -> Iterator[Finding]:
    """A finding for each item of a list whose identifier another item already bears."""
    seen: dict[str, int] = {}
    for index, item in enumerate(items):
        if item.id in seen:
            first = marked.place((key, seen[item.id], "id"))[0]
            yield REPEATED_ID.at(path, *marked.place((key, index, "id")), name=item.id, first=first)
        elif item.id is not None:
            seen[item.id] = index


def registry_lifecycle(context: Context) -> Iterator[Finding]:
    """The same for the registry: mandates, vocabularies, courses and decisions."""
    for read in context.of("territory"):
        yield from _mandates(read, "referents")
        yield from _mandates(read, "facilitators")
    for read in context.of("movement"):
        yield from _mandates(read, "stewards")
        yield from _mandates(read, "editors")
    for read in context.of("vocabulary"):
        yield from repeated(read.entry.path, read.marked, "terms", read.value.terms)
    for read in context.of("criteria"):
        yield from repeated(read.entry.path, read.marked, "criteria", read.value.criteria)
    for read in context.of("course"):
        yield from repeated(read.entry.path, read.marked, "teaches", read.value.teaches)
        yield from _listed_twice(read)
    for read in context.of("feedback"):
        yield from _feedback(read)
    for read in context.of("decision"):
        yield from _decision(read, context)


def _listed_twice(read: Read) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for route, stem in listed(read.value):
        line, column, length = read.marked.place(route)
        if stem in seen:
            yield REPEATED_ID.at(read.entry.path, line, column, length, name=stem, first=seen[stem])
        seen.setdefault(stem, line)


def _mandates(read: Read, key: str) -> Iterator[Finding]:
    people = getattr(read.value, key)
    yield from repeated(read.entry.path, read.marked, key, people)
    for index, person in enumerate(people):
        route = (key, index, "until")
        yield from in_order(
            read.entry.path, read.marked, route, person.until, N_("the end"), person.from_, N_("the beginning")
        )


def _feedback(read: Read) -> Iterator[Finding]:
    value, path, marked = read.value, read.entry.path, read.marked
    yield from in_order(path, marked, ("until",), value.until, N_("the end"), value.since, N_("the beginning"))
    for question, answers in QUESTIONS.items():
        said = getattr(value, question)
        total = sum(getattr(said, answer) for answer in answers) if said else 0
        if total > value.sheets:
            yield SUM.at(path, *marked.place((question,), key=True), size=total, name=question, most=value.sheets)


def _decision(read: Read, context: Context) -> Iterator[Finding]:
    value, path = read.value, read.entry.path
    faults = []
    if value.outcome == "declined" and value.criterion is None:
        faults.append(N_("names no criterion"))
    if value.outcome == "declined" and value.decider is None:
        faults.append(N_("names no decider"))
    if value.outcome != "declined" and value.criterion is not None:
        faults.append(N_("cannot name a criterion"))
    for fault in faults:
        yield CRITERION.at(path, *read.marked.place(("outcome",)), outcome=value.outcome, fault=fault)
    if (value.outcome == "acknowledged") is (value.commit is None):
        fault = N_("names no commit") if value.commit is None else N_("cannot name a commit")
        yield COMMIT.at(path, *read.marked.place(("outcome",)), outcome=value.outcome, fault=fault)
    if read.entry.facts["year"] != str(value.date.year):
        place = read.marked.place(("date",))
        yield IDENTITY.at(path, *place, key="date", value=value.date, folder=path)
    line = context.registry.line_of(value.territory)
    held = [referent for place in line for referent in place.referents if referent.id == value.decider]
    if value.decider and held and not any(referent.valid_on(value.date) for referent in held):
        yield NO_MANDATE.at(path, *read.marked.place(("decider",)), name=value.decider, day=value.date)
