"""What a site takes as it is: styles, scripts, pictures, films and captions, and the drawing of the map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from preau.checks.run import Checker
from preau.edges import theme
from preau.views import cards, sitemap
from preau.views.frame import Frame


def copied(frame: Frame, checker: Checker) -> Iterator[tuple[str, bytes, str]]:
    """Each file as its address, its bytes and where it comes from; drafts keep theirs."""
    yield "/robots.txt", sitemap.robots_txt(frame).encode(), ""
    for address, data in theme.assets(frame.folders).items():
        yield address, data, ""
    yield from beside(frame, checker, checker.shelf.files)


def beside(frame: Frame, checker: Checker, paths: Iterable[str]) -> Iterator[tuple[str, bytes, str]]:
    """Those of these paths that are pictures, films or captions: what stands beside texts."""
    hidden = tuple(
        f"courses/{slug}/" for slug in frame.registry.courses.keys() - frozenset(cards.visible_courses(frame))
    )
    for path in sorted(checker.shelf.files.keys() & {*paths}):
        place = frame.at.of(path)
        if place is not None and not path.startswith(hidden):
            yield place, checker.tree.read(path), path


def drawing_of(frame: Frame) -> dict[str, Any]:
    """The shapes of the map, the movement's own first; none where nobody drew any."""
    for folder in frame.folders:
        path = folder / "data" / "departements.yml"
        if path.is_file():
            loaded: dict[str, Any] = yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)
            return loaded
    return {}
