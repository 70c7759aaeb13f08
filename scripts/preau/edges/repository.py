"""The one door to Git: commits, trees and blobs as plain values, new commits, transactions on refs, fetch and push."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from preau.edges.objects import NOTHING as NOTHING
from preau.edges.objects import Objects, change_of, logged, parts_of
from preau.proposals.commits import NEUTRAL, Change, Commit, neutral_commit, read_commit

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
MAIN, PROPOSALS, EVENTS, LOG, ANCHOR, LEDGER = (
    "refs/heads/main", "refs/proposals", "refs/preau/events", "refs/preau/intake", "refs/preau/anchor",
    "refs/preau/ledger",
)  # fmt: skip
_PLAINLY = {
    "GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": os.devnull + "/none", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C",
    "GIT_LITERAL_PATHSPECS": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_FLUSH": "0",
}  # fmt: skip
"""Nothing that a repository holds beside its objects may change what is read."""


class GitFault(Exception):
    """Git could not do what was asked; its own words."""


class Repository:
    """A Git repository on disk, bare or not."""

    def __init__(self, path: Path) -> None:
        self.git_dir, self._folder = _found(path)
        self._objects = Objects(lambda: self.start(["cat-file", "--batch"]))
        self._begun: dict[tuple[str, ...], subprocess.Popen[bytes]] = {}

    @staticmethod
    def create(path: Path) -> None:
        """A new bare repository."""
        import git

        git.Repo.init(path, bare=True, initial_branch="main").close()

    # --- Running Git

    def run(self, *arguments: str, data: bytes | None = None, env: Mapping[str, str] | None = None) -> bytes:
        """What a Git command prints; `GitFault` when it fails."""
        process = self.start(arguments, env)
        out, error = process.communicate(data)
        if process.returncode:
            raise GitFault(error.decode("utf-8", "replace").strip())
        return out

    def start(self, arguments: Sequence[str], env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """A Git command, begun: what it says is read later."""
        command = ["git", "-c", "core.quotePath=false", "-c", "core.commitGraph=false", *arguments]
        pipe, told = subprocess.PIPE, {**os.environ, **_PLAINLY, **(env or {})}
        return subprocess.Popen(command, cwd=self._folder, stdin=pipe, stdout=pipe, stderr=pipe, env=told)

    def text(self, *arguments: str, **options: Any) -> str:
        """The same as text without its last line end."""
        return self.run(*arguments, **options).decode("utf-8", "surrogateescape").rstrip("\n")

    def lines(self, *arguments: str) -> Generator[str, None, None]:
        """The lines that a Git command prints, as it finds them; it ends when no more are asked for."""
        process = self.start(arguments)
        try:
            yield from (line.decode("utf-8", "surrogateescape").rstrip("\n") for line in process.stdout or ())
            if process.wait():
                raise GitFault(process.communicate()[1].decode("utf-8", "replace").strip())
        finally:
            process.kill()
            process.communicate()

    # --- Reading

    def tip(self, ref: str) -> str | None:
        """The commit that a full ref name points to, None when it does not exist."""
        try:
            return self.text("rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{commit}") or None
        except GitFault:
            return None

    def refs(self, prefix: str) -> dict[str, str]:
        """Every ref below a prefix, with what it points to."""
        said = self.text("for-each-ref", "--format=%(objectname) %(refname)", prefix)
        return {line[41:]: line[:40] for line in said.split("\n") if line}

    def blob(self, oid: str) -> bytes:
        """The bytes of one blob."""
        data = self._objects.one(oid)
        if data is None:
            raise GitFault(f"{oid}: missing")
        return data

    def read_ahead(self, oids: Iterable[str]) -> None:
        """Read in one go the blobs that will be asked for soon."""
        self._objects.keep_ahead(oids)

    def close(self) -> None:
        """End the lasting process."""
        self._objects.close()

    def sizes(self, oids: Iterable[str]) -> dict[str, tuple[str, int]]:
        """The type and inflated size of each object; a missing one has no entry."""
        said = self.text("cat-file", "--batch-check", data="".join(f"{oid}\n" for oid in oids).encode())
        rows = [line.split() for line in said.split("\n")]
        return {row[0]: (row[1], int(row[2])) for row in rows if len(row) == 3}

    def commit(self, oid: str) -> Commit:
        """One commit, without what it changes."""
        return read_commit(oid, self.run("cat-file", "commit", oid), ())

    def commits_said(self, oids: Iterable[str]) -> Iterator[Commit]:
        """Some commits, without what they change."""
        return (read_commit(oid, raw or b"", ()) for oid, raw in self._objects.many(oids))

    def commits(self, *revisions: str) -> list[Commit]:
        """The commits of a range, parents first, each with what it changes against its first parent."""
        return [
            neutral_commit(facts, tuple(changes))  # the log tells a neutral commit whole: another is read by itself
            or read_commit(facts[0].decode(), self._objects.one(facts[0].decode()) or b"", tuple(changes))
            for facts, changes in self._log(revisions)
        ]

    def begin(self, *revisions: str) -> None:
        """Have Git walk a range whose commits will be asked for: it does while other things are made ready."""
        self._begun[revisions] = self.start(
            ["log", "--format=%H%x00%T%x00%P%x00%ct%x00%B", "--raw", "-z", "--no-abbrev", "--no-renames",
            "--diff-merges=first-parent", "--root", "--topo-order", "--reverse", "--no-show-signature", "--no-notes",
            "--no-mailmap", "--ignore-submodules=none", "--end-of-options", *revisions, "--"]
        )  # fmt: skip

    def forget(self) -> None:
        """End what was begun and not asked for."""
        for log in self._begun.values():
            log.kill()
            log.communicate()
        self._begun = {}

    def _log(self, revisions: tuple[str, ...]) -> Iterator[tuple[list[bytes], list[Change]]]:
        """One raw log, read as it comes: renames off, from trees, merges against their first parent."""
        if revisions not in self._begun:
            self.begin(*revisions)
        log = self._begun.pop(revisions)
        yield from logged(parts_of(iter(lambda: os.read(log.stdout.fileno(), 1 << 16) if log.stdout else b"", b"")))
        _, error = log.communicate()
        if log.returncode:
            raise GitFault(error.decode("utf-8", "replace").strip())

    def diff(self, old: str, new: str) -> tuple[Change, ...]:
        """What differs between two trees."""
        how = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--ignore-submodules=none")
        parts = iter(self.run("diff-tree", *how, old, new).split(b"\0"))
        return tuple(change_of(part, next(parts)) for part in parts if part)

    def files(self, tree: str, *folders: str) -> dict[str, tuple[str, str, int]]:
        """Every path under some folders of a tree, with its mode, blob and size (-1 for what is no blob)."""
        said = self.run("ls-tree", "-r", "-z", "-l", "--full-tree", tree, *folders)
        found = {}
        for row in filter(None, said.split(b"\0")):
            facts, _, path = row.partition(b"\t")
            mode, _, oid, size = facts.split()
            told = mode.decode(), oid.decode(), int(size) if size != b"-" else -1
            found[path.decode("utf-8", "surrogateescape")] = told
        return found

    def names(self, tree: str, *folders: str) -> list[str]:
        """Every path under some folders of a tree, without opening what it holds."""
        said = self.run("ls-tree", "-r", "-z", "--name-only", "--full-tree", tree, *folders)
        return [name.decode("utf-8", "surrogateescape") for name in said.split(b"\0") if name]

    def was_there(self, commit: str, paths: Sequence[str]) -> bool:
        """Whether one of these paths ever was in the published branch that ends at a commit."""
        return bool(paths) and bool(self.text("rev-list", "--first-parent", "--max-count=1", commit, "--", *paths))

    def objects_of(self, commit: str) -> set[str]:
        """A commit and every object that its tree holds."""
        said = self.run("ls-tree", "-r", "-t", "-z", "--full-tree", commit).split(b"\0")
        return {commit, self.text("rev-parse", commit + "^{tree}"), *(row[12:52].decode() for row in said if row)}

    def shallow(self) -> bool:
        """Whether part of history is missing here."""
        return self.text("rev-parse", "--is-shallow-repository") == "true"

    def descends(self, commit: str, ancestor: str) -> bool:
        """Whether a commit comes after another, or is it."""
        try:
            self.run("merge-base", "--is-ancestor", ancestor, commit)
        except GitFault:
            return False
        return True

    def time(self, commit: str) -> int:
        """When a commit was made, in seconds."""
        return int(self.text("show", "--no-patch", "--format=%ct", commit))

    def merge_base(self, one: str, other: str) -> str | None:
        """The last commit that two histories share, None when they share none."""
        try:
            return self.text("merge-base", one, other)
        except GitFault:
            return None

    def distance(self, commit: str) -> int:
        """How many published commits come before this one."""
        return int(self.text("rev-list", "--count", "--first-parent", commit)) - 1

    def root(self, commit: str) -> str:
        """The first commit of the published branch, the name of a movement in every statement."""
        return self.text("rev-list", "--first-parent", "--max-parents=0", commit)

    # --- Writing

    def write_blob(self, data: bytes) -> str:
        """Keep some bytes; their name."""
        return self.text("hash-object", "-w", "--stdin", data=data)

    def tree_of(self, entries: Iterable[tuple[str, str | None]]) -> str:
        """The tree that holds just these files."""
        return self.tree_with(EMPTY_TREE, entries)

    def tree_with(self, base: str, entries: Iterable[tuple[str, str | None]], *, partial: bool = False) -> str:
        """The tree of a commit with some paths set to blobs, or removed; `partial`: blobs may be elsewhere."""
        with tempfile.TemporaryDirectory() as folder:
            env = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self.run("read-tree", base, env=env)
            lines = b"".join(
                (f"100644 {oid}\t{path}" if oid else f"0 {NOTHING}\t{path}").encode() + b"\0" for path, oid in entries
            )
            self.run("update-index", "-z", "--index-info", data=lines, env=env)
            return self.text("write-tree", *(["--missing-ok"] if partial else []), env=env)

    def write_commit(self, tree: str, parents: Sequence[str], message: str, time: int) -> str:
        """A neutral commit: nobody is named, the time is universal."""
        if tree == EMPTY_TREE and not (self.git_dir / "objects" / tree[:2] / tree[2:]).is_file():
            self.run("mktree", data=b"")  # Git knows it by heart, but `git fsck` wants to see it
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines += [f"{who} {NEUTRAL} {time} +0000" for who in ("author", "committer")]
        data = "\n".join([*lines, "", message]).encode()
        made: str = self.text("hash-object", "-t", "commit", "-w", "--stdin", data=data)
        return made

    def move(self, *updates: tuple[str, str, str]) -> None:
        """Move refs (name, new, old) all at once or not at all; `GitFault` when one was moved by somebody else."""
        lines = "".join(f"update {ref} {new} {old}\n" for ref, new, old in updates)
        self.run("update-ref", "--stdin", data=f"start\n{lines}prepare\ncommit\n".encode())

    # --- Other copies

    def fetch(self, remote: str) -> None:
        """The published branch, the proposals, the events and the log of another copy."""
        specs = [f"+{MAIN}:refs/remotes/{remote}/main", *(f"+{ref}/*:{ref}/*" for ref in (PROPOSALS, "refs/preau"))]
        self.run("fetch", "--quiet", "--no-tags", "--prune", remote, *specs)

    def push(self, remote: str, *specs: str, options: Iterable[str] = ()) -> str:
        """Push some refs; what the other side said. `GitFault` with its words when it refused."""
        wanted = [part for option in options for part in ("-o", option)]
        process = self.start(["push", "--porcelain", *wanted, remote, *specs])
        out, error = process.communicate()
        said: str = (error + b"\n" + out).decode("utf-8", "replace").strip()
        if process.returncode:
            raise GitFault(said)
        return said


def _found(path: Path) -> tuple[Path, Path]:
    """The folder of Git for a path, and where Git is run; a folder above may be the repository."""
    for folder in (path, path / ".git"):  # the usual places, for which GitPython would not come in time
        if (folder / "HEAD").is_file() and (folder / "objects").is_dir():
            return folder.absolute(), path
    import git

    try:
        with git.Repo(path, search_parent_directories=True) as repo:
            return Path(repo.git_dir), Path(repo.working_dir)
    except (git.InvalidGitRepositoryError, git.NoSuchPathError):
        raise GitFault(str(path)) from None


def latest_of(repository: Repository, number: str) -> str | None:
    """The commit of the last revision of a proposal, None when there is none."""
    found = repository.refs(f"{PROPOSALS}/{number}")
    revisions = {int(ref.rsplit("/", 1)[1]): oid for ref, oid in found.items() if ref.rsplit("/", 1)[1].isdigit()}
    return revisions[max(revisions)] if revisions else None


@contextmanager
def opened(path: Path) -> Iterator[Repository]:
    """A repository for the time of a `with`."""
    repository = Repository(path)
    try:
        yield repository
    finally:
        repository.forget()
        repository.close()
