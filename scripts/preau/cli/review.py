"""The words of `preau review`: what waits, read and answered with a signature."""

from __future__ import annotations

from pathlib import Path

import click

from preau.cli.options import DAY, KEY, LANGUAGE, REASON, ROOT, main


@main.group()
def review() -> None:
    """Read what waits, and answer it with a signature."""


@review.command("list")
@click.option("--mine", is_flag=True, help="Instead, all that my key ever signed.")
@KEY
@LANGUAGE
@ROOT
def review_list(mine: bool, key: Path | None, lang: str | None, root: Path) -> None:
    """What waits, oldest first: for whom, since when, until when."""
    from preau.edges.answering import run_list

    click.echo(run_list(root, (key or True) if mine else False, lang), nl=False)


@review.command("show")
@click.argument("number")
@click.option(
    "--site", type=click.Path(file_okay=False, path_type=Path), default=None,
    help="Also make the site with it in this folder, to see its pages as they will appear.",
)  # fmt: skip
@LANGUAGE
@ROOT
def review_show(number: str, site: Path | None, lang: str | None, root: Path) -> None:
    """One proposal: its text, what differs, faults, neighbours, criteria, who is still needed."""
    from preau.edges.answering import run_show

    click.echo(run_show(root, number, site), nl=False)


@review.command("still")
@DAY
@LANGUAGE
@ROOT
def review_still(day: str | None, lang: str | None, root: Path) -> None:
    """Initiatives under way that gave no news for 90 days."""
    from preau.edges.answering import run_still

    click.echo(run_still(root, day), nl=False)


@review.command("approve")
@click.argument("number")
@click.option("--own", is_flag=True, help="It is my own proposal, and I alone can decide (shown publicly).")
@click.option("--yes", is_flag=True, help="Do not ask before signing.")
@KEY
@LANGUAGE
@ROOT
def review_approve(number: str, own: bool, yes: bool, key: Path | None, lang: str | None, root: Path) -> None:
    """Sign a proposal; it is published when nobody else is needed."""
    from preau.edges.answering import run_approve

    click.echo(run_approve(root, number, key, own, yes), nl=False)


@review.command("decline")
@click.argument("number")
@click.option("--criterion", required=True, help="The criterion that is not met (see content/criteria.yml).")
@REASON
@KEY
@LANGUAGE
@ROOT
def review_decline(number: str, criterion: str, reason: str, key: Path | None, lang: str | None, root: Path) -> None:
    """Decline a proposal, with a criterion and a public reason."""
    from preau.edges.answering import run_decide

    click.echo(run_decide(root, number, "declined", reason, criterion, key), nl=False)


@review.command("withdraw")
@click.argument("number")
@REASON
@click.option("--ask", is_flag=True, help="As its carrier: ask for it; a referent records it.")
@KEY
@LANGUAGE
@ROOT
def review_withdraw(number: str, reason: str, ask: bool, key: Path | None, lang: str | None, root: Path) -> None:
    """Record that a proposal is withdrawn at its carrier's request; with --ask, be that carrier."""
    from preau.edges.answering import run_decide, run_speak

    done = run_speak(root, number, "withdraw", reason, key) if ask else run_decide(
        root, number, "withdrawn", reason, None, key
    )  # fmt: skip
    click.echo(done, nl=False)


def _speaks(verb: str, told: str) -> None:
    """A word that says something of a proposal, and decides nothing."""

    @review.command(verb, help=told)
    @click.argument("number")
    @REASON
    @KEY
    @LANGUAGE
    @ROOT
    def review_speak(number: str, reason: str, key: Path | None, lang: str | None, root: Path) -> None:
        from preau.edges.answering import run_speak

        click.echo(run_speak(root, number, verb, reason, key), nl=False)


_speaks("return", "Return a proposal to its author, with questions.")
_speaks("advise", "Give an advice on a proposal, recorded and binding nobody.")


@review.command("acknowledge")
@click.argument("commit")
@REASON
@KEY
@LANGUAGE
@ROOT
def review_acknowledge(commit: str, reason: str, key: Path | None, lang: str | None, root: Path) -> None:
    """Acknowledge, as a steward, a breach that `audit` names; it stays shown, with the reason."""
    from preau.edges.answering import run_acknowledge

    click.echo(run_acknowledge(root, commit, reason, key), nl=False)
