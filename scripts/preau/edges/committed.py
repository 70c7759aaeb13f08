"""The files of a commit, read and judged like those of a folder: what the guard and reviewers see before a merge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from preau.checks.run import Checker
from preau.edges.repository import Repository
from preau.edges.workers import spread
from preau.findings import Finding, Severity, in_order
from preau.i18n import N_
from preau.model.kinds import INITIATIVE, ROOTS, policy_class
from preau.proposals.history import PLAIN, Change
from preau.reading.tree import NOT_A_FILE, Entry, collisions, judge_file

LOCAL = frozenset({"initiative", "decision"})
"""Classes of files that change nothing for the others, as long as none is taken away."""


class CommitTree:
    """The files of a tree in Git (a `Tree` for the readers)."""

    def __init__(self, repository: Repository, tree: str) -> None:
        self.repository = repository
        self._files = repository.files(tree, *(root + "/" for root in ROOTS))

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        return self.repository.blob(self._files[path][1])

    def scan(self) -> Iterator[Entry | Finding]:
        """Every file with a meaning and every finding about names, in a stable order."""
        folders: dict[str, list[str]] = {}
        for path, (mode, _, size) in self._files.items():
            folder, _, name = path.rpartition("/")
            folders.setdefault(folder, []).append(name)
            if mode != PLAIN:
                yield NOT_A_FILE.at(path, name=name, what=N_("a special file"))
            else:
                yield judge_file(path, size)
        for folder, names in folders.items():
            yield from collisions(folder, names)


def faults_of(repository: Repository, tree: str, base: str, changes: Sequence[Change], day: date) -> list[Finding]:
    """The errors that a change would publish, at most those of its own files when it touches nothing shared."""
    checker = Checker(CommitTree(repository, tree), lambda timezone: day)
    paths = {one.path for one in changes}
    if _alone(repository, base, changes):
        found = [*checker.registry(), *_records(checker, paths)]
        return in_order(one for one in found if one.severity is Severity.ERROR and one.path in paths)
    found = _everything(repository, tree, day)
    errors = in_order(one for one in found if one.severity is Severity.ERROR)
    if all(one.path in paths for one in errors):
        return errors
    before = set(_everything(repository, base, day))
    return [one for one in errors if one.path in paths or one not in before]


def _alone(repository: Repository, base: str, changes: Sequence[Change]) -> bool:
    """Whether nothing else can be at fault: no file may name what is taken away, nor bear an address that is new."""
    if not {policy_class(one.path) for one in changes} <= LOCAL or any(one.new is None for one in changes):
        return False
    begun = [one.path for one in changes if one.old is None and INITIATIVE.pattern.fullmatch(one.path)]
    return not repository.was_there(base, begun)


def _everything(repository: Repository, tree: str, day: date) -> list[Finding]:
    """What is said of all the files, and of names outside the contents that some computers cannot tell apart."""
    checker = Checker(CommitTree(repository, tree), lambda timezone: day)
    folders: dict[str, set[str]] = {}
    for path in repository.files(tree):
        folder = ""
        for step in path.split("/") if path.split("/")[0] not in ROOTS else ():
            folders.setdefault(folder, set()).add(step)
            folder = f"{folder}/{step}".lstrip("/")
    twins = [one for folder, names in sorted(folders.items()) for one in collisions(folder, sorted(names))]
    return [*checker.everything(partial(spread, jobs=None)), *twins]


def _records(checker: Checker, paths: set[str]) -> Iterator[Finding]:
    entries = [entry for entry in checker.shelf.records if entry.path in paths]
    rows, findings = checker.slice(entries)
    yield from findings
    yield from checker.across(rows)
