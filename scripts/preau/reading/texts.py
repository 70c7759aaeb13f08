"""Bytes to text, and a Markdown file to its head and body: encodings, hidden characters, the two lines of dashes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.model.fields import hidden_character, without_hidden

ENCODING = declare(
    "PR005", Severity.ERROR, N_("A file that is not UTF-8 text"),
    N_("byte {offset} is not UTF-8 text"),
    N_("Save the file as UTF-8 in your editor (often the default), then send it again."),
    N_("Accents of a file saved in another encoding would be lost or changed; they are never guessed."),
    offset="412",
)  # fmt: skip
HIDDEN = declare(
    "PR008", Severity.ERROR, N_("A character that cannot be seen"),
    N_("a hidden character, {name}, stands here"),
    N_("Delete it: type the few words around it again."),
    N_("Hidden characters can make a text show something else than what it says, to readers and to reviewers."),
    name="U+202E",
)  # fmt: skip
MIXED = declare(
    "PR012", Severity.WARNING, N_("A word that mixes two alphabets"),
    N_("this word mixes letters of two alphabets: {found}"),
    N_("Type the word again; if you mean both alphabets, separate them."),
    N_("Some Greek or Russian letters look like ours: a name written with them looks right, and is never found."),
    found="H\u0435rault",
)  # fmt: skip
EMPTY = declare(
    "PR009", Severity.ERROR, N_("An empty file"),
    N_("the file is empty"),
    N_("Write its content, or remove the file."),
    N_("An empty file would be published as an empty page."),
)  # fmt: skip
NO_HEAD = declare(
    "PR105", Severity.ERROR, N_("A head that is missing or never closed"),
    N_("the head of the file {fault}"),
    N_("Begin the file with a line ---, then the keys, then another line ---."),
    N_("Without its two lines of dashes the head would be shown as text, and the title lost."),
    fault=N_("is missing"),
)  # fmt: skip
HEAD_TOO_LONG = declare(
    "PR106", Severity.ERROR, N_("A head that is too long"),
    N_("the head has {size} characters, at most {most} are allowed"),
    N_("Move long texts below the second line of dashes."),
    N_("The head holds short facts; a huge one can stop the build."),
    size="20000", most="16384",
)  # fmt: skip

HEAD_MOST = 16 * 1024


@dataclass(frozen=True, slots=True)
class Document:
    """A Markdown file in two: its head (YAML, from `head_line`) and its body (from `body_line`)."""

    head: str
    head_line: int
    body: str
    body_line: int


def decode(data: bytes, path: str) -> tuple[str, list[Finding]]:
    """The text of a file with plain line ends, hidden characters shown as `?`; empty when nothing can be read in it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8-sig", "replace")) + 1
        return "", [ENCODING.at(path, line, column, 1, offset=error.start)]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return "", [EMPTY.at(path)]
    if ordinary(data):
        return text, []
    found = [*_mixed(text, path)]
    if hidden_character(text) is not None:
        found += _hidden(text, path)
        text = without_hidden(text)
    return text, found


_PLAIN = b"\t\n\r" + bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0xC0)) + bytes(range(0xC3, 0xCD))
"""Bytes of texts in our letters, up to U+033F: signs, the first bytes of letters, and those after them."""
_ODD = re.compile(rb"\xc2[\x80-\x9f\xad]|\xe2(?:\x80[\x8b\x8e\x8f\xa8-\xae]|\x81[\xa0-\xaf])")
"""Hidden characters among those that begin as « and ’ do."""


def ordinary(data: bytes) -> bool:
    """Whether a text in UTF-8 holds our letters and signs only: nearly all are cleared here, in microseconds."""
    others = data.translate(None, _PLAIN)
    return not others or (not others.strip(b"\xc2\xe2") and _ODD.search(data) is None)


def _hidden(text: str, path: str) -> Iterator[Finding]:
    for number, line in enumerate(text.split("\n"), 1):
        found = hidden_character(line)
        if found is not None:
            yield HIDDEN.at(path, number, found.start() + 1, 1, name=f"U+{ord(found.group()):04X}")


_MIXED = re.compile(r"[A-Za-zÀ-ɏ][\u0370-\u052f]|[\u0370-\u052f][A-Za-zÀ-ɏ]")
_OTHER_LETTER = re.compile(r"[\u0370-\u052f]")
_WORD = re.compile(r"\w+")


def _mixed(text: str, path: str) -> Iterator[Finding]:
    if not _OTHER_LETTER.search(text) or not _MIXED.search(text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        for word in _WORD.finditer(line):
            if _MIXED.search(word.group()):
                yield MIXED.at(path, number, word.start() + 1, len(word.group()), found=word.group())


_OPENING = re.compile(r"---[ \t]*\n")
_CLOSING = re.compile(r"^---[ \t]*(?:\n|\Z)", re.MULTILINE)


def split(text: str, path: str) -> tuple[Document | None, list[Finding]]:
    """Head and body of a Markdown file; None with a finding when the head is missing or open."""
    opening = _OPENING.match(text)
    if not opening:
        return None, [NO_HEAD.at(path, 1, 1, len(text.split("\n", 1)[0]), fault=N_("is missing"))]
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        return None, [NO_HEAD.at(path, 1, 1, 3, fault=N_("is never closed"))]
    head = text[opening.end() : closing.start()]
    if len(head) > HEAD_MOST:
        return None, [HEAD_TOO_LONG.at(path, 1, 1, 3, size=len(head), most=HEAD_MOST)]
    return Document(head, 2, text[closing.end() :], text.count("\n", 0, closing.end()) + 1), []
