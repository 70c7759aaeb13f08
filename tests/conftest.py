"""What every test may ask for: a small movement on disk, and what `check` says of it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
SITES = ROOT / "tests" / "sites"
TODAY = "2026-11-23"
"""The day of every test: mandates, openings and deadlines are judged by it."""

SHORT = ("functional", "unit")
"""The folders of short files: they come last, so that no worker is left alone with a long one at the end."""

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what each of thousands of processes would compile again
sys.dont_write_bytecode = False

Repo = Callable[..., Path]
Check = Callable[..., list[str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --site DIR tests/browser` looks at a site already built, while one works on templates."""
    parser.addoption("--site", type=Path, default=None, help="a site already built, instead of building one")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; workers take the files in this order (`--no-loadscope-reorder`)."""

    def place(item: pytest.Item) -> int:
        folder = item.path.parent.name
        return SHORT.index(folder) + 1 if folder in SHORT else 0

    items.sort(key=place)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """`repo({path: text})`: the smallest whole movement with these files added or replaced; None takes a file away."""

    def make(files: Mapping[str, str | bytes | None] = {}, *, bare: bool = False) -> Path:
        root = tmp_path / "movement"
        if not root.exists():
            root.mkdir() if bare else shutil.copytree(SITES / "minimal", root)
        for path, text in files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                target.unlink()
            else:
                target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return root

    return make


@pytest.fixture
def check() -> Check:
    """`check(root)`: every finding as `path:line:column CODE`, in the order of the report."""

    def run(root: Path, day: str = TODAY) -> list[str]:
        from preau.edges.commands import run_check

        _report, findings = run_check(root, (), "text", "fr", day, 1)
        return [f"{one.path}:{one.line}:{one.column} {one.code}" for one in findings]

    return run


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all the tests of a process: two of Playwright's cannot live in one."""
    from playwright.sync_api import sync_playwright

    import chromium

    program = chromium.find()
    if program is None:
        pytest.fail(chromium.MISSING, pytrace=False)
    with sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=program, args=chromium.flags())
        yield running
        running.close()
