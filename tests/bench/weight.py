"""What built sites weigh, and how long they take to publish into a folder: `python tests/bench/weight.py MOVEMENT…`.

A movement is a folder made by `corpus.py` and built by `preau build`; nothing of it is changed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from preau.edges.publishing.built import compressed

TEXTS = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".csv"}
PREAU = str(Path(sys.executable).with_name("preau"))


def weigh(site: Path) -> str:
    """Files, bytes, bytes once texts are compressed; and the share of the search."""
    count, size, packed = Counter[str](), Counter[str](), 0
    for path in site.rglob("*"):
        if path.is_file():
            part = "search" if path.relative_to(site).parts[0] == "search" else "pages and data"
            data = path.read_bytes()
            count[part] += 1
            size[part] += len(data)
            packed += len(compressed(data, "gz")) if path.suffix in TEXTS else len(data)
    parts = ", ".join(f"{part}: {count[part]} files, {size[part] / 1e6:.1f} MB" for part in sorted(count))
    return f"{count.total()} files, {size.total() / 1e6:.1f} MB, compressed {packed / 1e6:.1f} MB ({parts})"


def timed(root: Path, target: str) -> str:
    """The seconds of one publication, and what it said."""
    begun = time.monotonic()
    call = [PREAU, "publish", target, "--root", str(root), "--lang", "en"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    return f"{time.monotonic() - begun:.1f} s: {(done.stdout or done.stderr).strip()}"


def main(words: list[str]) -> None:
    """Each movement in turn."""
    for word in words:
        root = Path(word).resolve()
        print(f"{root.name}: {weigh(root / 'site')}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(2):
                print("  " + timed(root, f"{folder}/www"), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
