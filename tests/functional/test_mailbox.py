"""`preau intake --mailbox` against a real IMAP server and a real SMTP server: each message is answered, once."""

from __future__ import annotations

import os
import re
import shutil
import signal
import ssl
import subprocess
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from command import PREAU
from guarded import Movement, git, initiative, key
from mailservers import Imap, Smtp, cut, dovecot, smtp_server
from preau.cli import main
from preau.edges.mail.taking import take
from preau.edges.proposing import placed, send
from preau.proposals.statement import Verb
from trailed import REASON

US = "depot@petit.example"
ODILE = "odile.martin@example.org"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A movement under guard and the clone that reads the mailbox: made once."""
    folder = tmp_path_factory.mktemp("movement")
    site = "site_name: Petit\nsite_url: https://petit.example\nplugins: [preau]\ndocs_dir: content/pages\n"
    Movement(folder, more={"mkdocs.yml": site}).clone()
    return folder


class World:
    """A movement under guard, its clone that reads the mailbox, and what people send."""

    def __init__(self, folder: Path, imap: Imap, smtp: Smtp, user: str) -> None:
        self.movement = Movement.__new__(Movement)
        self.movement.folder, self.movement.bare, self.movement._clones = folder, folder / "movement.git", 1
        self.clone = folder / "clone1"
        git(self.clone, "remote", "set-url", "origin", str(self.movement.bare))
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
def world(made: Path, tmp_path: Path, imap: Imap, smtp: Smtp, request: pytest.FixtureRequest) -> World:
    """A movement and its mailbox, for one test to change."""
    shutil.copytree(made, tmp_path / "world")
    return World(tmp_path / "world", imap, smtp, re.sub(r"\W+", "-", request.node.name)[:60].lower())


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


def reply(answer: EmailMessage, text: str, sender: str = ODILE) -> EmailMessage:
    """A reply to one of our answers, which it quotes as programs do."""
    quoted = "\n".join(f"> {line}" for line in said(answer).splitlines())
    return message(
        f"{text}\n\nLe jeu. 26 nov. 2026 à 10:00, <{US}> a écrit :\n{quoted}\n", sender, f"Re: {answer['Subject']}",
        In_Reply_To=answer["Message-ID"], References=f"{answer['References'] or ''} {answer['Message-ID']}",
    )  # fmt: skip


def last(world: World, address: str = ODILE) -> EmailMessage:
    """The last answer that somebody was sent."""
    return world.told(address)[-1]


# --- What is to be mended


def test_a_text_at_fault_comes_back_whole_with_what_to_mend(world: World) -> None:
    """Plain words, the line at fault, the page that explains it, no command; the mended reply is received."""
    text = initiative(place="x", status="opne")
    world.put(message(text))

    world.run()

    answer = last(world)
    assert "seeking" in said(answer)
    assert "C'est dans cette ligne : status: opne" in said(answer)
    assert "https://petit.example/contribuer/proposer/#PR115" in said(answer)
    assert "preau explain" not in said(answer) and ".md:" not in said(answer)
    attached = next(part for part in answer.iter_attachments())
    assert str(attached.get_content()).replace("\r\n", "\n") == text
    assert len(world.folder("To-mend")) == 2
    assert world.movement.waits() == {}
    world.put(reply(answer, initiative()))
    world.run()
    assert number_in(last(world))
    assert len(world.movement.waits()) == 1


def test_what_breaks_inside_is_told_to_who_runs_the_job_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message stays, its author is told nothing; the trace is on the error stream, without Python's own words."""
    world.put(message())

    def broken(*_: object) -> None:
        raise ValueError(ODILE)

    with monkeypatch.context() as here:
        here.setattr("preau.edges.mail.intake.proposals_in", broken)
        call = ["intake", "--mailbox", "--root", str(world.clone)]
        done = CliRunner().invoke(main, call, env=world.env, catch_exceptions=False)

    assert "ValueError" in done.stderr and "in broken" in done.stderr and "in _answered" in done.stderr
    assert ODILE not in done.output and "in broken" not in done.stdout
    assert world.told() == [] and len(world.folder("INBOX")) == 1
    world.run()
    assert number_in(last(world))


def test_a_reply_that_only_quotes_proposes_nothing(world: World) -> None:
    """The text that was given back, quoted under `thank you`, is not a proposal; a person will read the message."""
    world.put(message(initiative(status="opne")))
    world.run()
    world.put(reply(last(world), "Merci, je regarde."))

    world.run()

    assert "aucune n'a été trouvée" in said(last(world))
    assert len(world.told()) == 2


@pytest.mark.parametrize("kind", ["words", "winmail", "two", "docx", "heavy"])
def test_what_holds_no_proposal_is_answered(world: World, kind: str) -> None:
    """A question, a file that cannot be read, several proposals, a heavy message: the author is told what to do."""
    one = message("Bonjour, comment proposer un projet ?")
    if kind == "two":
        for title in ("Un jardin pour tous", "Une mare"):
            one.add_attachment(initiative(title).encode(), maintype="text", subtype="markdown", filename=f"{title}.md")
    elif kind != "words":
        data = os.urandom(100 if kind != "heavy" else 4_000_000)
        name = {"winmail": "winmail.dat", "docx": "projet.docx", "heavy": "photo.jpg"}[kind]
        one.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    world.put(one)

    world.run()

    told = {
        "words": "aucune n'a été trouvée", "winmail": "winmail.dat", "two": "plusieurs propositions",
        "docx": "projet.docx", "heavy": "trop lourd",
    }  # fmt: skip
    assert told[kind] in said(last(world))
    assert world.folder("INBOX") == []


@pytest.mark.parametrize("door", ["attached", "html", "forwarded", "flowed", "latin"])
def test_a_text_arrives_by_any_program(world: World, door: str) -> None:
    """An attached file, HTML alone, a forwarded message, flowed or wrapped lines, an old encoding."""
    text = initiative()
    one = message("Voici.")
    if door == "attached":
        one.add_attachment(text.encode(), maintype="application", subtype="octet-stream", filename="Mon projet.md")
    elif door == "html":
        rows = "".join(f"<div>{line.replace('  ', '&nbsp; ') or '<br>'}</div>" for line in text.split("\n"))
        one.set_content(f"<html><body>{rows}<div>-- <br>Odile</div></body></html>", subtype="html")
    elif door == "forwarded":
        one.set_content(
            "Pour vous.\n\n-------- Message transféré --------\n" + "\n".join(f"> {line}" for line in text.split("\n"))
        )
    elif door == "flowed":
        flowed = (
            re.sub(r"(?m)^ ", "  ", text)
            .replace(" ouverte", " \nouverte")
            .replace("avec des voisins", "avec \ndes voisins")
        )
        one.set_content(flowed)
        one.set_param("format", "flowed")
    else:
        one.set_content(text, charset="iso-8859-1")
    world.put(one)

    world.run()

    (ref,) = world.movement.waits()
    kept = git(
        world.movement.bare, "show", f"{ref}:initiatives/34/{'mon-projet' if door == 'x' else 'un-jardin-pour-tous'}.md"
    )
    assert re.sub(r"\s+", " ", kept.stdout) == re.sub(r"\s+", " ", text)


# --- Afterwards


def test_a_reply_revises_under_the_same_number(world: World) -> None:
    """The author answers the receipt with another text: the same number, the next revision."""
    world.put(message())
    world.run()
    number = number_in(last(world))
    world.put(
        reply(last(world), initiative(summary="Un jardin partagé, ouvert aussi le dimanche, avec des voisins isolés."))
    )

    world.run()

    assert number_in(last(world)) == number
    assert [ref.split("/", 2)[2] for ref in world.movement.waits()] == [f"{number}/1", f"{number}/2"]


def test_a_stranger_cannot_revise(world: World) -> None:
    """A reply from another address, or one to a message that was never ours, is a proposal of its own."""
    world.put(message())
    world.run()
    first = last(world)
    world.put(reply(first, initiative("Une mare pour les grenouilles"), "autre@example.org"))
    forged = message(initiative("Un verger au bord du canal"), In_Reply_To=f"<preau.receipt.{'0' * 32}@petit.example>")
    world.put(forged)

    world.run()

    numbers = {number_in(world.told("autre@example.org")[0]), number_in(last(world)), number_in(first)}
    assert len(numbers) == 3


def decide(world: World, outcome: str, number: str) -> None:
    """What a referent answers."""
    session = world.movement.session()
    if outcome == "published":
        session.approve(number, key("helene-34"))
    elif outcome == "returned":
        session.speak(
            number, key("helene-34"), Verb.RETURN, "Pouvez-vous dire combien de personnes viendront, et quand ?"
        )
    else:
        facts = {
            "outcome": outcome,
            "proposal": "34/un-jardin",
            "title": "Un jardin",
            "territory": "34",
            "reason": REASON,
        }
        criterion = {"criterion": "aide-aux-personnes"} if outcome == "declined" else {}
        session.decide(number, {**facts, **criterion}, key("helene-34"))


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("published", "https://petit.example/initiatives/34/un-jardin-pour-tous/"),
        ("declined", "Le critère qui n'est pas rempli : "),
        ("withdrawn", "retirée"), ("returned", "combien de personnes"),
    ],
)  # fmt: skip
def test_the_author_is_told_each_step_once(world: World, outcome: str, told: str) -> None:
    """The answer of a referent reaches the author, in the thread, once; what is ended is filed."""
    world.put(message())
    world.run()
    number = number_in(last(world))
    decide(world, outcome, number)

    world.run()
    world.run()

    assert len(world.told()) == 2
    answer = last(world)
    assert told in said(answer)
    assert number in said(answer)
    assert answer["In-Reply-To"] == world.told()[0]["In-Reply-To"]
    assert len(world.folder("Waiting")) == (3 if outcome == "returned" else 0)
    assert len(world.folder("Done")) == (0 if outcome == "returned" else 3)


def test_what_was_revised_is_told_once_and_filed_whole(world: World) -> None:
    """Two messages about one number: its author hears of the decision once, in the newest thread; all goes to Done."""
    world.put(message())
    world.run()
    world.put(reply(last(world), initiative(summary="Un jardin partagé, ouvert aussi le dimanche, avec des voisins.")))
    world.run()
    decide(world, "published", number_in(last(world)))

    world.run()
    world.run()

    assert [one["X-Preau-Step"] for one in world.told()] == ["receipt", "receipt", "published"]
    assert world.told()[2]["In-Reply-To"] == world.told()[1]["In-Reply-To"]
    assert world.folder("Waiting") == []
    assert len(world.folder("Done")) == 5


def test_a_missed_deadline_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answered in time: the author hears it from the movement itself, once."""
    world.put(message())
    world.run()
    later = time.time() + 40 * 86400
    monkeypatch.setattr("time.time", lambda: later)

    world.run()
    world.run()

    assert len(world.told()) == 2
    assert "compté publiquement" in said(last(world))


def test_an_author_takes_it_back(world: World) -> None:
    """One word in a reply: the referents are told without the address, the author hears that it is noted, then done."""
    world.put(message())
    world.run()
    number = number_in(last(world))
    world.put(reply(last(world), "Retirer."))

    world.run()

    (handed,) = world.told("t34@petit.example")
    assert f"preau review withdraw {number}" in said(handed)
    assert ODILE not in handed.as_string()
    assert "notée" in said(last(world))
    decide(world, "withdrawn", number)
    world.run()
    assert "a été retirée" in said(last(world))
    assert world.folder("Waiting") == []


def test_words_of_an_author_are_handed_on(world: World) -> None:
    """An answer in words to a question reaches the referents, without the address."""
    world.put(message())
    world.run()
    world.put(reply(last(world), "Nous serons douze, le samedi matin."))

    world.run()

    (handed,) = world.told("t34@petit.example")
    assert "Nous serons douze" in said(handed)
    assert ODILE not in handed.as_string()


# --- Those that must not be answered


AUTOMATIC = [
    {"Auto-Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List-Id": "<x.example.org>"}, {"X-Loop": US},
    {"Return-Path": "<>"}, {"X-Auto-Response-Suppress": "OOF"}, {"Authentication-Results": "mx; dmarc=fail"},
]  # fmt: skip


def test_machines_are_never_answered(world: World) -> None:
    """Auto-answers, lists, bounces, ourselves: kept for a person, unanswered."""
    world.put(*(message(**headers) for headers in AUTOMATIC))
    world.put(message(sender=US), message(sender="mailer-daemon@example.org"), message(sender="noreply@example.org"))

    world.run()

    assert world.smtp.received.messages == []
    assert len(world.folder("Unread-by-machine")) == 10
    assert world.folder("INBOX") == []
    assert world.movement.waits() == {}


def test_our_answer_that_comes_back_is_not_answered(world: World) -> None:
    """Two programs that answer each other stop at once; so does a bounce that carries our answer."""
    world.put(message())
    world.run()
    world.put(last(world))

    world.run()

    assert len(world.smtp.received.messages) == 1


def test_a_flood_is_stopped_and_told_once(world: World) -> None:
    """One sender cannot fill the log nor keep others waiting; nothing of theirs is lost."""
    world.put(*(message("Bonjour", subject=f"Essai {n}") for n in range(30)), message(sender="autre@example.org"))

    world.run("--a-sender", "3", "--a-run", "4")
    world.run("--a-sender", "3", "--a-run", "4")
    world.run("--a-sender", "3", "--a-run", "4")

    assert number_in(world.told("autre@example.org")[0])
    assert len(world.told()) == 4
    assert "Plus de 3 messages" in said(last(world))
    assert len(world.folder("To-mend")) == 6
    assert len(world.folder("Unread-by-machine")) == 27 + 1


HOSTILE = [
    b"\r\n",
    b"\0\0\0",
    b"From: a@example.org\r\nSubject: x\r\n\r\n" + b"\xff\xfe" * 500,
    b"From: a1@example.org\r\nSubject: =?utf-8?q?x=0D=0ABcc:_victim@example.org?=\r\n\r\nBonjour",
    b"From: a2@example.org\r\nSubject: " + b"x" * 90_000 + b"\r\n\r\nBonjour",
    b"From: a3@example.org\r\nSubject: =?utf-8?q?=E2=80=AEgnp?=\r\n\r\nBonjour",
    b"From: a4@example.org\r\nMessage-ID: <x\r\n y@z>\r\nReferences: " + b"<a@b> " * 9000 + b"\r\n\r\nBonjour",
    b"From: a5@example.org\r\nMessage-ID: <a>\r\n Bcc: v@example.org@b>\r\n\r\nBonjour",
    b'From: "a@example.org" <b6@example.org>, c@example.org\r\n\r\nBonjour',
    b"From: " + b"(" * 50_000 + b"a7@example.org\r\n\r\nBonjour",
    b"From: a8@example.org\r\nFrom: b@example.org\r\n\r\nBonjour",
    b"From: a9@example.org\r\nContent-Type: text/plain; charset=\"x\r\n y\"\r\n\r\nBonjour",
    b"From: a10@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"" + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 4000,
    b"From: a11@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 3000,
    b"From: a12@example.org\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
    b"From: a13@example.org\r\nContent-Transfer-Encoding: uuencode\r\n\r\nbegin 666 x\r\n\xff\xff\r\nend",
    b"From: a14@example.org\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 30_000,
    b"From: a15@example.org\r\nContent-Type: text/html\r\n\r\n<!" + b"<![" * 3000,
    b"From: a16@example.org\r\n\r\n" + b"---\ntitle: x\n" * 4000,
    b"From: a17@example.org\r\n\r\n---\ntitle: &a [*a, *a]\nterritory: '34'\n---\n",
    b"From: a18@example.org\r\n\r\n---\ntitle: !!python/object:os.system x\nterritory: '34'\n---\n",
    b"From: a19@example.org\r\n\r\n---\ntitle: x\nterritory: ../../etc\n---\n",
    b"From: a20@example.org\r\n\r\n"
    b"---\ntitle: Bonjour tout le monde\nterritory: '34'\n---\n\n## Probl\xc3\xa8me\n\n<script>alert(1)</script>\n",
    b"From: a21@example.org\r\nContent-Type: text/plain; name=\"../../../etc/passwd.md\"\r\n"
    b"Content-Disposition: attachment\r\n\r\n"
    b"---\ntitle: Bonjour\nterritory: '34'\n---\n",
    b"From: a22@example.org\r\nIn-Reply-To: <preau.receipt.\" OR ALL@x>\r\n\r\nBonjour",
    b"From: a23@example.org\r\nContent-Type: message/rfc822\r\n\r\n" * 50 + b"x",
    b"From: a24@example.org\r\nContent-Type: multipart/encrypted; boundary=b\r\n\r\n--b\r\n\r\nVersion: 1\r\n--b--",
    b"From: <a25@example.org>\r\nReply-To: victim@example.org\r\nErrors-To: victim@example.org\r\n\r\nBonjour",
    b"From: a26@example.org\r\n\r\n" + b">" * 100_000,
    b"From: a27@example.org\r\nSubject: {number} %s %(x)s {0.__class__}\r\n\r\n"
    b"---\ntitle: '{number} {0}'\nterritory: '{x}'\n---\n",
    b"From: a28@localhost\r\n\r\nBonjour",
    b"From: ''@example.org\r\n\r\nBonjour",
]  # fmt: skip


def test_hostile_messages_stop_nothing(world: World) -> None:
    """Whatever arrives, the run ends well, no stranger is written to, and the honest message after it is received."""
    world.put(*HOSTILE, message())

    world.run()

    assert world.folder("INBOX") == []
    assert number_in(world.told()[0])
    assert len(world.movement.waits()) == 1
    kept = sum(len(world.folder(name)) for name in ("Waiting", "To-mend", "Unread-by-machine"))
    assert kept == len(HOSTILE) + 1 + len(world.smtp.received.messages)
    for address, one in world.smtp.received.messages:
        assert "victim" not in address
        assert one["Bcc"] is None
        assert one.get_all("To") == [address]
        assert str(one["Subject"]).isprintable()
        assert len(str(one["Subject"])) < 200


# --- A run that is stopped anywhere


def stopped_again_and_again(world: World, through: int) -> int:
    """Runs whose line to the mailbox is cut after so many changes, until one comes to its end; how many were cut."""
    for runs in range(40):
        with cut(world.imap, through) as (imap, cutter):
            call = ["intake", "--mailbox", "--root", str(world.clone)]
            env = {**world.env, "PREAU_IMAP_URL": imap.url(world.user)}
            done = CliRunner().invoke(main, call, env=env)
            assert isinstance(done.exception, SystemExit | None), done.exception
            if not cutter.cuts:
                assert done.exit_code == 0, done.output
                return runs
    raise AssertionError("it never ends")


def as_if_never_stopped(world: World, steps: list[str]) -> None:
    """The mailbox holds what one whole run leaves, and copies of a letter are copies of the very same letter."""
    ids = [one["Message-ID"] for one in world.told()]
    assert list(dict.fromkeys(one["X-Preau-Step"] for one in world.told())) == steps
    assert len(set(ids)) == len(steps)
    assert len({number_in(one) for one in world.told()}) == 1
    kept = [one for name in ("Waiting", "Done", "To-mend", "Unread-by-machine") for one in world.folder(name)]
    assert sorted(str(one["X-Preau-Step"]) for one in kept) == sorted(["None", *steps])
    assert world.folder("INBOX") == []


@pytest.mark.parametrize("through", [1, 2])
def test_a_line_cut_at_each_change_loses_and_doubles_nothing(world: World, through: int) -> None:
    """Whatever was done when the line was cut, the next run goes on: one number, one receipt, one decision told."""
    world.put(message())

    assert stopped_again_and_again(world, through) >= 2

    as_if_never_stopped(world, ["receipt"])
    assert len(world.movement.waits()) == 1
    decide(world, "published", number_in(last(world)))
    assert stopped_again_and_again(world, through) >= 2
    as_if_never_stopped(world, ["receipt", "published"])


def killer(world: World, word: str) -> dict[str, str]:
    """An environment whose Git kills its caller, once, after doing this word."""
    folder = world.movement.folder / "bin"
    folder.mkdir()
    (folder / "once").touch()
    script = f'''#!/bin/sh
PATH=${{PATH#*:}}
git "$@"; code=$?
case " $* " in *" {word} "*) if rm "{folder}/once" 2> /dev/null; then kill -9 $PPID; fi ;; esac
exit $code
'''
    (folder / "git").write_text(script, encoding="utf-8")
    (folder / "git").chmod(0o755)
    return {**os.environ, **world.env, "PATH": f"{folder}:{os.environ['PATH']}"}


@pytest.mark.parametrize("decided", ["", "declined"])
def test_killed_after_the_push_it_answers_with_the_same_number(world: World, decided: str) -> None:
    """The proposal was received and the job killed before it knew: the next run finds it, even decided meanwhile."""
    world.put(message())
    env = killer(world, "push")
    done = subprocess.run(
        [PREAU, "intake", "--mailbox", "--root", world.clone], env=env, capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    number = next(iter(world.movement.waits())).split("/")[2]
    if decided:
        decide(world, decided, number)

    world.run()

    assert [number_in(one) for one in world.told()] == [number] * (2 if decided else 1)
    as_if_never_stopped(world, ["receipt", *([decided] if decided else [])])


def test_killed_while_posting_it_posts_the_same_letter(world: World) -> None:
    """Between the server that took a letter and the mark that says so, a letter may leave twice: it is the same one."""
    world.put(message())
    process = subprocess.Popen([PREAU, "intake", "--mailbox", "--root", world.clone], env={**os.environ, **world.env})
    world.smtp.received.at_data = lambda letter: process.kill()
    assert process.wait(60) == -signal.SIGKILL
    world.smtp.received.at_data = None

    world.run()

    as_if_never_stopped(world, ["receipt"])
    assert len(world.told()) == 2
    assert len({one.as_bytes() for one in world.told()}) == 1


@pytest.mark.parametrize(("answer", "left"), [("450 later", 1), ("550 no such person", 0)])
def test_an_address_that_refuses_is_kept_in_mind(world: World, answer: str, left: int) -> None:
    """Refused for now, the answer leaves with the next run; refused for ever, it is marked for a person."""
    world.put(message())
    world.smtp.received.answers[ODILE] = answer

    out = world.run(code=left)

    assert "odile" not in out
    world.smtp.received.answers.clear()
    world.run()
    assert len(world.told()) == left
    assert len(world.movement.waits()) == 1


@pytest.mark.parametrize("broken", ["PREAU_SMTP_URL", "PREAU_IMAP_URL", "remote"])
def test_nothing_is_lost_when_a_server_is_away(world: World, broken: str) -> None:
    """No mailbox, no outgoing mail, no repository: it is said in a sentence, and the next run does the work."""
    world.put(message())
    saved = dict(world.env)
    if broken == "remote":
        git(world.clone, "remote", "set-url", "--push", "origin", str(world.movement.folder / "nowhere.git"))
    else:
        world.env[broken] = re.sub(r":\d+(/|$)", r":1\1", world.env[broken])

    out = world.run(code=1)

    assert "secret" not in out
    assert "Traceback" not in out
    assert world.told() == []
    world.env = saved
    git(world.clone, "remote", "set-url", "--push", "origin", str(world.movement.bare))
    world.run()
    as_if_never_stopped(world, ["receipt"])


@pytest.mark.parametrize("said_", ["", "http://x", "imap://", "imaps://u:p@[::1", "imap://u:p@localhost:99999"])
def test_an_address_that_is_none_is_told(world: World, said_: str) -> None:
    """A variable that is missing or wrong is named, never shown."""
    world.env["PREAU_IMAP_URL"] = said_

    assert "PREAU_IMAP_URL" in world.run(code=1)


# --- On a forge, where nobody guards


@pytest.fixture
def forge(world: World) -> World:
    """The same movement on an ordinary Git server: no hook, no key; the job holds the key that signs receipts."""
    bare = world.movement.bare
    world.env["PREAU_INTAKE_KEY"] = (bare / "preau" / "intake.key").read_text(encoding="ascii")
    (bare / "preau" / "intake.key").unlink()
    shutil.rmtree(bare / "hooks")
    git(bare, "config", "--unset-all", "receive.procReceiveRefs", check=False)
    return world


def test_on_a_forge_the_job_receives_itself(forge: World) -> None:
    """Number, log and signed receipt as under guard; a reply revises; the next one has the next number."""
    forge.put(message())
    forge.run()
    first = number_in(last(forge))
    forge.put(
        reply(last(forge), initiative(summary="Un jardin partagé, ouvert aussi le dimanche, avec des voisins isolés."))
    )
    forge.put(message(initiative("Une mare pour les grenouilles"), "autre@example.org"))

    forge.run()

    second = number_in(forge.told("autre@example.org")[0])
    names = sorted(ref.split("/", 2)[2] for ref in forge.movement.waits())
    assert names == [f"{first}/1", f"{first}/2", f"{second}/1"]
    path = forge.movement.folder / "receipt.txt"
    path.write_text(str(next(last(forge).iter_attachments()).get_content()), encoding="utf-8")
    done = CliRunner().invoke(main, ["receipt", "verify", str(path), "--root", str(forge.clone)])
    assert done.exit_code == 0, done.output
    assert git(forge.movement.bare, "log", "--format=%s", "refs/preau/intake").stdout.count("Receive") == 3


def test_before_a_guard_the_key_changes_nothing(world: World) -> None:
    """A job that holds the key and follows a guarded copy on its disk lets the guard receive."""
    world.env["PREAU_INTAKE_KEY"] = (world.movement.bare / "preau" / "intake.key").read_text(encoding="ascii")
    world.put(message())

    world.run()

    assert last(world)["X-Preau-Code"]


def test_on_a_forge_a_number_is_taken_once(forge: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two jobs at the same moment: the push of the second is refused, and it takes the next number."""
    monkeypatch.setenv("PREAU_INTAKE_KEY", forge.env["PREAU_INTAKE_KEY"])
    sessions = [forge.movement.session() for _ in range(2)]

    sent = []
    for session, title in zip(sessions, ("Une mare pour les grenouilles", "Un verger au bord du canal"), strict=True):
        entries = placed(session, "", initiative(title).encode())
        sent.append(send(session, title, entries, hand_on=take))

    assert [one.refusal for one in sent] == [None, None]
    assert len({one.number for one in sent}) == 2
    assert git(forge.movement.bare, "log", "--format=%s", "refs/preau/intake").stdout.count("Receive") == 2


# --- Servers of all kinds


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this computer, and its key, that a program may be told to trust."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )  # fmt: skip
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    paths[1].write_bytes(private.private_bytes(serialization.Encoding.PEM, form, none))
    return paths


PREFIXED = (
    "namespace inbox {\n  inbox = yes\n  prefix = INBOX.\n  separator = .\n}\nimap_capability = IMAP4rev1 NAMESPACE\n"
)


def test_sealed_lines_and_old_servers(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """imaps:// and smtps:// with a certificate that is verified; folders under INBOX., neither MOVE nor UIDPLUS."""
    paths = certificate(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*paths)
    with dovecot(paths, PREFIXED) as imap, smtp_server(ssl_context=context) as smtp:
        world.imap, world.smtp = imap, smtp
        world.env |= {"PREAU_IMAP_URL": imap.url(world.user, "imaps"), "PREAU_SMTP_URL": smtp.url("smtps")}
        world.put(message())
        assert "CERTIFICATE_VERIFY_FAILED" in world.run(code=1)
        monkeypatch.setenv("SSL_CERT_FILE", str(paths[0]))

        world.run()

        assert number_in(last(world))
        assert len(imap.messages(world.user, "INBOX.Preau.Waiting")) == 2
        assert world.folder("INBOX") == []
