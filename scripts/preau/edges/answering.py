"""`preau review`: what each of its words does and answers, apart from the command line itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from preau.checks.run import Checker
from preau.edges import wording
from preau.edges.clock import the_day
from preau.edges.keyring import chosen
from preau.edges.plainly import in_words
from preau.edges.redacting import redact
from preau.edges.refusal import Refusal
from preau.edges.reviewing import Session
from preau.edges.signing import Signer
from preau.edges.tidying import tidy_all
from preau.edges.waiting import country_of
from preau.findings import printable
from preau.i18n import N_, say_in
from preau.proposals.history import Signed, read_message
from preau.proposals.statement import NAMESPACE, Verb
from preau.proposals.verdict import verifier
from preau.reading.tree import WorkTree

UNENDED = frozenset({"seeking", "underway"})


def run_list(root: Path, mine: Path | bool, lang: str | None) -> str:
    """What waits, oldest first; or all that a key ever signed."""
    with in_words(root) as said:
        session = Session(root)
        if mine:
            return signed_by(session, chosen(mine if isinstance(mine, Path) else None), lang or said)
        waiting = sorted(
            session.waiting(), key=lambda one: (one.entry.deadline if one.entry else session.day, one.number)
        )
        return wording.listed(session, waiting, lang or said)


def signed_by(session: Session, signer: Signer, lang: str) -> str:
    """Every word that a key signed: on the published branch and beside it, so that its owner can tell a forgery."""
    rows = {
        (
            str(signed.statement.date),
            signed.statement.verb.value,
            signed.statement.mandate,
            ", ".join(entry.path for entry in signed.statement.entries),
        )
        for signed in signed_words(session)
        if signed.key == signer.public
    }
    lines = ["  ".join(row) for row in sorted(rows)]
    return "\n".join(lines or [say_in(lang).gettext(N_("This key has signed nothing here."))]) + "\n"


def signed_words(session: Session) -> list[Signed]:
    """Every signed word that this copy holds, each once: on the published branch and beside it."""
    verify, repository = verifier(NAMESPACE), session.repository
    commits = repository.commits(session.tip)
    for ref in repository.refs("refs/preau/events"):
        commits += repository.commits(ref)
    found = {signed.line: signed for one in commits for signed in read_message(one.message, verify).approvals}
    return list(found.values())


def run_show(root: Path, number: str, site: Path | None) -> str:
    """One proposal, with all that a referent needs to decide; when asked, its pages as they will appear."""
    with in_words(root) as lang:
        session = Session(root)
        one = session.one(number)
        told = wording.shown(session, one, lang)
        if site is None:
            return told
        from preau.edges.previewing import preview  # MkDocs is opened only when pages are asked for

        return told + "".join(f"\n{page}" for page in preview(session, one, site)) + "\n"


def run_still(root: Path, day: str | None) -> str:
    """The initiatives under way that have given no news for 90 days, the longest silent first."""
    with in_words(root) as lang:
        checker = Checker(WorkTree(root), lambda timezone: the_day(day, timezone))
        rows, _ = checker.slice(checker.shelf.records)
        today = checker.context.day
        silent = [row for row in rows if row.status in UNENDED and row.silent_on(today)]
        lines = [
            f"{row.news or '—':10}  {row.key}  {printable(row.title)}"
            for row in sorted(silent, key=lambda row: row.news)
        ]
        return "\n".join(lines or [say_in(lang).gettext(N_("Every initiative gave news in the last 90 days."))]) + "\n"


def run_approve(root: Path, number: str, key: Path | None, own: bool, yes: bool) -> str:
    """Sign a proposal, and publish it when nobody else is needed."""
    with in_words(root) as lang:
        _ = say_in(lang).gettext
        session, signer = Session(root), chosen(key)
        one = session.one(number)
        if not yes:
            click.echo(wording.shown(session, one, lang), err=True)
            click.confirm(_(N_("Sign and publish this?")), abort=True, err=True)
        made = session.approve(number, signer, independent=not own)
        if made:
            return _(N_("Published: {commit}. Anyone can verify it: preau audit")).format(commit=made[:12]) + "\n"
        left = session.one(number)
        return _(N_("Signed.")) + " " + wording.turn(session, left, lang) + "\n"


def run_decide(root: Path, number: str, outcome: str, reason: str, criterion: str | None, key: Path | None) -> str:
    """Decline a proposal, or record its withdrawal, with the public reason."""
    with in_words(root) as lang:
        session, signer = Session(root), chosen(key)
        one = session.one(number)
        country, part = country_of(session.line.authorities[-1]), session.part(one, signer)
        about = wording.about(session.repository, one.changes, country, part)
        facts = {
            "outcome": outcome, "proposal": about.key, "title": about.title, "territory": about.territory,
            "criterion": criterion, "reason": reason,
        }  # fmt: skip
        made = session.decide(number, facts, signer)
        return say_in(lang).gettext(N_("Decision published: {commit}.")).format(commit=made[:12]) + "\n"


def run_speak(root: Path, number: str, verb: str, reason: str, key: Path | None) -> str:
    """Say a signed word beside a proposal."""
    with in_words(root) as lang:
        session, signer = Session(root), chosen(key)
        mandate = session.speak(number, signer, Verb(verb), reason)
        return say_in(lang).gettext(N_("Said, and signed, as {mandate}.")).format(mandate=mandate) + "\n"


def run_acknowledge(root: Path, commit: str, reason: str, key: Path | None) -> str:
    """Acknowledge a breach that cannot be undone."""
    with in_words(root) as lang:
        session, signer = Session(root), chosen(key)
        whole = session.repository.tip(commit)
        if whole is None:
            raise Refusal(N_("{commit} is no commit here"), N_("`preau audit` names the commits."), commit=commit)
        made = session.acknowledge(whole, reason, signer)
        return say_in(lang).gettext(N_("Decision published: {commit}.")).format(commit=made[:12]) + "\n"


def run_tidy(bare: Path) -> str:
    """Put a guarded repository in order."""
    with in_words(bare) as lang:
        done = tidy_all(bare)
        told = N_("In order. Proposals closed: {closed}; locks that nobody held: {locks}.")
        return say_in(lang).gettext(told).format(**done._asdict()) + "\n"


def run_redact(bare: Path, blobs: Sequence[str], reason: str, keys: Sequence[Path]) -> str:
    """Take texts out of the history of a guarded repository."""
    with in_words(bare) as lang:
        made = redact(bare, blobs, reason, [chosen(key) for key in keys])
        told = N_(
            "Taken out of history, and told in the ledger. The published tip is now {commit}: clones follow by {how}."
        )
        return (
            say_in(lang).gettext(told).format(commit=made[:12], how="git fetch && git reset --keep origin/main") + "\n"
        )
