"""What a build knows of the trail: the trail and its breaches, or why there is none; how a file stands to it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from preau.model.trail import Trail

Why = Literal["no-git", "shallow", "unguarded", "elsewhere", "unreadable"]
"""Why there is no trail: no history here, a part of it, no guard, a history unknown to the guard, or a fault."""
Standing = Literal["approved", "older", "changed", "new"]
"""A file as its last publication left it; as it was before the guard; changed since; never published."""


class Fault(NamedTuple):
    """One rule of authority that history breaks, in the words of the site."""

    code: str
    commit: str
    path: str
    title: str
    message: str
    acknowledged: str = ""
    """The decision by which the stewards acknowledged it, empty when it is open."""


@dataclass(frozen=True)
class Audited:
    """The trail that a build draws."""

    trail: Trail | None = None
    why: Why | None = "no-git"
    """None when there is a trail."""
    faults: tuple[Fault, ...] = ()
    logged: bool = False
    """Whether the log of what was received is in this copy."""
    older: Mapping[str, str] = field(default_factory=dict)
    """The initiatives published before the guard, each with its blob."""

    @property
    def open_faults(self) -> tuple[Fault, ...]:
        """The breaches that no steward has acknowledged."""
        return tuple(one for one in self.faults if not one.acknowledged)

    def standing(self, path: str, data: bytes) -> Standing:
        """How the bytes of a file stand to what was published at its path; line ends of Windows do not count."""
        published = self.trail.of(path) if self.trail else ()
        known = dict(published[-1].paths).get(path) if published else self.older.get(path)
        if known is None:
            return "new"
        same = known == blob_of(data) or (b"\r\n" in data and known == blob_of(data.replace(b"\r\n", b"\n")))
        if not same:
            return "changed"
        return "approved" if published else "older"


def blob_of(data: bytes) -> str:
    """The name that Git gives to the bytes of a file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
