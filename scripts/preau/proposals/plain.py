"""A head that is written plainly, read in one pass: what is less plain is left to the reader of YAML, never guessed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from preau.reading.texts import HEAD_MOST

_WORD = "0-9A-Za-zÀ-ÖØ-öø-ÿŒœ"
_TEXT = rf"[{_WORD}](?:[{_WORD} ’'.,;()/+=@_-]*[{_WORD}’'.,;()/+=@_-])?"
"""Letters of French, digits, and signs that mean nothing to YAML inside a line; neither colon nor sharp."""
_QUOTED = rf"\"[{_WORD} ’'.,;:()/+=@_?!-]*\""
_VALUE = rf"(?:{_TEXT}|{_QUOTED})"
_ITEM = rf"(?:[{_WORD}][{_WORD}_/-]*|{_QUOTED})"
_LIST = rf"\[{_ITEM}(?:, {_ITEM})*\]"
_KEY = r"[a-z_]{1,40}"
_LINE = re.compile(rf"(?P<indent>  )?(?P<key>{_KEY}):(?: (?:(?P<value>{_VALUE})|(?P<list>{_LIST})))?")
_ITEMS = re.compile(_ITEM)


def plain_head(data: bytes) -> dict[str, Any] | None:
    """What the head of a file says, when every line of it is plain and no key comes twice in a group; else None.

    The audit reads thousands of heads: this takes a tenth of the time. A property test holds it to the full reading.
    """
    end = data.find(b"\n---\n", 3)
    if not data.startswith(b"---\n") or not 3 < end < HEAD_MOST or b"\r" in data:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    found: dict[str, Any] = {}
    group: dict[str, Any] | None = None
    for line in text[4 : text.index("\n---\n", 3)].split("\n"):
        read = _read(line)
        if read is None:
            return None
        indented, key, value = read
        place = group if indented else found
        if place is None or key in place or (group == {} and not indented):
            return None
        if not indented:
            group = {} if value is None else None
        place[key] = group if value is None else value
    return None if group == {} else found


@lru_cache(maxsize=4096)  # many lines are the same in many files
def _read(line: str) -> tuple[bool, str, str | list[str] | None] | None:
    """A plain line: whether it is indented, its key, its value (None where a group begins); None for another line."""
    found = _LINE.fullmatch(line)
    if found is None or (found["indent"] and found["value"] is None):
        return None
    several, one = found["list"], found["value"]
    value = [_said(item) for item in _ITEMS.findall(several)] if several else one and _said(one)
    return bool(found["indent"]), found["key"], value


def _said(value: str) -> str:
    return value[1:-1] if value[0] == '"' else value
