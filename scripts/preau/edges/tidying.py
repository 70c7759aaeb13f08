"""Proposals that were published or decided are closed, their texts forgotten; a repository is kept small and fast."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from preau.edges.repository import MAIN, NOTHING, PROPOSALS, Repository, opened
from preau.edges.sweeping import sweep, sweep_pushes
from preau.proposals.commits import Commit

YOUNG = "2.hours.ago"
"""What nobody references is kept so long: between two hooks of a push, its proposal has no ref yet."""
_PROPOSAL = "Preau-Proposal: "
_DECISIONS = "content/decisions/"


class Tidied(NamedTuple):
    """What was put right: proposals closed, locks that nobody held."""

    closed: int
    locks: int


def tidy(repository: Repository, commits: Iterable[Commit]) -> None:
    """After a push to the published branch: close the proposals that these merges publish or decide."""
    made = list(commits)
    numbers = _published(line for commit in made for line in commit.message.split("\n"))
    _close(repository, numbers | _decided(change.path for commit in made for change in commit.changes))


def tidy_all(bare: Path) -> Tidied:
    """What killed processes left is put right, what was answered is closed, and Git packs and forgets the rest."""
    with opened(bare) as repository:
        locks = sweep(repository.git_dir)
        sweep_pushes(repository.git_dir)
        closed = 0
        if repository.tip(MAIN) is not None:
            said = repository.text("log", "--first-parent", "--format=%B", f"--grep=^{_PROPOSAL}", MAIN, "--")
            numbers = _published(said.split("\n")) | _decided(repository.names(MAIN, _DECISIONS))
            closed = _close(repository, numbers & {ref.split("/")[2] for ref in repository.refs(PROPOSALS)})
        repository.run("gc", "--quiet", f"--prune={YOUNG}")
        return Tidied(closed, locks)


def _published(lines: Iterable[str]) -> set[str]:
    return {line[len(_PROPOSAL) :].partition("/")[0] for line in lines if line.startswith(_PROPOSAL)}


def _decided(paths: Iterable[str]) -> set[str]:
    return {path.rpartition("/")[2][:-4] for path in paths if path.startswith(_DECISIONS)}


def _close(repository: Repository, numbers: Iterable[str]) -> int:
    closed = 0
    for number in sorted({*numbers} - {""}):
        refs = repository.refs(f"{PROPOSALS}/{number}")
        sweep(repository.git_dir, refs)
        if refs:
            repository.move(*((ref, NOTHING, oid) for ref, oid in refs.items()))
            closed += 1
    return closed
