"""The folder of the site: files compared, replaced whole, removed with what they were drawn from; the memory last."""

from __future__ import annotations

import errno
import filecmp
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from preau.edges.files import DIGEST, digest_of, replace
from preau.edges.memory import Memory, Put

OURS = "assets/preau.css"
"""A file that tells that a folder was made by Préau."""


class Result(NamedTuple):
    """What a build did: in which folder, how many outputs there are, were written, were removed."""

    site_dir: Path
    outputs: int
    written: int
    removed: int
    waiting: bool = False
    """Whether courses to take away are still to be made."""


class NotOurs(Exception):
    """The folder holds files that Préau did not make."""


class Output:
    """A site being made: outputs wait beside it until all of them are ready."""

    def __init__(self, site_dir: Path, memory: Memory, *, amends: bool = False) -> None:
        """`amends` tells that a few outputs only are offered, on a site that is whole: the others are not looked up."""
        self.site_dir, self.memory, self.amends = site_dir, memory, amends
        self.stage_dir = site_dir.parent / f".{site_dir.name}.stage"
        self.fresh = False
        self._before: Mapping[str, str] = {}
        self._number = 0
        self._folders: set[str] = set()
        self._stage, self._site = str(self.stage_dir), str(site_dir)

    def __enter__(self) -> Output:
        if not self.amends:
            self._before = self.memory.digests() or dict.fromkeys(self._adopted(), "")
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

    def put(self, address: str, data: bytes, source: str = "", part: str = "", listed: bool = False) -> Put:
        """Offer one output; when its bytes are those in place nothing is written. Addresses ending in / are folders."""
        path = address.lstrip("/") + ("index.html" if address.endswith("/") else "")
        digest = digest_of(data)
        staged = "" if self._same(path, digest, data) else self._waiting(path, [data])
        return Put(path, digest, source, part, listed, staged)

    def _waiting(self, path: str, chunks: Iterable[bytes]) -> str:
        """Write an output beside the site, in its own place when there is none yet; where it waits."""
        self._number += 1
        name = path if self.fresh else f"{os.getpid()}-{self._number}"
        folder = name.rpartition("/")[0]
        if folder not in self._folders:
            os.makedirs(f"{self._stage}/{folder}", exist_ok=True)  # noqa: PTH103 - ten thousand times in a build
            self._folders.add(folder)
        try:
            with open(f"{self._stage}/{name}", "wb") as stream:  # noqa: PTH123 - the same
                for chunk in chunks:
                    stream.write(chunk)
        except OSError as error:
            raise OSError(error.errno, error.strerror, f"{self._site}/{path}") from None
        return name

    def put_long(self, address: str, chunks: Iterable[bytes], part: str) -> tuple[Put, int]:
        """Offer one output piece by piece, so that it is never held whole; and how many bytes it has."""
        path, digest, size = address.lstrip("/"), hashlib.sha256(), 0

        def told() -> Iterator[bytes]:
            nonlocal size
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                yield chunk

        name = self._waiting(path, told())
        with suppress(OSError):
            if filecmp.cmp(f"{self._stage}/{name}", f"{self._site}/{path}", shallow=False):
                name = ""
        return Put(path, digest.hexdigest()[:DIGEST], "", part, False, name), size

    def _kept(self, path: str) -> str | None:
        found = self.memory.get(path)
        return found.digest if found else None

    def _same(self, path: str, digest: str, data: bytes) -> bool:
        known = self._kept(path) if self.amends else self._before.get(path)
        if known is None or (known and known != digest):
            return False
        try:
            with open(f"{self._site}/{path}", "rb") as stream:  # noqa: PTH123 - the same
                return stream.read() == data
        except OSError:
            return False

    def bytes_of(self, put: Put) -> bytes:
        """An output as it will be read: where it waits, or in its place."""
        return (self.stage_dir / put.staged if put.staged else self.site_dir / put.path).read_bytes()

    def begin(self) -> None:
        """Begin to keep the outputs of a whole site in the memory, within a transaction; none is offered yet."""
        self.memory.question_outputs(self._before)

    def commit(self) -> tuple[int, int]:
        """Put a whole site in place, as the memory has it: what was not offered goes away.

        Returns how many outputs were written and removed. Were it stopped before its end, the next build would know
        all that may stand here.
        """
        gone = self.memory.unwanted()
        written = self._placed(self.memory.waiting(), gone, at_once=self.fresh and self._place_whole())
        return written, len(gone)

    def amend(self, puts: Iterable[Put], gone: Iterable[str]) -> tuple[int, int]:
        """Put some outputs in place and remove others, within the transaction of a build in proportion."""
        gone = list(gone)
        return self._placed(((put.staged, put.path) for put in puts if put.staged), gone), len(gone)

    def _placed(self, waiting: Iterable[tuple[str, str]], gone: Iterable[str], at_once: bool = False) -> int:
        written = 0
        for staged, path in waiting:
            written += 1
            if not at_once:
                self._place(staged, path)
        for path in gone:
            self._remove(path)
        return written

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

    def _place(self, staged: str, path: str) -> None:
        try:
            os.replace(f"{self._stage}/{staged}", f"{self._site}/{path}")  # noqa: PTH105 - hundreds of times in a build
        except OSError:
            target = self.site_dir / path
            self._clear_way(target)
            try:
                (self.stage_dir / staged).replace(target)
            except OSError as error:
                if error.errno != errno.EXDEV:
                    raise
                replace(target, (self.stage_dir / staged).read_bytes())

    def _clear_way(self, target: Path) -> None:
        """A folder may be lacking, or be needed where an earlier site had a file; or a file where it had a folder."""
        for parent in reversed(target.parents):
            if parent.is_relative_to(self.site_dir) and parent != self.site_dir and parent.is_file():
                parent.unlink()
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)

    def _remove(self, path: str) -> None:
        target = self.site_dir / path
        with suppress(IsADirectoryError, NotADirectoryError):  # a folder took its place
            target.unlink(missing_ok=True)
        for parent in target.parents:
            if parent == self.site_dir:
                break
            with suppress(OSError):
                parent.rmdir()
