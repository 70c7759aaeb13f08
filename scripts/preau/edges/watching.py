"""Hears the files of a movement change: only those a site is made from, and several changes in a row as one."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

WATCHED = ("content", "courses", "initiatives", "overrides")
CONFIGURATION = "mkdocs.yml"
CHANGES = frozenset({"created", "modified", "moved", "deleted"})
"""What changes a file; reading one, as a build does, is also told, and must not start another build."""
QUIET, PATIENCE = 0.2, 2.0
"""Seconds without a change before a build starts, and seconds after which it starts anyway."""


class Watch(FileSystemEventHandler):
    """Hears the changes of what a site is made from; several in a row are one."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._changed = threading.Event()
        self._paths: set[str] = set()
        self._followed: dict[str, tuple[int, Any]] = {}
        self._observer: Any = Observer()
        try:
            self._start()
        except OSError:  # this computer can watch no more files: look at them one after another instead
            self._observer, self._followed = PollingObserver(), {}
            self._start()

    def _start(self) -> None:
        self._observer.schedule(self, str(self.root), recursive=False)
        self._follow()
        self._observer.start()

    def _follow(self) -> None:
        """Follow the folders that have come, or come back, since the last time."""
        for name in WATCHED:
            folder = self.root / name
            number = folder.stat().st_ino if folder.is_dir() else 0
            before, watched = self._followed.get(name, (0, None))
            if number == before:
                continue
            if watched is not None:
                self._observer.unschedule(watched)
            watched = self._observer.schedule(self, str(folder), recursive=True) if number else None
            self._followed[name] = number, watched

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Remember that something has changed, if it matters to the site."""
        if event.event_type in CHANGES and not (event.is_directory and event.event_type == "modified"):
            paths = (os.fsdecode(path) for path in (event.src_path, event.dest_path) if path)
            found = {name for path in paths if (name := self._named(path))}
            if found:
                self._paths |= found
                self._changed.set()

    def _named(self, path: str) -> str:
        """A path from the root, empty when it does not matter to the site."""
        try:
            found = Path(path).relative_to(self.root)
        except ValueError:
            return ""
        return found.as_posix() if found.parts[:1] and found.parts[0] in {*WATCHED, CONFIGURATION} else ""

    def wait(self) -> frozenset[str]:
        """Return once files have changed and are quiet again: their paths, and those of folders that have come."""
        while not self._changed.wait(1):  # a wait without end could not be stopped on Windows
            pass
        began = time.monotonic()
        while self._changed.is_set() and time.monotonic() - began < PATIENCE:
            self._changed.clear()
            time.sleep(QUIET)
        self._follow()
        heard = frozenset(self._paths.copy())
        self._paths -= heard
        return heard

    def stop(self) -> None:
        """Stop hearing."""
        self._observer.stop()
        self._observer.join(2)
