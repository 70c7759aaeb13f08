"""The trail as values: who approved what, by which mandate, on which day; what was received and is still waited for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple


class Approval(NamedTuple):
    """One person's signed word under a publication."""

    mandate: str
    """`34/helene-34`, `steward/agathe`, `carrier/berges-propres`."""
    name: str
    """As the registry told it that day; empty for a carrier."""
    verb: str
    day: date
    fingerprint: str
    own: bool = False
    """Only one person could decide, and approved their own change."""
    disputed: bool = False
    """Signed after the day from which the key is declared stolen."""
    attested: bool = False
    """Known only from a forge, not from a signature of the person."""


class Publication(NamedTuple):
    """One merge of the published branch."""

    commit: str
    day: date
    number: str
    """The number of the proposal, empty when it never was received by a server."""
    received: date | None
    paths: tuple[tuple[str, str | None], ...]
    """Each path with the blob that was published there, None when it was removed."""
    approvals: tuple[Approval, ...]
    breaches: tuple[str, ...] = ()
    """Codes of the rules of authority that it breaks."""
    acknowledged: str = ""
    """The decision by which the stewards acknowledged these breaches, empty when none did."""


class Received(NamedTuple):
    """One entry of the log of what was received; nothing of the text, only its digest."""

    number: str
    revision: int
    territory: str
    """Who answers: a territory, `editor` or `steward`; between plus signs when a proposal touches many (`34+81`)."""
    day: date
    deadline: date
    state: str = "waiting"
    """`waiting`, `published`, `declined`, `withdrawn`, or `dropped` when it disappeared without a decision.

    `unknown`: nobody answered, and this copy, to which proposals were not brought, cannot tell whether it waits.
    """


class Redacted(NamedTuple):
    """Texts taken out of history by the stewards, in public."""

    day: date
    reason: str
    blobs: tuple[str, ...]
    """Git's names of the texts that are gone."""
    mandates: tuple[str, ...]
    before: str
    after: str
    commits: tuple[tuple[str, str], ...]
    """What each commit that was rewritten became."""


@dataclass(frozen=True)
class Trail:
    """All that can be verified of a movement, at one commit."""

    tip: str
    root: str
    anchor: str
    """Where the guard was installed: what is older was published before it."""
    before: int
    """How many commits are older than the anchor."""
    publications: tuple[Publication, ...]
    received: tuple[Received, ...] = ()
    by_path: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """For each path the publications that touched it, oldest first, as positions in `publications`."""
    redactions: tuple[Redacted, ...] = ()
    """What was taken out of history, oldest first."""

    def of(self, path: str) -> tuple[Publication, ...]:
        """The publications of a path, oldest first."""
        return tuple(self.publications[position] for position in self.by_path.get(path, ()))

    def current(self, path: str, blob: str) -> Publication | None:
        """The publication that made a file what it is, None when it is older than the guard or was changed since."""
        found = self.of(path)
        return found[-1] if found and dict(found[-1].paths).get(path) == blob else None
