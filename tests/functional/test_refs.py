"""What history tells a build: noticed when it moves, by whatever way; else nothing of it is read again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from followed import made
from guarded import Forger, Movement, git, initiative
from preau.cli import main
from preau.edges.amending import in_proportion
from preau.edges.refs import refs_of
from sited import DAY, differing, movement_of, settle, tree

GARDEN = "initiatives/34/jardin-0.md"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A movement under guard with two publications, made once."""
    folder = tmp_path_factory.mktemp("refs")
    forger = Forger(Movement(folder, more=movement_of(3)))
    for number in range(2):
        forger.publish({GARDEN: initiative(f"Un accord, {number}")}, "34/helene-34", "34/karim-34")
    return folder


@pytest.fixture
def movement(published: Path, tmp_path: Path) -> Movement:
    """The same, for one test to change."""
    return Movement.copied(published, tmp_path)


def cut(movement: Movement) -> Path:
    """A clone without the history."""
    root = movement.folder / "cut"
    git(movement.folder, "clone", "--quiet", "--depth", "1", f"file://{movement.bare}", str(root))
    return root


def audit(root: Path) -> None:
    """From another commit than the one that this copy would choose: it is remembered."""
    assert CliRunner().invoke(main, ["audit", "--root", str(root), "--anchor", "HEAD~1"]).exit_code == 0


def merge_elsewhere(movement: Movement, root: Path) -> None:
    """Somebody publishes; this copy hears of it, its own branch and files staying where they are."""
    Forger(movement).publish({GARDEN: initiative("Un accord de plus")}, "34/helene-34", "34/karim-34")
    git(root, "fetch", "--quiet")


MOVES: dict[str, Callable[[Movement, Path], object]] = {
    "history made whole": lambda movement, root: git(root, "fetch", "--quiet", "--unshallow"),
    "followed branch moves": merge_elsewhere,
    "another branch followed": lambda movement, root: git(root, "update-ref", "refs/remotes/origin/main", "HEAD~1"),
    "followed branch gone": lambda movement, root: git(root, "update-ref", "-d", "refs/remotes/origin/main"),
    "own branch moves back": lambda movement, root: git(root, "reset", "--quiet", "--soft", "HEAD~1"),
    "proposals followed": lambda movement, root: git(
        root, "config", "--add", "remote.origin.fetch", "+refs/proposals/*:refs/proposals/*"
    ),
    "audited from elsewhere": lambda movement, root: audit(root),
}

TOLD = {"history made whole", "another branch followed", "own branch moves back", "audited from elsewhere"}
"""Those that pages tell something of."""


@pytest.mark.parametrize("name", MOVES)
def test_what_moves_is_noticed_and_told(movement: Movement, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The digest is another one, and the build that follows tells what one from nothing tells."""
    monkeypatch.setenv("PREAU_DATE", DAY)
    root = cut(movement) if name == "history made whole" else movement.clone()
    settle()
    assert not made(root, "one process")
    before, site = refs_of(root), tree(root / "site")
    MOVES[name](movement, root)
    assert refs_of(root) != before
    if in_proportion(root, root / "site") is None:
        assert not made(root, "one process")
    followed = tree(root / "site")
    assert (followed != site) is (name in TOLD)
    for folder in (root / "site", root / ".preau", root / ".git/preau/trail.json"):
        folder.unlink() if folder.is_file() else shutil.rmtree(folder)
    assert not made(root, "one process")
    assert differing(followed, tree(root / "site")) == []


def test_nothing_that_moved_is_noticed(movement: Movement) -> None:
    """Files edited, added to the index; everything looked at, and brought again."""
    root = movement.clone()
    before = refs_of(root)
    (root / GARDEN).write_text("…", encoding="utf-8")
    git(root, "add", ".")
    for words in (("status",), ("log", "--oneline"), ("fetch", "--quiet")):
        git(root, *words)
    assert refs_of(root) == before
