"""Many changes at random, in movements of several shapes: the same bytes as a site made from nothing."""

from __future__ import annotations

import re
import shutil
import unicodedata
from pathlib import Path

import corpus
import pytest

from followed import run
from guarded import Movement
from preau.edges.init import run_init
from sited import MKDOCS, movement_of, records

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES, STEPS = 15, 20


def guarded(folder: Path) -> None:
    """Under guard, so that merges come."""
    Movement(folder, more=movement_of(12))


def demonstration(folder: Path) -> None:
    """The one of this repository, without its films and its carriers, which take long."""
    for name in ("content", "courses", "initiatives"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")


def made_up(folder: Path) -> None:
    """A larger one, from the bench."""
    corpus.write_preau(folder, corpus.World.of_the_demonstration(1), 300, 2)


def begun(folder: Path) -> None:
    """One that has just begun, in English, with almost nothing in its lists."""
    folder.rmdir()
    run_init(folder, "en", name="A movement", territories=(), contact="a@movement.example", wheel=None)


def odd(folder: Path) -> None:
    """Long titles, apostrophes of all kinds, letters written in two ways."""
    more = {}
    for number, (path, text) in enumerate(sorted(records(9).items())):
        form = "NFD" if number % 2 else "NFC"
        title = unicodedata.normalize(form, "L’été à l'« Île » : cœur, œuvre, Ÿ " * 3)[: 38 + 5 * number].strip()
        more[path] = re.sub(r"^title: .*$", f'title: "{title}"', text, flags=re.M)
    Movement(folder, more={**movement_of(0), **more})


@pytest.mark.parametrize("shape", [guarded, demonstration, made_up, begun, odd])
def test_any_changes_give_the_bytes_of_a_site_made_from_nothing(shape: object, tmp_path: Path) -> None:
    """The hundreds of changes that `make test` has no time for."""
    beginning = tmp_path / "beginning"
    beginning.mkdir()
    shape(beginning)  # type: ignore[operator]
    run(beginning, EXAMPLES, STEPS, derandomize=False)
