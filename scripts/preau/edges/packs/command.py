"""`preau pack`: what it does and answers, apart from the command line itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from pathlib import Path
from shutil import rmtree

import click

from preau.edges.builder import Build
from preau.edges.files import STATE, replace
from preau.edges.make import prepared
from preau.edges.misuse import language_of, misuse
from preau.edges.packs.formats import CARRIERS
from preau.edges.packs.making import Packed, packed
from preau.edges.progress import telling
from preau.edges.stopping import FAULTS, told
from preau.i18n import N_, say_in, say_number
from preau.views.volume import Volume

EVERY = "all"


def run_pack(
    root: Path,
    course: str,
    folder: Path,
    formats: Collection[str],
    *,
    jobs: int | None,
    day: str | None,
    lang: str | None,
) -> str:
    """Make the carriers of one course, or of all of them, and say what was written and how big it is."""
    unknown = next((name for name in formats if name not in {carrier.name for carrier in CARRIERS}), None)
    if unknown is not None:
        raise misuse(
            N_("No carrier is called {name}; there are: {allowed}."),
            name=unknown, allowed=", ".join(carrier.name for carrier in CARRIERS),
        )  # fmt: skip
    spoken = lang or language_of(root)
    try:
        with telling(spoken):
            build = prepared(
                lambda url, to: Build(root, to, url=url, day=day, jobs=jobs, search=False, lang=lang), root
            )
            volumes = _wanted(build.volumes(), course)
            made = packed(volumes, root / STATE / "packs", formats, jobs)
        return _written(made, folder, spoken)
    except FAULTS as error:
        raise click.ClickException(told(error, spoken)) from None


def _wanted(volumes: list[Volume], course: str) -> list[Volume]:
    found = [one for one in volumes if course in {EVERY, one.slug}]
    if not found:
        raise misuse(
            N_("No course that is open is called {name}; there are: {allowed}."),
            name=course, allowed=", ".join([*(one.slug for one in volumes), EVERY]),
        )  # fmt: skip
    return found


def _written(made: list[Packed], folder: Path, lang: str) -> str:
    """Put each file in the folder of its course; a USB folder is opened."""
    say, lines = say_in(lang).gettext, []
    for one in made:
        to = folder / one.volume.slug
        data = one.path.read_bytes()
        if one.carrier.name == "usb":
            name = f"usb-{one.volume.tongue}" if one.volume.tongue else "usb"
            _opened(data, to / name)
            to = to / name / "index.html"
        else:
            to = to / one.piece.name
            replace(to, data)
        size = say_number(-(-len(data) // 1000), lang)
        lines.append(say("{path}  {size} kB  {title}").format(path=to, size=size, title=say(one.carrier.title)))
    return "\n".join(lines) + "\n"


def _opened(data: bytes, folder: Path) -> None:
    """The folder of a key, as a folder: written beside, then put in place of the one before, which goes whole."""
    fresh, before = (folder.with_name(f".{folder.name}.{word}") for word in ("new", "old"))
    for left in (fresh, before):
        rmtree(left, ignore_errors=True)  # of a process that was killed
    try:
        fresh.mkdir(parents=True)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(fresh)
        if folder.exists():
            folder.rename(before)
        fresh.rename(folder)
    finally:
        for left in (fresh, before):
            rmtree(left, ignore_errors=True)
