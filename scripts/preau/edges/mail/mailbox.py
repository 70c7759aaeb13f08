"""A mailbox read and arranged over IMAP: messages found, fetched, put beside others and moved, each by its number."""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import NamedTuple

from preau.edges.mail.servers import TIMEOUT, Server, trusted, unreachable
from preau.edges.refusal import Refusal
from preau.i18n import N_

WAITING, MEND, DONE, UNREAD = "Waiting", "To-mend", "Done", "Unread-by-machine"
FOLDERS = (WAITING, MEND, DONE, UNREAD)
"""What Préau keeps in a mailbox: proposals that wait, those sent back to be mended, those answered, and the rest."""
DRAFT, SEEN, FLAGGED = "\\Draft", "\\Seen", "\\Flagged"
BATCH = 200
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_FLAGS = re.compile(rb"\bFLAGS \(([^)]*)\)")
_LISTED = re.compile(rb'\([^)]*\) (?:"(.)"|NIL) ')
_QUOTED = re.compile(r'["\\\r\n]|[^ -~]')


class Row(NamedTuple):
    """One message of a folder, as a list shows it."""

    uid: int
    size: int
    flags: frozenset[str]
    headers: Mapping[str, str]
    """The headers asked for, by their name in small letters."""


class Mailbox:
    """An open mailbox; `inbox` is where messages arrive, our folders stand beside it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.inbox = server.folder or "INBOX"
        with self._plainly():
            self._imap = self._opened()
            self._imap.login(server.user, server.password)
            self._moves, self._one_by_one = (word in self._capabilities() for word in ("MOVE", "UIDPLUS"))
            self._root = self._prefix()
            self._selected = ""
        for name in FOLDERS:
            self.ensure(self.folder(name))

    def _opened(self) -> imaplib.IMAP4:
        server = self.server
        if server.sealed:
            return imaplib.IMAP4_SSL(server.host, server.port, ssl_context=trusted(), timeout=TIMEOUT)
        imap = imaplib.IMAP4(server.host, server.port, timeout=TIMEOUT)
        if not server.here:
            imap.starttls(trusted())
        return imap

    def _capabilities(self) -> str:
        """What the server can do, asked after the login: some say more then."""
        _, data = self._imap.capability()
        return b" ".join(part for part in data if isinstance(part, bytes)).decode("ascii", "replace").upper()

    def _prefix(self) -> str:
        """What our folders' names begin with: some servers keep every folder under INBOX, with dots between."""
        _, data = self._imap.list('""', '""')
        found = _LISTED.match(data[0]) if data and isinstance(data[0], bytes) else None
        between = (found.group(1) or b"/").decode() if found else "/"
        before = ""
        if "NAMESPACE" in self._capabilities():
            _, said = self._imap.namespace()
            space = re.match(rb'\(\("([^"\\]*)" "(.)"\)', said[0]) if said and isinstance(said[0], bytes) else None
            if space:
                before, between = space.group(1).decode(), space.group(2).decode()
        return f"{before}Preau{between}"

    def folder(self, name: str) -> str:
        """The full name of one of our folders."""
        return self._root + name

    def ensure(self, folder: str) -> None:
        """Make a folder that is not there."""
        with self._plainly():
            done, _ = self._imap.select(quoted(folder), readonly=True)
            if done != "OK":
                self._ok(*self._imap.create(quoted(folder)))
                self._imap.subscribe(quoted(folder))
            self._selected = ""

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        """What a server or the network refuses is told in a sentence."""
        try:
            yield
        except OSError as fault:
            raise unreachable(self.server, fault) from None
        except imaplib.IMAP4.error as fault:
            raise unreachable(self.server, fault.args[0] if fault.args else fault) from None

    def _ok(self, done: str, data: Sequence[object]) -> list[object]:
        if done != "OK":
            raise unreachable(self.server, data[0] if data else done)
        return list(data)

    def _select(self, folder: str) -> None:
        if self._selected != folder:
            self._ok(*self._imap.select(quoted(folder)))
            self._selected = folder

    # --- Reading

    def search(self, folder: str, *criteria: str) -> list[int]:
        """The messages of a folder that meet some criteria of IMAP, the oldest first."""
        with self._plainly():
            self._select(folder)
            data = self._ok(*self._imap.uid("SEARCH", *(criteria or ("ALL",))))
            return sorted(int(one) for part in data if isinstance(part, bytes) for one in part.split())

    def headed(self, folder: str, name: str, value: str = "") -> list[int]:
        """The messages of a folder that have this header, with this value in it."""
        return self.search(folder, "HEADER", quoted(name), quoted(value), "UNDELETED")

    def rows(self, folder: str, uids: Iterable[int], names: Sequence[str]) -> list[Row]:
        """Some messages with their size, flags and these headers; nothing is marked as read."""
        wanted, found = list(uids), list[Row]()
        ask = f"(UID RFC822.SIZE FLAGS BODY.PEEK[HEADER.FIELDS ({' '.join(names)})])"
        for start in range(0, len(wanted), BATCH):
            found += [_row(*one) for one in self._fetched(folder, wanted[start : start + BATCH], ask)]
        return sorted(found)

    def raw(self, folder: str, uid: int) -> bytes:
        """The bytes of one message; empty when it is no longer there."""
        return next((data for _, data in self._fetched(folder, [uid], "(UID BODY.PEEK[])")), b"")

    def head(self, folder: str, uid: int) -> bytes:
        """The headers of one message, for those that are too big to be fetched."""
        return next((data for _, data in self._fetched(folder, [uid], "(UID BODY.PEEK[HEADER])")), b"")

    def _fetched(self, folder: str, uids: Sequence[int], ask: str) -> Iterator[tuple[bytes, bytes]]:
        """What the server says of each message: its facts, and the one text asked for."""
        if not uids:
            return
        with self._plainly():
            self._select(folder)
            data = self._ok(*self._imap.uid("FETCH", ",".join(map(str, uids)), ask))
        for position, part in enumerate(data):
            if isinstance(part, tuple):
                after = data[position + 1] if position + 1 < len(data) else b""
                yield part[0] + b" " + (after if isinstance(after, bytes) else b""), part[1]

    # --- Arranging

    def append(self, folder: str, message: EmailMessage, *flags: str) -> None:
        """Put a message in a folder, whole or not at all."""
        data = message.as_bytes()
        with self._plainly():
            self._ok(*self._imap.append(quoted(folder), f"({' '.join(flags)})", None, data))
            self._selected = ""  # some servers tell of a new message only to who opens the folder again

    def mark(self, folder: str, uid: int, off: str = "", on: str = "") -> None:
        """Take a mark off a message and put another one on it."""
        with self._plainly():
            self._select(folder)
            for sign, flag in (("-", off), ("+", on)):
                if flag:
                    self._ok(*self._imap.uid("STORE", str(uid), f"{sign}FLAGS.SILENT", f"({flag})"))

    def move(self, folder: str, uids: Sequence[int], to: str) -> None:
        """Move messages to another folder, in this order."""
        if not uids or folder == to:
            return
        with self._plainly():
            self._select(folder)
            for uid in uids:
                if self._moves:
                    self._ok(*self._imap.uid("MOVE", str(uid), quoted(to)))
                    continue
                self._ok(*self._imap.uid("COPY", str(uid), quoted(to)))
                self.delete(folder, uid)

    def delete(self, folder: str, uid: int) -> None:
        """Take one of our own notes away, or the original of a copy."""
        self.mark(folder, uid, on="\\Deleted")
        self.expunge(folder, uid)

    def expunge(self, folder: str, uid: int) -> None:
        """Take away a message that was crossed out; without UIDPLUS, all those that somebody crossed out there."""
        with self._plainly():
            self._select(folder)
            self._ok(*(self._imap.uid("EXPUNGE", str(uid)) if self._one_by_one else self._imap.expunge()))

    def close(self) -> None:
        """Leave the mailbox."""
        try:
            self._imap.logout()
        except (imaplib.IMAP4.error, OSError):
            return


def quoted(text: str) -> str:
    """A text between quotes, as IMAP reads it; `Refusal` for one that could say more than itself."""
    if _QUOTED.search(text):
        raise Refusal(N_("a name that IMAP cannot hold: {name}"), N_("Use plain letters."), name=ascii(text))
    return f'"{text}"'


def _row(facts: bytes, head: bytes) -> Row:
    found = {pattern: pattern.search(facts) for pattern in (_UID, _SIZE, _FLAGS)}
    uid, size, flags = (match.group(1) if match else b"" for match in found.values())
    message = message_from_bytes(head, policy=policy.compat32)
    told = {name.lower(): " ".join(str(value).split()) for name, value in reversed(message.items())}
    return Row(int(uid or 0), int(size or 0), frozenset(flags.decode("ascii", "replace").split()), told)


_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def imap_day(day: date) -> str:
    """A day as IMAP writes it, in English wherever one is."""
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"
