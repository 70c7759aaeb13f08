"""Everything that a site is made from, as it looks without being opened: so that what has not changed is not read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import yaml

import preau
from preau.edges.memory import Stamp
from preau.edges.theme import packaged

RECORDS = "initiatives"
_FOLDERS = ("content", "courses", RECORDS, "overrides")
_MUTE = frozenset({"__pycache__", ".DS_Store", "Thumbs.db", "desktop.ini"})


def look(root: Path) -> tuple[dict[str, Stamp], dict[str, Stamp]]:
    """The stamps of all inputs that are not records, and those of records, by path from the root."""
    records: dict[str, Stamp] = {}
    inputs: dict[str, Stamp] = {}
    for name in _FOLDERS:
        for path, stamp in _below(str(root), name):
            is_record = path.startswith(RECORDS) and path.endswith(".md") and path.count("/") == 2
            (records if is_record else inputs)[path] = stamp
    inputs |= _alone(root / "mkdocs.yml", "mkdocs.yml")
    return inputs | _program(), records


def _program() -> dict[str, Stamp]:
    """The program itself: its code and words, its theme, and the folder in which its libraries are installed."""
    package = Path(preau.__file__).parent
    found = dict(_below(str(package.parent), package.name)) | dict(_below(str(packaged().parent), packaged().name))
    installed, python = Path(yaml.__file__).parent.parent, Path(os.__file__).parent
    libraries = _alone(installed, "//libraries") | _alone(python, "//python")  # one that is upgraded changes its folder
    return {f"//{path}": stamp for path, stamp in found.items()} | libraries


def _alone(path: Path, name: str) -> dict[str, Stamp]:
    try:
        status = path.stat()
    except OSError:
        return {}
    return {name: (status.st_size, status.st_mtime_ns, status.st_ino)}


def _below(root: str, folder: str) -> Iterator[tuple[str, Stamp]]:
    """Each file below a folder; links are told as such, and not followed."""
    try:
        entries = list(os.scandir(f"{root}/{folder}"))
    except OSError:
        return
    for entry in entries:
        if entry.name in _MUTE:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _below(root, f"{folder}/{entry.name}")
        else:
            status = entry.stat(follow_symlinks=False)
            yield f"{folder}/{entry.name}", (status.st_size, status.st_mtime_ns, status.st_ino)
