"""Lists of initiatives: all of them with filters, those of a territory, those of a theme, and the list of themes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from preau.model.corpus import Row
from preau.model.listed import ALL, Records, about, inside
from preau.views import cards
from preau.views.frame import Context, Frame, Page
from preau.views.initiatives import STATUS, course_links, feed_links, robots


def _choices(records: Records, frame: Frame) -> Context:
    def named(
        found: Counter[str], name: Callable[[str], str], address: Callable[[str], str] | None = None
    ) -> list[Context]:
        entries: list[dict[str, Any]] = [{"id": key, "name": name(key), "count": count} for key, count in found.items()]
        for entry in entries if address else ():
            entry["address"] = address(entry["id"])  # type: ignore[misc]
        return sorted(entries, key=lambda entry: (cards.alphabetical(entry["name"]), entry["id"]))

    places = frame.registry.territories
    return {
        "territory": named(records.each(), lambda key: places[key].name, frame.at.initiatives_of),
        "theme": named(records.tally("themes", [ALL]), lambda key: frame.term("themes", key), frame.at.theme),
        "purpose": named(records.tally("purposes", [ALL]), lambda key: frame.term("purposes", key)),
        "beneficiaries": named(records.tally("beneficiaries", [ALL]), lambda key: frame.term("beneficiaries", key)),
        "status": [{"id": key, "count": count} for key, count in _in(STATUS, records.tally("status", [ALL]))],
        "need": [{"id": key, "count": count} for key, count in _in(NEEDS, records.tally("needs", [ALL]))],
    }


NEEDS = ("skill", "volunteers", "equipment", "place", "funding", "institution")


def _in(order: Iterable[str], found: Counter[str]) -> list[tuple[str, int]]:
    return [(key, found[key]) for key in order if found[key]]


def all_initiatives(records: Records, newest: Sequence[Row], frame: Frame) -> tuple[Page, str]:
    """The page where one filters."""
    address, title = frame.at.section("initiatives"), frame.say("Initiatives")
    page = Page(
        title,
        address,
        "act",
        "listing",
        frame.say("Local projects to help people near you, each carried by a citizen."),
        feeds=feed_links(frame, title, address),
        scripts=("filters.js",),
        robots=robots(frame),
        crumbs=frame.crumbs((title, "")),
    )
    values = {
        "cards": cards.initiative_cards(newest, frame), "total": records.each().total(),
        "choices": _choices(records, frame),
    }  # fmt: skip
    return page, frame.draw("initiatives.html", page, **values)


def territory_listing(code: str, records: Records, newest: Sequence[Row], frame: Frame) -> tuple[Page, str]:
    """The initiatives of one territory; of the others, only which ones have some: their numbers change without it."""
    place, address = frame.registry.territories[code], frame.at.initiatives_of(code)
    title = frame.say("Initiatives: {place}").format(place=place.name)
    page = Page(
        title,
        address,
        "act",
        "listing",
        frame.say("The initiatives of the territory {place}.").format(place=place.name),
        feeds=feed_links(frame, title, address),
        robots=robots(frame),
        crumbs=frame.crumbs((frame.say("Initiatives"), frame.at.section("initiatives")), (place.name, "")),
    )
    lists = inside(code, frame.registry)
    total, themes = records.total(lists), records.tally("themes", lists)
    crossed = [
        {"name": frame.term("themes", key), "address": frame.at.theme(key), "count": count}
        for key, count in themes.items()
    ]
    others = [
        {"name": frame.registry.territories[key].name, "address": frame.at.initiatives_of(key)}
        for key in records.each()
        if key != code
    ]
    values = {
        "kind": "territory",
        "heading": title,
        "cards": cards.initiative_cards(newest, frame),
        "total": total,
        "territory": {
            "code": code,
            "name": place.name,
            "address": frame.at.territory(code),
            "opened": place.open_on(frame.site.date),
        },
        "others": _by_name(others),
        "crossed": _by_name(crossed),
        "courses": (),
        "data_address": f"/{frame.at.word('data')}/{code.lower()}.csv" if total else None,
    }
    return page, frame.draw("initiative-list.html", page, **values)


def theme_listing(theme: str, records: Records, newest: Sequence[Row], frame: Frame) -> tuple[Page, str]:
    """The initiatives and courses of one theme; of the others, only which ones have some initiatives."""
    name, address = frame.term("themes", theme), frame.at.theme(theme)
    page = Page(
        name,
        address,
        "act",
        "listing",
        frame.say("Initiatives and courses on the theme {theme}.").format(theme=name),
        feeds=feed_links(frame, name, address),
        robots=robots(frame),
        crumbs=frame.crumbs((frame.say("Themes"), frame.at.section("themes")), (name, "")),
    )
    total, places = records.total([about(theme)]), records.tally("territories", [about(theme)])
    crossed = [
        {"name": frame.registry.territories[key].name, "address": frame.at.initiatives_of(key), "count": count}
        for key, count in places.items()
    ]
    with_some = records.tally("themes", [ALL])
    others = [{"name": frame.term("themes", key), "address": frame.at.theme(key)} for key in with_some if key != theme]
    slugs = [slug for slug in cards.visible_courses(frame) if theme in frame.registry.courses[slug].themes]
    values = {
        "kind": "theme",
        "heading": name,
        "cards": cards.initiative_cards(newest, frame),
        "total": total,
        "territory": None,
        "others": _by_name(others),
        "crossed": _by_name(crossed),
        "courses": course_links(frame, slugs),
        "data_address": f"/{frame.at.word('data')}/initiatives.csv" if total else None,
    }
    return page, frame.draw("initiative-list.html", page, **values)


def _by_name(entries: list[Context]) -> list[Context]:
    return sorted(entries, key=lambda entry: (cards.alphabetical(entry["name"]), entry["address"]))


def themes_page(records: Records, frame: Frame) -> tuple[Page, str]:
    """The list of the themes."""
    title = frame.say("Themes")
    page = Page(
        title, frame.at.section("themes"), "act", "listing", crumbs=frame.crumbs((title, "")), robots=robots(frame)
    )
    shown, counts = cards.visible_courses(frame), records.tally("themes", [ALL])
    entries = [
        {
            "name": frame.term("themes", theme),
            "address": frame.at.theme(theme),
            "count": counts[theme],
            "courses": course_links(frame, [slug for slug in shown if theme in frame.registry.courses[slug].themes]),
        }
        for theme in frame.registry.vocabularies.get("themes", {})
    ]
    return page, frame.draw("themes.html", page, themes=_by_name(entries))
