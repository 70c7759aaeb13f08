"""The index of the search, by Pagefind, behind the facade of `assets/search.js`; another engine can take its place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from preau.edges.output import Output, Put

FOLDER = "search"


class SearchFault(Exception):
    """The index could not be made; the site is in place, with the index of the build before."""


def index(site_dir: Path, output: Output) -> list[Put]:
    """Index the pages in place; the files of the index, ready to be put under `/search/`."""
    made = output.stage_dir / FOLDER
    command = [sys.executable, "-m", "pagefind", "--site", str(site_dir), "--output-path", str(made), "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not (made / "pagefind.js").is_file():
        raise SearchFault((done.stderr or done.stdout).strip()[-2000:])
    puts = []
    for path in sorted(made.rglob("*")):
        name = path.relative_to(made).as_posix()
        if path.is_file() and not name.startswith(("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")):
            puts.append(output.put(f"/{FOLDER}/{name}", path.read_bytes()))
    return puts
