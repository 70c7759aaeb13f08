"""The page of decisions: what was published, refused, withdrawn, deleted or acknowledged; and deleted addresses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from preau.i18n import N_
from preau.model.listed import ALIASED, Records
from preau.model.movement import Decision
from preau.views.approved import publication
from preau.views.decided import Item
from preau.views.frame import Context, Frame, Page
from preau.views.governance import public_page
from preau.views.initiatives import feed_links

MOST = 200
"""How many decisions the page tells; feeds and `/trail.json` hold the others."""
KINDS = {
    "broken": (N_("Published against the rules"), N_("Published against the rules")),
    "declined": (N_("Refusals"), N_("Declined")),
    "withdrawn": (N_("Withdrawals"), N_("Withdrawn")),
    "deleted": (N_("Deletions"), N_("Deleted")),
    "acknowledged": (N_("Breaches acknowledged"), N_("Breach acknowledged")),
    "approved": (N_("Publications"), N_("Published")),
}
"""The kinds of decision, as a heading and of one of them; what must be seen comes first."""


def decisions(found: Sequence[Item], frame: Frame) -> tuple[Page, str]:
    """The newest decisions, by year and by kind."""
    title = frame.say("Decisions")
    page = public_page(frame, title, "transparency", "decisions")
    links = feed_links(frame, title, page.address)
    page = replace(page, feeds=links)
    years = [_year(year, found[:MOST], frame) for year in sorted({one.day.year for one in found[:MOST]}, reverse=True)]
    shown = {"shown": min(len(found), MOST), "total": len(found)}
    why = frame.audited.why
    return page, frame.draw("decisions.html", page, years=years, counts=shown, trailed=why is None)


def _year(year: int, found: Sequence[Item], frame: Frame) -> Context:
    some = [one for one in found if one.day.year == year]
    kinds = [
        {
            "id": f"y{year}-{kind}",
            "kind": kind,
            "name": frame.say(heading),
            "one": frame.say(one_of),
            "told": [_item(one, frame) for one in told],
        }
        for kind, (heading, one_of) in KINDS.items()
        if (told := [one for one in some if one.kind == kind])
    ]
    return {"year": year, "kinds": kinds}


def _item(one: Item, frame: Frame) -> Context:
    place = frame.registry.territories.get(one.territory)
    return {
        "kind": one.kind, "day": one.day, "title": one.title, "address": one.address, "more": one.more,
        "territory": {"name": place.name, "address": frame.at.territory(place.code)} if place else None,
        "made": publication(one.publication, frame) if one.publication else None,
        "decision": one.decision,
        **(_reasons(one.decision, frame) if one.decision else {"criterion": None, "decider": None}),
    }  # fmt: skip


def _reasons(decision: Decision, frame: Frame) -> Context:
    """The criterion and the person that a decision file names."""
    criterion = next((one for one in frame.registry.criteria.criteria if one.id == decision.criterion), None)
    decider = None
    for held in frame.registry.line_of(decision.territory):
        for referent in held.referents:
            if referent.id == decision.decider and decider is None:
                decider = {
                    "name": referent.name,
                    "fictional": referent.fictional,
                    "from_": referent.from_,
                    "until": referent.until,
                    "territory": {"name": held.name, "address": frame.at.territory(held.code)},
                }
    return {"criterion": criterion, "decider": decider}


def deleted(frame: Frame, records: Records) -> Iterator[tuple[Page, str]]:
    """The address of each deleted initiative, where nothing else stands now: when it was deleted, and why."""
    last = {
        one.proposal: one
        for one in sorted(frame.registry.decisions.values(), key=lambda one: (one.date, one.id))
        if one.outcome == "deleted"
    }
    taken = {alias for row in records.newest([ALIASED]) for alias in row.aliases} if last else set()
    for key, decision in sorted(last.items()):
        code, _, slug = key.partition("/")
        if key in taken or records.at(f"initiatives/{key}.md") or code not in frame.registry.territories:
            continue
        place = frame.registry.territories[code]
        crumbs = frame.crumbs(
            (frame.say("Initiatives"), frame.at.section("initiatives")),
            (place.name, frame.at.initiatives_of(code)), (decision.title, ""),
        )  # fmt: skip
        title = frame.say("Deleted: {title}").format(title=decision.title)
        page = Page(title, frame.at.initiative(code, slug), "act", "deleted", robots="noindex", crumbs=crumbs)
        listing = {"name": place.name, "address": frame.at.initiatives_of(code)}
        yield page, frame.draw("deleted.html", page, decision=decision, listing=listing)
