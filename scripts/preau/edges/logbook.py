"""The log of what was received, as the guard reads it: its names and places, and the entries that are asked for.

Nobody else can push there; that every entry is signed and none is missing is what audits verify.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing

from preau.edges.repository import LOG, Repository
from preau.proposals.commits import Commit
from preau.proposals.intake import Log, LogEntry, read_receipt, receipt_in

_RECEIVE = "Receive "
_NAME = re.compile(r"[0-9]{4}-[0-9]{4}(?:/[0-9]+)?")
_END = 1 << 40
"""The place of the last entry: only its distance to others is known when the log is not read from its beginning."""


def names(repository: Repository) -> dict[str, str]:
    """The name of each entry (`2026-0042/1`), oldest first, with its commit."""
    return {name: oid for oid, name in reversed(list(_newest(repository)))}


def some(repository: Repository, wanted: Iterable[str], heads: Iterable[str] = ()) -> Log | None:
    """The end of the log, read back until what is asked for is found; None when there is no log.

    It holds the entries of these names, the last ones of these numbers, and a place for these heads, which only tells
    which comes first. What the log does not hold is looked for until its beginning.
    """
    left, asked, rows = {name for name in wanted if _NAME.fullmatch(name)}, set(heads), list[tuple[str, str, bool]]()
    for oid, name in _newest(repository):
        named = {name, name.partition("/")[0]} & left
        rows.append((oid, name, bool(named)))
        left -= named
        asked.discard(oid)
        if not left and not asked:
            break
    commits = repository.commits_said(oid for oid, _, named in reversed(rows) if named)
    entries = [entry for commit in commits if (entry := entry_in(commit))]
    return Log(entries, {oid: _END - place for place, (oid, _, _) in enumerate(rows)}) if rows else None


def entry_in(commit: Commit) -> LogEntry | None:
    """The entry that a commit of the log holds, when its signature holds."""
    found = read_receipt(receipt_in(commit))
    return found[0] if found else None


def _newest(repository: Repository) -> Iterator[tuple[str, str]]:
    """Each commit of the log, newest first, with the name of its entry."""
    if repository.tip(LOG) is None:
        return
    with closing(repository.lines("log", "--format=%H %s", "--no-show-signature", LOG, "--")) as lines:
        for line in lines:
            oid, _, subject = line.partition(" ")
            yield oid, subject.removeprefix(_RECEIVE)
