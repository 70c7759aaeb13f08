"""Words of a text: cut, without accents, and reduced to what their forms have in common."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

from preau.views.lookup.endings import FRENCH, LANGUAGES, Language

WORD = re.compile(r"[^\W_]+")
"""Letters and digits: what an apostrophe or a hyphen joins is several words."""
PAGE = "cp1252"
"""The code page that holds all the signs of French and of its neighbours, one byte each."""
JOINED = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"}
_RULE = re.compile(r"([^\s\d>]+)>([^\s\d]*)(\d+)")


def fold(word: str) -> str:
    """A word in small letters, without accents; signs that join two letters are taken apart."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFD", word.lower())
    return "".join(JOINED.get(sign, sign) for sign in plain if not unicodedata.category(sign).startswith("M"))


@cache
def steps_of(language: Language) -> tuple[tuple[int, dict[str, tuple[str, int]]], ...]:
    """Each step: how long an ending is at most; ending → what replaces it, and the fewest letters left before it."""
    steps = [{end: (new, int(least)) for end, new, least in _RULE.findall(step)} for step in language.steps]
    return tuple((max(map(len, rules)), rules) for rules in steps)


def reduced(word: str, language: Language) -> str:
    """What a folded word has in common with its other forms; words with digits, or of another script, stay."""
    if not (word.isascii() and word.isalpha()):
        return word
    for longest, rules in steps_of(language):
        for at in range(max(0, len(word) - longest), len(word)):
            rule = rules.get(word[at:])
            if rule is not None and at >= rule[1]:
                word = word[:at] + rule[0]
                break
    return word


def _table(page: str) -> bytes:
    """Each byte of a code page as a small letter or a digit, or a space when it is neither."""
    signs = [bytes([code]).decode(page, "replace") for code in range(256)]
    return b"".join(sign.lower().encode(page) if WORD.fullmatch(sign) else b" " for sign in signs)


_TABLE, _WESTERN = _table(PAGE), _table("latin-1")
_PARTING = "’\u202f…–“”"
"""Signs of print that part words, and that Latin-1 has not: without them most French texts fit it."""


def cut(text: str) -> Iterable[bytes | str]:
    """The words of a text in small letters, as bytes where Windows-1252 has all its signs: three times faster so.

    Latin-1, whose letters have the same bytes there, is faster again.
    """
    for sign in _PARTING:
        text = text.replace(sign, " ")
    try:
        return text.encode("latin-1").translate(_WESTERN).split()
    except UnicodeEncodeError:
        pass
    try:
        return text.encode(PAGE).translate(_TABLE).split()
    except UnicodeEncodeError:
        return WORD.findall(text.lower())


class Stems(dict[bytes | str, str]):
    """Word in small letters → its stem, "" for a word too common to be looked for in a text; each worked out once."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = LANGUAGES.get(language, FRENCH)
        self.common = frozenset(self.language.common.split())

    def __missing__(self, word: bytes | str) -> str:
        folded = fold(word.decode(PAGE) if isinstance(word, bytes) else word)
        found = self[word] = "" if folded in self.common else reduced(folded, self.language)
        return found

    def of(self, text: str) -> Iterator[str]:
        """The stems of a text, in order; "" stands for each common word."""
        return map(self.__getitem__, cut(text))

    def every(self, text: str) -> list[str]:
        """The stems of a short text, common words included as they are: a title may hold nothing else."""
        return [self[word] or fold(word) for word in WORD.findall(text.lower())]


@cache
def stems_of(language: str) -> Stems:
    """Those of a language: one for all the changes that a process follows, which meet the same words."""
    return Stems(language)
