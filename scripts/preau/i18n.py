"""The two languages of the interface: sentences, plurals, dates and numbers, in French or English."""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("fr", "en")


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a sentence for translation without translating it yet."""
    return text


class _Catalogue(gettext.NullTranslations):
    """The sentences of the interface in French, the only language that is not that of the code."""

    def __init__(self, sentences: dict[str, list[str]]) -> None:
        super().__init__()
        self._sentences = sentences

    def gettext(self, message: str) -> str:
        """The sentence in French."""
        found = self._sentences.get(message)
        return found[0] if found else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The sentence for a number of things: French says none and one alike."""
        found = self._sentences.get(msgid1)
        return found[min(int(n > 1), len(found) - 1)] if found else super().ngettext(msgid1, msgid2, n)


@lru_cache(maxsize=len(LANGUAGES))
def translations(lang: str) -> gettext.NullTranslations:
    """The catalogue of one language; English is the language of the code, so its catalogue is the code itself."""
    folder = Path(__file__).parent / "locale" / lang
    if lang == "en" or not folder.is_dir():
        return gettext.NullTranslations()
    found: dict[str, list[str]] = {}
    for part in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if part.name.endswith(".po"):
            found.update(_sentences(part.read_text(encoding="utf-8")))
    return _Catalogue(found)


_MESSAGE = re.compile(r'^(msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:".*"\n?)+)', re.MULTILINE)


def _sentences(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each sentence of a catalogue with its translations; a hook of Git has no time for a whole library to read it."""
    for block in text.split("\n\n"):
        if "#, fuzzy" in block:
            continue
        parts = {name: _joined(lines) for name, lines in _MESSAGE.findall(block)}
        said = [value for name, value in parts.items() if name.startswith("msgstr") and value]
        if parts.get("msgid") and said:
            yield parts["msgid"], said


def _joined(lines: str) -> str:
    return "".join(json.loads(line) if "\\" in line else line[1:-1] for line in lines.strip().split("\n"))


def say_in(lang: str) -> gettext.NullTranslations:
    """The translations of a language, French when it is not one of ours."""
    return translations(lang if lang in LANGUAGES else LANGUAGES[0])


@lru_cache(maxsize=4096)
def say_date(day: date, lang: str, form: str = "long") -> str:
    """A date in words, as `23 novembre 2026`; in French the first of a month is `1er février 2027`."""
    from babel.dates import format_date  # slow to come: a hook of Git often says no date

    said = format_date(day, format=form, locale=lang)
    return re.sub(r"(?<![\d/])1(?= [^\W\d])", "1er", said) if lang == "fr" and day.day == 1 else said


@lru_cache(maxsize=4096)
def say_number(number: float, lang: str) -> str:
    """A number with the separators of the language."""
    from babel.numbers import format_decimal

    return format_decimal(number, locale=lang)
