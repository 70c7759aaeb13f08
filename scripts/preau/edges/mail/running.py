"""Runs of scheduled jobs about mail, from what their environment names to their last word."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import click

from preau.edges.forges.opening import let_git_speak, place_of
from preau.edges.mail.book import Book, read_book
from preau.edges.mail.following import Follower, follow
from preau.edges.mail.intake import Limits, Reader
from preau.edges.mail.letters import Desk
from preau.edges.mail.mailbox import Mailbox
from preau.edges.mail.notes import Notes
from preau.edges.mail.notices import Notice, Teller
from preau.edges.mail.posting import Postman
from preau.edges.mail.servers import server_of
from preau.edges.mail.telling import FileMemory, MailMemory, Memory, tell_all, write_all
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
        let_git_speak(place_of(read_at(session, "content/movement.yml")))
        desk = desk_of(session, lang)
        with alone(session), opened(desk) as notes:
            say: Callable[[str], None] = click.echo
            done = Reader(
                session, notes, desk, lambda number: contact_of(session, number), say, Limits(a_run, a_sender)
            ).run()
            done += follow(notes, Follower(session, desk), say)
        click.echo(summary(done, lang))
        return done["later"]


class Choices(NamedTuple):
    """What `preau notify` was told on its line."""

    addresses: Path | None = None
    to_folder: Path | None = None
    state: Path | None = None
    again: bool = False
    dry_run: bool = False


def run_notify(root: Path, remote: str, choices: Choices) -> int:
    """Tell everybody what is new; 1 when something could not leave, or when nobody knows whether it did."""
    with in_words(root) as lang, ExitStack() as stack:
        session, book = Session(root, remote), read_book(choices.addresses)
        desk = desk_of(session, lang, to_folder=choices.to_folder is not None or choices.dry_run)
        notices = Teller(session, desk, book).notices()
        if choices.dry_run:
            click.echo("".join(f"{one.to}: {one.subject}\n" for one in notices), nl=False)
            return 0
        stack.enter_context(alone(session))
        if choices.to_folder is not None:
            done = write_all(notices, book, desk, choices.to_folder)
        else:
            done = _posted(stack, session, desk, book, notices, choices)
        click.echo(told_summary(done, lang))
        return 1 if done["later"] or done["doubt"] else 0


def _posted(
    stack: ExitStack, session: Session, desk: Desk, book: Book, notices: Iterable[Notice], choices: Choices
) -> Counter[str]:
    postman = stack.enter_context(closing(Postman(server_of(needed(SMTP), SMTP, ("smtps", "smtp")), desk.sender)))
    postman.join()
    if not os.environ.get(IMAP):
        memory: Memory = FileMemory(choices.state or session.repository.git_dir / "preau-told")
        return tell_all(notices, book, desk, memory, postman, choices.again)
    box = stack.enter_context(closing(Mailbox(server_of(needed(IMAP), IMAP, ("imaps", "imap")))))
    memory = FileMemory(choices.state) if choices.state else MailMemory(box)
    done = tell_all(notices, book, desk, memory, postman, choices.again)
    return done + follow(Notes(box, postman), Follower(session, desk), click.echo)


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
            N_("{variable} is not set"),
            N_("It is kept in the environment, never in a file of the movement: see docs/mail.md."),
            variable=variable,
        )  # fmt: skip
    return said


def desk_of(session: Session, lang: str, *, to_folder: bool = False) -> Desk:
    """Who writes: the address told by the environment, the name and site told by the movement."""
    sender = plain_address(os.environ.get(FROM) or contact_of(session, "") if to_folder else needed(FROM))
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


def told_summary(done: Counter[str], lang: str) -> str:
    """What was told, in one line without any name."""
    say = say_in(lang)
    line = say.ngettext("{n} message sent.", "{n} messages sent.", done["sent"]).format(n=done["sent"])
    if done["doubt"]:
        told = say.ngettext(
            "{n} message may have left when a run was stopped; --again sends it once more.",
            "{n} messages may have left when a run was stopped; --again sends them once more.", done["doubt"],
        )  # fmt: skip
        line += " " + told.format(n=done["doubt"])
    return line + _not_sent(done, lang)


def summary(done: Counter[str], lang: str) -> str:
    """What a run did, in one line without any name."""
    say = say_in(lang)
    told = N_(
        "Received: {received}. To be mended: {mend}. Words handed on: {words}. Put aside: {aside}. "
        "Left for later: {left}."
    )
    line = say.gettext(told).format(**{name: done[name] for name in ("received", "mend", "words", "aside", "left")})
    return line + _not_sent(done, lang)


def _not_sent(done: Counter[str], lang: str) -> str:
    say, parts = say_in(lang), list[str]()
    if done["later"]:
        told = say.ngettext(
            "{n} message could not be posted yet.", "{n} messages could not be posted yet.", done["later"]
        )
        parts.append(" " + told.format(n=done["later"]))
    if done["never"]:
        told = say.ngettext("{n} message was refused for ever.", "{n} messages were refused for ever.", done["never"])
        parts.append(" " + told.format(n=done["never"]))
    return "".join(parts)
