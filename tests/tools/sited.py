"""Small movements with their sites in place: made whole or in proportion, then compared with one from nothing."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

from guarded import files, initiative
from preau.edges import amending
from preau.edges.amending import in_proportion
from preau.edges.builder import Build
from preau.edges.make import make
from preau.edges.output import Result

DAY = "2026-11-27"
MKDOCS = """site_name: Essai
site_url: https://essai.example/sous-chemin/
docs_dir: content/pages
plugins: [preau]
"""


def records(count: int) -> dict[str, str]:
    """Initiatives in three territories."""
    found = {}
    for number in range(count):
        code = ("34", "81", "13")[number % 3]
        text = initiative(f"Un jardin de plus, {number}", code=code, summary=f"Le jardin {number}, ouvert à tous.")
        found[f"initiatives/{code}/jardin-{number}.md"] = text.replace("committees: [agde]\n", "")
    return found


def movement_of(count: int) -> dict[str, str]:
    """The files to add to the smallest movement, with so many initiatives."""
    return {**files(), "mkdocs.yml": MKDOCS, **records(count)}


def settle() -> None:
    """Wait until files look old: one changed just before it is read may change again and look the same."""
    time.sleep(2 * amending.TICK / 1e9)


def whole(root: Path, site: str = "site", full: bool = False) -> Result:
    """A whole build, whatever could be kept."""
    return make(lambda url, folder: Build(root, folder, url=url, day=DAY, jobs=1, full=full), root, root / site)


def follow(root: Path, **options: object) -> Result | None:
    """A build in proportion, if it can be."""
    return in_proportion(root, root / "site", **{"day": DAY, "jobs": 1, **options})  # type: ignore[arg-type]


def tree(folder: Path, *hidden: str) -> dict[str, bytes]:
    """Every file of a folder with its bytes, some folders left out."""
    found = (path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] not in hidden)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def differing(made: dict[str, bytes], expected: dict[str, bytes]) -> list[str]:
    """The files that are not the same in two sites."""
    return sorted(path for path in made.keys() | expected if made.get(path) != expected.get(path))


def assert_like_whole(root: Path) -> None:
    """The site in place has the bytes of one made from nothing, nothing kept."""
    shutil.rmtree(root / "fresh", ignore_errors=True)
    whole(root, "fresh", full=True)
    assert differing(tree(root / "site"), tree(root / "fresh")) == []


def rewritten(path: Path, key: str, value: str) -> None:
    """Another value for a key of a record."""
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(rf"^{key}: .*$", f"{key}: {value}", text, count=1, flags=re.M), encoding="utf-8")


def replaced(path: Path, old: str, new: str) -> None:
    """Some words in place of others, which are there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def more(path: Path, sentence: str) -> None:
    """One more paragraph."""
    path.write_text(path.read_text(encoding="utf-8").rstrip() + f"\n\n{sentence}\n", encoding="utf-8")
