"""The file of a decision, published when a proposal is declined or withdrawn: the same bytes wherever it is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date


def decision_file(facts: Mapping[str, str | None], day: date) -> tuple[str, str]:
    """The path and the text of a decision made on a day; facts that say nothing are left out."""
    text = "".join(f"{key}: {quoted(value)}\n" for key, value in facts.items() if value)
    return f"content/decisions/{day.year}/{facts['id']}.yml", text


def quoted(text: str) -> str:
    """A text between quotes, as YAML reads it."""
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'
