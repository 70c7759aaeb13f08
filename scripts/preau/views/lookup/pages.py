"""What can be found of a page: read from its HTML as it was drawn, by the marks that its template bears."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from preau.views.lookup.document import Document

SEARCHED, IGNORED, PART = "data-lookup-body", "data-lookup-ignore", "data-lookup-part"
"""Marks of templates: a page that is searched, an element that is not looked through, one that is found by itself."""
_LABEL = re.compile(r'<span hidden data-lookup-label="(\w+)" data-value="([^"]*)"')
_ABOUT = re.compile(r'<meta name="description" content="([^"]*)"')
_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_NAME = re.compile(r"<h[2-6]\b[^>]*>(.*?)</h[2-6]>", re.DOTALL)
_FIRST = re.compile(r"<p\b[^>]*>(.*?)</p>", re.DOTALL)
_MUTE = re.compile(r'<(span|kbd)\b[^>]*aria-hidden="true"[^>]*>.*?</\1>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_WITHIN = re.compile(r"</?(?:strong|em|code|sup)>")
"""Tags that part no words."""
_ID = re.compile(r'\bid="([^"]+)"')
_SHOWN = 160
"""Characters of a summary made from a text."""


def searched(html: str) -> bool:
    """Whether a page is one that people look for."""
    return SEARCHED in html


def documents_of(address: str, html: str) -> Iterator[Document]:
    """A page as a document, after each of its parts that is found by itself (a card of a module); keys differ."""
    main = html[html.find(">", html.find("<main")) + 1 : max(0, html.rfind("</main>"))]
    if not main:
        return
    labels: dict[str, tuple[str, ...]] = {}
    for name, label in _LABEL.findall(main, 0, main.find("</span>", main.rfind("<span hidden data-lookup-label"))):
        labels[name] = (*labels.get(name, ()), unescape(label))
    rest, _ = without(_MUTE.sub("", main), IGNORED)
    rest, parts = without(rest, PART)
    title, about = _said(_TITLE, rest), _ABOUT.search(html)
    names, keys = [], {address}
    for part in parts:
        document = _part(address, part, title, labels)
        names.append(document.title)
        if document.key not in keys:  # an address leads to the first of two parts that bear the same name
            yield document
        keys.add(document.key)
    headings = [words(name) for name in _NAME.findall(rest)]
    told = " ".join([*headings, *names, *(label for some in labels.values() for label in some)])
    summary = unescape(about.group(1)) if about else ""
    yield Document(address, address, title, summary, plain(rest), told, labels)


def _part(address: str, html: str, whole: str, labels: dict[str, tuple[str, ...]]) -> Document:
    """One part of a page; its own mark says of which kind it is."""
    opened = html[: html.index(">")]
    found = _ID.search(opened)
    anchor = found.group(1) if found else ""
    kind = re.search(PART + r'="([^"]*)"', opened)
    kept = labels | ({"kind": (unescape(kind.group(1)),)} if kind else {})
    told = " ".join([whole, *(label for some in kept.values() for label in some)])
    where = f"{address}#{anchor}"
    return Document(where, where, _said(_NAME, html), _cut(_said(_FIRST, html)), plain(html), told, kept)


def _said(pattern: re.Pattern[str], html: str) -> str:
    found = pattern.search(html)
    return words(found.group(1)) if found else ""


def plain(html: str) -> str:
    """The text of a piece of HTML, as its lines were."""
    text = _TAG.sub(" ", _WITHIN.sub("", html)) if "<" in html else html
    return unescape(text) if "&" in text else text


def words(html: str) -> str:
    """The text of a piece of HTML, in one line."""
    return " ".join(plain(html).split())


def without(html: str, mark: str) -> tuple[str, list[str]]:
    """HTML without the elements that bear a mark, and these elements."""
    taken: list[str] = []
    at = html.find(mark)
    while at >= 0:
        start = html.rindex("<", 0, at)
        end = _end(html, start)
        taken.append(html[start:end])
        html = html[:start] + " " + html[end:]
        at = html.find(mark, start)
    return html, taken


def _end(html: str, start: int) -> int:
    """Where the element that begins there ends: HTML that we drew is well formed."""
    named = re.compile(r"</?" + re.match(r"<(\w+)", html[start:]).group(1) + r"\b")  # type: ignore[union-attr]
    depth = 0
    for tag in named.finditer(html, start):
        depth += -1 if tag.group().startswith("</") else 1
        if depth == 0:
            return html.index(">", tag.end()) + 1
    return len(html)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
