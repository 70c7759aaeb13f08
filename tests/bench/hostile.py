"""How long `check` takes over each hostile file: at most one second a file, whatever its signs.

    python tests/bench/hostile.py

Each row is one file as large as its kind allows, filled with one pattern; the movement around it is the minimal one,
whose own time is taken away. The exit code is 1 when a file takes more than a second.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from preau.checks.run import Checker
from preau.reading.tree import WorkTree

MINIMAL = Path(__file__).resolve().parents[1] / "sites" / "minimal"
LIMIT = 1.0
PAGE, CHAPTER, RECORD, REGISTRY = (
    "content/pages/index.md",
    "courses/agir/01-observer.md",
    "initiatives/34/berges-propres.md",
    "content/territories/34.yml",
)
SIZES = {PAGE: 255 * 1024, CHAPTER: 255 * 1024, RECORD: 31 * 1024, REGISTRY: 63 * 1024}
TEXTS = [
    "[",
    "![",
    "[a](",
    "[a][a] ",
    "[a]: b\n",
    "<",
    "<a ",
    "<b>x\n\n",
    "<b>\n\n",
    "a <b>c</b>\n\n",
    "<!--",
    "<!-- x --!>",
    "<![CDATA[",
    "`",
    "`a``b```c",
    "```\n",
    "~~~\n",
    "*",
    "**a ",
    "a**b",
    "_",
    "~",
    "> ",
    "- ",
    "1. ",
    "# ",
    "# a\n\n",
    "## a" + " " * 200 + "b\n",
    "a\n===\n",
    "a\n: b\n",
    "|",
    "| a ",
    "&",
    "&#1;",
    "\\",
    "(",
    "$",
    "{:",
    "{:a}\n\n",
    "\n",
    " ",
    "\t",
    "a",
    "mot ",
    "a@",
    "a(at)",
    "camille@courriel.example ",
    "06 12 34 56 78 ",
    "1 85 05 78 006 084 91 ",
    "FR76 3000 6000 0112 3456 7890 189 ",
    "9",
    "http://a.b ",
    "[a](b)\n\n",
    "[a](javascript:x)\n\n",
    "![](x)\n\n",
    "> [!TIP]\n",
    "> [!QUIZ | a]\n> - [ ] x\n",
    "\u200b",
    "\u202e\n",
    "HЕ ",
    "### 2026-06-06\n",
    "## Problème\n",
]
YAML = [
    "[",
    "{",
    "[a, ",
    "- ",
    "? ",
    ": ",
    "a: ",
    "&a ",
    "*a ",
    "!!a ",
    "! ",
    "a: 1\n",
    '"',
    "'",
    '"\\',
    "|\n",
    "- a\n",
    "---\n",
    "#",
    "\n",
    " ",
    "\t",
    "a",
    "9",
    "%A\n",
    "{a: b, ",
    "a, ",
]


def filled(path: str, pattern: str) -> str:
    """A file of its greatest size, full of a pattern where its text (or, for the registry, its first value) stands."""
    whole = (MINIMAL / path).read_text(encoding="utf-8")
    if path == REGISTRY:
        head, tail = "name: ", ""
    elif path == RECORD:
        head, tail = whole.split("Après chaque", 1)[0], "\n\n## Solution" + whole.split("## Solution", 1)[1]
    else:
        head, tail = "---" + whole.split("---", 2)[1] + "---\n\n", ""
    room = SIZES[path] - len((head + tail).encode())
    return head + (pattern * (room // len(pattern.encode()))) + tail


def seconds(root: Path, files: dict[str, str]) -> float:
    """How long the check of the movement takes with some files changed."""
    for path, text in files.items():
        (root / path).write_text(text, encoding="utf-8")
    begun = time.perf_counter()
    Checker(WorkTree(root), lambda zone: date(2026, 11, 23)).everything()
    taken = time.perf_counter() - begun
    for path in files:
        shutil.copyfile(MINIMAL / path, root / path)
    return taken


def main() -> int:
    """A row for each file that takes more than a tenth of the limit, then the worst of all."""
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(MINIMAL, Path(folder) / "movement"))
        bare = min(seconds(root, {}) for _ in range(5))
        rows = [(path, pattern) for path in (PAGE, CHAPTER, RECORD) for pattern in TEXTS]
        rows += [(REGISTRY, pattern) for pattern in YAML]
        for path, pattern in rows:
            taken = seconds(root, {path: filled(path, pattern)}) - bare
            worst = max(worst, taken)
            if taken > LIMIT / 10:
                print(f"{taken:6.2f} s  {path:34} {pattern[:30]!r}")
    print(f"{len(rows)} files; the slowest takes {worst:.2f} s (limit: {LIMIT:.0f} s)")
    return 1 if worst > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
