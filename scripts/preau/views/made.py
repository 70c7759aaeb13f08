"""Outputs as values: what is drawn, before it has a place in a folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from preau.reading.load import Read
from preau.reading.markup import rebase
from preau.views.frame import Context, Frame, Page, base_of

HOME = "index"
"""The name of the page at the root: it tells of initiatives, which the other pages do not."""


class Made(NamedTuple):
    """One output: its address, text, source file (empty when from many), and whether the sitemap lists it.

    A text of any length may be told piece by piece, in bytes: it is then written without being held.
    """

    address: str
    text: str | Iterable[bytes]
    source: str = ""
    listed: bool = True


Draw = Callable[[], Iterable[Made]]
"""Draws some outputs: those of one part, which change together."""


class Fragments(NamedTuple):
    """Pages converted: name as MkDocs knows it → (content, table of contents)."""

    pages: Mapping[str, tuple[str, list[Context]]]
    reads: Mapping[str, Read]


def made(drawn: tuple[Page, str], source: str = "") -> Made:
    """A page that was drawn, as an output."""
    page, text = drawn
    return Made(page.address, text, source)


def ready(content: str, address: str, frame: Frame) -> str:
    """Converted text, its links seen from the page that holds it, typeset."""
    return frame.typeset(rebase(content, base_of(address)))
