"""What a killed process, a full disk or a closed folder leaves: nothing half kept, nothing in the way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from guarded import Movement, commit, git, initiative, key, push_for_review
from preau.edges.auditing import audit
from preau.edges.repository import EVENTS, LOG, MAIN, opened

PAGE = "initiatives/34/jardin.md"
PUSH = ["git", "push", "origin", "HEAD:refs/for/main"]
NEXT = "refs/proposals/2026-0002/1"


def left(path: Path, seconds: int) -> Path:
    """A file, or a folder with one, that a killed process left some time ago."""
    if path.suffix == "":
        path.mkdir(parents=True)
        (path / "rest").write_text("jeanne@example.org")
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    os.utime(path, (time.time() - seconds,) * 2)
    return path


def pushed(movement: Movement, check: bool = True) -> subprocess.CompletedProcess[str]:
    """A proposal pushed from a fresh clone."""
    clone = movement.clone()
    commit(clone, {PAGE: initiative()})
    return push_for_review(clone, check=check)


@pytest.mark.parametrize("ref", [LOG, NEXT, f"{EVENTS}/2026-0002", "packed-refs", "HEAD"])
def test_a_lock_that_nobody_holds_stops_no_proposal(movement: Movement, ref: str) -> None:
    """Left by a process killed a minute ago, on the log, on the next number, on all packed refs."""
    lock = left(movement.bare / f"{ref}.lock", 60)

    pushed(movement)

    assert len(movement.waits()) == 1
    assert not lock.exists() or ref.startswith(EVENTS)


@pytest.mark.parametrize("ref", [MAIN, NEXT])
def test_a_lock_that_nobody_holds_stops_no_approval(movement: Movement, ref: str) -> None:
    """Left on the published branch, or on the proposal that is closed by its publication."""
    pushed(movement)
    left(movement.bare / f"{ref}.lock", 60)

    session = movement.session()
    session.approve(session.waiting()[0].number, key("helene-34"))
    session.repository.close()

    assert not movement.waits()


def test_a_lock_that_is_held_is_left_alone(movement: Movement) -> None:
    """Somebody else is writing now: the push is refused in words, sent again it passes, and one number was used."""
    lock = left(movement.bare / f"{LOG}.lock", 0)

    refused = pushed(movement, check=False)
    lock.unlink()
    pushed(movement)

    assert refused.returncode and "2026-0002" not in refused.stderr
    assert list(movement.waits()) == [NEXT]


def test_pushes_that_were_killed_leave_no_name_for_long(movement: Movement) -> None:
    """A quarantine and a judged proposal of yesterday are removed by the next push; those of this minute stay."""
    old = [left(movement.bare / name, 7200) for name in ("objects/tmp_objdir-incoming-a", "preau/incoming/" + "a" * 40)]
    new = [left(movement.bare / name, 5) for name in ("objects/tmp_objdir-incoming-b", "preau/incoming/" + "b" * 40)]

    pushed(movement)

    assert not any(path.exists() for path in old) and all(path.exists() for path in new)


# --- A full disk, a folder that cannot be written ---------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own where we may have one, else nothing (files are then bounded instead)."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=2000", "tmpfs", str(folder)]
    mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    yield folder
    if mounted:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """A file that takes the rest of a disk, but for some kilobytes."""
    path = folder / "full"
    with path.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(b"0" * 4096)
        except OSError:
            stream.truncate(max(0, stream.tell() - 4096))
    return path


def test_on_a_full_disk_nothing_is_half_kept(disk: Path) -> None:
    """Refused in words, the state unchanged and sound; once there is room, the same push passes."""
    movement = Movement(disk)
    clone = disk.parent / "clone"
    git(disk.parent, "clone", "--quiet", str(movement.bare), str(clone))
    git(clone, "config", "user.name", "Jeanne")
    git(clone, "config", "user.email", "jeanne@example.org")
    commit(clone, {PAGE: initiative()})
    before = refs(movement)
    full = fill(disk) if disk.is_mount() else None

    refused = push_for_review(clone, check=False) if full else bounded(PUSH, clone, 0)

    assert refused.returncode and (not full or "remote: " in refused.stderr)
    assert "Traceback" not in refused.stderr
    assert refs(movement) == before
    if full:
        full.unlink()
    push_for_review(clone)
    assert len(movement.waits()) == 1
    git(movement.bare, "fsck", "--strict", "--no-dangling")
    with opened(movement.bare) as repository:
        assert not audit(repository).breaches


def refs(movement: Movement) -> dict[str, str]:
    """Every ref of the movement."""
    with opened(movement.bare) as repository:
        return repository.refs("refs")


def bounded(command: list[str], folder: Path, most: int) -> subprocess.CompletedProcess[str]:
    """A command that may write no file longer than this, nor what it starts."""
    script = (
        "import os, resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, resource.RLIM_INFINITY))\n"
        "os.execvp(sys.argv[1], sys.argv[1:])\n"
    )
    done = [sys.executable, "-c", script, *command]
    return subprocess.run(done, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("most", [0, 45, 200, 700])
def test_files_that_cannot_be_written_whole_are_not_kept(movement: Movement, most: int) -> None:
    """As on a full disk, at several moments of a push: refused, and the next one passes as if nothing had been."""
    clone = movement.clone()
    commit(clone, {PAGE: initiative()})
    before = refs(movement)

    refused = bounded(PUSH, clone, most)

    assert refused.returncode and "Traceback" not in refused.stderr
    assert refs(movement) == before
    for lock in movement.bare.glob("**/*.lock"):
        os.utime(lock, (time.time() - 60,) * 2)
    push_for_review(clone)
    assert list(movement.waits()) == [NEXT]
    git(movement.bare, "fsck", "--strict", "--no-dangling")


@pytest.mark.parametrize("name", ["preau/incoming", "refs/proposals", "refs/preau/intake"])
def test_a_place_that_cannot_be_written_is_a_refusal(movement: Movement, name: str) -> None:
    """Whatever stands where the guard would write: refused in words, without a trace of a program, nothing moved."""
    place = movement.bare / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if name == "refs/preau/intake":
        (place / "x").mkdir(parents=True)
        (place / "x" / "y.lock").write_text("")
    else:
        place.write_text("")
    before = movement.main()

    refused = pushed(movement, check=False)

    assert refused.returncode and "remote: " in refused.stderr and "Traceback" not in refused.stderr
    assert movement.main() == before
