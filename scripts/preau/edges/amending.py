"""A build in proportion: what changed is judged and drawn, with the few pages that tell of it; the rest is not read.

Only records may have changed: anything else, and whatever is out of the ordinary, is left to a whole build, by
answering None. So both give the same bytes, and faults are told in one place.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from preau.edges.clock import the_day
from preau.edges.files import alone
from preau.edges.inputs import Folder, look
from preau.edges.memory import Memory, Stamp, memory_path
from preau.edges.output import Result
from preau.edges.refs import refs_of
from preau.edges.settings import plain

STATE = ".preau"
TICK, SECOND = 20_000_000, 1_000_000_000
"""Nanoseconds during which a file may change twice and look the same; where a disk tells whole seconds, two of them."""


def too_fresh(stamp: Stamp, began: int) -> bool:
    """Whether a file may have changed again after it was read by a build that began then, and look the same."""
    return _fresh(stamp[1], began)


def _fresh(moment: int, began: int) -> bool:
    return moment > began - (TICK if moment % SECOND else 2 * SECOND)


class Change:
    """What differs from the last build: the paths to read (those `added` among them), and those that are gone."""

    def __init__(self, memory: Memory, now: Mapping[str, Folder], began: int) -> None:
        self.now, before = now, {name: Folder(*folder) for name, folder in memory.folders().items()}
        self.read: list[str] = []
        self.removed: list[str] = []
        self.added: list[str] = []
        self.folders = {name: one for name, one in now.items() if self._differs(name, one, before.get(name), began)}
        """The folders that hold what differs."""
        self.gone = sorted(before.keys() - now.keys())
        """The folders that are no more."""
        self.removed += [f"{name}/{file}" for name in self.gone for file in before[name].stamps()]

    def _differs(self, name: str, now: Folder, before: Folder | None, began: int) -> bool:
        """Whether a folder holds what differs."""
        if before is not None and before.told == now.told and not _fresh(now.latest, began):
            return False
        files, known = now.stamps(), before.stamps() if before else {}
        read = [file for file, one in files.items() if known.get(file) != one or too_fresh(one, began)]
        self.read += (f"{name}/{file}" for file in read)
        self.added += (f"{name}/{file}" for file in files.keys() - known.keys())
        self.removed += (f"{name}/{file}" for file in known.keys() - files.keys())
        return True

    def __bool__(self) -> bool:
        return bool(self.read or self.removed)

    def paths(self) -> Iterator[str]:
        """Every record that stands."""
        return (f"{name}/{file}" for name, folder in self.now.items() for file in folder.stamps())

    def size(self, path: str) -> int | None:
        """How many bytes a record has, None when it does not stand."""
        name, _, file = path.rpartition("/")
        found = self.now[name].stamps().get(file) if name in self.now else None
        return found[0] if found else None


def in_proportion(
    root: Path, site_dir: Path | None, *, at: Callable[[str], str] = str, day: str | None = None, search: bool = True,
    packs: bool | None = None, full: bool = False, drafts: bool = False, **others: Any,
) -> Result | None:  # fmt: skip
    """Make the site from the one in place; None when a whole build is needed. `at` makes an address of the one said."""
    settings = None if full else plain(root / "mkdocs.yml")
    if settings is None:
        return None
    folder = site_dir or Path(settings.site_dir)
    packed = settings.packed if packs is None else packs
    asked = (at(settings.url), search and settings.searchable, packed, drafts)
    path = memory_path(folder, root / STATE)
    if not path.is_file():
        return None
    try:
        with alone(root / STATE), closing(Memory(path)) as memory:
            try:
                return _amended(root, folder, memory, asked, day)
            except sqlite3.DatabaseError:
                memory.lose()
                return None
    except OSError:  # a whole build meets it again, and tells it
        return None


def _amended(root: Path, folder: Path, memory: Memory, asked: tuple[Any, ...], day: str | None) -> Result | None:
    if memory.said("whole") is not True or memory.said("amends") is not True or memory.said("asked") != asked:
        return None
    if str(the_day(day, memory.said("timezone"))) != memory.said("day") or not _stands(folder, memory):
        return None
    moment, (inputs, records), began = time.time_ns(), look(root), memory.said("began")
    if inputs != memory.inputs() or any(too_fresh(stamp, began) for stamp in inputs.values()):
        return None
    change, refs = Change(memory, records, began), refs_of(root)
    if not change and refs == memory.said("refs"):
        return Result(folder, memory.count(), 0, 0)
    from preau.edges.amendment import Amendment

    return Amendment(root, folder, memory, change, asked, moment, refs).made()


def _stands(folder: Path, memory: Memory) -> bool:
    """Whether nobody took away a part of the site; `publish` and a whole build find a file changed by hand."""
    with os.scandir(folder) as found:
        here = {entry.name: entry.is_dir() for entry in found}
    return (memory.said("tops") or {}).items() <= here.items()
