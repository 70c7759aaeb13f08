"""A small movement under guard, with the keys of its people: what the tests of authority start from."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from preau.edges.installing import install
from preau.edges.merging import Word, merge, propose, sign_word
from preau.edges.repository import Repository
from preau.edges.reviewing import Session
from preau.edges.signing import Signer, signer_of
from preau.edges.window import window
from preau.proposals import sshsig
from preau.proposals.history import Change
from preau.proposals.statement import Verb

SITES = Path(__file__).resolve().parents[1] / "sites"
PEOPLE = (
    "helene-34",
    "karim-34",
    "yves-81",
    "paul-fr",
    "agathe",
    "samuel",
    "lucie",
    "camille",
    "stranger",
    "solene-34",
)
MODEL = "initiatives/34/berges-propres.md"
ZONE = ZoneInfo("Europe/Paris")
"""Where the movement lives: its day is not always that of this computer."""


def seed_of(name: str) -> bytes:
    """The 32 bytes from which somebody's key is made."""
    return name.encode().ljust(32, b".")[:32]


def key(name: str) -> Signer:
    """The key of somebody: the same in every test."""
    return signer_of(Ed25519PrivateKey.from_private_bytes(seed_of(name)))


def public(name: str) -> str:
    """The public line of somebody's key."""
    return sshsig.public_line(key(name).public)


def referent(
    name: str, *, keys: Iterable[str] | None = None, start: str = "2026-01-01", end: str = "2099-12-31"
) -> str:
    """The lines of a referent in a territory's file."""
    lines = "".join(f"\n      - {public(one)}" for one in (keys if keys is not None else [name]))
    return (
        f"  - id: {name}\n    name: {name.title()}\n    fictional: true\n    keys:{lines or ' []'}\n"
        f"    from: {start}\n    until: {end}\n"
    )


def territory(code: str, name: str, people: Iterable[str], *, parent: str = "fr", opened: str = "2026-01-15") -> str:
    """The file of a territory; `people` are blocks made by `referent`."""
    lines = [f'code: "{code}"', f"name: {name}", "kind: department" if code != "fr" else "kind: country"]
    lines += [f"parent: {parent}"] if code != "fr" else []
    lines += [f"opened: {opened}"] if opened else []
    text = "\n".join([*lines, f"contact: t{code.lower()}@petit.example"]) + "\n"
    blocks = "".join(people)
    return text + (f"referents:\n{blocks}" if blocks else "")


def movement(policy: Mapping[str, object] = {}, stewards: Iterable[str] = ("agathe", "samuel")) -> str:
    """The file of the movement."""

    def officers(names: Iterable[str]) -> str:
        rows = "  - id: {0}\n    name: {1}\n    fictional: true\n    keys:\n      - {2}\n"
        return "".join(rows.format(name, name.title(), public(name)) for name in names)

    told = "".join(f"  {name}: {str(value).lower()}\n" for name, value in policy.items())
    return (
        "name: Petit Préau\ntagline: Un mouvement aussi petit que possible\nlanguage: fr\ntimezone: Europe/Paris\n"
        "demonstration: true\ncontact: bonjour@petit.example\n" + (f"policy:\n{told}" if told else "")
        + f"stewards:\n{officers(stewards)}editors:\n{officers(['lucie'])}"
    )  # fmt: skip


def initiative(title: str = "Un jardin pour tous", *, code: str = "34", carrier_key: str = "", **replaced: str) -> str:
    """The file of an initiative like the model's; `replaced` changes whole lines, by their key."""
    text = (SITES / "minimal" / MODEL).read_text(encoding="utf-8")
    keys = {"title": title, "territory": f'"{code}"', **replaced}
    lines = []
    for line in text.split("\n"):
        name = line.partition(":")[0]
        if name in keys:
            line = f"{name}: {keys.pop(name)}"
        lines.append(line)
        if line.startswith("carrier:") and carrier_key:
            lines.append(f"  key: {public(carrier_key)}")
    text = "\n".join(line for line in lines if not line.startswith("aliases") or "aliases" in replaced)
    extra = "".join(f"{name}: {value}\n" for name, value in keys.items())
    return text.replace("\n---\n", f"\n{extra}---\n", 1) if extra else text


def files(policy: Mapping[str, object] = {}) -> dict[str, str]:
    """What a guarded movement has beside the minimal one: people with keys."""
    return {
        "content/movement.yml": movement(policy),
        "content/territories/34.yml": territory("34", "Hérault", [referent("helene-34"), referent("karim-34")])
        + "facilitators:\n  - id: solene-34\n    name: Solène\n    fictional: true\n"
        + f"    keys:\n      - {public('solene-34')}\n",
        "content/territories/81.yml": territory("81", "Tarn", [referent("yves-81")]),
        "content/territories/13.yml": territory("13", "Bouches-du-Rhône", [], opened=""),
        "content/territories/fr.yml": territory("fr", "France", [referent("paul-fr")]),
        MODEL: initiative("Berges propres à Agde", carrier_key="camille"),
        "mkdocs.yml": "site_name: Petit\nplugins: [preau]\ndocs_dir: content/pages\n",
    }


class Movement:
    """A guarded bare repository in a folder, and what people do with it."""

    def __init__(self, folder: Path, policy: Mapping[str, object] = {}, more: Mapping[str, str] = {}) -> None:
        self.folder = folder
        self.bare = folder / "movement.git"
        source = folder / "source"
        shutil.copytree(SITES / "minimal", source)
        for path, text in {**files(policy), **more}.items():
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            (source / path).write_text(text, encoding="utf-8")
        install(self.bare, source)[0].close()
        self._clones = 0

    @classmethod
    def copied(cls, source: Path, folder: Path) -> Self:
        """What another movement has become, in an empty folder of its own."""
        made = cls.__new__(cls)
        made.folder, made.bare = folder, folder / "movement.git"
        for name in ("source", "movement.git"):
            shutil.copytree(source / name, folder / name)
        made._clones = 0
        return made

    @property
    def repository(self) -> Repository:
        """The bare repository, opened anew."""
        return Repository(self.bare)

    def clone(self, url: str = "") -> Path:
        """A fresh clone, as anybody makes one."""
        self._clones += 1
        path = self.folder / f"clone{self._clones}"
        git(self.folder, "clone", "--quiet", url or str(self.bare), str(path))
        git(path, "config", "user.name", "Jeanne Exemple")
        git(path, "config", "user.email", "jeanne@example.org")
        return path

    def session(self, clone: Path | None = None, now: int | None = None) -> Session:
        """A referent's session in a clone."""
        return Session(clone or self.clone(), now=now)

    def main(self) -> str:
        """The published tip."""
        return self.repository.tip("refs/heads/main") or ""

    def waits(self) -> dict[str, str]:
        """The proposals that wait, by ref."""
        repository = self.repository
        try:
            return repository.refs("refs/proposals")
        finally:
            repository.close()


def git(folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Ordinary Git, as people run it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, text=True, env=env, check=False)
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


def commit(clone: Path, changes: Mapping[str, str | None], text: str = "Mon projet") -> str:
    """Write files in a clone and commit them, as somebody with a name."""
    for path, content in changes.items():
        target = clone / path
        if content is None:
            target.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "-m", text)
    return git(clone, "rev-parse", "HEAD").stdout.strip()


def push_for_review(clone: Path, topic: str = "", check: bool = True) -> subprocess.CompletedProcess[str]:
    """`git push origin HEAD:refs/for/main`, as the guide tells."""
    options = ["-o", f"topic={topic}"] if topic else []
    return git(clone, "push", *options, "origin", "HEAD:refs/for/main", check=check)


class Forger:
    """Makes merges by hand, honest or not, with ordinary objects, and pushes them to main with ordinary Git."""

    def __init__(self, movement: Movement, now: int | None = None) -> None:
        self.movement = movement
        self.clone = movement.clone()
        self.repository = Repository(self.clone)
        self.repository.fetch("origin")
        self.now = int(time.time()) if now is None else now
        self.tip = movement.main()

    def blob(self, text: str | None) -> str | None:
        """The name of a text kept in the clone."""
        return None if text is None else self.repository.write_blob(text.encode())

    def propose(self, changes: Mapping[str, str | None], base: str = "", now: int | None = None) -> str:
        """A squashed proposal on a published commit."""
        entries = [(path, self.blob(text)) for path, text in changes.items()]
        return propose(self.repository, base or self.tip, entries, self.now if now is None else now)

    def changes(self, proposal: str) -> tuple[Change, ...]:
        """What a proposal changes."""
        return self.repository.diff(proposal + "^", proposal)

    def sign(
        self, proposal: str, who: str, mandate: str, verb: Verb = Verb.APPROVE, *, seen: str = "",
        day: date | None = None, independent: bool = True, with_key: str = "",
    ) -> str:  # fmt: skip
        """Somebody's signed word about a proposal."""
        line = window(self.repository, seen or self.tip)
        word = Word(verb, mandate, independent)
        signing = day or datetime.fromtimestamp(self.now, ZONE).date()
        return sign_word(word, self.changes(proposal), line, key(with_key or who), signing)

    def merge(
        self, proposal: str, lines: Iterable[str], *, tip: str = "", now: int | None = None, number: str = ""
    ) -> str:
        """The mechanical merge of a proposal."""
        return merge(self.repository, tip or self.tip, proposal, lines, number, self.now if now is None else now)

    def push(self, commit: str, ref: str = "refs/heads/main") -> subprocess.CompletedProcess[str]:
        """Push it to the guarded repository; nothing is raised when it is refused."""
        done = git(self.clone, "push", "origin", f"{commit}:{ref}", check=False)
        if done.returncode == 0 and ref == "refs/heads/main":
            self.tip = commit
        return done

    def publish(
        self, changes: Mapping[str, str | None], *who: str, verb: Verb = Verb.APPROVE, independent: bool = True
    ) -> str:
        """Propose, sign by these mandates, merge and push, honestly; the merge."""
        proposal = self.propose(changes)
        lines = [self.sign(proposal, _person(one), one, verb, independent=independent) for one in who]
        made = self.merge(proposal, lines)
        done = self.push(made)
        assert done.returncode == 0, done.stderr
        return made


def _person(mandate: str) -> str:
    scope, _, person = mandate.partition("/")
    return "camille" if scope == "carrier" else person


def days(count: int) -> int:
    """A number of days in seconds."""
    return int(timedelta(days=count).total_seconds())
