"""A change as the rules read it: each of its files once, only as far as its class asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from preau.model import kinds
from preau.proposals.authority import Authority, read_value
from preau.proposals.heads import Head, head_of, rewritten
from preau.proposals.history import PLAIN, PROGRAM, Blob, Change
from preau.proposals.ledger import is_veiled


class Changed:
    """Some changes, the registry before them, and what is read of their files."""

    def __init__(self, changes: Sequence[Change], base: Authority, day: date, blob: Blob) -> None:
        sides = [side for one in changes for side in ((one.old, one.old_mode), (one.new, one.new_mode))]
        files = {oid for oid, mode in sides if mode in {PLAIN, PROGRAM}}
        self.changes, self.base, self.day = changes, base, day
        self.blob: Blob = lambda oid: blob(oid) if oid in files else b""  # nothing is read through a link
        self.classes = {one.path: kinds.policy_class(one.path) for one in changes}
        self.records = [one for one in changes if kinds.INITIATIVE.pattern.fullmatch(one.path)]
        self.heads = {oid: head_of(self.blob(oid)) for one in self.records for oid in (one.old, one.new) if oid}
        self.decisions = [one for one in changes if self.classes[one.path] == "decision"]
        self.decided = {
            one.path: read_value(one.path, self.blob(one.new)) for one in self.decisions if one.new is not None
        }
        self.veiled = any(is_veiled(oid, self.blob(oid)) for one in self.records for oid in (one.old, one.new) if oid)

    def head(self, oid: str | None) -> Head:
        """What an initiative's file says of its carrier and its old addresses."""
        return self.heads[oid] if oid else Head()

    def moved_to(self, gone: Change) -> Change | None:
        """Where a deleted initiative went: the new file, of the same carrier, that keeps its address as an alias."""
        for one in self.records:
            if one.old is None and one.new is not None and key_of(gone.path) in self.head(one.new).aliases:
                kept = rewritten(self.blob(gone.old or ""), self.blob(one.new))
                return None if "carrier" in kept else one
        return None


def territory_of(path: str) -> str:
    """The territory in which a file stands, empty when it stands in none."""
    known = kinds.recognise(path)
    return known[1].get("territory", "") if known else ""


def key_of(path: str) -> str:
    """`34/berges-propres`: how other files name the initiative at this path."""
    return path.removeprefix("initiatives/").removesuffix(".md")
