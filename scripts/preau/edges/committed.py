"""The files of a commit, read and judged like those of a folder: what the guard and reviewers see before a merge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date
from functools import cached_property, partial

from preau.checks import change as changes_of
from preau.edges.finding import parts, search
from preau.edges.names import Names
from preau.edges.repository import Repository
from preau.edges.workers import spread
from preau.findings import Finding, Severity, in_order
from preau.i18n import N_
from preau.model.kinds import INITIATIVE, ROOTS
from preau.model.roots import keys
from preau.proposals.commits import LINK, PLAIN, Change
from preau.reading.tree import NOT_A_FILE, Entry, collisions, judge_file, spoken

FOLDERS = tuple(root + "/" for root in ROOTS)
AT_ONCE = 500
"""How many paths one command of Git is asked about."""


class CommitTree:
    """The files of a tree in Git (a `Side` for the rules)."""

    def __init__(self, repository: Repository, tree: str, modes: Set[str] = frozenset({PLAIN})) -> None:
        self.repository, self.tree, self._modes = repository, tree, modes
        self._known: dict[str, tuple[str, str, int]] = {}

    @cached_property
    def paths(self) -> Names:
        """Every path, whatever stands there."""
        return Names(self.repository.run("ls-tree", "-r", "-z", "--name-only", "--full-tree", self.tree, *FOLDERS))

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        return self.repository.blob(next(self._facts([path]))[1][1])

    def scan(self) -> Iterator[Entry | Finding]:
        """Every file with a meaning and every finding about names, in a stable order."""
        self._known = self.repository.files(self.tree, *FOLDERS)
        folders: dict[str, set[str]] = {}
        for path in self._known:
            steps = path.split("/")
            for number in range(1, len(steps)):
                folders.setdefault("/".join(steps[:number]), set()).add(steps[number])
        yield from self.look(self._known)
        for folder, names in folders.items():
            yield from collisions(folder, sorted(names))

    def look(self, paths: Iterable[str]) -> Iterator[Entry | Finding]:
        """What `scan` says of some paths."""
        for path, (mode, _, size) in self._facts(list(paths)):
            if mode in self._modes:
                yield judge_file(path, size)
            else:
                what = N_("a symbolic link") if mode == LINK else N_("a special file")
                yield NOT_A_FILE.at(spoken(path), name=path.rpartition("/")[2], what=what)

    def names(self, folder: str) -> list[str]:
        """The names in a folder, in order."""
        first = len(folder) + 1
        return sorted({path[first:].partition("/")[0] for path in self.paths if path.startswith(folder + "/")})

    def _facts(self, paths: Sequence[str]) -> Iterator[tuple[str, tuple[str, str, int]]]:
        """The mode, the blob and the size of each of some paths that stand here."""
        unknown = [path for path in paths if path not in self._known]
        for first in range(0, len(unknown), AT_ONCE):
            self._known |= self.repository.files(self.tree, *unknown[first : first + AT_ONCE])
        yield from ((path, self._known[path]) for path in paths if path in self._known)


def faults_of(repository: Repository, tree: str, base: str, changes: Sequence[Change], day: date) -> list[Finding]:
    """The errors that a change would publish: those of its own files, and those that it makes elsewhere."""
    before, after = CommitTree(repository, base), CommitTree(repository, tree)
    inside = frozenset(one.path for one in changes if one.path.startswith(FOLDERS))

    def mentioning(words: Set[str]) -> Iterable[str]:
        begun = {one.path for one in changes if one.old is None and INITIATIVE.pattern.fullmatch(one.path)}
        free = {path for path in begun if not repository.was_there(base, [path])}  # no file may claim their addresses
        left = words - {key for path in free for key in keys(path)}
        found = parts(search(repository, left, tree, "--", *FOLDERS), nothing=1) if left else ()
        return [name.partition(":")[2] for name in found]

    change = changes_of.Change(before, after, inside, mentioning, lambda timezone: day)
    found = changes_of.judged(change, partial(spread, jobs=None)).findings
    if any(one.old is None and not one.path.startswith(FOLDERS) for one in changes):
        found += set(_twins(repository, tree)) - set(_twins(repository, base))
    return in_order(one for one in found if one.severity is Severity.ERROR)


def _twins(repository: Repository, tree: str) -> Iterator[Finding]:
    """Names outside the contents that some computers cannot tell from one another."""
    folders: dict[str, set[str]] = {}
    for path in repository.names(tree):
        folder = ""
        for step in path.split("/") if not path.startswith(FOLDERS) else ():
            folders.setdefault(folder, set()).add(step)
            folder = f"{folder}/{step}".lstrip("/")
    for folder, names in sorted(folders.items()):
        yield from collisions(folder, sorted(names))
