"""An initiative: a citizen's local project, from the need it answers to what came of it."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

from preau.model.fields import Day, ForgeId, Model, PublicKey, RecordPath, Slug, TerritoryCode, Truth, Whole, text


class Status(StrEnum):
    """Where an initiative stands; abandoning one is a dignified end."""

    SEEKING = "seeking"
    UNDERWAY = "underway"
    REALISED = "realised"
    ABANDONED = "abandoned"


class NeedKind(StrEnum):
    """What can be asked for."""

    SKILL = "skill"
    VOLUNTEERS = "volunteers"
    EQUIPMENT = "equipment"
    PLACE = "place"
    FUNDING = "funding"
    INSTITUTION = "institution"


class Carrier(Model):
    """The citizen who carries the initiative, under a pseudonym unless they consented to a public name."""

    name: Annotated[str, text(2, 60)]
    consent: Literal["pseudonym", "public"]
    fictional: Truth = False
    key: PublicKey | None = None
    account: ForgeId | None = None


class Partner(Model):
    """An association or institution already acting on the subject."""

    name: Annotated[str, text(2, 120)]
    url: Annotated[str | None, Field(pattern=r"^https://[^\s<>\"']+$", max_length=200)] = None


class Need(Model):
    """Something the initiative asks for."""

    id: Slug
    kind: NeedKind
    skill: Slug | None = None
    title: Annotated[str, text(5, 80)]
    places: Annotated[Whole, Field(ge=1, le=999)] | None = None
    until: Day | None = None

    def open_on(self, day: date) -> bool:
        """Whether the need still stands on that day."""
        return self.until is None or self.until >= day


class Support(Model):
    """What a referent or a facilitator gave or asked."""

    date: Day
    role: Literal["referent", "facilitator"]
    text: Annotated[str, text(5, 300)]


class Image(Model):
    """A picture of the initiative, described for those who cannot see it."""

    src: Annotated[str, Field(pattern=r"^[a-z0-9-]+\.(?:jpg|jpeg|png|webp)$", max_length=80)]
    alt: Annotated[str, text(5, 200)]
    credit: Annotated[str, text(2, 120)]


class Outcome(Model):
    """What came of an initiative that ended."""

    date: Day
    text: Annotated[str, text(20, 500)]


class Step(Model):
    """One dated entry of the progress of an initiative; the text is Markdown."""

    date: Day
    text: Annotated[str, Field(min_length=1)]


def section(most: int) -> Any:
    """A Markdown section of the body; `most` counts characters of its text, not of its markup."""
    return Field(json_schema_extra={"x-section": True, "x-max-text": most})


class Initiative(Model):
    """`initiatives/<territory>/<slug>.md`: front matter, then the sections of the body as values."""

    title: Annotated[str, text(5, 80)]
    summary: Annotated[str, text(20, 200)]
    territory: TerritoryCode
    purpose: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=2)]
    themes: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=3)]
    beneficiaries: Annotated[tuple[Slug, ...], Field(min_length=1, max_length=8)]
    place: Annotated[str, text(2, 80)]
    carrier: Carrier
    partners: Annotated[tuple[Partner, ...], Field(max_length=20)] = ()
    status: Status
    starts: Day | None = None
    ends: Day | None = None
    needs: Annotated[tuple[Need, ...], Field(max_length=20)] = ()
    support: Annotated[tuple[Support, ...], Field(max_length=100)] = ()
    committees: Annotated[tuple[Slug, ...], Field(max_length=10)] = ()
    courses: Annotated[tuple[Slug, ...], Field(max_length=10)] = ()
    image: Image | None = None
    aliases: Annotated[tuple[RecordPath, ...], Field(max_length=20)] = ()
    outcome: Outcome | None = None
    problem: Annotated[str, section(500)]
    solution: Annotated[str, section(800)]
    means: Annotated[str, section(800)]
    progress: Annotated[tuple[Step, ...], Field(json_schema_extra={"x-section": True})] = ()

    def last_news(self, day: date) -> date | None:
        """The latest day, up to the one given, that the file tells of, None when there is none: plans are no news."""
        days = [step.date for step in self.progress] + [given.date for given in self.support]
        days += [self.outcome.date] if self.outcome else []
        days += [self.starts] if self.starts else []
        return max((told for told in days if told <= day), default=None)

    def needs_on(self, day: date) -> tuple[Need, ...]:
        """What is still asked for on that day."""
        return tuple(need for need in self.needs if need.open_on(day))


SECTIONS: dict[str, dict[str, str]] = {
    "fr": {"problem": "Problème", "solution": "Solution", "means": "Moyens", "progress": "Avancement"},
    "en": {"problem": "Problem", "solution": "Solution", "means": "Means", "progress": "Progress"},
}
"""The second-level headings of the body, by language, and the field each becomes."""
SECTION_LIMITS = {"problem": 500, "solution": 800, "means": 800}
