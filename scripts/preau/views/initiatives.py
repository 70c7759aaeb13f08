"""Pages about initiatives: one page each, all of them with filters, and the listings of a territory or a theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import escape

from preau.i18n import N_
from preau.model.corpus import Row
from preau.model.initiative import Initiative
from preau.model.people import Territory
from preau.reading.markup import rebase
from preau.reading.records import Record
from preau.views import cards
from preau.views.frame import Context, Frame, Page, Shell, base_of, marks
from preau.views.linked import project

STATUS = {
    "seeking": N_("Seeking help"), "underway": N_("Underway"), "realised": N_("Realised"), "abandoned": N_("Abandoned"),
}  # fmt: skip


class InitiativePages:
    """Draws the page of one initiative after another, in the same shell."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        at, mark = frame.at, marks(Shell.MARKS)
        crumbs = frame.crumbs((frame.say("Initiatives"), at.section("initiatives")), (mark["place"], mark["placeaddress"]), (mark["title"], ""))
        page = Page(
            mark["title"], mark["address"], "act", "initiative", mark["description"], jsonld=mark["jsonld"], crumbs=crumbs,
            robots=robots(frame),
        )  # fmt: skip
        self.shell = Shell(frame, page, base="../../../")

    def draw(self, record: Record, initiative: Initiative) -> tuple[str, str]:
        """The address and the whole page of a record that has no fault."""
        frame, slug = self.frame, record.entry.facts["slug"]
        address = frame.at.initiative(initiative.territory, slug)
        page = Page(initiative.title, address, "act", "initiative", initiative.summary)
        main = frame.draw_main("initiative.html", page, **self._values(record, initiative, base_of(address)))
        place = frame.registry.territories[initiative.territory]
        filled = {
            "title": str(escape(initiative.title)), "description": str(escape(initiative.summary)), "address": address,
            "place": str(escape(place.name)), "placeaddress": base_of(address) + frame.at.initiatives_of(place.code)[1:],
            "jsonld": project(initiative, place, address, frame), "main": main,
        }  # fmt: skip
        return address, self.shell.fill(filled)

    def _values(self, record: Record, initiative: Initiative, base: str) -> Context:
        frame, day = self.frame, self.frame.site.date
        place = frame.registry.territories[initiative.territory]
        contact = frame.registry.contact(place.code)
        sections = {key: frame.typeset(rebase(record.texts[(key,)].html, base)) for key in ("problem", "solution", "means")}
        steps = [
            {"day": step.date, "html": frame.typeset(rebase(record.texts[("progress", index)].html, base))}
            for index, step in enumerate(initiative.progress)
        ]
        open_needs = initiative.needs_on(day)
        return {
            "initiative": initiative, "sections": sections, "progress": sorted(steps, key=lambda step: str(step["day"])),
            "open_needs": open_needs, "closed_needs": tuple(need for need in initiative.needs if need not in open_needs),
            "help_link": help_link(initiative, contact, frame.say), "help_address": contact,
            "territory": {"name": place.name, "address": frame.at.territory(place.code), "opened": place.open_on(day)},
            "referents": place.referents_on(day), "answering": answering(place, frame),
            "facilitators": place.facilitators,
            "committees": committees(frame, place.code, initiative.committees),
            "courses": course_links(frame, initiative.courses),
            "image": self._image(initiative), "alike": (), "source_link": source_link(frame, record.entry.path),
            "facets": cards.facets(
                frame, frame.say("Initiative"), place.name, initiative.themes, frame.say(STATUS[initiative.status.value])
            ),
        }  # fmt: skip

    def _image(self, initiative: Initiative) -> Context | None:
        image = initiative.image
        if image is None:
            return None
        folder = self.frame.at.initiatives_of(initiative.territory)
        return {"address": folder + image.src, "alt": image.alt, "credit": image.credit, "width": None, "height": None}


def robots(frame: Frame) -> str | None:
    """A demonstration is not to be found by search engines."""
    return "noindex" if frame.site.demonstration else None


def help_link(initiative: Initiative, contact: str, say: Callable[[str], str]) -> str:
    """A message to the territory's public address, prepared: subject and a few lines to complete."""
    subject = say("I want to help: {title}").format(title=initiative.title)
    body = say(
        "Hello,\n\nI have seen the initiative “{title}” ({place}) and I would like to help.\n\n"
        "What I can do:\nWhen I am free:\nMy first name:\n"
    ).format(title=initiative.title, place=initiative.place)
    return f"mailto:{contact}?subject={quote(subject)}&body={quote(body.replace(chr(10), chr(13) + chr(10)))}"


def answering(place: Territory, frame: Frame) -> Context | None:
    """The parent who answers when a territory has no valid referent."""
    found = frame.registry.answering(place.code, frame.site.date)
    if found is None or found.code == place.code:
        return None
    return {"name": found.name, "address": frame.at.territory(found.code)}


def committees(frame: Frame, territory: str, slugs: Iterable[str]) -> list[Context]:
    """Local committees as links."""
    found = ((slug, frame.registry.committees.get(f"{territory}/{slug}")) for slug in slugs)
    return [
        {"name": one.name, "address": frame.at.committee(territory, slug), "place": one.place, "meets": one.meets}
        for slug, one in found
        if one is not None
    ]


def course_links(frame: Frame, slugs: Iterable[str]) -> list[Context]:
    """Courses as links, in the order named; drafts are left out."""
    known = frame.registry.courses
    return [
        {"title": known[slug].title, "address": frame.at.course(slug)}
        for slug in slugs
        if slug in known and known[slug].stage != "draft"
    ]


def source_link(frame: Frame, path: str) -> str | None:
    """The file on the forge, None when the movement names none."""
    forge = frame.registry.movement.forge
    if forge is None:
        return None
    middle = {"github": "blob", "gitlab": "-/blob", "gitea": "src/branch"}[forge.kind]
    return f"{forge.url.rstrip('/')}/{middle}/{forge.branch}/{path}"


def feed_links(frame: Frame, title: str, address: str) -> tuple[dict[str, str], ...]:
    """The two feeds of a listing."""
    return (
        {"title": title, "address": address + "feed.xml", "type": "application/atom+xml"},
        {"title": title, "address": address + "feed.json", "type": "application/feed+json"},
    )


def _choices(rows: Sequence[Row], frame: Frame) -> Context:
    def counts(of: Callable[[Row], Iterable[str]]) -> Counter[str]:
        return Counter(name for row in rows for name in of(row))

    def named(found: Counter[str], name: Callable[[str], str], address: Callable[[str], str] | None = None) -> list[Context]:
        entries: list[dict[str, Any]] = [{"id": key, "name": name(key), "count": count} for key, count in found.items()]
        for entry in entries if address else ():
            entry["address"] = address(entry["id"])  # type: ignore[misc]
        return sorted(entries, key=lambda entry: (entry["name"].casefold(), entry["id"]))

    places = frame.registry.territories
    return {
        "territory": named(counts(lambda row: [row.territory]), lambda key: places[key].name, frame.at.initiatives_of),
        "theme": named(counts(lambda row: row.themes), lambda key: frame.term("themes", key), frame.at.theme),
        "purpose": named(counts(lambda row: row.purpose), lambda key: frame.term("purposes", key)),
        "beneficiaries": named(counts(lambda row: row.beneficiaries), lambda key: frame.term("beneficiaries", key)),
        "status": [{"id": key, "count": count} for key, count in _in(STATUS, counts(lambda row: [row.status]))],
        "need": [{"id": key, "count": count} for key, count in _in(NEEDS, counts(lambda row: row.need_kinds))],
    }


NEEDS = ("skill", "volunteers", "equipment", "place", "funding", "institution")


def _in(order: Iterable[str], found: Counter[str]) -> list[tuple[str, int]]:
    return [(key, found[key]) for key in order if found[key]]


def all_initiatives(rows: Sequence[Row], frame: Frame) -> tuple[Page, str]:
    """The page where one filters."""
    address, title = frame.at.section("initiatives"), frame.say("Initiatives")
    page = Page(
        title, address, "act", "listing", frame.say("Local projects to help people near you, each carried by a citizen."),
        feeds=feed_links(frame, title, address), scripts=("filters.js",), robots=robots(frame), crumbs=frame.crumbs((title, "")),
    )  # fmt: skip
    values = {"cards": cards.initiative_cards(rows, frame), "total": len(rows), "choices": _choices(rows, frame)}
    return page, frame.draw("initiatives.html", page, **values)


def territory_listing(code: str, rows: Sequence[Row], everywhere: Counter[str], frame: Frame) -> tuple[Page, str]:
    """The initiatives of one territory."""
    place, address = frame.registry.territories[code], frame.at.initiatives_of(code)
    title = frame.say("Initiatives: {place}").format(place=place.name)
    page = Page(
        title, address, "act", "listing", frame.say("The initiatives of the territory {place}.").format(place=place.name),
        feeds=feed_links(frame, title, address), robots=robots(frame),
        crumbs=frame.crumbs((frame.say("Initiatives"), frame.at.section("initiatives")), (place.name, "")),
    )  # fmt: skip
    themes = Counter(theme for row in rows for theme in row.themes)
    crossed = [{"name": frame.term("themes", key), "address": frame.at.theme(key), "count": count} for key, count in themes.items()]
    others = [
        {"name": frame.registry.territories[key].name, "address": frame.at.initiatives_of(key), "count": count}
        for key, count in everywhere.items()
        if key != code and key in frame.registry.territories
    ]
    values = {
        "kind": "territory", "heading": title, "intro": None, "cards": cards.initiative_cards(rows, frame), "total": len(rows),
        "territory": {"code": code, "name": place.name, "address": frame.at.territory(code), "opened": place.open_on(frame.site.date)},
        "others": _by_name(others), "crossed": _by_name(crossed), "courses": (),
        "data_address": f"/{frame.at.word('data')}/{code.lower()}.csv" if rows else None,
    }  # fmt: skip
    return page, frame.draw("initiative-list.html", page, **values)


def theme_listing(theme: str, rows: Sequence[Row], everywhere: Counter[str], frame: Frame) -> tuple[Page, str]:
    """The initiatives and courses of one theme."""
    name, address = frame.term("themes", theme), frame.at.theme(theme)
    page = Page(
        name, address, "act", "listing", frame.say("Initiatives and courses on the theme {theme}.").format(theme=name),
        feeds=feed_links(frame, name, address), robots=robots(frame),
        crumbs=frame.crumbs((frame.say("Themes"), frame.at.section("themes")), (name, "")),
    )  # fmt: skip
    places = Counter(row.territory for row in rows)
    crossed = [
        {"name": frame.registry.territories[key].name, "address": frame.at.initiatives_of(key), "count": count}
        for key, count in places.items()
    ]
    others = [
        {"name": frame.term("themes", key), "address": frame.at.theme(key), "count": count}
        for key, count in everywhere.items()
        if key != theme
    ]
    slugs = [slug for slug in cards.visible_courses(frame) if theme in frame.registry.courses[slug].themes]
    values = {
        "kind": "theme", "heading": name, "intro": None, "cards": cards.initiative_cards(rows, frame), "total": len(rows),
        "territory": None, "others": _by_name(others), "crossed": _by_name(crossed), "courses": course_links(frame, slugs),
        "data_address": f"/{frame.at.word('data')}/initiatives.csv" if rows else None,
    }  # fmt: skip
    return page, frame.draw("initiative-list.html", page, **values)


def _by_name(entries: list[Context]) -> list[Context]:
    return sorted(entries, key=lambda entry: entry["name"].casefold())


def themes_page(everywhere: Counter[str], frame: Frame) -> tuple[Page, str]:
    """The list of the themes."""
    title = frame.say("Themes")
    page = Page(title, frame.at.section("themes"), "act", "listing", crumbs=frame.crumbs((title, "")), robots=robots(frame))
    shown = cards.visible_courses(frame)
    entries = [
        {
            "name": frame.term("themes", theme), "address": frame.at.theme(theme), "count": everywhere[theme],
            "courses": course_links(frame, [slug for slug in shown if theme in frame.registry.courses[slug].themes]),
        }
        for theme in frame.registry.vocabularies.get("themes", {})
    ]  # fmt: skip
    return page, frame.draw("themes.html", page, themes=_by_name(entries))
