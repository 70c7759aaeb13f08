"""The index of the search, by Pagefind, behind the facade of `assets/search.js`; another engine can take its place."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cbor2

from preau.edges.output import Output, Put

FOLDER = "search"
_UNUSED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")
_LEAD = b"pagefind_dcd"
"""What every compressed file of Pagefind begins with."""


class SearchFault(Exception):
    """The index could not be made; the site is in place, with the index of the build before."""


def index(site_dir: Path, output: Output) -> list[Put]:
    """Index the pages in place; the files of the index, ready to be put under `/search/`."""
    made = output.stage_dir / FOLDER
    command = [sys.executable, "-m", "pagefind", "--site", str(site_dir), "--output-path", str(made), "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not (made / "pagefind.js").is_file():
        raise SearchFault((done.stderr or done.stdout).strip()[-2000:])
    return [output.put(f"/{FOLDER}/{name}", data) for name, data in _stable(made)]


def _stable(made: Path) -> Iterator[tuple[str, bytes]]:
    """The files of the index with the same bytes at each build: Pagefind writes its filters in an order of chance."""
    renamed = {}
    for path in sorted((made / "filter").glob("*.pf_filter")):
        name, values = _open(path)
        data = _close([name, sorted(values, key=lambda entry: str(entry[0]))])
        language = path.stem.rpartition("_")[0]
        renamed[path.stem] = f"{language}_{_digest(data)[:7]}"
        yield f"filter/{renamed[path.stem]}.pf_filter", data
    hashes = {}
    for path in sorted(made.glob("*.pf_meta")):
        meta = _open(path)
        meta[3] = sorted([name, renamed[stem]] for name, stem in meta[3])
        data = _close(meta)
        before = path.name.removeprefix("pagefind.").removesuffix(".pf_meta")
        hashes[before] = f"{before.rpartition('_')[0]}_{_digest(data)[:10]}"
        yield f"pagefind.{hashes[before]}.pf_meta", data
    entry = json.loads((made / "pagefind-entry.json").read_text(encoding="utf-8"))
    for language in entry["languages"].values():
        language["hash"] = hashes[language["hash"]]
    yield "pagefind-entry.json", json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
    for path in sorted(made.rglob("*")):
        name = path.relative_to(made).as_posix()
        if (
            path.is_file()
            and path.suffix not in {".pf_meta", ".pf_filter"}
            and not name.startswith((*_UNUSED, "pagefind-entry"))
        ):
            yield name, path.read_bytes()


def _open(path: Path) -> Any:
    return cbor2.loads(gzip.decompress(path.read_bytes())[len(_LEAD) :])


def _close(value: Any) -> bytes:
    return gzip.compress(_LEAD + cbor2.dumps(value), mtime=0)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
