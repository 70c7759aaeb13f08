"""The two languages of the interface: sentences, plurals, dates and numbers, in French or English."""

from __future__ import annotations

import gettext
import json
import marshal
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache
from importlib.util import cache_from_source
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
    return _Catalogue(_read(folder))


def _read(folder: Path) -> dict[str, list[str]]:
    """The sentences of a folder of catalogues: kept beside Python's own bytecode, as it is, until a file changes."""
    parts = sorted((entry for entry in os.scandir(folder) if entry.name.endswith(".po")), key=lambda one: one.name)
    looked = [Path(__file__).stat(), *(part.stat() for part in parts)]
    stamps = [(one.st_size, one.st_mtime_ns, one.st_ino) for one in looked]
    kept = Path(cache_from_source(__file__)).with_suffix(f".{folder.name}")
    with suppress(OSError, EOFError, ValueError, TypeError):
        known, sentences = marshal.loads(kept.read_bytes())
        if known == stamps:
            return dict(sentences)
    found: dict[str, list[str]] = {}
    for part in parts:
        found.update(_sentences(Path(part).read_text(encoding="utf-8")))
    if not sys.dont_write_bytecode:
        waiting = kept.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            waiting.write_bytes(marshal.dumps((stamps, found)))
            waiting.replace(kept)
    return found


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


_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
_FRENCH_NUMBER = str.maketrans(",.", "\u202f,")


@lru_cache(maxsize=4096)
def say_date(day: date, lang: str) -> str:
    """A date in words, as `23 novembre 2026`; in French the first of a month is `1er février 2027`.

    Written here, as numbers are: a library brings the habits of every country, for longer than a build in proportion.
    """
    month = _MONTHS["en" if lang == "en" else "fr"].split()[day.month - 1]
    if lang == "en":
        return f"{month} {day.day}, {day.year}"
    return f"{'1er' if day.day == 1 else day.day} {month} {day.year}"


def say_number(number: float, lang: str) -> str:
    """A number with the separators of the language, and three decimals at most."""
    said = f"{number:,}" if isinstance(number, int) else f"{number:,.3f}".rstrip("0").rstrip(".")
    return said if lang == "en" else said.translate(_FRENCH_NUMBER)
