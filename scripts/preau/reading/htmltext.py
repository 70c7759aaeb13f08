"""The text of an HTML message, line by line as its reader saw it; scripts, styles and hidden parts are left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

BLOCKS = frozenset(
    ("address article aside center dd div dl dt fieldset footer form header hr li h1 h2 h3 h4 h5 h6 main nav ol p pre "  # noqa: SIM905
    "section table tr ul").split()
)  # fmt: skip
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
SEEN = {*BLOCKS, "br", "blockquote"}
UNSEEN = frozenset(["script", "style", "template", "title", "noscript", "svg", "math", "object"])
DEEPEST = 40
"""How many quotes inside one another are told apart."""


class _Text(HTMLParser):
    """Gathers lines; a quote inside the message keeps its `> `, as in a plain one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.quotes = self.as_typed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._break()
        elif tag == "blockquote":
            self.quotes = min(self.quotes + 1, DEEPEST)
            self._begin()
        elif tag in BLOCKS:
            self._begin()
            self.as_typed += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._begin()
            self.quotes = max(0, self.quotes - 1)
            self.lines[-1] = self._margin()
        elif tag in BLOCKS:
            self._begin()
            self.as_typed = max(0, self.as_typed - (tag == "pre"))
            if tag in PARAGRAPHS and self._written(-2):
                self._break()

    def handle_data(self, data: str) -> None:
        if self.as_typed:
            first, *more = data.replace("\r\n", "\n").split("\n")
            self.lines[-1] += first
            for line in more:
                self._break()
                self.lines[-1] += line
            return
        told = re.sub(r"[ \t\r\n\f]+", " ", data)
        self.lines[-1] += told if self._written(-1) else told.lstrip(" ")

    def _margin(self) -> str:
        return "> " * self.quotes

    def _break(self) -> None:
        self.lines.append(self._margin())

    def _begin(self) -> None:
        """A block begins on a line of its own."""
        if self._written(-1):
            self._break()
        else:
            self.lines[-1] = self._margin()

    def _written(self, place: int) -> bool:
        return len(self.lines) >= -place and bool(self.lines[place].strip("> "))


def text_of_html(html: str) -> str:
    """The text of an HTML message, with plain line ends.

    What is malformed in it would keep Python's own reader busy for minutes: it is put in order first.
    """
    reader = _Text()
    reader.feed(nh3.clean(html, tags=SEEN, attributes={}, clean_content_tags=set(UNSEEN), link_rel=None))
    reader.close()
    return "\n".join(line.rstrip(" ") for line in reader.lines).strip("\n") + "\n"
