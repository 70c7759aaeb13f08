"""MkDocs, asked for the settings of a movement and for its pages converted; imported late, while others work."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError

from preau.edges import pages
from preau.edges.builder import Build
from preau.edges.files import replace
from preau.edges.misuse import misuse
from preau.edges.plugin import PreauConfig, PreauPlugin
from preau.edges.progress import doing
from preau.edges.settings import Settings
from preau.i18n import N_


class Loaded(NamedTuple):
    """A `mkdocs.yml` as MkDocs reads it, and the settings in it that are ours."""

    config: MkDocsConfig
    settings: Settings


def loaded(path: Path) -> Loaded:
    """Have MkDocs read its file, strictly."""
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    with _words_of_mkdocs():
        config = load_config(str(path), strict=True)
    asked = _asked(config)
    return Loaded(config, Settings(config.site_url or "", config.site_dir, asked.search, asked.packs))


def _asked(config: MkDocsConfig) -> PreauConfig:
    """What `mkdocs.yml` says under our plugin; a movement whose plugin is missing is told so."""
    plugin = config.plugins.get("preau")
    if plugin is None:
        raise misuse(N_("mkdocs.yml does not name the plugin: write the line “plugins: [preau]”."))
    found: PreauConfig = plugin.config
    return found


class _Words(logging.Handler):
    """Keeps what a program says instead of printing it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one sentence."""
        self.said.append(record.getMessage())


@contextmanager
def _words_of_mkdocs() -> Iterator[None]:
    """What stops MkDocs is told with all that it says, not only that it stopped."""
    logger, words = logging.getLogger("mkdocs"), _Words()
    logger.addHandler(words)
    try:
        yield
    except (Abort, ConfigurationError) as error:
        raise click.ClickException("\n".join([f"MkDocs: {error}", *words.said])) from None
    finally:
        logger.removeHandler(words)


def convert(build: Build, config: MkDocsConfig) -> None:
    """Have MkDocs convert the pages of a build, and keep them for the builds to come."""
    doing(N_("Converting pages"))
    PreauPlugin.build = build
    try:
        with _words_of_mkdocs():
            mkdocs_build(config)
    finally:
        PreauPlugin.build = None
    replace(build.state_dir / "pages.json", pages.save(build.fragments, build.fingerprint()))
