"""Names that must exist: territories, words of vocabularies, committees, courses, criteria and people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from preau.checks.context import Context
from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.model.initiative import Initiative
from preau.reading.load import Read
from preau.reading.marks import Marked
from preau.reading.records import Record
from preau.reading.validate import nearest

UNKNOWN = declare(
    "PR301", Severity.ERROR, N_("A name that nothing bears"),
    N_("nothing is called {name} among the {what}"),
    N_("Names that exist: {allowed}."),
    N_("A link to something that does not exist leads readers to a blank page."),
    name="ecologie", what=N_("themes"), allowed="environnement, solidarite",
)  # fmt: skip
REPLACED = declare(
    "PR307", Severity.WARNING, N_("A word that was replaced"),
    N_("the word {name} was replaced by {by}"),
    N_("Write {by} instead."),
    N_("Old words keep working, but filters show the new one."),
    name="jardins", by="environnement",
)  # fmt: skip
PARENTS = declare(
    "PR316", Severity.ERROR, N_("Territories that are parents of one another"),
    N_("{name} is its own parent, through {through}"),
    N_("Give one of them the parent it really has; the country has none."),
    N_("A territory without a referent is answered for by its parent: a loop would answer for nobody."),
    name="34", through="r-76",
)  # fmt: skip

Route = tuple[str | int, ...]
WHATS = {
    "themes": N_("themes"), "purposes": N_("purposes"), "beneficiaries": N_("beneficiaries"), "skills": N_("skills"),
    "territory": N_("territories"), "committee": N_("committees of this territory"), "course": N_("courses"),
    "criterion": N_("criteria"), "referent": N_("referents of this territory and its parents"),
    "objective": N_("objectives of the course"), "term": N_("terms of this vocabulary"),
}  # fmt: skip


def unknown(path: str, marked: Marked, route: Route, name: str, what: str, known: Iterable[str]) -> Finding:
    """The finding for one name that does not exist, with the nearest that does."""
    near = nearest(name, known)
    listed = sorted(known)
    allowed = ", ".join(listed[:40]) + ("…" if len(listed) > 40 else "") or "—"
    return UNKNOWN.at(path, *marked.place(route), name=name, what=WHATS[what], near=near, allowed=allowed)


def record_references(record: Record, context: Context) -> Iterator[Finding]:
    """Every name that an initiative writes."""
    value = record.judged
    if value is None:
        return
    for found_key, finding in _record_names(record, value, context):
        if found_key not in record.doubtful:
            yield finding


def _record_names(record: Record, value: Initiative, context: Context) -> Iterator[tuple[str, Finding]]:
    path, marked = record.entry.path, record.marked
    named: list[tuple[Route, str, str]] = []
    for key, vocabulary in (("purpose", "purposes"), ("themes", "themes"), ("beneficiaries", "beneficiaries")):
        named += [((key, index), name, vocabulary) for index, name in enumerate(getattr(value, key))]
    named += [(("needs", index, "skill"), need.skill, "skills") for index, need in enumerate(value.needs) if need.skill]
    for route, name, vocabulary in named:
        yield from ((str(route[0]), found) for found in _term(path, marked, route, name, vocabulary, context))
    territories = context.known("territory")
    if value.territory not in territories:
        yield "territory", unknown(path, marked, ("territory",), value.territory, "territory", territories)
    local = context.committees.get(record.entry.facts["territory"], frozenset())
    for index, name in enumerate(value.committees):
        if name not in local:
            yield "committees", unknown(path, marked, ("committees", index), name, "committee", local)
    for index, name in enumerate(value.courses):
        if name not in context.known("course"):
            yield "courses", unknown(path, marked, ("courses", index), name, "course", context.known("course"))


def _term(path: str, marked: Marked, route: Route, name: str, vocabulary: str, context: Context) -> Iterator[Finding]:
    terms = context.registry.vocabularies.get(vocabulary)
    if terms is None:
        return
    if name not in terms:
        yield unknown(path, marked, route, name, vocabulary, set(terms))
    elif terms[name].replaced_by:
        yield REPLACED.at(path, *marked.place(route), name=name, by=terms[name].replaced_by)


def registry_references(context: Context) -> Iterator[Finding]:
    """Every name that the registry's own files write."""
    territories = context.known("territory")
    for read in context.of("territory"):
        parent = read.value.parent
        if parent and parent not in territories:
            yield unknown(read.entry.path, read.marked, ("parent",), parent, "territory", territories)
        yield from _loop(read, context)
    for read in context.of("committee"):
        if read.value.territory not in territories:
            yield unknown(read.entry.path, read.marked, ("territory",), read.value.territory, "territory", territories)
    for read in context.of("course"):
        for index, theme in enumerate(read.value.themes):
            yield from _term(read.entry.path, read.marked, ("themes", index), theme, "themes", context)
    for read in context.of("vocabulary"):
        yield from _replacements(read)
    for read in context.of("decision"):
        yield from _decision(read, context)


def _replacements(read: Read) -> Iterator[Finding]:
    known = {term.id for term in read.value.terms}
    for index, term in enumerate(read.value.terms):
        if term.replaced_by and term.replaced_by not in known:
            route = ("terms", index, "replaced_by")
            yield unknown(read.entry.path, read.marked, route, term.replaced_by, "term", known)


def _loop(read: Read, context: Context) -> Iterator[Finding]:
    code: str = read.value.code
    seen: list[str] = []
    parent = read.value.parent
    while parent and parent not in seen and parent in context.registry.territories:
        if parent == code:
            yield PARENTS.at(
                read.entry.path, *read.marked.place(("parent",)), name=code, through=", ".join(seen) or code
            )
            return
        seen.append(parent)
        parent = context.registry.territories[parent].parent


def _decision(read: Read, context: Context) -> Iterator[Finding]:
    value, path = read.value, read.entry.path
    if value.territory not in context.known("territory"):
        yield unknown(path, read.marked, ("territory",), value.territory, "territory", context.known("territory"))
    criteria = {criterion.id for criterion in context.registry.criteria.criteria}
    if value.criterion and criteria and value.criterion not in criteria:
        yield unknown(path, read.marked, ("criterion",), value.criterion, "criterion", criteria)
    line = context.registry.line_of(value.territory)
    officers = {"editor": context.registry.movement.editors, "steward": context.registry.movement.stewards}
    scope = value.proposal.partition("/")[0]
    people = {referent.id for place in line for referent in place.referents}
    people = {officer.id for officer in officers[scope]} if scope in officers else people
    if value.decider and line and value.decider not in people:
        yield unknown(path, read.marked, ("decider",), value.decider, "referent", people)
