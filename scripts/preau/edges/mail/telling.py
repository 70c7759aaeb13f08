"""Notices handed on, each once: what is about to leave is written down before, and that it left, after.

Between the two a run can be stopped, and nobody can know whether the message left: it is not sent again unless that
is asked for, and every run tells how many there are.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, Protocol

from preau.edges.files import replace
from preau.edges.mail.book import Book
from preau.edges.mail.letters import Desk, envelope
from preau.edges.mail.mailbox import DRAFT, SEEN, Mailbox
from preau.edges.mail.notices import Notice
from preau.edges.mail.posting import Fate

State = Literal["new", "begun", "done"]
HEADER = "X-Preau-Notice"
TOLD = "Told"
"""The folder of the mailbox where what was told is kept, when the memory is the mailbox."""


class Memory(Protocol):
    """What was begun and done."""

    def state(self, name: str) -> State:
        """How far a message went."""

    def begin(self, name: str, message: EmailMessage) -> None:
        """It is about to leave."""

    def end(self, name: str, left: bool) -> None:
        """It left, or did not and may be tried again."""


class FileMemory:
    """A file outside of Git, a line a word: a line that was not written whole does not count."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._states: dict[str, State] = {}
        for line in path.read_text(encoding="ascii", errors="replace").splitlines() if path.is_file() else ():
            found = re.fullmatch(r'\["([^"]+)", "(new|begun|done)"\]', line)
            if found:
                self._states[found.group(1)] = found.group(2)  # type: ignore[assignment]

    def state(self, name: str) -> State:
        """How far a message went."""
        return self._states.get(name, "new")

    def begin(self, name: str, message: EmailMessage) -> None:
        """It is about to leave."""
        self._write(name, "begun")

    def end(self, name: str, left: bool) -> None:
        """It left, or did not and may be tried again."""
        self._write(name, "done" if left else "new")

    def _write(self, name: str, state: State) -> None:
        """The line is on the disk before anything leaves."""
        whole = not self.path.is_file() or self.path.read_bytes()[-1:] in {b"", b"\n"}
        with self.path.open("a", encoding="ascii") as lines:
            lines.write(("" if whole else "\n") + json.dumps([name, state]) + "\n")
            lines.flush()
            os.fsync(lines.fileno())
        self._states[name] = state


class MailMemory:
    """A folder of the mailbox, for jobs that have no disk of their own: drafts are begun, others done."""

    def __init__(self, box: Mailbox) -> None:
        self.box = box
        self.folder = box.folder(TOLD)
        box.ensure(self.folder)

    def state(self, name: str) -> State:
        """How far a message went."""
        rows = self.box.rows(self.folder, self.box.headed(self.folder, HEADER, name), [HEADER])
        mine = [row for row in rows if row.headers.get(HEADER.lower()) == name]
        return ("begun" if DRAFT in mine[0].flags else "done") if mine else "new"

    def begin(self, name: str, message: EmailMessage) -> None:
        """It is about to leave."""
        if self.state(name) == "new":
            self.box.append(self.folder, message, DRAFT, SEEN)

    def end(self, name: str, left: bool) -> None:
        """It left, or did not and may be tried again."""
        for uid in self.box.headed(self.folder, HEADER, name):
            self.box.mark(self.folder, uid, off=DRAFT) if left else self.box.delete(self.folder, uid)


def tell_all(
    notices: Iterable[Notice], book: Book, desk: Desk, memory: Memory, post: Callable[[str, bytes], Fate], again: bool
) -> Counter[str]:
    """Post each notice that was not; how many left, were known, were refused, and are in doubt."""
    done = Counter[str]()
    for notice in notices:
        for address in book.lines[notice.to]:
            done[_tell(notice, address, desk, memory, post, again)] += 1
    return done


def _tell(
    notice: Notice, address: str, desk: Desk, memory: Memory, post: Callable[[str, bytes], Fate], again: bool
) -> str:
    name = name_of(notice, address)
    state = memory.state(name)
    if state == "done" or (state == "begun" and not again):
        return "known" if state == "done" else "doubt"
    message = message_of(notice, address, desk)
    memory.begin(name, message)
    fate = post(address, message.as_bytes())
    memory.end(name, fate != "later")
    return fate


def name_of(notice: Notice, address: str) -> str:
    """The name of a notice for one address, without the address: two people may hold one mandate's mail."""
    return f"{notice.id}.{hashlib.sha256(address.encode()).hexdigest()[:10]}"


def message_of(notice: Notice, address: str, desk: Desk) -> EmailMessage:
    """The message that carries a notice: made again, it bears the same identifier."""
    name = name_of(notice, address)
    made = envelope(desk, address, f"[{desk.name}] {notice.subject}"[:150])
    del made["Auto-Submitted"]
    made["Auto-Submitted"] = "auto-generated"
    made["Message-ID"] = f"<preau.{hashlib.sha256(name.encode()).hexdigest()[:32]}@{desk.sender.partition('@')[2]}>"
    made[HEADER] = name
    made.set_content(
        "\n\n".join([*notice.paragraphs, f"-- \n{desk.name}"]) + "\n", charset="utf-8", cte="quoted-printable"
    )
    return made


def write_all(notices: Iterable[Notice], book: Book, desk: Desk, folder: Path) -> Counter[str]:
    """Write each notice as a file, for another program to send; a file that is there is not written again."""
    done = Counter[str]()
    folder.mkdir(parents=True, exist_ok=True)
    for notice in notices:
        for address in book.lines[notice.to]:
            path = folder / (re.sub(r"[^\w.-]", "-", name_of(notice, address)) + ".eml")
            done["known" if path.exists() else "sent"] += 1
            if not path.exists():
                replace(path, message_of(notice, address, desk).as_bytes())
    return done
