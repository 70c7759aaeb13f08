"""Options that several words of `preau` share, and the command they belong to."""

from __future__ import annotations

from pathlib import Path

import click

from preau import __version__

LANGUAGE = click.option(
    "--lang", type=click.Choice(["fr", "en"]), default=None, envvar="PREAU_LANG", help="Language of the messages."
)
DAY = click.option(
    "--date",
    "day",
    metavar="D",
    default=None,
    help="The day to judge by, as 2026-11-23 (default: PREAU_DATE, else today there).",
)
API = click.option("--api", default="", metavar="URL", help="Address of the forge's API, when it is not the usual one.")
ROOT = click.option(
    "--root", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".", help="Folder of the movement."
)

KEY = click.option(
    "--key", type=click.Path(path_type=Path), default=None, envvar="PREAU_KEY",
    help="Key to sign with: its name here, or a file; a .pub file asks the SSH agent.",
)  # fmt: skip
REASON = click.option("--reason", required=True, help="Public reason, 20 to 600 characters.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="preau")
def main() -> None:
    """Run a civic movement out of a Git repository: check its files, build its site, begin another."""
