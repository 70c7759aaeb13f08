"""How much a document says of a word, from 1 to 7: how often, in which part, in how long a text."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

TITLE, ABOUT = 12, 4
"""A word of the title counts as twelve of the text; one of a heading, a place, a theme as four."""
LEVELS = (0.0, 1.6, 2.6, 4.2, 6.8, 11.0, 18.0)
"""From how much each level begins; what a level is worth is read with the index."""
WORTH = (10, 14, 19, 26, 36, 50, 62)
"""What each level is worth."""
USUAL = 300
"""Words in a usual document: a constant, so that a document that comes changes nothing in the others."""


@lru_cache(maxsize=4096)
def level(times: int, size: int) -> int:
    """The level (0 to 6) of a word that counts for `times` in a document of `size` × 32 words."""
    worth = times / (0.6 + 0.4 * min(4.0, size * 32 / USUAL))
    return sum(1 for least in LEVELS[1:] if worth >= least)


def weighed(title: list[str], about: list[str], body: list[str]) -> tuple[Counter[str], int]:
    """How much each stem counts, and the size of the document in steps of 32 words; "" is no stem."""
    found = Counter(body)
    for stem in about:
        found[stem] += ABOUT
    for stem, times in Counter(title).items():
        found[stem] += TITLE * min(times, 2)
    found.pop("", None)
    return found, len(body) // 32
