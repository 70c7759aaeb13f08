"""Decisions: the file of each, the same bytes wherever it is made, and those that a commit writes."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from datetime import date

from preau.model import kinds
from preau.model.movement import Decision
from preau.proposals import rules
from preau.proposals.authority import read_value
from preau.proposals.history import PLAIN, Blob, Commit
from preau.proposals.rules import Breach


def decision_file(facts: Mapping[str, str | None], day: date) -> tuple[str, str]:
    """The path and the text of a decision made on a day; facts that say nothing are left out."""
    text = "".join(f"{key}: {quoted(value)}\n" for key, value in facts.items() if value)
    return f"content/decisions/{day.year}/{facts['id']}.yml", text


def quoted(text: str) -> str:
    """A text between quotes, as YAML reads it."""
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'


def decisions_in(commit: Commit, blob: Blob) -> list[Decision]:
    """The decisions that a commit writes, as far as they can be read."""
    written = [one for one in commit.changes if one.new_mode == PLAIN and kinds.DECISION.pattern.fullmatch(one.path)]
    values = [read_value(one.path, blob(one.new or "")) for one in written]
    return [value for value in values if value is not None]


def again_in(commit: Commit, known: MutableMapping[str, str]) -> list[Breach]:
    """The decisions of a commit under a name that one of another year bears; `known`, by name, learns the others."""
    made = [one.path for one in commit.changes if one.new and kinds.DECISION.pattern.fullmatch(one.path)]
    again = [path for path in made if known.setdefault(path.rpartition("/")[2], path) != path]
    return [rules.CREATE_ONLY.by(commit.oid, path=path) for path in again]
