"""The letters that the typesetter's own fonts hold: one that they lack is shown as an empty box, and told."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import typst

FONT = "Libertinus Serif"
BOX = "□"
"""What stands for a letter that no font has."""
_RARE = re.compile(r"[^\n -~\u00a0-\u017f\u2010-\u2027\u202f\u20ac]")
"""What may be missing: not the letters of the languages of Europe, whose presence was seen."""
_PROBE = '#set document(title: "x")\n#set text(font: "%s")\n#"%s"'


@cache
def fonts() -> typst.Fonts:
    """The fonts that come with the typesetter, read once; those of a machine would make other bytes."""
    return typst.Fonts(include_system_fonts=False)


def lacking(text: str) -> list[str]:
    """The letters of a text that paper cannot show, in order."""
    return sorted({letter for letter in _RARE.findall(text) if not _shown(letter)})


def boxed(text: str, letters: list[str]) -> str:
    """A text with a box in place of some letters."""
    return text.translate({ord(letter): BOX for letter in letters})


@lru_cache(maxsize=4096)
def _shown(letter: str) -> bool:
    source = (_PROBE % (FONT, letter)).encode("utf-8", "replace")
    try:
        _probe().compile(source, format="pdf", pdf_standards="ua-1")
    except typst.TypstError:
        return False
    return True


@cache
def _probe() -> typst.Compiler:
    return typst.Compiler(font_paths=fonts())
