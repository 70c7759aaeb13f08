"""The same small movement twice, under guard and without: what Git's own objects allow is tried on both."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from beginning import NOON, decided
from guarded import Forger, git, key
from preau.edges.auditing import audit
from preau.edges.guard import Guard
from preau.edges.merging import merge, propose
from preau.edges.pushes import Update
from preau.edges.receiving import Receipt, receive
from preau.edges.refusal import Refusal, told
from preau.edges.repository import ANCHOR, MAIN, NOTHING, Repository
from preau.edges.squashing import squash
from preau.model.trail import Trail
from preau.proposals.history import NEUTRAL, day_of
from preau.proposals.statement import NAMESPACE


class Made(NamedTuple):
    """Something to push: what, under which name, with which options."""

    new: str
    ref: str = MAIN
    options: tuple[str, ...] = ()
    force: bool = False


class World(Forger):
    """Both repositories and the clone, at a moment that only tests change."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, NOON
        self.guarded, self.plain, self.clone = folder / "guarded.git", folder / "plain.git", folder / "clone"
        git(self.clone, "remote", "set-url", "origin", str(self.plain))
        self.repository = Repository(self.clone)
        self.tip = self.root = self.repository.tip(MAIN) or ""

    @property
    def day(self) -> date:
        """The day, where the movement lives."""
        return day_of(self.now, "Europe/Paris")

    # --- Making things, honest or not

    def text(self, path: str, commit: str = "") -> str:
        """A published file."""
        return self.repository.run("cat-file", "blob", f"{commit or self.tip}:{path}").decode()

    def word(
        self, proposal: str, mandate: str, *, who: str = "", verb: str = "approve", seen: str = "",
        day: date | None = None, days: int = 60, namespace: str = NAMESPACE, raw: Callable[[bytes], bytes] = bytes,
        **facts: object,
    ) -> str:  # fmt: skip
        """A signed statement, written by the document alone; `facts` replace what it says, `raw` its very bytes."""
        scope, _, person = mandate.partition("/")
        signer = key(who or ("camille" if scope == "carrier" else person))
        said = day or self.day
        value = {
            "version": 1, "repository": self.root, "target": MAIN, "verb": verb, "seen": seen or self.tip,
            "entries": [{"path": one.path, "old": one.old, "new": one.new} for one in sorted(self.changes(proposal))],
            "signer": signer.fingerprint, "mandate": mandate, "date": str(said), "criterion": None, "reason": None,
            "expires": str(said + timedelta(days=days)), "independent": scope != "carrier", **facts,
        }  # fmt: skip
        data = raw(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode())
        signature = signer.sign(data, namespace).strip().split("\n")[1:-1]
        return f"{base64.b64encode(data).decode()} {''.join(signature)}"

    def propose(self, changes: Mapping[str, str | None], base: str = "", now: int | None = None) -> str:
        """A squashed proposal on a published commit."""
        entries = [(path, self.blob(text)) for path, text in changes.items()]
        return propose(self.repository, base or self.tip, entries, self.now if now is None else now)

    def merged(self, proposal: str, *lines: str, tip: str = "", now: int | None = None, number: str = "") -> str:
        """The mechanical merge of a proposal with these lines."""
        return merge(self.repository, tip or self.tip, proposal, lines, number, self.now if now is None else now)

    def make(self, changes: Mapping[str, str | None], *mandates: str, **how: object) -> str:
        """Propose, sign by these mandates (`who@mandate` to sign with another's key), merge: nothing is pushed."""
        proposal = self.propose(changes)
        lines = []
        for mandate in mandates:
            who, _, named = mandate.rpartition("@")
            verb = "amend" if named.startswith("carrier/") else "approve"
            lines.append(self.word(proposal, named, **{"who": who, "verb": verb, **how}))  # type: ignore[arg-type]
        return self.merged(proposal, *lines)

    def raw(
        self, tree: str, parents: Iterable[str], message: str, *, author: str = NEUTRAL, committer: str = NEUTRAL,
        time: int | None = None, written: int | None = None, zone: str = "+0000", headers: str = "",
    ) -> str:  # fmt: skip
        """Any commit at all."""
        moment = self.now if time is None else time
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        lines += [f"author {author} {moment if written is None else written} {zone}"]
        lines += [f"committer {committer} {moment} {zone}"]
        data = "\n".join(lines) + f"\n{headers}\n{message}"
        return self.repository.text(
            "hash-object", "-t", "commit", "-w", "--literally", "--stdin", data=data.encode("utf-8", "surrogateescape")
        )

    def again(self, commit: str, **how: object) -> str:
        """The same commit told otherwise: another tree, other parents, another message, another author…"""
        known = self.repository.commit(commit)
        said = {"tree": self.tree(commit), "parents": known.parents, "message": known.message, "time": known.time}
        return self.raw(**{**said, **how})  # type: ignore[arg-type]

    def tree(self, commit: str) -> str:
        """The tree of a commit."""
        return self.repository.text("rev-parse", commit + "^{tree}")

    def grafted(self, tree: str, path: str, mode: str, oid: str) -> str:
        """A tree with one more entry, of any name and mode: only Git's plumbing is asked."""
        first, _, rest = path.partition("/")
        rows = [row for row in self.repository.run("ls-tree", "-z", tree).split(b"\0") if row]
        held = {row.partition(b"\t")[2]: row.partition(b"\t")[0] for row in rows}
        name = first.encode("utf-8", "surrogateescape")
        if rest:
            inner = held[name].split()[2].decode() if name in held else self.repository.text("mktree", data=b"")
            mode, oid = "040000", self.grafted(inner, rest, mode, oid)
        kind = {"040000": "tree", "160000": "commit"}.get(mode, "blob")
        held[name] = f"{mode} {kind} {oid}".encode()
        data = b"".join(facts + b"\t" + entry + b"\0" for entry, facts in held.items())
        return self.repository.text("mktree", "-z", "--missing", data=data)

    def doubled(self, tree: str, path: str, oid: str) -> str:
        """A tree with a second entry of the same name before the true one: Git's plumbing asks nothing."""
        folder, _, name = path.rpartition("/")
        held = self.repository.run("cat-file", "tree", f"{tree}:{folder}")
        mark = f"100644 {name}\0".encode()
        data = held.replace(mark, mark + bytes.fromhex(oid) + mark, 1)
        made = self.repository.text("hash-object", "-t", "tree", "-w", "--literally", "--stdin", data=data)
        return self.grafted(tree, folder, "040000", made)

    def grafting(self, path: str, mode: str, oid: str, *mandates: str) -> str:
        """The merge of a proposal made of one entry of any name and mode."""
        tree = self.grafted(self.tree(self.tip), path, mode, oid)
        subject = f"Add {path}\n"
        proposal = self.raw(tree, [self.tip], subject)
        lines = "".join(f"Preau-Approval: {self.word(proposal, mandate)}\n" for mandate in mandates)
        return self.raw(tree, [self.tip, proposal], subject + (f"\n{lines}" if lines else ""))

    # --- Trying them

    def obeyed(self, made: Made) -> bool:
        """Whether ordinary Git pushes it to the repository without a guard."""
        force = ["--force"] if made.force else []
        return git(self.clone, "push", *force, "origin", f"{made.new}:{made.ref}", check=False).returncode == 0

    @contextmanager
    def quarantine(self) -> Iterator[None]:
        """The guarded repository sees what is pushed without having taken it in, as in a hook."""
        os.environ["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = str(self.clone / ".git" / "objects")
        try:
            yield
        finally:
            del os.environ["GIT_ALTERNATE_OBJECT_DIRECTORIES"]

    def refusal(self, made: Made) -> Refusal | None:
        """Why the guard refuses a push, None when it lets it pass."""
        with self.quarantine():
            repository = Repository(self.guarded)
            try:
                guard = Guard(repository, self.now)
                guard.judge([Update(repository.tip(made.ref) or NOTHING, made.new, made.ref)], made.options)
                if made.ref == "refs/for/main":
                    guard.asking(Update(NOTHING, made.new, made.ref), made.options)
            except Refusal as refusal:
                return refusal
            finally:
                repository.close()
        return None

    def refused(self, made: Made) -> set[str]:
        """The codes under which the guard refuses a push."""
        refusal = self.refusal(made)
        return codes(refusal) if refusal else set()

    def audited(self) -> set[str]:
        """The codes that the audit names in the repository that obeyed."""
        repository = Repository(self.plain)
        try:
            return {breach.code for breach in audit(repository).breaches}
        finally:
            repository.close()

    def trail(self) -> Trail:
        """What the audit tells of the repository that obeyed."""
        return audit(Repository(self.plain)).trail

    # --- What happened before

    def publish(self, changes: Mapping[str, str | None], *mandates: str, **how: object) -> str:
        """Something honest that is published in both repositories."""
        made = self.make(changes, *mandates, **how)
        self.accept(made)
        return made

    def accept(self, made: str) -> None:
        """Push something honest to both repositories."""
        refusal = self.refusal(Made(made))
        assert refusal is None, told(refusal, "en")
        assert self.obeyed(Made(made))
        git(self.guarded, "fetch", "--quiet", str(self.plain), f"+{MAIN}:{MAIN}")
        self.tip = made

    def around(self, made: str) -> None:
        """Put something into both repositories as an administrator could, around the guard."""
        assert self.obeyed(Made(made))
        git(self.guarded, "fetch", "--quiet", str(self.plain), f"+{MAIN}:{MAIN}")
        self.tip = made

    def acknowledge(self, commit: str, mandate: str) -> str:
        """A decision by which a steward acknowledges a breach."""
        name = f"2026-acknowledged-{commit[:12]}-by-{mandate.rpartition('/')[2]}"
        text = decided(name, "acknowledged", f"main/{commit[:12]}", territory="fr", decider="") + f"commit: {commit}\n"
        return self.make({f"content/decisions/2026/{name}.yml": text}, mandate, verb="acknowledge")

    def received(self, changes: Mapping[str, str | None], topic: str = "", options: Iterable[str] = ()) -> Receipt:
        """A proposal received by the guarded server, and known to the others."""
        said = (*([f"topic={topic}"] if topic else []), *options)
        made = Update(NOTHING, self.propose(changes), "refs/for/main")
        repository = Repository(self.guarded)
        with self.quarantine():
            squash(Guard(repository, self.now), made, said)
            done = receive(repository, made, said)
        git(self.guarded, "fetch", "--quiet", str(self.clone), done.commit, check=False)
        self.share()
        return done

    def share(self) -> None:
        """What the guarded repository holds beside the published branch is copied to the others."""
        for folder in (self.plain, self.clone):
            specs = "+refs/preau/*:refs/preau/*", "+refs/proposals/*:refs/proposals/*"
            git(folder, "fetch", "--quiet", "--prune", str(self.guarded), *specs)

    def anchor(self) -> None:
        """The guard as if it were installed only now."""
        for folder in (self.guarded, self.plain):
            git(folder, "update-ref", ANCHOR, self.tip)


def codes(refusal: Refusal) -> set[str]:
    """The codes of a refusal; its sentence when it has none."""
    found = {breach.code for breach in refusal.breaches} | {fault.code for fault in refusal.faults}
    return found or {refusal.what}


Deed = Callable[[World, bool], "Made | str"]
"""What somebody does: the attack, or (`True`) its honest twin."""


class Row(NamedTuple):
    """One attack and its honest twin: the same deed, but for one thing (`honest`)."""

    name: str
    code: str
    make: Deed
    guard_only: bool = False
    """Only the guard can tell: it knows the moment of the push, or judges contents."""


def made_by(row: Row, world: World, honest: bool) -> Made:
    """What a row pushes."""
    made = row.make(world, honest)
    return made if isinstance(made, Made) else Made(made)


def attack(row: Row, world: World) -> None:
    """Ordinary Git obeys; the guard refuses with the rule's code and a remedy; the audit names the same rule."""
    made = made_by(row, world, False)
    assert world.obeyed(made), "the attack must be possible with ordinary Git"
    refusal = world.refusal(made)
    named = world.audited()

    assert refusal is not None
    assert row.code in codes(refusal), codes(refusal)
    assert all(breach.help() for breach in refusal.breaches)
    assert (row.code in named) is not row.guard_only, named


def twin(row: Row, world: World) -> None:
    """The honest twin is accepted by the guard, and the audit has nothing to say."""
    made = made_by(row, world, True)
    refusal = world.refusal(made)
    assert refusal is None, told(refusal, "en")
    assert world.obeyed(made)
    assert world.audited() == set()
