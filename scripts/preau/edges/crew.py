"""Forked processes that share some work; none waits for another that was killed."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import struct
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import Any

import click

from preau.edges.misuse import spoken
from preau.i18n import N_, say_in

_NAME = struct.Struct("i")
"""How a slice is named to the processes; a pipe holds thousands of these names, and gives each to one reader."""
ROOM, _GONE = 8192, -1


class Crew:
    """Forked processes that take the slices left, each when it is free.

    They share no lock, so that one that is killed leaves nothing held: `multiprocessing.Pool` would wait without end.
    One that the system ends, as for lack of memory, stops the work with a word. When their owner is killed, they end.
    """

    def __init__(self, work: Callable[[Any], Any], slices: Sequence[Any], count: int) -> None:
        self.count = len(slices)
        self._come: SimpleQueue[bytes] = SimpleQueue()
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
                    self._come.put(one.recv_bytes())
                except (EOFError, OSError):
                    process = told.pop(one)
                    process.join()
                    if process.exitcode:
                        self._come.put(_NAME.pack(_GONE))

    def results(self) -> Iterator[Any]:
        """What came of each slice, in order; what waits for its turn stays as it was sent, which takes less memory."""
        found: dict[int, bytes] = {}
        for number in range(self.count):
            while number not in found:
                told = self._come.get()
                place = _NAME.unpack_from(told)[0]
                if place == _GONE:
                    raise _lost()
                found[place] = told
            done, value = pickle.loads(memoryview(found.pop(number))[_NAME.size :])
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
                told = pickle.dumps((True, work(slices[number])), pickle.HIGHEST_PROTOCOL)
            except Exception as error:
                error.add_note(traceback.format_exc())
                told = _fault(error)
            to.send_bytes(_NAME.pack(number) + told)
    except (BrokenPipeError, KeyboardInterrupt):
        os._exit(1)


def _fault(error: Exception) -> bytes:
    """A fault as it is sent, or its words when another process could not read it again."""
    try:
        told = pickle.dumps((False, error))
        pickle.loads(told)
    except Exception:  # whatever keeps it from travelling: its own code runs there
        told = pickle.dumps((False, RuntimeError("".join(traceback.format_exception(error)))))
    return told


def _lost() -> click.ClickException:
    sentence = N_(
        "The system ended a process of this command, most often for lack of memory: nothing was changed. "
        "Close other programs, or add --jobs 1, which asks for less."
    )
    return click.ClickException(say_in(spoken()).gettext(sentence))
