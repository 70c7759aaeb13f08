"""The words of `preau` about mail: notify."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from preau.cli.options import API, LANGUAGE, ROOT, main


@main.command()
@click.option(
    "--addresses", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=None,
    help="File of lines like 34/helene-34: name@example.org (default: what PREAU_ADDRESSES holds).",
)  # fmt: skip
@click.option(
    "--to-folder", type=click.Path(file_okay=False, path_type=Path), default=None,
    help="Write the messages there as .eml files, instead of posting them.",
)  # fmt: skip
@click.option(
    "--on-forge", is_flag=True,
    help="Mention them on the forge, by their accounts, instead of writing to addresses.",
)  # fmt: skip
@API
@click.option(
    "--state", type=click.Path(dir_okay=False, path_type=Path), default=None,
    help="What was told is remembered there (default: in the mailbox of PREAU_IMAP_URL, else beside Git).",
)  # fmt: skip
@click.option("--again", is_flag=True, help="Send again those messages of which a stopped run left no one sure.")
@click.option("--dry-run", is_flag=True, help="Say what would be told, and to whom by mandate; send nothing.")
@click.option("--remote", default="origin", show_default=True, help="Copy that is followed.")
@LANGUAGE
@ROOT
def notify(
    addresses: Path | None, to_folder: Path | None, on_forge: bool, api: str, state: Path | None, again: bool,
    dry_run: bool, remote: str, lang: str | None, root: Path,
) -> None:  # fmt: skip
    """Tell those who decide what waits for them, and authors what became of their proposals, each thing once."""
    if on_forge:
        from preau.edges.forges.running import run_mentions

        sys.exit(run_mentions(root, remote, api, click.echo, dry_run=dry_run))
    from preau.edges.mail.running import Choices, run_notify

    sys.exit(run_notify(root, remote, Choices(addresses, to_folder, state, again, dry_run)))
