"""Which files there are, as a closed list: names, sizes and modes are judged before anything is opened."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.model.kinds import KINDS, ROOTS, Kind, recognise

UNKNOWN_PATH = declare(
    "PR001", Severity.ERROR, N_("A file in a place that means nothing"),
    N_("nothing is expected at this place: {name}"),
    N_("Files allowed here look like {allowed}. Move or rename the file, or remove it."),
    N_("Each file of a movement has one place, which says what it is and who decides on it. A file elsewhere would be "
       "published, or ignored, without anyone having decided so."),
    name="notes.docx", allowed="initiatives/<territory>/<slug>.md",
)  # fmt: skip
BAD_NAME = declare(
    "PR002", Severity.ERROR, N_("A file name with other signs than a-z, 0-9 and hyphens"),
    N_("this name cannot be an address: {name}"),
    N_("Use small letters without accents, digits and hyphens, as in {better}."),
    N_("The name of a file becomes an address, which must read the same on every computer, in links and in print."),
    name="Été au jardin.md", better="ete-au-jardin.md",
)  # fmt: skip
NOT_A_FILE = declare(
    "PR003", Severity.ERROR, N_("A link or a special file"),
    N_("{name} is {what}, not a plain file"),
    N_("Put the file itself here, with its content."),
    N_("A link could publish a file from outside the movement, such as a password."),
    name="page.md", what=N_("a symbolic link"),
)  # fmt: skip
TOO_LARGE = declare(
    "PR004", Severity.ERROR, N_("A file that is too large"),
    N_("{size} bytes, at most {most} are allowed"),
    N_("Shorten the text, or save the picture smaller."),
    N_("People read on telephones with a poor network, and a huge file can stop the whole site from being built."),
    size="600000", most="307200",
)  # fmt: skip
COLLISION = declare(
    "PR006", Severity.ERROR, N_("Two names that some computers cannot tell apart"),
    N_("{name} and {other} are the same name on some computers"),
    N_("Rename one of the two files."),
    N_("Windows and macOS do not tell capitals from small letters, nor two ways of writing an accent: one file would "
       "replace the other in silence."),
    name="Banks.md", other="banks.md",
)  # fmt: skip
REFUSED, BROKEN_DISK = N_("access is refused"), N_("the disk answers with an error")
UNREADABLE = declare(
    "PR011", Severity.ERROR, N_("A file or folder that cannot be read"),
    N_("{name} cannot be read: {what}"),
    N_("Check its permissions, then try again."),
    N_("A file that is not read would be missing from the site without anyone knowing."),
    name="content/pages/index.md", what=REFUSED,
)  # fmt: skip

_WHATS = {
    stat.S_IFLNK: N_("a symbolic link"), stat.S_IFIFO: N_("a named pipe"), stat.S_IFSOCK: N_("a socket"),
    stat.S_IFBLK: N_("a device"), stat.S_IFCHR: N_("a device"),
}  # fmt: skip
_PLAINLY = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""No link, no pipe that blocks, no line end changed: what of it each system knows."""
_HARMLESS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One file that has a meaning: its path from the root (with slashes), and its kind."""

    path: str
    kind: Kind
    size: int

    @property
    def facts(self) -> Mapping[str, str]:
        """What its path bears: read from it when it is asked for, since there are many files."""
        return self.kind.facts_of(self.path)


class WorkTree:
    """The files of a folder on disk, under some of the roots of a movement."""

    def __init__(self, root: Path, roots: Iterable[str] = ROOTS) -> None:
        self.root, self.roots = root, roots

    def read(self, path: str) -> bytes:
        """The bytes of a file; a link is never followed here, and `scan` enters no folder that is one."""
        descriptor = os.open(f"{self.root}/{path}", _PLAINLY)
        with os.fdopen(descriptor, "rb", buffering=0) as stream:
            return stream.read()

    def scan(self) -> Iterator[Entry | Finding]:
        """Every file with a meaning and every finding about names, folder by folder, in a stable order."""
        for root in self.roots:
            folder = self.root / root
            if folder.is_symlink():
                yield NOT_A_FILE.at(root, name=root, what=N_("a symbolic link"))
            elif folder.is_dir():
                yield from self._folder(root, depth=0)

    def _folder(self, folder: str, depth: int) -> Iterator[Entry | Finding]:
        try:
            entries = sorted(os.scandir(self.root / folder), key=lambda entry: entry.name)
        except OSError as error:
            yield unreadable(folder, error)
            return
        yield from collisions(folder, [entry.name for entry in entries])
        for entry in entries:
            path = f"{folder}/{entry.name}"
            if entry.name in _HARMLESS:
                continue
            if entry.is_dir(follow_symlinks=False):
                if depth >= DEPTH:
                    yield _too_deep(path + "/")
                else:
                    yield from self._folder(path, depth + 1)
            else:
                yield _judge(path, entry.stat(follow_symlinks=False))

    def look(self, paths: Iterable[str]) -> Iterator[Entry | Finding]:
        """What `scan` would say of some paths that it would meet; nothing of those where there is no file."""
        for path in paths:
            try:
                status = os.lstat(f"{self.root}/{path}")
            except OSError:
                continue
            if not stat.S_ISDIR(status.st_mode) and not is_harmless(path):
                yield _judge(path, status)

    def names(self, folder: str) -> list[str]:
        """The names of a folder in their order; none when it cannot be read."""
        try:
            return sorted(entry.name for entry in os.scandir(f"{self.root}/{folder}"))
        except OSError:
            return []


class Paths(Protocol):
    """Paths that need not all be gone through."""

    @property
    def others(self) -> frozenset[str]:
        """Those that are not below `initiatives/`."""
        ...

    def __contains__(self, path: object, /) -> bool: ...

    def __iter__(self) -> Iterator[str]: ...


class Named(WorkTree):
    """The files of a folder on disk whose names are known beforehand (a `Side` for the rules about a change)."""

    def __init__(self, root: Path, paths: Paths) -> None:
        super().__init__(root)
        self.paths = paths


def _judge(path: str, status: os.stat_result) -> Entry | Finding:
    if path.count("/") > DEPTH + 1:
        return _too_deep(path)
    if not stat.S_ISREG(status.st_mode):
        what = _WHATS.get(stat.S_IFMT(status.st_mode), N_("a special file"))
        return NOT_A_FILE.at(spoken(path), name=path.rpartition("/")[2], what=what)
    return judge_file(path, status.st_size)


DEPTH = 6
"""How many folders may stand in one another below `content/` and its like."""


def is_harmless(path: str) -> bool:
    """Whether a path is of files that systems leave behind: nothing is said of them."""
    return not _HARMLESS.isdisjoint(path.split("/"))


def _too_deep(path: str) -> Finding:
    folder = "/".join(path.split("/")[: DEPTH + 2])
    return UNKNOWN_PATH.at(spoken(folder), name=folder.rpartition("/")[2], allowed=_allowed(folder))


def judge_file(path: str, size: int) -> Entry | Finding:
    """What a plain file is by its place, or why it can have no place."""
    if path.count("/") > DEPTH + 1:
        return _too_deep(path)
    known, name, shown = recognise(path), path.rpartition("/")[2], spoken(path)
    if known is None:
        stem, _, ending = name.rpartition(".")
        better = f"{slugify(stem) or 'nom'}.{ending.lower()}"
        if name != better and ending.lower() in _endings(path):
            return BAD_NAME.at(shown, name=name, better=better)
        return UNKNOWN_PATH.at(shown, name=name, allowed=_allowed(path))
    kind = known[0]
    if size > kind.most_bytes:
        return TOO_LARGE.at(shown, size=size, most=kind.most_bytes)
    return Entry(path, kind, size)


def spoken(path: str) -> str:
    """A path whose undecodable bytes can be printed."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def unreadable(path: str, error: OSError) -> Finding:
    """The finding for a file or folder that the disk does not give."""
    return UNREADABLE.at(path, name=path, what=REFUSED if isinstance(error, PermissionError) else BROKEN_DISK)


def _endings(path: str) -> set[str]:
    """The endings of the names that are expected under the first folder of a path."""
    root = path.split("/", 1)[0] + "/"
    return {"jpg", "jpeg", "png", "webp"} | {
        kind.path.rpartition(".")[2] for kind in KINDS if kind.path.startswith(root)
    }


def _allowed(path: str) -> str:
    top = path.split("/", 2)[:2]
    near = [kind.path for kind in KINDS if kind.path.split("/", 2)[:2] == top]
    return ", ".join(near or [kind.path for kind in KINDS if kind.path.startswith(top[0] + "/")])


def collisions(folder: str, names: list[str]) -> Iterator[Finding]:
    """The names of a folder that some computers cannot tell apart."""
    seen: dict[str, str] = {}
    for name in names:
        key = unicodedata.normalize("NFC", name).casefold()
        if key in seen:
            yield COLLISION.at(spoken(f"{folder}/{name}".lstrip("/")), name=name, other=seen[key])
        seen[key] = name


_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "þ": "th"})
NAME_MOST = 60
"""Signs of a name made out of a title, as in the script of the form."""


def slugify(title: str, most: int = NAME_MOST) -> str:
    """A name made of a-z, 0-9 and hyphens, near to the one given; a long one ends with a whole word."""
    apart = unicodedata.normalize("NFKD", title.lower().translate(_LETTERS))
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    whole = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
    if len(whole) <= most:
        return whole
    cut = whole[: most + 1].rfind("-")
    return whole[: cut if cut > most / 2 else most].rstrip("-")
