"""The table of carriers: what each one is called and which files it makes of a course."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from preau.edges.packs.epub import epub
from preau.edges.packs.folder import archive
from preau.edges.packs.single import single
from preau.i18n import N_
from preau.views.volume import Volume


class Piece(NamedTuple):
    """One file of a carrier, made when it is asked for."""

    name: str
    """Its name, among those of its course: `agir-usb.zip`."""
    label: str
    """What tells it from the other files of its carrier, such as the title of a chapter."""
    digest: str
    """What its bytes depend on, besides the program."""
    make: Callable[[], bytes]


class Carrier(NamedTuple):
    """A way to take a course away."""

    name: str
    title: str
    use: str
    """For whom it is, in one sentence."""
    pieces: Callable[[Volume], Iterator[Piece]]


def whole(suffix: str, make: Callable[[Volume], bytes], label: str = "") -> Callable[[Volume], Iterator[Piece]]:
    """The pieces of a carrier that is one file for the whole course."""

    def pieces(volume: Volume) -> Iterator[Piece]:
        yield Piece(volume.name + suffix, volume.say(label) if label else "", volume.digest, partial(make, volume))

    return pieces


def _singles(volume: Volume) -> Iterator[Piece]:
    """A file for each chapter, or one for a module: each depends on its own page and on shared files alone."""
    shared = repr((sorted(volume.assets.items()), _pictures(volume)))
    for name, label, address in _alone(volume):
        told = hashlib.sha256((volume.pages[address] + shared).encode()).hexdigest()
        yield Piece(name, label, told, partial(single, volume, address))


def _alone(volume: Volume) -> Iterator[tuple[str, str, str]]:
    if volume.course.kind == "module":
        yield f"{volume.name}.html", "", volume.address
        return
    for part in volume.parts:
        tail = f"-{volume.tongue}" if volume.tongue else ""
        yield f"{part.number:02}-{part.chapter.slug}{tail}.html", part.chapter.title, part.address


def _papers(volume: Volume) -> Iterator[Piece]:
    from preau.edges.packs import paper  # which brings a whole typesetter with it

    for size in paper.SIZES:
        yield Piece(f"{volume.name}-{size}.pdf", size.upper(), volume.digest, partial(paper.paper, volume, size))


def _sheet(volume: Volume) -> Iterator[Piece]:
    from preau.edges.packs.sheet import sheet

    yield Piece(f"{volume.name}-{volume.say(N_('group'))}.pdf", "", volume.digest, partial(sheet, volume))


def _scorm(volume: Volume) -> bytes:
    from preau.edges.packs.scorm import scorm

    return scorm(volume)


def _anki(volume: Volume) -> Iterator[Piece]:
    if any(block.quiz for part in volume.parts for block in part.chapter.blocks):
        from preau.edges.packs.anki import anki

        yield Piece(f"{volume.name}.apkg", "", volume.digest, partial(anki, volume))


def _calendar(volume: Volume) -> Iterator[Piece]:
    from preau.edges.packs.calendar import begin, calendar

    if volume.course.weeks:
        first = begin(volume.site.date)
        yield Piece(f"{volume.name}.ics", "", f"{volume.digest} {first}", partial(calendar, volume, first))


def _pictures(volume: Volume) -> list[str]:
    return [
        hashlib.sha256(read()).hexdigest()
        for address, read in sorted(volume.files.items())
        if address not in volume.films
    ]


CARRIERS: tuple[Carrier, ...] = (
    Carrier("html", N_("Single file"), N_("To send from phone to phone; opens in any browser."), _singles),
    Carrier("epub", N_("Book (EPUB)"), N_("For a reader or a reading app."), whole(".epub", epub)),
    Carrier("pdf", N_("Paper (PDF)"), N_("To print, or to read on a screen without network."), _papers),
    Carrier("sheet", N_("Group sheet"), N_("For whoever gathers a group: times, roles, questions, answers."), _sheet),
    Carrier(
        "usb", N_("USB folder"), N_("For a key or a shared computer; opens without network."),
        whole("-usb.zip", archive),
    ),
    Carrier("anki", N_("Cards (Anki)"), N_("To recall the questions of the course day after day."), _anki),
    Carrier("ics", N_("Calendar"), N_("One session a week, with a reminder, in any calendar."), _calendar),
    Carrier(
        "scorm", N_("Package for a learning platform (SCORM 1.2)"), N_("For Moodle and others."),
        whole("-scorm.zip", _scorm),
    ),
)  # fmt: skip
"""The ways to take a course away, those for a phone first."""
