"""A real IMAP server (dovecot) and a real SMTP server (aiosmtpd) on this computer, each on a port of its own."""

from __future__ import annotations

import imaplib
import os
import pwd
import re
import select
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

PASSWORD = "mot:de/passe@secret"
"""Holds the signs that an address must encode."""
CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
mail_location = maildir:{folder}/mail/%u
mail_home = {folder}/home/%u
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
first_valid_uid = 1
first_valid_gid = 1
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
auth_mechanisms = plain
mail_max_userip_connections = 100
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={gid} home={folder}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {sealed}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
{more}
"""


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@dataclass
class Imap:
    """A running dovecot: every name is a user, with the same password."""

    port: int
    sealed: int
    folder: Path

    def url(self, user: str, scheme: str = "imap") -> str:
        """The address of somebody's mailbox."""
        port = self.sealed if scheme == "imaps" else self.port
        return f"{scheme}://{user}:mot%3Ade%2Fpasse%40secret@localhost:{port}/INBOX"

    @contextmanager
    def open(self, user: str) -> Iterator[imaplib.IMAP4]:
        """A conversation with it, as an ordinary program has."""
        imap = imaplib.IMAP4("127.0.0.1", self.port, timeout=20)
        imap.login(user, PASSWORD)
        try:
            yield imap
        finally:
            imap.logout()

    def put(self, user: str, *messages: EmailMessage | bytes, folder: str = "INBOX") -> None:
        """Messages that arrive."""
        with self.open(user) as imap:
            for one in messages:
                data = one if isinstance(one, bytes) else one.as_bytes(policy=policy.SMTP)
                assert imap.append(folder, "", None, data)[0] == "OK"  # type: ignore[arg-type]

    def messages(self, user: str, folder: str) -> list[EmailMessage]:
        """What a folder holds."""
        with self.open(user) as imap:
            if imap.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            found = []
            for uid in imap.uid("SEARCH", "ALL")[1][0].split():
                data: Any = imap.uid("FETCH", uid, "(BODY.PEEK[])")[1]
                found.append(message_from_bytes(data[0][1], policy=policy.default))
            return found  # type: ignore[return-value]


@contextmanager
def dovecot(certificate: tuple[Path, Path] | None = None, more: str = "") -> Iterator[Imap]:
    """A dovecot with a configuration and a folder of its own; both go away with the test."""
    program = shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin")
    assert program, "dovecot is not here: scripts/tools/services.sh installs it"
    root, me = os.geteuid() == 0, pwd.getpwuid(os.geteuid())
    mailer = pwd.getpwnam("nobody") if root else me
    folder = Path(tempfile.mkdtemp(prefix="preau-mail-"))  # a short name: those of sockets are at most 100 long
    folder.chmod(0o755)
    imap = Imap(free_port(), free_port(), folder)
    for name in ("mail", "home"):
        (folder / name).mkdir()
        os.chown(folder / name, mailer.pw_uid, mailer.pw_gid)
    told = CONFIG.format(
        folder=folder, internal="dovecot" if root else me.pw_name, login="dovenull" if root else me.pw_name,
        group="dovecot" if root else me.pw_gid, ssl="yes" if certificate else "no", password=PASSWORD,
        certificate=f"ssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}" if certificate else "",
        user=mailer.pw_uid, gid=mailer.pw_gid, port=imap.port, sealed=imap.sealed if certificate else 0, more=more,
    )  # fmt: skip
    (folder / "dovecot.conf").write_text(told, encoding="utf-8")
    process = subprocess.Popen([program, "-F", "-c", str(folder / "dovecot.conf")], stderr=subprocess.PIPE)
    try:
        _answers(imap.port, process, folder)
        yield imap
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _answers(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as one:
                if one.recv(4) == b"* OK":
                    return
        except OSError:
            time.sleep(0.05)
    raise AssertionError((folder / "dovecot.log").read_text(encoding="utf-8"))


@dataclass
class Received:
    """What an SMTP server took, and what it is told to do otherwise."""

    messages: list[tuple[str, EmailMessage]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    """What to answer to an address, as `550 no`."""
    at_data: Any = None
    """Called with each message that was taken, before that is said."""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Take an address, or refuse it as told."""
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a message."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append((envelope.rcpt_tos[0], message))  # type: ignore[arg-type]
        if self.at_data is not None:
            self.at_data(message)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        """What one address was sent."""
        return [message for one, message in self.messages if one == address]


@dataclass
class Smtp:
    """A running SMTP server."""

    port: int
    received: Received

    def url(self, scheme: str = "smtp") -> str:
        """Its address."""
        return f"{scheme}://localhost:{self.port}"


@contextmanager
def smtp_server(**options: Any) -> Iterator[Smtp]:
    """An SMTP server that keeps what it takes."""
    received = Received()
    controller = Controller(received, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield Smtp(controller.port, received)
    finally:
        controller.stop()


CHANGES = re.compile(rb"\S+ (?:UID )?(?:APPEND|STORE|MOVE|COPY|EXPUNGE)\b", re.IGNORECASE)
"""The commands of IMAP that change a mailbox."""


@dataclass
class Cutter:
    """Stands between a program and dovecot, and cuts the line at one of the commands that change the mailbox."""

    port: int
    through: int
    """How many changes go through in one conversation; the answer to the last of them is never heard."""
    cuts: int = 0

    def talk(self, client: socket.socket) -> None:
        """Carry one conversation."""
        changes = 0
        with client, socket.create_connection(("127.0.0.1", self.port)) as server:
            while True:
                for ready in select.select([client, server], [], [])[0]:
                    data = ready.recv(65536)
                    if not data:
                        return
                    if ready is server:
                        if changes < self.through or data.startswith(b"+"):
                            client.sendall(data)
                            continue
                        self.cuts += 1
                        return
                    changes += bool(CHANGES.match(data))
                    server.sendall(data)


@contextmanager
def cut(imap: Imap, through: int) -> Iterator[tuple[Imap, Cutter]]:
    """The same dovecot, behind a line that is cut after so many changes."""
    cutter = Cutter(imap.port, through)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def serve() -> None:
            while True:
                try:
                    client, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=cutter.talk, args=(client,), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield Imap(port, 0, imap.folder), cutter
        listening.shutdown(socket.SHUT_RDWR)
