"""`preau guard tidy`: a repository stays small and fast, what nobody references is forgotten, nothing else is lost."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from guarded import Movement, commit, git, initiative, key, push_for_review
from preau.cli import main
from preau.edges import tidying
from preau.edges.auditing import audit
from preau.edges.repository import opened

PAGE, OTHER = "initiatives/34/jardin.md", "initiatives/34/abri.md"
HOURS = 5 * 3600


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A guarded movement with two proposals that wait."""
    made = Movement(tmp_path_factory.mktemp("made"))
    for path, title in ((PAGE, "Un jardin pour tous"), (OTHER, "Un abri pour tous")):
        clone = made.clone()
        commit(clone, {path: initiative(title)})
        push_for_review(clone)
    return made.folder


@pytest.fixture
def movement(made: Path, tmp_path: Path) -> Movement:
    """The same, for one test to tidy."""
    return Movement.copied(made, tmp_path)


def tidied(movement: Movement) -> str:
    """What the command answers."""
    result = CliRunner().invoke(main, ["guard", "tidy", str(movement.bare)], env={"PREAU_LANG": "fr"})
    assert result.exit_code == 0, result.output
    return result.output


def facts(movement: Movement) -> tuple[dict[str, str], object]:
    """Every ref, and what the audit tells."""
    with opened(movement.bare) as repository:
        return repository.refs("refs"), audit(repository).trail


def aged(movement: Movement, seconds: int = HOURS) -> None:
    """Every object of the repository as if it had been written some hours ago."""
    for path in movement.bare.glob("objects/**/*"):
        if path.is_file():
            os.utime(path, (time.time() - seconds,) * 2)


def loose(movement: Movement, text: str, seconds: int) -> str:
    """A text that nothing references, written some time ago."""
    with opened(movement.bare) as repository:
        oid = repository.write_blob(text.encode())
    os.utime(movement.bare / "objects" / oid[:2] / oid[2:], (time.time() - seconds,) * 2)
    return oid


def holds(movement: Movement, oid: str) -> bool:
    """Whether the repository still holds an object."""
    return git(movement.bare, "cat-file", "-e", oid, check=False).returncode == 0


def test_nothing_that_the_trail_needs_is_lost(movement: Movement) -> None:
    """Packed, it has the same refs, the same trail, and takes the next push; what a push is writing now stays."""
    movement.session().approve("2026-0002", key("helene-34"))
    before = facts(movement)
    aged(movement)
    now, old = loose(movement, "en cours", 60), loose(movement, "refusée hier", HOURS)

    tidied(movement)

    assert facts(movement) == before
    assert (holds(movement, now), holds(movement, old)) == (True, False)
    assert len(list(movement.bare.glob("objects/??/*"))) <= 2
    git(movement.bare, "fsck", "--strict", "--no-dangling")
    clone = movement.clone()
    commit(clone, {"initiatives/34/verger.md": initiative("Un verger pour tous")})
    push_for_review(clone)
    movement.session().approve("2026-0003", key("helene-34"))


def test_what_a_killed_server_left_open_is_closed(movement: Movement) -> None:
    """A server killed between a publication and the end of its proposal: the next tidying ends that one only."""
    hook = movement.bare / "hooks" / "post-receive"
    kept = hook.read_text("utf-8")
    hook.write_text("#!/bin/sh\nexit 0\n")
    session = movement.session()
    session.approve("2026-0002", key("helene-34"))
    hook.write_text(kept)
    assert len(movement.waits()) == 2

    said = tidied(movement)

    assert list(movement.waits()) == ["refs/proposals/2026-0003/1"]
    assert "1" in said


def test_git_tidies_by_itself_without_what_is_being_pushed(movement: Movement) -> None:
    """Where nobody set a clock, Git packs after many pushes; it never forgets what is younger than some hours."""
    settings = git(movement.bare, "config", "--list").stdout
    now, old = loose(movement, "en cours", 60), loose(movement, "refusée hier", HOURS)

    git(movement.bare, "gc", "--quiet")

    assert "receive.autogc=true" in settings
    assert (holds(movement, now), holds(movement, old)) == (True, False)
    assert tidying.YOUNG == "2.hours.ago"
