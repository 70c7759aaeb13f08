"""The words of `preau` for those who write: new, which asks for what is not told, and translations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from preau.cli.options import DAY, LANGUAGE, ROOT, main
from preau.edges.misuse import spoken
from preau.i18n import N_, say_in

if TYPE_CHECKING:
    from preau.edges.newfiles import Desk

TITLE = click.option("--title", default=None, help="Its title.")
THEME = click.option("--theme", default="", metavar="ID", help="A theme of content/vocabularies/themes.yml.")
TONGUE = click.option("--language", type=click.Choice(["fr", "en"]), default=None, help="Language of the course.")
FIRST = click.option("--objective", default="", metavar="WORDS", help="What one can do afterwards.")


@main.group()
def new() -> None:
    """Begin a course, a module, a chapter or an initiative: its files, valid at once, with gaps to fill."""


@new.command()
@TITLE
@click.option("--weeks", type=click.IntRange(1, 12), default=1, show_default=True, help="How many weeks.")
@FIRST
@THEME
@TONGUE
@LANGUAGE
@DAY
@ROOT
def course(
    title: str | None, weeks: int, objective: str, theme: str, language: str | None, lang: str | None, day: str | None,
    root: Path,
) -> None:  # fmt: skip
    """A course in weeks, as a draft."""
    title = _asked(title, N_("Title of the course"))
    click.echo(_desk(root, day, lang).course("mooc", title, language, weeks, theme, objective))


@new.command()
@TITLE
@FIRST
@THEME
@TONGUE
@LANGUAGE
@DAY
@ROOT
def module(
    title: str | None, objective: str, theme: str, language: str | None, lang: str | None, day: str | None, root: Path
) -> None:
    """A module of cards, read in five minutes, as a draft."""
    title = _asked(title, N_("Title of the module"))
    click.echo(_desk(root, day, lang).course("module", title, language, 1, theme, objective))


@new.command()
@click.argument("course", metavar="COURSE")
@TITLE
@click.option("--week", type=int, default=None, metavar="N", help="In which week (default: the last one).")
@click.option("--objective", default="", metavar="ID", help="What it teaches, by its id in course.yml.")
@LANGUAGE
@DAY
@ROOT
def chapter(
    course: str, title: str | None, week: int | None, objective: str, lang: str | None, day: str | None, root: Path
) -> None:
    """A chapter of COURSE, or a card when it is a module; course.yml lists it."""
    title = _asked(title, N_("Title of the chapter"))
    click.echo(_desk(root, day, lang).chapter(course, title, week, objective))


@new.command()
@TITLE
@click.option("--territory", default=None, metavar="CODE", help="Where: 34, or Hérault.")
@click.option("--place", default="", metavar="TOWN", help="Town or district.")
@THEME
@click.option("--beneficiary", default="", metavar="ID", help="Whom it helps: content/vocabularies/beneficiaries.yml.")
@click.option("--carrier", default="", metavar="NAME", help="First name or pseudonym of whoever carries it.")
@LANGUAGE
@DAY
@ROOT
def initiative(
    title: str | None, territory: str | None, place: str, theme: str, beneficiary: str, carrier: str,
    lang: str | None, day: str | None, root: Path,
) -> None:  # fmt: skip
    """An initiative, ready to be completed then proposed."""
    title = _asked(title, N_("Title of the initiative"))
    territory = _asked(territory, N_("Code of the territory"))
    click.echo(_desk(root, day, lang).initiative(title, territory, place, theme, beneficiary, carrier))


@main.command()
@click.argument("course", metavar="COURSE", required=False)
@click.option("--to", "tongue", type=click.Choice(["fr", "en"]), default=None, help="One language only.")
@LANGUAGE
@ROOT
def translations(course: str | None, tongue: str | None, lang: str | None, root: Path) -> None:
    """Tell what is translated, stale or missing; of COURSE alone, or of all."""
    from preau.edges.translating import run_translations

    click.echo(run_translations(root, course, tongue, lang), nl=False)


def _asked(value: str | None, question: str) -> str:
    return value if value is not None else str(click.prompt(say_in(spoken()).gettext(question)))


def _desk(root: Path, day: str | None, lang: str | None) -> Desk:
    from preau.edges.newfiles import Desk

    return Desk(root, day, lang)
