"""The log of what was received, as the server that wrote it reads it: names first, entries when they are asked for.

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
    if repository.tip(LOG) is None:
        return {}
    said = repository.text("log", "--format=%H %s", "--reverse", "--no-show-signature", LOG, "--")
    rows = (line.partition(" ") for line in said.split("\n"))
    return {subject.removeprefix(_RECEIVE): oid for oid, _, subject in rows}


def some(repository: Repository, wanted: Iterable[str]) -> Log | None:
    """The log with the place of every entry, and the entries of these names or numbers only; None without a log."""
    known = names(repository)
    if not known:
        return None
    asked = set(wanted)
    kept = [oid for name, oid in known.items() if name in asked or name.partition("/")[0] in asked]
    commits = repository.commits_said(kept)
    entries = [entry for commit in commits if (entry := entry_in(commit))]
    return Log(entries, {oid: place for place, oid in enumerate(known.values())})


def entry_in(commit: Commit) -> LogEntry | None:
    """The entry that a commit of the log holds, whoever signed it."""
    found = read_receipt(receipt_in(commit), lambda data, line: b"")
    return found[0] if found else None
