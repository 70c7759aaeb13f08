"""Who may decide what, as the registry says at one commit: mandates, their keys and days, and how many must agree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from preau.model import kinds
from preau.model.movement import Movement, Officer, Policy
from preau.model.people import Facilitator, Referent, Territory
from preau.proposals import sshsig
from preau.reading.marks import read_yaml
from preau.reading.texts import decode
from preau.reading.validate import validate

STEWARD, EDITOR, CARRIER = "steward", "editor", "carrier"


class Holder(NamedTuple):
    """One mandate: what it is for (a territory, `steward`, `editor`), whose, with which keys, between which days."""

    scope: str
    person: str
    name: str
    keys: frozenset[bytes]
    who: Referent | Officer | Facilitator
    advises: bool = False
    """A facilitator's word is recorded, and binds nobody."""

    @property
    def mandate(self) -> str:
        """`34/helene-34`, `steward/agathe`."""
        return f"{self.scope}/{self.person}"

    def holds(self, key: bytes, signed: date, day: date) -> bool:
        """Whether this key spoke for the mandate on the day it signed, and still does on the other day."""
        return key in self.keys and self.runs(signed, day)

    def runs(self, *days: date) -> bool:
        """Whether the mandate runs on all of these days."""
        return all(self.who.valid_on(day) for day in days)

    @property
    def accounts(self) -> Mapping[str, int]:
        """Under which number each forge knows this person."""
        return getattr(self.who, "accounts", {})


@dataclass(frozen=True)
class Authority:
    """The registry at one commit, as far as deciding goes."""

    policy: Policy
    timezone: str
    answer_within: int
    holders: tuple[Holder, ...]
    parents: Mapping[str, str]
    opened: Mapping[str, date]
    intake_keys: frozenset[bytes]
    stolen: Mapping[bytes, date]
    """Keys that somebody else may have held, each since which day."""
    by_scope: Mapping[str, tuple[Holder, ...]] = field(default_factory=dict)
    robots: Mapping[str, frozenset[bytes]] = field(default_factory=dict)
    """For each forge, the keys of those who attest what it says."""

    def mandate(self, name: str) -> Holder | None:
        """The holder of a mandate, None when the registry names none."""
        scope, _, person = name.partition("/")
        return next((holder for holder in self.by_scope.get(scope, ()) if holder.person == person), None)

    def deciders(self, scope: str, day: date, policy: str = "") -> tuple[Holder, ...]:
        """Who may decide for a scope on a day: a valid mandate, and a key, or an account where the policy allows it."""
        attested = self.robots.keys() if policy in self.policy.attested else frozenset()
        held = (one for one in self.by_scope.get(scope, ()) if not one.advises and one.who.valid_on(day))
        return tuple(one for one in held if one.keys or attested & one.accounts.keys())

    def line_of(self, territory: str) -> tuple[str, ...]:
        """A territory and its parents, nearest first; a loop is cut."""
        line: list[str] = []
        while territory and territory not in line:
            line.append(territory)
            territory = self.parents.get(territory, "")
        return tuple(line)

    def people(self, keys: Iterable[bytes], accounts: Iterable[int]) -> tuple[Holder, ...]:
        """Every mandate of the people to whom one of these keys, or of these accounts, belongs."""
        asked: tuple[bytes | int, ...] = (*keys, *accounts)
        names = set[str]().union(*(self._owners.get(one, ()) for one in asked))
        return tuple(holder for holder in self.holders if holder.person in names) if names else ()

    @cached_property
    def _owners(self) -> Mapping[bytes | int, set[str]]:
        """Whose each key and each account is: asked of every change, so found once."""
        found: dict[bytes | int, set[str]] = {}
        for holder in self.holders:
            held: tuple[bytes | int, ...] = (*holder.keys, *holder.accounts.values())
            for one in held:
                found.setdefault(one, set()).add(holder.person)
        return found

    def shared_keys(self) -> list[tuple[bytes, str, str]]:
        """Each key that two people hold, with their names in the registry."""
        owner: dict[bytes, str] = {}
        found = []
        for holder in self.holders:
            for key in sorted(holder.keys):
                if owner.setdefault(key, holder.person) != holder.person:
                    found.append((key, owner[key], holder.person))
        robots = ((key, forge) for forge, keys in sorted(self.robots.items()) for key in sorted(keys))
        return found + [(key, owner[key], forge) for key, forge in robots if key in owner]


NOBODY = Authority(Policy.model_construct(), "UTC", 21, (), {}, {}, frozenset(), {})
"""What a registry that cannot be read gives: nobody may decide."""


def is_registry(path: str) -> bool:
    """Whether who may decide is read in this file."""
    return path == kinds.MOVEMENT.path or (
        path.startswith("content/territories/") and kinds.TERRITORY.pattern.fullmatch(path) is not None
    )


def read_value(path: str, data: bytes) -> Any:
    """The value of a YAML file of the movement, None when it is at fault."""
    known = kinds.recognise(path)
    text, findings = decode(data, path)
    if known is None or known[0].model is None or findings or not text:
        return None
    marked = read_yaml(text, path)
    if known[0].source == "terms":
        marked.data = {"terms": marked.data}
    value = None if marked.findings else validate(known[0].model, marked.data, marked, path)[0]
    # a file that says to be another would be read in that other's place
    named = value is not None and all(getattr(value, key) == known[1][name] for name, key in known[0].identity)
    return value if named else None


def authority_of(values: Iterable[Movement | Territory | None]) -> Authority:
    """The authority that the files of a registry give; nobody decides without a movement that can be read."""
    read = [value for value in values if value is not None]
    movement = next((value for value in read if isinstance(value, Movement)), None)
    if movement is None:
        return NOBODY
    territories = [value for value in read if isinstance(value, Territory)]
    holders = tuple(_holders(movement, territories))
    by_scope: dict[str, tuple[Holder, ...]] = {}
    for holder in holders:
        by_scope[holder.scope] = (*by_scope.get(holder.scope, ()), holder)
    return Authority(
        movement.policy, movement.timezone, movement.answer_within, holders,
        {place.code: place.parent for place in territories if place.parent},
        {place.code: place.opened for place in territories if place.opened},
        frozenset(_keys(movement.intake_keys)), _stolen(holders), by_scope, _robots(movement),
    )  # fmt: skip


def _holders(movement: Movement, territories: Iterable[Territory]) -> Iterable[Holder]:
    for scope, officers in ((STEWARD, movement.stewards), (EDITOR, movement.editors)):
        for officer in officers:
            yield Holder(scope, officer.id, officer.name, frozenset(_keys(officer.keys)), officer)
    for place in territories:
        for referent in place.referents:
            yield Holder(place.code, referent.id, referent.name, frozenset(_keys(referent.keys)), referent)
        for one in place.facilitators:
            if one.id:
                yield Holder(place.code, one.id, one.name, frozenset(_keys(one.keys)), one, advises=True)


def _keys(lines: Iterable[str]) -> Iterable[bytes]:
    return (key for key in map(sshsig.public_bytes, lines) if key is not None)


def _robots(movement: Movement) -> dict[str, frozenset[bytes]]:
    found: dict[str, frozenset[bytes]] = {}
    for one in movement.robots:
        found[one.forge] = found.get(one.forge, frozenset()).union(_keys([one.key]))
    return found


def _stolen(holders: Iterable[Holder]) -> dict[bytes, date]:
    found: dict[bytes, date] = {}
    for holder in holders:
        for told in getattr(holder.who, "stolen", ()):
            key = sshsig.public_bytes(told.key)
            if key is not None:
                found[key] = min(told.since, found.get(key, told.since))
    return found
