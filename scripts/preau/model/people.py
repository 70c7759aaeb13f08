"""Where people answer for what: territories, their referents' mandates, facilitators and local committees."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from preau.model.fields import (
    Day,
    ForgeId,
    Model,
    PublicKey,
    RoleAddress,
    Slug,
    StolenKey,
    TerritoryCode,
    Truth,
    text,
)


class Referent(Model):
    """A person who answers for a territory between two days."""

    id: Slug
    name: Annotated[str, text(2, 80)]
    fictional: Truth = False
    keys: tuple[PublicKey, ...] = ()
    stolen: tuple[StolenKey, ...] = ()
    accounts: dict[str, ForgeId] = Field(default_factory=dict)
    from_: Day = Field(alias="from")
    until: Day
    revoked: Day | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the mandate runs on that day (both ends included) and was not revoked."""
        return self.from_ <= day <= self.until and (self.revoked is None or day < self.revoked)


class Facilitator(Model):
    """A person who links citizens and institutions, or animates a committee."""

    id: Slug | None = None
    name: Annotated[str, text(2, 80)]
    fictional: Truth = False
    role: Annotated[str, text(3, 120)] | None = None
    keys: tuple[PublicKey, ...] = ()
    from_: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    def valid_on(self, day: date) -> bool:
        """Whether they act that day; a day that is not told does not bound."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class Territory(Model):
    """`content/territories/<code>.yml`: a place, who answers for it, and since when it is open."""

    code: TerritoryCode
    name: Annotated[str, text(2, 80)]
    kind: Literal["country", "region", "department", "collectivity", "district", "abroad"]
    parent: TerritoryCode | None = None
    opened: Day | None = None
    contact: RoleAddress | None = None
    referents: tuple[Referent, ...] = ()
    facilitators: tuple[Facilitator, ...] = ()

    def open_on(self, day: date) -> bool:
        """Whether citizens can propose there on that day."""
        return self.opened is not None and self.opened <= day

    def referents_on(self, day: date) -> tuple[Referent, ...]:
        """Who holds a valid mandate there on that day."""
        return tuple(referent for referent in self.referents if referent.valid_on(day))

    def facilitators_on(self, day: date) -> tuple[Facilitator, ...]:
        """Who links citizens and institutions there on that day."""
        return tuple(one for one in self.facilitators if one.valid_on(day))


class Committee(Model):
    """`content/committees/<territory>/<slug>.yml`: a local group that meets and helps."""

    name: Annotated[str, text(3, 80)]
    territory: TerritoryCode
    place: Annotated[str, text(2, 80)]
    meets: Annotated[str | None, Field(max_length=120)] = None
    contact: RoleAddress | None = None
    facilitators: tuple[Facilitator, ...] = ()
