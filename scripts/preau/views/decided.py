"""Everything that was decided, as one list: published, refused, withdrawn, deleted, acknowledged; the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from preau.i18n import N_
from preau.model.kinds import recognise
from preau.model.listed import Records
from preau.model.movement import Decision
from preau.model.trail import Publication
from preau.views.frame import Frame

DECISIONS = "content/decisions/"
_REGISTRY = {
    "movement": N_("The movement and its rules"), "criteria": N_("The criteria"),
    "vocabulary": N_("The shared words"),
}  # fmt: skip


class Item(NamedTuple):
    """One thing decided: a publication, a decision file, or both when a guard saw it published."""

    kind: str
    """`approved`, `broken` (published against a rule), `declined`, `withdrawn`, `deleted` or `acknowledged`."""
    day: date
    order: int
    """Its place in the trail, -1 when it is older."""
    title: str
    address: str
    """The page of what was decided, empty when it has none."""
    territory: str
    decision: Decision | None = None
    publication: Publication | None = None
    more: int = 0
    """How many other files were published with it."""

    @property
    def name(self) -> str:
        """What tells it from the others for ever."""
        if self.decision is not None:
            return self.decision.id
        return self.publication.commit if self.publication else self.title


def items(frame: Frame, records: Records) -> list[Item]:
    """All that was decided, the newest first."""
    trail = frame.audited.trail
    publications = trail.publications if trail else ()
    found = [item for place, one in enumerate(publications) for item in _published(place, one, frame, records)]
    written = _written(publications)
    for name, decision in frame.registry.decisions.items():
        place, made = written.get(name, (-1, None))
        address = frame.at.section("transparency", "decisions") + "#d" + name
        told = (decision.outcome, decision.date, place, decision.title, address, decision.territory, decision, made)
        found.append(Item(*told))
    return sorted(found, key=lambda item: (item.day, item.order, item.name), reverse=True)


def _written(publications: Sequence[Publication]) -> dict[str, tuple[int, Publication]]:
    """Each decision file by its name, with the publication that wrote it."""
    return {
        path.rpartition("/")[2].removesuffix(".yml"): (place, one)
        for place, one in enumerate(publications)
        for path, blob in one.paths
        if blob and path.startswith(DECISIONS)
    }


def _published(place: int, one: Publication, frame: Frame, records: Records) -> Iterator[Item]:
    """A publication of something else than decisions; what a deletion removes is told by its decision."""
    others = [(path, blob) for path, blob in one.paths if not path.startswith(DECISIONS)]
    told = len(others) < len(one.paths) and not any(blob for _, blob in others)
    if one.breaches or (others and not told):
        path, blob = (others or one.paths or (("", None),))[0]
        title, address, territory = _named(path, frame, records)
        kind = "broken" if one.breaches else "approved"
        address = address if blob else ""
        yield Item(kind, one.day, place, title, address, territory, None, one, max(0, len(one.paths) - 1))


def _named(path: str, frame: Frame, records: Records) -> tuple[str, str, str]:
    """What a path is for a reader: its title, its page, its territory."""
    known = recognise(path)
    if known is not None and known[0].name == "initiative":
        row = records.at(path)
        if row is None:
            return _gone(known[1], frame)
        return row.title, frame.at.initiative(row.territory, row.slug), row.territory
    if known is None:
        return path, "", ""
    kind, facts = known
    territory = facts.get("territory", "")
    registry = frame.registry
    if kind.name == "territory" and territory in registry.territories:
        title = frame.say("Territory: {name}").format(name=registry.territories[territory].name)
        return title, frame.at.territory(territory), territory
    if kind.name == "committee" and f"{territory}/{facts['slug']}" in registry.committees:
        return registry.committees[f"{territory}/{facts['slug']}"].name, frame.at.of(path) or "", territory
    if kind.policy == "course" and facts["slug"] in registry.courses:
        shown = registry.courses[facts["slug"]].stage != "draft"
        return registry.courses[facts["slug"]].title, frame.at.course(facts["slug"]) if shown else "", ""
    if kind.name in _REGISTRY:
        return frame.say(_REGISTRY[kind.name]), "", ""
    if kind.name == "page":
        return (
            frame.say("Page: {name}").format(name=facts["page"]),
            frame.at.page(facts["page"]) if facts["page"] in frame.pages else "",
            "",
        )
    return path, "", territory


def _gone(facts: Mapping[str, str], frame: Frame) -> tuple[str, str, str]:
    """An initiative that is no longer here: as the decision that deleted it names it."""
    territory, key = facts["territory"], f"{facts['territory']}/{facts['slug']}"
    for one in frame.registry.decisions.values():
        if one.outcome == "deleted" and one.proposal == key:
            return one.title, frame.at.initiative(territory, facts["slug"]), territory
    return key, "", territory
