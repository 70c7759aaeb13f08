"""The log of what was received, as the server that wrote it reads it: names first, entries when they are asked for.

Nobody else can push there; that every entry is signed and none is missing is what audits verify.
"""

from __future__ import annotations

from preau.edges.repository import LOG, Repository
from preau.proposals.commits import Commit
from preau.proposals.intake import LogEntry, read_receipt, receipt_in

_RECEIVE = "Receive "


def names(repository: Repository) -> dict[str, str]:
    """The name of each entry (`2026-0042/1`), oldest first, with its commit."""
    if repository.tip(LOG) is None:
        return {}
    said = repository.text("log", "--format=%H %s", "--reverse", "--no-show-signature", LOG, "--")
    rows = (line.partition(" ") for line in said.split("\n"))
    return {subject.removeprefix(_RECEIVE): oid for oid, _, subject in rows}


def entry_in(commit: Commit) -> LogEntry | None:
    """The entry that a commit of the log holds, whoever signed it."""
    found = read_receipt(receipt_in(commit), lambda data, line: b"")
    return found[0] if found else None
