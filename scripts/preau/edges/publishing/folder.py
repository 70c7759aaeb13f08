"""A site published into a folder of this computer, or of a disk that it sees: the root of a web server."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from preau.edges.publishing.limits import need_room
from preau.edges.publishing.plan import File, parents
from preau.edges.publishing.stores import FILES, KEPT, STATE, Upload

CLOSED = b"Require all denied\n"
"""Said to Apache, should it serve the folder of the state."""


def digest_of_file(path: Path) -> str:
    """The sha256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Folder:
    """A folder: each file is written beside its place, then put there in one step."""

    def __init__(self, root: Path) -> None:
        self.root, self.name = root, str(root)
        self._waiting = root / STATE / "waiting"

    def read(self) -> dict[str, bytes]:
        """The small files of the state that are there, by name."""
        return {name: (self.root / name).read_bytes() for name in FILES if (self.root / name).is_file()}

    def write(self, name: str, data: bytes | None) -> None:
        """Replace one small file of the state; None removes it."""
        if data is None:
            (self.root / name).unlink(missing_ok=True)
            return
        self._begin()
        self._waiting.write_bytes(data)
        self._waiting.replace(self.root / name)

    def _begin(self) -> None:
        """The folder of the state, that the server's own account cannot read and that Apache is told not to show."""
        state = self.root / STATE
        if not state.is_dir():
            self.root.mkdir(parents=True, exist_ok=True)
            state.mkdir(mode=0o700)
        if not (state / ".htaccess").exists():
            (state / ".htaccess").write_bytes(CLOSED)
        (self.root / KEPT).mkdir(exist_ok=True)

    def stranger(self) -> str | None:
        """Something that is there and that is not hidden, None in an empty place."""
        try:
            return min((one.name for one in self.root.iterdir() if not one.name.startswith(".")), default=None)
        except FileNotFoundError:
            return None

    def room_for(self, size: int) -> None:
        """Refuse when the disk has not so many bytes left."""
        place = next(path for path in (self.root, *self.root.absolute().parents) if path.exists())
        free = shutil.disk_usage(place).free
        need_room(self.name, free, size)

    def digests(self, paths: Iterable[str]) -> dict[str, str]:
        """The digest of what really stands at these paths; a path where nothing stands has no entry."""
        found = {}
        for path in paths:
            with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                found[path] = digest_of_file(self.root / path)
        return found

    def put(self, uploads: Iterable[Upload]) -> None:
        """Put files in place."""
        for upload in uploads:
            self._place(upload.local, upload.path)

    def _place(self, source: Path, path: str) -> None:
        target = self.root / path
        shutil.copyfile(source, self._waiting)
        self._waiting.chmod(0o644)
        target.parent.mkdir(parents=True, exist_ok=True)
        self._waiting.replace(target)

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, and folders left empty; what is gone already is no fault."""
        for path in paths:
            with suppress(NotADirectoryError):
                (self.root / path).unlink(missing_ok=True)
            for folder in parents(path):
                with suppress(OSError):
                    (self.root / folder).rmdir()

    def keep(self, paths: Mapping[str, str]) -> None:
        """Keep files in place under their digests: another name of the same bytes where the disk knows how."""
        for path, digest in paths.items():
            kept = self.root / KEPT / digest
            if kept.exists():
                continue
            try:
                kept.hardlink_to(self.root / path)
            except OSError:
                shutil.copyfile(self.root / path, self._waiting)
                self._waiting.replace(kept)

    def restore(self, files: Mapping[str, File]) -> None:
        """Put kept copies back in place."""
        for path, file in files.items():
            self._place(self.root / KEPT / file.digest, path)

    def kept(self) -> set[str]:
        """The digests of the copies kept."""
        try:
            return {one.name for one in (self.root / KEPT).iterdir()}
        except FileNotFoundError:
            return set()

    def drop(self, digests: Iterable[str]) -> None:
        """Forget kept copies."""
        for digest in digests:
            (self.root / KEPT / digest).unlink(missing_ok=True)

    def close(self) -> None:
        """Nothing was opened."""
