"""What a push costs where the guard stands: medians, and processor time of everything it starts.

    python tests/bench/guard.py [--rounds N] [--approvals N]

Each round pushes one new initiative for review from a plain clone, then approves it; `--approvals` measures it in a
movement with a long history and thousands of initiatives as well.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))
import history

import guarded
from preau.edges.installing import install


def cost(run: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock and of processor, children included."""

    def used() -> float:
        found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(one.ru_utime + one.ru_stime for one in found)

    before, begun = used(), time.perf_counter()
    run()
    return time.perf_counter() - begun, used() - before


def measure(movement: guarded.Movement, rounds: int, approve: Callable[[guarded.Session], object]) -> None:
    """Push and approve, several times."""
    clone, session = movement.clone(), movement.session()
    pushes, approvals = [], []
    for number in range(rounds):
        guarded.git(clone, "fetch", "--quiet", "origin")
        guarded.git(clone, "reset", "--quiet", "--hard", "origin/main")
        title = f"Un jardin pour la rue {number}"
        guarded.commit(clone, {f"initiatives/34/mesure-{number}.md": guarded.initiative(title)})
        pushes.append(cost(lambda: guarded.push_for_review(clone)))
        session.refresh()
        approvals.append(cost(lambda: approve(session)))
    for name, taken in (("push for review", pushes), ("approve and merge", approvals)):
        wall, processor = (statistics.median(column) for column in zip(*taken, strict=True))
        print(f"| {name} | {wall:.2f} s | {processor:.2f} s |", flush=True)


def approve(session: guarded.Session) -> str:
    """A referent approves what waits."""
    one = session.waiting()[-1]
    who = one.verdict.missing[0].who[0].person
    return session.approve(one.number, guarded.key(who))


def large(folder: Path, approvals: int) -> guarded.Movement:
    """A movement with a long history, under guard."""
    made = history.make_history(folder / "long.git", approvals)
    install(made.bare, None)[0].close()
    movement = guarded.Movement.__new__(guarded.Movement)
    movement.folder, movement.bare, movement._clones = folder, made.bare, 0
    return movement


def main() -> None:
    """Measure and print a table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--rounds", type=int, default=7)
    ask.add_argument("--approvals", type=int, default=0)
    said = ask.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="preau-bench-"))
    try:
        print("| a small movement | clock | processor |\n| --- | ---: | ---: |")
        (folder / "small").mkdir()
        measure(guarded.Movement(folder / "small"), said.rounds, approve)
        if said.approvals:
            print(f"| **after {said.approvals:,} approvals** | | |")
            (folder / "large").mkdir()
            measure(large(folder / "large", said.approvals), said.rounds, approve)
        bare = folder / "small" / "movement.git"
        for command in (["-c", "pass"], ["-m", "preau", "guard", "hook", "post-receive"]):
            taken = [
                cost(lambda command=command: subprocess.run([sys.executable, "-I", *command], cwd=bare, input=b""))
                for _ in range(said.rounds)
            ]
            wall, processor = (statistics.median(column) for column in zip(*taken, strict=True))
            print(f"| `python {' '.join(command)}` | {wall:.2f} s | {processor:.2f} s |")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
