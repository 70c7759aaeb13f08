"""A disk that refuses, a damaged memory, a site touched by hand: told with the file; then a whole site again."""

from __future__ import annotations

import ctypes
import errno
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from guarded import SITES
from preau.edges.building import run_build
from preau.edges.memory import memory_path
from sited import DAY, movement_of, settle, tree

NUMBERS = count()
RECORD, PAGE, SITE = "initiatives/34/jardin-0.md", "content/pages/index.md", "site/initiatives/34/jardin-0/index.html"


@pytest.fixture(scope="module")
def movement(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small movement with its site in place: each test leaves it whole."""
    root = tmp_path_factory.mktemp("disk") / "movement"
    shutil.copytree(SITES / "minimal", root)
    for path, text in movement_of(9).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    again(root)
    return root


def again(root: Path, *, site: str = "site", full: bool = False) -> None:
    """The same in this process, where nothing refuses."""
    run_build(root, root / site, day=DAY, jobs=1, full=full, search=True, packs=None, lang="fr", drafts=False)


def build(root: Path, *words: str, code: int = 0, limit: int = 0) -> str:
    """`preau build`, in a process with no right above those of files, where no file may be longer than `limit`."""

    def bounded() -> None:
        for right in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, right, 0, 0, 0)  # PR_CAPBSET_DROP: as anybody, even as root
        if limit:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    call = [sys.executable, "-c", "from preau.cli import main; main()", "build", *words]
    done = subprocess.run(
        call, cwd=root, capture_output=True, text=True, preexec_fn=bounded, check=False,
        env={**os.environ, "PREAU_DATE": DAY, "PYTHONDONTWRITEBYTECODE": "1"},  # Python would keep half a module
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert "Traceback" not in said
    return said


def change(root: Path, path: str) -> None:
    """Something new to publish."""
    text, number = (root / path).read_text(encoding="utf-8"), next(NUMBERS)
    text = re.sub(r"^title: .*$", f"title: Un titre tout autre, {number}", text, flags=re.M)
    (root / path).write_text(text, encoding="utf-8")


def assert_whole_again(root: Path) -> None:
    """Built again, the site has the bytes of one made from nothing, and nothing else is left."""
    again(root)
    again(root, site="fresh", full=True)
    site, fresh = tree(root / "site"), tree(root / "fresh")
    assert [path for path in site.keys() | fresh if site.get(path) != fresh.get(path)] == []
    assert not (root / ".site.stage").exists()


@pytest.mark.parametrize("path", [RECORD, PAGE])
@pytest.mark.parametrize("limit", [1_000, 60_000])
def test_a_disk_without_room(movement: Path, path: str, limit: int) -> None:
    """The file that found none is named; the last site stays, and no file of it is cut."""
    before = tree(movement / "site")
    change(movement, path)
    said = build(movement, code=1, limit=limit)

    assert re.search(r"écri\w+ .*(site|\.preau)/\S+|(site|\.preau)/\S+ ne peut pas être lu ou écrit", said), said
    assert tree(movement / "site") == before
    assert_whole_again(movement)


def test_a_first_site_without_room(movement: Path) -> None:
    """Nothing is there, rather than a part of it."""
    shutil.rmtree(movement / "site")
    build(movement, code=1, limit=9_000)

    assert not (movement / "site").exists()
    assert_whole_again(movement)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nobody may write there for a while."""
    mode = folder.stat().st_mode
    folder.chmod(0o555 if folder.is_dir() else 0o444)
    try:
        yield
    finally:
        folder.chmod(mode)


@pytest.mark.parametrize("folder", ["site/initiatives/34/jardin-0", "site", ".", ".preau"])
def test_a_folder_that_is_read_only(movement: Path, folder: str) -> None:
    """Its name, and what to do; whatever could be written before is mended by the next build."""
    change(movement, RECORD)
    with read_only(movement / folder):
        said = build(movement, code=1)
    assert "ne peut pas être lu ou écrit" in said
    assert "Donnez-vous-en le droit" in said
    assert "</html>" in (movement / SITE).read_text(encoding="utf-8")
    assert_whole_again(movement)


def test_a_file_that_is_read_only_is_replaced(movement: Path) -> None:
    """As an editor of sites would leave it."""
    change(movement, RECORD)
    with read_only(movement / SITE):
        build(movement)
    assert "Un titre tout autre" in (movement / SITE).read_text(encoding="utf-8")
    assert_whole_again(movement)


def memory_of(root: Path) -> Path:
    """What is known of the site."""
    return memory_path(root / "site", root / ".preau")


@pytest.mark.parametrize("damage", ["cut", "empty", "noise", "older", "emptied", "read-only"])
def test_a_memory_that_is_of_no_use(movement: Path, damage: str) -> None:
    """It is lost and made again, without a word: the site alone matters."""
    path = memory_of(movement)
    data = path.read_bytes()
    change(movement, RECORD)
    if damage in {"cut", "empty", "noise"}:
        path.write_bytes({"cut": data[: len(data) // 2], "empty": b"", "noise": b"\0" * len(data)}[damage])
    elif damage == "read-only":
        with read_only(path):
            assert f"{path.name} ne peut pas être lu ou écrit" in build(movement, code=1)
    else:
        with sqlite3.connect(path) as db:
            db.execute("pragma user_version=0" if damage == "older" else "delete from records")
        db.close()
    assert_whole_again(movement)


def test_a_memory_that_another_program_holds(movement: Path) -> None:
    """Builds take turns by themselves; a program that reads the file is not waited for without end."""
    db = sqlite3.connect(memory_of(movement), isolation_level=None)
    db.execute("begin exclusive")
    change(movement, RECORD)
    again(movement)
    db.close()

    assert "Un titre tout autre" in (movement / SITE).read_text(encoding="utf-8")
    assert_whole_again(movement)


def test_what_is_not_looked_at(movement: Path) -> None:
    """The three things that docs/architecture.md names: `preau build --full` reads every file, and tells."""
    path = movement / RECORD
    settle()
    again(movement)
    kept, before = path.read_bytes(), path.stat()
    with path.open("r+b") as stream:
        stream.write(kept.replace(b"ouvert ", b"promis "))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    build(movement)
    assert "promis à tous" not in (movement / SITE).read_text(encoding="utf-8")
    build(movement, "--full")
    assert "promis à tous" in (movement / SITE).read_text(encoding="utf-8")

    with read_only(path):
        path.chmod(0)
        build(movement)
        assert f"{RECORD} ne peut pas être lu" in build(movement, "--full", code=1)

    site = tree(movement / "site")
    empty = [movement / name for name in ("content/vide", "courses/vide", "initiatives/99", "overrides/vide")]
    for folder in empty:
        folder.mkdir(parents=True)
    build(movement, "--full")
    assert tree(movement / "site") == site
    for folder in empty:
        folder.rmdir()
    path.write_bytes(kept)
    again(movement)
    assert_whole_again(movement)


@pytest.mark.parametrize("harm", ["no site", "no top page", "changed", "cut", "a folder in the way", "a link"])
def test_a_site_touched_by_hand(movement: Path, harm: str) -> None:
    """What a change draws again is put right with it; what is gone from the top is made again."""
    target, kept = movement / SITE, (movement / PAGE).read_text(encoding="utf-8")
    if harm == "no site":
        shutil.rmtree(movement / "site")
    elif harm == "no top page":
        (movement / "site/index.html").unlink()
    elif harm == "changed":
        target.write_text("par moi", encoding="utf-8")
    elif harm == "cut":
        target.write_bytes(target.read_bytes()[:100])
    else:
        target.unlink()
        target.symlink_to(movement / PAGE) if harm == "a link" else (target / "own").mkdir(parents=True)
    change(movement, RECORD)
    again(movement)

    assert (movement / PAGE).read_text(encoding="utf-8") == kept
    assert_whole_again(movement)


def test_a_site_on_another_disk(movement: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be moved there is copied, whole or not at all. (The other disk is told: a machine may have none.)"""
    rename = os.rename

    def told(source: str, target: str) -> None:
        if not Path(target).parent.exists():
            raise FileNotFoundError(errno.ENOENT, "no such folder", source, None, target)
        if ".stage" in str(source):
            raise OSError(errno.EXDEV, "another disk", source, None, target)
        rename(source, target)

    monkeypatch.setattr(os, "replace", told)
    monkeypatch.setattr(os, "rename", told)
    elsewhere = tmp_path / "site"
    run_build(movement, elsewhere, day=DAY, jobs=1, full=False, search=True, packs=None, lang="fr", drafts=False)

    assert tree(elsewhere) == tree(movement / "site")
