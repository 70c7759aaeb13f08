"""Catalogues are read, dates and numbers said in the house, faster than a library would: they say the same."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

import preau
from preau.i18n import LANGUAGES, say_date, say_in, say_number, translations

FOLDER = Path(__file__).parents[2] / "scripts" / "preau" / "locale" / "fr"


def test_every_sentence_is_read_as_babel_reads_it() -> None:
    """Each sentence of the French catalogues, and each plural."""
    messages = [
        message for path in FOLDER.glob("*.po") for message in read_po(io.BytesIO(path.read_bytes()), locale="fr")
    ]
    say = translations("fr")
    read = {message.id: message.string for message in messages if message.id and not message.fuzzy}

    assert len(read) > 500
    for ids, said in read.items():
        if isinstance(ids, tuple):
            assert [say.ngettext(*ids, number) for number in (0, 1, 2)] == [said[0], said[0], said[1]]
        else:
            assert say.gettext(ids) == said


def test_what_is_not_translated_stays_english() -> None:
    """A sentence that no catalogue knows is said as it is written, with its plural."""
    say = say_in("fr")

    assert say.gettext("never written") == "never written"
    assert [say.ngettext("{n} thing", "{n} things", number) for number in (1, 2)] == ["{n} thing", "{n} things"]


def test_every_day_is_said_as_babel_says_it() -> None:
    """In both languages, and in French the first of a month as people write it."""
    for day in (date(2024, 1, 1) + timedelta(n) for n in range(366)):
        assert say_date(day, "en") == format_date(day, "long", "en")
        said = format_date(day, "long", "fr")
        assert say_date(day, "fr") == (f"1er{said[1:]}" if day.day == 1 else said)


def test_numbers_are_said_as_babel_says_them() -> None:
    """Thousands, decimals, none, and fewer than none."""
    for number in (0, 7, 999, 1000, 12345, 10**7, -1234, 0.1, 1.5, 1234.5, 0.25, 99.999, 1e6, 3.0, -0.5):
        for lang in LANGUAGES:
            assert say_number(number, lang) == format_decimal(number, locale=lang)


def test_sentences_are_kept_until_a_catalogue_changes(tmp_path: Path) -> None:
    """What is kept beside the bytecode is taken as it is; a catalogue that changed, or half a file, is read again."""
    package = Path(preau.__file__).parent
    for name in ("__init__.py", "i18n.py"):
        (tmp_path / "preau").mkdir(exist_ok=True)
        shutil.copy(package / name, tmp_path / "preau" / name)
    french = tmp_path / "preau/locale/fr/a.po"
    french.parent.mkdir(parents=True)

    def said() -> str:
        program = "from preau.i18n import say_in; print(say_in('fr').gettext('Yes'))"
        told = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env={}, capture_output=True, check=True)
        return told.stdout.decode().strip()

    french.write_text('msgid "Yes"\nmsgstr "Oui"\n')
    assert said() == "Oui"
    (kept,) = (tmp_path / "preau/__pycache__").glob("i18n*.fr")
    kept.write_bytes(kept.read_bytes().replace(b"Oui", b"Non"))
    assert said() == "Non"
    kept.write_bytes(kept.read_bytes()[:-9])
    assert said() == "Oui"
    french.write_text('msgid "Yes"\nmsgstr "Certainement"\n')
    assert said() == "Certainement"
