"""Files whose names are bytes that are no text: built as others where no address is made of these, else told."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from followed import made
from preau.edges.amending import in_proportion
from sited import DAY, movement_of, tree

Repo = Callable[..., Path]
RECORD = "initiatives/34/berges-propres.md"
UNSEEN = (b"overrides/assets/css/99-\xff.css", b"overrides/\xff.html", b"overrides/\xff/autre.html")
"""Names of which no address is made."""
TOLD = (
    b"overrides/assets/\xff.png", b"content/\xff.yml", b"content/pages/\xff.md", b"content/pages/images/\xff.png",
    b"courses/agir/\xff.md", b"initiatives/34/\xff.md", b"initiatives/34/\xff.png", b"initiatives/\xff/berges.md",
)  # fmt: skip


@pytest.fixture
def movement(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small movement with its site in place."""
    monkeypatch.setenv("PREAU_DATE", DAY)
    root = repo(movement_of(0))
    assert not made(root, "one process")
    return root


def write(root: Path, name: bytes, text: str) -> Path:
    """A file, by the bytes of its name."""
    path = Path(os.fsdecode(os.fsencode(root) + b"/" + name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def followed(root: Path) -> str:
    """What is said by a build, in proportion if it can be."""
    return "" if in_proportion(root, root / "site") is not None else made(root, "one process")


@pytest.mark.parametrize("name", UNSEEN)
def test_a_name_that_becomes_no_address_is_built(movement: Path, name: bytes) -> None:
    """Built, again, once a record changed, then the file, then it is gone: the bytes of a site from nothing."""

    def changes() -> None:
        (movement / RECORD).write_text((movement / RECORD).read_text("utf-8") + "\nUn mot.\n", encoding="utf-8")

    path = write(movement, name, ".un { margin: 0 }\n")
    for change in (
        lambda: None,
        lambda: None,
        changes,
        lambda: write(movement, name, ".deux { margin: 0 }\n"),
        path.unlink,
    ):
        change()
        assert not followed(movement)
        site = tree(movement / "site")
        shutil.rmtree(movement / "site")
        shutil.rmtree(movement / ".preau")
        assert not made(movement, "mkdocs")
        assert not made(movement, "one process")
        assert tree(movement / "site") == site


@pytest.mark.parametrize("name", TOLD)
def test_a_name_that_would_be_one_is_told(movement: Path, name: bytes, caplog: pytest.LogCaptureFixture) -> None:
    """By each door, in words that can be printed; the site stays, and follows once the file is gone."""
    site = tree(movement / "site")
    path = write(movement, name, "un")
    doors = followed(movement), followed(movement), made(movement, "two processes"), made(movement, "mkdocs")
    assert all(doors)
    for said in (*doors[:3], caplog.text):
        assert re.search(r"\\(xff|udcff)", said), said
        assert said.encode()
        assert tree(movement / "site") == site
    path.unlink()
    assert not followed(movement)
    assert tree(movement / "site") == site
