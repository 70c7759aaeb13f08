"""Several processes for many records: slices of a list, worked on by forks, results in the order of the list."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from preau.edges.progress import doing

A = TypeVar("A")
B = TypeVar("B")

WORTH_FORKING = 400
"""Below this number of records, starting processes costs more than it saves."""
AT_ONCE = 100
"""How many records a process takes at once: few enough for all to end together."""


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
    apart: bool = False,
) -> Iterator[Iterator[B]]:
    """Begin `work` on slices of `items` in forked processes; results come in order, when they are asked for.

    `what` names the work for whoever waits. With one process, or few items, it is done when the results are asked for;
    with one process `apart`, in another than this one.
    """
    count = jobs or cores()
    if (count == 1 and not apart) or len(items) < least or not hasattr(os, "fork"):
        slices = [items[first : first + most] for first in range(0, len(items) or 1, most)]
        yield _counted(map(work, slices), slices, what)
        return
    from preau.edges.crew import ROOM, Crew

    size = max(1, min(most, -(-len(items) // (count * 4))), -(-len(items) // ROOM))
    slices = [items[first : first + size] for first in range(0, len(items), size)]
    gc.freeze()  # what is already read is shared with the workers: collecting it would only copy it
    crew = Crew(work, slices, count)
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
