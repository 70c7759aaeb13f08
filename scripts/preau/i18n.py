"""The two languages of the interface: sentences, plurals, dates and numbers, in French or English."""

from __future__ import annotations

import gettext
import io
import re
from datetime import date
from functools import lru_cache
from importlib.resources import files

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("fr", "en")


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a sentence for translation without translating it yet."""
    return text


@lru_cache(maxsize=len(LANGUAGES))
def translations(lang: str) -> gettext.NullTranslations:
    """The catalogue of one language; English is the language of the code, so its catalogue is the code itself."""
    catalogue = Catalog(locale=lang)
    folder = files("preau") / "locale" / lang
    if lang == "en" or not folder.is_dir():
        return gettext.NullTranslations()
    for part in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if part.name.endswith(".po"):
            for message in read_po(io.BytesIO(part.read_bytes()), locale=lang):
                catalogue[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def say_in(lang: str) -> gettext.NullTranslations:
    """The translations of a language, French when it is not one of ours."""
    return translations(lang if lang in LANGUAGES else LANGUAGES[0])


@lru_cache(maxsize=4096)
def say_date(day: date, lang: str, form: str = "long") -> str:
    """A date in words, as `23 novembre 2026`; in French the first of a month is `1er février 2027`."""
    said = format_date(day, format=form, locale=lang)
    return re.sub(r"(?<![\d/])1(?= [^\W\d])", "1er", said) if lang == "fr" and day.day == 1 else said


@lru_cache(maxsize=4096)
def say_number(number: float, lang: str) -> str:
    """A number with the separators of the language."""
    return format_decimal(number, locale=lang)
