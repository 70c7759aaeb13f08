"""How long `preau audit` takes on a long history, part by part, beside what ssh-keygen and git would take.

    python tests/bench/audit.py [--approvals N] [--rounds R] [--no-log]

`scale` says how this moment compares with a quiet machine, by the time of one Ed25519 verification in this process.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import history

import bench
from preau.edges.auditing import _judged, line_of, started, trail_of
from preau.edges.repository import LOG, MAIN, opened
from preau.edges.window import approvals_in
from preau.proposals import sshsig
from preau.proposals.intake import entry_at, read_log
from preau.proposals.statement import NAMESPACE

T = TypeVar("T")
PREAU = [str(Path(sys.executable).with_name("preau")), "audit", "--lang", "en"]


def parts(bare: Path, anchor: str) -> dict[str, float]:
    """Seconds of processor of this process for each part of an audit, one after the other."""
    taken: dict[str, float] = {}

    def timed(name: str, run: Callable[[], T]) -> T:
        begun = time.process_time()
        done = run()
        taken[name] = time.process_time() - begun
        return done

    gc.disable()
    with opened(bare) as repository:
        tip = repository.tip(MAIN) or ""
        commits = timed("commits and what they change", lambda: repository.commits(tip, f"^{anchor}"))
        log = timed("the log", lambda: repository.commits(LOG) if repository.tip(LOG) else [])
        line, others = line_of(commits, tip)
        replay = started(repository, anchor)
        timed("the branch followed", lambda: [replay.follow(commit) for commit in line])
        entries = timed("the entries of the log, verified", lambda: [entry_at(log, at) for at in range(len(log))])
        places = range(1, len(line) + 1)
        judged = timed("merges verified and judged", lambda: list(_judged(repository, replay, others, places)))
        replay.log = read_log(log, entries) if log else None
        timed("what their order shows", lambda: [replay.settle(one) for one in judged])
        timed("the trail", lambda: trail_of(repository, replay, anchor))
        said = [one for commit in line for one in approvals_in([commit])]
        signed = [(one.statement.canonical(), one.line.partition(" ")[2]) for one in said]
        timed(
            f"{len(signed):,} signatures of approvals, of that",
            lambda: [sshsig.verify_line(data, NAMESPACE, one) for data, one in signed],
        )
    gc.enable()
    return taken


def scale() -> float:
    """Microseconds of one verification now."""
    message, key = b"a" * 300, history.guarded.key("helene-34")
    armoured = key.sign(message, NAMESPACE)
    taken = []
    for _ in range(7):
        begun = time.perf_counter()
        for _ in range(200):
            sshsig.verify(message, NAMESPACE, armoured)
        taken.append((time.perf_counter() - begun) / 200)
    return statistics.median(taken) * 1e6


def references(folder: Path, count: int = 50) -> float:
    """Milliseconds that `ssh-keygen -Y verify` takes for one signature."""
    key, message = history.guarded.key("helene-34"), folder / "message"
    message.write_bytes(b"a" * 300)
    (folder / "signature").write_text(key.sign(message.read_bytes(), NAMESPACE))
    (folder / "allowed").write_text(f"helene {sshsig.public_line(key.public)}\n")
    command = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "helene", "-n", NAMESPACE, "-s", "signature"]
    begun = time.perf_counter()
    for _ in range(count):
        subprocess.run(command, cwd=folder, input=message.read_bytes(), check=True, capture_output=True)
    return (time.perf_counter() - begun) / count * 1000


def main() -> None:
    """Measure and print a table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--approvals", type=int, default=10_000)
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--log", action=argparse.BooleanOptionalAction, default=True)
    said = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="preau-bench-") as work:
        folder = Path(work)
        made = history.make_history(folder / "long.git", said.approvals, log=said.log)
        print(f"{made.approvals:,} approvals, {made.made:,} merges, {made.received:,} entries of the log\n")
        print("| | clock | processor | memory |\n| --- | ---: | ---: | ---: |")
        runs = [bench.measured([*PREAU, "--root", str(made.bare)], folder) for _ in range(said.rounds)]
        wall, processor = (statistics.median(getattr(run, name) for run in runs) for name in ("wall", "processor"))
        memory = max(run.memory for run in runs)
        print(f"| `preau audit`, the whole process | {wall:.2f} s | {processor:.2f} s | {memory:.0f} MB |")
        print(f"| the fastest of {said.rounds} | {min(run.wall for run in runs):.2f} s | | |")
        for name, seconds in parts(made.bare, made.root).items():
            print(f"| {name} | | {seconds:.2f} s | |")
        one = references(folder)
        print(f"| `ssh-keygen -Y verify` for each approval | {one * made.approvals / 1000:.0f} s | | |")
        print(f"\nscale: {scale():.0f} µs for a signature in process, {one:.1f} ms with ssh-keygen")


if __name__ == "__main__":
    main()
