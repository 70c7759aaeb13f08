"""The text of an HTML message, line by line as its reader saw it; scripts, styles and hidden parts are left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
UNSEEN = frozenset(["head", "script", "style", "template", "title", "noscript", "svg", "math", "object"])
DEEPEST = 40
"""How many quotes inside one another are told apart."""


class _Text(HTMLParser):
    """Gathers lines; a quote inside the message keeps its `> `, as in a plain one."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.quotes = self.unseen = self.as_typed = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.unseen += 1
        elif tag == "br":
            self._break()
        elif tag == "blockquote":
            self.quotes = min(self.quotes + 1, DEEPEST)
            self._begin()
        elif tag in BLOCKS:
            self._begin()
            self.as_typed += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag == "blockquote":
            self._begin()
            self.quotes = max(0, self.quotes - 1)
            self.lines[-1] = self._margin()
        elif tag in BLOCKS:
            self._begin()
            self.as_typed = max(0, self.as_typed - (tag == "pre"))
            if tag in PARAGRAPHS and self._written(-2):
                self._break()

    def handle_data(self, data: str) -> None:
        if self.unseen:
            return
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
    """The text of an HTML message, with plain line ends."""
    reader = _Text()
    reader.feed(html)
    reader.close()
    return "\n".join(line.rstrip(" ") for line in reader.lines).strip("\n") + "\n"
