"""One process that follows edit after edit, as `preau serve` does: how much memory it holds after each of them.

`python lasting.py FOLDER GLOB EDITS DAY` edits the files of a pattern in turn, and prints the
resident memory after each edit, in kB, a line each.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from preau.edges.amending import Follower

PAGE = resource.getpagesize()
EVERY = 5
"""One edit of a record in so many adds another one, and the next but one takes it away again."""


def held() -> int:
    """The resident memory of this process, in kB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE // 1024


def main() -> None:
    """Words that never come twice in file after file, each followed."""
    root, edits = Path(sys.argv[1]), int(sys.argv[3])
    paths = sorted(path.relative_to(root).as_posix() for path in root.glob(sys.argv[2]))
    texts = {path: (root / path).read_text(encoding="utf-8") for path in paths}
    follower = Follower(root, root / "site", day=sys.argv[4])
    new = f"{paths[0].rpartition('/')[0]}/tout-neuf.md"
    assert follower.follow() is not None
    for number in range(edits):
        path = paths[number % len(paths)]
        (root / path).write_text(f"{texts[path].rstrip()}\n\nLe mot{number} du jour.\n", encoding="utf-8")
        heard = {path}
        if path.startswith("initiatives/") and number % EVERY in (1, 3):
            heard |= {new}
            (root / new).write_text(texts[paths[0]], encoding="utf-8") if number % EVERY == 1 else (root / new).unlink()
        assert follower.follow(heard, hurried=True) is not None, number
        print(held(), flush=True)


if __name__ == "__main__":
    main()
