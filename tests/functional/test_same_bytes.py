"""Whatever was changed, and by whom: the site in place, one from nothing and MkDocs's have the same bytes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from editors import ACTS
from followed import DOORS, Followed, really_forking, run
from guarded import Movement
from sited import movement_of

QUICK = frozenset(["retitle", "retheme", "restart", "ask", "touch", "remove", "add", "move", "link", "say", "approve"])
"""What is followed in proportion."""


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A movement under guard, made once."""
    folder = tmp_path_factory.mktemp("beginning")
    Movement(folder, more=movement_of(12))
    return folder


def test_each_kind_of_change_is_followed(beginning: Path, tmp_path: Path) -> None:
    """One after the other, compared by one door or another: nothing is left out by luck."""
    with really_forking():
        followed, dice = Followed(tmp_path, beginning, served=True), random.Random(1)
        for number, act in enumerate((*ACTS, "approve")):
            followed.change([act], dice)
            followed.follow(1 + number % 2)
            if number % 2 or act not in QUICK:  # what a whole build follows hides what was missed before
                followed.compare(DOORS[number // 2 % 3])
    assert followed.refused < 4
    assert followed.quick > 8


def test_any_changes_give_the_bytes_of_a_site_made_from_nothing(beginning: Path) -> None:
    """Several at once, in any order; `make soak` tries many more, in other movements."""
    run(beginning, examples=2, steps=6, derandomize=True)
