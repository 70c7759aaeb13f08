"""One run over a mailbox, from the environment of a scheduled job to its last word."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from preau.edges.mail.following import Follower, follow
from preau.edges.mail.intake import Limits, Reader
from preau.edges.mail.letters import Desk
from preau.edges.mail.mailbox import Mailbox
from preau.edges.mail.notes import Notes
from preau.edges.mail.posting import Postman
from preau.edges.mail.servers import server_of
from preau.edges.plainly import in_words
from preau.edges.refusal import Refusal
from preau.edges.repository import latest_of
from preau.edges.reviewing import Session
from preau.edges.wording import about
from preau.i18n import N_, say_in
from preau.model.movement import Movement
from preau.proposals.authority import read_value
from preau.reading.letter import plain_address

IMAP, SMTP, FROM = "PREAU_IMAP_URL", "PREAU_SMTP_URL", "PREAU_MAIL_FROM"


def run_mailbox(root: Path, remote: str, a_run: int, a_sender: int) -> int:
    """Read the mailbox and answer; how many messages could not be posted yet."""
    with in_words(root) as lang:
        session = Session(root, remote)
        desk = desk_of(session, lang)
        with alone(session), opened(desk) as notes:
            say: Callable[[str], None] = click.echo
            done = Reader(
                session, notes, desk, lambda number: contact_of(session, number), say, Limits(a_run, a_sender)
            ).run()
            done += follow(notes, Follower(session, desk), say)
        click.echo(summary(done, lang))
        return done["later"]


@contextmanager
def opened(desk: Desk) -> Iterator[Notes]:
    """The mailbox and the server of outgoing mail that the environment names."""
    box = Mailbox(server_of(needed(IMAP), IMAP, ("imaps", "imap")))
    postman = Postman(server_of(needed(SMTP), SMTP, ("smtps", "smtp")), desk.sender)
    try:
        yield Notes(box, postman)
    finally:
        postman.close()
        box.close()


@contextmanager
def alone(session: Session) -> Iterator[None]:
    """One run at a time in a clone: a second one waits its turn."""
    import fcntl

    with (session.repository.git_dir / "preau-mailbox.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def needed(variable: str) -> str:
    """A variable of the environment; `Refusal` when it is not there."""
    said = os.environ.get(variable, "").strip()
    if not said:
        raise Refusal(
            N_("{variable} is not set"), N_("It is kept in the environment, never in a file of the movement: see docs/mail.md."),
            variable=variable,
        )  # fmt: skip
    return said


def desk_of(session: Session, lang: str) -> Desk:
    """Who writes: the address told by the environment, the name and site told by the movement."""
    sender = plain_address(needed(FROM))
    if not sender:
        raise Refusal(N_("{variable} is not a plain address"), N_("Write it as name@example.org."), variable=FROM)
    movement = read_at(session, "content/movement.yml")
    name = movement.name if isinstance(movement, Movement) else "Préau"
    return Desk(sender, name, lang, site_of(session), session.now)


def contact_of(session: Session, number: str) -> str:
    """The public address of those who answer for a proposal, by its number, else that of the movement."""
    commit = latest_of(session.repository, number.partition("/")[0]) if number else None
    changes = session.repository.diff(f"{commit}^", commit) if commit else ()
    territory = about(session.repository, changes, "").territory if changes else ""
    place = read_at(session, f"content/territories/{territory}.yml") if territory else None
    movement = read_at(session, "content/movement.yml")
    found = (getattr(one, "contact", None) for one in (place, movement))
    return next((plain_address(one) for one in found if one), "")


def read_at(session: Session, path: str) -> Any:
    """A file of the registry as it is published, None when it is not there or cannot be read."""
    found = session.repository.files(session.tip, path).get(path)
    return read_value(path, session.repository.blob(found[1])) if found else None


def site_of(session: Session) -> str:
    """The address of the site, from `mkdocs.yml` as it is published; empty when it tells none."""
    found = session.repository.files(session.tip, "mkdocs.yml").get("mkdocs.yml")
    told = re.search(
        rb"^site_url:[ \t]*[\"']?(https?://[^\s\"'#]+)", session.repository.blob(found[1]) if found else b"", re.M
    )
    url = told.group(1).decode("ascii", "replace") if told else ""
    return url if url.endswith("/") or not url else url + "/"


def summary(done: Counter[str], lang: str) -> str:
    """What a run did, in one line without any name."""
    say = say_in(lang)
    told = N_(
        "Received: {received}. To be mended: {mend}. Words handed on: {words}. Put aside: {aside}. Left for later: {left}."
    )
    line = say.gettext(told).format(**{name: done[name] for name in ("received", "mend", "words", "aside", "left")})
    if done["later"]:
        line += " " + say.ngettext(
            "{n} answer could not be posted yet.", "{n} answers could not be posted yet.", done["later"]
        ).format(n=done["later"])
    if done["never"]:
        line += " " + say.ngettext(
            "{n} answer was refused for ever.", "{n} answers were refused for ever.", done["never"]
        ).format(n=done["never"])
    return line
