"""After a push to the published branch: proposals that were published or decided are closed, their texts forgotten."""

from __future__ import annotations

from collections.abc import Iterable

from preau.edges.repository import NOTHING, PROPOSALS, Repository
from preau.edges.sweeping import sweep
from preau.proposals.commits import Commit

_PROPOSAL = "Preau-Proposal: "


def tidy(repository: Repository, commits: Iterable[Commit]) -> None:
    """Close the proposals that these merges publish or decide."""
    made = list(commits)
    lines = [line for commit in made for line in commit.message.split("\n")]
    numbers = {line[len(_PROPOSAL) :].partition("/")[0] for line in lines if line.startswith(_PROPOSAL)}
    paths = [change.path for commit in made for change in commit.changes]
    numbers |= {path.rpartition("/")[2][:-4] for path in paths if path.startswith("content/decisions/")}
    for number in sorted(numbers - {""}):
        refs = repository.refs(f"{PROPOSALS}/{number}")
        sweep(repository.git_dir, refs)
        if refs:
            repository.move(*((ref, NOTHING, oid) for ref, oid in refs.items()))
