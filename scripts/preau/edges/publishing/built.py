"""The site as it was built here: whole, for the right address, unchanged since; and its compressed files."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from preau.edges.files import STATE, alone, digest_of
from preau.edges.memory import Memory, memory_path
from preau.edges.publishing.plan import File, Version
from preau.edges.refusal import Refusal
from preau.i18n import N_

BIGGER = 600
"""Bytes below which a file is not worth compressing."""
_TEXTS = (".html", ".css", ".js", ".mjs", ".json", ".svg", ".xml", ".txt", ".csv", ".ics", ".geojson", ".map", ".vtt")
_READ_BY_PROGRAMS = (".xml", ".csv", ".ics", ".txt")
"""Read by programs that may not know how to open what they did not ask for compressed."""
BUILD = N_("Run `preau build`, then publish again.")


@dataclass(frozen=True)
class Built:
    """A whole site: its folder, its address and the sha256 and size of each file."""

    folder: Path
    url: str
    files: dict[str, File]


def built(root: Path, site_dir: Path, url: str) -> Built:
    """The site that was built last; refused when it is not whole, was changed since, or is for another address."""
    path = memory_path(site_dir, root / STATE)
    if not path.is_file() or not site_dir.is_dir():
        raise Refusal(N_("There is no built site in {folder}."), BUILD, folder=site_dir)
    with closing(Memory(path)) as memory:
        if memory.said("whole") is not True:
            raise Refusal(N_("The build of {folder} was not finished."), BUILD, folder=site_dir)
        if not url:
            raise Refusal(
                N_("mkdocs.yml does not say the address of the site."),
                N_("Write it there, as `site_url: https://movement.example/`, build, then publish."),
            )
        if memory.said("url") != url:
            raise Refusal(
                N_("The site in {folder} was built for {built}, and mkdocs.yml now says {url}."), BUILD,
                folder=site_dir, built=memory.said("url") or "—", url=url,
            )  # fmt: skip
        return Built(site_dir, url, dict(_judged(memory, site_dir)))


def _judged(memory: Memory, site_dir: Path) -> Iterator[tuple[str, File]]:
    for path, digest in memory.digests().items():
        try:
            data = (site_dir / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            data = b""
        if digest_of(data) != digest:
            with memory.writing():
                memory.say(whole=False)  # so that the next build looks at every file
            raise Refusal(
                N_("{path} is not as the build made it: the build was not finished, or something changed it since."),
                BUILD, path=path,
            )  # fmt: skip
        yield path, File(hashlib.sha256(data).hexdigest(), len(data))


@contextmanager
def frozen(root: Path) -> Iterator[Path]:
    """A folder to work in, while no build changes the site: one that begins waits for the publication to end."""
    with alone(root / STATE):
        for left in (root / STATE).glob("publish-*"):  # by a publication that was killed
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix="publish-", dir=root / STATE) as folder:
            yield Path(folder)


class Made:
    """A version made of a built site, with compressed files beside the others, or in their place."""

    def __init__(self, site: Built, scratch: Path, before: Version | None) -> None:
        self._site, self._scratch = site, scratch
        self._before = before.files if before else {}
        self._made: set[str] = set()

    def plainly(self) -> Version:
        """The files as they are."""
        return Version(self._site.url, self._site.files)

    def with_siblings(self) -> Version:
        """Beside each text, the same compressed: `.gz`, and `.br` where the library is there."""
        endings = (".gz", ".br") if find_spec("brotli") else (".gz",)
        files = dict(self._site.files)
        for path, file in self._site.files.items():
            if _worth(path, file):
                for ending in endings:
                    files[path + ending] = self._compressed(path, file, path + ending, "")
        return Version(self._site.url, files)

    def encoded(self) -> Version:
        """Pages, styles and scripts compressed in place, for storage that answers with what it was given."""
        files = dict(self._site.files)
        for path, file in self._site.files.items():
            if _worth(path, file) and not path.endswith(_READ_BY_PROGRAMS):
                files[path] = self._compressed(path, file, path, "gzip")
        return Version(self._site.url, files)

    def _compressed(self, path: str, file: File, name: str, encoding: str) -> File:
        """What a file is compressed, known from the version before where the same was compressed then."""
        known = self._before.get(name)
        if known is not None and known.source == file.digest and known.encoding == encoding:
            return known
        data = self._make(path, name, encoding)
        return File(hashlib.sha256(data).hexdigest(), len(data), file.digest, encoding)

    def _make(self, path: str, name: str, encoding: str) -> bytes:
        data = compressed((self._site.folder / path).read_bytes(), "br" if name.endswith(".br") else "gz")
        target = self._scratch / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self._made.add(name)
        return data

    def origin(self, version: Version, path: str) -> Path:
        """Where the bytes of a file of a version are, compressed now if they were not."""
        file = version.files[path]
        if not file.source:
            return self._site.folder / path
        if path not in self._made:
            self._make(path if file.encoding else path[:-3], path, file.encoding)
        return self._scratch / path


def _worth(path: str, file: File) -> bool:
    return path.endswith(_TEXTS) and file.size >= BIGGER


def compressed(data: bytes, how: str) -> bytes:
    """Bytes compressed, always into the same ones: `gz` or `br`."""
    if how == "gz":
        return gzip.compress(data, 9, mtime=0)
    import brotli

    made: bytes = brotli.compress(data, quality=9, mode=brotli.MODE_TEXT)
    return made
