"""Copies of the guarded repository in which this server works, one thing at a time in each."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from preau.edges.desk.answers import Stop
from preau.edges.repository import PROPOSALS, GitFault, Repository, opened
from preau.edges.reviewing import Session
from preau.i18n import N_

QUARTER = 900
"""Seconds of a quarter of an hour."""
KNOWN = 200
"""Values kept at once."""


class Copy:
    """A clone of the guarded repository; whoever works in it is alone, and few wait behind."""

    def __init__(self, bare: Path, folder: Path, queue: int = 12) -> None:
        self.bare, self.folder = bare, folder
        self._lock = threading.Lock()
        self._known: dict[str, tuple[str, Any]] = {}
        self._unlocked = False
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

    def while_still(self, name: str, make: Callable[[Session], Any]) -> Any:
        """A value made from a session; made again only once something was published, proposed or said since.

        A day begins at a quarter of an hour, in whatever time zone: nothing is kept longer than one.
        """
        with opened(self.bare) as repository:
            refs = repository.text("for-each-ref", "--format=%(objectname) %(refname)")
        state = f"{int(time.time()) // QUARTER} {refs}"
        known = self._known.get(name)
        if known is None or known[0] != state:
            with self.session() as session:
                known = state, make(session)
            if len(self._known) > KNOWN:
                self._known.clear()
            self._known[name] = known
        return known[1]

    def _ready(self) -> None:
        """Make the clone; one that was killed while it was made is made again."""
        if not self._unlocked:
            unlock(self.folder)
            self._unlocked = True
        if (self.folder / "ready").is_file():
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with opened(self.bare) as repository:
            repository.run("clone", "--quiet", "--bare", "--no-tags", str(self.bare), str(self.folder))
        (self.folder / "ready").touch()


def unlock(git_dir: Path) -> None:
    """Remove the locks that a server killed in the middle left in a copy, where nobody else works."""
    for path in git_dir.rglob("*.lock"):
        path.unlink(missing_ok=True)


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
