"""Pages of transparency: criteria, rules, mandates, and the decisions with their public reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from preau.model.corpus import Row
from preau.model.movement import Decision
from preau.model.people import Facilitator, Referent, Territory
from preau.views import cards
from preau.views.frame import Context, Frame, Page
from preau.views.initiatives import robots


def _page(frame: Frame, title: str, *names: str, kind: str = "listing", description: str = "") -> Page:
    top = (frame.say("Transparency"), frame.at.section("transparency"))
    steps = [top, (title, "")] if len(names) > 1 else [(title, "")]
    return Page(
        title,
        frame.at.section(*names),
        "transparency",
        kind,
        description,
        robots=robots(frame),
        crumbs=frame.crumbs(*steps),
    )


def criteria(frame: Frame) -> tuple[Page, str]:
    """What an initiative must meet."""
    value = frame.registry.criteria
    page = Page(
        value.title,
        frame.at.section("criteria"),
        "contribute",
        "page",
        value.introduction,
        robots=robots(frame),
        crumbs=frame.crumbs((frame.say("Contribute"), frame.at.section("contribute")), (value.title, "")),
    )
    return page, frame.draw("criteria.html", page, criteria=value)


def transparency(rows: Sequence[Row], frame: Frame) -> tuple[Page, str]:
    """The door to what is public about decisions."""
    day, registry = frame.site.date, frame.registry
    opened = sorted(
        (place for place in registry.territories.values() if place.open_on(day)),
        key=lambda one: cards.alphabetical(one.name),
    )
    outcomes = Counter(decision.outcome for decision in registry.decisions.values())
    declined = Counter(one.territory for one in registry.decisions.values() if one.outcome == "declined")
    counts = cards.counted(rows)
    values = {
        "counts": {
            "initiatives": len(rows),
            "territories": len(opened),
            "declined": outcomes["declined"],
            "withdrawn": outcomes["withdrawn"],
            "referents": sum(len(place.referents_on(day)) for place in opened),
        },
        "answer_within": registry.movement.answer_within,
        "trail": None,
        "rows": [
            {
                "name": place.name,
                "address": frame.at.territory(place.code),
                "referents": len(place.referents_on(day)),
                "initiatives": counts[place.code],
                "declined": declined[place.code],
            }
            for place in opened
        ],
    }
    page = _page(
        frame,
        frame.say("Transparency"),
        "transparency",
        description=frame.say("Who decides, by which rules, and what was decided."),
    )
    return page, frame.draw("transparency.html", page, **values)


def policy(frame: Frame) -> tuple[Page, str]:
    """Who must approve what."""
    movement = frame.registry.movement
    page = _page(frame, frame.say("Who decides what"), "transparency", "policy")
    return page, frame.draw("policy.html", page, policy=movement.policy, answer_within=movement.answer_within)


def mandates(frame: Frame) -> tuple[Page, str]:
    """Every mandate, valid, ended or to come."""
    page = _page(frame, frame.say("Mandates"), "transparency", "mandates")
    held = [place for place in frame.registry.territories.values() if place.referents or place.facilitators]
    values = {
        "territories": [
            {
                "name": place.name,
                "address": frame.at.territory(place.code),
                "opened": place.open_on(frame.site.date),
                "people": _people(place, frame.site.date),
            }
            for place in sorted(held, key=lambda one: (one.kind != "country", cards.alphabetical(one.name)))
        ],
        "stewards": frame.registry.movement.stewards,
        "editors": frame.registry.movement.editors,
    }
    return page, frame.draw("mandates.html", page, **values)


def _people(place: Territory, day: date) -> list[Context]:
    people: list[Context] = [_person(one, "referent", None, day) for one in place.referents]
    return people + [_person(one, "facilitator", one.role, day) for one in place.facilitators]


def _person(one: Referent | Facilitator, role: str, task: str | None, day: date) -> Context:
    state = "valid"
    if isinstance(one, Referent) and one.revoked and one.revoked <= day:
        state = "revoked"
    elif one.until and one.until < day:
        state = "ended"
    elif one.from_ and one.from_ > day:
        state = "coming"
    return {
        "name": one.name,
        "fictional": one.fictional,
        "role": role,
        "task": task,
        "from_": one.from_,
        "until": one.until,
        "state": state,
    }


def decisions(frame: Frame) -> tuple[Page, str]:
    """Proposals declined or withdrawn, with the reason of each."""
    page = _page(frame, frame.say("Decisions"), "transparency", "decisions")
    by_year: dict[int, list[Decision]] = {}
    for decision in sorted(frame.registry.decisions.values(), key=lambda one: (one.date, one.id), reverse=True):
        by_year.setdefault(decision.date.year, []).append(decision)
    years = [{"year": year, "decisions": [_decision(one, frame) for one in found]} for year, found in by_year.items()]
    return page, frame.draw("decisions.html", page, years=years)


def _decision(decision: Decision, frame: Frame) -> Context:
    place = frame.registry.territories[decision.territory]
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
    return {
        "decision": decision,
        "criterion": criterion,
        "decider": decider,
        "territory": {"name": place.name, "address": frame.at.territory(place.code)},
    }
