"""The site follows what is published: after each merge its files are checked out and the site made again."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from preau.edges.desk.copies import unlock
from preau.edges.repository import MAIN, PROPOSALS, Repository, opened

EVERY = 0.3
"""Seconds between two looks at what is published."""
MOST = 1800
"""Seconds that one build may last."""
STALE = 300
"""Seconds after which the pages that tell what waits are made again, when something was received or said."""
AGAIN = 60
"""Seconds before a build that failed is tried again."""


@dataclass(frozen=True)
class Built:
    """What the site shows: a published commit, and how many seconds each part took."""

    commit: str
    seconds: dict[str, float]


class Rebuilding:
    """A working copy of what is published, and the site made from it."""

    def __init__(self, bare: Path, state: Path, tell: Callable[[str], None]) -> None:
        self.bare, self.work, self.site = bare, state / "work", state / "site"
        self.tell = tell
        self.shown: Built | None = None
        self._day, self._tried = date.min, ("", 0.0)
        self._made, self._known = 0.0, ""
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="preau-rebuild", daemon=True)
        self._building: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Follow from a thread."""
        self._thread.start()

    def stop(self) -> None:
        """End; a build under way is stopped, and done again the next time."""
        self._stop.set()
        if self._building is not None:
            self._building.terminate()
        self._thread.join(20)

    def checked_out(self) -> Path:
        """The working copy, made when it is not there; called once before the following begins."""
        unlock(self.work / ".git")
        if not (self.work / ".git" / "ready").is_file():
            shutil.rmtree(self.work, ignore_errors=True)
            self.work.parent.mkdir(parents=True, exist_ok=True)
            with opened(self.bare) as repository:
                repository.run("clone", "--quiet", "--no-tags", str(self.bare), str(self.work))
            (self.work / ".git" / "ready").touch()
        return self.work

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                self._look()
            except Exception as fault:  # the site of before stays; the next look tries again
                self.tell(f"{type(fault).__name__}: {fault}")
                self._stop.wait(5)
            self._stop.wait(EVERY)

    def _look(self) -> None:
        tip = self._published()
        day = date.today()
        settled = self.shown is not None and self.shown.commit == tip and self._day == day and not self._stale()
        waits = self._tried[0] == tip and time.monotonic() - self._tried[1] < AGAIN
        if tip and not settled and not waits:
            self._make(tip, day)

    def _stale(self) -> bool:
        """Whether something was received or said since some minutes, though nothing was published."""
        if time.monotonic() - self._made < STALE:
            return False
        self._made = time.monotonic()
        return self._told() != self._known

    def _told(self) -> str:
        with opened(self.bare) as repository:
            return repository.text("for-each-ref", "--format=%(objectname)", "refs/preau", PROPOSALS)

    def _published(self) -> str:
        """The tip of what is published, read from its file when it is one: this looks several times a second."""
        try:
            return (self.bare / MAIN).read_text(encoding="ascii").strip()
        except OSError:
            with opened(self.bare) as repository:
                return repository.tip(MAIN) or ""

    def _make(self, tip: str, day: date) -> None:
        began = time.monotonic()
        known = self._told()
        self._bring(tip)
        fetched = time.monotonic()
        command = [sys.executable, "-m", "preau", "build", "--root", str(self.work), "--site-dir", str(self.site)]
        pipe = subprocess.PIPE
        self._building = subprocess.Popen(command, stdout=pipe, stderr=subprocess.STDOUT, text=True)
        said, _ = self._building.communicate(timeout=MOST)
        if self._building.returncode:
            self._tried = (tip, time.monotonic())
            if not self._stop.is_set():
                self.tell(said[-2000:])
            return
        done = time.monotonic()
        self._day, self._made, self._known = day, done, known
        self.shown = Built(tip, {"files": round(fetched - began, 2), "build": round(done - fetched, 2)})
        self.tell(said.strip().split("\n")[-1])

    def _bring(self, tip: str) -> None:
        """The files of a published commit, and the refs from which the trail is drawn."""
        repository = Repository(self.work)
        try:
            repository.fetch("origin")
            repository.run("checkout", "--quiet", "--force", "--detach", tip)
            repository.run("clean", "-qfd", "-e", ".preau", "-e", "site")
        finally:
            repository.close()
