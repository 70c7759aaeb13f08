"""Who approved what, as pages say it: the approvals of a publication, and the block of an initiative's page.

Nothing here names a commit: a page would then change with every merge, whatever it published.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from preau.model.movement import Officer
from preau.model.people import Referent
from preau.model.trail import Approval, Publication
from preau.views.frame import Context, Frame

MOST = 3
"""How many later changes the page of an initiative tells; `/trail.json` tells them all."""
FETCH = "git fetch origin '+refs/preau/*:refs/preau/*' '+refs/proposals/*:refs/proposals/*'"
"""What a plain clone leaves behind: the log of what was received, and the proposals that wait."""
_OFFICES = {"steward": "stewards", "editor": "editors"}


def approver(one: Approval, frame: Frame) -> Context:
    """One signed word: whose, by which mandate and its days, and what is to be known of it."""
    scope, _, person = one.mandate.partition("/")
    place = frame.registry.territories.get(scope)
    held = _held(frame, scope, person, one.day)
    return {
        "name": one.name or person, "role": scope if scope in {"steward", "editor", "carrier"} else "referent",
        "fictional": bool(held and held.fictional), "day": one.day, "fingerprint": one.fingerprint,
        "from_": held.from_ if held else None, "until": held.until if held else None, "known": held is not None,
        "territory": {"name": place.name, "address": frame.at.territory(place.code)} if place else None,
        "place": place.name if place else scope,
        "own": one.own, "disputed": one.disputed, "attested": one.attested,
    }  # fmt: skip


def _held(frame: Frame, scope: str, person: str, day: date) -> Referent | Officer | None:
    """The mandate as the registry tells it: of several of one person, that of the day."""
    found: Sequence[Referent | Officer]
    if scope in _OFFICES:
        found = getattr(frame.registry.movement, _OFFICES[scope])
    else:
        place = frame.registry.territories.get(scope)
        found = place.referents if place else ()
    theirs = [one for one in found if one.id == person]
    return next((one for one in theirs if one.valid_on(day)), theirs[0] if theirs else None)


def publication(one: Publication, frame: Frame) -> Context:
    """One publication: when, by whom, how long it took, and whether a rule was broken."""
    return {
        "day": one.day, "number": one.number,
        "took": (one.day - one.received).days if one.received else None,
        "approvers": [approver(approval, frame) for approval in one.approvals],
        "news": bool(one.approvals) and all(approval.verb == "amend" for approval in one.approvals),
        "broken": bool(one.breaches), "acknowledged": decision_link(one.acknowledged, frame),
    }  # fmt: skip


def decision_link(name: str, frame: Frame) -> str:
    """Where a decision is told, empty without one."""
    return frame.at.section("transparency", "decisions") + "#d" + name if name else ""


def commands(frame: Frame) -> list[str]:
    """What anybody types to verify the trail in a copy of their own."""
    forge = frame.registry.movement.forge
    place = shlex.quote(forge.url) if forge else frame.say("ADDRESS-OF-THE-REPOSITORY")
    return [f"git clone {place} verification", "cd verification", FETCH, "preau audit"]


class Approvals:
    """Says of each initiative who approved it; a constant word where there is no trail."""

    def __init__(self, frame: Frame, read: Callable[[str], bytes]) -> None:
        """`read` gives the bytes of a file of the movement."""
        self.frame, self.read = frame, read
        lines = commands(frame)
        self.command = " && ".join([*lines[:2], lines[-1]])

    def of(self, path: str) -> Context | None:
        """What the block of a page needs, None where no trail is at hand."""
        audited = self.frame.audited
        if audited.trail is None:
            return None
        made = audited.trail.of(path)
        told = [publication(one, self.frame) for one in _shown(made)]
        return {
            "standing": audited.standing(path, self.read(path)), "older": path in audited.older,
            "publications": told, "left_out": len(made) - len(told), "command": self.command,
        }  # fmt: skip


def _shown(made: Sequence[Publication]) -> Iterable[Publication]:
    """The first publication and the last ones."""
    return made if len(made) <= MOST + 1 else (made[0], *made[-MOST:])
