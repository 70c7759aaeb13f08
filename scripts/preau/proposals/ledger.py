"""What was redacted: the ledger, signed by stewards, that leads from a history to the same one without some texts."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, NamedTuple

from pydantic import Field, ValidationError

from preau.model.fields import Day, Model, text
from preau.proposals import sshsig
from preau.proposals.history import NEUTRAL, Blob, Commit
from preau.proposals.statement import canonical

NAMESPACE = "preau-redaction-v1"
VERSION = 1
VEIL = b"preau-redacted "
_LINE = "Preau-Redaction: "
Oid = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]


class Redaction(Model):
    """What one steward signs: which texts disappear, from which history to which, and why."""

    version: Annotated[int, Field(ge=VERSION, le=VERSION)] = VERSION
    repository: Oid
    redacted: Annotated[tuple[Oid, ...], Field(min_length=1, max_length=100)]
    before: Oid
    after: Oid
    mapping: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """The SHA-256 of the lines `old new` that tell what each commit became."""
    reason: Annotated[str, text(20, 600)]
    date: Day
    signer: Annotated[str, Field(pattern=r"^SHA256:[A-Za-z0-9+/]{43}$")]
    mandate: Annotated[str, Field(pattern=r"^steward/[a-z0-9-]+$", max_length=80)]

    def canonical(self) -> bytes:
        """The bytes that are signed."""
        return canonical(self.model_dump(mode="json"))


class Signing(NamedTuple):
    """A redaction as one steward signed it."""

    redaction: Redaction
    key: bytes


def tombstone(blob: str) -> bytes:
    """What stands in the place of a redacted text: the name of what it was, which statements bind."""
    return VEIL + blob.encode() + b"\n"


def name_of(data: bytes) -> str:
    """The name that Git gives to some bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def is_veiled(blob: str, data: bytes) -> bool:
    """Whether a reader gave, for a blob, what stands in its place: a real file cannot hold its own name."""
    return data == tombstone(blob)


def _followed(commit: str, steps: Mapping[str, str]) -> str:
    """The end of a chain of commits; a false ledger that turns in a circle is left where it closes."""
    if commit not in steps:
        return commit  # nearly always: nothing was redacted
    met = set[str]()
    while commit in steps and commit not in met:
        met.add(commit)
        commit = steps[commit]
    return commit


@dataclass(frozen=True)
class Ledger:
    """Every redaction so far: what each old commit became, and which texts are gone."""

    signings: tuple[tuple[Signing, ...], ...] = ()
    forward: Mapping[str, str] = field(default_factory=dict)
    veils: Mapping[str, str] = field(default_factory=dict)
    """The name of each tombstone, with the name of the text that it replaces."""
    maps: tuple[Mapping[str, str], ...] = ()
    """What each redaction made of each commit, in the order of `signings`."""
    broken: str = ""
    """The first commit of the ledger that is not sound, empty when all are."""

    def now(self, commit: str) -> str:
        """What an old commit has become."""
        return _followed(commit, self.forward)

    def first(self, commit: str) -> str:
        """What a commit was before every redaction."""
        return _followed(commit, {new: old for old, new in self.forward.items()})

    def restored(self, commit: Commit) -> Commit:
        """A rewritten commit whose changes name the texts as they were, for the statements that bind them."""
        if commit.oid not in self.rewritten:
            return commit
        veils = self.veils
        changes = tuple(
            one._replace(old=veils.get(one.old or "", one.old), new=veils.get(one.new or "", one.new))
            for one in commit.changes
        )
        return commit._replace(changes=changes)

    def reading(self, commit: str, blob: Blob) -> Blob:
        """A reader for a commit: in one that was rewritten, a text that is gone reads as its tombstone.

        A text that somebody publishes again after its redaction is a text like any other.
        """
        if commit not in self.rewritten:
            return blob
        gone = set(self.veils.values())
        return lambda oid: tombstone(oid) if oid in gone else blob(oid)

    @cached_property
    def rewritten(self) -> frozenset[str]:
        """Every commit that a redaction made."""
        return frozenset(self.forward.values())


def ledger_line(redaction: Redaction, armoured: str) -> str:
    """What a commit of the ledger says of one signature."""
    return f"{_LINE}{base64.b64encode(redaction.canonical()).decode()} {sshsig.one_line(armoured)}"


def ledger_message(lines: Sequence[str]) -> str:
    """The message of a commit of the ledger."""
    return "Redact\n\n" + "".join(f"{line}\n" for line in lines)


def mapping_text(pairs: Iterable[tuple[str, str]]) -> str:
    """What each commit became, a line each."""
    return "".join(f"{old} {new}\n" for old, new in pairs)


def read_ledger(commits: Sequence[Commit], blob: Callable[[str], bytes]) -> Ledger:
    """The ledger that a line of commits holds; nothing is read after one that is not sound."""
    signings: list[tuple[Signing, ...]] = []
    maps: list[Mapping[str, str]] = []
    forward: dict[str, str] = {}
    veils: dict[str, str] = {}
    previous: tuple[str, ...] = ()
    for commit in commits:
        found, pairs = _entry(commit, blob)
        if not found or commit.parents != previous or commit.identity != NEUTRAL or forward.keys() & pairs.keys():
            return Ledger(tuple(signings), forward, veils, tuple(maps), commit.oid)
        signings.append(found)
        maps.append(pairs)
        forward |= pairs
        veils |= {name_of(tombstone(oid)): oid for oid in found[0].redaction.redacted}
        previous = (commit.oid,)
    return Ledger(tuple(signings), forward, veils, tuple(maps))


def _entry(commit: Commit, blob: Callable[[str], bytes]) -> tuple[tuple[Signing, ...], dict[str, str]]:
    """The signatures and the pairs of one commit; empty when they do not agree."""
    lines = commit.message.removeprefix("Redact\n\n").rstrip("\n").split("\n")
    read = [_signing(line) for line in lines]
    found = tuple(one for one in read if one is not None)
    said = {one.redaction.model_copy(update={"signer": "", "mandate": ""}) for one in found}
    added = [one for one in commit.changes if one.path == "map" and one.new]
    text = blob(added[0].new or "") if len(added) == len(commit.changes) == 1 else b""
    told = commit.message == ledger_message(lines) and len(found) == len(read) and len(said) == 1
    if not told or hashlib.sha256(text).hexdigest() != found[0].redaction.mapping:
        return (), {}
    pairs = dict(re.findall(r"^([0-9a-f]{40}) ([0-9a-f]{40})$", text.decode("ascii", "replace"), re.MULTILINE))
    last = found[0].redaction
    whole = mapping_text(pairs.items()).encode() == text  # whoever signs it, it is written in one way
    whole = whole and len(set(pairs.values())) == len(pairs) and pairs.get(last.before) == last.after
    return (found, pairs) if whole else ((), {})


def _signing(line: str) -> Signing | None:
    first, _, second = line.removeprefix(_LINE).partition(" ")
    try:
        data = base64.b64decode(first, validate=True)
        redaction = Redaction.model_validate(json.loads(data.decode()))
    except (ValueError, binascii.Error, ValidationError, RecursionError):
        return None
    key = sshsig.verify_line(data, NAMESPACE, second)
    sound = key is not None and redaction.canonical() == data and sshsig.fingerprint(key) == redaction.signer
    return Signing(redaction, key) if sound and key is not None and line.startswith(_LINE) else None
