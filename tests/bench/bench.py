"""How long a large movement takes to check, to build and to follow a change, beside Hugo and MkDocs.

make bench            # 10,000 initiatives, 20 courses of 10 chapters, three rounds
make bench N=1000
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import corpus

PREAU = [str(Path(sys.executable).with_name("preau"))]
DAY = "2026-11-23"
INSTALLED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""An installed program has its bytecode: where Python may write none, every run would compile all its modules."""


@dataclass(frozen=True)
class Cost:
    """What one run took: seconds on the clock, seconds of processor, mebibytes at the highest."""

    wall: float
    processor: float
    memory: float


def processes() -> dict[int, int]:
    """Every process and its parent, from /proc; nothing where there is none."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
    return found


def memory(process: int) -> float:
    """Mebibytes of one process; what several share is counted once among them (PSS)."""
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        return int(rollup.partition("\nPss:")[2].split()[0]) / 1024
    except (OSError, ValueError, IndexError):
        return 0.0


def tree_memory(root: int) -> float:
    """Mebibytes of a process and of all that it started."""
    parents = processes()
    family, grown = {root}, True
    while grown:
        children = {child for child, parent in parents.items() if parent in family} - family
        family |= children
        grown = bool(children)
    return sum(map(memory, family))


def measured(command: list[str], folder: Path) -> Cost:
    """Run a command to its end, watching the memory of its processes; its failure is ours."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    running = subprocess.Popen(
        command, cwd=folder, env=INSTALLED, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    highest = [0.0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            highest[0] = max(highest[0], tree_memory(running.pid))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    told, _ = running.communicate()
    wall = time.perf_counter() - begun
    over.set()
    watcher.join()
    if running.returncode:
        sys.exit(f"{' '.join(command)} failed ({running.returncode}):\n{told[-3000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, highest[0])


def set_aside(folder: Path) -> None:
    """Make room for a new site; the last one is removed at the end only.

    Some disks are slow to make files where as many were just removed: a run would pay for the end of another.
    """
    if folder.exists():
        folder.rename(Path(tempfile.mkdtemp(prefix="old-", dir=folder.parent)) / folder.name)


def hugo() -> str | None:
    """Hugo, brought by apt where we are root; None, and a word about it, where it cannot be had."""
    if not shutil.which("hugo") and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        calm = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "-qq", "update"], ["apt-get", "-qq", "install", "-y", "hugo"]):
            subprocess.run(command, env=calm, capture_output=True, check=False)
    found = shutil.which("hugo")
    if not found:
        print("Hugo is not here and cannot be installed without root: its rows are left out.\n")
    return found


def contestants(work: Path, world: corpus.World, initiatives: int, courses: int) -> dict[str, Callable[[], Cost]]:
    """What is measured, by name, each from a clean state."""
    movement, site = work / "movement", work / "site"
    corpus.write_preau(movement, world, initiatives, courses)
    build = [*PREAU, "build", "--full", "--no-search", "--date", DAY, "--site-dir", str(site)]

    def preau(*options: str) -> Callable[[], Cost]:
        def run() -> Cost:
            set_aside(site)
            shutil.rmtree(movement / ".preau", ignore_errors=True)
            return measured([*build, *options], movement)

        return run

    runs = {
        "`preau check`": lambda: measured([*PREAU, "check", "--date", DAY], movement),
        "`preau build --no-search`": preau(),
        "the same, one process": preau("--jobs", "1"),
        **followed(work / "followed", world, initiatives, courses),
    }
    if program := hugo():
        other, output = work / "hugo", work / "hugo-site"
        corpus.write_hugo(other, world, initiatives, courses)
        version = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout.split()[1]

        def run_hugo() -> Cost:
            set_aside(output)
            return measured([program, "--quiet", "--source", str(other), "--destination", str(output)], work)

        runs[f"Hugo {version}"] = run_hugo
    return runs | mkdocs(work, world, initiatives, courses)


def mkdocs(work: Path, world: corpus.World, initiatives: int, courses: int) -> dict[str, Callable[[], Cost]]:
    """MkDocs with Material, as light as it goes; beyond 10,000 initiatives it would take the afternoon."""
    if initiatives > 10_000:
        return {}
    other, output = work / "mkdocs", work / "mkdocs-site"
    corpus.write_mkdocs(other, world, initiatives, courses)

    def run() -> Cost:
        set_aside(output)
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(output)]
        return measured(command, other)

    return {f"MkDocs {metadata.version('mkdocs')} and Material {metadata.version('mkdocs-material')}": run}


def followed(movement: Path, world: corpus.World, initiatives: int, courses: int) -> dict[str, Callable[[], Cost]]:
    """A whole build with its search, then builds that follow a change, one after another in the same movement."""
    corpus.write_preau(movement, world, initiatives, courses)
    build = [*PREAU, "build", "--date", DAY]
    first = sorted((movement / "initiatives").glob("*/*.md"))[initiatives // 2]
    one_more, times = first.with_name("une-de-plus.md"), itertools.count()

    def whole() -> Cost:
        set_aside(movement / "site")
        shutil.rmtree(movement / ".preau", ignore_errors=True)
        return measured(build, movement)

    def retitle() -> None:
        text = re.sub(r"^title: .*$", f"title: Un titre tout neuf, {next(times)}", first.read_text("utf-8"), flags=re.M)
        first.write_text(text, encoding="utf-8")

    def reword() -> None:
        text = first.read_text("utf-8")
        first.write_text(
            re.sub(r"^(## Problème\n\n).*$", rf"\1Une phrase, la {next(times)}.", text, flags=re.M), "utf-8"
        )

    def changed() -> Cost:
        retitle()
        return measured(build, movement)

    def added() -> Cost:
        one_more.write_text(first.read_text("utf-8").replace("title: Un titre", "title: Une de plus"), encoding="utf-8")
        return measured(build, movement)

    def removed() -> Cost:
        one_more.unlink()
        return measured(build, movement)

    chapter = min((movement / "courses").glob("*/01-*.md"))

    def lengthen() -> None:
        with chapter.open("a", encoding="utf-8") as stream:
            stream.write(f"\nEncore une phrase, la {next(times)}.\n")

    def edited() -> Cost:
        lengthen()
        return measured(build, movement)

    return {
        "`preau build`, search included": whole,
        "nothing changed": lambda: measured(build, movement),
        "one initiative changed": changed,
        "one added": added,
        "one removed": removed,
        "one chapter changed": edited,
        "under `preau serve`, a sentence of an initiative": lambda: served(movement, reword),
        "under `preau serve`, its title": lambda: served(movement, retitle),
        "under `preau serve`, a sentence of a chapter": lambda: served(movement, lengthen),
        "`preau check --base` of one initiative changed": proposed(movement, first),
    }


def served(movement: Path, edit: Callable[[], object]) -> Cost:
    """A change while `preau serve` runs, from the file written to the word that the site follows.

    The second one counts: the first pays for what a server brings once.
    """
    command = [*PREAU, "serve", "--port", "0", "--lang", "en", "--date", DAY]
    with subprocess.Popen(command, cwd=movement, stdout=subprocess.PIPE, text=True, env=INSTALLED) as running:
        try:
            until_told(running)
            edit()
            until_told(running)
            before, begun = processor(running.pid), time.perf_counter()
            edit()
            until_told(running)
            wall = time.perf_counter() - begun
            return Cost(wall, processor(running.pid) - before, tree_memory(running.pid))
        finally:
            running.terminate()


def until_told(running: subprocess.Popen[str]) -> None:
    """Wait until a server says that its site follows."""
    if running.stdout is None or not any(line.startswith("Site up to date") for line in running.stdout):
        sys.exit("preau serve has stopped")


def processor(process: int) -> float:
    """Seconds of processor that a process took; none where there is no /proc."""
    try:
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return 0.0


def proposed(movement: Path, first: Path) -> Callable[[], Cost]:
    """The check of a proposal, in a clone that was never built: as the job of a forge has it."""
    clone = movement.with_name("clone")
    shutil.copytree(movement, clone)
    told = ["git", "-c", "user.name=bench", "-c", "user.email=bench@bench.example", "-c", "gc.auto=0"]
    for command in (["init", "-q"], ["add", "--all"], ["commit", "-q", "-m", "base"]):
        subprocess.run([*told, *command], cwd=clone, check=True)
    path = clone / first.relative_to(movement)
    path.write_text(re.sub(r"^title: .*$", "title: Un titre proposé", path.read_text("utf-8"), flags=re.M), "utf-8")
    return lambda: measured([*PREAU, "check", "--date", DAY, "--base", "HEAD"], clone)


def weights(site: Path) -> str:
    """The bytes of the records' pages."""
    pages = [
        page for page in site.glob("initiatives/*/*/index.html") if "http-equiv=refresh" not in page.read_text("utf-8")
    ]
    raw = sorted(page.stat().st_size for page in pages)
    packed = sorted(len(gzip.compress(page.read_bytes(), 6)) for page in pages[:200])
    return (
        f"A record's page: {statistics.median(raw) / 1000:.1f} kB of HTML (median of {len(raw)}), "
        f"{raw[-1] / 1000:.1f} kB at most, {statistics.median(packed) / 1000:.1f} kB in gzip."
    )


def main() -> None:
    """Measure, round after round so that a noisy moment spares nobody, and print a table."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--initiatives", type=int, default=10_000)
    ask.add_argument("--courses", type=int, default=20)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--seed", type=int, default=2026)
    said = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="preau-bench-") as folder:
        work = Path(folder)
        runs = contestants(work, corpus.World.of_the_demonstration(said.seed), said.initiatives, said.courses)
        costs: dict[str, list[Cost]] = {name: [] for name in runs}
        for number in range(said.rounds):
            for name, run in runs.items():
                print(f"round {number + 1} of {said.rounds}: {name}", file=sys.stderr)
                costs[name].append(run())
        pages = said.courses * corpus.CHAPTERS
        print(f"{said.initiatives:,} initiatives, {pages} chapters; median of {said.rounds}; {os.cpu_count()} cores\n")
        walls = {name: statistics.median(cost.wall for cost in taken) for name, taken in costs.items()}
        peer = next((wall for name, wall in walls.items() if name.startswith("Hugo")), None)
        print("| | clock | beside Hugo | processor | memory of all processes |\n| --- | ---: | ---: | ---: | ---: |")
        for name, taken in costs.items():
            processor = statistics.median(cost.processor for cost in taken)
            ratio = f"{walls[name] / peer:.3f}" if peer else ""
            memory = max(cost.memory for cost in taken)
            print(f"| {name} | {walls[name]:.2f} s | {ratio} | {processor:.2f} s | {memory:.0f} MB |")
        print(f"\n{weights(work / 'site')}")


if __name__ == "__main__":
    main()
