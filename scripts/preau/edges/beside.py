"""`preau check --base`: what the files of a folder change beside a commit, and the faults that this makes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence, Set
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

from preau.edges.finding import Process, parts, search, told
from preau.edges.misuse import language_of, misuse
from preau.edges.names import Names
from preau.edges.progress import doing, telling
from preau.edges.repository import EMPTY_TREE, GitFault, Repository
from preau.findings import Finding, printable
from preau.i18n import N_, say_in
from preau.model.roots import RECORDS, ROOTS, keys

SOUGHT_IN = ("content/pages", "courses", "initiatives")
NOT_GIT = N_("{root} is in no Git repository: --base compares its files with a commit.")
NO_COMMIT = N_("No commit is called {base} here.")
CUT = N_(
    "No commit is called {base} here, where history is cut short. Fetch it: git fetch --depth=1 origin {base}, then "
    "preau check --base FETCH_HEAD."
)
MOVED = N_("{base} has moved on: compared with {commit}, the last commit in common.")
APART = N_("{base} and these files have no commit in common here: compared with {base} itself.")
EVERYTHING = N_("Every file was read: {path} has changed, by which others may be judged.")
MANY = N_("Every file was read: {size} files have changed.")
CLEAN = N_("No fault found in what has changed since {commit}: {path} (on {day}).")
ALIKE = N_("Nothing has changed since {commit}.")
SHORT = 10


class Copy:
    """A folder of files under Git beside one commit: what differs, and sentences to be said of it, with their facts."""

    def __init__(self, root: Path, base: str) -> None:
        self.root, self.base, self.repository = root, base, _repository(root)
        self._here = ("-C", str(root.absolute()))
        self.notes: list[tuple[str, dict[str, str]]] = []
        self._sought: tuple[Set[str], Process] | None = None
        others = self._begin("ls-files", "-z", "--others", "--directory", "--", *ROOTS)
        self.commit, self.tree = self._place()
        how = ("--raw", "-z", "--no-renames", "--relative", "--no-ext-diff", "--ignore-submodules=none")
        differ = self._begin("diff", *how, self.commit, "--", *ROOTS)
        folders = (f"{name}/" for name in ROOTS)
        self._names = self._begin("ls-tree", "-r", "-z", "--name-only", "--full-tree", self.tree, *folders)
        _open_rules()
        self.changed, self.gone, self.once = self._differing(parts(differ), parts(others))
        words = {key for path in self.once for key in keys(path) if path.endswith(".md")}
        if words:
            self._seek(words)

    def _begin(self, *arguments: str) -> Process:
        """A command of Git in the folder: it works while other things are made ready."""
        return self.repository.start([*self._here, *arguments])

    def _place(self) -> tuple[str, str]:
        """The commit that is compared, and the tree in it where the folder stands."""
        shared = self._begin("merge-base", "--", self.base, "HEAD")
        how = ("--verify", "--show-prefix", "--is-shallow-repository", "--end-of-options")
        asked = self._begin("rev-parse", *how, self.base + "^{commit}")
        prefix, shallow, *found = asked.communicate()[0].decode("utf-8", "surrogateescape").split("\n")
        common = shared.communicate()[0].decode().strip()
        if asked.returncode or not found:
            raise misuse(CUT if shallow == "true" else NO_COMMIT, base=self.base)
        if not common:
            self.notes.append((APART, {"base": self.base}))
        elif common != found[0]:
            self.notes.append((MOVED, {"base": self.base, "commit": common[:SHORT]}))
        commit = common or found[0]
        if not prefix:
            return commit, commit
        try:
            return commit, self.repository.text("rev-parse", "--verify", "--quiet", f"{commit}:{prefix}")
        except GitFault:  # this folder was not there
            return commit, EMPTY_TREE

    def _differing(self, raw: Sequence[str], others: Sequence[str]) -> tuple[frozenset[str], frozenset[str], list[str]]:
        """The paths that differ, those of them that are gone, and the initiatives that stand on one side only."""
        facts = dict(zip(raw[1::2], raw[::2], strict=True))
        here = {path for other in others for path in self._below(other)}
        gone = {path for path, told in facts.items() if told.endswith(" D")} - here
        once = [path for path in gone | (facts.keys() ^ here) if not facts.get(path, "A").endswith(" M")]
        return frozenset(facts.keys() | here), frozenset(gone), [path for path in once if path.startswith(RECORDS)]

    def _below(self, other: str) -> Iterator[str]:
        """A file that Git does not follow, or those of a folder of which it follows none."""
        if not other.endswith("/"):
            yield other
            return
        for folder, inner, names in os.walk(self.root / other):
            links = (name for name in inner if Path(folder, name).is_symlink())
            yield from (f"{Path(folder).relative_to(self.root).as_posix()}/{name}" for name in (*names, *links))

    def names(self) -> Names:
        """Every path that the commit holds."""
        return Names(told(self._names))

    def mentioning(self, words: Set[str]) -> list[str]:
        """The files, as they stand, in which one of some words is written."""
        if self._sought is None or not words <= self._sought[0]:
            self._seek(words)
        assert self._sought is not None
        return parts(self._sought[1], nothing=1)

    def _seek(self, words: Set[str]) -> None:
        self.close()
        self._sought = words, search(self.repository, words, "--", *SOUGHT_IN, before=self._here)

    def said(self, lang: str) -> list[str]:
        """What is to be said besides."""
        say = say_in(lang).gettext
        return [printable(say(sentence).format(**facts)) for sentence, facts in self.notes]

    def close(self) -> None:
        """End what was begun."""
        if self._sought is not None:
            self._sought[1].kill()
            self._sought[1].communicate()
        self.repository.close()


def _open_rules() -> None:
    """Have the rules ready, meanwhile Git looks at every file."""
    import preau.checks.change  # noqa: F401


def _repository(root: Path) -> Repository:
    try:
        return Repository(root)
    except GitFault:
        raise misuse(NOT_GIT, root=root) from None


def _copy(root: Path, base: str) -> Copy:
    doing(N_("Comparing files"))
    return Copy(root, base)


def run_check_base(
    root: Path, base: str, paths: Sequence[str], form: str, lang: str | None, day: str | None, jobs: int | None
) -> tuple[str, list[Finding], list[str]]:
    """The report and findings of `preau check --base`, kept to the paths asked for; and what is to be said besides."""
    from preau.edges.voices import inside, kept_to, report

    wanted, said = inside(root, paths), lang or language_of(root)
    say = say_in(said).gettext
    with telling(said), closing(_copy(root, base)) as copy:
        commit = copy.commit[:SHORT]
        if not copy.changed:
            return report(root, [], form, said, "", say(ALIKE).format(commit=commit)), [], copy.said(said)
        findings, judged_on = _judged(copy, day, jobs)
        first, *rest = sorted(copy.changed)
        names = f"{first} + {len(rest)}" if rest else first
        clean = say(CLEAN).replace("{commit}", commit).replace("{path}", printable(names))
        kept = kept_to(wanted, findings)
        return report(root, kept, form, said, str(judged_on), clean), kept, copy.said(said)


def _judged(copy: Copy, day: str | None, jobs: int | None) -> tuple[list[Finding], date]:
    """The faults of what differs, and the day by which they were judged."""
    from preau.checks.change import Change, judged
    from preau.edges.clock import the_day
    from preau.edges.committed import CommitTree
    from preau.edges.workers import spread
    from preau.proposals.commits import PLAIN, PROGRAM
    from preau.reading.tree import Named

    days: list[date] = []

    def day_in(timezone: str) -> date:
        days.append(the_day(day, timezone))
        return days[0]

    before = CommitTree(copy.repository, copy.tree, frozenset({PLAIN, PROGRAM}))
    before.paths = copy.names()
    after = Named(copy.root, before.paths.but(copy.changed, copy.gone))
    change = Change(before, after, copy.changed, copy.mentioning, day_in)
    findings, everything = judged(change, partial(spread, jobs=jobs, what=N_("Initiatives")))
    if everything and change.shared:
        copy.notes.append((EVERYTHING, {"path": change.shared}))
    elif everything:
        copy.notes.append((MANY, {"size": str(len(change.paths))}))
    return findings, days[0]
