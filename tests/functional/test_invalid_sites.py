"""Each rule has a faulty tree, and what `preau check` says of it in French, word for word.

A tree is what differs from `tests/sites/minimal`: files, `remove.txt` (files to take away), `refuse.txt` (files that
the disk refuses to open) and `make.py` (files that Git or some systems cannot keep).
`pytest tests/functional --bless` rewrites `expected.txt`: read every change.
"""

from __future__ import annotations

import os
import re
import runpy
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import preau.checks.run  # noqa: F401 - declares every rule
from preau.cli import main
from preau.findings import RULES
from preau.proposals.rules import AUTHORITY
from preau.views.reports import explain

SITES = Path(__file__).resolve().parents[1] / "sites"
TODAY = "2026-11-23"
TREES = sorted(path for path in (SITES / "invalid").iterdir() if path.is_dir())
INSTRUCTIONS = {"expected.txt", "remove.txt", "refuse.txt", "make.py"}


def laid_over(tree: Path, root: Path) -> Path:
    """The minimal movement with the faults of a tree."""
    shutil.copytree(SITES / "minimal", root)
    for source in sorted(tree.rglob("*")):
        if (
            source.is_file()
            and source.relative_to(tree).as_posix() not in INSTRUCTIONS
            and "__pycache__" not in source.parts
        ):
            target = root / source.relative_to(tree)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    for path in listed(tree / "remove.txt"):
        (root / path).unlink()
    if (tree / "make.py").is_file():
        runpy.run_path(str(tree / "make.py"))["make"](root)
    return root


def listed(path: Path) -> list[str]:
    """The lines of a file of instructions."""
    return path.read_text(encoding="utf-8").split("\n")[:-1] if path.is_file() else []


def refusing(monkeypatch: pytest.MonkeyPatch, root: Path, paths: list[str]) -> None:
    """Make the disk refuse some files: tests may run as root, to whom no permission is refused."""
    refused, really = {str(root / path) for path in paths}, os.open

    def opened(path: str, *arguments: int) -> int:
        if str(path) in refused:
            raise PermissionError(13, "Permission denied")
        return really(path, *arguments)

    monkeypatch.setattr("preau.reading.tree.os.open", opened)


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.name)
def test_says_what_is_wrong(tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bless: bool) -> None:
    """The report of a faulty tree is the one that was read and approved, and names the rule of the tree."""
    root = laid_over(tree, tmp_path / "movement")
    refusing(monkeypatch, root, listed(tree / "refuse.txt"))
    result = CliRunner().invoke(main, ["check", "--root", str(root), "--lang", "fr", "--date", TODAY, "--jobs", "1"])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    if bless:
        (tree / "expected.txt").write_text(result.output, encoding="utf-8")

    assert (tree / "expected.txt").read_text(encoding="utf-8") == result.output
    assert tree.name[:5] in result.output
    assert result.exit_code == (1 if re.search(r"\d erreur", result.output) else 0)


def test_every_rule_has_its_tree() -> None:
    """A rule that no tree shows could be broken without anyone knowing."""
    assert set(RULES) == {tree.name[:5] for tree in TREES}


def test_the_minimal_movement_has_no_fault(tmp_path: Path) -> None:
    """What the trees are laid over is faultless, so that their faults are theirs alone."""
    root = shutil.copytree(SITES / "minimal", tmp_path / "movement")

    result = CliRunner().invoke(main, ["check", "--root", str(root), "--lang", "fr", "--date", TODAY])

    assert (result.exit_code, result.output) == (0, "Aucune faute trouvée (au 2026-11-23).\n")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("code", sorted(RULES | AUTHORITY))
def test_every_rule_explains_itself(code: str, lang: str) -> None:
    """`preau explain CODE` reads well: a title, an example of what is said, a remedy, a reason, and no hole."""
    told = explain((RULES | AUTHORITY)[code], lang)

    assert not re.search(r"\{\w*\}", told)
    assert len(told.splitlines()) == 5
    assert all(len(line) > 20 for line in told.splitlines() if line)
