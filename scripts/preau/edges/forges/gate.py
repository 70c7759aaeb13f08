"""What comes by mail, where there is only a forge: received by a guarded copy in a job, then brought to the forge."""

from __future__ import annotations

from pathlib import Path

from preau.edges.forges.protocol import Forge
from preau.edges.forges.telling import escaped
from preau.edges.installing import install
from preau.edges.receiving import KEY
from preau.edges.repository import EVENTS, LOG, MAIN, PROPOSALS, Repository, opened
from preau.edges.reviewing import Session
from preau.edges.signing import keep, key_from
from preau.edges.waiting import country_of, revisions
from preau.edges.wording import about
from preau.i18n import N_, say_in

BRANCH = "proposal-"
_COPIED = (f"+refs/remotes/{{remote}}/main:{MAIN}", "+refs/preau/*:refs/preau/*", f"+{PROPOSALS}/*:{PROPOSALS}/*")


def make(session: Session, bare: Path, key: str) -> None:
    """A guarded copy of what the forge holds; its receipts are signed when a key is given."""
    bare.mkdir(parents=True)
    Repository.create(bare)
    with opened(bare) as repository:
        where = str(session.repository.git_dir.absolute())
        repository.run("fetch", "--quiet", "--no-tags", where, *(one.format(remote=session.remote) for one in _COPIED))
        if key.strip():
            keep(bare / KEY, key_from(key), "")
    install(bare, None)[0].close()


def deliver(session: Session, bare: Path, forge: Forge, lang: str) -> int:
    """Bring the proposals, receipts and words that the copy holds and the forge does not; how many proposals.

    A request is opened before its number is kept on the forge: what is stopped in between is finished by the next run.
    """
    repository = session.repository
    repository.run("fetch", "--quiet", "--no-tags", str(bare.absolute()), f"+{PROPOSALS}/*:refs/gate/*")
    there = repository.refs(PROPOSALS)
    brought = {ref.removeprefix("refs/gate/"): oid for ref, oid in repository.refs("refs/gate").items()}
    new = {name: oid for name, oid in brought.items() if there.get(f"{PROPOSALS}/{name}") != oid}
    heads = {one.head for one in forge.requests()} if new else set()
    for number, (_, oid) in revisions({f"{PROPOSALS}/{name}": oid for name, oid in new.items()}).items():
        known = {commit for name, commit in brought.items() if name.startswith(number + "/")}
        repository.run("push", "--quiet", "--force", session.remote, f"{oid}:refs/heads/{BRANCH}{number}")
        if not known & heads:
            forge.ask(BRANCH + number, *_words(session, number, oid, lang))
    specs = [f"{oid}:{PROPOSALS}/{name}" for name, oid in new.items()]
    _beside(session, bare, specs)
    return len(new)


def _beside(session: Session, bare: Path, specs: list[str]) -> None:
    """The log and the words go with the proposals, all at once or not at all; they only ever grow."""
    repository = session.repository
    repository.run("fetch", "--quiet", "--no-tags", str(bare.absolute()), "+refs/preau/*:refs/gate-words/*")
    for ref, oid in repository.refs("refs/gate-words").items():
        name = "refs/preau/" + ref.removeprefix("refs/gate-words/")
        if (name == LOG or name.startswith(EVENTS + "/")) and repository.tip(name) != oid:
            specs.append(f"{oid}:{name}")
    if specs:
        repository.run("push", "--quiet", "--atomic", session.remote, *specs)
    session.refresh()


def _words(session: Session, number: str, oid: str, lang: str) -> tuple[str, str]:
    """The title and the text of a request: whose words they are stays outside."""
    changes = session.repository.diff(oid + "^", oid)
    told = about(session.repository, changes, country_of(session.line.authorities[-1]))
    say = say_in(lang).gettext
    text = N_("Received under the number {number}. Its author follows it by this number, and needs no account here.")
    return f"{number} {told.title}"[:200], escaped(say(text).format(number=number))
