"""What processes killed in the middle left in a guarded repository: locks that stop everybody, and pushes half kept."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

LOCK = 10
"""Seconds after which a lock on refs is nobody's: Git holds one for some milliseconds."""
REST = 3600
"""Seconds after which a push is over, whatever became of it."""


_REF = re.compile(r"refs(?:/[A-Za-z0-9][A-Za-z0-9_-]*)+")
"""The names of the refs that are moved here; nothing else leads to a file."""


def sweep(git_dir: Path, names: Iterable[str] = ()) -> int:
    """Remove the locks of some refs (of all of them when none is named) that nobody holds; how many there were."""
    said = list(names)
    ours = (*(name for name in said if _REF.fullmatch(name)), "packed-refs", "HEAD")
    found = [git_dir / f"{name}.lock" for name in ours] if said else _locks(git_dir)
    return sum(_removed(path, LOCK) for path in found)


def sweep_pushes(git_dir: Path) -> None:
    """Remove what pushes that were killed left: quarantines, which hold names and addresses, and judged proposals."""
    for path in (*git_dir.glob("objects/*incoming-*"), *git_dir.glob("preau/incoming/*")):
        _removed(path, REST)


def _locks(git_dir: Path) -> Iterator[Path]:
    yield from git_dir.glob("*.lock")
    for folder, _, names in os.walk(git_dir / "refs"):
        yield from (Path(folder) / name for name in names if name.endswith(".lock"))


def _removed(path: Path, age: int) -> bool:
    with suppress(OSError):
        if time.time() - path.lstat().st_mtime >= age:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
            return True
    return False
