"""What resembles a text: words of titles and bodies, accents and endings folded, the rarest counting most."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

_WORD = re.compile(r"[a-z0-9]{3,}")
_ENDING = re.compile(r"(?:ement|ements|ation|ations|euses?|eurs?|ives?|ifs?|aux|es|er|ez|ed|ing|e|s|x)$")
_COMMON = frozenset(
    [
        "les",
        "des",
        "une",
        "pour",
        "dans",
        "par",
        "sur",
        "avec",
        "aux",
        "est",
        "sont",
        "qui",
        "que",
        "quoi",
        "dont",
        "nous",
        "vous",
        "ils",
        "elles",
        "leur",
        "leurs",
        "notre",
        "votre",
        "plus",
        "pas",
        "mais",
        "tout",
        "tous",
        "toute",
        "toutes",
        "cette",
        "ces",
        "ceux",
        "chez",
        "sans",
        "sous",
        "entre",
        "comme",
        "fait",
        "faire",
        "etre",
        "avoir",
        "the",
        "and",
        "for",
        "with",
        "from",
        "that",
        "this",
        "are",
        "our",
        "your",
        "their",
    ]
)
TITLE, LEAST, MOST = 3, 0.35, 5
"""A word of a title counts for three; what resembles less than a third is not told; five are told at most."""


class Near(NamedTuple):
    """Something that resembles what is proposed: how much (0 to 1), its key and title."""

    score: float
    key: str
    title: str


def words_of(title: str, body: str) -> Counter[str]:
    """The words of a text by how much they count."""
    found = Counter({word: TITLE * times for word, times in Counter(_words(title)).items()})
    found.update(_words(body))
    return found


def _words(text: str) -> Iterable[str]:
    flat = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    for word in _WORD.findall(flat):
        if word not in _COMMON:
            yield _ENDING.sub("", word) if len(word) > 5 else word


def nearest(words: Counter[str], others: Mapping[str, tuple[str, Counter[str]]]) -> list[Near]:
    """What resembles a text most among others (key → title and words), the nearest first."""
    known = Counter(word for _, some in others.values() for word in some)
    total = len(others) + 1

    def weighed(some: Counter[str]) -> dict[str, float]:
        return {word: math.log1p(count) * math.log(1 + total / (1 + known[word])) for word, count in some.items()}

    mine = weighed(words)
    size = math.sqrt(sum(value * value for value in mine.values())) or 1.0
    found = []
    for key, (title, some) in others.items():
        theirs = weighed(some)
        common = sum(value * mine[word] for word, value in theirs.items() if word in mine)
        length = math.sqrt(sum(value * value for value in theirs.values())) or 1.0
        score = common / (size * length)
        if score >= LEAST:
            found.append(Near(round(score, 3), key, title))
    return sorted(found, key=lambda near: (-near.score, near.key))[:MOST]
