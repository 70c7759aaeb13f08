"""What each word of the command does, apart from the command line itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from preau.checks.run import Checker
from preau.edges.clock import the_day
from preau.edges.misuse import language_of, misuse
from preau.edges.progress import doing, telling
from preau.edges.voices import inside, kept_to, report
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
    wanted = inside(root, paths)
    with telling(lang or language_of(root)):
        doing(N_("Reading pages and courses"))
        checker = Checker(WorkTree(root), lambda timezone: the_day(day, timezone))
        found = checker.everything(partial(spread, jobs=jobs, what=N_("Initiatives")))
    kept = kept_to(wanted, in_order(found))
    return report(root, kept, form, lang or checker.language, str(checker.context.day)), kept


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
