"""`preau propose` and `preau intake`: what they do and answer, apart from the command line itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from preau.edges import wording
from preau.edges.keyring import chosen
from preau.edges.plainly import in_words
from preau.edges.proposing import Sent, deletion, entries_from, send, take_in
from preau.edges.refusal import told
from preau.edges.reviewing import Session
from preau.findings import printable
from preau.i18n import N_, say_date, say_in


def run_propose(
    root: Path, paths: Sequence[Path], topic: str, key: Path | None, delete: Sequence[str], reason: str, code: str = ""
) -> tuple[str, int]:
    """Propose files of a clone; what was answered, and 1 when it was refused."""
    with in_words(root) as lang:
        session = Session(root)
        signer = chosen(key) if key else None
        top = Path(session.repository.text("rev-parse", "--show-toplevel"))
        if delete:
            entries = [entry for path in delete for entry in deletion(session, path, reason)]
        else:
            entries = list(entries_from(session, paths, top))
        sent = send(session, ", ".join(path for path, _ in entries), entries, topic, signer, code)
        return sent_told(sent, lang, Path.cwd()), 1 if sent.refusal else 0


def run_intake(root: Path, source: Path, receipts: Path) -> int:
    """Propose each file of a folder, saying at once what became of it; how many were refused."""
    with in_words(root) as lang:
        session = Session(root)
        done = take_in(session, source, lambda sent: click.echo(sent_told(sent, lang, receipts), nl=False))
        refused = sum(1 for sent in done if sent.refusal)
        words = say_in(lang).ngettext("{n} file, {refused} refused.", "{n} files, {refused} refused.", len(done))
        click.echo(words.format(n=len(done), refused=refused))
        return refused


def sent_told(sent: Sent, lang: str, receipts: Path) -> str:
    """What became of a proposal: its number, neighbours and receipt, or what is to be mended."""
    _ = say_in(lang).gettext
    lines = []
    if sent.refusal:
        lines += [f"{printable(sent.name)}:", told(sent.refusal, lang)]
    elif sent.entry:
        first = _(N_("{name}: received under the number {number}. Answer due by {day}."))
        day = say_date(sent.entry.deadline, lang)
        lines.append(first.format(name=printable(sent.name), number=sent.entry.name, day=day))
        path = receipts / f"receipt-{sent.entry.number}-{sent.entry.revision}.txt"
        path.write_text(sent.receipt + "\n", encoding="ascii")
        lines.append(_(N_("Receipt: {path}. To check it: preau receipt verify {path}")).format(path=path.name))
    else:
        lines.append(
            _(N_("{name}: received under the number {number}.")).format(name=printable(sent.name), number=sent.number)
        )
    if sent.code:
        lines.append(_(N_("To send a new revision of it, its author alone: --code {code}")).format(code=sent.code))
    if sent.near:
        lines.append(_(N_("Resembles what exists already:")))
        lines += [f"  {wording.near(one)}" for one in sent.near]
    return "\n".join(lines) + "\n"
