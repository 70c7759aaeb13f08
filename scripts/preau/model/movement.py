"""The movement itself: its name, its policy, the criteria of an initiative, and the words it shares (vocabularies)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from preau.model.fields import (
    Day,
    ForgeHost,
    ForgeId,
    Identifier,
    Model,
    PublicKey,
    RoleAddress,
    Slug,
    StolenKey,
    Truth,
    Url,
    Whole,
    text,
)

Quorum = Annotated[int, Field(ge=1, le=9)]


class Officer(Model):
    """A steward (keeps the registry) or an editor (keeps courses and pages)."""

    id: Slug
    name: Annotated[str, text(2, 80)]
    fictional: Truth = False
    keys: tuple[PublicKey, ...] = ()
    stolen: tuple[StolenKey, ...] = ()
    accounts: dict[str, ForgeId] = Field(default_factory=dict)
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    def valid_on(self, day: date) -> bool:
        """Whether they hold their office that day; a day that is not told does not bound."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class Forge(Model):
    """Where the repository is hosted, for the page that the form prefills."""

    kind: Literal["github", "gitlab", "gitea"]
    url: Url
    branch: Slug = "main"


class Robot(Model):
    """A program that tells, with a key of its own, what a forge says of reviews."""

    forge: ForgeHost
    key: PublicKey


class Doors(Model):
    """Where else than by e-mail, the forge or a file the form can send a proposal."""

    serve: Url | None = None
    """The address of a `preau serve --repository` that receives proposals: the form sends there first."""


class Policy(Model):
    """How many approvals each class of change needs; shown publicly."""

    initiative: Quorum = 1
    decision: Quorum = 1
    course: Quorum = 1
    page: Quorum = 1
    registry: Quorum = 1
    other: Quorum = 1
    self_service: Truth = True
    """Whether a carrier's key alone may change the status, needs, outcome and progress of their initiative."""
    attested: tuple[Literal["initiative", "course", "page"], ...] = ()
    """For which classes an approval known from a forge alone counts; never the registry, nor what is executed."""


class Movement(Model):
    """`content/movement.yml`: who runs the site, in which language, under which rules."""

    name: Annotated[str, text(2, 60)]
    tagline: Annotated[str, text(5, 120)]
    language: Literal["fr", "en"]
    timezone: Annotated[str, text(3, 60)]
    demonstration: Truth = False
    contact: RoleAddress
    forge: Forge | None = None
    doors: Doors = Doors.model_construct()  # not made ready: that takes longer than to read a small file
    license: Annotated[str, text(2, 40)] = "CC-BY-SA-4.0"
    answer_within: Annotated[Whole, Field(ge=1, le=180)] = 21
    policy: Policy = Policy.model_construct()
    stewards: Annotated[tuple[Officer, ...], Field(min_length=1)]
    editors: tuple[Officer, ...] = ()
    intake_keys: Annotated[tuple[PublicKey, ...], Field(max_length=5)] = ()
    """The keys with which the servers that receive proposals sign their receipts."""
    robots: Annotated[tuple[Robot, ...], Field(max_length=5)] = ()
    """Who attests what a forge says of reviews."""


Question = Literal[
    "title", "summary", "territory", "place", "purpose", "beneficiaries", "themes", "problem", "solution", "means",
    "needs", "partners", "name",
]  # fmt: skip
"""What the form asks, one after another."""


class Criterion(Model):
    """One thing asked of an initiative, in plain words, with an example of each answer."""

    id: Slug
    name: Annotated[str, text(5, 80)]
    question: Annotated[str, text(10, 200)]
    explanation: Annotated[str, text(10, 500)]
    accepted: Annotated[str, text(5, 200)]
    declined: Annotated[str, text(5, 200)]
    about: Annotated[tuple[Question, ...], Field(max_length=13)] = ()
    """The questions of the form beside which it is shown."""


class Criteria(Model):
    """`content/criteria.yml`: what an initiative must meet."""

    title: Annotated[str, text(5, 80)]
    introduction: Annotated[str, text(20, 400)]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]


class Term(Model):
    """A word of a vocabulary; a term is never removed, only replaced."""

    id: Slug
    fr: Annotated[str, text(2, 80)]
    en: Annotated[str, text(2, 80)]
    replaced_by: Slug | None = None

    def label(self, lang: str) -> str:
        """The word in one of the two languages."""
        return self.en if lang == "en" else self.fr


class Vocabulary(Model):
    """`content/vocabularies/<name>.yml`: a closed list of terms, shared by courses, initiatives and needs."""

    terms: Annotated[tuple[Term, ...], Field(min_length=1)]


class Decision(Model):
    """`content/decisions/<year>/<id>.yml`: what was decided otherwise than by publishing, with its public reason.

    A proposal declined or withdrawn bears the proposal's number; an initiative deleted or a breach acknowledged bears
    a name of its own.
    """

    id: Annotated[str, Field(pattern=r"^\d{4}-(?:\d{4}|[a-z][a-z0-9]*(?:-[a-z0-9]+)*)$", max_length=60)]
    outcome: Literal["declined", "withdrawn", "deleted", "acknowledged"]
    proposal: Annotated[str, Field(pattern=r"^[0-9A-Za-z-]+/[a-z0-9-]+$", max_length=90)]
    commit: Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")] | None = None
    title: Annotated[str, text(5, 80)]
    territory: Annotated[str, Field(pattern=r"^(?:fr|abroad|r-[0-9]{2}|[0-9]{2}|2[AB]|9[78][0-9]|75-[0-9]{2})$")]
    criterion: Slug | None = None
    reason: Annotated[str, text(20, 600)]
    decider: Slug | None = None
    date: Day


__all__ = [
    "Criteria",
    "Criterion",
    "Decision",
    "Forge",
    "Identifier",
    "Movement",
    "Officer",
    "Policy",
    "Robot",
    "Term",
    "Vocabulary",
]
