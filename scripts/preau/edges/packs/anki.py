"""Cards for Anki: one for each question, the same at each revision, so that what was learned stays learned."""

from __future__ import annotations

import io
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

import genanki
from markupsafe import escape

from preau.edges.packs.archive import zipped
from preau.views import elements
from preau.views.elements import Element
from preau.views.keyed import Key, keyed
from preau.views.volume import Part, Volume, outward, relinked

ALLOWED = frozenset({"class", "href", "title", "colspan", "rowspan", "start"})
_MODEL = 1_735_689_600
"""The number under which Anki knows our kind of card; it must never change."""
_STYLE = ".card { font-family: sans-serif; font-size: 18px; text-align: left; } .good { font-weight: bold; }"


def anki(volume: Volume) -> bytes:
    """The questions of a course as a package of Anki."""
    deck = genanki.Deck(_number(volume.identifier), f"{volume.site.name}::{volume.course.title}")
    model = genanki.Model(
        _MODEL, "Préau", css=_STYLE, fields=[{"name": "Question"}, {"name": "Answer"}],
        templates=[{
            "name": "Préau", "qfmt": "{{Question}}", "afmt": '{{FrontSide}}<hr id="answer">{{Answer}}',
        }],
    )  # fmt: skip
    for part in volume.parts:
        for key in keyed(part).keys:
            deck.add_note(_note(volume, part, key, model))
    with tempfile.TemporaryDirectory() as place:
        made = Path(place) / "deck.apkg"
        genanki.Package(deck).write_to_file(made, timestamp=0)
        with zipfile.ZipFile(io.BytesIO(made.read_bytes())) as archive:
            return zipped({name: archive.read(name) for name in archive.namelist()})


def _note(volume: Volume, part: Part, key: Key, model: genanki.Model) -> genanki.Note:
    where = outward(volume.site, part.address)
    title = escape(part.chapter.title)
    source = f'<p><a href="{escape(where)}">{title}</a></p>' if where else f"<p>{title}</p>"
    fields = [_html(volume, key.question), _html(volume, key.answer) + source]
    name = genanki.guid_for(volume.identifier, key.id)
    return genanki.Note(model=model, fields=fields, guid=name, tags=[volume.name, part.chapter.slug])


def _html(volume: Volume, element: Element) -> str:
    text = " ".join(elements.xml(element, ALLOWED).split())
    return relinked(text, lambda address, anchor: outward(volume.site, address, anchor))


def _number(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:6])
