"""The catalogues are read in the house, faster than a library would: they say the same."""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.pofile import read_po

from preau.i18n import say_in, translations

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
