"""What a target must be able to do so that a site can be published there, file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from preau.edges.publishing.plan import File, Plan, Version

STATE = ".preau"
"""The folder of a target that is not part of the site: what is there, what was there before."""
CURRENT, PREVIOUS, UNFINISHED = f"{STATE}/site.json", f"{STATE}/previous.json", f"{STATE}/unfinished.json"
FILES = (CURRENT, PREVIOUS, UNFINISHED)
KEPT = f"{STATE}/kept"


class Upload(NamedTuple):
    """A file to send: its path in the site, its digest and encoding, and where its bytes are here."""

    path: str
    file: File
    local: Path


class Store(Protocol):
    """A place that holds a site. Each change of one file is whole or not at all; paths use `/`.

    Faults are `Refusal`s in words, or `OSError`s of this computer.
    """

    name: str
    """The target as it is told to people."""

    def read(self) -> dict[str, bytes]:
        """The small files of the state that are there, by name."""

    def write(self, name: str, data: bytes | None) -> None:
        """Replace one small file of the state; None removes it."""

    def stranger(self) -> str | None:
        """Something that is there and that is not hidden, None in an empty place."""

    def room_for(self, size: int) -> None:
        """Refuse when it is known that so many bytes more cannot be held."""

    def digests(self, paths: Iterable[str]) -> dict[str, str]:
        """The digest of what really stands at these paths; a path where nothing stands has no entry."""

    def put(self, uploads: Iterable[Upload]) -> None:
        """Put files in place."""

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, and folders left empty; what is gone already is no fault."""

    def keep(self, paths: Mapping[str, str]) -> None:
        """Keep a copy of files in place, under their digests; one already kept is left."""

    def restore(self, files: Mapping[str, File]) -> None:
        """Put kept copies back in place."""

    def kept(self) -> set[str]:
        """The digests of the copies kept."""

    def drop(self, digests: Iterable[str]) -> None:
        """Forget kept copies."""

    def close(self) -> None:
        """End what was opened to reach it."""


@dataclass(frozen=True)
class Done:
    """What a publication did, or would do: its plan, the bytes to send, and how many files the site then has."""

    plan: Plan
    size: int
    files: int


class Target(Protocol):
    """Where a site is published: a store, or a branch that changes in one step."""

    name: str
    """The target as it is told to people."""

    def before(self) -> Version | None:
        """The last whole version that is there, as far as it is known."""

    def publish(
        self, version: Version, origin: Callable[[str], Path], *, full: bool, moved: bool, dry: bool
    ) -> Done:  # fmt: skip
        """Make the target hold a version; `origin` says where the bytes of each file are on this computer."""

    def rollback(self, *, dry: bool) -> Done:
        """Put the version before back; the one that it replaces is kept in turn."""

    def forget(self) -> int:
        """Forget the version before; how many copies were removed."""

    def close(self) -> None:
        """End what was opened to reach it."""
