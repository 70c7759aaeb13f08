"""Each proposal as it will appear: its pages drawn when first asked for, kept while nothing of them moves."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from preau.edges.desk.answers import Stop
from preau.edges.desk.copies import Copy
from preau.edges.reviewing import Session
from preau.i18n import N_

KEPT = 20
"""Previews kept, the newest."""
MOST = 300
"""Seconds that one may take."""


class Previews:
    """A copy of the repository, a working folder and a site of their own, in which previews are drawn."""

    def __init__(self, bare: Path, state: Path) -> None:
        self.copy = Copy(bare, state / "previews.git")
        self.folder = state / "previews"

    def folder_of(self, number: str) -> Path:
        """The folder that holds the pages of a proposal as they will be; `Stop` when they cannot be drawn."""
        with self.copy.session() as session:
            one = session.one(number)
            out = self.folder / f"{number}-{one.revision}-{session.tip[:12]}"
            if not out.is_dir():
                self._draw(session, number, out)
            return out

    def _draw(self, session: Session, number: str, out: Path) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        folders = [self.copy.folder, self.folder / "work", self.folder / "site", out]
        command = [sys.executable, "-m", "preau.edges.desk.drawing", number, *map(str, folders)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=MOST, check=False)
        except subprocess.TimeoutExpired:
            done = None
        if done is None or done.returncode:
            session.refresh()
            session.one(number)
            raise Stop(503, N_("This page cannot be drawn at this moment. The text to sign is below."))
        old = sorted(self.folder.glob("2*-*-*"), key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]
        for path in old:
            shutil.rmtree(path, ignore_errors=True)
