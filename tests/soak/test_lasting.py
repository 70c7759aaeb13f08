"""`preau serve` stays open for days: following hundreds of edits keeps nothing of them in memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sited import DAY, movement_of, settle, whole

LASTING = Path(__file__).parents[1] / "tools/lasting.py"
WARM, EDITS, MOST = 100, 300, 2048
"""Edits after which what is kept at hand (printed words, stems) is full; all of them; kB that may come between."""


@pytest.mark.parametrize("edited", ["initiatives/*/*.md", "courses/*/*.md"], ids=["records", "chapters"])
def test_memory_stays_level(repo: Callable[..., Path], edited: str) -> None:
    """The same after three hundred edits as after one hundred, within what an edit takes."""
    root = repo(movement_of(12))
    settle()
    whole(root)
    call = [sys.executable, str(LASTING), str(root), edited, str(EDITS), DAY]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    held = [int(one) for one in done.stdout.split()]
    assert len(held) == EDITS
    assert max(held[-20:]) - max(held[:WARM]) < MOST, held[:: EDITS // 30]
