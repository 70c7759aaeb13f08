"""A site published as a branch, for the Pages of a forge: it changes in one push, and remembers one version."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from preau.edges.files import STATE
from preau.edges.publishing.carry import belongs, no_version_before
from preau.edges.publishing.limits import limits_of, measure
from preau.edges.publishing.plan import Plan, Version, plan
from preau.edges.publishing.stores import Done
from preau.edges.refusal import Refusal
from preau.edges.repository import GitFault, Repository
from preau.findings import printable
from preau.i18n import N_

MARK, PLAINLY = ".preau.json", ".nojekyll"
THEIRS = ("CNAME", ".domains", "README.md", "LICENSE")
"""Files at the top of the branch that a person or the forge puts there; they stay."""
_OURS = "A site published by Préau.\n"
_CONFIGURED = r"^(http|credential|url|ssh|core\.sshcommand|core\.gitproxy)\b"
_FAULTS = (
    (
        r"stale info|fetch first|cannot lock ref|failed to update ref|already exists",
        N_("Somebody else published to {target} meanwhile: nothing was changed."),
        N_("Look at what is there, then publish again."),
    ),
    (
        r"[Pp]rotected branch|hook declined|GH\d{3}|not allowed to (?:force )?push|exceeds|quota|too large",
        N_("{target} refuses the branch: {why}."),
        N_("Let this account push to the branch and replace it, or make the site lighter."),
    ),
    (
        r"Authentication failed|could not read (?:Username|Password)|[Pp]ermission|40[13]|[Dd]enied",
        N_("{target} does not let you push: {why}."),
        N_("Load the SSH key or the token of an account that may push there."),
    ),
    (
        r"[Nn]ot found|does not appear to be a git repository|does not exist|No such remote",
        N_("There is no repository at {target}."),
        N_("Write pages: and the name of a remote of this repository, such as pages:origin, or an address."),
    ),
    (
        r"Could not resolve|Connection|unable to access|timed out|unreachable|hung up|early EOF",
        N_("{target} could not be reached: {why}."),
        N_("Publish again when it answers: the site in place is whole."),
    ),
)


class Tip(NamedTuple):
    """The end of the branch: its commit, its tree, and the tree of the version before."""

    commit: str
    tree: str
    before: str


class Pages:
    """A branch of a remote of the movement's repository, or of any address; a repository made for the time of it."""

    def __init__(self, root: Path, remote: str, branch: str | None) -> None:
        self._state = root / STATE
        self._address, self._env = _reached(root, remote)
        self.branch = branch or ("gh-pages" if "github" in self._address else "pages")
        self.name = f"pages:{_untold(remote)} ({self.branch})"
        self._ref = f"refs/heads/{self.branch}"

    @cached_property
    def _git(self) -> Repository:
        self._state.mkdir(exist_ok=True)  # one that a kill leaves there is removed by the next publication
        folder = Path(tempfile.mkdtemp(prefix="publish-", dir=self._state))
        Repository.create(folder)
        made = Repository(folder)
        made.run("config", "remote.pages.url", self._address)
        return made

    def before(self) -> Version | None:
        """Nothing is compressed there: nothing needs to be known."""
        return None

    def publish(
        self, version: Version, origin: Callable[[str], Path], *, full: bool = False, moved: bool = False,
        dry: bool = False,
    ) -> Done:  # fmt: skip
        """Make the branch hold a version; its history keeps the one before and no other."""
        measure(version, limits_of(self._address))
        tip = self._tip()
        there = self._files(tip.tree) if tip else {}
        self._judge(there, version.url, moved)
        wanted, local = self._wanted(version, origin), {path: origin(path) for path in version.files}
        steps = plan(_visible(there, wanted), {path: wanted[path] for path in version.files})
        done = Done(steps, sum(version.files[path].size for path in steps.put), len(version.files))
        kept = {path: there[path] for path in THEIRS if path in there and path not in wanted}
        if not dry and {**kept, **wanted} != there:
            self._write([local[path] for path in steps.put])
            self._push(tip, self._git.tree_with(_empty(self._git), (wanted | kept).items(), partial=True))
        return done

    def rollback(self, *, dry: bool = False) -> Done:
        """Put the version before back; the one that it replaces is kept in turn."""
        tip = self._tip()
        if tip is None or not tip.before:
            raise no_version_before(self.name)
        there, wanted = self._files(tip.tree), self._files(tip.before)
        if not dry:
            self._push(tip, tip.before)
        return Done(_shown(there, wanted), 0, len(_visible(wanted)))

    def forget(self) -> int:
        """Keep the present version alone, without history; how many files of the one before are no longer named."""
        tip = self._tip()
        if tip is None or not tip.before:
            raise no_version_before(self.name)
        steps = _shown(self._files(tip.tree), self._files(tip.before))
        self._push(tip, tip.tree, history=False)
        return len(steps.put)

    # --- The branch

    def _tip(self) -> Tip | None:
        """The end of the branch, with the trees of the two versions and without their files, where the forge can."""
        said = self._run("ls-remote", "pages", self._ref)
        if not said:
            return None
        commit = said.split()[0]
        self._run("fetch", "--quiet", "--no-tags", "--depth=2", "--filter=blob:none", "pages", commit)
        found = self._git.commit(commit)
        parent = found.parents[0] if found.parents else ""
        return Tip(commit, self._tree(commit), self._tree(parent) if parent and self._git.tip(parent) else "")

    def _tree(self, commit: str) -> str:
        return self._git.text("rev-parse", commit + "^{tree}")

    def _files(self, tree: str) -> dict[str, str]:
        said = self._git.run("ls-tree", "-r", "-z", "--full-tree", tree).decode("utf-8", "surrogateescape")
        rows = (row.partition("\t") for row in said.split("\0") if row)
        return {path: facts.split()[2] for facts, _, path in rows}

    def _judge(self, there: Mapping[str, str], url: str, moved: bool) -> None:
        """Refuse a branch that holds something else, or the site of another address."""
        if MARK not in there:
            strange = sorted(path for path in there if path not in THEIRS and not path.startswith("."))
            if strange:
                raise Refusal(
                    N_("{target} holds files that Préau did not publish, such as {stranger}: nothing was sent."),
                    N_("Choose another branch with --branch, or remove this one at the forge."),
                    target=self.name, stranger=strange[0],
                )  # fmt: skip
            return
        try:
            told = str(json.loads(self._run("cat-file", "blob", there[MARK]))["url"])
        except (ValueError, KeyError, TypeError):
            told = "—"
        belongs(Version(told, {}), url, self.name, moved)

    def _wanted(self, version: Version, origin: Callable[[str], Path]) -> dict[str, str]:
        """The name that Git gives to each file, those that make it Pages included."""
        own = {PLAINLY: b"", MARK: json.dumps({"url": version.url}).encode() + b"\n"}
        found = {path: self._git.write_blob(data) for path, data in own.items()}
        return found | {path: _named(origin(path).read_bytes()) for path in version.files}

    def _write(self, files: list[Path]) -> None:
        listed = "".join(f"{path.absolute()}\n" for path in files)
        if files:
            self._git.run("hash-object", "-w", "--no-filters", "--stdin-paths", data=listed.encode())

    def _push(self, tip: Tip | None, tree: str, *, history: bool = True) -> None:
        """Replace the branch, if nobody else did meanwhile; then ask what it is."""
        now = int(time.time())
        parents = [self._git.write_commit(tip.tree, [], _OURS, now)] if tip and history else []
        made = self._git.write_commit(tree, parents, _OURS, now)
        lease = f"--force-with-lease={self._ref}:{tip.commit if tip else ''}"
        self._run("push", "--no-thin", lease, "pages", f"{made}:{self._ref}")
        if not self._run("ls-remote", "pages", self._ref).startswith(made):
            raise Refusal(
                N_("Somebody else published to {target} meanwhile: nothing was changed."),
                N_("Look at what is there, then publish again."), target=self.name,
            )  # fmt: skip

    def _run(self, *words: str) -> str:
        try:
            said: str = self._git.text(*words, env=self._env)
        except GitFault as fault:
            raise self._refusal(str(fault)) from None
        return said

    def _refusal(self, said: str) -> Exception:
        said = _untold(said)
        lines = [line.strip() for line in said.splitlines() if line.strip() and not line.startswith("hint:")]
        for pattern, what, help in _FAULTS:
            if found := next((line for line in lines if re.search(pattern, line)), None):
                told = next((line for line in lines if line.startswith("remote:")), found)
                why = printable(told.removeprefix("remote:").strip().rstrip("."), 200)
                return Refusal(what, help, target=self.name, why=why)
        return GitFault(said)

    def close(self) -> None:
        """Remove the repository that was made for the time of it."""
        if "_git" in self.__dict__:
            self._git.close()
            shutil.rmtree(self._git.git_dir, ignore_errors=True)


def _reached(root: Path, remote: str) -> tuple[str, dict[str, str]]:
    """The address of a remote, and the settings of the movement's repository that say how to reach it."""
    try:
        own = Repository(root)
    except GitFault:
        return str((root / remote).resolve()) if (root / remote).exists() else remote, {}
    try:
        address: str = own.text("remote", "get-url", "--push", "--", remote)
    except GitFault:
        address = remote
    if (root / address).exists():
        address = str((root / address).resolve())
    try:
        rows = own.run("config", "-z", "--get-regexp", _CONFIGURED).decode().split("\0")
    except GitFault:
        rows = []
    pairs = [row.partition("\n")[::2] for row in rows if row]
    told = {"GIT_CONFIG_COUNT": str(len(pairs))}
    for number, (key, value) in enumerate(pairs):
        told |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    own.close()
    return address, told if pairs else {}


def _untold(text: str) -> str:
    """A text without the names and tokens that addresses may hold: it is printed, and kept by the jobs of forges."""
    return re.sub(r"://[^/@\s]*@", "://", text)


def _empty(repository: Repository) -> str:
    tree: str = repository.text("mktree", data=b"")
    return tree


def _named(data: bytes) -> str:
    """The name of a blob."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _visible(there: Mapping[str, str], wanted: Mapping[str, str] = {}) -> dict[str, str]:
    """The files of the site: all but the marks of a branch and what others put there."""
    return {
        path: oid for path, oid in there.items()
        if path not in (MARK, PLAINLY) and (path not in THEIRS or path in wanted)
    }  # fmt: skip


def _shown(there: Mapping[str, str], wanted: Mapping[str, str]) -> Plan:
    return plan(_visible(there), _visible(wanted))
