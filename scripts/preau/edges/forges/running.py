"""`preau forge`: what each of its words does and answers, apart from the command line itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import click

from preau.edges import wording
from preau.edges.clock import the_day
from preau.edges.forges.approving import requested
from preau.edges.forges.codeowners import PATH, owners, written
from preau.edges.forges.delivering import deliver
from preau.edges.forges.mentioning import Mentions, accounts_of, asked
from preau.edges.forges.opening import TOKEN, let_git_speak, open_forge, place_of
from preau.edges.forges.protocol import Forge, ForgeFault, Request
from preau.edges.forges.robot import Robot
from preau.edges.forges.telling import Told
from preau.edges.keyring import chosen
from preau.edges.mail.book import Book
from preau.edges.mail.notices import Teller
from preau.edges.mail.running import desk_of
from preau.edges.plainly import in_words
from preau.edges.refusal import Refusal
from preau.edges.reviewing import Session
from preau.edges.signing import Signer, signer_from
from preau.edges.window import authority_at
from preau.findings import printable
from preau.i18n import N_, say_in
from preau.model.movement import Forge as Place
from preau.model.movement import Movement
from preau.proposals.authority import read_value

KEY = "PREAU_ROBOT_KEY"


def run_robot(root: Path, api: str, note: Path | None, say: Callable[[str], object]) -> int:
    """One run; 0 when every request was looked at, 1 when some must be looked at again."""
    with in_words(root) as lang:
        session = Session(root)
        forge = _forge(session, api, lang)
        let_git_speak(_here(session))
        robot = Robot(forge, session, _signer(), lang)

        def tell(request: Request, told: Told) -> None:
            say(f"{request.number}: {printable(told.sentence)}")

        try:
            left = robot.run(tell)
        except ForgeFault as fault:
            raise _told(fault, lang) from None
        if note is not None:
            with note.open("a", encoding="utf-8") as stream:
                stream.write(f"published={'true' if robot.published else 'false'}\n")
        if left:
            told = N_("Not looked at this time: {numbers}. The next run begins again.")
            say(say_in(lang).gettext(told).format(numbers=", ".join(str(one.number) for one in left)))
        return 1 if left else 0


def _signer() -> Signer | None:
    said = os.environ.get(KEY, "").strip()
    return signer_from(said) if said else None


def _movement(session: Session) -> Movement | None:
    """The movement as it is published, never as a proposal would have it."""
    path = "content/movement.yml"
    found = session.repository.files(session.tip, path).get(path)
    value: Movement | None = read_value(path, session.repository.blob(found[1])) if found else None
    return value


def _place(session: Session) -> Place | None:
    return place_of(_movement(session))


def _here(session: Session) -> Place:
    place = _place(session)
    if place is None:
        raise Refusal(N_("content/movement.yml does not say on which forge the files are kept (forge:)"))
    return place


def _told(fault: ForgeFault, lang: str) -> click.ClickException:
    return click.ClickException(say_in(lang).gettext(fault.what).format(**fault.facts))


def _forge(session: Session, api: str, lang: str) -> Forge:
    try:
        return open_forge(_place(session), api)
    except ForgeFault as fault:
        raise _told(fault, lang) from None


def run_approve(root: Path, number: int, key: Path | None, own: bool, yes: bool) -> str:
    """Sign a request with a key of one's own; publish it when nobody else is needed."""
    with in_words(root) as lang:
        _ = say_in(lang).gettext
        session, signer = Session(root), chosen(key)
        place = _place(session)
        one = requested(session, number, place.kind if place else "github")
        if not yes:
            click.echo(wording.shown(session, one, lang), err=True)
            click.confirm(_(N_("Sign and publish this?")), abort=True, err=True)
        made = session.sign(one, signer, independent=not own)
        if made:
            return _(N_("Published: {commit}. Anyone can verify it: preau audit")).format(commit=made[:12]) + "\n"
        left = requested(session, number, place.kind if place else "github")
        return _(N_("Signed.")) + " " + wording.turn(session, left, lang) + "\n"


def run_deliver(root: Path, api: str) -> str:
    """Open a request for each proposal that waits without one."""
    with in_words(root) as lang:
        session = Session(root)
        forge = _forge(session, api, lang)
        let_git_speak(_here(session))
        try:
            done = deliver(session, forge, lang)
        except ForgeFault as fault:
            raise _told(fault, lang) from None
        words = say_in(lang).ngettext("{n} request opened or renewed.", "{n} requests opened or renewed.", done)
        return words.format(n=done) + "\n"


def run_mentions(root: Path, remote: str, api: str, say: Callable[[str], object], *, dry_run: bool) -> int:
    """Mention those who decide, and tell territories what was decided; 1 when some could be told nowhere."""
    with in_words(root) as lang:
        session = Session(root, remote)
        forge = _forge(session, api, lang)
        let_git_speak(_here(session))
        authority = session.line.authorities[-1]
        accounts = accounts_of(authority, forge.host)
        book = Book({name: [] for name in (*accounts, *authority.parents.keys(), *authority.parents.values())})
        try:
            waiting, requests = asked(Robot(forge, session, _signer(), lang))
            notices = list(Teller(session, desk_of(session, lang, to_folder=True), book, waiting).notices())
            if dry_run:
                say("\n".join(f"{one.to}: {one.subject}" for one in notices))
                return 0
            done = Mentions(forge, session, accounts, requests, lang).tell_all(notices)
        except ForgeFault as fault:
            raise _told(fault, lang) from None
        words = say_in(lang)
        told = words.ngettext("{n} mention made.", "{n} mentions made.", done["sent"]).format(n=done["sent"])
        if done["nowhere"]:
            left = words.ngettext(
                "{n} could be made nowhere: its proposal has no open request, or its account is gone.",
                "{n} could be made nowhere: their proposals have no open request, or their accounts are gone.",
                done["nowhere"],
            )
            told += " " + left.format(n=done["nowhere"])
        say(told)
        return 1 if done["nowhere"] else 0


def run_codeowners(root: Path, *, check: bool) -> tuple[str, int]:
    """Write CODEOWNERS, or tell whether it is fresh. Names are asked of the forge; checking asks nobody."""
    with in_words(root) as lang:
        _ = say_in(lang).gettext
        session = Session(root)
        place = _here(session)
        authority = authority_at(session.repository, session.tip)
        rows = owners(authority, the_day(None, authority.timezone), urlsplit(place.url).netloc)
        path = root / PATH
        known = path.read_text(encoding="utf-8") if path.is_file() else ""
        if check:
            fresh = written(rows, {}) == _without_names(known)
            told = (
                N_("CODEOWNERS is fresh.")
                if fresh
                else N_("CODEOWNERS is not what the mandates say: run preau forge codeowners")
            )
            return _(told) + "\n", 0 if fresh else 1
        forge = _forge(session, "", lang) if os.environ.get(TOKEN) else None
        names = {number: name for row in rows for number in row.accounts if forge and (name := forge.login(number))}
        path.write_text(written(rows, names), encoding="utf-8")
        return _(N_("Written: {path}")).format(path=PATH) + "\n", 0


def _without_names(text: str) -> str:
    """The file as it is written when no name is known: names change, numbers do not."""
    lines = (line.split(" @")[0] if not line.startswith("#") else line for line in text.split("\n"))
    return "\n".join(lines)
