"""Carriers made in several processes, each file kept until something that it depends on changes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from preau import __version__
from preau.edges.files import replace
from preau.edges.packs.formats import CARRIERS, Carrier, Piece
from preau.edges.theme import packaged
from preau.edges.workers import start
from preau.i18n import N_
from preau.views.volume import Volume

LIBRARIES = ("typst", "genanki", "icalendar")
"""What bytes depend on besides our own code."""


class Packed(NamedTuple):
    """One file of a carrier, made."""

    volume: Volume
    carrier: Carrier
    piece: Piece
    path: Path
    """Where its bytes are kept."""

    @property
    def address(self) -> str:
        """Where the site has it."""
        return f"/packs/{self.volume.slug}/{self.piece.name}"


def packed(
    volumes: Iterable[Volume], keep: Path, formats: Collection[str] = (), jobs: int | None = None,
    only_kept: bool = False,
) -> list[Packed]:  # fmt: skip
    """Every file of the carriers asked for, or of all of them; those kept from before are not made again.

    With `only_kept` nothing is made: the path of what is not kept from before leads nowhere.
    """
    found = [
        Packed(volume, carrier, piece, keep / _name(carrier, piece))
        for volume in volumes
        for carrier in CARRIERS
        if not formats or carrier.name in formats
        for piece in carrier.pieces(volume)
    ]
    lacking = [] if only_kept else [one for one in found if not one.path.is_file()]

    def work(numbers: Sequence[int]) -> None:
        for number in numbers:
            replace(lacking[number].path, lacking[number].piece.make())

    # even one alone: a process that has set type has threads, which its later forks would wait for without end
    what = N_("Making courses to take away")
    with start(work, range(len(lacking)), jobs, least=1, most=1, what=what, apart=True) as results:
        for _ in results:
            pass
    return found


def forget(keep: Path, made: Iterable[Packed]) -> None:
    """Drop the files that no course needs any more."""
    used = {one.path.name for one in made}
    for path in keep.glob("*") if keep.is_dir() else ():
        if path.name not in used:
            path.unlink(missing_ok=True)


def _name(carrier: Carrier, piece: Piece) -> str:
    told = "\0".join((program(), carrier.name, piece.name, piece.digest))
    return hashlib.sha256(told.encode()).hexdigest()


@cache
def program() -> str:
    """What every carrier depends on besides its course: our code and sentences, the libraries that write files."""
    told = hashlib.sha256(__version__.encode())
    for path in _sources():
        told.update(path.read_bytes())
    for name in LIBRARIES:
        try:
            told.update(f"{name} {version(name)}".encode())
        except PackageNotFoundError:
            told.update(name.encode())
    return told.hexdigest()


def _sources() -> Iterator[Path]:
    """What draws carriers from a course: a page that only the site draws is told by the course itself."""
    ours = Path(__file__).resolve().parents[2]
    yield from sorted(Path(__file__).parent.glob("*.py"))
    yield from (ours / "views" / f"{name}.py" for name in ("elements", "keyed", "typst", "volume"))
    yield from sorted((ours / "views" / "lookup").glob("*.py"))
    yield from sorted(path for path in (packaged() / "packs").rglob("*") if path.is_file())
    yield from sorted((ours / "locale").rglob("*.po"))
