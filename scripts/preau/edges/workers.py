"""Several processes for many records: slices of a list, worked on by forks, results in the order of the list."""

from __future__ import annotations

import gc
import multiprocessing
import os
import struct
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any, TypeVar

import click

from preau.edges.misuse import spoken
from preau.edges.progress import doing
from preau.i18n import N_, say_in

A = TypeVar("A")
B = TypeVar("B")

WORTH_FORKING = 400
"""Below this number of records, starting processes costs more than it saves."""
AT_ONCE = 100
"""How many records a process takes at once: few enough for all to end together."""
_NAME = struct.Struct("i")
"""How a slice is named to the processes; a pipe holds many thousands of these names, and gives each to one reader."""
_ROOM, _GONE = 8192, -1


def cores() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def start(
    work: Callable[[Sequence[A]], B],
    items: Sequence[A],
    jobs: int | None = None,
    least: int = WORTH_FORKING,
    most: int = AT_ONCE,
    what: str = "",
) -> Iterator[Iterator[B]]:
    """Begin `work` on slices of `items` in forked processes; results come in order, when they are asked for.

    `what` names the work for whoever waits. With one process, or few items, it is done when the results are asked for.
    A process that the system ends,
    as for lack of memory, stops the work with a word; when this one is killed, the others end.
    """
    count = jobs or cores()
    if count == 1 or len(items) < least or "fork" not in multiprocessing.get_all_start_methods():
        slices = [items[first : first + most] for first in range(0, len(items) or 1, most)]
        yield _counted(map(work, slices), slices, what)
        return
    size = max(1, min(most, -(-len(items) // (count * 4))), -(-len(items) // _ROOM))
    slices = [items[first : first + size] for first in range(0, len(items), size)]
    gc.freeze()  # what is already read is shared with the workers: collecting it would only copy it
    crew = _Crew(work, slices, count)
    try:
        yield _counted(crew.results(), slices, what)
    finally:
        crew.end()


def spread(
    work: Callable[[Sequence[A]], B], items: Sequence[A], jobs: int | None = None, what: str = ""
) -> Iterator[B]:
    """The results of `work` on slices of `items`, in order."""
    with start(work, items, jobs, what=what) as results:
        yield from results


def _counted(results: Iterator[B], slices: Sequence[Sequence[A]], what: str) -> Iterator[B]:
    """The results as they come, told to whoever waits when the work has a name."""
    done, most = 0, sum(map(len, slices))
    for some in slices:
        if what:
            doing(what, done, most)
        yield next(results)
        done += len(some)


class _Crew:
    """Forked processes that take the slices left, each when it is free.

    They share no lock: one that is killed leaves nothing held, which `multiprocessing.Pool` would wait for without end.
    """

    def __init__(self, work: Callable[[Any], Any], slices: Sequence[Any], count: int) -> None:
        self.count = len(slices)
        self._come: SimpleQueue[tuple[int, bool, Any]] = SimpleQueue()
        left, names = os.pipe()
        pipes = [multiprocessing.Pipe(duplex=False) for _ in range(count)]
        fork = multiprocessing.get_context("fork")

        def labour(to: Connection) -> None:
            os.close(names)
            for pair in pipes:
                for one in pair:
                    if one is not to:
                        one.close()
            _labour(work, slices, left, to)

        self._processes = [fork.Process(target=labour, args=(theirs,), daemon=True) for _, theirs in pipes]
        for process in self._processes:
            process.start()
        for _, theirs in pipes:
            theirs.close()
        os.close(left)
        os.write(names, b"".join(map(_NAME.pack, range(self.count))))
        os.close(names)
        told = {ours: process for (ours, _), process in zip(pipes, self._processes, strict=True)}
        self._reader = threading.Thread(target=self._read, args=(told,), daemon=True)
        self._reader.start()

    def _read(self, told: dict[Any, BaseProcess]) -> None:
        """Take what the processes send as it comes, so that none of them waits."""
        while told:
            ready: Any = wait(list(told))
            for one in ready:
                try:
                    self._come.put(one.recv())
                except (EOFError, OSError):
                    process = told.pop(one)
                    process.join()
                    if process.exitcode:
                        self._come.put((_GONE, False, None))

    def results(self) -> Iterator[Any]:
        """What came of each slice, in order."""
        found: dict[int, tuple[bool, Any]] = {}
        for number in range(self.count):
            while number not in found:
                place, *result = self._come.get()
                if place == _GONE:
                    raise _lost()
                found[place] = (result[0], result[1])
            done, value = found.pop(number)
            if not done:
                raise value
            yield value

    def end(self) -> None:
        """Stop whoever still works."""
        for process in self._processes:
            process.kill()
        self._reader.join()
        for process in self._processes:
            process.join()


def _labour(work: Callable[[Any], Any], slices: Sequence[Any], left: int, to: Connection) -> None:
    """What each process does: take a name, work, tell; it ends when no name is left, or nobody to tell."""
    gc.disable()
    try:
        while name := os.read(left, _NAME.size):
            number = _NAME.unpack(name)[0]
            try:
                told = (number, True, work(slices[number]))
            except Exception as error:
                error.add_note(traceback.format_exc())
                told = (number, False, error)
            to.send(told)
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(1)


def _lost() -> click.ClickException:
    sentence = N_(
        "The system ended a process of this command, most often for lack of memory: nothing was changed. "
        "Close other programs, or add --jobs 1, which asks for less."
    )
    return click.ClickException(say_in(spoken()).gettext(sentence))


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles, where many values are made that all stay: it would count them over and over."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
