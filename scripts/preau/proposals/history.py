"""History as plain values: commits, what each changes, and the lines of facts that merges carry."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from preau.proposals import sshsig
from preau.proposals.commits import LINK as LINK
from preau.proposals.commits import NEUTRAL as NEUTRAL
from preau.proposals.commits import PLAIN as PLAIN
from preau.proposals.commits import PROGRAM as PROGRAM
from preau.proposals.commits import Change as Change
from preau.proposals.commits import Commit as Commit
from preau.proposals.commits import read_commit as read_commit
from preau.proposals.statement import Entry, Statement, read_statement

APPROVAL, PROPOSAL, INTAKE, PUSHED = "Preau-Approval", "Preau-Proposal", "Preau-Intake", "Preau-Pushed-By"
_FACTS = {
    APPROVAL: re.compile(r"[A-Za-z0-9+/=]+ \S[A-Za-z0-9+/= ]*"), PROPOSAL: re.compile(r"[0-9]{4}-[0-9]{4}/[1-9][0-9]*"),
    INTAKE: re.compile(r"[0-9a-f]{40}"), PUSHED: re.compile(r"[A-Za-z0-9+/]{68}"),
}  # fmt: skip
"""What each fact may look like: no place is left for a name."""
Blob = Callable[[str], bytes]
"""Reads the bytes of a blob by its name in Git."""


class Signed(NamedTuple):
    """A statement and the key that signed it (32 bytes)."""

    statement: Statement
    key: bytes
    line: str
    """The line that carries both."""
    digest: str
    """A short name of what is said, signature apart."""


class Trailers(NamedTuple):
    """The facts that a message carries; `broken` when a line of facts cannot be read, or more is said."""

    subject: str
    approvals: tuple[Signed, ...]
    proposal: str
    intake: str
    pushed_by: str
    broken: bool


def approval_line(statement: Statement, armoured: str) -> str:
    """A statement and its signature on one line, as merges carry them."""
    return f"{base64.b64encode(statement.canonical()).decode()} {sshsig.one_line(armoured)}"


def bytes_said(text: str) -> bytes | None:
    """The bytes that a word in base64 stands for, None when it is none."""
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return None


def read_approval(line: str, verify: Callable[[bytes, str], bytes | None]) -> Signed | None:
    """The statement on a line and the key that signed it, None unless the signature holds."""
    first, _, second = line.partition(" ")
    data = bytes_said(first)
    statement = read_statement(data) if data is not None else None
    if data is None or statement is None:
        return None
    key = verify(data, second)
    if key is None or sshsig.fingerprint(key) != statement.signer:
        return None
    if line != f"{base64.b64encode(data).decode()} {sshsig.plainly(second)}":
        return None  # there is one way to write a signature: no other could hide what it carries
    return Signed(statement, key, line, hashlib.sha256(data).hexdigest())


def message(subject: str, approvals: Iterable[str] = (), proposal: str = "", intake: str = "", pushed: str = "") -> str:
    """The whole message of a commit of ours: one neutral line, then facts."""
    facts = [(PROPOSAL, proposal), (PUSHED, pushed), *((APPROVAL, line) for line in approvals), (INTAKE, intake)]
    told = "".join(f"{name}: {value}\n" for name, value in facts if value)
    return f"{subject}\n" + (f"\n{told}" if told else "")


def read_message(text: str, verify: Callable[[bytes, str], bytes | None]) -> Trailers:
    """The facts of a message; everything in it must be a fact."""
    subject, _, rest = text.partition("\n")
    if not rest:
        return Trailers(subject, (), "", "", "", False)
    broken, found = False, dict[str, list[str]]()
    for line in rest.strip("\n").split("\n") if rest.strip("\n") else ():
        name, _, value = line.partition(": ")
        if name in _FACTS and _FACTS[name].fullmatch(value):
            found.setdefault(name, []).append(value)
        else:
            broken = True
    approvals = [read_approval(line, verify) for line in found.get(APPROVAL, ())]
    single = {name: found.get(name, [""]) for name in (PROPOSAL, INTAKE, PUSHED)}
    broken = broken or None in approvals or any(len(values) > 1 for values in single.values())
    kept = tuple(signed for signed in approvals if signed is not None)
    return Trailers(subject, kept, single[PROPOSAL][0], single[INTAKE][0], single[PUSHED][0], broken)


def ordered(changes: Iterable[Change]) -> list[Change]:
    """Changes in the order in which they are told; a tree that was forged may hold one name twice."""
    return sorted(changes, key=lambda one: (one.path, one.old or "", one.new or "", one.old_mode, one.new_mode))


def entries_of(changes: Iterable[Change]) -> tuple[Entry, ...]:
    """What a statement says of these changes."""
    return tuple(Entry.model_construct(path=one.path, old=one.old, new=one.new) for one in ordered(changes))


def is_of(statement: Statement, changes: Iterable[Change]) -> bool:
    """Whether a statement is about just these changes."""
    said = [(one.path, one.old, one.new) for one in statement.entries]
    return said == [(one.path, one.old, one.new) for one in ordered(changes)]


def subject_of(changes: Iterable[Change]) -> str:
    """The neutral first line for a change: what it does to which files, nothing else."""
    verbs = {(True, False): "Add", (False, True): "Remove", (False, False): "Change"}
    told = [f"{verbs[(one.old is None, one.new is None)]} {one.path}" for one in ordered(changes)]
    return (told[0] if told else "Change nothing") + (f" and {len(told) - 1} more" if len(told) > 1 else "")


@lru_cache(maxsize=4096)
def day_of(seconds: int, timezone: str) -> date:
    """The day of a moment where the movement lives; in universal time when its time zone does not exist."""
    try:
        zone: tzinfo = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = UTC
    try:
        return datetime.fromtimestamp(seconds, zone).date()
    except (ValueError, OverflowError, OSError):
        return date.max  # Git dates commits beyond the year 9999
