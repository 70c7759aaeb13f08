"""Python-Markdown as pages and chapters are written in it: a closed set of extensions, no raw HTML."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from markdown import Extension, Markdown


class ClosedHtml(Extension):
    """Raw HTML is text: what looks like a tag is shown, never obeyed."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name that Markdown calls
        """Take away the two readers of raw HTML."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")


def anchor(title: str, separator: str) -> str:
    """The identifier of a heading: letters without accents, digits and hyphens, never a name that the theme uses."""
    flat = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "s-" + (re.sub(r"[^a-z0-9]+", separator, flat).strip(separator) or "titre")


def extensions() -> list[Extension | str]:
    """The closed set, for MkDocs as for cards; a page cannot add to it."""
    return ["tables", "fenced_code", "footnotes", "sane_lists", "toc", ClosedHtml()]


def configuration() -> dict[str, dict[str, Any]]:
    """How the closed set is set."""
    return {"toc": {"slugify": anchor, "toc_depth": "2-3"}, "tables": {"use_align_attribute": True}}


def converter() -> Markdown:
    """A reader of Markdown of the closed set; `reset()` it between texts."""
    return Markdown(extensions=extensions(), extension_configs=configuration())
