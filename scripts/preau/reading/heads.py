"""YAML written plainly, read without libyaml: what nearly every head is; anything else is left to libyaml."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

_LATER = "\u00a0-\u024f\u2010-\u2027\u202f-\u205e\u20ac"
"""Our letters and signs beyond ASCII. With those of ASCII: no tab, no line end of any kind, nothing libyaml refuses."""
_SIGN = rf"[ -~{_LATER}]"
_TEXT = rf"[^\W_][ -\"$-9;-~{_LATER}]*+(?:(?::(?! |$)|(?<! )#)[ -\"$-9;-~{_LATER}]*+)*(?<! )"
_WORD = r"[^\W_][\w '’./-]*(?<! )"
_QUOTED = rf'"[ !#-\[\]-~{_LATER}]*"' + rf"|'[ -&(-~{_LATER}]*'"
_FLOW = rf"\[ *(?:(?:{_WORD}|{_QUOTED}) *(?:, *(?=[^\] ])|(?=\])))*\]"
_LINE = re.compile(
    rf"( *)(- )?(?:([a-z_]{{1,40}}):(?: +|$))?(?:({_TEXT})|({_QUOTED})|({_FLOW})|([\[{{]{_SIGN}*[\]}}]))?"
)
_REMARK = re.compile(rf" *#{_SIGN}*")
"""A remark; one that holds another kind of line end would hide a key."""
_ITEM = re.compile(rf"{_QUOTED}|{_WORD}")


class _Line(NamedTuple):
    """One line: how far to the right it begins, whether it is an item, its key and its value, None when it has none."""

    indent: int
    item: bool
    key: str | None
    value: Any
    empty: bool


class _Other(Exception):
    """Something that is not written plainly: libyaml will say what it is, or what is wrong in it."""


def plain_yaml(text: str) -> dict[str, Any] | None:
    """The strings, lists and dicts of a text written plainly, None when libyaml must read it."""
    try:
        lines = [_line(line) for line in text.split("\n") if line and not _REMARK.fullmatch(line)]
        value, end = _mapping(lines, 0, 0)
    except _Other:
        return None
    return value if end == len(lines) else None


def _line(text: str) -> _Line:
    found = _LINE.fullmatch(text)
    if found is None:
        raise _Other
    indent, dash, key, plain, quoted, flow, code = found.groups()
    value: Any = plain
    if quoted:
        value = quoted[1:-1]
    elif flow:
        value = [item[1:-1] if item[0] in "\"'" else item for item in _ITEM.findall(flow)]
    elif code:
        value = _json(code)
    if key is None and (dash is None or value is None):
        raise _Other
    return _Line(len(indent), dash is not None, key, value, value is None)


def _mapping(lines: list[_Line], at: int, indent: int) -> tuple[dict[str, Any], int]:
    """The keys that begin at an indent, from a line on, and the line after them; the first may follow a dash."""
    found: dict[str, Any] = {}
    first = True
    while at < len(lines):
        line = lines[at]
        begins = line.indent + 2 if first and line.item else line.indent
        if begins != indent or line.key is None or (line.item and not first):
            break
        if line.key in found:
            raise _Other
        first = False
        found[line.key], at = _value(lines, at, indent) if line.empty else (line.value, at + 1)
    if first:
        raise _Other
    return found, at


def _value(lines: list[_Line], at: int, indent: int) -> tuple[Any, int]:
    """What stands under a key without a value: a list, a group of keys, or nothing."""
    at += 1
    if at == len(lines) or lines[at].indent < indent:
        return "", at
    below = lines[at]
    if below.item:
        return _list(lines, at, below.indent)
    return _mapping(lines, at, below.indent) if below.indent > indent else ("", at)


def _list(lines: list[_Line], at: int, indent: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    while at < len(lines) and lines[at].item and lines[at].indent == indent:
        line = lines[at]
        value, at = (line.value, at + 1) if line.key is None else _mapping(lines, at, indent + 2)
        found.append(value)
    return found, at


def _other(_: str) -> str:
    raise _Other


def _group(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = {key: _as_written(value) for key, value in pairs}
    if len(found) < len(pairs) or any(len(key) > 40 for key in found):
        raise _Other
    return found


_READER = json.JSONDecoder(object_pairs_hook=_group, parse_int=str, parse_float=str, parse_constant=_other)


def _json(code: str) -> Any:
    """Lists and groups as programs write them: JSON, whose words and numbers stay as they are written."""
    if "\\" in code:
        raise _Other
    try:
        return _as_written(_READER.decode(code))
    except ValueError:
        raise _Other from None


_WORDS = {True: "true", False: "false", None: "null"}


def _as_written(value: Any) -> Any:
    if isinstance(value, list):
        return [_as_written(item) for item in value]
    return _WORDS[value] if value is None or value is True or value is False else value
