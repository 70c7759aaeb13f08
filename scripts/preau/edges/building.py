"""`preau build`: in proportion to what changed where that can be, and this opens little; else the whole site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from preau.edges.amending import in_proportion
from preau.edges.misuse import language_of
from preau.edges.output import Result
from preau.edges.progress import telling
from preau.edges.workers import uncollected
from preau.i18n import say_in


def run_build(root: Path, site_dir: Path | None, **options: Any) -> str:
    """Make the site and say what was done; a fault of the disk or of the files is told without a trace."""
    lang = options["lang"] or language_of(root)
    try:
        with telling(lang):
            result = _made(root, site_dir, options)
    except Exception as error:
        from preau.edges.stopping import FAULTS, told

        if isinstance(error, FAULTS):
            raise click.ClickException(told(error, lang)) from None
        raise
    sentence = say_in(lang).gettext("Site ready in {folder}: {outputs} files, {written} written, {removed} removed.")
    return sentence.format(
        folder=result.site_dir, outputs=result.outputs, written=result.written, removed=result.removed
    )


def _made(root: Path, site_dir: Path | None, options: dict[str, Any]) -> Result:
    with uncollected():
        result = in_proportion(root, site_dir, **options)
    if result is not None:
        return result
    from preau.edges.builder import Build
    from preau.edges.make import make

    return make(lambda url, folder: Build(root, folder, url=url, **options), root, site_dir)
