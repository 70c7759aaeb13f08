"""Bytes to text, and a Markdown file to its head and body: encodings, hidden characters, the two lines of dashes."""

from __future__ import annotations

from dataclasses import dataclass

from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.model.fields import hidden_character

ENCODING = declare(
    "PR005", Severity.ERROR, N_("A file that is not UTF-8 text"),
    N_("byte {offset} is not UTF-8 text"),
    N_("Save the file as UTF-8 in your editor (often the default), then send it again."),
    N_("Accents of a file saved in another encoding would be lost or changed; they are never guessed."),
)  # fmt: skip
HIDDEN = declare(
    "PR008", Severity.ERROR, N_("A character that cannot be seen"),
    N_("a hidden character, {name}, stands here"),
    N_("Delete it: type the few words around it again."),
    N_("Hidden characters can make a text show something else than what it says, to readers and to reviewers."),
)  # fmt: skip
EMPTY = declare(
    "PR009", Severity.ERROR, N_("An empty file"),
    N_("the file is empty"),
    N_("Write its content, or remove the file."),
    N_("An empty file would be published as an empty page."),
)  # fmt: skip
NO_HEAD = declare(
    "PR105", Severity.ERROR, N_("A head that is missing or never closed"),
    N_("the head of the file is {state}"),
    N_("Begin the file with a line ---, then the keys, then another line ---."),
    N_("Without its two lines of dashes the head would be shown as text, and the title lost."),
)  # fmt: skip
HEAD_TOO_LONG = declare(
    "PR106", Severity.ERROR, N_("A head that is too long"),
    N_("the head has {size} characters, at most {most} are allowed"),
    N_("Move long texts below the second line of dashes."),
    N_("The head holds short facts; a huge one can stop the build."),
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
    """The text of a file with plain line ends; findings when it is empty, is not UTF-8 or hides characters."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        return "", [ENCODING.at(path, line, column, offset=error.start)]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return "", [EMPTY.at(path)]
    return text, _hidden(text, path)


def _hidden(text: str, path: str) -> list[Finding]:
    if hidden_character(text) is None:
        return []
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        char = hidden_character(line)
        if char is not None:
            found.append(HIDDEN.at(path, number, line.index(char) + 1, name=f"U+{ord(char):04X}"))
    return found


def split(text: str, path: str) -> tuple[Document | None, list[Finding]]:
    """Head and body of a Markdown file; None with a finding when the head is missing or open."""
    if not text.startswith("---\n"):
        return None, [NO_HEAD.at(path, 1, 1, text.find("\n") if "\n" in text else len(text), state=N_("missing"))]
    end = text.find("\n---\n", 3)
    if end < 0 and text.endswith("\n---"):
        end = len(text) - 4
    if end < 0:
        return None, [NO_HEAD.at(path, 1, 1, 3, state=N_("never closed"))]
    head = text[4 : end + 1]
    if len(head) > HEAD_MOST:
        return None, [HEAD_TOO_LONG.at(path, 1, 1, 3, size=len(head), most=HEAD_MOST)]
    body = text[end + 5 :]
    return Document(head, 2, body, text.count("\n", 0, end + 5) + 1), []
