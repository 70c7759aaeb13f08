"""A fault of the server: one plain sentence for whoever pushes, all of it for whoever hosts, nothing half kept."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from guarded import Movement, commit, initiative, push_for_review
from preau.edges import hooks
from preau.edges.faults import FILE, MOST, note
from preau.edges.repository import opened
from preau.edges.signing import keep

PAGE = "initiatives/34/jardin.md"
KEPT = "rien n'a été gardé"


def locked(path: Path) -> None:
    """The key as a passphrase keeps it."""
    path.unlink()
    path.with_suffix(".pub").unlink()
    keep(path, Ed25519PrivateKey.generate(), "phrase")


def emptied(path: Path) -> None:
    """The key as a full disk left it."""
    path.write_bytes(b"")


def torn(path: Path) -> None:
    """Half of the key."""
    path.write_bytes(path.read_bytes()[:60])


def another(path: Path) -> None:
    """Something else in its place."""
    path.write_text("jeanne@example.org")


def refs(movement: Movement) -> dict[str, str]:
    """Every ref of the movement."""
    with opened(movement.bare) as repository:
        return repository.refs("refs")


def told(done: subprocess.CompletedProcess[str]) -> list[str]:
    """What the server said, without Git's own words."""
    lines = [line.removeprefix("remote:").strip() for line in done.stderr.split("\n") if line.startswith("remote:")]
    return [line for line in lines if line]


@pytest.mark.parametrize("spoil", [locked, emptied, torn, another])
def test_a_key_that_cannot_be_read(movement: Movement, spoil: Callable[[Path], None]) -> None:
    """One sentence, nothing kept; put right, the same push passes and takes the number that was free."""
    path, clone = movement.bare / "preau" / "intake.key", movement.clone()
    whole, before = path.read_bytes(), refs(movement)
    commit(clone, {PAGE: initiative()})
    spoil(path)

    refused = push_for_review(clone, check=False)

    assert refused.returncode and "Traceback" not in refused.stderr
    assert [KEPT in line for line in told(refused)] == [True]
    assert str(movement.bare) not in "".join(told(refused))
    assert refs(movement) == before
    assert "KeyFault" in (movement.bare / FILE).read_text("utf-8")
    path.write_bytes(whole)
    push_for_review(clone)
    assert list(movement.waits()) == ["refs/proposals/2026-0002/1"]


@pytest.mark.parametrize("name", ["pre-receive", "proc-receive"])
def test_a_bug_is_no_traceback(movement: Movement, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever breaks in a hook, the push is refused in words and whoever hosts finds where it broke."""
    said = io.StringIO()
    monkeypatch.setattr("sys.stderr", said)
    monkeypatch.setattr(hooks, "Update", lambda *words: 1 / 0)
    line = f"{'0' * 40} {movement.main()} refs/for/main"
    packets = f"{len(line) + 4:04x}{line}"
    source = f"0000{packets}0000" if name == "proc-receive" else line + "\n"

    code = hooks.run_hook(name, movement.bare, io.BytesIO(source.encode()), io.BytesIO())

    assert code == 1
    assert KEPT in said.getvalue() and said.getvalue().count("\n") == 1
    assert re.search(r"test_server_faults.*ZeroDivisionError", (movement.bare / FILE).read_text("utf-8"), re.DOTALL)


def test_what_breaks_after_a_publication_does_not_undo_it(
    movement: Movement, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Closing what was published is done later if it must be: whoever published is not told that it failed."""
    monkeypatch.setattr(hooks, "Update", lambda *words: 1 / 0)

    code = hooks.run_hook("post-receive", movement.bare, io.BytesIO(b"a b c\n"), io.BytesIO())

    assert (code, capsys.readouterr().err) == (0, "")
    assert "ZeroDivisionError" in (movement.bare / FILE).read_text("utf-8")


def test_the_book_of_faults_is_bounded(tmp_path: Path) -> None:
    """It never fills the disk, and a disk that is full already is no second fault."""
    (tmp_path / FILE).parent.mkdir()
    for number in range(100):
        note(tmp_path, OSError("x" * 8000 + str(number)))
    size = (tmp_path / FILE).stat().st_size
    note(tmp_path / "none", OSError("x"))

    assert size < 2 * MOST
