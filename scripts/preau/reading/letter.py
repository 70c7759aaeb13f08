"""One message of a mailbox as plain values: who sent it, what it answers, whether a machine wrote it, its texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from typing import NamedTuple

from preau.reading.htmltext import text_of_html
from preau.reading.lettertext import unflowed

MOST_BYTES = 5_000_000
MOST_PARTS = 60
DEEPEST = 12
MOST_TEXT = 100_000
"""Characters of one part that are looked at; an initiative has a few thousand."""
READ = (".md", ".markdown", ".txt")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+[A-Za-z0-9-]{2,}")
_NAME = re.compile(r"<([!-;=?-~]{3,250})>")
_MACHINES = re.compile(
    r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|ne-?pas-?repondre|bounces?|autoreply)(?:[+=-].*)?",
    re.IGNORECASE,
)
BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
AUTOMATIC = ("X-Loop", "X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "X-Failed-Recipients")
LISTS = ("List-Id", "List-Post", "List-Unsubscribe", "Mailing-List")
HOPS = 40
"""Servers that a message went through, above which it goes round in circles."""


class Text(NamedTuple):
    """One text of a message: of an attachment (with its name) or of the message itself."""

    text: str
    name: str = ""
    kind: str = "plain"
    """plain | html | attachment"""


class Letter(NamedTuple):
    """What can be used of one message."""

    sender: str
    """The one address that it comes from; empty when there is none, or several."""
    subject: str
    message_id: str
    answers: tuple[str, ...]
    """The identifiers of the messages that it answers, the nearest first."""
    machine: str
    """Why it is taken for the word of a machine, empty when a person wrote it."""
    texts: tuple[Text, ...]
    others: tuple[str, ...]
    """Kinds and names of what came with it and cannot be read here."""


def read_letter(data: bytes, own: Iterable[str] = ()) -> Letter:
    """A message read; whatever its bytes, something is returned. `own` are the addresses that we write from."""
    try:
        return _read(data, own)
    except Exception:  # no list of what parsers of mail and HTML raise on hostile bytes would be whole
        return Letter("", "", "", (), "unreadable", (), ())


def _read(data: bytes, own: Iterable[str]) -> Letter:
    message = message_from_bytes(data, policy=policy.compat32)
    texts, others = _texts(message)
    sender = sender_of(message)
    return Letter(
        sender, header(message, "Subject")[:300], next(iter(_ids(message, "Message-ID")), ""),
        tuple([*_ids(message, "In-Reply-To"), *reversed(_ids(message, "References"))][:20]),
        machine_in(message, sender, own), tuple(texts), tuple(others[:20]),
    )  # fmt: skip


def header(message: Message, name: str) -> str:
    """A header in words, on one line, whatever its encoding; empty when there is none."""
    return in_plain(str(message.get(name, ""))[:4000])


def in_plain(raw: str) -> str:
    """The value of a header in words, on one line."""
    try:
        pieces = decode_header(raw)
        told = "".join(
            part if isinstance(part, str) else _decoded(part, charset or "utf-8") for part, charset in pieces
        )
    except (MessageError, ValueError, LookupError):
        told = raw
    return " ".join("".join(char if char.isprintable() else " " for char in told).split())


def sender_of(message: Message) -> str:
    """The one plain address of a message's author, in small letters; empty when there is none, or several."""
    lines = [str(line)[:1000] for line in message.get_all("From", [])]
    try:
        found = {address for _, address in getaddresses(lines) if address} if len(lines) == 1 else set()
    except (ValueError, IndexError, RecursionError):
        found = set()
    return plain_address(found.pop()) if len(found) == 1 else ""


def plain_address(text: str) -> str:
    """An address in small letters, empty when it is not a plain one: no quotes, no other alphabet, a whole domain."""
    address = text.strip().lower()
    return address if _ADDRESS.fullmatch(address) and len(address) <= 200 and ".." not in address else ""


def machine_in(message: Message, sender: str, own: Iterable[str] = ()) -> str:
    """Why a message is no person's word to us: answering it could begin a loop; empty when a person wrote it."""

    def said(name: str) -> str:
        return str(message.get(name, "")).strip().lower()

    if not sender:
        return "no-sender"
    if sender in {one.lower() for one in own} or any(name.lower().startswith("x-preau-") for name in message):
        return "ourselves"
    if said("Auto-Submitted").partition(";")[0].strip() not in {"", "no"} or _MACHINES.fullmatch(sender.split("@")[0]):
        return "automatic"
    if said("Precedence") in BULK or any(name in message for name in AUTOMATIC):
        return "automatic"
    if any(name in message for name in LISTS):
        return "list"
    if said("Return-Path") == "<>" or message.get_content_type() == "multipart/report":
        return "bounce"
    if re.search(r"\bdmarc=fail\b", said("Authentication-Results").partition("\n\n")[0]):
        return "forged"
    return "circle" if len(message.get_all("Received", [])) > HOPS else ""


def _ids(message: Message, name: str) -> list[str]:
    return [found for line in message.get_all(name, [])[:3] for found in _NAME.findall(str(line)[:8000])]


def _texts(message: Message) -> tuple[list[Text], list[str]]:
    texts, others = list[Text](), list[str]()
    for count, part in enumerate(_parts(message)):
        if count >= MOST_PARTS:
            break
        found = _text_of(part)
        if found is not None:
            texts.append(found)
        else:
            others.append(_label(part))
    return texts, others


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """The leaves of a message, in order; a message inside it is read like a part."""
    inside = message.get_payload()
    if not isinstance(inside, list):
        yield message
    elif depth < DEEPEST and message.get_content_type() != "multipart/encrypted":
        for part in inside[:MOST_PARTS]:
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)
    else:
        yield message


def _name(part: Message) -> str:
    try:
        told = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return ""
    return " ".join("".join(char if char.isprintable() else " " for char in str(told)).split())[-120:]


def _label(part: Message) -> str:
    return _name(part) or part.get_content_type()[:60]


def _text_of(part: Message) -> Text | None:
    kind, name = part.get_content_type(), _name(part)
    attached = bool(name) or part.get_content_disposition() == "attachment"
    if part.is_multipart() or not (kind in {"text/plain", "text/html", "text/markdown"} or name.lower().endswith(READ)):
        return None
    if kind == "text/html" and attached:
        return None
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or (attached and b"\0" in data and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}):
        return None
    text = _decoded(data[: 4 * MOST_TEXT], str(part.get_content_charset() or "utf-8"))[:MOST_TEXT]
    if attached:
        return Text(text, name, "attachment")
    if kind == "text/html":
        return Text(text_of_html(text), "", "html")
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflowed(text, str(part.get_param("delsp", "")).lower() == "yes")
    return Text(text)


def _decoded(data: bytes, charset: str) -> str:
    """Bytes in words: what they say of themselves first, then UTF-8, the encoding announced, and Windows' own."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    for one in ("utf-8-sig", charset, "cp1252"):
        try:
            return data.decode(one)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return data.decode("latin-1")
