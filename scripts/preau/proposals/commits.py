"""Commits and what they change, as plain values: all that a hook needs that judges nothing."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import NamedTuple

NEUTRAL = "Préau <preau@preau.invalid>"
"""The author and committer of everything: who decided is told by signatures, who wrote by nothing."""
_NEUTRAL = NEUTRAL.encode()
PLAIN, PROGRAM, LINK = "100644", "100755", "120000"


class Change(NamedTuple):
    """One path that differs between two trees; an absent side has no blob and an empty mode."""

    path: str
    old: str | None
    new: str | None
    old_mode: str
    new_mode: str


class Commit(NamedTuple):
    """One commit: its parents, when it was made (seconds), who it names, what it says, and what it changes."""

    oid: str
    parents: tuple[str, ...]
    time: int
    identity: str
    message: str
    changes: tuple[Change, ...]
    """Against its first parent, from trees, without guessing renames."""


_HEADER = re.compile(
    rb"tree [0-9a-f]{40}\n(?P<parents>(?:parent [0-9a-f]{40}\n)*)"
    rb"author (?P<author>[^\n]*?) (?P<written>\d+) (?P<zone>[+-]\d{4})\n"
    rb"committer (?P<committer>[^\n]*?) (?P<time>\d+) (?P<zone2>[+-]\d{4})\n(?P<more>(?:[^\n]+\n)*)\n"
)


def read_commit(oid: str, raw: bytes, changes: tuple[Change, ...]) -> Commit:
    """A commit from its own bytes; `identity` is `NEUTRAL` only when nothing else is said of people or clocks."""
    found = _HEADER.match(raw)
    if found is None:
        return Commit(oid, (), 0, "?", "", changes)
    parents = tuple(found["parents"].decode().replace("parent ", "").split())
    names = {found["author"].decode("utf-8", "replace"), found["committer"].decode("utf-8", "replace")}
    plain = names == {NEUTRAL} and found["written"] == found["time"] and not found["more"]
    plain = plain and found["zone"] == found["zone2"] == b"+0000"
    said = raw[found.end() :].decode("utf-8", "surrogateescape")
    identity = NEUTRAL if plain else f"? {', '.join(sorted(names))}"
    return Commit(oid, parents, int(found["time"]), identity, said, changes)


def neutral_commit(facts: Sequence[bytes], changes: tuple[Change, ...]) -> Commit | None:
    """A commit from what a log tells of it, None unless that is all it holds: its name is the hash of its own bytes.

    Whatever a log leaves out (people, clocks, other headers, what follows a zero) gives another hash.
    """
    oid, tree, parents, time, said = facts
    before = parents.split()
    told = b"".join(b"parent %s\n" % one for one in before)
    who = b"%s %s +0000\n" % (_NEUTRAL, time)
    raw = b"tree %s\n%sauthor %scommitter %s\n%s" % (tree, told, who, who, said)
    if hashlib.sha1(b"commit %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest().encode() != oid:
        return None
    text = said.decode("utf-8", "surrogateescape")
    return Commit(oid.decode(), tuple(one.decode() for one in before), int(time), NEUTRAL, text, changes)
