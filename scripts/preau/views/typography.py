"""French typography at the last moment: authors type plain spaces and apostrophes, readers get the signs of print."""

from __future__ import annotations

import re

NARROW, NO_BREAK = "\u202f", "\u00a0"
_PRINTED = {
    **{f" {sign}": NARROW + sign for sign in "?!;»"}, **{f" {sign}": NO_BREAK + sign for sign in ":%€"},
    "« ": "«" + NARROW, "«": "«" + NARROW, "»": NARROW + "»", "'": "’", "&#39;": "’",
}  # fmt: skip
_LETTER = r"[^\W\d_]"
_SPACED = r" (?:[?!;:»]|[%€](?<=\d [%€]))|"
_SIGNS = (
    r"«(?: |(?!&nbsp;)(?=[^\s»]))|»(?<=[^\s«]»)(?<!&nbsp;»)"
    rf"|'(?<={_LETTER}')(?={_LETTER})"
)
_KEPT = (
    r"<!--.*?(?:-->|\Z)"
    r"|<((?i:code|pre|kbd|samp|script|style|textarea))(?=[\s/>]).*?(?:</(?i:\1)\s*>|\Z)"
    r"""|<(?!/?[A-Za-z0-9]++>)/?[A-Za-z](?:[^<>"']++|"[^"]*+"|'[^']*+')*+>"""  # a bare tag, as most are, holds no sign
)
_IN_HTML = rf"{_SIGNS}|{_KEPT}|&#39;(?<={_LETTER}&#39;)(?={_LETTER})"
_TEXT, _TEXT_SPACED = re.compile(_SIGNS), re.compile(_SPACED + _SIGNS)
_HTML, _HTML_SPACED = re.compile(_IN_HTML, re.DOTALL), re.compile(_SPACED + _IN_HTML, re.DOTALL)


def _spaced(text: str) -> bool:
    """Whether a sign stands after a space: most texts have none, and need no look at each of their spaces."""
    for sign in "?!;:»%€":  # noqa: SIM110 - asked of every value of every page: a generator would double its cost
        if sign in text and f" {sign}" in text:
            return True
    return False


def _printed(found: re.Match[str]) -> str:
    sign = found[0]
    return _PRINTED.get(sign, sign)


def french(html: str) -> str:
    """A fragment of HTML with French spaces and apostrophes in its text, never in tags, code or scripts.

    A space is only made unbreakable where the author typed one, save inside « », where a missing one is added.
    Doing it twice changes nothing more.
    """
    return (_HTML_SPACED if _spaced(html) else _HTML).sub(_printed, html)


def french_text(text: str) -> str:
    """The same for a plain value, such as a title or a summary, before it is escaped."""
    return (_TEXT_SPACED if _spaced(text) else _TEXT).sub(_printed, text)
