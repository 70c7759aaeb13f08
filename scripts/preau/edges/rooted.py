"""The first commit of the published branch, the name of a movement: found once, then known by what follows it."""

from __future__ import annotations

import re
from contextlib import closing, suppress
from itertools import islice

from preau.edges.files import replace
from preau.edges.repository import Repository

MEMORY = "preau/root"
NEAR = 200
"""Commits to walk back before all the branch is walked again, and what was found is kept from a later one."""
_KEPT = re.compile(r"([0-9a-f]{40}) ([0-9a-f]{40})\n")


def root_of(repository: Repository, tip: str) -> str:
    """The first commit of the branch that ends at a tip.

    A commit names all that came before it: what was found from one holds for every branch that goes through it.
    """
    path = repository.git_dir / MEMORY
    with suppress(OSError, UnicodeDecodeError):
        kept = _KEPT.fullmatch(path.read_text(encoding="ascii"))
        with closing(repository.lines("rev-list", "--first-parent", tip, "--")) as line:
            if kept and kept[1] in islice(line, NEAR):
                return kept[2]
    root = repository.root(tip)
    if not repository.shallow():  # a copy cut short does not know how it begins
        with suppress(OSError):
            replace(path, f"{tip} {root}\n".encode())
    return root
