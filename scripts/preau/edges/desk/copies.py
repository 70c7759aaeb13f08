"""Copies of the guarded repository in which this server works, one thing at a time in each."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from preau.edges.desk.answers import Stop
from preau.edges.repository import PROPOSALS, GitFault, Repository, opened
from preau.edges.reviewing import Session
from preau.i18n import N_


class Copy:
    """A clone of the guarded repository; whoever works in it is alone, and few wait behind."""

    def __init__(self, bare: Path, folder: Path, queue: int = 12) -> None:
        self.bare, self.folder = bare, folder
        self._lock = threading.Lock()
        self._places = threading.BoundedSemaphore(queue)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session on what is published now; `Stop` when too many wait already."""
        if not self._places.acquire(blocking=False):
            raise Stop(503, N_("Many people are sending at this moment. Please try again in a few seconds."), wait=5)
        try:
            with self._lock:
                self._ready()
                session = Session(self.folder)
                try:
                    yield session
                finally:
                    session.repository.close()
        finally:
            self._places.release()

    def _ready(self) -> None:
        """Make the clone; one that was killed while it was made is made again."""
        if (self.folder / "ready").is_file():
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with opened(self.bare) as repository:
            repository.run("clone", "--quiet", "--bare", "--no-tags", str(self.bare), str(self.folder))
        (self.folder / "ready").touch()


def waiting_in(bare: Path) -> int:
    """How many proposals wait in a guarded repository."""
    with opened(bare) as repository:
        return len({ref.split("/")[2] for ref in repository.refs(PROPOSALS)})


def guarded(path: Path) -> bool:
    """Whether a folder is a bare repository whose guard is in place."""
    try:
        with opened(path) as repository:
            return path.resolve() == repository.git_dir.resolve() and _hooked(repository)
    except GitFault:
        return False


def _hooked(repository: Repository) -> bool:
    return (repository.git_dir / "hooks" / "proc-receive").is_file()
