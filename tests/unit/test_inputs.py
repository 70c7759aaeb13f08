"""What is looked at before a build: two processes look at many records, and neither outlives the other's fault."""

from __future__ import annotations

import fcntl
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from preau.edges import inputs
from preau.edges.amending import Differences
from preau.edges.inputs import look

MANY = 1_500
"""Records of a folder, whose stamps fill more than a pipe holds."""


@pytest.fixture
def movement(tmp_path: Path) -> Path:
    """Two folders of many records."""
    for code in ("13", "34"):
        folder = tmp_path / "initiatives" / code
        folder.mkdir(parents=True)
        for number in range(MANY):
            (folder / f"une-initiative-parmi-beaucoup-d-autres-{number}.md").touch()
    return tmp_path


def test_two_processes_see_what_one_sees(movement: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same folders in the same order, and what they hold besides."""
    monkeypatch.setattr(inputs, "cores", lambda: 2)
    (movement / "initiatives/13/photo.jpg").touch()

    one, two = look(movement), look(movement, many=True)

    assert one == two
    assert list(one[1]) == list(two[1])
    assert "initiatives/13/photo.jpg" in one[0]


def test_a_fault_of_one_process_stops_both(movement: Path) -> None:
    """The other was still telling what nobody reads any more: it is not waited for."""

    def fails() -> None:
        with inputs._beside(str(movement), ["initiatives/13", "initiatives/34"]):
            raise OSError("the disk is gone")

    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("it waits for ever"))
    signal.alarm(20)
    try:
        with pytest.raises(OSError, match="the disk is gone"):
            fails()
    finally:
        signal.alarm(0)


def test_a_process_that_is_killed_leaves_nobody_who_holds_its_lock(movement: Path) -> None:
    """Else each build that follows would wait for one that is no more."""
    program = (
        "import fcntl, sys, time; from preau.edges.inputs import _beside; root = sys.argv[1]\n"
        "lock = open(f'{root}/lock', 'w'); fcntl.flock(lock, fcntl.LOCK_EX)\n"
        "with _beside(root, ['initiatives/13', 'initiatives/34']): print('begun', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(movement)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        running.stdout.readline()
        time.sleep(0.5)  # the other process has filled the pipe
        running.kill()
    with (movement / "lock").open("a") as lock:
        for _ in range(100):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                time.sleep(0.1)
    pytest.fail("a process that nobody sees holds the lock")


def test_a_process_that_ends_too_early_is_a_fault_of_the_system() -> None:
    """Half of what it tells is nothing: a whole build follows, and the memory stays."""
    with pytest.raises(ChildProcessError):
        inputs._told(b"[\x02")


def test_an_empty_folder_is_no_place_with_initiatives(movement: Path) -> None:
    """Git keeps no such folder: a site from nothing would not know of it."""
    (movement / "initiatives/75").mkdir()

    assert sorted(Differences({}, look(movement)[1], 0).places) == ["13", "34"]
