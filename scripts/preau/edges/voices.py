"""How findings are told by a command: kept to the paths asked for, in the voice asked for, with the lines at fault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from preau.edges.misuse import misuse
from preau.findings import Finding
from preau.i18n import N_
from preau.views import reports


def inside(root: Path, paths: Sequence[str]) -> list[str]:
    """The files and folders asked for, by their paths from the root; misuse when there is no such one."""
    return [_inside(root, path) for path in paths]


def _inside(root: Path, path: str) -> str:
    full = Path(path) if Path(path).is_absolute() else Path.cwd() / path
    if not full.exists() and not full.is_symlink():
        raise misuse(N_("No file or folder is called {path}."), path=path)
    try:
        return full.absolute().relative_to(root.absolute()).as_posix()
    except ValueError:
        raise misuse(N_("{path} is outside the folder of the movement, {root}."), path=path, root=root) from None


def _under(path: str, folder: str) -> bool:
    return folder == "." or path == folder or path.startswith(folder.rstrip("/") + "/")


def kept_to(wanted: Sequence[str], findings: Iterable[Finding]) -> list[Finding]:
    """The findings of the files and folders asked for; all of them when none is."""
    return [found for found in findings if not wanted or any(_under(found.path, path) for path in wanted)]


def report(
    root: Path, findings: Sequence[Finding], form: str, lang: str, day: str, clean: str = reports.NOTHING_FOUND
) -> str:
    """The report, in one of the voices; `clean` is said when nothing is found."""
    if form == "json":
        return reports.as_json(findings, lang)
    if form == "github":
        return reports.as_github(findings, lang)
    return reports.as_text(findings, line_reader(root), lang, day, clean)


def line_reader(root: Path) -> reports.LineOf:
    """A reader of single lines of the files of a folder, for reports."""

    @lru_cache(maxsize=64)
    def lines(path: str) -> list[str]:
        full = root / path
        if (
            full.is_symlink()
            or not full.is_file()
            or full.stat().st_size > 1_000_000
            or full.suffix not in {".md", ".yml", ".vtt"}
        ):
            return []
        text = full.read_bytes().decode("utf-8-sig", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def line_of(path: str, number: int) -> str:
        found = lines(path)
        return found[number - 1] if 0 < number <= len(found) else ""

    return line_of
