"""What every page is drawn with: templates, languages, relative addresses, and the words around the content."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from preau.i18n import N_, say_date, say_in, say_number
from preau.model.addresses import Addresses
from preau.model.audited import Audited
from preau.model.corpus import Registry
from preau.views.templates import Templates, printer
from preau.views.typography import french, french_text

Context = dict[str, Any]
NAV = (
    ("home", N_("Home")), ("learn", N_("Learn")), ("act", N_("Act")), ("territories", N_("Territories")),
    ("transparency", N_("Transparency")), ("contribute", N_("Contribute")),
)  # fmt: skip
FOOTER = (
    ("about", N_("About")), ("legal", N_("Legal notice")), ("privacy", N_("Personal data")),
    ("accessibility", N_("Accessibility")), ("data", N_("Open data")),
)  # fmt: skip
FOOTER_PAGES = {
    "fr": {
        "about": "a-propos", "legal": "mentions-legales", "privacy": "donnees-personnelles",
        "accessibility": "accessibilite",
    },
    "en": {"about": "about", "legal": "legal", "privacy": "privacy", "accessibility": "accessibility"},
}  # fmt: skip

SHARED = (("m", "macros.html"), ("act", "macros-act.html"), ("blocks", "blocks.html"), ("signed", "macros-trail.html"),
          ("asking", "macros-quiz.html"))  # fmt: skip
"""Pieces that every template may use, by the name it uses."""


@dataclass(frozen=True)
class Page:
    """Where a page is and what is said around its content."""

    title: str
    address: str
    section: str = ""
    kind: str = "page"
    description: str = ""
    feeds: tuple[Mapping[str, str], ...] = ()
    jsonld: str | None = None
    robots: str | None = None
    crumbs: tuple[Mapping[str, str], ...] = ()
    scripts: tuple[str, ...] = ()
    tongues: tuple[Mapping[str, str], ...] = ()
    """The same page in each language that it has, its own included: {lang, name, address}."""
    learning: Mapping[str, str] = field(default_factory=dict)
    """What the scripts of learning know of a chapter or module, as `data-` of its body; they run where it is set."""
    classics: tuple[str, ...] = ()
    """Classic scripts, in their order: those that also run from a disk."""
    connect: str = ""
    """Another origin that its scripts may ask, besides the site."""


@dataclass(frozen=True)
class Site:
    """What is said on every page of the site."""

    name: str
    tagline: str
    lang: str
    demonstration: bool
    contact: str
    url: str
    date: date
    searchable: bool
    license: str
    drafts: bool = False
    """Whether courses that are drafts are shown: only where their authors look at them."""


@dataclass
class Frame:
    """A site ready to be drawn: its registry, its words, its templates (the movement's own first)."""

    registry: Registry
    site: Site
    folders: tuple[Path, ...]
    pages: frozenset[str] = field(default_factory=frozenset)
    """Names of `content/pages/` that exist, for the links at the foot of pages."""
    audited: Audited = field(default_factory=Audited)
    """Who approved what, as far as this copy can tell."""
    layout: str = "layout.html"
    """The template around each page: carriers of courses have a lighter one."""

    sizes: Mapping[str, int] = field(default_factory=dict)
    """How many bytes each picture, film or file of captions weighs, by its path."""
    addresses: str = ""
    """The language of the addresses, where it is not that of the words: that of the movement, for a translation."""

    def __post_init__(self) -> None:
        self.at = Addresses(self.addresses or self.site.lang)
        self._icons: dict[str, Markup] = {}
        self.words = say_in(self.site.lang)
        self.say = self.words.gettext
        self.root = (
            "/" + urlsplit(self.site.url).path.strip("/") + "/" if urlsplit(self.site.url).path.strip("/") else "/"
        )
        self.head_script = self._read("assets/head.js").strip()
        self.head_digest = base64.b64encode(hashlib.sha256(self.head_script.encode()).digest()).decode()
        self.csp = (
            f"default-src 'none'; script-src 'self' 'sha256-{self.head_digest}'; style-src 'self'; "
            "img-src 'self' data:; media-src 'self'; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
            "base-uri 'none'; form-action 'self'"
        )
        self.templates = self._environment()

    def speaking(self, lang: str) -> Frame:
        """The same site in the words of another language, its addresses unchanged."""
        return replace(self, site=replace(self.site, lang=lang), addresses=self.at.language)

    def _environment(self) -> Templates:
        constants: dict[str, Callable[[str], str]] = {"_": lambda text: escape(self.say(text)), "icon": self.icon}
        printed = printer(french_text) if self.site.lang == "fr" else printer()
        templates = Templates(self.folders, self.words, printed, constants)
        templates.globals.update(
            site=self.site, at=self.at, nav=self.nav(), footer=self.footer(), icon=self.icon, term=self.term,
            date=lambda day: say_date(_day(day), self.site.lang), url=self.url,
            number=lambda value: say_number(value, self.site.lang),
            csp=self.csp, theme_script=self.head_script, theme_digest=self.head_digest, begins=self.begins,
        )  # fmt: skip
        for name, shared in SHARED:
            templates.globals[name] = templates.get_template(shared).module
        return templates

    def _read(self, name: str) -> str:
        for folder in self.folders:
            if (folder / name).is_file():
                return (folder / name).read_text(encoding="utf-8")
        raise FileNotFoundError(name)

    @property
    def begins(self) -> bool:
        """Whether the movement is still as `preau init` made it, as far as its people go."""
        return self.site.demonstration and bool(self.registry.examples())

    def nav(self) -> list[dict[str, str]]:
        """The six words at the top."""
        addresses = {
            "home": "/", "learn": self.at.section("courses"), "act": self.at.section("initiatives"),
            "territories": self.at.section("territories"), "transparency": self.at.section("transparency"),
            "contribute": self.at.section("contribute"),
        }  # fmt: skip
        return [{"key": key, "label": self.say(label), "address": addresses[key]} for key, label in NAV]

    def footer(self) -> list[dict[str, str]]:
        """The links at the foot, for the pages that the movement has written."""
        names = FOOTER_PAGES[self.at.language]
        links = []
        for key, label in FOOTER:
            address = self.at.section("data") if key == "data" else f"/{names[key]}/"
            if key == "data" or names[key] in self.pages:
                links.append({"label": self.say(label), "address": address})
        return links

    def icon(self, name: str) -> Markup:
        """An inline drawing, ours or one of the theme's icons."""
        if name not in self._icons:
            self._icons[name] = self._icon(name)
        return self._icons[name]

    def _icon(self, name: str) -> Markup:
        if not re.fullmatch(r"[a-z0-9-]+(?:/[a-z0-9-]+)*", name):
            raise ValueError(f"not the name of an icon: {name}")
        for folder in self.folders:
            for path in (folder / "icons" / f"{name}.svg", folder / ".icons" / f"{name}.svg"):
                if path.is_file():
                    return Markup(path.read_text(encoding="utf-8").strip())
        raise FileNotFoundError(f"icons/{name}.svg")

    def term(self, vocabulary: str, word: str) -> str:
        """The word of a vocabulary in the language of the site."""
        return self.registry.term(vocabulary, word, self.site.lang)

    def crumbs(self, *steps: tuple[str, str]) -> tuple[dict[str, str], ...]:
        """Where a page stands: home, then each step (label, address)."""
        return tuple({"label": label, "address": address} for label, address in ((self.say("Home"), "/"), *steps))

    def draw(self, template: str, page: Page, **values: Any) -> str:
        """A whole page."""
        return self._render(template, page, self.layout, values)

    def draw_main(self, template: str, page: Page, **values: Any) -> str:
        """Only the content of a page, to be put in its shell."""
        return self._render(template, page, "bare.html", values)

    def _render(self, template: str, page: Page, frame: str, values: Mapping[str, Any]) -> str:
        self.templates.base = self.root if page.kind == "missing" else base_of(page.address)
        csp = self.csp.replace("connect-src 'self'", f"connect-src 'self' {page.connect}") if page.connect else self.csp
        return self.templates.get_template(template).render(page=page, frame=frame, csp=csp, **values)

    def url(self, address: str) -> str:
        """An address of the site as seen from the page being drawn."""
        return relative(self.templates.base, address)

    def typeset(self, html: str) -> str:
        """Converted text with the typography of the language of the site, wide tables in a frame that slides."""
        if "<table>" in html:
            label = escape(self.say("Table"))
            opening = f'<div class="table" role="group" aria-label="{label}" tabindex="0"><table>'
            html = html.replace("<table>", opening).replace("</table>", "</table></div>")
        return french(html) if self.site.lang == "fr" else html

    def shell(self, page: Page, base: str) -> str:
        """A page whose content is a mark, with marks for what changes from one record to the next."""
        self.templates.base = base
        source = '{% extends "layout.html" %}{% block main %}@@main@@{% endblock %}'
        return self.templates.from_string(source).render(page=page)


def base_of(address: str) -> str:
    """The way from a page up to the root of the site: `../../` from `/a/b/`, `./` from `/`."""
    return "../" * (address.count("/") - 1) or "./"


def relative(base: str, address: str) -> str:
    """An address of the site as seen from a page; other addresses and marks are left as they are."""
    return base + address[1:] if address.startswith("/") else address


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


class Shell:
    """The page around a record, drawn once: literal text with a few places to fill."""

    MARKS = ("title", "description", "address", "place", "placeaddress", "jsonld", "main")

    def __init__(self, frame: Frame, page: Page, base: str) -> None:
        """`base` is the way up from every page of this shell: all stand at the same depth."""
        text = frame.shell(page, base)
        self.pieces = re.split(r"@@(\w+)@@", text)

    def fill(self, values: Mapping[str, str]) -> str:
        """The whole page of one record; values are HTML already."""
        return "".join(values[piece] if index % 2 else piece for index, piece in enumerate(self.pieces))


def marks(names: Iterable[str]) -> dict[str, str]:
    """Marks to draw a shell with."""
    return {name: f"@@{name}@@" for name in names}
