"""One preview, drawn by a process of its own: `python -m preau.edges.desk.drawing NUMBER CLONE WORK SITE OUT`."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from preau.edges.previewing import preview
from preau.edges.reviewing import Session


def main(number: str, *folders: str) -> None:
    """Build the site with a proposal in it, and keep the pages and pictures that it changes."""
    clone, work, site, out = map(Path, folders)
    work.mkdir(parents=True, exist_ok=True)
    session = Session(clone)
    one = session.one(number)
    pages = [Path(page) for page in preview(session, one, site, work)]
    session.repository.close()
    made = out.with_name(out.name + ".made")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    for page in pages:
        for path in page.parent.iterdir():
            if path.is_file():
                target = made / path.relative_to(site)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(_still(path.read_bytes()) if path.suffix == ".html" else path.read_bytes())
    shutil.rmtree(out, ignore_errors=True)
    made.rename(out)


def _still(page: bytes) -> bytes:
    """A page without its scripts, which its frame would refuse to run anyway."""
    return re.sub(rb"<script\b.*?</script>", b"", page, flags=re.DOTALL)


if __name__ == "__main__":
    main(*sys.argv[1:])
