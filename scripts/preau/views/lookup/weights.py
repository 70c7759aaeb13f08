"""How much a document says of a word, from 0 to 7: how often, in which part, in how long a text."""

from __future__ import annotations

from functools import lru_cache

TITLE, ABOUT, PLAIN = 12.0, 2.5, 8.9
"""What a word is worth in a title; in a heading, a place, a theme; and the most that it is without being in a title."""
LEVELS = (0.75, 1.6, 3.2, 5.5, 9.0, 12.0)
"""From what worth each level begins, but the first."""
WORTH = (10, 14, 20, 31, 46, 64, 80)
"""What each level adds to the score of a document; read with the index."""
USUAL, STEP = 300, 32
"""Words of a usual document, a constant, so that one that comes changes nothing in others; and the step of sizes."""


@lru_cache(maxsize=65_536)
def level(times: int, size: int, named: int = 0, titled: int = 0) -> int:
    """The level of a word found `times` times in a text of `size` steps, `named` times (0 to 2) in what it is about.

    `titled` is the number of words of its title, 0 for a word that is not there: the shorter, the more each says.
    """
    worth = min(PLAIN, times / (0.25 + 0.75 * min(4.0, size * STEP / USUAL)) + ABOUT * named)
    if titled:
        worth += TITLE / (0.8 + 0.05 * titled)
    return sum(1 for least in LEVELS if worth >= least)
