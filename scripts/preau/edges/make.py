"""`preau build`: check, convert the pages through MkDocs when they changed, make the site."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError

from preau.edges import pages
from preau.edges.builder import Build, Result
from preau.edges.misuse import misuse
from preau.edges.output import replace
from preau.edges.plugin import PreauPlugin
from preau.i18n import N_


def configuration(root: Path) -> Path:
    """The file `mkdocs.yml` of a movement."""
    path = root / "mkdocs.yml"
    if not path.is_file():
        sentence = N_("There is no mkdocs.yml in {folder}: is it the folder of a movement? `preau init DIR` makes one.")
        raise misuse(sentence, folder=root.resolve())
    return path


def make(build_of: Callable[[str, Path], Build], root: Path, site_dir: Path | None) -> Result:
    """Make the site; `build_of` makes the build from the address of the site and the folder to write."""
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    with _words_of_mkdocs():
        config = load_config(str(configuration(root)), strict=True)
    build = build_of(config.site_url or "", site_dir or Path(config.site_dir))
    build.searchable = build.searchable and _wants_search(config)
    build.read()
    return build.write(None if build.saved_fragments() else lambda: _convert(build, config))


def _wants_search(config: MkDocsConfig) -> bool:
    """Whether `mkdocs.yml` leaves the search on; a movement whose plugin is missing is told so."""
    plugin = config.plugins.get("preau")
    if plugin is None:
        raise misuse(N_("mkdocs.yml does not name the plugin: write the line “plugins: [preau]”."))
    return bool(plugin.config["search"])


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


def _convert(build: Build, config: MkDocsConfig) -> None:
    """Have MkDocs convert the pages of a build, and keep them for the builds to come."""
    PreauPlugin.build = build
    try:
        with _words_of_mkdocs():
            mkdocs_build(config)
    finally:
        PreauPlugin.build = None
    replace(build.state_dir / "pages.json", pages.save(build.fragments, build.fingerprint()))
