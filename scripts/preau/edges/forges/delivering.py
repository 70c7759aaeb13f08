"""What came by mail, where there is only a forge: each proposal that waits becomes a request, asked for once."""

from __future__ import annotations

from preau.edges.forges.protocol import Forge
from preau.edges.forges.telling import escaped
from preau.edges.reviewing import Session
from preau.edges.waiting import Waiting, country_of
from preau.edges.wording import about
from preau.i18n import N_, say_in

BRANCH = "proposal-"
ASKED = "refs/requests"
"""On the forge: which commit of each proposal has its request, so that one closed by hand is not opened again."""


def deliver(session: Session, forge: Forge, lang: str) -> int:
    """Open a request for each waiting proposal that has none, and renew that of each revised one; how many.

    A proposal is marked once its request is open: what is stopped in between is finished by the next run.
    """
    asked = asked_for(session)
    new = [one for one in session.waiting() if asked.get(one.number) != one.commit]
    heads = {one.head for one in forge.requests()} if new else set()
    for one in new:
        branch, before = BRANCH + one.number, asked.get(one.number)
        _push(session, one.commit, f"refs/heads/{branch}")
        if not heads & {one.commit, before}:
            forge.ask(branch, *_words(session, one, lang))
        _push(session, one.commit, f"{ASKED}/{one.number}")
    return len(new)


def _push(session: Session, commit: str, ref: str) -> None:
    session.repository.run("push", "--quiet", "--force", session.remote, f"{commit}:{ref}")


def asked_for(session: Session) -> dict[str, str]:
    """The commit of each number for which a request was opened."""
    rows = session.repository.text("ls-remote", session.remote, f"{ASKED}/*").splitlines()
    return {ref.removeprefix(ASKED + "/"): oid for oid, _, ref in (row.partition("\t") for row in rows)}


def _words(session: Session, one: Waiting, lang: str) -> tuple[str, str]:
    """The title and the text of a request: whose words they are stays outside."""
    told = about(session.repository, one.changes, country_of(session.line.authorities[-1]))
    say = say_in(lang).gettext
    text = N_("Received under the number {number}. Its author follows it by this number, and needs no account here.")
    return f"{one.number} {told.title}"[:200], escaped(say(text).format(number=one.number))
