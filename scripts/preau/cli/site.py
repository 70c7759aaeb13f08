"""The words of `preau` about files and the site: check, explain, schema, build, serve, init."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from preau.cli.desk import REPOSITORY
from preau.cli.options import DAY, LANGUAGE, ROOT, main
from preau.findings import has_errors


@main.command()
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "github"]), default="text", help="Voice of the report."
)
@click.option("--jobs", type=click.IntRange(1, 64), default=None, help="Processes to use (default: one a core).")
@click.option(
    "--base",
    metavar="REV",
    default=None,
    help="Tell only what has changed since this commit: quick, however many files.",
)
@LANGUAGE
@DAY
@ROOT
def check(
    paths: tuple[str, ...], form: str, jobs: int | None, base: str | None, lang: str | None, day: str | None, root: Path
) -> None:
    """Tell every fault of every file, and how to mend it. Exit 0: no error, 1: errors, 2: misuse."""
    if base is None:
        from preau.edges.commands import run_check

        report, findings = run_check(root, paths, form, lang, day, jobs)
    else:
        from preau.edges.beside import run_check_base

        report, findings, notes = run_check_base(root, base, paths, form, lang, day, jobs)
        for note in notes:
            click.echo(note, err=True)
    click.echo(report, nl=False)
    sys.exit(1 if has_errors(findings) else 0)


@main.command()
@click.argument("code", required=False)
@LANGUAGE
def explain(code: str | None, lang: str | None) -> None:
    """Say what a rule asks, why, and how to mend a file; without CODE, list every rule."""
    from preau.edges.commands import run_explain

    click.echo(run_explain(code, lang or "fr"), nl=False)


@main.command()
@click.argument("kind", required=False)
def schema(kind: str | None) -> None:
    """Print the JSON Schema of KIND; without KIND, list the kinds."""
    from preau.edges.commands import run_schema

    click.echo(run_schema(kind), nl=False)


@main.command()
@click.option(
    "--site-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Folder of the site (default: site/).",
)
@click.option("--jobs", type=click.IntRange(1, 64), default=None, help="Processes to use (default: one a core).")
@click.option("--full", is_flag=True, help="Convert every page again, even unchanged ones.")
@click.option("--search/--no-search", default=True, help="With or without the search.")
@click.option(
    "--packs/--no-packs", default=None, help="With or without the courses to take away (default: as mkdocs.yml says)."
)
@LANGUAGE
@DAY
@ROOT
def build(
    site_dir: Path | None, jobs: int | None, full: bool, search: bool, packs: bool | None, lang: str | None,
    day: str | None, root: Path,
) -> None:  # fmt: skip
    """Make the site; nothing is touched when a file has an error."""
    from preau.edges.building import run_build

    click.echo(run_build(root, site_dir, day=day, jobs=jobs, full=full, search=search, packs=packs, lang=lang))


@main.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 lets your whole network read."
)
@click.option("--search/--no-search", default=True, help="With or without the search.")
@REPOSITORY
@LANGUAGE
@DAY
@ROOT
def serve(
    port: int, host: str, search: bool, lang: str | None, day: str | None, root: Path, repository: Path | None,
    **asked: Any,
) -> None:  # fmt: skip
    """Show the site on this computer, and again at each change of a file; or open a guarded repository to all."""
    if repository is not None:
        from preau.edges.desk.running import run_repository, wanted

        run_repository(wanted(repository, host, port, **asked), lang)
        return
    from preau.edges.serve import run_serve

    run_serve(root, host, port, day=day, search=search, lang=lang)


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", default=None, help="Name of the movement (default: from the name of the folder).")
@click.option(
    "--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True, help="Language of the movement."
)
@click.option(
    "--territory",
    "territories",
    multiple=True,
    metavar="CODE:NAME",
    help="A territory, as 34:Hérault; the first one opens.",
)
@click.option("--contact", default=None, metavar="ADDRESS", help="Public e-mail address of the movement.")
@click.option(
    "--wheel",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="Package of Préau to keep in it.",
)
@click.option(
    "--forge",
    type=click.Choice(["github", "gitlab", "gitea"]),
    default=None,
    help="Add all that this forge runs: previews, the site on its Pages, the robot.",
)
@click.option("--repository", default="", metavar="URL", help="Address of the movement on the forge, if it has one.")
def init(
    folder: Path, name: str | None, language: str, territories: tuple[str, ...], contact: str | None,
    wheel: Path | None, forge: str | None, repository: str,
) -> None:  # fmt: skip
    """Begin another movement in DIR: its files, with one example of each thing, ready to build."""
    from preau.edges.init import run_init

    made = run_init(
        folder, language, name=name, territories=territories, contact=contact, wheel=wheel, forge=forge or "",
        repository=repository,
    )  # fmt: skip
    click.echo(made)
