"""The log of what was received, as the guard reads it: its names and places, and the entries that are asked for.

Nobody else can push there; that every entry is signed and none is missing is what audits verify.
"""

from __future__ import annotations

from collections.abc import Iterable

from preau.edges.repository import LOG, Repository
from preau.proposals.commits import Commit
from preau.proposals.intake import Log, LogEntry, read_receipt, receipt_in

_RECEIVE = "Receive "


def names(repository: Repository) -> dict[str, str]:
    """The name of each entry (`2026-0042/1`), oldest first, with its commit."""
    return {name: oid for oid, name in _rows(repository)}


def some(repository: Repository, wanted: Iterable[str]) -> Log | None:
    """The log with the place of every entry, and the entries of these names or numbers; None when there is no log."""
    rows, asked = _rows(repository), set(wanted)
    commits = repository.commits_said(oid for oid, name in rows if asked & {name, name.partition("/")[0]})
    entries = [entry for commit in commits if (entry := entry_in(commit))]
    return Log(entries, {oid: place for place, (oid, _) in enumerate(rows)}) if rows else None


def entry_in(commit: Commit) -> LogEntry | None:
    """The entry that a commit of the log holds, when its signature holds."""
    found = read_receipt(receipt_in(commit))
    return found[0] if found else None


def _rows(repository: Repository) -> list[tuple[str, str]]:
    """Each commit of the log, oldest first, with the name of its entry."""
    if repository.tip(LOG) is None:
        return []
    said = repository.text("log", "--format=%H %s", "--reverse", "--no-show-signature", LOG, "--")
    parts = (line.partition(" ") for line in said.split("\n"))
    return [(oid, subject.removeprefix(_RECEIVE)) for oid, _, subject in parts]
