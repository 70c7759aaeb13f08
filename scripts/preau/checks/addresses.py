"""Where everything is published: addresses that collide, old addresses that are taken, links that lead nowhere."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from preau.checks.context import Context
from preau.findings import Finding, Rule, Severity, declare
from preau.i18n import N_
from preau.model import kinds
from preau.model.addresses import RESERVED, WORDS, Addresses
from preau.model.corpus import Row
from preau.model.kinds import RECORDS

BROKEN = declare(
    "PR302", Severity.ERROR, N_("A link that leads nowhere"),
    N_("nothing is published at {found}"),
    N_("Check the address: pages of the site are written /like/this/, files of the same folder by their name."),
    N_("A reader who meets a dead link leaves."),
    found="/cours/agir/",
)  # fmt: skip
COLLISION = declare(
    "PR303", Severity.ERROR, N_("Two files published at the same address"),
    N_("{address} is already the address of {other}"),
    N_("Rename one of the two files."),
    N_("Only one of the two would be published, the other lost in silence."),
    address="/aide/", other="content/pages/aide.md",
)  # fmt: skip
ALIAS = declare(
    "PR304", Severity.ERROR, N_("An old address that is taken"),
    N_("the old address {name} belongs to {other}"),
    N_("Remove this alias: only an address that this initiative itself bore, and that nothing bears now, can be kept."),
    N_("Links that people kept must lead to the initiative that they were given for."),
    name="34/berges", other="initiatives/34/berges.md",
)  # fmt: skip
LINK = declare(
    "PR211", Severity.ERROR, N_("A link that readers cannot follow"),
    N_("this link is not allowed: {found}"),
    N_("Links begin with https://, http://, mailto: or, inside the site, with /."),
    N_("A link can run a script or lead out of the site without showing it."),
    found="javascript:alert(1)",
)  # fmt: skip
RESERVED_PLACE = declare(
    "PR007", Severity.ERROR, N_("A page in a place kept for the site itself"),
    N_("the address {address} is kept for the site itself"),
    N_("Choose another name for the page."),
    N_("The page would replace a part of the site, such as its search or its listings."),
    address="/recherche/",
)  # fmt: skip


_COVERS = (kinds.COURSE, kinds.COURSE_WORDS)
_CHAPTERS = (kinds.CHAPTER, kinds.CHAPTER_WORDS)


@dataclass(frozen=True)
class Standing:
    """The files of the initiatives that stand, and the territories that have some: asked, where they are many."""

    paths: Container[str]
    places: Collection[str]


@dataclass(frozen=True)
class Known:
    """Every address and file that a link may name."""

    context: Context
    standing: Standing
    linked: set[tuple[str, str]] = field(default_factory=set)
    """Each link met that leads to an initiative: the file that holds it, and the address. It breaks with its target."""

    @cached_property
    def at(self) -> Addresses:
        """The addresses in the language of the movement."""
        return Addresses(self.context.registry.movement.language)

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Every address but those of initiatives that stand, which are thousands: see `found_at`."""
        open_now = frozenset(address for address, path in self.published if not self._is_closed(path))
        return open_now | frozenset(self._sections()) | frozenset(self._data()) | frozenset(self._deleted())

    @property
    def asked(self) -> bool:
        """Whether a text led somewhere else than to an initiative that stands, so that the rest had to be known."""
        return "addresses" in vars(self)

    def found_at(self, address: str) -> str | None:
        """The file of an initiative, or of its picture, that is published at an address; None when none stands there.

        It is found from the address, without asking every file where it is published.
        """
        section = self.at.section("initiatives")
        if not address.startswith(section):
            return None
        territory, _, name = address.removeprefix(section).partition("/")
        file = name if "." in name else name.removesuffix("/") + ".md"
        paths = (f"{RECORDS}{code}/{file}" for code in dict.fromkeys((territory, territory.upper())))
        stands = (path for path in paths if path in self.standing.paths or path in self.context.shelf.paths)
        return next((path for path in stands if self.at.of(path) == address), None)

    def _deleted(self) -> Iterator[str]:
        """Where a deleted initiative stood, a page says why: a link to it is no reason to refuse a deletion."""
        for decision in self.context.registry.decisions.values():
            if decision.outcome == "deleted":
                territory, _, slug = decision.proposal.partition("/")
                yield self.at.initiative(territory, slug)

    def _data(self) -> Iterator[str]:
        """Files that the site makes for programs: open data of each territory where one can act, schemas."""
        from preau.model import schemas  # few texts lead there

        folder = self.at.section("data")
        places = {code.lower() for code in self.standing.places}
        known = self.context.registry.territories.values()
        places |= {place.code.lower() for place in known if place.open_on(self.context.day)}
        yield from (f"{folder}{name}.{form}" for name in ("initiatives", *sorted(places)) for form in ("json", "csv"))
        yield from (f"/{schemas.BASE}/{name}" for name in schemas.names())

    def _sections(self) -> Iterator[str]:
        at_root = (
            "courses",
            "initiatives",
            "territories",
            "themes",
            "transparency",
            "criteria",
            "contribute",
            "data",
            "search",
            "calendar",
        )
        yield from (self.at.section(name) for name in at_root)
        yield self.at.section("courses", "mine")
        yield from (self.at.section("transparency", name) for name in ("decisions", "mandates", "policy"))
        yield from ("/", *(self.at.section("contribute", name) for name in ("propose", "follow")))
        yield from (self.at.theme(theme) for theme in self.context.words("themes") or ())
        yield self.at.openings()
        yield from (self.at.feedback(slug) for slug in self._tried())
        yield from (self.at.initiatives_of(code) for code in self.context.registry.territories)

    def _tried(self) -> Iterator[str]:
        """The courses on trial that can be followed: each has a sheet of feedback."""
        courses = self.context.registry.courses.items()
        yield from (slug for slug, one in courses if one.stage == "pilot" and one.open_on(self.context.day))

    @cached_property
    def published(self) -> tuple[tuple[str, str], ...]:
        """Each address of a file that is not below `initiatives/`; a card is a place in the page of its module."""
        addresses = ((self.at.of(path), path) for path in sorted(self.context.shelf.others))
        return tuple((_anchor(at) if self._is_card(path) else at, path) for at, path in addresses if at)

    def _is_closed(self, path: str) -> bool:
        """Whether a file belongs to a course that is a draft, or to a chapter of one that has not opened yet."""
        known = kinds.recognise(path)
        course = self.context.registry.courses.get(known[1].get("slug", "")) if known else None
        if known is None or course is None or known[0] not in {*_COVERS, *_CHAPTERS}:
            return False
        opened = course.open_on(self.context.day)
        return course.stage == "draft" if known[0] in _COVERS else not opened

    def _is_card(self, path: str) -> bool:
        known = kinds.recognise(path) if path.startswith("courses/") else None
        if known is None or known[0] not in _CHAPTERS:
            return False
        course = self.context.registry.courses.get(known[1]["slug"])
        return course is not None and course.kind == "module"

    def link_fault(self, address: str, path: str) -> Rule | None:
        """The rule that a link breaks, None when it can be followed."""
        target = address.split("#")[0].split("?")[0]
        if address.startswith("#") or address.lower().startswith(("https://", "http://", "mailto:")):
            return None
        if not target or target.startswith("//") or "\\" in target or ":" in target.split("/")[0]:
            return LINK
        if target.startswith("/"):
            if target.startswith(self.at.section("initiatives")):
                self.linked.add((path, target))
            return None if self.found_at(target) or target in self.addresses else BROKEN
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        return None if self._resolves(joined, path) else BROKEN

    def _resolves(self, target: str, path: str) -> bool:
        """Whether a file named by its path can be linked from another: pages to pages, chapters to chapters."""
        ours, theirs = kinds.recognise(path), kinds.recognise(target)
        if theirs and theirs[0] is kinds.CHAPTER_WORDS and target not in self.context.shelf.paths:
            target = f"courses/{theirs[1]['slug']}/{theirs[1]['stem']}.md"  # not translated: readers get the original
        if ours is None or theirs is None or target not in self.context.shelf.paths:
            return False
        if ours[0] is kinds.PAGE:
            return theirs[0] in {kinds.PAGE, kinds.PAGE_IMAGE}
        if ours[0] not in _CHAPTERS:
            return False
        if theirs[0] in _CHAPTERS:
            return not self._is_closed(target) and (self._is_card(path) or not self._is_card(target))
        return theirs[0] in {kinds.COURSE_IMAGE, kinds.COURSE_MEDIA}

    def image(self, source: str, path: str) -> bool:
        """Whether a picture named in a text is a file of the repository, beside it."""
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), source))
        return "://" not in source and not source.startswith("/") and joined in self.context.shelf.files


def _anchor(address: str) -> str:
    """Where a card stands in the page of its module: `/cours/x/#card` for `/cours/x/card/`."""
    course, _, card = address.strip("/").rpartition("/")
    return f"/{course}/#{card}"


def collisions(known: Known) -> Iterator[Finding]:
    """Addresses that two files claim, and pages in the places of the site itself."""
    taken: dict[str, str] = {}
    mine = known.at.section("courses", "mine")
    for address, path in known.published:
        if address.startswith(mine):
            yield RESERVED_PLACE.at(path, address=mine)
        key = address.casefold()
        if key in taken:
            yield COLLISION.at(path, address=address, other=taken[key])
        taken.setdefault(key, path)
        if path.startswith("courses/") and address.endswith(f"/{known.at.word('carry')}/"):
            yield RESERVED_PLACE.at(path, address=address)
    for address, path in taken.items():  # two initiatives never meet: their names are their addresses
        other = known.found_at(address)
        if other:
            yield COLLISION.at(other, address=address, other=path)
    words = set(WORDS[known.at.language].values()) | set(RESERVED)
    written = known.at.section("contribute")  # the one section whose own page the movement writes
    for path in sorted(one for one in known.context.shelf.others if one.startswith("content/pages/")):
        found = kinds.recognise(path)
        if found and found[0] is kinds.PAGE:
            address = known.at.page(found[1]["page"])
            if address.split("/")[1] in words and address != written:
                yield RESERVED_PLACE.at(path, address=address)


PlaceOf = Callable[[Row, int], tuple[int, int, int]]
"""Where the alias of a number stands in the file of a row."""


def aliases(rows: Iterable[Row], paths: Container[str], place_of: PlaceOf) -> Iterator[Finding]:
    """Old addresses: none may stand among the paths of records, and none may be claimed twice."""
    claimed: dict[str, str] = {}
    for row in rows:
        for number, alias in enumerate(row.aliases):
            path = f"{RECORDS}{alias}.md"  # an alias is written as the path that it was: no capital is doubtful
            other = path if path in paths else claimed.get(alias)
            if other:
                yield ALIAS.at(row.path, *place_of(row, number), name=alias, other=other)
            claimed.setdefault(alias, row.path)
