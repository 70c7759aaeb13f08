"""Where Git's refs point: as long as none has moved, there is nothing new in history."""

from __future__ import annotations

import os
import shutil
import subprocess
from os.path import lexists
from pathlib import Path

from preau.edges.files import digest_of

BESIDE = ("config", "shallow", "preau/followed", "preau/audited.json")
"""Files of Git's folder by which the same refs tell something else.

Settings, a history cut short, what is followed, from where it was last audited.
"""


def may_have_refs(root: Path) -> bool:
    """Whether a folder or one above it may belong to Git, with or without files: else Git need not be asked."""
    folders = {folder for path in (root.absolute(), root.resolve()) for folder in (path, *path.parents)}
    return any(lexists(folder / name) for folder in folders for name in (".git", "HEAD")) and bool(shutil.which("git"))


def refs_of(root: Path) -> str:
    """A digest of all refs, of what is checked out and of how it was brought here; empty outside of a repository."""
    if not may_have_refs(root):
        return ""
    asked = ("rev-parse", "--git-common-dir", "HEAD"), ("for-each-ref", "--format=%(objectname) %(refname)")
    done = [subprocess.run(["git", *one], cwd=root, capture_output=True, check=False).stdout for one in asked]
    folder = root / (os.fsdecode(done[0].split(b"\n")[0]) or ".git")
    files = [folder / name for name in BESIDE]
    return digest_of(b"\0".join([*done, *(path.read_bytes() if path.is_file() else b"" for path in files)]))
