"""A small movement whose texts are edited, with its site in place."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from guarded import SITES, files, initiative
from sited import MKDOCS, more, settle, whole
from tools.translated import translated

FIRST, SECOND, CARD = "courses/agir/01-observer.md", "courses/agir/02-ecouter.md", "courses/budget/01-deux-parties.md"
PAGE = "---\ntitle: De l'aide\n---\n\nDemandez [ici](index.md).\n\n![Une place](images/place.png)\n"


def picture(colour: str) -> bytes:
    """A small picture."""
    data = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(data, "PNG")
    return data.getvalue()


def lay(root: Path) -> None:
    """A translated course, a module, two pages, pictures, some initiatives; its site in place."""
    shutil.copytree(SITES / "minimal", root)
    records = {f"initiatives/81/jardin-{n}.md": initiative(f"Un jardin, {n}", code="81") for n in range(9)}
    records = {path: re.sub(r"^committees: .*\n", "", text, flags=re.M) for path, text in records.items()}
    for path, text in {**files(), "mkdocs.yml": MKDOCS, "content/pages/aide.md": PAGE, **records}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    more(root / FIRST, "![Une place](place.png)")
    for folder in ("courses/agir", "content/pages/images"):
        (root / folder).mkdir(exist_ok=True)
        (root / folder / "place.png").write_bytes(picture("red"))
    translated(root)
    settle()
    whole(root)


def page_removed(root: Path) -> None:
    """With nothing that leads to it."""
    (root / "content/pages/aide.md").unlink()


def told(patch: pytest.MonkeyPatch, kind: type, name: str) -> list[str]:
    """The first thing given to a method, each time that it is called from now on."""
    found, method = [], getattr(kind, name)

    def called(own: object, first: str, *others: object, **named: object) -> object:
        found.append(first)
        return method(own, first, *others, **named)

    patch.setattr(kind, name, called)
    return found
