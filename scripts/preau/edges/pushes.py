"""What a push asks for, as the hooks hand it on, and the language in which they answer."""

from __future__ import annotations

from typing import NamedTuple

from preau.edges.repository import GitFault, Repository
from preau.proposals.commits import Change

FOR = "refs/for/main"


class Update(NamedTuple):
    """One ref that a push asks to move."""

    old: str
    new: str
    ref: str


class Asking(NamedTuple):
    """A proposal as it would be received: its changes on the present state, and who answers for it (`34+81`)."""

    tip: str
    tree: str
    changes: tuple[Change, ...]
    scope: str


def language_at(repository: Repository, commit: str | None) -> str:
    """The language that the movement says at a commit."""
    if commit is None:
        return "fr"
    try:
        text = repository.run("cat-file", "blob", f"{commit}:content/movement.yml").decode("utf-8", "replace")
    except GitFault:
        return "fr"
    return "en" if "\nlanguage: en" in "\n" + text.replace('"', "") else "fr"
