"""The table of kinds and of paths: what each file is, which policy class decides on it, where it is published."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

from preau.model import course, feedback, initiative, movement, people, translation
from preau.model.fields import Model
from preau.model.roots import RECORDS as RECORDS
from preau.model.roots import ROOTS as ROOTS

Source = Literal["yaml", "terms", "record", "chapter", "page", "image", "media"]
PICTURE, FILM = 300 * 1024, 40 * 1024 * 1024

VOCABULARIES = ("themes", "purposes", "beneficiaries", "skills")


@dataclass(frozen=True)
class Kind:
    """One kind of file. Adding a kind is adding one of these, its model and its template.

    `path` is a pattern whose `<names>` are facts of the file; `address` uses the same names, `{words}` of a language.
    """

    name: str
    path: str
    policy: str
    source: Source
    model: type[Model] | None = None
    address: str | None = None
    most_bytes: int = 64 * 1024
    identity: tuple[tuple[str, str], ...] = field(default=())
    """Pairs (name in the path, key in the file) that must be equal."""

    def __reduce__(self) -> tuple[Callable[[str], Kind], tuple[str]]:
        """A kind kept with other values comes back as itself: it is compared by identity."""
        return named, (self.name,)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The path pattern, compiled."""
        parts = re.split(r"<(\w+)>", self.path)
        shapes = {
            "territory": r"(?:fr|abroad|r-[0-9]{2}|[0-9]{2,3}|2[AB]|75-[0-9]{2})",
            "year": r"[0-9]{4}",
            "tongue": "fr|en",
            "words": "|".join(VOCABULARIES),
            "image": r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:jpg|jpeg|png|webp)",
            "media": r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:mp4|webm|vtt)",
            "stem": r"[0-9]{2}-[a-z0-9]+(?:-[a-z0-9]+)*",
            "page": r"(?:[a-z0-9]+(?:-[a-z0-9]+)*/)*[a-z0-9]+(?:-[a-z0-9]+)*",
        }
        slug = r"[a-z0-9]+(?:-[a-z0-9]+)*"
        built = "".join(
            f"(?P<{part}>{shapes.get(part, slug)})" if index % 2 else re.escape(part)
            for index, part in enumerate(parts)
        )
        return re.compile(built)

    def facts_of(self, path: str) -> Mapping[str, str]:
        """The facts that a path of this kind bears, by the names in its pattern."""
        found = self.pattern.fullmatch(path)
        return found.groupdict() if found else {}

    def published_at(self, facts: Mapping[str, str], words: Mapping[str, str]) -> str | None:
        """Where a file of this kind is published, in the words of a language; None when it has no page of its own."""
        if self.address is None:
            return None
        known = {name: value.lower() for name, value in facts.items()} | {"chapter": facts.get("stem", "")[3:]}
        if "page" in known:
            known["page"] = re.sub(r"(?:^|/)index$", "", facts["page"])
        steps = self.address.split("/")
        return "/".join(_step(step, known, words) for step in steps).replace("//", "/")


def _step(step: str, facts: Mapping[str, str], words: Mapping[str, str]) -> str:
    """One step of an address: a `{word}` of the language, a `<fact>` of the path, or a name as it is."""
    known = {"{": words, "<": facts}.get(step[:1])
    return step if known is None else known[step[1:-1]]


INITIATIVE = Kind(
    "initiative", "initiatives/<territory>/<slug>.md", "initiative", "record", initiative.Initiative,
    "/{initiatives}/<territory>/<slug>/", 32 * 1024, (("territory", "territory"),),
)  # fmt: skip
COURSE = Kind(
    "course", "courses/<slug>/course.yml", "course", "yaml", course.Course, "/{courses}/<slug>/",
)  # fmt: skip
CHAPTER = Kind(
    "chapter", "courses/<slug>/<stem>.md", "course", "chapter", course.ChapterHead, "/{courses}/<slug>/<chapter>/",
    most_bytes=256 * 1024,
)  # fmt: skip
COURSE_WORDS = Kind(
    "course-words", "courses/<slug>/<tongue>/course.yml", "course", "yaml", translation.CourseWords,
    "/{courses}/<slug>/<tongue>/",
)  # fmt: skip
CHAPTER_WORDS = Kind(
    "chapter-words", "courses/<slug>/<tongue>/<stem>.md", "course", "chapter", translation.ChapterWords,
    "/{courses}/<slug>/<tongue>/<chapter>/", most_bytes=256 * 1024,
)  # fmt: skip
FEEDBACK = Kind("feedback", "courses/<slug>/feedback.yml", "course", "yaml", feedback.Feedback)
TERRITORY = Kind(
    "territory", "content/territories/<territory>.yml", "registry", "yaml", people.Territory,
    "/{territories}/<territory>/", identity=(("territory", "code"),),
)  # fmt: skip
COMMITTEE = Kind(
    "committee", "content/committees/<territory>/<slug>.yml", "initiative", "yaml", people.Committee,
    "/{committees}/<territory>/<slug>/", identity=(("territory", "territory"),),
)  # fmt: skip
DECISION = Kind(
    "decision", "content/decisions/<year>/<slug>.yml", "decision", "yaml", movement.Decision,
    identity=(("slug", "id"),),
)  # fmt: skip
MOVEMENT = Kind("movement", "content/movement.yml", "registry", "yaml", movement.Movement)
CRITERIA = Kind("criteria", "content/criteria.yml", "registry", "yaml", movement.Criteria, "/{criteria}/")
VOCABULARY = Kind("vocabulary", "content/vocabularies/<words>.yml", "registry", "terms", movement.Vocabulary)
PAGE = Kind("page", "content/pages/<page>.md", "page", "page", None, "/<page>/", most_bytes=256 * 1024)
PAGE_IMAGE = Kind("page-image", "content/pages/images/<image>", "page", "image", None, "/images/<image>", PICTURE)
COURSE_IMAGE = Kind(
    "course-image", "courses/<slug>/<image>", "course", "image", None, "/{courses}/<slug>/<image>", PICTURE
)
COURSE_MEDIA = Kind(
    "course-media", "courses/<slug>/<media>", "course", "media", None, "/{courses}/<slug>/<media>", FILM
)
RECORD_IMAGE = Kind(
    "record-image", "initiatives/<territory>/<image>", "initiative", "image", None,
    "/{initiatives}/<territory>/<image>", PICTURE,
)  # fmt: skip

KINDS = (
    INITIATIVE, COURSE, CHAPTER, COURSE_WORDS, CHAPTER_WORDS, FEEDBACK, TERRITORY, COMMITTEE, DECISION, MOVEMENT,
    CRITERIA, VOCABULARY, PAGE,
    PAGE_IMAGE, COURSE_IMAGE, COURSE_MEDIA, RECORD_IMAGE,
)  # fmt: skip
STEWARDS = "other"

_BY_ROOT: dict[str, tuple[Kind, ...]] = {
    root: tuple(kind for kind in KINDS if kind.path.startswith(root + "/")) for root in ROOTS
}


@lru_cache(maxsize=65_536)  # each path is asked about when it is found, then where it is published, then by links
def named(name: str) -> Kind:
    """The kind of a name."""
    return next(kind for kind in KINDS if kind.name == name)


def recognise(path: str) -> tuple[Kind, Mapping[str, str]] | None:
    """The kind of a path and the facts it bears, None for a path that no kind owns."""
    for kind in _BY_ROOT.get(path.split("/", 1)[0], ()):
        found = kind.pattern.fullmatch(path)
        if found:
            return kind, found.groupdict()
    return None


@lru_cache(maxsize=4096)
def policy_class(path: str) -> str:
    """Which class of the policy decides about a path; what no kind owns belongs to the stewards (default deny)."""
    known = recognise(path)
    return known[0].policy if known else STEWARDS


def schemas() -> Iterator[tuple[str, type[Model]]]:
    """Each kind that has a schema, with its model, by name."""
    for kind in KINDS:
        if kind.model is not None:
            yield kind.name, kind.model
    yield "card", course.CardHead
