"""What the search costs for a large movement: processor time of the index, its weight, and what a first answer fetches.

    python tests/bench/lookup.py [--initiatives N] [--results R]

Documents are those of corpus.py, told as a page tells them. Bytes are those of gzip -6, one file at a time, as a host
sends them; a change is that of one page, with what was kept in SQLite; a first answer starts from an empty cache: the
reader, the index, the words, the results shown.
"""

from __future__ import annotations

import argparse
import gzip
import resource
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "tools"), str(HERE.parents[1] / "scripts")]

import corpus  # noqa: E402

import chromium  # noqa: E402
import lookups  # noqa: E402
from preau.edges import search  # noqa: E402
from preau.views.lookup.document import Document  # noqa: E402
from preau.views.lookup.write import write_index  # noqa: E402
from webserver import Web  # noqa: E402

QUESTIONS = (
    "jardin partagé", "réparation vélos", "permanence numérique", "logements vacants", "énergie solaire coopérative",
)  # fmt: skip
KINDS = {
    "i": "index.js", "s": "words", "o": "the rest of common words", "d": "titles and summaries", "f": "filters",
    "w": "titles and summaries, kept off line",
}  # fmt: skip
ASK = "([text, limit]) => preau.lookup.open('lookup').search(text, { limit })"


def documents(number: int) -> Iterator[Document]:
    """So many initiatives of the large movement."""
    world = corpus.World.of_the_demonstration(2026)
    names = dict(world.territories)
    for at in range(number):
        code, slug, head, body = world.initiative(at)
        needs = " ".join(need["title"] for need in head["needs"])
        labels = {"kind": ("Initiative",), "territory": (names[code],), "theme": tuple(head["themes"])}
        labels["status"] = (head["status"],)
        address = f"/initiatives/{code}/{slug}/"
        about = f"{head['place']} {needs} {names[code]} {' '.join(head['themes'])}"
        yield Document(address, address, head["title"], head["summary"], body, about, labels)


def weights(folder: Path) -> dict[str, tuple[int, int]]:
    """Each kind of file with how many there are and how many bytes they are, gzip."""
    files: Counter[str] = Counter()
    weight: Counter[str] = Counter()
    for path in (folder / "lookup").iterdir():
        kind = KINDS[path.name[0]]
        files[kind] += 1
        weight[kind] += len(gzip.compress(path.read_bytes(), 6))
    return {kind: (files[kind], weight[kind]) for kind in files}


def first_answers(folder: Path, limit: int) -> Iterator[tuple[str, int, int, int]]:
    """Each question with its results, the files fetched for them and their bytes, gzip, from an empty cache."""
    with sync_playwright() as driver, Web(folder) as web:
        browser = driver.chromium.launch(executable_path=chromium.find(), args=chromium.flags())
        for text in QUESTIONS:
            page = browser.new_context().new_page()
            fetched: list[str] = []
            page.on("request", lambda request, fetched=fetched: fetched.append(urlsplit(request.url).path))
            page.goto(web.url("/index.html"))
            total = page.evaluate(ASK, [text, limit])["total"]
            files = [folder / path.lstrip("/") for path in fetched if path.endswith(".js")]
            yield text, total, len(files), sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)
        browser.close()


def changes(folder: Path, some: list[Document], other: Document) -> Iterator[tuple[str, float, int, int]]:
    """Each change of one page with its processor time, the files that differ and their bytes as they are."""
    connection = sqlite3.connect(folder / "rows.sqlite", isolation_level=None)
    connection.execute("BEGIN")
    started = time.process_time()
    index, files = search.Whole(connection, "fr"), dict[str, bytes]()
    index.read((one.key, [one]) for one in some)
    index.make(files.__setitem__)
    yield "all, and what is kept of them", time.process_time() - started, len(files), sum(map(len, files.values()))
    first, second = some[:2]
    for told, key, new in (
        ("a word changed", first.key, [first._replace(body=first.body + " zythum")]),
        ("a whole text changed", first.key, [second._replace(key=first.key, address=first.address)]),
        ("added", other.key, [other]),
        ("removed", first.key, []),
    ):
        started = time.process_time()
        found = search.changed(connection, {key: new}, "fr")
        spent = time.process_time() - started
        if found is None:
            raise SystemExit(f"{told}: the index is to be made anew with so many documents, try another number")
        yield told, spent, len(found), sum(len(data or b"") for data in found.values())
    connection.close()


def main() -> None:
    """Print everything."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--initiatives", type=int, default=10_000)
    ask.add_argument("--results", type=int, default=10)
    said = ask.parse_args()
    *some, other = documents(said.initiatives + 1)
    started = time.process_time()
    for _ in write_index(some, "fr"):
        pass
    print(f"{said.initiatives} documents indexed in {time.process_time() - started:.2f} s of processor")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "site"
        lookups.carried(folder, some)
        found = weights(folder)
        for kind, (files, weight) in sorted(found.items()):
            print(f"  {kind}: {files} files, {weight / 1000:.0f} kB")
        kept = {kind: weight for kind, weight in found.items() if kind != KINDS["d"]}
        files = sum(files for kind, (files, _) in found.items() if kind in kept)
        print(f"  kept off line: {files} files, {sum(weight for _, weight in kept.values()) / 1000:.0f} kB")
        for told, spent, files, size in changes(Path(made), some, other):
            print(f"  {told}: {spent * 1000:.0f} ms of processor, {files} files, {size / 1000:.0f} kB as they are")
        answers = list(first_answers(folder, said.results))
    for text, total, files, weight in answers:
        print(f"  {text}: {total} found, {files} files, {weight / 1000:.1f} kB")
    print(f"first {said.results} results: median {median(weight for *_, weight in answers) / 1000:.1f} kB")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB, the documents included")


if __name__ == "__main__":
    main()
