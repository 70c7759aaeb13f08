"""`preau intake --mailbox` against a real IMAP server and a real SMTP server: each message is answered, once."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guarded import Movement, git, initiative
from mailservers import Imap, Smtp, dovecot, smtp_server
from preau.cli import main

US = "depot@petit.example"
ODILE = "odile.martin@example.org"


@pytest.fixture(scope="module")
def imap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imap]:
    """One IMAP server for all: each test has a user of its own."""
    with dovecot(tmp_path_factory.mktemp("dovecot")) as server:
        yield server


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    """An SMTP server of one's own."""
    with smtp_server() as server:
        yield server


class World:
    """A movement under guard, its clone that reads the mailbox, and what people send."""

    def __init__(self, folder: Path, imap: Imap, smtp: Smtp, user: str) -> None:
        self.movement = Movement(folder)
        self.clone = self.movement.clone()
        self.imap, self.smtp, self.user = imap, smtp, user
        self.env = {
            "PREAU_IMAP_URL": imap.url(user), "PREAU_SMTP_URL": smtp.url(), "PREAU_MAIL_FROM": US, "PREAU_LANG": "fr",
        }  # fmt: skip

    def run(self, *options: str, code: int = 0) -> str:
        """One run of the job; what it says."""
        call = ["intake", "--mailbox", "--root", str(self.clone), *options]
        done: Result = CliRunner().invoke(main, call, env=self.env, catch_exceptions=False)
        assert done.exit_code == code, done.output
        return done.output

    def put(self, *messages: EmailMessage | bytes) -> None:
        """Messages that arrive."""
        self.imap.put(self.user, *messages)

    def folder(self, name: str) -> list[EmailMessage]:
        """What a folder of the mailbox holds."""
        return self.imap.messages(self.user, name if name == "INBOX" else f"Preau.{name}")

    def told(self, address: str = ODILE) -> list[EmailMessage]:
        """What somebody was sent."""
        return self.smtp.received.to(address)


@pytest.fixture
def world(tmp_path: Path, imap: Imap, smtp: Smtp, request: pytest.FixtureRequest) -> World:
    """A movement and its mailbox."""
    return World(tmp_path, imap, smtp, re.sub(r"\W+", "-", request.node.name)[:60].lower())


def message(text: str = "", sender: str = ODILE, subject: str = "Mon projet", **headers: str) -> EmailMessage:
    """A message as somebody writes it."""
    made = EmailMessage()
    made["From"] = f"Odile Martin <{sender}>"
    made["To"] = US
    made["Subject"] = subject
    made["Message-ID"] = f"<{abs(hash((text, sender, subject, tuple(headers.items()))))}@example.org>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text or initiative())
    return made


def said(one: EmailMessage) -> str:
    """The text of an answer."""
    body = one.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\xa0", " ").replace("\u202f", " ")


def number_in(one: EmailMessage) -> str:
    """The number that an answer tells."""
    found = re.search(r"\d{4}-\d{4}", said(one))
    assert found, said(one)
    return found.group()


def test_a_message_becomes_a_proposal_and_its_receipt_comes_back(world: World) -> None:
    """The text of a message waits under a number; the author has it, the deadline, and the signed receipt."""
    world.put(message())

    out = world.run()

    (answer,) = world.told()
    assert number_in(answer) in out
    assert [ref.split("/")[2] for ref in world.movement.waits()] == [number_in(answer)]
    assert "Une réponse est due" in said(answer)
    assert "Votre adresse" in said(answer)
    assert answer["In-Reply-To"] == world.folder("Waiting")[1]["Message-ID"]
    receipt = next(part for part in answer.iter_attachments())
    path = world.movement.folder / str(receipt.get_filename())
    path.write_text(str(receipt.get_content()), encoding="utf-8")
    done = CliRunner().invoke(main, ["receipt", "verify", str(path), "--root", str(world.clone)])
    assert done.exit_code == 0, done.output
    assert world.folder("INBOX") == []
    assert [one["From"] for one in world.folder("Waiting")] == [US, f"Odile Martin <{ODILE}>"]


def test_the_address_stays_in_the_mailbox(world: World) -> None:
    """Neither Git nor what the job says holds the address, the name, or the password."""
    world.put(message())

    out = world.run()

    secrets = ("odile", "secret@", "mot%3A")
    kept = [path.read_bytes() for path in world.movement.folder.rglob("*") if path.is_file()]
    for repository in (world.movement.bare, world.clone):
        call = ["git", "-C", str(repository), "cat-file", "--batch-all-objects", "--batch"]
        kept.append(subprocess.run(call, capture_output=True, check=True).stdout)
    for secret in secrets:
        assert secret not in out.lower()
        assert not [data for data in kept if secret.encode() in data.lower()]
