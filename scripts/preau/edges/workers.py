"""Several processes for many records: slices of a list, worked on by forks, results in the order of the list."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

A = TypeVar("A")
B = TypeVar("B")

WORTH_FORKING = 400
"""Below this number of records, starting processes costs more than it saves."""
AT_ONCE = 100
"""How many records a process takes at once: few enough for all to end together."""
_work: Callable[[Any], Any] | None = None


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
) -> Iterator[Iterator[B]]:
    """Begin `work` on slices of `items` in forked processes; results come in order, when they are asked for.

    With one process, or few items, the work is done when the results are asked for.
    """
    global _work
    count = jobs or cores()
    if count == 1 or len(items) < least or not hasattr(os, "fork"):
        yield (work(some) for some in (items,))
        return
    import multiprocessing

    size = max(1, min(most, -(-len(items) // (count * 4))))
    slices = [items[first : first + size] for first in range(0, len(items), size)]
    _work = work
    try:
        gc.freeze()  # what is already read is shared with the workers: collecting it would only copy it
        with multiprocessing.get_context("fork").Pool(count, gc.disable) as pool:
            yield pool.imap(_call, slices)
    finally:
        _work = None


def spread(work: Callable[[Sequence[A]], B], items: Sequence[A], jobs: int | None = None) -> Iterator[B]:
    """The results of `work` on slices of `items`, in order."""
    with start(work, items, jobs) as results:
        yield from results


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


def _call(items: Sequence[Any]) -> Any:
    assert _work is not None
    return _work(items)
