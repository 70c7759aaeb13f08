"""Pages about initiatives: one page each, all of them with filters, and the listings of a territory or a theme."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import escape

from preau.i18n import N_
from preau.model.initiative import Initiative
from preau.model.people import Facilitator, Referent, Territory
from preau.reading.markup import rebase
from preau.reading.records import Record
from preau.views import cards
from preau.views.approved import Approvals
from preau.views.frame import Context, Frame, Page, Shell, marks
from preau.views.linked import compact, project

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
        self.base = "../../../"
        self.shell = Shell(frame, page, self.base)
        self.help = Help(frame.say)
        for name in ("bare.html", "initiative.html", "initiative-approval.html"):
            frame.templates.get_template(name)  # compiled once, before the processes that draw part
        self.places: dict[str, _Place] = {}

    def draw(self, record: Record, initiative: Initiative) -> tuple[str, str]:
        """The address and the whole page of a record that has no fault."""
        frame, place = self.frame, self._place(initiative.territory)
        address = frame.at.initiative(initiative.territory, record.entry.facts["slug"])
        page = Page(initiative.title, address, "act", "initiative", initiative.summary)
        filled = {
            "title": str(escape(initiative.title)),
            "description": str(escape(initiative.summary)),
            "address": address,
            "place": place.escaped,
            "placeaddress": self.base + place.shown["listing"][1:],
            "jsonld": project(initiative, place.territory, address, frame),
            "main": frame.draw_main("initiative.html", page, **self._values(record, initiative, place)),
        }
        return address, self.shell.fill(filled)

    def _place(self, code: str) -> _Place:
        """What all the initiatives of a territory share, gathered once."""
        if code not in self.places:
            self.places[code] = _Place.of(code, self.frame)
        return self.places[code]

    def _values(self, record: Record, initiative: Initiative, place: _Place) -> Context:
        frame, day = self.frame, self.frame.site.date
        return {
            "initiative": initiative,
            "sections": {key: self._text(record, (key,)) for key in ("problem", "solution", "means")},
            "progress": self._progress(record, initiative),
            "open_needs": initiative.needs_on(day),
            "closed_needs": tuple(need for need in initiative.needs if not need.open_on(day)),
            "help_link": self.help.link(initiative, place.contact),
            "help_address": place.contact,
            "territory": place.shown,
            "referents": place.referents,
            "answering": place.answering,
            "facilitators": place.facilitators,
            "committees": committees(frame, place.territory.code, initiative.committees),
            "courses": course_links(frame, initiative.courses),
            "image": self._image(initiative),
            "key": record.entry.path.removeprefix("initiatives/").removesuffix(".md"),
            "source_link": source_link(frame, record.entry.path),
            "approval": self.approvals.of(record.entry.path),
            "facets": self._facets(place.territory.name, initiative.themes, initiative.status.value),
        }

    def _text(self, record: Record, route: tuple[str | int, ...]) -> str:
        return self.frame.typeset(rebase(record.texts[route].html, self.base))

    def _progress(self, record: Record, initiative: Initiative) -> list[Context]:
        steps = [
            {"day": step.date, "html": self._text(record, ("progress", index))}
            for index, step in enumerate(initiative.progress)
        ]
        return sorted(steps, key=lambda step: str(step["day"]))

    def _facets(self, place: str, themes: tuple[str, ...], status: str) -> tuple[tuple[str, str], ...]:
        frame = self.frame
        return tuple(cards.facets(frame, frame.say("Initiative"), place, themes, frame.say(STATUS[status])))

    def _image(self, initiative: Initiative) -> Context | None:
        image = initiative.image
        if image is None:
            return None
        folder = self.frame.at.initiatives_of(initiative.territory)
        return {"address": folder + image.src, "alt": image.alt, "credit": image.credit, "width": None, "height": None}


SOURCE = "source.json"
"""Beside the page of each initiative: its file, which only who changes it needs to load."""
CHANGED = (
    "title", "summary", "territory", "purpose", "themes", "beneficiaries", "place", "carrier", "partners", "status",
    "needs", "outcome",
)  # fmt: skip
"""The keys of a head that the form shows and changes; the others are kept as they are written."""


def source_of(record: Record, data: bytes) -> bytes:
    """The file of an initiative, as it is written and as it is read, for the form that changes it: JSON."""
    head = {key: value for key, value in (record.marked.data or {}).items() if key in CHANGED}
    told = {"path": record.entry.path, "text": data.decode(), "values": head}
    return compact(told)


@dataclass(frozen=True)
class _Place:
    """A territory as the pages of its initiatives show it."""

    territory: Territory
    escaped: str
    contact: str
    shown: Context
    referents: tuple[Referent, ...]
    facilitators: tuple[Facilitator, ...]
    answering: Context | None

    @staticmethod
    def of(code: str, frame: Frame) -> _Place:
        """Everything about one territory, on the day of the site."""
        one, day = frame.registry.territories[code], frame.site.date
        shown = {
            "name": one.name, "address": frame.at.territory(code), "listing": frame.at.initiatives_of(code),
            "opened": one.open_on(day),
        }  # fmt: skip
        return _Place(
            one, str(escape(one.name)), frame.registry.contact(code), shown, one.referents_on(day),
            one.facilitators_on(day), answering(one, frame),
        )  # fmt: skip


def robots(frame: Frame) -> str | None:
    """A demonstration is not to be found by search engines."""
    return "noindex" if frame.site.demonstration else None


class Help:
    """A message to the territory's public address, prepared: subject and a few lines to complete."""

    def __init__(self, say: Callable[[str], str]) -> None:
        """The words around the title and the place are quoted once for all messages."""
        subject = say("I want to help: {title}")
        body = say(
            "Hello,\n\nI have seen the initiative “{title}” ({place}) and I would like to help.\n\n"
            "What I can do:\nWhen I am free:\nMy first name:\n"
        ).replace("\n", "\r\n")
        self.message = f"?subject={quote(subject, safe='/{}')}&body={quote(body, safe='/{}')}"

    def link(self, initiative: Initiative, contact: str) -> str:
        """The message about one initiative, as an address."""
        return f"mailto:{contact}" + self.message.format(title=quote(initiative.title), place=quote(initiative.place))


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
