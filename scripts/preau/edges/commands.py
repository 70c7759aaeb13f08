"""What each word of the command does, apart from the command line itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path

from preau.checks.run import Checker
from preau.edges.clock import the_day
from preau.edges.misuse import language_of, misuse
from preau.edges.progress import doing, telling
from preau.edges.workers import spread
from preau.findings import RULES, Finding, in_order
from preau.i18n import N_, say_in
from preau.model.schemas import published, schema
from preau.proposals.rules import AUTHORITY
from preau.reading.tree import WorkTree
from preau.views import reports


def run_check(
    root: Path, paths: Sequence[str], form: str, lang: str | None, day: str | None, jobs: int | None
) -> tuple[str, list[Finding]]:
    """The report and findings of `preau check`, kept to the paths asked for."""
    tree = WorkTree(root)
    wanted = [_inside(root, path) for path in paths]
    with telling(lang or language_of(root)):
        doing(N_("Reading pages and courses"))
        checker = Checker(tree, lambda timezone: the_day(day, timezone))
        findings = checker.everything(partial(spread, jobs=jobs, what=N_("Initiatives")))
    kept = [found for found in in_order(findings) if not wanted or any(_under(found.path, path) for path in wanted)]
    said = lang or checker.language
    if form == "json":
        return reports.as_json(kept, said), kept
    if form == "github":
        return reports.as_github(kept, said), kept
    return reports.as_text(kept, line_reader(root), said, str(checker.context.day)), kept


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


def run_explain(code: str | None, lang: str) -> str:
    """One rule told whole, or the list of them all."""
    known = AUTHORITY | RULES
    if code is None:
        say = say_in(lang).gettext
        return "".join(f"{name}  {say(rule.title)}\n" for name, rule in sorted(known.items()))
    rule = known.get(code.upper())
    if rule is None:
        raise misuse(N_("No rule is called {code}; `preau explain` lists them all."), code=code)
    return reports.explain(rule, lang)


def run_schema(kind: str | None) -> str:
    """One schema, or the names of the kinds that have one."""
    files = published()
    if kind is None:
        return "".join(name.removesuffix(".json") + "\n" for name in files)
    if schema(kind) is None:
        allowed = ", ".join(name.removesuffix(".json") for name in files)
        raise misuse(N_("No kind is called {kind}; allowed: {allowed}."), kind=kind, allowed=allowed)
    return files[f"{kind}.json"]
