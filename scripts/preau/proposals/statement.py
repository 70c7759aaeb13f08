"""A statement: what a person says of a change, bound to its bytes; its canonical JSON is what is signed.

The wire format is written down in docs/trail.md, with test vectors.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, ValidationError, model_validator

from preau.model.fields import ForgeHost, ForgeId, Model, Slug, hidden_character

NAMESPACE = "preau-v1"
VERSION = 1
EXPIRY = timedelta(days=60)
Day = date
"""However a day is told, only the one way to tell it is a statement: the whole is compared."""
Commit = Annotated[str, Field(pattern=r"^[0-9a-f]{40}$")]
Blob = Commit
_STEP = r"\.?[A-Za-z0-9_-][A-Za-z0-9._-]*"
FILE_PATH = re.compile(rf"(?=.{{1,160}}\Z){_STEP}(?:/{_STEP})*")
FilePath = Annotated[str, Field(pattern=rf"^{_STEP}(?:/{_STEP})*$", max_length=160)]


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def canonical(value: object) -> bytes:
    """The one way to write a value that is signed or hashed: JSON with sorted keys, no spaces, UTF-8."""
    return _ENCODER.encode(value).encode()


class Verb(StrEnum):
    """What can be said of a change."""

    APPROVE = "approve"
    DECLINE = "decline"
    RETURN = "return"
    ADVISE = "advise"
    WITHDRAW = "withdraw"
    AMEND = "amend"
    ACKNOWLEDGE = "acknowledge"


class Entry(Model):
    """One file of a change: its path, the blob before and after (None: it did not, or does not, exist). Mode 100644."""

    new: Blob | None
    old: Blob | None
    path: FilePath


class Review(Model):
    """What a forge told of a review: in which forge and request, its number there, by which account, of which commit.

    `review` is None where the forge gives no number to an approval.
    """

    account: ForgeId
    commit: Commit
    forge: ForgeHost
    request: Annotated[int, Field(ge=1, le=10**9)]
    review: Annotated[int, Field(ge=1, le=10**15)] | None


class Statement(Model):
    """Who says what of which change, seen when, until when; fields stand sorted at each level, as they are signed."""

    criterion: Slug | None = None
    date: Day
    entries: Annotated[tuple[Entry, ...], Field(min_length=1, max_length=200)]
    expires: Day
    independent: bool
    mandate: Annotated[str, Field(pattern=r"^(?:steward|editor|carrier|[0-9A-Za-z-]+)/[a-z0-9-]+$", max_length=80)]
    reason: Annotated[str | None, Field(min_length=20, max_length=600)] = None
    repository: Commit
    review: Review | None = None
    """What a robot attests, who signs in the place of the person: None in what a person signs."""
    seen: Commit
    signer: Annotated[str, Field(pattern=r"^SHA256:[A-Za-z0-9+/]{43}$")]
    target: Annotated[str, Field(pattern=r"^refs/heads/[a-z0-9-]+$")] = "refs/heads/main"
    verb: Verb
    version: Annotated[int, Field(ge=VERSION, le=VERSION)] = VERSION

    @model_validator(mode="after")
    def _whole(self) -> Self:
        paths = [entry.path for entry in self.entries]
        if paths != sorted(set(paths)):
            raise ValueError("entries are sorted by path, each path once")
        if any(entry.old == entry.new for entry in self.entries):
            raise ValueError("an entry that changes nothing")
        if not self.date <= self.expires <= self.date + EXPIRY:
            raise ValueError("a statement expires at most 60 days after its date")
        if self.reason and (self.reason != " ".join(self.reason.split()) or hidden_character(self.reason)):
            raise ValueError("a reason is one line that shows what it says")
        return self

    def canonical(self) -> bytes:
        """The bytes that are signed: canonical JSON, every key present but `review`.

        A person's statement does not have that one: what a person signs and what a robot attests are never the same.
        """
        return self.model_dump_json(exclude={"review"} if self.review is None else None).encode()

    def digest(self) -> str:
        """A short name of what is said, signature apart."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def valid_on(self, day: Day) -> bool:
        """Whether it has not expired, nor is of the future, that day."""
        return self.date <= day <= self.expires


def read_statement(data: bytes) -> Statement | None:
    """The statement that these bytes are; None unless they are exactly its canonical form."""
    try:
        statement = Statement.model_validate_json(data)
        # `true` is no 1, a moment is no day: what would be read as the same value is not the same statement
        return statement if statement.canonical() == data else None
    except (ValueError, ValidationError, RecursionError):
        return None
