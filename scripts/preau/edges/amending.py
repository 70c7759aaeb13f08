"""A build in proportion: what changed is judged and drawn, with the few pages that tell of it; the rest is not read.

Only records, courses and pages may have changed: anything else, and whatever is out of the ordinary, is left to a whole
build, by answering None. So both give the same bytes.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from preau.edges.clock import the_day
from preau.edges.files import STATE, alone
from preau.edges.inputs import NOTHING, Folder, look, look_at
from preau.edges.memory import Memory, Stamp, memory_path
from preau.edges.output import Result
from preau.edges.refs import refs_of
from preau.edges.settings import plain

if TYPE_CHECKING:
    from preau.edges.amendment import Shared

TEXTS = ("courses/", "content/pages/")
"""Where courses and pages are, with the files beside them."""
MANY = 300_000
"""How many bytes tell of so many records (some four thousand) that two processes look at them."""
TICK, SECOND = 20_000_000, 1_000_000_000
"""Nanoseconds during which a file may change twice and look the same; where a disk tells whole seconds, two of them."""


def too_fresh(stamp: Stamp, began: int) -> bool:
    """Whether a file may have changed again after it was read by a build that began then, and look the same."""
    return _fresh(stamp[1], began)


def _fresh(moment: int, began: int) -> bool:
    return moment > began - (TICK if moment % SECOND else 2 * SECOND)


class Differences:
    """What differs from the last build: the paths to read (those `added` among them), and those that are gone."""

    def __init__(self, before: Mapping[str, Folder], now: Mapping[str, Folder], began: int) -> None:
        self.now = now
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

    @property
    def places(self) -> list[str]:
        """The territories that have some."""
        return [name.rpartition("/")[2] for name, folder in self.now.items() if folder.told != NOTHING]

    def size(self, path: str) -> int | None:
        """How many bytes a record has, None when it does not stand."""
        name, _, file = path.rpartition("/")
        found = self.now[name].stamps().get(file) if name in self.now else None
        return found[0] if found else None

    def __contains__(self, path: object) -> bool:
        return self.size(str(path)) is not None


def in_proportion(root: Path, site_dir: Path | None, **options: Any) -> Result | None:
    """Make the site from the one in place; None when a whole build is needed."""
    return Follower(root, site_dir, **options).follow()


class Follower:
    """A site that follows its files, from one change to the next; what nothing changed is kept between two."""

    def __init__(
        self, root: Path, site_dir: Path | None, *, at: Callable[[str], str] = str, day: str | None = None,
        jobs: int | None = None, lang: str | None = None, search: bool = True, packs: bool | None = None,
        full: bool = False, drafts: bool = False,
    ) -> None:  # fmt: skip
        """`at` makes an address of the site from the one that is said."""
        self.root, self.site_dir, self.at, self.day, self.jobs, self.lang = root, site_dir, at, day, jobs, lang
        self.search, self.packs, self.full, self.drafts = search, packs, full, drafts
        self.shared: Shared | None = None
        self.hurried = False

    def follow(self, changed: Collection[str] | None = None, *, hurried: bool = False) -> Result | None:
        """Make the site from the one in place; None when a whole build is needed.

        `changed`, where who calls has heard every change since the last time, are the paths that changed: when they
        are all records, the other folders are not looked at. When `hurried`, courses to take away can wait. Faults of
        texts are raised as by a whole build (`Refused`); those of records are left to it.
        """
        self.hurried, found = hurried, None
        try:
            found = self._followed(changed)
        except OSError:  # a whole build meets it again, and tells it
            pass
        finally:
            if found is None:
                self.shared = None
        return found

    def _followed(self, changed: Collection[str] | None) -> Result | None:
        settings = None if self.full else plain(self.root / "mkdocs.yml")
        if settings is None:
            return None
        folder = self.site_dir or Path(settings.site_dir)
        packed = settings.packed if self.packs is None else self.packs
        asked = (self.at(settings.url), self.search and settings.searchable, packed, self.drafts)
        path = memory_path(folder, self.root / STATE)
        if not path.is_file():
            return None
        with alone(self.root / STATE), closing(Memory(path)) as memory:
            try:
                return self._amended(folder, memory, asked, changed)
            except sqlite3.DatabaseError:
                memory.lose()
                return None

    def _amended(
        self, folder: Path, memory: Memory, asked: tuple[Any, ...], changed: Collection[str] | None
    ) -> Result | None:
        if memory.said("whole") is not True or memory.said("amends") is not True or memory.said("asked") != asked:
            return None
        if str(the_day(self.day, memory.said("timezone"))) != memory.said("day") or not _stands(folder, memory):
            return None
        moment, began = time.time_ns(), memory.said("began")
        known = {name: Folder(*one) for name, one in memory.folders().items()}
        records = look_at(self.root, known, changed) if self.shared and changed else None
        inputs, texts = dict[str, Stamp](), set[str]()
        if records is None:
            inputs, records = look(self.root, many=sum(len(one.told) for one in known.values()) > MANY)
            texts = _differing(inputs, memory.inputs(), began)
            if not all(path.startswith(TEXTS) for path in texts):
                return None
        change, refs = Differences(known, records, began), refs_of(self.root)
        owed = set(memory.said("waiting") or ())
        awaited = set() if self.hurried else owed
        if not change and not texts and not awaited and refs == memory.said("refs"):
            return Result(folder, memory.count(), 0, 0, bool(owed))
        from preau.edges.amendment import Amendment, Shared

        self.shared = Shared() if texts or awaited else self.shared or Shared()
        told = self.root, folder, memory, change, asked, moment, refs, self.shared
        if not texts and not awaited:
            return Amendment(*told).made()
        from preau.edges.edition import Edition

        edition = Edition(*told).of(texts, inputs or memory.inputs(), awaited)
        edition.build.jobs, edition.build.lang, edition.build.hurried = self.jobs, self.lang, self.hurried
        return edition.made()


def _differing(now: Mapping[str, Stamp], before: Mapping[str, Stamp], began: int) -> set[str]:
    """The paths of what came, went, or may have changed since a build that began then."""
    found = {path for path in now.keys() | before.keys() if now.get(path) != before.get(path)}
    return found | {path for path, stamp in now.items() if too_fresh(stamp, began)}


def _stands(folder: Path, memory: Memory) -> bool:
    """Whether nobody took away a part of the site; `publish` and a whole build find a file changed by hand."""
    with os.scandir(folder) as found:
        here = {entry.name: entry.is_dir() for entry in found}
    return (memory.said("tops") or {}).items() <= here.items()
