"""A fault of the program, told to whoever runs it: in a file for the hooks, which speak to whoever pushes."""

from __future__ import annotations

import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

FILE = "preau/faults.log"
"""In the bare repository, outside every ref."""
MOST = 256 * 1024
"""Bytes after which it begins anew: it never fills a disk."""


def note(git_dir: Path, fault: BaseException) -> None:
    """Keep where something broke, and Python's own words; a disk that refuses even that is no second fault."""
    path = git_dir / FILE
    steps = "".join(traceback.format_exception(fault, limit=-12))[-8192:]
    with suppress(OSError):
        mode = "w" if path.exists() and path.stat().st_size > MOST else "a"
        with path.open(mode, encoding="utf-8", errors="replace") as stream:
            stream.write(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}\n{steps}\n")


def steps(fault: BaseException) -> str:
    """Where something broke, by kinds and lines of code alone: Python's own words may quote what is private."""
    told = list[str]()
    cause: BaseException | None = fault
    while cause is not None and len(told) < 4:
        frames = traceback.extract_tb(cause.__traceback__)[-12:]
        told.append(type(cause).__qualname__ + "\n" + "".join(traceback.format_list(frames)))
        cause = cause.__cause__ or cause.__context__
    return "".join(told)
