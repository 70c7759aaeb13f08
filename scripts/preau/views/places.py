"""Pages about places: the map and list of territories, one territory, one committee."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from preau.model.listed import Records, accompanied, inside
from preau.model.people import Territory
from preau.views import cards
from preau.views.frame import Context, Frame, Page
from preau.views.initiatives import answering, committees, feed_links, robots

OVERSEAS = frozenset({"97", "98"})
"""How the codes of territories overseas begin."""
OPENING = {"fr": "ouvrir-un-territoire", "en": "open-a-territory"}


def opening_address(frame: Frame) -> str | None:
    """The page that says how to open a territory, None when the movement has not written it."""
    name = OPENING[frame.site.lang]
    return f"/{name}/" if name in frame.pages else None


def territories(records: Records, drawing: Mapping[str, Any], frame: Frame) -> tuple[Page, str]:
    """The map, and the same as a list."""
    title, address = frame.say("Territories"), frame.at.section("territories")
    page = Page(
        title,
        address,
        "territories",
        "listing",
        frame.say("Where the movement is open, and who answers there."),
        robots=robots(frame),
        crumbs=frame.crumbs((title, "")),
    )
    counts, known = records.each(), frame.registry.territories
    shapes = [
        {
            **cards.territory_entry(known[shape["code"]], counts, frame),
            "path": shape["path"],
            "inset": shape["code"] in drawing.get("inset", ()),
        }
        for shape in drawing.get("shapes", ())
        if shape["code"] in known
    ]
    values = {
        "shapes": shapes,
        "groups": _groups(counts, frame),
        "opening_address": opening_address(frame),
        "open_count": sum(place.open_on(frame.site.date) for place in known.values()),
        "territory_count": sum(place.kind not in {"country", "region"} for place in known.values()),
        "initiative_count": counts.total(),
        "view_box": drawing.get("view_box", "0 0 1 1"),
        "inset_box": drawing.get("inset_box"),
        "attribution": drawing.get("attribution", ""),
        "licence": drawing.get("licence", ""),
        "source": drawing.get("source", ""),
    }
    return page, frame.draw("territories.html", page, **values)


def _groups(counts: Counter[str], frame: Frame) -> list[Context]:
    known = frame.registry.territories
    children: dict[str, list[Territory]] = {}
    for place in known.values():
        if place.kind not in {"country", "region"}:
            top = next((parent for parent in frame.registry.line_of(place.code)[1:] if parent.kind == "region"), None)
            country = next((one for one in frame.registry.line_of(place.code)[1:] if one.kind == "country"), None)
            far = place.kind == "abroad" or place.code[:2] in OVERSEAS
            above = top or country
            children.setdefault(above.code if above and not far else "", []).append(place)
    groups = []
    for code, places in children.items():
        parent = known.get(code)
        groups.append(
            {
                "name": parent.name if parent else frame.say("Overseas and abroad"),
                "address": frame.at.territory(code) if parent else None,
                "opened": bool(parent and parent.open_on(frame.site.date)),
                "territories": [
                    cards.territory_entry(place, counts, frame) for place in sorted(places, key=lambda one: one.code)
                ],
            }
        )
    return sorted(groups, key=lambda group: (group["address"] is None, cards.alphabetical(group["name"])))


def territory(code: str, records: Records, frame: Frame) -> tuple[Page, str]:
    """One territory: who answers, what happens there, or how to open it."""
    place, day = frame.registry.territories[code], frame.site.date
    address = frame.at.territory(code)
    page = Page(
        place.name,
        address,
        "territories",
        "territory",
        frame.say("Referents, committees and initiatives: {place}.").format(place=place.name),
        robots=robots(frame),
        feeds=feed_links(frame, place.name, frame.at.initiatives_of(code)),
        crumbs=frame.crumbs((frame.say("Territories"), frame.at.section("territories")), (place.name, "")),
    )
    children = [other for other in frame.registry.territories.values() if other.parent == code]
    local = sorted(key.partition("/")[2] for key in frame.registry.committees if key.startswith(code + "/"))
    contact, counts, lists = frame.registry.contact(code), records.each(), inside(code, frame.registry)
    values = {
        "territory": place,
        "opened": place.open_on(day),
        "referents": place.referents_on(day),
        "parents": [
            {"name": one.name, "address": frame.at.territory(one.code)} for one in frame.registry.line_of(code)[1:]
        ],
        "children": [
            cards.territory_entry(one, counts, frame)
            for one in sorted(children, key=lambda one: cards.alphabetical(one.name))
        ],
        "past_referents": tuple(one for one in place.referents if not one.valid_on(day) and one.from_ <= day),
        "answering": answering(place, frame) if not place.referents_on(day) else None,
        "facilitators": place.facilitators_on(day),
        "committees": committees(frame, code, local),
        "cards": cards.initiative_cards(records.newest(lists, 6), frame),
        "total": records.total(lists),
        "contact": contact,
        "opening_link": _opening_link(place, contact, frame),
        "opening_address": opening_address(frame),
        "facets": cards.facets(frame, frame.say("Territory"), place.name),
    }
    return page, frame.draw("territory.html", page, **values)


def _opening_link(place: Territory, contact: str, frame: Frame) -> str:
    subject = frame.say("Opening the territory {place}").format(place=place.name)
    body = frame.say("Hello,\n\nI would like to help open the territory {place}.\n").format(place=place.name)
    return f"mailto:{contact}?subject={quote(subject)}&body={quote(body.replace(chr(10), chr(13) + chr(10)))}"


def committee(key: str, records: Records, frame: Frame) -> tuple[Page, str]:
    """One local committee and the initiatives it accompanies."""
    one = frame.registry.committees[key]
    code, _, slug = key.partition("/")
    place = frame.registry.territories[code]
    page = Page(
        one.name,
        frame.at.committee(code, slug),
        "territories",
        "committee",
        robots=robots(frame),
        crumbs=frame.crumbs(
            (frame.say("Territories"), frame.at.section("territories")),
            (place.name, frame.at.territory(code)),
            (one.name, ""),
        ),
    )
    values = {
        "committee": one,
        "facilitators": tuple(who for who in one.facilitators if who.valid_on(frame.site.date)),
        "territory": {"name": place.name, "address": frame.at.territory(code)},
        "cards": cards.initiative_cards(records.newest([accompanied(key)], cards.NEWEST), frame),
        "total": records.total([accompanied(key)]),
        "contact": one.contact or frame.registry.contact(code),
        "facets": cards.facets(frame, frame.say("Committee"), place.name),
    }
    return page, frame.draw("committee.html", page, **values)
