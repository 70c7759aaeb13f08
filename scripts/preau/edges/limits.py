"""How much one push may bring: sizes, files, entries; each can be changed with `git config` in the repository."""

from __future__ import annotations

from typing import NamedTuple

from preau.edges.repository import GitFault, Repository


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
    said = {}
    for field, name in names.items():
        try:
            said[field] = int(repository.text("config", "--type=int", "--get", f"preau.{name}"))
        except (GitFault, ValueError):
            continue
    return Limits(**said)
