"""`preau notify`: those who decide are told what waits, each thing once, whatever stops a run."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

from command import PREAU
from guarded import Movement, git, initiative, key
from mailservers import Imap, Smtp
from preau.cli import main
from preau.proposals.statement import Verb
from trailed import send

HELENE, KARIM, READERS = "helene.v@example.org", "karim.b@example.org", "voisins@example.org"
BOOK = f"# Le Gers\n34/helene-34: {HELENE}\n\n34/karim-34 : {KARIM}\n34: {READERS}\n"
DAY = 86400


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A movement where one proposal waits, and its number: made once."""
    folder = tmp_path_factory.mktemp("movement")
    site = "site_name: Petit\nsite_url: https://petit.example/\nplugins: [preau]\ndocs_dir: content/pages\n"
    movement = Movement(folder, more={"mkdocs.yml": site})
    movement.clone()
    return folder, send(movement, "jardin", initiative())


class World:
    """A movement where one proposal waits, its clone, and who is told."""

    def __init__(self, folder: Path, number: str, smtp: Smtp) -> None:
        self.movement = Movement.__new__(Movement)
        self.movement.folder, self.movement.bare, self.movement._clones = folder, folder / "movement.git", 5
        self.clone, self.number, self.smtp = folder / "clone1", number, smtp
        git(self.clone, "remote", "set-url", "origin", str(self.movement.bare))
        self.env = {
            "PREAU_SMTP_URL": smtp.url(), "PREAU_MAIL_FROM": "depot@petit.example", "PREAU_ADDRESSES": BOOK,
            "PREAU_LANG": "fr", "PREAU_IMAP_URL": "",
        }  # fmt: skip

    def run(self, *options: str, code: int = 0) -> str:
        """One run; what it says."""
        done = CliRunner().invoke(main, ["notify", "--root", str(self.clone), *options], env=self.env)
        assert isinstance(done.exception, SystemExit | None), done.exception
        assert done.exit_code == code, done.output
        assert not {HELENE, KARIM, READERS} & set(re.findall(r"\S+@\S+", done.output))
        return done.output

    def told(self, address: str) -> list[EmailMessage]:
        """What somebody was sent."""
        return self.smtp.received.to(address)


@pytest.fixture
def world(made: tuple[Path, str], tmp_path: Path, smtp: Smtp) -> World:
    """The same, for one test to change."""
    shutil.copytree(made[0], tmp_path / "world")
    return World(tmp_path / "world", made[1], smtp)


def said(one: EmailMessage) -> str:
    """The text of a message."""
    return str(one.get_content()).replace("\xa0", " ")


def later(monkeypatch: pytest.MonkeyPatch, days: float) -> None:
    """Time has passed."""
    moment = time.time() + days * DAY
    monkeypatch.setattr("time.time", lambda: moment)


def test_those_who_decide_have_a_list_each_week(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits, since when, until when; once a week, and nothing when nothing waits."""
    now = int(time.time())
    world.run()
    world.run()

    (one,) = world.told(HELENE)
    assert "1 proposition attend votre réponse" in one["Subject"]
    assert f"{world.number}/1" in said(one)
    assert "réponse" in said(one)
    assert one["Auto-Submitted"] == "auto-generated"
    assert len(world.told(KARIM)) == 1
    assert world.told(READERS) == []
    later(monkeypatch, 7)
    world.run()
    assert len(lists(world)) == 2
    session = world.movement.session(now=now)
    session.speak(world.number, key("helene-34"), Verb.RETURN, "Pouvez-vous dire combien vous serez ?")
    later(monkeypatch, 7)
    world.run()
    assert len(lists(world)) == 2


def lists(world: World) -> list[EmailMessage]:
    """The weekly lists that Hélène was sent, among alarms and months."""
    return [one for one in world.told(HELENE) if "attend votre réponse" in one["Subject"]]


def test_a_deadline_that_nears_is_told_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three days before, then the day after: once each, beside the list of the week."""
    world.run()
    for days in (18.5, 0.1, 4):
        later(monkeypatch, days)
        world.run()

    subjects = [str(one["Subject"]) for one in world.told(HELENE)]
    assert sum(f"La réponse à {world.number} est due" in one for one in subjects) == 1
    assert sum(f"La réponse à {world.number} était due" in one for one in subjects) == 1


def test_months_and_weeks_are_summed_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The month of a referent in numbers; what was decided in a territory, for those who follow it, with its page."""
    world.movement.session().approve(world.number, key("helene-34"))
    later(monkeypatch, 7)
    world.run()

    (digest,) = world.told(READERS)
    assert "Un jardin pour tous" in said(digest)
    assert "https://petit.example/initiatives/34/jardin/" in said(digest)
    for _ in range(3):
        later(monkeypatch, 12)
        world.run()
    assert [one for one in world.told(HELENE) if "Approuvées : 1" in said(one) and "Reçues : 1" in said(one)]
    assert len(world.told(READERS)) == 1


def test_a_dry_run_sends_nothing(world: World) -> None:
    """Mandates and subjects, no address; afterwards everything is still to be told."""
    out = world.run("--dry-run")

    assert "34/helene-34: 1 proposition attend votre réponse" in out
    assert world.smtp.received.messages == []
    world.run()
    assert len(world.smtp.received.messages) == 2


def test_messages_as_files(world: World, tmp_path: Path) -> None:
    """For another program to send: one file a message, whole, made once."""
    del world.env["PREAU_SMTP_URL"], world.env["PREAU_MAIL_FROM"]
    folder = tmp_path / "out"

    world.run("--to-folder", str(folder))
    times = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    world.run("--to-folder", str(folder))

    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == times
    assert len(times) == 2
    letters = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in times]
    assert {one["To"] for one in letters} == {HELENE, KARIM}
    assert {one["From"] for one in letters} == {"bonjour@petit.example"}


@pytest.mark.parametrize("memory", ["file", "mailbox"])
def test_killed_in_the_middle_nothing_is_sent_twice(world: World, imap: Imap, memory: str) -> None:
    """The job is killed when the server has taken a message: what is in doubt is told, and sent when that is asked."""
    if memory == "mailbox":
        world.env["PREAU_IMAP_URL"] = imap.url("notify")
    process = subprocess.Popen([PREAU, "notify", "--root", world.clone], env={**os.environ, **world.env})
    world.smtp.received.at_data = lambda letter: process.kill()
    assert process.wait(60) == -signal.SIGKILL
    world.smtp.received.at_data = None

    out = world.run(code=1)

    assert [len(world.told(one)) for one in (HELENE, KARIM)] == [1, 1]
    assert "--again" in out
    world.run("--again")
    assert len(world.told(HELENE)) == 2
    assert len({one["Message-ID"] for one in world.told(HELENE)}) == 1
    assert len(world.told(KARIM)) == 1
    world.run()
    assert len(world.smtp.received.messages) == 3


def test_a_state_that_was_torn_is_read(world: World) -> None:
    """A line cut by a crash does not count, and does not spoil the next one."""
    state = world.movement.folder / "state"
    state.write_text('["weekly.2026-W01.34/helene-34.abc", "do', encoding="ascii")

    world.run("--state", str(state))
    world.run("--state", str(state))

    assert len(world.smtp.received.messages) == 2
    assert "@" not in state.read_text(encoding="ascii")


def test_an_address_that_refuses_is_tried_again(world: World) -> None:
    """Refused for now, a message leaves with the next run, once."""
    world.smtp.received.answers[HELENE] = "451 later"
    world.run(code=1)
    world.smtp.received.answers.clear()

    world.run()
    world.run()

    assert [len(world.told(one)) for one in (HELENE, KARIM)] == [1, 1]


def test_addresses_that_cannot_be_read(world: World) -> None:
    """The line is told, never what it holds."""
    world.env["PREAU_ADDRESSES"] = BOOK + "34/karim-34 karim"

    assert re.search(r"ligne 6", world.run(code=1))
    assert world.smtp.received.messages == []
