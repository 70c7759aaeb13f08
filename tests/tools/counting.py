"""What work costs, counted and not timed: files opened, placed and removed, programs, calls, values, steps of SQLite.

The work is done in a fork, where Python itself tells of each of these (`sys.addaudithook`, `sys.settrace`): nothing of
the program is replaced, and nothing stays behind.
"""

from __future__ import annotations

import gc
import os
import pickle
import sqlite3
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

import preau

PACKAGE = str(Path(preau.__file__).parent) + os.sep
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
STEPS = 100
"""How many instructions of SQLite are counted as one step."""


class Work(NamedTuple):
    """What was done. Files are told by their paths below one folder, functions of Préau as `module.name`."""

    read: Counter[str]
    placed: Counter[str]
    removed: Counter[str]
    programs: Counter[str]
    calls: Counter[str]
    kept: Counter[str]
    """How many values of each of Préau's own kinds there were more, once all was done."""
    steps: int
    answer: Any


class _Counter:
    """Told of everything between `begin` and `end`."""

    def __init__(self, root: Path) -> None:
        self.root = str(root.resolve()) + os.sep
        self.read, self.placed, self.removed, self.programs = (Counter[str]() for _ in range(4))
        self.codes: Counter[CodeType] = Counter()
        self.opened: list[sqlite3.Connection] = []
        self.steps = 0
        self.on = False

    def begin(self) -> None:
        self.before = values()
        sys.addaudithook(self._told)
        self.on = True
        sys.settrace(self._called)

    def end(self, answer: Any) -> Work:
        sys.settrace(None)
        self.on = False
        calls: Counter[str] = Counter()
        for code, number in self.codes.items():
            module = code.co_filename.removeprefix(PACKAGE).removesuffix(".py").replace(os.sep, ".")
            calls[f"{module}.{code.co_qualname.replace('<locals>.', '')}"] += number
        more = values() - self.before
        return Work(self.read, self.placed, self.removed, self.programs, calls, more, self.steps, answer)

    def _called(self, frame: FrameType, _event: str, _argument: object) -> None:
        if frame.f_code.co_filename.startswith(PACKAGE):
            self.codes[frame.f_code] += 1
            while self.opened:  # a connection is told of before it can be used
                self.opened.pop().set_progress_handler(self._step, STEPS)

    def _told(self, event: str, facts: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "open" and not facts[2] & WRITES:
            self._count(self.read, facts[0])
        elif event == "os.rename":
            self._count(self.placed, facts[1])
        elif event == "os.remove":
            self._count(self.removed, facts[0])
        elif event == "subprocess.Popen":
            self.programs[Path(os.fsdecode(facts[0])).name] += 1
        elif event == "sqlite3.connect/handle":
            self.opened.append(facts[0])

    def _count(self, found: Counter[str], path: Any) -> None:
        if not isinstance(path, int):
            name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - it has to be as it was said, links not followed
            if name.startswith(self.root):
                found[name.removeprefix(self.root)] += 1

    def _step(self) -> int:
        self.steps += 1
        return 0


def values() -> Counter[str]:
    """How many values there are of each of Préau's own kinds."""
    gc.collect()
    kinds = (type(one) for one in gc.get_objects())
    return Counter(f"{one.__module__}.{one.__qualname__}" for one in kinds if str(one.__module__).startswith("preau."))


def counted(root: Path, work: Callable[[], Any]) -> Work:
    """Do some work in a fork, and tell what it cost; what it answers has to be of plain values."""
    reading, writing = os.pipe()
    process = os.fork()
    if not process:
        counter, told = _Counter(root), None
        try:
            counter.begin()
            told = counter.end(work())
        except BaseException:
            sys.settrace(None)
            told = traceback.format_exc()
        with os.fdopen(writing, "wb") as stream:
            pickle.dump(told, stream)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        said = pickle.load(stream)
    os.waitpid(process, 0)
    assert isinstance(said, Work), said
    return said
