"""The small types that every kind is made of: bounded texts, days, durations, identifiers, references."""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from annotated_types import GroupedMetadata
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
TERRITORY = r"^(?:fr|abroad|r-[0-9]{2}|[0-9]{2}|2[AB]|9[78][0-9]|75-[0-9]{2})$"
EMAIL = r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}$"

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters, but for the line end and the tab
    "\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"  # empty or turning
    "\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff]"  # fillers, marks of order, tags
)
_TAG = re.compile(r"<[A-Za-z!/?]|&(?:#\d+|#x[0-9A-Fa-f]+|[a-zA-Z]+);")


_NO_PLUGINS = types.ModuleType("pydantic.plugin._loader")
_NO_PLUGINS.get_plugins = tuple  # type: ignore[attr-defined]
sys.modules.setdefault(_NO_PLUGINS.__name__, _NO_PLUGINS)
"""Else the first model looks through every package installed for what could change how values are read. Pydantic can be
told not to, but brings what reads their metadata (e-mail, archives) all the same: it takes longer than our models.
Where another library of the process brought the loader first, it stays."""


class Model(BaseModel):
    """A value read from a file: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)
    """Made ready at their first use: a command needs few of them."""


def hidden_character(text: str) -> re.Match[str] | None:
    """The first character that a reader cannot see or that reorders what is shown, None when there is none.

    Zero-width joiners are allowed, since emoji and some scripts need them; so are the fixed spaces of French.
    """
    return _HIDDEN.search(text)


def without_hidden(text: str) -> str:
    """The same text, as long, with a question mark for each hidden character."""
    return _HIDDEN.sub("?", text)


def _plain(text: str) -> str:
    if text in {"null", "~"}:
        raise PydanticCustomError("preau_nothing", "nothing", {})
    if "<" in text or "&" in text:
        found = _TAG.search(text)
        if found:
            raise PydanticCustomError("preau_markup", "markup", {"found": found.group()})
    return text


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(value: Any) -> Any:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise PydanticCustomError("preau_day", "not a day", {})
    return value


def _minutes(value: Any) -> Any:
    if isinstance(value, str):
        found = re.fullmatch(r"PT(?:(\d{1,2})H)?(?:(\d{1,3})M)?", value)
        if not found or not any(found.groups()):
            raise PydanticCustomError("preau_duration", "not a duration", {})
        return int(found.group(1) or 0) * 60 + int(found.group(2) or 0)
    return value


def _whole(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,9}", value):
        raise PydanticCustomError("preau_whole", "not a whole number", {})
    return value


def _lines(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _truth(value: Any) -> Any:
    if isinstance(value, str) and value not in {"true", "false"}:
        raise PydanticCustomError("preau_truth", "not true or false", {})
    return value


@dataclass(frozen=True)
class text(GroupedMetadata):  # noqa: N801 - it reads as a word in the models: `Annotated[str, text(5, 80)]`
    """A line of plain text between two numbers of characters: no markup."""

    least: int
    most: int

    def __iter__(self) -> Iterator[object]:
        """The rules that the word stands for."""
        yield from StringConstraints(min_length=self.least, max_length=self.most, strip_whitespace=True)
        yield AfterValidator(_plain)


Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=60)]
TerritoryCode = Annotated[str, StringConstraints(pattern=TERRITORY)]
Day = Annotated[date, BeforeValidator(_day)]
Whole = Annotated[int, BeforeValidator(_whole), Field(ge=0, le=100_000)]
ForgeId = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=999_999_999)]
"""The number under which a forge knows an account, which outlives a change of name."""
ForgeHost = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::[0-9]{1,5})?$", max_length=100)]
"""The name of a forge: that of its server, as `github.com`."""
Quantity = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(?:[.,][0-9]{1,6})?$")]
"""A number that is not negative, as people write it: its decimals after a comma or a point."""
Lines = Annotated[tuple[Annotated[str, text(3, 200)], ...], BeforeValidator(_lines), Field(max_length=4)]
"""One line of text, or a list of a few."""
Truth = Annotated[bool, BeforeValidator(_truth)]
Minutes = Annotated[
    int,
    BeforeValidator(_minutes),
    Field(ge=1, le=600),
    WithJsonSchema({"type": "string", "format": "duration", "examples": ["PT25M"]}),
]
Identifier = Annotated[
    str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]
RoleAddress = Annotated[str, StringConstraints(pattern=EMAIL, max_length=100)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']+$", max_length=300)]
PublicKey = Annotated[str, StringConstraints(pattern=r"^ssh-ed25519 [A-Za-z0-9+/]{68}(?: [A-Za-z0-9_.@-]{1,60})?$")]
RecordPath = Annotated[str, StringConstraints(pattern=TERRITORY.removesuffix("$") + "/" + SLUG.removeprefix("^"))]


class StolenKey(Model):
    """A key that somebody else may have held since a day: what it signed from then on is shown as disputed."""

    key: PublicKey
    since: Day
