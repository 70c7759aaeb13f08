"""`preau build`: records are worked on at once; meanwhile MkDocs is asked, the rest judged, pages converted."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from preau.edges.builder import Build
from preau.edges.misuse import misuse
from preau.edges.output import Result
from preau.edges.settings import Settings, plain
from preau.i18n import N_

if TYPE_CHECKING:
    from preau.edges.converting import Loaded


class _Otherwise(Exception):
    """MkDocs reads other settings than those that the work began with."""


def configuration(root: Path) -> Path:
    """The file `mkdocs.yml` of a movement."""
    path = root / "mkdocs.yml"
    if not path.is_file():
        sentence = N_("There is no mkdocs.yml in {folder}: is it the folder of a movement? `preau init DIR` makes one.")
        raise misuse(sentence, folder=root.resolve())
    return path


def make(build_of: Callable[[str, Path], Build], root: Path, site_dir: Path | None) -> Result:
    """Make the site; `build_of` makes the build from the address of the site and the folder to write."""
    path = configuration(root)
    ask = cache(lambda: _loaded(path))

    def made(settings: Settings) -> Result:
        build = build_of(settings.url, site_dir or Path(settings.site_dir))
        build.searchable = build.searchable and settings.searchable
        build.packed = settings.packed if build.packed is None else build.packed
        return _made(build, settings, ask)

    try:
        return made(plain(path) or ask().settings)
    except _Otherwise:
        return made(ask().settings)


def prepared(build_of: Callable[[str, Path], Build], root: Path) -> Build:
    """A build whose files are judged and whose pages are converted; nothing of the site is written."""
    path = configuration(root)
    settings = plain(path) or _loaded(path).settings
    build = build_of(settings.url, Path(settings.site_dir))
    build.read()
    if not build.saved_fragments():
        from preau.edges.converting import convert

        convert(build, _loaded(path).config)
    return build


def _loaded(path: Path) -> Loaded:
    """Import MkDocs, which takes a while, and have it read its file."""
    from preau.edges.converting import loaded

    return loaded(path)


def _made(build: Build, settings: Settings, ask: Callable[[], Loaded]) -> Result:
    """Begin with settings that MkDocs confirms meanwhile; nothing is in place before it has."""

    def convert() -> None:
        config, said = ask()
        if said != settings:
            raise _Otherwise
        build.judge()
        if not build.saved_fragments():
            from preau.edges.converting import convert

            convert(build, config)

    if not build.look():
        ask()  # a fault of mkdocs.yml is told before those of the other files
        build.refuse()
    return build.write(convert)
