"""Work shared between processes: its order, its faults, and what happens when the system ends one of them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import click
import pytest

from preau.edges.workers import spread, start


def doubled(some: Sequence[int]) -> list[int]:
    """Work that takes as long as it is early in the list: later slices end first."""
    time.sleep(0.02 if some[0] < 20 else 0)
    return [2 * one for one in some]


def test_results_come_in_order() -> None:
    """However many processes there are, and whichever ends first."""
    for jobs in (1, 2, 5):
        with start(doubled, range(100), jobs, least=2, most=3) as results:
            assert [one for some in results for one in some] == [2 * one for one in range(100)]


def test_more_is_sent_than_a_pipe_holds() -> None:
    """Results wait in this process while it does something else: no other one waits."""
    with start(lambda some: b"x" * 300_000, range(20), 2, least=2, most=1) as results:
        time.sleep(0.5)
        began = time.process_time()
        assert sum(map(len, results)) == 20 * 300_000
        assert time.process_time() - began < 1


def test_a_fault_is_raised_as_itself() -> None:
    """With the place where it was met."""

    def faulty(some: Sequence[int]) -> None:
        raise KeyError(some[0])

    with start(faulty, range(4), 2, least=2, most=1) as results, pytest.raises(KeyError) as met:
        list(results)
    assert met.value.args == (0,)
    assert "in faulty" in "".join(met.value.__notes__)


def test_a_process_that_the_system_ends_stops_the_work_with_a_word() -> None:
    """As it does for lack of memory: nobody waits for it, and the others end."""

    def ended(some: Sequence[int]) -> int:
        if some[0] == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.05)
        return some[0]

    began = time.monotonic()
    with pytest.raises(click.ClickException, match="--jobs 1"), start(ended, range(400), 2, least=2, most=1) as results:
        list(results)
    assert time.monotonic() - began < 5


def test_nobody_works_for_one_that_was_killed(tmp_path: Path) -> None:
    """The processes of a command that is killed end soon: they hold its lock."""
    alive = tmp_path / "alive"

    def marked(some: Sequence[int]) -> int:
        with alive.open("a") as stream:
            stream.write("x")
        time.sleep(0.02)
        return some[0]

    process = os.fork()
    if not process:
        with start(marked, range(5000), 2, least=2, most=1) as results:
            list(results)
        os._exit(0)
    while not alive.exists():
        time.sleep(0.01)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    time.sleep(0.3)
    size = alive.stat().st_size
    time.sleep(0.3)
    assert alive.stat().st_size == size < 5000


class Odd(Exception):
    """A fault that another process cannot make again from what it says."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(one + other)


def test_a_fault_that_does_not_travel_is_told_all_the_same() -> None:
    """Its words come back instead of it: the work never waits for what cannot be read."""

    def work(numbers: Sequence[int]) -> int:
        raise Odd("sans", " retour")

    with pytest.raises(RuntimeError, match="sans retour"):
        list(spread(work, range(1000), jobs=2))


@pytest.mark.parametrize("apart", [False, True])
def test_one_process_may_be_another(apart: bool) -> None:
    """What leaves threads behind, for which a later fork would wait, is done elsewhere even by one process."""
    with start(lambda some: (os.getpid(), some), [1, 2], jobs=1, least=1, most=1, apart=apart) as results:
        found = list(results)
    assert [some for _, some in found] == [[1], [2]]
    assert {pid == os.getpid() for pid, _ in found} == {not apart}
