"""The words of `preau` about proposals and the trail: propose, intake, keys, receipt, guard, audit."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from preau.cli.options import KEY, LANGUAGE, REASON, ROOT, main


@main.command()
@click.option("--anchor", metavar="REV", default=None, help="Commit from which to judge (default: the guard's).")
@click.option(
    "--ref", default=None, help="Branch to replay, by its full name (default: origin's main, else refs/heads/main)."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="Voice of the report.")
@LANGUAGE
@ROOT
def audit(anchor: str | None, ref: str | None, form: str, lang: str | None, root: Path) -> None:
    """Replay the history of decisions. Exit 0: clean, 1: a breach, 2: it cannot be judged."""
    from preau.edges.reporting import run_audit

    report, code = run_audit(root, ref, anchor, form, lang)
    click.echo(report, nl=False)
    sys.exit(code)


@main.group()
def guard() -> None:
    """Guard a bare repository, so that only mandates decide what is published."""


@guard.command("install")
@click.argument("bare", metavar="BARE_REPO", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--from", "source", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None,
    help="Make the repository first, from the files of this folder.",
)  # fmt: skip
@LANGUAGE
def guard_install(bare: Path, source: Path | None, lang: str | None) -> None:
    """Put the guard in a bare repository: its hooks, limits, anchor, and the key of its receipts."""
    from preau.edges.reporting import run_install

    click.echo(run_install(bare, source, lang), nl=False)


@guard.command("redact")
@click.argument("bare", metavar="BARE_REPO", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("blobs", nargs=-1, required=True, metavar="BLOB…")
@REASON
@click.option("--key", "keys", multiple=True, required=True, type=click.Path(path_type=Path), help="A steward's key.")
@LANGUAGE
def guard_redact(bare: Path, blobs: tuple[str, ...], reason: str, keys: tuple[Path, ...], lang: str | None) -> None:
    """Take texts that are no longer published out of history, with the stewards' signatures and public reason."""
    from preau.edges.answering import run_redact

    click.echo(run_redact(bare, blobs, reason, keys), nl=False)


@guard.command("tidy")
@click.argument("bare", metavar="BARE_REPO", type=click.Path(exists=True, file_okay=False, path_type=Path))
@LANGUAGE
def guard_tidy(bare: Path, lang: str | None) -> None:
    """Put the repository in order: what was answered is closed and forgotten, the rest packed. For a daily clock."""
    from preau.edges.answering import run_tidy

    click.echo(run_tidy(bare), nl=False)


@guard.command("hook", hidden=True)
@click.argument("name", type=click.Choice(["pre-receive", "proc-receive", "post-receive"]))
def guard_hook(name: str) -> None:
    """Answer Git, which runs this in a guarded repository."""
    from preau.edges.hooks import run_hook

    sys.exit(run_hook(name, Path(), sys.stdin.buffer, sys.stdout.buffer))


@main.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--topic", default="", help="Short name: sending again under it from this clone makes a new revision.")
@click.option("--code", default="", help="Code answered with the receipt, to send a new revision from elsewhere.")
@click.option("--delete", multiple=True, metavar="PATH", help="Propose to delete this initiative (with --reason).")
@click.option("--reason", default="", help="Public reason of a deletion.")
@KEY
@LANGUAGE
@ROOT
def propose(
    files: tuple[Path, ...], topic: str, code: str, delete: tuple[str, ...], reason: str, key: Path | None,
    lang: str | None, root: Path,
) -> None:  # fmt: skip
    """Send FILES of a clone for review, as they stand; with --key, sign them at once."""
    from preau.edges.sending import run_propose

    if not files and not delete:
        raise click.UsageError("FILES")
    report, ended = run_propose(root, files, topic, key, delete, reason, code)
    click.echo(report, nl=False)
    sys.exit(ended)


@main.command()
@click.argument("source", metavar="FILE|DIR", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--mailbox", is_flag=True, help="Read the mailbox that PREAU_IMAP_URL names, and answer by mail.")
@click.option(
    "--receipts", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".", show_default=True,
    help="Folder where receipts are written.",
)  # fmt: skip
@click.option("--remote", default="origin", show_default=True, help="Copy where proposals are sent.")
@click.option("--a-run", type=click.IntRange(1), default=50, show_default=True, help="Messages answered in one run.")
@click.option("--a-sender", type=click.IntRange(1), default=10, show_default=True, help="Those of one sender in a day.")
@LANGUAGE
@ROOT
def intake(
    source: Path | None, mailbox: bool, receipts: Path, remote: str, a_run: int, a_sender: int, lang: str | None,
    root: Path,
) -> None:  # fmt: skip
    """Send for review what citizens gave: files of a folder, or messages of a mailbox. Exit 1: some were refused."""
    if mailbox == (source is not None):
        raise click.UsageError("FILE|DIR, --mailbox")
    if source is None:
        from preau.edges.mail.running import run_mailbox

        sys.exit(1 if run_mailbox(root, remote, a_run, a_sender) else 0)
    from preau.edges.sending import run_intake

    sys.exit(1 if run_intake(root, source, receipts) else 0)


@main.group()
def keys() -> None:
    """Make and list the keys with which you sign."""


@keys.command("new")
@click.argument("name", default="me")
@click.option("--export", type=click.Path(file_okay=False, path_type=Path), default=None, help="Folder for a copy.")
@click.option("--second-device", is_flag=True, help="Make a second key, for another device.")
@LANGUAGE
@ROOT
def keys_new(name: str, export: Path | None, second_device: bool, lang: str | None, root: Path) -> None:
    """Make a key, kept encrypted on this computer."""
    from preau.edges.keyring import new_key
    from preau.edges.plainly import in_words

    with in_words(root):
        click.echo(new_key(name, export, second_device), nl=False)


@keys.command("list")
@LANGUAGE
@ROOT
def keys_list(lang: str | None, root: Path) -> None:
    """The keys of this computer, and the mandates they speak for here."""
    from preau.edges.keyring import listed_keys
    from preau.edges.plainly import in_words

    with in_words(root):
        click.echo(listed_keys(root), nl=False)


@main.group()
def receipt() -> None:
    """Check a receipt."""


@receipt.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@LANGUAGE
@ROOT
def receipt_verify(file: Path, lang: str | None, root: Path) -> None:
    """Whether a receipt is this movement's, and what became of the proposal. Exit 1: it does not hold."""
    from preau.edges.receipts import run_receipt

    report, code = run_receipt(root, file)
    click.echo(report, nl=False)
    sys.exit(code)
