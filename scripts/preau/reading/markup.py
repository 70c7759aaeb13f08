"""Strangers' Markdown to safe HTML (comrak, then nh3), and what a safe reading would lose."""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass

import comrak
import nh3

TAGS = {
    "p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"align"}, "td": {"align"}}
SCHEMES = {"http", "https", "mailto"}
OMITTED = "<!-- raw HTML omitted -->"

_EXTENSIONS = comrak.ExtensionOptions()
_EXTENSIONS.table = _EXTENSIONS.strikethrough = _EXTENSIONS.autolink = True
_RENDER = comrak.RenderOptions()
_PLACED = comrak.RenderOptions()
_PLACED.sourcepos = True
_SAFE = nh3.Cleaner(tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
_SIGNS = r"[^<>&\u00a0\0\r]*+"
_WORDS = rf"{_SIGNS}(?:&(?:amp|lt|gt);{_SIGNS})*+"
_BARE = re.compile(rf"(?:<p>{_WORDS}(?:<(strong|em)>{_WORDS}</\1>{_WORDS})*+</p>\n)*+")
"""Paragraphs of words, some of them stressed, each element closed where it must be and none with an attribute.

A sanitiser gives such a text back as it is: the tests ask it. Most texts of records are written so.
"""
_TOKEN = re.compile(r"<[^>]*>")
_SITE_LINK = re.compile(r'href="/(?!/)')


@dataclass(frozen=True, slots=True)
class Markup:
    """A text rendered: safe HTML, and the tags that safety took away."""

    html: str
    lost: tuple[str, ...]

    @property
    def text(self) -> str:
        """Its plain text."""
        return plain(self.html)

    def longer_than(self, most: int) -> bool:
        """Whether its plain text has more characters than allowed; it has none that the HTML has not."""
        return len(self.html) > most and len(self.text) > most


def render(markdown: str) -> Markup:
    """GitHub-flavoured Markdown to HTML that can hold no script, no style, no image and no foreign scheme."""
    raw = comrak.render_markdown(markdown, extension_options=_EXTENSIONS, render_options=_RENDER)
    if _BARE.fullmatch(raw):
        return Markup(raw, ())
    safe = _SAFE.clean(raw)
    return Markup(safe, lost(raw, safe))


def lost(raw: str, safe: str) -> tuple[str, ...]:
    """The tags that a sanitiser took away, as they were."""
    if raw == safe:
        return ()
    before = [token.replace(" />", ">") for token in _TOKEN.findall(raw)]
    after = _TOKEN.findall(safe)
    if before == after:
        return ()
    return tuple((Counter(before) - Counter(after)).elements())


def plain(safe: str) -> str:
    """The characters that a reader sees in safe HTML, spaces folded."""
    return " ".join(html.unescape(_TOKEN.sub("", safe)).split())


def rebase(safe: str, base: str) -> str:
    """Links of the site (`/criteres/`) made relative to a page, so that the site works in any folder."""
    return _SITE_LINK.sub(f'href="{base}', safe)


def placed(markdown: str) -> str:
    """The same HTML with the place of each element, for the rare text at fault."""
    return comrak.render_markdown(markdown, extension_options=_EXTENSIONS, render_options=_PLACED)
