"""Everything that a site is made from, as it looks without being opened: so that what has not changed is not read."""

from __future__ import annotations

import errno
import marshal
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import yaml

import preau
from preau.edges.memory import Stamp, plain_value
from preau.edges.theme import packaged
from preau.edges.workers import cores
from preau.model.roots import RECORDS

_FOLDER = RECORDS.rstrip("/")
_MUTE = frozenset({"__pycache__", ".DS_Store", "Thumbs.db", "desktop.ini"})


_PLAIN = 2
"""The form of `marshal` in which equal values have equal bytes."""
NOTHING = marshal.dumps([], _PLAIN)
"""What tells of a folder without records."""


class Folder(NamedTuple):
    """The records of one folder, as they look: ten thousand of them are compared as a hundred strings of bytes."""

    latest: int
    """When the last of them changed, in nanoseconds."""
    told: bytes
    """The name, the size, the moment and the number of each, packed."""

    def stamps(self) -> dict[str, Stamp]:
        """The stamp of each file, by its name."""
        return {name: (size, moment, number) for name, size, moment, number in plain_value(self.told)}


def look(root: Path, *, many: bool = False) -> tuple[dict[str, Stamp], dict[str, Folder]]:
    """The stamps of all inputs that are not records, by path from the root; and the folders of records.

    When there are `many` of these, two processes look at them.
    """
    inputs: dict[str, Stamp] = {}
    for name in ("content", "courses", "overrides", _FOLDER):
        if os.path.islink(root / name):  # noqa: PTH114 - refused by the whole build that follows
            inputs[name] = _stamp(os.lstat(root / name))
        elif name != _FOLDER:
            inputs |= _below(str(root), name)
    folders = []
    for entry in _entries(f"{root}/{_FOLDER}"):
        path = f"{RECORDS}{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            folders.append(path)
        else:
            inputs[path] = _stamp(entry.stat(follow_symlinks=False))
    inputs |= _alone(root / "mkdocs.yml", "mkdocs.yml")
    records, others = _records(str(root), folders, many)
    return inputs | others | _program(), records


def _records(root: str, folders: Sequence[str], many: bool) -> tuple[dict[str, Folder], dict[str, Stamp]]:
    """Folders of records, and what else they hold."""
    half = len(folders) // 2 if many and cores() > 1 and hasattr(os, "fork") else 0
    if not half:
        return _folders(root, folders)
    with _beside(root, folders[:half]) as told:
        records, inputs = _folders(root, folders[half:])
        others, more = told()
    return {name: Folder(*one) for name, one in others.items()} | records, inputs | more


@contextmanager
def _beside(root: str, folders: Iterable[str]) -> Iterator[Callable[[], Any]]:
    """Begin to look at folders in a process of its own; what is given waits for what `_folders` tells, as tuples."""
    source, to = os.pipe()
    with os.fdopen(source, "rb") as come, os.fdopen(to, "wb") as sent:
        process = os.fork()
        if not process:
            come.close()  # when the other process has ended nobody reads any more, and this one must end too
            with suppress(BaseException), sent:
                records, inputs = _folders(root, folders)
                sent.write(marshal.dumps(({name: tuple(one) for name, one in records.items()}, inputs)))
            os._exit(0)
        sent.close()
        try:
            yield lambda: _told(come.read())
        finally:
            come.close()
            with suppress(ChildProcessError):  # whoever began us may have asked that children be forgotten
                os.waitpid(process, 0)


def _told(data: bytes) -> Any:
    try:
        return marshal.loads(data)
    except (EOFError, ValueError, TypeError):
        raise ChildProcessError(errno.ECHILD, "a process that looks at files has ended") from None


def _folders(root: str, names: Iterable[str]) -> tuple[dict[str, Folder], dict[str, Stamp]]:
    """Some folders of records, as they look, and what else they hold."""
    inputs: dict[str, Stamp] = {}
    return {name: _folder(root, name, inputs) for name in names}, inputs


def look_at(root: Path, known: Mapping[str, Folder], changed: Collection[str]) -> dict[str, Folder] | None:
    """The folders of records when only some paths may have changed; None when one of them is no record in its place."""
    folders = {path.rpartition("/")[0] for path in changed}
    if not folders <= known.keys() or not all(path.endswith(".md") for path in changed):
        return None
    others: dict[str, Stamp] = {}
    found = {**known, **{folder: _folder(str(root), folder, others) for folder in folders}}
    return None if others.keys() & set(changed) else found


def _folder(root: str, folder: str, inputs: dict[str, Stamp]) -> Folder:
    """The records of a folder; what else it holds goes among the inputs."""
    told = []
    for entry in _entries(f"{root}/{folder}"):
        name = entry.name
        if name[-3:] == ".md" and entry.is_file(follow_symlinks=False):
            status = entry.stat(follow_symlinks=False)
            told.append((name, status.st_size, status.st_mtime_ns, status.st_ino))
        elif entry.is_dir(follow_symlinks=False):
            inputs |= _below(root, f"{folder}/{name}")
        else:
            inputs[f"{folder}/{name}"] = _stamp(entry.stat(follow_symlinks=False))
    return Folder(max((one[2] for one in told), default=0), marshal.dumps(told, _PLAIN))


def _program() -> dict[str, Stamp]:
    """The program itself: its code and words, its theme, and the folder in which its libraries are installed."""
    package = Path(preau.__file__).parent
    found = _below(str(package.parent), package.name) | _below(str(packaged().parent), packaged().name)
    installed, python = Path(yaml.__file__).parent.parent, Path(os.__file__).parent
    libraries = _alone(installed, "//libraries") | _alone(python, "//python")  # one that is upgraded changes its folder
    return {f"//{path}": stamp for path, stamp in found.items()} | libraries


def _alone(path: Path, name: str) -> dict[str, Stamp]:
    try:
        return {name: _stamp(path.stat())}
    except OSError:
        return {}


def _below(root: str, folder: str) -> dict[str, Stamp]:
    """Each file below a folder; links are told as such, and not followed."""
    found: dict[str, Stamp] = {}
    for entry in _entries(f"{root}/{folder}"):
        path = f"{folder}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            found |= _below(root, path)
        else:
            found[path] = _stamp(entry.stat(follow_symlinks=False))
    return found


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        return [entry for entry in os.scandir(folder) if entry.name not in _MUTE]
    except OSError:
        return []


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_size, status.st_mtime_ns, status.st_ino
