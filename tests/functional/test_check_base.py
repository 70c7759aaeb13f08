"""`preau check --base`: what two whole checks would tell, whatever is edited; little work; plain words."""

from __future__ import annotations

import json
import os
import random
import re
import runpy
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from preau.checks.run import Checker
from preau.cli import main
from preau.edges.beside import run_check_base
from preau.edges.repository import Repository
from preau.findings import Finding
from preau.reading.tree import WorkTree
from tools.guarded import files, git, initiative, territory

DAY = "2026-11-23"
Repo = Callable[..., Path]
SITES = Path(__file__).resolve().parents[1] / "sites"
TREES = sorted(path for path in (SITES / "invalid").iterdir() if path.is_dir())
SEQUENCES, STEPS = (60, 40) if os.environ.get("PREAU_SOAK") else (6, 14)


def committed(root: Path, say: str = "base") -> str:
    """Everything there is, in one commit; its name."""
    if not (root / ".git").exists():
        git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all", "--force")
    git(root, "-c", "user.name=x", "-c", "user.email=x@x.example", "commit", "--quiet", "--allow-empty", "-m", say)
    return git(root, "rev-parse", "HEAD")


def whole(root: Path) -> set[Finding]:
    """What a whole check tells."""
    return set(Checker(WorkTree(root), lambda timezone: date.fromisoformat(DAY)).everything())


def tree(root: Path) -> dict[str, bytes]:
    """Each file, by its path, as its bytes or as where it leads."""
    found = (path for name in ("content", "courses", "initiatives") for path in (root / name).rglob("*"))
    return {
        str(path.relative_to(root)): os.readlink(path).encode() if path.is_symlink() else path.read_bytes()
        for path in found
        if path.is_symlink() or path.is_file()
    }  # fmt: skip


def beside(root: Path, base: str = "HEAD") -> set[Finding]:
    """What `preau check --base` tells."""
    return set(run_check_base(root, base, (), "text", None, DAY, 1)[1])


def expected(root: Path, before: Path) -> set[Finding]:
    """Every fault of the files that differ, and every new one of the others: from two whole checks."""
    old, new = tree(before), tree(root)
    differ = {path for path in old.keys() | new.keys() if old.get(path) != new.get(path)}
    return {one for one in whole(root) if one.path in differ} | (whole(root) - whole(before))


def copied(root: Path, folder: Path) -> Path:
    """The files as they stand, elsewhere."""
    shutil.rmtree(folder, ignore_errors=True)
    return shutil.copytree(root, folder, symlinks=True, ignore=shutil.ignore_patterns(".git"))


def laid_over(fault: Path, root: Path) -> None:
    """The faults of a tree, over the files of a movement."""
    told = {"expected.txt", "remove.txt", "refuse.txt", "make.py"}
    for source in sorted(fault.rglob("*")):
        name = source.relative_to(fault)
        if source.is_file() and str(name) not in told and "__pycache__" not in name.parts:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, root / name)
    if (fault / "remove.txt").is_file():
        for path in (fault / "remove.txt").read_text("utf-8").split():
            (root / path).unlink()
    if (fault / "make.py").is_file():
        runpy.run_path(str(fault / "make.py"))["make"](root)


@pytest.mark.parametrize("fault", TREES, ids=lambda path: path.name)
def test_tells_each_fault_that_comes(fault: Path, repo: Repo, tmp_path: Path) -> None:
    """Every rule is told of a change that breaks it, as a whole check tells it; and nothing of one that mends it."""
    root = repo()
    committed(root)
    laid_over(fault, root)
    for pipe in (path for path in root.rglob("*") if path.is_fifo()):
        pipe.unlink()  # Git does not see what it cannot keep
    assert beside(root) == expected(root, SITES / "minimal")
    before = copied(root, tmp_path / "before")
    committed(root)
    for name in ("content", "courses", "initiatives"):
        shutil.rmtree(root / name)
        shutil.copytree(SITES / "minimal" / name, root / name)
    assert beside(root) == expected(root, before) == set()


# --- Anything, at random


def movement(repo: Repo) -> Path:
    """A small movement whose files name one another, with some faults that stand."""
    more = files()
    for number in range(9):
        code = ("34", "81", "2A")[number % 3]
        text = initiative(f"Un jardin de plus, {number}", code=code, summary=f"Le jardin {number}, ouvert à tous.")
        text = re.sub(r"^committees: .*\n", "", text, flags=re.M)
        text += f"\nVoir [un autre](/initiatives/34/jardin-{(number + 3) % 9}/) et [le cours](/cours/agir/).\n"
        text = text.replace("\n---\n", f'\naliases: ["{code}/ancien-{number // 2}"]\n---\n', 1) if number % 2 else text
        more[f"initiatives/{code}/jardin-{number}.md"] = text
    more["content/territories/2A.yml"] = territory("2A", "Corse-du-Sud", [])
    more["content/pages/aide.md"] = "---\ntitle: Aide\n---\n\nVoir [un jardin](/initiatives/2a/jardin-2/).\n"
    more["content/decisions/2026/2026-0002.yml"] = (
        'id: 2026-0002\noutcome: deleted\nproposal: "34/parti"\ntitle: Un projet parti\nterritory: "34"\n'
        "reason: Le porteur du projet a demandé que sa page soit retirée.\ndecider: helene-34\ndate: 2026-03-18\n"
    )
    more["initiatives/34/parti-voisin.md"] = initiative("Un voisin du projet parti").replace(
        "Après chaque crue", "[Avant](/initiatives/34/parti/), après chaque crue"
    )
    return repo(more)


class Editor:
    """Edits at random, as people do, well or badly."""

    def __init__(self, root: Path, dice: random.Random) -> None:
        self.root, self.dice = root, dice
        self.done: Counter[str] = Counter()

    def some(self, pattern: str) -> Path:
        return self.dice.choice(sorted(path for path in self.root.glob(pattern) if path.is_file()))

    def key(self) -> str:
        """An initiative that stands, stood or never did."""
        code, name = self.dice.choice(["34", "81", "2A"]), self.dice.choice(["jardin", "ancien", "parti", "nouveau"])
        return f"{code}/{name}" + ("" if name == "parti" else f"-{self.dice.randrange(9)}")

    def line(self, path: Path, key: str, value: str) -> None:
        text = re.sub(rf"^{key}: .*\n", "", path.read_text("utf-8"), flags=re.M)
        path.write_text(text.replace("---\n", f"---\n{key}: {value}\n", 1), "utf-8")

    def title(self) -> None:
        self.line(self.some("initiatives/*/*.md"), "title", self.dice.choice(["Un titre tout neuf", "x", "[oups"]))

    def names(self) -> None:
        key, value = self.dice.choice([("themes", "[sante]"), ("themes", "[rien]"), ("courses", "[agir, absent]"),
            ("committees", "[agde]"), ("territory", '"81"'), ("image", "{src: banc.png, alt: Un banc, credit: Moi}")])  # fmt: skip
        self.line(self.some("initiatives/*/*.md"), key, value)

    def alias(self) -> None:
        said = self.dice.choice([f'["{self.key()}"]', f'["{self.key()}", "{self.key()}"]', "[]", '["34\\x2fjardin-3"]'])
        self.line(self.some("initiatives/*/*.md"), "aliases", said)

    def link(self) -> None:
        key = self.key().lower()
        odd = self.dice.choice(["", "", key.replace("-", "\\-"), key.replace("/", "&#47;")]) or key
        address = self.dice.choice([f"/initiatives/{odd}/", "/cours/budget/", "/donnees/2a.json", "/cours/absent/"])
        path = self.some(self.dice.choice(["initiatives/*/*.md", "content/pages/*.md"]))
        path.write_text(path.read_text("utf-8") + f"\nEncore [un lien]({address}), ou personne@ailleurs.example.\n", "utf-8")

    def add(self) -> None:
        path = self.root / f"initiatives/{self.key()}.md"
        path.write_bytes(self.some("initiatives/*/*.md").read_bytes())

    def remove(self) -> None:
        self.some("initiatives/*/*.md").unlink()

    def move(self) -> None:
        path, key = self.some("initiatives/*/*.md"), self.key()
        old = path.relative_to(self.root / "initiatives").as_posix().removesuffix(".md")
        path.rename(self.root / f"initiatives/{key}.md")
        self.line(self.root / f"initiatives/{key}.md", "aliases", f'["{old}"]')

    def odd(self) -> None:
        name = self.dice.choice(["Jardin-1.md", "Été.md", "note.docx", "a/b/c.md", "banc.png", ".DS_Store", "aussi/"])
        path = self.root / "initiatives" / self.dice.choice(["34", "81", "Z"]) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.is_symlink() or path.symlink_to("../34") if not path.is_dir() else None
        else:
            path.write_bytes(self.dice.choice([b"", b"x" * 40_000, b"---\ntitle: x\n---\n"]))

    def decision(self) -> None:
        path = self.some("content/decisions/*/*.yml")
        text = path.read_text("utf-8")
        for old, new in ((r"outcome: \w+", f"outcome: {self.dice.choice(['deleted', 'declined'])}"),
                         (r"proposal: .*", f'proposal: "{self.key()}"'), (r"decider: .*", "decider: yves-81")):  # fmt: skip
            text = re.sub(old, new, text) if self.dice.random() < 0.5 else text
        path.write_text(text, "utf-8")

    def taken(self) -> None:
        path = self.root / f"content/pages/initiatives/{self.key().lower()}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("---\ntitle: Une page\n---\n\nElle prend la place d'une autre.\n", "utf-8")

    def shared(self) -> None:
        path = self.some(self.dice.choice(["content/*.yml", "content/*/*.yml", "courses/*/*", "content/pages/*.md"]))
        text = path.read_text("utf-8")
        choices = [text + "\n", text.replace("environnement", "environment"), text.replace("true", "false"), "", text[:-30]]
        path.write_text(self.dice.choice(choices), "utf-8")

    def step(self) -> None:
        """One edit."""
        often = [self.title, self.names, self.alias, self.link, self.add, self.remove, self.move, self.odd] * 2
        one = self.dice.choice([*often, self.decision, self.taken, self.shared])
        self.done[one.__name__] += 1
        one()


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_tells_what_two_whole_checks_would(seed: int, repo: Repo, tmp_path: Path) -> None:
    """Whatever was edited, from whatever stood: every fault of the files that differ, every new one of the others."""
    root, dice = movement(repo), random.Random(seed)
    editor = Editor(root, dice)
    committed(root)
    before = copied(root, tmp_path / "before")
    for number in range(STEPS):
        for _ in range(dice.choice([1, 1, 2, 4])):
            editor.step()
        if dice.random() < 0.3:
            git(root, "add", "--all")
        found, wanted = beside(root), expected(root, before)
        assert found == wanted, (seed, number, editor.done, found ^ wanted)
        if dice.random() < 0.6:
            committed(root)
            before = copied(root, tmp_path / "before")
