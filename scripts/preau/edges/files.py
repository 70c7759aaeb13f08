"""Files of a folder that is ours: written whole or not at all, told apart by digests, one process at a time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from preau.edges.progress import said
from preau.i18n import N_

STATE = ".preau"
"""The folder, in that of a movement, of what its builds know and keep."""
CHUNK = 1 << 18
"""How many bytes of a long file are held at once."""
DIGEST = 24
"""How many hexadecimal digits a digest has; processors compute SHA-256 quicker than any other safe one."""


def digest_of(data: bytes) -> str:
    """A short digest of some bytes."""
    return hashlib.sha256(data).hexdigest()[:DIGEST]


def digest_at(path: Path) -> str:
    """The digest of a file of any length."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()[:DIGEST]


def replace(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file so that no reader ever sees half of it; `mode` is who may read it, as far as the system allows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with os.fdopen(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
            stream.write(data)
        waiting.replace(path)
    except OSError as error:  # one without room does not say which file found none
        error.filename = error.filename or str(path)
        raise
    finally:
        waiting.unlink(missing_ok=True)


@contextmanager
def alone(state_dir: Path) -> Iterator[None]:
    """One build at a time in a repository: a second one says that it waits for the first. The system frees the lock of
    a process that is killed.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    with (state_dir / "lock").open("a+") as lock:
        try:
            import fcntl
        except ImportError:  # Windows has no such lock: two builds at once are then the user's care
            yield
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            said(N_("Process {number} is at work on this site: waiting until it ends."), number=lock.read() or "?")
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
