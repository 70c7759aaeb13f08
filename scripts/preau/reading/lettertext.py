"""Which part of a message is the proposal, and its text as the author wrote it: what programs did is undone."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from preau.reading.texts import HEAD_MOST

_DASHES = re.compile(r"[-\u2010-\u2015\u2212]{1,3}")
"""Programs that mend typography turn three hyphens into one or two long dashes."""
_KEY = re.compile(r"[ ]*(?:- )?[A-Za-z_][A-Za-z0-9_-]*[ ]?:(?:[ ]|$)")
_ITEM = re.compile(r"[ ]*(?:-[ ]|#|$)")
_CURLED = {"\u201c": "\u201d\u201c", "\u201e": "\u201c\u201d", "\u201d": "\u201d", "\u00ab": "\u00bb"}
_VALUE = re.compile(r"([ ]*(?:- )?(?:[A-Za-z_][A-Za-z0-9_-]*[ ]?:)?[ ]*)(.*?)([ ]*)")
_WROTE = r"(?:a écrit|wrote|schrieb|escribió|ha scritto)"
_PHONE = r"(?:depuis|de mon|de ma|from|pour|for)"
_ENDS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"--[ ]?",
        rf"(?:Le|Am|On|El|Il)\b.{{8,200}}{_WROTE}[ ]?:",
        r"-{3,}[ ]?\w.{0,80}?-{3,}|_{10,}",
        rf"(?:Envoyé|Sent|Obtenez Outlook|Get Outlook|Téléchargez?).{{0,10}}{_PHONE}.{{0,100}}",
        r"\*?(?:De|From|Expéditeur)[ ]?:\*?[ ].*(?:@|<).*",
    )
)
"""Where what the author wrote ends: a signature, an earlier message, the advertisement of a program."""
_FAREWELL = re.compile(
    r"(?:(?:bien|très|best|kind|warm) )?"
    r"(?:cordialement|amicalement|sincèrement|solidairement|respectueusement|salutations|à vous|merci(?: d.avance)?"
    r"|regards|thanks|thank you|yours \w+|(?:belle|bonne) (?:journée|soirée))(?:[ ]?[,.!](?: .{0,40})?)?",
    re.IGNORECASE,
)
FAREWELL_LINES = 10
DEEPEST_QUOTE = 6


class Found(NamedTuple):
    """The text of a proposal, and what came after it in the message and was left out."""

    text: str
    after: str = ""


def proposal_in(text: str) -> Found | None:
    """The proposal that a message's text holds between two lines of dashes and its end; None when there is none.

    A text that was forwarded keeps its marks of quotation: they are taken off, one level after another.
    """
    lines = plain_lines(text)
    for _ in range(DEEPEST_QUOTE):
        found = _fenced(lines)
        if found is not None:
            return found
        if not any(line.startswith(">") for line in lines):
            return None
        lines = [re.sub(r"^> ?", "", line) for line in lines]
    return None


def plain_lines(text: str) -> list[str]:
    """Lines with plain ends and plain spaces: what an editor of mail typed for looks is undone."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = re.sub("[\ufeff\u200b\x00]", "", text)
    return [re.sub("[\u00a0\u202f\u2007\u2009\t]", " ", line).rstrip(" ") for line in text.split("\n")]


def unflowed(text: str, delsp: bool) -> str:
    """The text of a message whose lines were cut to be joined again (RFC 3676)."""
    done: list[list[str]] = []
    depth, joined = 0, False
    for raw in text.replace("\r\n", "\n").split("\n"):
        marks = len(raw) - len(raw.lstrip(">"))
        line = raw[marks:].removeprefix(" ")
        flows = line.endswith(" ") and line != "-- "
        piece = line[:-1] if flows and delsp else line
        if joined and marks == depth and line != "-- ":
            done[-1].append(piece)
        else:
            done.append([("> " if marks == 1 else ">" * marks + " " if marks else "") + piece])
        depth, joined = marks, flows
    return "\n".join("".join(pieces) for pieces in done)


def _fenced(lines: list[str]) -> Found | None:
    for start, line in enumerate(lines):
        if _DASHES.fullmatch(line.strip()) and _opens(lines, start):
            end = next((n for n in range(start + 2, len(lines)) if _DASHES.fullmatch(lines[n].strip())), None)
            if end is None:
                return None
            body, after = _until_end(lines[end + 1 :])
            head = lines[start + 1 : end]
            if sum(map(len, head)) + len(head) <= HEAD_MOST:  # a longer one is refused as it is
                head = [_straight(one) for one in _joined(head)]
            told = "\n".join(["---", *head, "---", *body]).rstrip() + "\n"
            return Found(unicodedata.normalize("NFC", told), "\n".join(after).strip())
    return None


def _opens(lines: list[str], start: int) -> bool:
    """Whether a line of dashes is followed by the first key of a head."""
    return next((_KEY.match(line) is not None for line in lines[start + 1 : start + 4] if line.strip()), False)


def _joined(lines: list[str]) -> list[str]:
    """The lines of a head as they were before a program cut the long ones."""
    done: list[str] = []
    for line in lines:
        if not line.strip():
            continue
        starts = _KEY.match(line) or _ITEM.match(line)
        if done and (_open(done[-1]) or not starts):
            done[-1] = f"{done[-1]} {line.strip()}"
        else:
            done.append(line)
    return done


def _open(line: str) -> bool:
    """Whether a quotation or a list that began on this line goes on below."""
    value = _VALUE.fullmatch(line)
    said = value.group(2) if value else ""
    if said[:1] in {'"', *_CURLED}:
        ends = '"' + _CURLED.get(said[0], "")
        return len(said) == 1 or not re.search(rf"(?<!\\)[{ends}]\s*(?:#.*)?$", said[1:])
    return said[:1] == "[" and not said.endswith("]")


def _straight(line: str) -> str:
    """A line of a head with the quotation marks of a keyboard around its values."""
    found = _VALUE.fullmatch(line)
    if found is None or not found.group(2):
        return line
    before, value, after = found.groups()
    if value[0] == "[":
        value = re.sub("[\u201c\u201d\u201e]", '"', value)
    elif value[0] in _CURLED and len(value) > 1 and value[-1] in _CURLED[value[0]] + '"':
        inner = value[1:-1].strip() if value[0] == "\u00ab" else value[1:-1]
        if value[0] != "\u00ab" or re.fullmatch(r"[\w.:-]+", inner):
            value = '"' + re.sub(r'(?<!\\)"', r'\\"', inner) + '"'
    elif value[0] == '"' and len(value) > 1 and value[-1] in "\u201c\u201d":
        value = value[:-1] + '"'
    return before.replace(" :", ":") + value + after


def _until_end(lines: list[str]) -> tuple[list[str], list[str]]:
    """What the author wrote, and what follows: a signature, a farewell, an earlier message."""
    for n in range(len(lines)):
        if _ends_at(lines, n):
            return _without_farewell(lines[:n], lines[n:])
    return _without_farewell(lines, [])


def _ends_at(lines: list[str], n: int) -> bool:
    """Whether what the author wrote ends before a line; `Le … a écrit :` may be cut in two."""
    line = lines[n].strip()
    return any(end.fullmatch(line) or end.fullmatch(f"{line} {''.join(lines[n + 1 : n + 2]).strip()}") for end in _ENDS)


def _without_farewell(body: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    written = [n for n, line in enumerate(body) if line.strip()]
    for n in written[-FAREWELL_LINES:]:
        if _FAREWELL.fullmatch(body[n].strip()) and not any(line.startswith("#") for line in body[n:]):
            return body[:n], body[n:] + after
    return body, after


def same_words(text: str) -> str:
    """A text without its spaces and marks of quotation: equal for two copies that mail programs cut differently."""
    return re.sub(r"[\s>\"\u201c\u201d]+", "", text)


def first_words(text: str) -> str:
    """What somebody wrote above the message that they answer, on one line."""
    said, lines = [], plain_lines(text)
    for n, line in enumerate(lines):
        if line.startswith(">") or _ends_at(lines, n):
            break
        said.append(line.strip())
    return " ".join(" ".join(said).split())
