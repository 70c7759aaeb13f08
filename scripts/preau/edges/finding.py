"""Files found by what is written in them, as `git grep` finds them; signs that are written otherwise are thought of."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence

from preau.edges.repository import GitFault, Repository

Process = subprocess.Popen[bytes]

ESCAPED = ("\\", "&#", "&sol", "&fjlig")
"""How a sign of an address may be written otherwise, in Markdown and in YAML: who writes so is looked at."""


def search(repository: Repository, words: Iterable[str], *where: str, before: Sequence[str] = ()) -> Process:
    """A search that begins, `where` being a tree and folders; none of the words is a pattern."""
    patterns = (part for word in (*sorted(words), *ESCAPED) for part in ("-e", word))
    how = ("--name-only", "--null", "--no-color", "--no-recurse-submodules", "--fixed-strings")
    return repository.start([*before, "grep", *how, *patterns, *where])


def parts(process: Process, nothing: int = 0) -> list[str]:
    """What a command of Git tells between zeros; `nothing` is how it ends when there is nothing to tell."""
    return [part.decode("utf-8", "surrogateescape") for part in told(process, nothing).split(b"\0") if part]


def told(process: Process, nothing: int = 0) -> bytes:
    """What a command of Git tells; `GitFault` when it failed."""
    out, error = process.communicate()
    if process.returncode not in {0, nothing}:
        raise GitFault(error.decode("utf-8", "replace").strip())
    return bytes(out)
