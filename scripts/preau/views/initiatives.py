"""Pages about initiatives: one page each, all of them with filters, and the listings of a territory or a theme."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import quote

from markupsafe import escape

from preau.i18n import N_
from preau.model.initiative import Initiative
from preau.model.people import Territory
from preau.reading.markup import rebase
from preau.reading.records import Record
from preau.views import cards
from preau.views.approved import Approvals
from preau.views.frame import Context, Frame, Page, Shell, base_of, marks
from preau.views.linked import project

STATUS = {
    "seeking": N_("Seeking help"),
    "underway": N_("Underway"),
    "realised": N_("Realised"),
    "abandoned": N_("Abandoned"),
}


class InitiativePages:
    """Draws the page of one initiative after another, in the same shell."""

    def __init__(self, frame: Frame, approvals: Approvals) -> None:
        self.frame, self.approvals = frame, approvals
        at, mark = frame.at, marks(Shell.MARKS)
        crumbs = frame.crumbs(
            (frame.say("Initiatives"), at.section("initiatives")),
            (mark["place"], mark["placeaddress"]),
            (mark["title"], ""),
        )
        page = Page(
            mark["title"],
            mark["address"],
            "act",
            "initiative",
            mark["description"],
            jsonld=mark["jsonld"],
            crumbs=crumbs,
            robots=robots(frame),
        )
        self.shell = Shell(frame, page, base="../../../")

    def draw(self, record: Record, initiative: Initiative) -> tuple[str, str]:
        """The address and the whole page of a record that has no fault."""
        frame, slug = self.frame, record.entry.facts["slug"]
        address = frame.at.initiative(initiative.territory, slug)
        page = Page(initiative.title, address, "act", "initiative", initiative.summary)
        main = frame.draw_main("initiative.html", page, **self._values(record, initiative, base_of(address)))
        place = frame.registry.territories[initiative.territory]
        filled = {
            "title": str(escape(initiative.title)),
            "description": str(escape(initiative.summary)),
            "address": address,
            "place": str(escape(place.name)),
            "placeaddress": base_of(address) + frame.at.initiatives_of(place.code)[1:],
            "jsonld": project(initiative, place, address, frame),
            "main": main,
        }
        return address, self.shell.fill(filled)

    def _values(self, record: Record, initiative: Initiative, base: str) -> Context:
        frame, day = self.frame, self.frame.site.date
        place = frame.registry.territories[initiative.territory]
        contact = frame.registry.contact(place.code)
        sections = {
            key: frame.typeset(rebase(record.texts[(key,)].html, base)) for key in ("problem", "solution", "means")
        }
        steps = [
            {"day": step.date, "html": frame.typeset(rebase(record.texts[("progress", index)].html, base))}
            for index, step in enumerate(initiative.progress)
        ]
        open_needs = initiative.needs_on(day)
        return {
            "initiative": initiative,
            "sections": sections,
            "progress": sorted(steps, key=lambda step: str(step["day"])),
            "open_needs": open_needs,
            "closed_needs": tuple(need for need in initiative.needs if need not in open_needs),
            "help_link": help_link(initiative, contact, frame.say),
            "help_address": contact,
            "territory": {"name": place.name, "address": frame.at.territory(place.code), "opened": place.open_on(day)},
            "referents": place.referents_on(day),
            "answering": answering(place, frame),
            "facilitators": place.facilitators_on(day),
            "committees": committees(frame, place.code, initiative.committees),
            "courses": course_links(frame, initiative.courses),
            "image": self._image(initiative),
            "source_link": source_link(frame, record.entry.path),
            "approval": self.approvals.of(record.entry.path),
            "facets": cards.facets(
                frame,
                frame.say("Initiative"),
                place.name,
                initiative.themes,
                frame.say(STATUS[initiative.status.value]),
            ),
        }

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
