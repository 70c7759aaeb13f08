"""Options of the functional tests."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--bless` writes what the command says now as what it should say: read every change before you keep it.

    (`pytest tests/functional --bless`: pytest reads this file early only when it is given this folder.)
    """
    parser.addoption("--bless", action="store_true", help="rewrite expected.txt of the invalid sites")


@pytest.fixture
def bless(request: pytest.FixtureRequest) -> bool:
    """Whether expected outputs are to be rewritten."""
    return bool(request.config.getoption("--bless", default=False))
