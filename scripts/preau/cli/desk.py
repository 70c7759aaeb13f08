"""The words of `preau` about the desk: the options of `serve` for a guarded repository, and the page to keep."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from preau.cli.options import LANGUAGE, ROOT
from preau.cli.review import review

_OPTIONS = (
    click.option(
        "--repository", type=click.Path(exists=True, file_okay=False, path_type=Path), default=None, metavar="BARE",
        help="Guarded repository to open: its site, proposals with receipts, Git, the desk.",
    ),
    click.option(
        "--desk-port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="Port of the desk."
    ),
    click.option(
        "--name", "names", multiple=True, metavar="HOST", help="Another name that this computer answers to."
    ),
    click.option("--behind-proxy", is_flag=True, help="The visitor's address is the one that the proxy tells."),
    click.option(
        "--quota", type=click.IntRange(min=0), default=30, show_default=True,
        help="Proposals an hour from one address; 0: no limit.",
    ),
    click.option(
        "--quota-all", type=click.IntRange(min=0), default=300, show_default=True,
        help="Proposals an hour in all; 0: no limit.",
    ),
)  # fmt: skip


def REPOSITORY(command: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802 - an option among others, as the others are named
    """The options that go with a guarded repository."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@review.command("page")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--desk", required=True, metavar="URL", help="Address of the desk that it asks for proposals.")
@LANGUAGE
@ROOT
def review_page(file: Path, desk: str, lang: str | None, root: Path) -> None:
    """Write the signing page into FILE, so that a referent need not trust the page of a server."""
    from preau.edges.desk.packing import run_page

    click.echo(run_page(root, file, desk), nl=False)
