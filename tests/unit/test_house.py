"""The house keeps its law: who imports whom, small rooms, and a sentence on every door."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from importlinter.cli import lint_imports_command

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "scripts" / "preau"
MODULES = sorted(PACKAGE.rglob("*.py"))
INNER = ("model", "reading", "checks", "proposals", "views")


def names(path: Path) -> str:
    """A module as it is said in a failure."""
    return path.relative_to(PACKAGE).as_posix()


def functions() -> Iterator[tuple[str, int]]:
    """Every function of the package, with its length in lines."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{names(path)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_floors_import_only_lower_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """The law of imports, written in pyproject.toml, is kept."""
    monkeypatch.chdir(ROOT)

    result = CliRunner().invoke(lint_imports_command, ["--no-cache"])

    assert result.exit_code == 0, result.output


def test_no_inner_room_opens_the_network() -> None:
    """import-linter sees whole packages only: `urllib.parse` is a way of writing, `urllib.request` a window."""
    opened = [
        names(path)
        for path in MODULES
        if path.relative_to(PACKAGE).parts[0] in INNER
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if "urllib.request" in {getattr(node, "module", ""), *(alias.name for alias in getattr(node, "names", ()))}
    ]

    assert opened == []


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_rooms_are_small_and_say_what_they_are(path: Path) -> None:
    """A module begins with a sentence and can be seen across."""
    text = path.read_text(encoding="utf-8")

    assert text.count("\n") <= 400
    assert text.strip(), "no empty room"
    said = ast.get_docstring(ast.parse(text)) or ""
    assert said.split("\n")[0].endswith((".", "?", ":")) or said.endswith("."), "a module opens with a sentence"


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_every_public_thing_says_what_it_does(path: Path) -> None:
    """A public function or class without a docstring must be guessed."""
    silent = []
    todo: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while todo:
        for node in ast.iter_child_nodes(todo.pop()):
            named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            if named and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(node.name)
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                todo.append(node)

    assert silent == []


def test_functions_are_short() -> None:
    """Half of them fit in ten lines, nine in ten in thirty, and none exceeds sixty."""
    found = list(functions())
    lengths = [length for _, length in found]

    assert [f"{name}: {length}" for name, length in found if length > 60] == []
    assert statistics.median(lengths) <= 10
    assert statistics.quantiles(lengths, n=10)[-1] <= 30
