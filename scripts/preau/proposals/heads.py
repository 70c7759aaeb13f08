"""What the rules of authority need of an initiative's file, read as little as can be: audits read thousands."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from preau.model.initiative import SECTIONS
from preau.proposals import sshsig
from preau.proposals.plain import plain_head
from preau.reading.marks import read_yaml
from preau.reading.passages import Fence
from preau.reading.texts import decode, split

FREE = frozenset({"status", "needs", "outcome"})
"""What a carrier may change alone, besides adding to the progress."""
GUARDED = ("title", "purpose", "carrier")
"""What another may rewrite only with the carrier's key, or with a second referent."""
ENDED = frozenset({"realised", "abandoned"})
"""Where an initiative ends: a carrier alone does not begin it again."""
_TELLING = (b"ssh-", b"aliases", b"account", b"\\")
_SECTION = re.compile(r" {0,3}#{1,2}(?:[ \t]|$)")
_KEY = re.compile(r"^([A-Za-z_][\w-]*):", re.MULTILINE)
_PROGRESS = re.compile(
    rf"^## +(?:{'|'.join(re.escape(words['progress']) for words in SECTIONS.values())})[ \t]*$", re.MULTILINE
)


class Head(NamedTuple):
    """What an initiative's file says of who carries it and where it was; `legible` is False when it cannot be read."""

    carrier_key: bytes | None = None
    aliases: frozenset[str] = frozenset()
    legible: bool = True
    carrier_account: int | None = None


def head_of(data: bytes) -> Head:
    """The head of a file; one that says nothing of keys and aliases is not parsed at all."""
    if not any(sign in data for sign in _TELLING):
        return Head()
    value = _parsed(data)
    if not isinstance(value, dict):
        return Head(legible=False)
    carrier, aliases = value.get("carrier"), value.get("aliases") or []
    line = carrier.get("key") if isinstance(carrier, dict) else None
    if not isinstance(aliases, list) or not all(isinstance(one, str) for one in aliases):
        return Head(legible=False)
    account = str(carrier.get("account")) if isinstance(carrier, dict) else ""
    return Head(
        sshsig.public_bytes(line) if isinstance(line, str) else None, frozenset(aliases),
        carrier_account=int(account) if re.fullmatch("[0-9]{1,9}", account) else None,
    )  # fmt: skip


@lru_cache(maxsize=64)  # the policy asks several questions in a row about the same two texts; nobody changes the value
def _parsed(data: bytes) -> Any:
    plain = plain_head(data)
    if plain is not None:
        return plain
    text, _ = decode(data, "")
    document, _ = split(text, "") if text else (None, [])
    if document is None:
        return None
    marked = read_yaml(document.head, "")
    return None if marked.findings else marked.data


def value_of(data: bytes) -> dict[str, Any]:
    """What the head of a file says, empty when it cannot be read."""
    value = _parsed(data)
    return value if isinstance(value, dict) else {}


class Parts(NamedTuple):
    """A file cut without reading it: each key of its head with its lines, its body, and what follows the progress."""

    head: dict[str, str]
    body: str
    progress: str


def parts_of(data: bytes) -> Parts | None:
    """The parts of a file, None when it has no head or repeats a key."""
    try:
        document, _ = split(data.decode("utf-8"), "")
    except UnicodeDecodeError:
        return None
    if document is None:
        return None
    places = list(_KEY.finditer(document.head))
    ends = [place.start() for place in places[1:]] + [len(document.head)]
    head = {place.group(1): document.head[place.start() : end] for place, end in zip(places, ends, strict=True)}
    if len(head) != len(places) or (places and document.head[: places[0].start()].strip()):
        return None
    body, progress = _cut_at_progress(document.body)
    return Parts(head, body, progress)


def _cut_at_progress(body: str) -> tuple[str, str]:
    fence, told = Fence(), 0
    for found in _PROGRESS.finditer(body):
        place = found.start()
        for line in body[told:place].split("\n")[:-1]:
            fence.holds(line)
        if not fence.mark:
            return body[:place], body[place:]
        told = place
    return body, ""


def rewritten(old: bytes, new: bytes) -> tuple[str, ...]:
    """Which guarded keys differ between two versions of a file; all of them when either cannot be read."""
    before, after = _parsed(old), _parsed(new)
    if not isinstance(before, dict) or not isinstance(after, dict):
        return GUARDED
    return tuple(key for key in GUARDED if before.get(key) != after.get(key))


def only_news(old: bytes, new: bytes) -> bool:
    """Whether only the status, needs and outcome changed and the progress grew: all else is equal, byte for byte.

    Values are compared too: a line that looks like a key may stand inside a text between quotes.
    """
    if not _same_values(old, new):
        return False
    before, after = parts_of(old), parts_of(new)
    if before is None or after is None or before.body.rstrip() != after.body.rstrip():
        return False
    kept = [key for key in before.head if key not in FREE]
    if kept != [key for key in after.head if key not in FREE]:
        return False
    if any(before.head[key].rstrip("\n") != after.head[key].rstrip("\n") for key in kept):
        return False
    return after.progress.startswith(before.progress.rstrip()) and _dated_entries(after.progress, before.progress)


def _same_values(old: bytes, new: bytes) -> bool:
    before, after = _parsed(old), _parsed(new)
    if not isinstance(before, dict) or not isinstance(after, dict):
        return False
    if before.get("status") in ENDED and after.get("status") != before["status"]:
        return False
    keys = (before.keys() | after.keys()) - FREE
    return all(before.get(key) == after.get(key) for key in keys)


def _dated_entries(after: str, before: str) -> bool:
    """What was added to the progress begins with a dated entry, so that no earlier entry is lengthened."""
    kept = before.rstrip()
    if not kept:
        kept, _, _ = after.partition("\n")
    added, fence = after[len(kept) :], Fence()
    if not added.strip():
        return True
    if any(_SECTION.match(line) for line in after.split("\n")[1:]) or not added.startswith("\n"):
        return False  # another section, or an earlier line that goes on
    held = [fence.holds(line) for line in kept.split("\n")]
    open_code = bool(held) and bool(fence.mark)
    return (
        not open_code and re.match(r"### +[0-9]{4}-[0-9]{2}-[0-9]{2}\s*$", added.strip().split("\n", 1)[0]) is not None
    )
