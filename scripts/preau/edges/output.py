"""The folder of the site: files compared, replaced whole, removed with their source; the state is written last."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

VERSION = 1
OURS = "assets/preau.css"
"""A file that tells that a folder was made by Préau."""


class Put(NamedTuple):
    """One output: its path in the site, its digest, the file it comes from, and where it waits if it changed."""

    path: str
    digest: str
    source: str
    staged: str


class NotOurs(Exception):
    """The folder holds files that Préau did not make."""


def digest_of(data: bytes) -> str:
    """A short digest of some bytes."""
    return hashlib.blake2b(data, digest_size=12).hexdigest()


@dataclass(frozen=True)
class Manifest:
    """What a build made: each output with its digest and source, the address of the site, and whether it is whole."""

    outputs: dict[str, tuple[str, str]]
    url: str = ""
    whole: bool = True

    @staticmethod
    def read(path: Path) -> Manifest | None:
        """The manifest of the last build, None when there is none that can be read."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["version"] != VERSION:
                return None
            outputs = {name: (entry[0], entry[1]) for name, entry in data["outputs"].items()}
            return Manifest(outputs, str(data.get("url", "")), data.get("whole") is True)
        except (OSError, ValueError, KeyError, TypeError, IndexError):
            return None

    def write(self, path: Path) -> None:
        """Replace the manifest in one step."""
        told = {"version": VERSION, "url": self.url, "whole": self.whole, "outputs": dict(sorted(self.outputs.items()))}
        replace(path, json.dumps(told, separators=(",", ":")).encode())


def manifest_path(site_dir: Path, state_dir: Path) -> Path:
    """Where the manifest of a site is kept."""
    return state_dir / f"{digest_of(str(site_dir.resolve()).encode())}.json"


def replace(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file so that no reader ever sees half of it; `mode` is who may read it, as far as the system allows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with os.fdopen(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
            stream.write(data)
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)


class Output:
    """A site being made: outputs wait beside it until all of them are ready."""

    def __init__(self, site_dir: Path, state_dir: Path, url: str = "") -> None:
        self.site_dir, self.url = site_dir, url
        self.manifest_path = manifest_path(site_dir, state_dir)
        self.stage_dir = site_dir.parent / f".{site_dir.name}.stage"
        self.previous = Manifest.read(self.manifest_path)
        self.fresh = False
        self._number = 0
        self._folders: set[str] = set()
        self._stage = str(self.stage_dir)

    def __enter__(self) -> Output:
        if self.previous is None:
            self.previous = Manifest(dict.fromkeys(self._adopted(), ("", "")))
        self.fresh = not self.site_dir.is_dir() or not any(self.site_dir.iterdir())
        shutil.rmtree(self.stage_dir, ignore_errors=True)
        self.stage_dir.mkdir(parents=True)
        return self

    def __exit__(self, *ended: object) -> None:
        shutil.rmtree(self.stage_dir, ignore_errors=True)

    def _adopted(self) -> Iterator[str]:
        """Files of an earlier site whose state was lost; a folder that is not ours is left alone."""
        if not self.site_dir.is_dir() or not any(self.site_dir.iterdir()):
            return
        if not (self.site_dir / OURS).is_file():
            raise NotOurs(str(self.site_dir))
        for path in self.site_dir.rglob("*"):
            if path.is_file() or path.is_symlink():
                yield path.relative_to(self.site_dir).as_posix()

    def put(self, address: str, data: bytes, source: str = "") -> Put:
        """Offer one output; when its bytes are those in place nothing is written. Addresses ending in / are folders."""
        path = address.lstrip("/") + ("index.html" if address.endswith("/") else "")
        digest = digest_of(data)
        if self._same(path, digest, data):
            return Put(path, digest, source, "")
        self._number += 1
        name = path if self.fresh else f"{os.getpid()}-{self._number}"
        folder = name.rpartition("/")[0]
        if folder not in self._folders:
            os.makedirs(f"{self._stage}/{folder}", exist_ok=True)  # noqa: PTH103 - ten thousand times in a build
            self._folders.add(folder)
        with open(f"{self._stage}/{name}", "wb") as stream:  # noqa: PTH123 - the same
            stream.write(data)
        return Put(path, digest, source, name)

    def _same(self, path: str, digest: str, data: bytes) -> bool:
        known = self.previous.outputs.get(path) if self.previous else None
        if known is None or (known[0] and known[0] != digest):
            return False
        try:
            return (self.site_dir / path).read_bytes() == data
        except OSError:
            return False

    def commit(self, puts: Iterable[Put], keep: str = "") -> tuple[int, int]:
        """Put everything in place: changed files, then removals, the state last. Returns how many of each.

        Outputs of earlier builds whose path begins with `keep` (when given) stay: another stage answers for them,
        and until it has the site is not whole.
        """
        outputs: dict[str, tuple[str, str]] = {}
        written = 0
        whole = self.fresh and self._place_whole()
        for put in puts:
            outputs[put.path] = (put.digest, put.source)
            if put.staged:
                written += 1
                if not whole:
                    self._place(self.stage_dir / put.staged, self.site_dir / put.path)
        before = self.previous.outputs if self.previous else {}
        kept = {path: entry for path, entry in before.items() if keep and path.startswith(keep) and path not in outputs}
        gone = [path for path in before if path not in outputs and path not in kept]
        for path in gone:
            self._remove(path)
        self.previous = Manifest(outputs | kept, self.url, not keep)
        self.previous.write(self.manifest_path)
        return written, len(gone)

    def _place_whole(self) -> bool:
        """A first site appears in one step; False where its folder cannot be replaced, such as a mount point."""
        try:
            if self.site_dir.exists():
                self.site_dir.rmdir()
            self.stage_dir.rename(self.site_dir)
        except OSError:
            self.site_dir.mkdir(parents=True, exist_ok=True)
            return False
        self.fresh = False
        self._folders.clear()
        self.stage_dir.mkdir()
        return True

    def _place(self, staged: Path, target: Path) -> None:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            self._clear_way(target)
            target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        try:
            staged.replace(target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            replace(target, staged.read_bytes())

    def _clear_way(self, target: Path) -> None:
        """A folder is needed where an earlier site had a file."""
        for parent in reversed(target.parents):
            if parent.is_relative_to(self.site_dir) and parent != self.site_dir and parent.is_file():
                parent.unlink()

    def _remove(self, path: str) -> None:
        target = self.site_dir / path
        with suppress(IsADirectoryError, NotADirectoryError):  # a folder took its place
            target.unlink(missing_ok=True)
        for parent in target.parents:
            if parent == self.site_dir:
                break
            with suppress(OSError):
                parent.rmdir()


@contextmanager
def alone(state_dir: Path) -> Iterator[None]:
    """One build at a time in a repository: a second one waits for the first."""
    state_dir.mkdir(parents=True, exist_ok=True)
    with (state_dir / "lock").open("w") as lock:
        try:
            import fcntl
        except ImportError:  # Windows has no such lock: two builds at once are then the user's care
            yield
            return
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
