"""What carriers cost: all of them, nothing changed, one chapter changed; then how big they are.

    python tests/bench/packs.py [--courses 20] [--jobs N]

The courses are made up (`corpus.py`), ten chapters each. Each line says the seconds on the clock, those of processor
with everything that was started, and the files made again. `--courses 0` measures the sizes of the demonstration alone.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import corpus

PREAU = [sys.executable, "-m", "preau"]
ROOT = Path(__file__).resolve().parents[2]


def pack(root: Path, to: Path, jobs: int | None) -> tuple[float, float]:
    """Seconds on the clock and of processor of `preau pack all`."""

    def used() -> float:
        found = resource.getrusage(resource.RUSAGE_CHILDREN)
        return found.ru_utime + found.ru_stime

    before, begun = used(), time.perf_counter()
    call = [*PREAU, "pack", "all", "--to", str(to), *(["--jobs", str(jobs)] if jobs else [])]
    subprocess.run(call, cwd=root, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun, used() - before


def times(folder: Path, courses: int, jobs: int | None) -> None:
    """The three packings of a large movement."""
    root, kept = folder / "movement", folder / "movement" / ".preau" / "packs"
    corpus.write_preau(root, corpus.World.of_the_demonstration(2026), 0, courses)
    print(f"| {courses} courses of 10 chapters | clock | processor | files made |\n| --- | ---: | ---: | ---: |")
    known: set[str] = set()
    for name in ("everything", "nothing changed", "one chapter changed"):
        if name == "one chapter changed":
            chapter = min((root / "courses" / corpus.course_name(courses // 2)).glob("03-*.md"))
            chapter.write_text(chapter.read_text("utf-8") + "\nUne phrase de plus.\n", "utf-8")
        wall, processor = pack(root, folder / "out", jobs)
        found = {path.name for path in kept.iterdir()}
        print(f"| {name} | {wall:.1f} s | {processor:.1f} s | {len(found - known)} |", flush=True)
        known |= found


def sizes(folder: Path) -> None:
    """How many files of each kind each course of the demonstration is, and their kilobytes."""
    pack(ROOT, folder / "own", None)
    print("\n| Course | kind of file | files | kB |\n| --- | --- | ---: | ---: |")
    for course in sorted((folder / "own").iterdir()):
        found: dict[str, list[int]] = defaultdict(list)
        for path in sorted(course.iterdir()):
            inside = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
            kind = f"{path.name}/ (open)" if path.is_dir() else path.name.removeprefix(course.name)
            kind = "NN-….html" if kind == path.name and path.suffix == ".html" else kind
            found[kind].append(sum(one.stat().st_size for one in inside))
        for kind, counted in found.items():
            least, most = (-(-one // 1000) for one in (min(counted), max(counted)))
            print(f"| {course.name} | {kind} | {len(counted)} | {least if least == most else f'{least}–{most}'} |")


def main() -> None:
    """Measure and print tables."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--courses", type=int, default=20)
    ask.add_argument("--jobs", type=int)
    said = ask.parse_args()
    with tempfile.TemporaryDirectory(prefix="preau-bench-") as place:
        if said.courses:
            times(Path(place), said.courses, said.jobs)
        sizes(Path(place))


if __name__ == "__main__":
    main()
