"""Where an audit begins, in a room that opens at once: Git walks the history while the rules are brought."""

from __future__ import annotations

from preau.edges.repository import ANCHOR, LOG, MAIN, Repository
from preau.i18n import N_

CANNOT = {
    "branch": N_("There is no {name} here: is it a clone of a movement? (`git branch` tells.)"),
    "shallow": N_("Part of the history is missing in this copy. Bring it here with: git fetch --unshallow"),
    "anchor": N_("{name} is no commit of this repository."),
    "anchor-elsewhere": N_("The branch does not descend from {name}: it is not the history that this anchor knows."),
}


class CannotJudge(Exception):
    """The history is not all here, or there is none: `what` is a sentence's key among those of the command."""

    def __init__(self, what: str, **facts: str) -> None:
        super().__init__(what)
        self.what, self.facts = what, facts


def published(repository: Repository) -> str:
    """The ref that holds what is published, as far as this copy knows: that of the copy it follows, else its own."""
    theirs = "refs/remotes/origin/main"
    return theirs if repository.tip(theirs) else MAIN


def walk_ahead(repository: Repository, ref: str) -> None:
    """Have Git walk what an audit will most likely ask for; another range costs its time, and no answer."""
    tip, anchor = repository.tip(ref), repository.tip(ANCHOR)
    if tip and anchor:
        repository.begin(tip, f"^{anchor}")
    if repository.tip(LOG):
        repository.begin(LOG)
