"""Where everything is published: one table of addresses, with the words of each language; frozen by a test."""

from __future__ import annotations

from dataclasses import dataclass

from preau.model.kinds import CHAPTER, COMMITTEE, COURSE, PAGE, TERRITORY, Kind, recognise

WORDS: dict[str, dict[str, str]] = {
    "fr": {
        "courses": "cours", "initiatives": "initiatives", "territories": "territoires", "themes": "themes",
        "committees": "comites", "transparency": "transparence", "decisions": "decisions", "mandates": "mandats",
        "policy": "regles", "criteria": "criteres", "contribute": "contribuer", "propose": "proposer",
        "data": "donnees", "search": "recherche", "proposals": "propositions", "follow": "suivre",
        "begin": "commencer", "carry": "emporter",
        "calendar": "calendrier", "mine": "mon-campus", "feedback": "avis",
    },
    "en": {
        "courses": "courses", "initiatives": "initiatives", "territories": "territories", "themes": "themes",
        "committees": "committees", "transparency": "transparency", "decisions": "decisions", "mandates": "mandates",
        "policy": "rules", "criteria": "criteria", "contribute": "contribute", "propose": "propose", "follow": "follow",
        "data": "data", "search": "find", "proposals": "proposals", "begin": "begin",
        "carry": "take-away",
        "calendar": "calendar", "mine": "my-campus", "feedback": "feedback",
    },
}  # fmt: skip
RESERVED = (
    "assets",
    "search",
    "schemas",
    "feed.xml",
    "feed.json",
    "sitemap.xml",
    "robots.txt",
    "404.html",
    "trail.json",
    "sw.js",
    "manifest.webmanifest",
    "packs",
)
"""Names at the root of the site that no page may take."""


@dataclass(frozen=True)
class Addresses:
    """The addresses of a site in one language: directories, each beginning and ending with a slash."""

    language: str

    def word(self, name: str) -> str:
        """The word of the language for a section of the site."""
        return WORDS[self.language][name]

    def section(self, *names: str) -> str:
        """`/transparence/decisions/` for `section("transparency", "decisions")`."""
        return "/" + "".join(self.word(name) + "/" for name in names)

    def of(self, path: str) -> str | None:
        """Where the file at a path is published, by the descriptor of its kind; None when it has no page."""
        known = recognise(path)
        return known[0].published_at(known[1], WORDS[self.language]) if known else None

    def _page(self, kind: Kind, **facts: str) -> str:
        return kind.published_at(facts, WORDS[self.language]) or "/"

    def initiative(self, territory: str, slug: str) -> str:
        """The page of one initiative, as its kind says, without asking it: lists name them by the thousand."""
        return f"/{self.word('initiatives')}/{territory.lower()}/{slug}/"

    def initiatives_of(self, territory: str) -> str:
        """The listing of a territory's initiatives."""
        return f"/{self.word('initiatives')}/{territory.lower()}/"

    def decisions_of(self, territory: str) -> str:
        """Where the feeds of a territory's decisions are."""
        return f"{self.section('transparency', 'decisions')}{territory.lower()}/"

    def theme(self, theme: str) -> str:
        """The listing of a theme."""
        return f"/{self.word('themes')}/{theme}/"

    def territory(self, code: str) -> str:
        """The page of a territory."""
        return self._page(TERRITORY, territory=code)

    def committee(self, territory: str, slug: str) -> str:
        """The page of a committee."""
        return self._page(COMMITTEE, territory=territory, slug=slug)

    def course(self, slug: str) -> str:
        """The page of a course; a module holds its cards there."""
        return self._page(COURSE, slug=slug)

    def chapter(self, course: str, chapter: str) -> str:
        """The page of a chapter, whose name has lost its number."""
        return self._page(CHAPTER, slug=course, stem="00-" + chapter)

    def carry(self, course: str) -> str:
        """The page that tells how to take a course away."""
        return f"{self.course(course)}{self.word('carry')}/"

    def translated(self, course: str, language: str, chapter: str = "") -> str:
        """The page of a course in another language, or of one of its chapters."""
        return f"{self.course(course)}{language}/" + (f"{chapter}/" if chapter else "")

    def openings(self) -> str:
        """The feed of the openings of courses (iCalendar), beside the page of the calendar."""
        return f"{self.section('calendar')}{self.word('courses')}.ics"

    def feedback(self, course: str) -> str:
        """The sheet of those who try a course."""
        return f"{self.section('feedback')}{course}/"

    def page(self, name: str) -> str:
        """The address of `content/pages/<name>.md`; `index` files are their folder."""
        return self._page(PAGE, page=name)
