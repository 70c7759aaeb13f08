"""What built sites weigh, a first visit, and how long they take to publish: `python tests/bench/weight.py MOVEMENT…`.

A movement is a folder made by `corpus.py` and built by `preau build`; nothing of it is changed. A first visit is all
that Chromium fetches, at the width of a telephone, with nothing in the cache, in the bytes of gzip -6; of the
pages, the middle one by its bytes and the heaviest.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tools"))

import chromium
from preau.edges.publishing.built import compressed
from webserver import Web
from weighing import first_view

TEXTS = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".csv"}
SHORT = 5000
"""A page of fewer bytes leads from an old address."""
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


def visits(site: Path) -> Iterator[str]:
    """What the first views of an initiative and of a chapter fetch."""
    with sync_playwright() as driver, Web(site) as web:
        browser = driver.chromium.launch(executable_path=chromium.find(), args=chromium.flags())
        for folder in ("initiatives", "cours"):
            found = [path for path in site.glob(f"{folder}/*/*/index.html") if path.parent.name != "emporter"]
            pages = sorted(
                (page for page in found if page.stat().st_size > SHORT), key=lambda page: page.stat().st_size
            )
            for told, page in (("middle", pages[len(pages) // 2]), ("heaviest", pages[-1])):
                address = f"/{page.parent.relative_to(site).as_posix()}/"
                came, text = first_view(browser, web, address)
                _, plain = first_view(browser, web, address, scripts=False)
                yield (
                    f"{folder}, {told}: {len(came)} requests, {sum(came.values()) / 1000:.1f} kB, "
                    f"{len(plain)} of {len(text)} characters without scripts ({address})"
                )
        browser.close()


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
        for told in visits(root / "site"):
            print(f"  {told}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            for _ in range(2):
                print("  " + timed(root, f"{folder}/www"), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
