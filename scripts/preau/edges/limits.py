"""How much one push may bring: sizes, files, entries; each can be changed with `git config` in the repository."""

from __future__ import annotations

from typing import NamedTuple

from preau.edges.refusal import Refusal
from preau.edges.repository import PROPOSALS, GitFault, Repository
from preau.i18n import N_


class Limits(NamedTuple):
    """The caps of one push and of the queue."""

    inflated: int = 8 * 1024 * 1024
    """Bytes of all that is new, once inflated (`preau.maxInflated`)."""
    files: int = 20
    """Files that a proposal may change (`preau.maxFiles`)."""
    objects: int = 2000
    """New entries of all kinds (`preau.maxObjects`)."""
    waiting: int = 2000
    """Proposals that may wait at the same time (`preau.maxWaiting`)."""


PACK = 4 * 1024 * 1024
"""Bytes of a pack as it is sent; Git itself refuses a larger one (`receive.maxInputSize`)."""


def limits_of(repository: Repository) -> Limits:
    """The caps that a repository's configuration sets."""
    names = {"inflated": "maxInflated", "files": "maxFiles", "objects": "maxObjects", "waiting": "maxWaiting"}
    try:
        told = repository.text("config", "--type=int", "--get-regexp", r"^preau\.max").lower()
    except GitFault:
        return Limits()
    said = dict(line.split(" ", 1) for line in told.split("\n"))
    return Limits(
        **{field: int(said[key]) for field, name in names.items() if (key := f"preau.{name.lower()}") in said}
    )


def room_left(repository: Repository, limits: Limits) -> None:
    """`Refusal` when as many proposals wait as the queue may hold."""
    waiting = len({ref.split("/")[2] for ref in repository.refs(PROPOSALS)})
    if waiting >= limits.waiting:
        raise Refusal(
            N_("{count} proposals are waiting already"),
            N_("Please try again in some days: referents must answer some of them first."), count=waiting,
        )  # fmt: skip
