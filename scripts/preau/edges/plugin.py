"""The MkDocs plugin `preau`: MkDocs converts pages into a private folder, the builder makes the site from them."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import DictLoader, Environment
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from preau.edges import pages
from preau.edges.builder import Build
from preau.edges.misuse import language_of
from preau.edges.progress import telling
from preau.edges.stopping import FAULTS, told
from preau.edges.watching import WATCHED
from preau.views.dialect import configuration, extensions
from preau.views.markdown import clean

log = logging.getLogger("mkdocs.plugins.preau")


class PreauConfig(Config):  # type: ignore[no-untyped-call]  # MkDocs does not type it
    """What `mkdocs.yml` may say under the plugin."""

    search = config_options.Type(bool, default=True)
    """Whether the site has its search."""
    packs = config_options.Type(bool, default=False)
    """Whether the site has the files with which courses are taken away."""


def _no_templates() -> Environment:
    """Pages are drawn by the builder: MkDocs needs no template, and is not to list the thousands of the theme."""
    return Environment(loader=DictLoader({"main.html": ""}), autoescape=True)


class PreauPlugin(BasePlugin[PreauConfig]):  # type: ignore[no-untyped-call]  # the same
    """Translates MkDocs's events; everything else is the builder's."""

    build: Build | None = None
    """Set by `preau build`, which has already checked the files; else made by the first event."""

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Check everything first; then send MkDocs to a private folder, with the closed set of extensions."""
        build = type(self).build
        self.owner = build is None
        root = Path(config.config_file_path).parent
        self.language = language_of(root)
        if build is None:
            asked = self.config
            build = Build(
                root, Path(config.site_dir), url=config.site_url or "", search=asked.search, packs=asked.packs
            )
            self._or_tell(build.read)
        self.current = build
        self.fragments: dict[str, pages.Fragment] = {}
        config.watch = [*config.watch, *(str(path) for path in map(build.root.joinpath, WATCHED) if path.is_dir())]
        self._private = tempfile.TemporaryDirectory(prefix="preau-pages-")
        config.site_dir = self._private.name
        config.markdown_extensions = extensions()  # type: ignore[assignment]
        config.mdx_configs = configuration()
        config.theme.static_templates = set()
        config.theme.get_env = _no_templates  # type: ignore[method-assign]
        config.extra_css, config.extra_javascript, config.extra_templates = [], [], []
        return config

    def _or_tell(self, step: Callable[[], Any]) -> Any:
        """What can stop a build is told as MkDocs tells its own faults: in words, without a trace."""
        try:
            return step()
        except FAULTS as error:
            raise PluginError(told(error, self.language)) from None

    @event_priority(-100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """MkDocs sees our pages only: no file of the theme, none that a contributor put in the folder."""
        return pages.files_for(self.current.checker, config, self.current.fragments)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Keep the content; the second barrier runs here."""
        safe = self._or_tell(lambda: clean(html, page.file.src_uri))
        self.fragments[page.file.src_uri] = pages.Fragment(safe, pages.toc_of(page.toc))
        return html

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Nothing of MkDocs's own pages is kept."""
        return ""

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Hand the fragments over; alone (`mkdocs build`), also make the site."""
        self.current.fragments |= self.fragments
        self._private.cleanup()
        config.site_dir = str(self.current.site_dir)  # what MkDocs does next, such as gh-deploy, is with the site
        if self.owner:
            with telling(self.language):
                log.info("Préau: %s", self._or_tell(self.current.write))
        del self.current  # MkDocs keeps its plugins as long as the process lives, and with it all that was read

    def on_build_error(self, *, error: Exception) -> None:
        """Leave no private folder behind."""
        private: Any = getattr(self, "_private", None)
        if private is not None:
            private.cleanup()
