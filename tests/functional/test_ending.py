"""A command ends once all is said: its words are whole, its code is the same, and it brings no more than it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PREAU = [sys.executable, "-m", "preau"]


@pytest.mark.parametrize(("words", "code"), [(["--version"], 0), (["explain", "PR001"], 0), (["nonsense"], 2)])
def test_words_and_code_are_whole(words: list[str], code: int) -> None:
    """Through a pipe, where nothing is written before its end."""
    done = subprocess.run([*PREAU, *words], capture_output=True, text=True)

    assert done.returncode == code
    assert (done.stdout or done.stderr).strip()


def test_nobody_listens() -> None:
    """Where neither words nor faults can be told, as a scheduler may have it, what was done stays done."""
    done = subprocess.run(["sh", "-c", 'exec "$0" "$@" >&- 2>&-', *PREAU, "--version"])

    assert done.returncode == 0


@pytest.mark.parametrize("words", ["--version", "explain PR001"])
def test_words_that_find_no_room_are_a_fault(words: str) -> None:
    """Who asked to keep what is said must know that it is not kept."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PREAU, *words.split()], stdout=full, stderr=subprocess.PIPE, text=True)

    assert done.returncode != 0
    assert "No space left" in done.stderr


def test_private_folders_are_removed(tmp_path: Path) -> None:
    """What an exit would have tidied is tidied."""
    program = (
        "import sys, tempfile; from preau import cli\n"
        "kept = tempfile.TemporaryDirectory(dir=sys.argv.pop())\n"
        "sys.argv[1:] = ['--version']; cli.run()"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True, capture_output=True)

    assert list(tmp_path.iterdir()) == []


def test_a_model_is_made_ready_without_looking_for_plug_ins() -> None:
    """What reads the metadata of packages takes longer to open than our own models."""
    program = (
        "import sys; from preau.model.initiative import Initiative; Initiative.model_rebuild()\n"
        "sys.exit('importlib.metadata' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
