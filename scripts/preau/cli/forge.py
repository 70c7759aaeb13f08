"""The words of `preau forge`: the robot of a movement whose files are kept on a forge, and what goes with it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from preau.cli.options import API, LANGUAGE, ROOT, main

NOTE = click.option(
    "--note", type=click.Path(dir_okay=False, path_type=Path), default=None,
    help="Add `published=true` or `published=false` to this file, for the next job.",
)  # fmt: skip


@main.group()
def forge() -> None:
    """Work with GitHub, GitLab, Gitea or Forgejo: what is missing, told there; what is approved there, merged."""


@forge.command("run")
@API
@NOTE
@LANGUAGE
@ROOT
def forge_run(api: str, note: Path | None, lang: str | None, root: Path) -> None:
    """Look once at every open request. PREAU_FORGE_TOKEN speaks; without PREAU_ROBOT_KEY nothing is merged."""
    from preau.edges.forges.running import run_robot

    sys.exit(run_robot(root, api, note, click.echo))


@forge.command("approve")
@click.argument("number", type=click.IntRange(min=1))
@click.option("--key", type=click.Path(path_type=Path), default=None, envvar="PREAU_KEY", help="Key to sign with.")
@click.option("--own", is_flag=True, help="It is my own proposal, and I alone can decide (shown publicly).")
@click.option("--yes", is_flag=True, help="Do not ask before signing.")
@LANGUAGE
@ROOT
def forge_approve(number: int, key: Path | None, own: bool, yes: bool, lang: str | None, root: Path) -> None:
    """Sign the request NUMBER with a key; it is published when nobody else is needed. No token is used."""
    from preau.edges.forges.running import run_approve

    click.echo(run_approve(root, number, key, own, yes), nl=False)


@forge.command("deliver")
@API
@LANGUAGE
@ROOT
def forge_deliver(api: str, lang: str | None, root: Path) -> None:
    """Open a request for each proposal that came by mail and has none. PREAU_FORGE_TOKEN speaks."""
    from preau.edges.forges.running import run_deliver

    click.echo(run_deliver(root, api), nl=False)


@forge.command("codeowners")
@click.option("--check", is_flag=True, help="Write nothing. Exit 1: the file is not fresh.")
@LANGUAGE
@ROOT
def forge_codeowners(check: bool, lang: str | None, root: Path) -> None:
    """Write CODEOWNERS from the mandates, so that the forge asks the right people."""
    from preau.edges.forges.running import run_codeowners

    report, code = run_codeowners(root, check=check)
    click.echo(report, nl=False)
    sys.exit(code)


@forge.command("preview")
@click.option("--base", required=True, metavar="REV", help="The published commit: its settings and styles are used.")
@click.option("--head", required=True, metavar="REV", help="The commit proposed: its contents are read as data.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder to make.")
@click.option("--seconds", type=click.IntRange(min=1), default=600, show_default=True, help="Processor time allowed.")
@click.option("--megabytes", type=click.IntRange(min=1), default=4096, show_default=True, help="Memory allowed.")
@LANGUAGE
@ROOT
def forge_preview(base: str, head: str, out: Path, seconds: int, megabytes: int, lang: str | None, root: Path) -> None:
    """Check a proposal and make the site with it: OUT/site, OUT/result.json. Exit 1: something must be mended."""
    from preau.edges.forges.previews import run_preview

    report, code = run_preview(root, base, head, out, (seconds, megabytes))
    click.echo(report, nl=False)
    sys.exit(code)
