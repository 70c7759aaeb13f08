"""`preau translations`: each text of a course, and where its translation stands in each language."""

from __future__ import annotations

from pathlib import Path

from preau.checks.run import Checker
from preau.edges.clock import the_day
from preau.edges.misuse import misuse
from preau.findings import Say
from preau.i18n import LANGUAGES, N_, say_in
from preau.reading.translations import State, states
from preau.reading.tree import WorkTree

SAID = {
    "done": N_("up to date"),
    "stale": N_("changed since: compare, then write translates: {revision}"),
    "missing": N_("to translate; its head says translates: {revision}"),
}


def run_translations(root: Path, name: str | None, tongue: str | None, lang: str | None) -> str:
    """The report: every course that is translated, or one course in one language, begun or not."""
    checker = Checker(WorkTree(root), lambda timezone: the_day(None, timezone))
    registry, reads = checker.context.registry, checker.shelf.reads
    say = say_in(lang or checker.language).gettext
    slug = (name or "").strip("/").removeprefix("courses/")
    if name and slug not in registry.courses:
        known = ", ".join(sorted(registry.courses))
        raise misuse(N_("No course is called {name}. Those of this movement: {known}."), name=name, known=known or "-")
    lines = []
    for one, course in sorted(registry.courses.items()):
        if slug in {"", one}:
            begun = {read.entry.facts["tongue"] for read in reads.values() if _of(one, read.entry.path)}
            asked = {tongue} if tongue else begun or (set(LANGUAGES) if slug else set())
            for language in sorted(asked - {course.language}):
                found = list(states(one, language, course, registry.chapters.get(one, {}), reads))
                lines += _told(f"{course.title} ({language})", found, say)
    return "\n".join(lines) + "\n" if lines else say("No course is translated yet.") + "\n"


def _of(slug: str, path: str) -> bool:
    return path.startswith(f"courses/{slug}/") and path.count("/") == 3


def _told(title: str, found: list[State], say: Say) -> list[str]:
    done = sum(one.state == "done" for one in found)
    head = say("{title}: {done} of {most} texts up to date").format(title=title, done=done, most=len(found))
    return [head, *(f"  {one.path}  {say(SAID[one.state]).format(revision=one.revision)}" for one in found), ""]
