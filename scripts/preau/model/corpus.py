"""Everything a movement has written, read once: a small registry held whole, and one short row for each record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from preau.model.course import Chapter, Course
from preau.model.feedback import Feedback
from preau.model.movement import Criteria, Decision, Movement, Term
from preau.model.people import Committee, Territory
from preau.model.translation import Translated

EXAMPLE = ("(exemple)", "(example)")
"""How the name of a person of the examples ends."""
SILENCE = timedelta(days=90)
"""How long an initiative under way may be without news before somebody asks."""


class Row(NamedTuple):
    """What listings, counts and cross-checks need to know of a record; its text is not kept."""

    path: str
    territory: str
    slug: str
    title: str
    summary: str
    place: str
    purpose: tuple[str, ...]
    themes: tuple[str, ...]
    beneficiaries: tuple[str, ...]
    status: str
    need_kinds: tuple[str, ...]
    open_needs: int
    skills: tuple[str, ...]
    committees: tuple[str, ...]
    courses: tuple[str, ...]
    aliases: tuple[str, ...]
    carrier: str
    starts: str
    ends: str
    news: str
    image: str

    @property
    def key(self) -> str:
        """`<territory>/<slug>`: how other files name it."""
        return f"{self.territory}/{self.slug}"

    def silent_on(self, day: date) -> bool:
        """Whether its last news is more than 90 days old that day, or it never gave any."""
        return not self.news or date.fromisoformat(self.news) < day - SILENCE


@dataclass(frozen=True)
class Registry:
    """All that is not a record: who the movement is, its words, places, people, courses and decisions."""

    movement: Movement
    criteria: Criteria
    vocabularies: dict[str, dict[str, Term]]
    territories: dict[str, Territory]
    committees: dict[str, Committee]
    courses: dict[str, Course]
    chapters: dict[str, dict[str, Chapter]]
    decisions: dict[str, Decision]
    feedback: dict[str, Feedback] = field(default_factory=dict)
    """What those who tried a course said of it, by the name of its folder."""

    translations: dict[str, dict[str, Translated]] = field(default_factory=dict)
    """Courses in other languages, by the name of their folder, then by language."""

    def line_of(self, code: str) -> tuple[Territory, ...]:
        """A territory and its parents, nearest first; a loop of parents is cut."""
        line: list[Territory] = []
        seen: set[str] = set()
        while code in self.territories and code not in seen:
            seen.add(code)
            line.append(self.territories[code])
            code = self.territories[code].parent or ""
        return tuple(line)

    @cached_property
    def inside(self) -> dict[str, tuple[str, ...]]:
        """The codes of each territory and of all those inside it."""
        found: dict[str, list[str]] = {code: [] for code in self.territories}
        for code in self.territories:
            for place in self.line_of(code):
                found[place.code].append(code)
        return {code: tuple(some) for code, some in found.items()}

    def answering(self, code: str, day: date) -> Territory | None:
        """The nearest territory of the line with a valid referent that day, None when nobody answers."""
        return next((place for place in self.line_of(code) if place.referents_on(day)), None)

    def contact(self, code: str) -> str:
        """The public address of whoever answers for a territory: its own, its parents', else the movement's."""
        return next((place.contact for place in self.line_of(code) if place.contact), self.movement.contact)

    def term(self, vocabulary: str, term: str, lang: str) -> str:
        """The word of a vocabulary in one language, the identifier itself when it is unknown."""
        found = self.vocabularies.get(vocabulary, {}).get(term)
        return found.label(lang) if found else term

    def examples(self) -> tuple[str, ...]:
        """The files that still name somebody of the examples with which a movement begins."""
        movement = self.movement
        named = [("content/movement.yml", one.name) for one in (*movement.stewards, *movement.editors)]
        for code, place in self.territories.items():
            path = f"content/territories/{code}.yml"
            named += [(path, one.name) for one in place.referents] + [(path, one.name) for one in place.facilitators]
        return tuple(dict.fromkeys(path for path, name in named if name.endswith(EXAMPLE)))

    def role_addresses(self) -> frozenset[str]:
        """The public addresses of roles, the only ones that a text may hold."""
        said = [self.movement.contact, *(place.contact for place in self.territories.values())]
        said += [committee.contact for committee in self.committees.values()]
        return frozenset(address.lower() for address in said if address)
