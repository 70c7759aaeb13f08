"""What a mailbox remembers: our answers stand beside the messages that they answer, and say in their headers for what.

An answer is put there as a draft before it is posted and loses that mark once it is: a run that was stopped goes on
from what it finds, and posts the very same bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import NamedTuple

from preau.edges.mail.mailbox import DRAFT, FLAGGED, FOLDERS, SEEN, WAITING, Mailbox, Row
from preau.edges.mail.posting import Fate, Post

FOR, STEP, NUMBER, DIGEST, WORDS = "X-Preau-For", "X-Preau-Step", "X-Preau-Number", "X-Preau-Digest", "X-Preau-Words"
CODE = "X-Preau-Code"
ANSWERS = frozenset({"receipt", "mend", "words", "withdraw", "flood"})
"""The steps that answer a message at once; others come later."""
FLOOD = "flood"
INTENT = "intent"
"""The step of a note that is never posted: a proposal is about to leave, with this digest."""
READ = ("From", "To", "Date", "Message-ID", "Subject", "Received", "References", FOR, STEP, NUMBER, DIGEST, WORDS, CODE)
_OURS = re.compile(r"preau\.[a-z0-9-]+\.([0-9a-f]{32})@")


class Note(NamedTuple):
    """One of our answers in a folder of the mailbox."""

    folder: str
    row: Row

    @property
    def step(self) -> str:
        """What it tells: `receipt`, `mend`, `published`…"""
        return self.row.headers.get(STEP.lower(), "")

    @property
    def number(self) -> str:
        """The number and revision that it tells, as `2026-0042/1`; empty when it tells none."""
        return self.row.headers.get(NUMBER.lower(), "")

    @property
    def digest(self) -> str:
        """The digest of a proposal that was about to leave."""
        return self.row.headers.get(DIGEST.lower(), "")

    @property
    def code(self) -> str:
        """The code with which the guard lets the proposal be revised; empty when it told none."""
        return self.row.headers.get(CODE.lower(), "")

    @property
    def words(self) -> str:
        """The fingerprint of the text that it judges."""
        return self.row.headers.get(WORDS.lower(), "")

    @property
    def unsent(self) -> bool:
        """Whether it still waits to be posted."""
        return DRAFT in self.row.flags and self.step != INTENT

    @property
    def to(self) -> str:
        """The address that it is for."""
        return bare(self.row.headers.get("to", ""))


@dataclass
class Case:
    """One message and our answers to it, in one folder."""

    key: str
    letters: list[Row] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def steps(self) -> set[str]:
        """What its author was told."""
        return {note.step for note in self.notes}

    def note(self, step: str) -> Note | None:
        """The answer that tells a step."""
        return next((note for note in self.notes if note.step == step), None)


def key_of(row: Row) -> str:
    """A name for a message: the same wherever it is moved, and unknown to who did not send or receive it."""
    told = [f"{name.lower()}={row.headers.get(name.lower(), '')}" for name in READ[:6]]
    return hashlib.sha256("\n".join([str(row.size), *told]).encode("utf-8", "surrogateescape")).hexdigest()[:32]


def named(key: str, step: str, sender: str) -> str:
    """The identifier of an answer: made again, it is the same, so that two copies show as one."""
    return f"<preau.{step}.{key}@{sender.partition('@')[2] or 'preau.invalid'}>"


def answered(ids: Iterable[str]) -> list[str]:
    """The keys of the messages whose answers these identifiers name."""
    found = (_OURS.match(one) for one in ids)
    return [match.group(1) for match in found if match]


def bare(line: str) -> str:
    """The address alone of a header that we wrote."""
    return line.rpartition("<")[2].rstrip("> ").strip().lower()


class Notes:
    """The notes of a mailbox."""

    def __init__(self, box: Mailbox, post: Post) -> None:
        self.box = box
        self.post = post

    def cases(self, name: str) -> dict[str, Case]:
        """Every message of one of our folders with its answers."""
        folder = self.box.folder(name)
        found: dict[str, Case] = {}
        for row in self.box.rows(folder, self.box.search(folder, "UNDELETED"), READ):
            key = row.headers.get(FOR.lower(), "")
            case = found.setdefault(key or key_of(row), Case(key or key_of(row)))
            if key:
                case.notes.append(Note(folder, row))
            else:
                case.letters.append(row)
        return found

    def of(self, key: str, names: Iterable[str] = FOLDERS, step: str = "") -> list[Note]:
        """The answers to one message, in any folder; or only those that tell a step."""
        found = []
        for name in names:
            folder = self.box.folder(name)
            found += [Note(folder, row) for row in self.box.rows(folder, self.box.headed(folder, FOR, key), READ)]
        return [note for note in found if note.row.headers.get(FOR.lower()) == key and step in {"", note.step}]

    def keep(self, name: str, message: EmailMessage) -> None:
        """Put an answer beside its message, to be posted."""
        self.box.append(self.box.folder(name), message, DRAFT, SEEN)

    def deliver(self, note: Note) -> Fate:
        """Post an answer that waits for it, and remember it; one that is refused for ever is marked for a person."""
        fate = self.post(note.to, self.box.raw(note.folder, note.row.uid))
        if fate != "later":
            self.box.mark(note.folder, note.row.uid, DRAFT, FLAGGED if fate == "never" else "")
        return fate

    def tidy(self) -> None:
        """Take away the notes to ourselves that a run had crossed out when it was stopped."""
        folder = self.box.folder(WAITING)
        for uid in self.box.search(folder, "DELETED", "HEADER", f'"{STEP}"', f'"{INTENT}"'):
            self.box.expunge(folder, uid)

    def unsent(self, names: Iterable[str] = FOLDERS) -> list[Note]:
        """The answers that an earlier run put beside their messages and could not post."""
        found = []
        for name in names:
            folder = self.box.folder(name)
            rows = self.box.rows(folder, self.box.search(folder, "DRAFT", "UNDELETED"), READ)
            found += [Note(folder, row) for row in rows]
        return [note for note in found if note.unsent]

    def file(self, case: Case, name: str, last: str) -> None:
        """Move a message and its answers to a folder, the answer that ends it at last: it tells that all must go."""
        notes = sorted(case.notes, key=lambda note: note.step == last)
        for folder in sorted({note.folder for note in notes}):
            uids = [row.uid for row in case.letters] + [note.row.uid for note in notes if note.folder == folder]
            self.box.move(folder, uids, self.box.folder(name))
