"""What was received: a log that hashes chain, each entry signed by the server; the receipt is the entry itself."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import Field

from preau.model.fields import Day, Model, Whole
from preau.proposals import sshsig
from preau.proposals.history import NEUTRAL, Change, Commit
from preau.proposals.statement import Entry, canonical

NAMESPACE = "preau-intake-v1"
VERSION = 1
MOST_NUMBERS = 9999
"""Proposals that can be numbered in a year."""
_LINE = "Preau-Received: "
Oid = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]


class LogEntry(Model):
    """One proposal received: its number, a digest of its files, and until when somebody answers. No text, no name."""

    deadline: Day
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    number: Annotated[str, Field(pattern=r"^\d{4}-\d{4}$")]
    previous: Oid | None
    """The commit of the entry before."""
    received: Day
    repository: Oid
    revision: Annotated[Whole, Field(ge=1)]
    scope: Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{1,20}(?:\+[0-9A-Za-z-]{1,20}){0,29}$")]
    """Who answers: a territory, `editor` or `steward`; all of them, between plus signs, when a change touches many."""
    version: Annotated[int, Field(ge=VERSION, le=VERSION)] = VERSION

    @property
    def name(self) -> str:
        """`2026-0042/1`: how merges name what they publish."""
        return f"{self.number}/{self.revision}"

    @property
    def scopes(self) -> list[str]:
        """Everyone who answers: each may decline, and all must agree."""
        return self.scope.split("+")

    def canonical(self) -> bytes:
        """The bytes that are signed: the fields above, which stand sorted."""
        return self.model_dump_json().encode()


def digest_of(entries: Iterable[Entry | Change]) -> str:
    """The digest of a change: which paths, from which blobs to which."""
    rows = [{"path": entry.path, "old": entry.old, "new": entry.new} for entry in entries]
    return hashlib.sha256(canonical(rows)).hexdigest()


def log_message(entry: LogEntry, armoured: str) -> str:
    """The message of the commit that holds an entry."""
    return f"Receive {entry.name}\n\n{_LINE}{receipt(entry, armoured)}\n"


def receipt(entry: LogEntry, armoured: str) -> str:
    """The receipt on one line: the entry and the signature of the server."""
    return f"{base64.b64encode(entry.canonical()).decode()} {sshsig.one_line(armoured)}"


def receipt_in(commit: Commit) -> str:
    """The receipt that a commit of the log holds."""
    return commit.message.partition(_LINE)[2].strip()


Found = tuple[LogEntry, bytes] | None
"""What a receipt holds: an entry, and the key that signed it."""


def _verified(data: bytes, line: str) -> bytes | None:
    return sshsig.verify_line(data, NAMESPACE, line)


def read_receipt(line: str, verify: Callable[[bytes, str], bytes | None] = _verified) -> Found:
    """The entry that a receipt holds and the key that signed it, None when it does not hold."""
    first, _, second = line.strip().partition(" ")
    try:
        data = base64.b64decode(first, validate=True)
        entry = LogEntry.model_validate_json(data)
    except ValueError:
        return None
    key = verify(data, second)
    return (entry, key) if key is not None and entry.canonical() == data else None


@dataclass
class Log:
    """The log, entry after entry; `broken` names the first commit that is not one of its entries."""

    entries: list[LogEntry] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)
    keys: set[bytes] = field(default_factory=set)
    """Every key that signed an entry."""
    broken: str = ""

    def __post_init__(self) -> None:
        self._by_name = {entry.name: entry for entry in self.entries}
        self._last = {entry.number: entry for entry in self.entries}

    def entry(self, name: str) -> LogEntry | None:
        """The entry of a revision, by its name."""
        return self._by_name.get(name)

    def days(self) -> dict[str, date]:
        """The day on which each number was first received."""
        found: dict[str, date] = {}
        for entry in self.entries:
            found.setdefault(entry.number, entry.received)
        return found

    def last(self, number: str) -> LogEntry | None:
        """The last revision of a number."""
        return self._last.get(number)

    def latest(self) -> Mapping[str, LogEntry]:
        """The last revision of each number."""
        return self._last


def entry_at(commits: Sequence[Commit], place: int) -> Found:
    """The entry that a commit of a log holds and the key that signed it, None when it is no entry there."""
    commit, previous = commits[place], commits[place - 1].oid if place else None
    _, _, line = commit.message.partition(_LINE)
    found = read_receipt(line) if line else None
    plain = commit.identity == NEUTRAL and not commit.changes and commit.parents == ((previous,) if previous else ())
    if found is None or not plain or found[0].previous != previous:
        return None
    return found if commit.message == f"Receive {found[0].name}\n\n{_LINE}{line}" else None


def read_log(commits: Sequence[Commit], found: Iterable[Found] | None = None) -> Log:
    """The log that a line of commits holds; what follows a commit that is no entry is not read."""
    each = (entry_at(commits, place) for place in range(len(commits))) if found is None else found
    entries: list[LogEntry] = []
    keys: set[bytes] = set()
    broken = ""
    for commit, one in zip(commits, each, strict=True):
        if one is None or broken:
            broken = broken or commit.oid
        else:
            entries.append(one[0])
            keys.add(one[1])
    return Log(entries, {commit.oid: place for place, commit in enumerate(commits[: len(entries)])}, keys, broken)


def next_number(given: Iterable[str], year: int, taken: Collection[str] = ()) -> str:
    """The number after the last one given in a year that nothing else has taken; the first free one when the year's
    end is reached, and nothing when none is left. Whoever takes a number far ahead stops nobody.
    """
    known = {number for number in given if number.startswith(f"{year}-") and number[5:].isdigit()}
    last = max((int(number[5:]) for number in known), default=0)
    tried = (f"{year}-{place:04d}" for place in (*range(last + 1, MOST_NUMBERS + 1), *range(1, last + 1)))
    return next((number for number in tried if number not in known and number not in taken), "")
