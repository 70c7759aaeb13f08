"""Options of the functional tests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from beginning import found
from edited import lay
from forging import World
from guarded import Movement
from mailservers import Imap, Smtp, dovecot, smtp_server
from sited import settle, whole


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--bless` writes what the command says now as what it should say: read every change before you keep it.

    (`pytest tests/functional --bless`: pytest reads this file early only when it is given this folder.)
    """
    parser.addoption("--bless", action="store_true", help="rewrite expected.txt of the invalid sites")


@pytest.fixture
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether expected outputs are to be rewritten."""
    return bool(request.config.getoption("--bless", default=False))


@pytest.fixture(scope="session")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A movement on its first day, under guard and without: made once."""
    folder = tmp_path_factory.mktemp("beginning")
    found(folder)
    return folder


@pytest.fixture
def world(beginning: Path, tmp_path: Path) -> World:
    """The same, for one test to spoil."""
    shutil.copytree(beginning, tmp_path / "world")
    return World(tmp_path / "world")


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another on its first day, its clones to come: made once."""
    return Movement(tmp_path_factory.mktemp("guarded")).folder


@pytest.fixture
def movement(guarded: Path, tmp_path: Path) -> Movement:
    """The same, for one test to change."""
    return Movement.copied(guarded, tmp_path)


@pytest.fixture(scope="session")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A movement with courses, pages and initiatives, its site in place: made once."""
    root = tmp_path_factory.mktemp("edition") / "movement"
    lay(root)
    return root


@pytest.fixture
def edition(laid: Path, tmp_path: Path) -> Path:
    """The same, for one test to change; its files look as they did, but for their numbers."""
    root = tmp_path / "movement"
    shutil.copytree(laid, root)
    settle()
    whole(root)
    return root


@pytest.fixture(scope="module")
def imap() -> Iterator[Imap]:
    """One IMAP server for all the tests of a file: each has a user of its own."""
    with dovecot() as server:
        yield server


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    """An SMTP server of one's own."""
    with smtp_server() as server:
        yield server
