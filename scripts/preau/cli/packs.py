"""The word of `preau` about courses to take away: pack."""

from __future__ import annotations

from pathlib import Path

import click

from preau.cli.options import DAY, LANGUAGE, ROOT, main


@main.command()
@click.argument("course", metavar="COURSE|all")
@click.option(
    "--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write into."
)
@click.option("--format", "formats", multiple=True, metavar="FORMAT", help="One carrier (default: all of them).")
@click.option("--jobs", type=click.IntRange(1, 64), default=None, help="Processes to use (default: one a core).")
@LANGUAGE
@DAY
@ROOT
def pack(
    course: str, folder: Path, formats: tuple[str, ...], jobs: int | None, lang: str | None, day: str | None, root: Path
) -> None:
    """Make the files with which a course is taken away: a USB folder, single files, a book, paper…"""
    from preau.edges.packs.command import run_pack

    click.echo(run_pack(root, course, folder, formats, jobs=jobs, day=day, lang=lang), nl=False)
