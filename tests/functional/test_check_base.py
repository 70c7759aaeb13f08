"""`preau check --base`: what two whole checks would tell, whatever is edited; little work; plain words."""

from __future__ import annotations

import json
import os
import random
import re
import runpy
import shutil
from collections import Counter
from collections.abc import Callable
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
SEQUENCES, STEPS = (60, 40) if os.environ.get("PREAU_SOAK") else (4, 12)


def committed(root: Path, say: str = "base") -> str:
    """Everything there is, in one commit; its name."""
    if not (root / ".git").exists():
        git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all", "--force")
    git(root, "-c", "user.name=x", "-c", "user.email=x@x.example", "commit", "--quiet", "--allow-empty", "-m", say)
    return git(root, "rev-parse", "HEAD").stdout.strip()


def whole(root: Path) -> set[Finding]:
    """What a whole check tells."""
    return set(Checker(WorkTree(root), lambda timezone: date.fromisoformat(DAY)).everything())


def tree(root: Path) -> dict[str, bytes]:
    """Each file, by its path, as its bytes or as where it leads."""
    found = (path for name in ("content", "courses", "initiatives") for path in (root / name).rglob("*"))
    return {
        str(path.relative_to(root)): str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
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
        image = "{src: banc.png, alt: Un banc, credit: Moi}"
        values = {"themes": "[rien]", "courses": "[agir, absent]", "committees": "[agde]", "territory": '"81"'}
        self.line(self.some("initiatives/*/*.md"), *self.dice.choice([*values.items(), ("image", image)]))

    def alias(self) -> None:
        said = self.dice.choice([f'["{self.key()}"]', f'["{self.key()}", "{self.key()}"]', "[]", '["34\\x2fjardin-3"]'])
        self.line(self.some("initiatives/*/*.md"), "aliases", said)

    def link(self) -> None:
        key = self.key().lower()
        odd = self.dice.choice(["", "", key.replace("-", "\\-"), key.replace("/", "&#47;")]) or key
        address = self.dice.choice([f"/initiatives/{odd}/", "/cours/budget/", "/donnees/2a.json", "/cours/absent/"])
        path = self.some(self.dice.choice(["initiatives/*/*.md", "content/pages/*.md"]))
        more = f"\nEncore [un lien]({address}), ou personne@ailleurs.example.\n"
        path.write_text(path.read_text("utf-8") + more, "utf-8")

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
        outcome = f"outcome: {self.dice.choice(['deleted', 'declined'])}"
        replaced = {
            r"outcome: \w+": outcome,
            r"proposal: .*": f'proposal: "{self.key()}"',
            r"decider: .*": "decider: x",
        }
        for old, new in replaced.items():
            text = re.sub(old, new, text) if self.dice.random() < 0.5 else text
        path.write_text(text, "utf-8")

    def taken(self) -> None:
        path = self.root / f"content/pages/initiatives/{self.key().lower()}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("---\ntitle: Une page\n---\n\nElle prend la place d'une autre.\n", "utf-8")

    def shared(self) -> None:
        path = self.some(self.dice.choice(["content/*.yml", "content/*/*.yml", "courses/*/*", "content/pages/*.md"]))
        text = path.read_text("utf-8")
        other = text.replace("environnement", "environment")
        choices = [text + "\n", other, text.replace("true", "false"), "", text[:-30]]
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


# --- What each file that is not touched may be looked at for


def test_finds_links_written_otherwise(repo: Repo, tmp_path: Path) -> None:
    """A link, an alias and a picture are found though their signs are written as escapes."""
    more = {
        "initiatives/34/cible.md": initiative("Un projet que d'autres citent"),
        "initiatives/34/lien.md": initiative("Un projet qui en cite un").replace(
            "Après chaque crue", r"[Un projet](/initiatives/34/c\&#105;ble/) ou [lui](/initiatives&sol;34/cible/)"
        ),
        "initiatives/34/ancien.md": initiative("Un projet qui a bougé", aliases=r'["34\x2fnouveau"]'),
        "initiatives/34/image.md": initiative("Un projet illustré", image="{src: banc.png, alt: Un banc, credit: Moi}"),
        "initiatives/34/banc.png": "x",
    }
    root = repo(more)
    committed(root)
    before = copied(root, tmp_path / "before")
    (root / "initiatives/34/cible.md").unlink()
    (root / "initiatives/34/banc.png").unlink()
    (root / "initiatives/34/nouveau.md").write_text(initiative("Un projet nouveau"), "utf-8")
    found = beside(root)
    assert found == expected(root, before)
    told = {(Path(one.path).stem, one.code) for one in found}
    assert told >= {("lien", "PR302"), ("ancien", "PR304"), ("image", "PR505")}


def test_reads_the_courses_that_a_text_leads_to(repo: Repo, tmp_path: Path) -> None:
    """A link to a course that is still a draft leads nowhere: the course has to be read to know it."""
    root = repo()
    course = root / "courses/budget/course.yml"
    course.write_text(course.read_text("utf-8").replace("stage: open", "stage: draft"), "utf-8")
    committed(root)
    before = copied(root, tmp_path / "before")
    path = root / "initiatives/34/berges-propres.md"
    path.write_text(path.read_text("utf-8") + "\nVoir [ce cours](/cours/budget/).\n", "utf-8")
    found = beside(root)
    assert found == expected(root, before)
    assert [one.code for one in found] == ["PR302"]


# --- How much is done


class Work:
    """Counts the files that are read, here and in the commit, those that are looked at, and the commands of Git."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: Counter[str] = Counter()
        for owner, name in ((WorkTree, "read"), (Repository, "blob"), (Repository, "start")):
            self._count(monkeypatch, owner, name)

    def _count(self, monkeypatch: pytest.MonkeyPatch, owner: type, name: str) -> None:
        really = getattr(owner, name)

        def counted(this: object, first: object, *others: object) -> object:
            self.done[name] += 1
            return really(this, first, *others)

        monkeypatch.setattr(owner, name, counted)

    def of(self, root: Path) -> Counter[str]:
        """What is done to check the files beside the last commit."""
        self.done.clear()
        beside(root)
        return Counter(self.done)


def many(root: Path, count: int) -> None:
    """As many initiatives more, published."""
    for number in range(count):
        path = root / f"initiatives/{('34', '81')[number % 2]}/projet-{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(initiative(f"Un projet de plus, {number}", code=path.parent.name), "utf-8")
    committed(root)


EDITS: dict[str, Callable[[Path], object]] = {
    "changed": lambda root: (root / "initiatives/34/projet-0.md").write_text(initiative("Un autre titre"), "utf-8"),
    "added": lambda root: (root / "initiatives/34/un-de-plus.md").write_text(initiative("Un de plus"), "utf-8"),
    "removed": lambda root: (root / "initiatives/34/projet-2.md").unlink(),
    "a chapter": lambda root: (root / "courses/agir/01-observer.md").write_bytes(
        (root / "courses/agir/01-observer.md").read_bytes() + b"\nEncore un mot.\n"
    ),
    "a mandate": lambda root: (root / "content/territories/81.yml").write_text(territory("81", "Tarn", []), "utf-8"),
}


def test_work_does_not_grow_with_the_movement(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many files read and commands run among 12 initiatives and among 120, whatever changed."""
    root = repo(
        {**files(), "courses/agir/01-observer.md": (SITES / "questions/courses/agir/01-observer.md").read_text()}
    )
    work, done = Work(monkeypatch), {}
    for count in (12, 120):
        many(root, count)
        for name, edit in EDITS.items():
            edit(root)
            done[count, name] = work.of(root)
            git(root, "checkout", "--quiet", ".")
            git(root, "clean", "--quiet", "--force")
    for name in EDITS:
        few, many_more = done[12, name], done[120, name]
        assert (few["blob"], few["read"]) == (many_more["blob"], many_more["read"]), name
        assert many_more["start"] <= few["start"] + 1, name  # the one looked at first in a territory is any of them
    assert done[120, "changed"]["read"] <= 8
    assert max(some["start"] for some in done.values()) <= 12


# --- What is said


def run(root: Path, *options: str) -> Result:
    """The command, as a person calls it."""
    return CliRunner().invoke(main, ["check", "--root", str(root), "--date", DAY, "--jobs", "1", *options])


def test_says_what_was_compared(repo: Repo) -> None:
    """One line when nothing is found, naming the commit and the file; the voices of a check, and its exits."""
    root = repo(files())
    name = committed(root)[:10]
    same = run(root, "--base", "HEAD")
    assert (same.exit_code, same.output) == (0, f"Rien n’a changé depuis {name}.\n")
    path = root / "initiatives/34/de-plus.md"
    path.write_text(initiative("Un de plus"), "utf-8")
    fine = run(root, "--base", "HEAD")
    assert fine.exit_code == 0
    assert fine.output == (
        f"Aucune faute trouvée dans ce qui a changé depuis {name} : initiatives/34/de-plus.md (au {DAY}).\n"
    )
    path.write_text(initiative("Un de plus", themes="[rien]"), "utf-8")
    faulty = run(root, "--base", "HEAD", "--lang", "en")
    assert faulty.exit_code == 1
    assert faulty.output.startswith("initiatives/34/de-plus.md:6:10: PR301 ")
    assert [one["code"] for one in json.loads(run(root, "--base", "HEAD", "--format", "json").stdout)] == ["PR301"]
    assert run(root, "--base", "HEAD", "--format", "github").stdout.startswith("::error file=initiatives/34/de-plus.md")
    assert run(root, str(root / "content"), "--base", "HEAD").exit_code == 0


def test_says_when_everything_is_read(repo: Repo) -> None:
    """A word of a vocabulary that goes: every initiative is judged again, and it is said beside the report."""
    root = repo(files())
    committed(root)
    path = root / "content/vocabularies/themes.yml"
    path.write_text(path.read_text("utf-8").replace("environnement", "nature"), "utf-8")
    found = run(root, "--base", "HEAD", "--lang", "en", "--format", "json")
    assert found.exit_code == 1
    assert found.stderr == (
        "Every file was read: content/vocabularies/themes.yml has changed, by which others may be judged.\n"
    )
    assert "initiatives/34/berges-propres.md" in {one["path"] for one in json.loads(found.stdout)}


def test_compares_with_what_the_work_began_from(repo: Repo, tmp_path: Path) -> None:
    """The published branch that moved on, an unknown commit, histories apart or cut short, no history at all."""
    root = repo(files())
    first = committed(root)[:10]
    git(root, "checkout", "--quiet", "-b", "proposal")
    (root / "initiatives/34/de-plus.md").write_text(initiative("Un de plus"), "utf-8")
    committed(root, "proposal")
    git(root, "checkout", "--quiet", "main")
    (root / "initiatives/34/ailleurs.md").write_text(initiative("Un ailleurs", themes="[rien]"), "utf-8")
    committed(root, "main moves")
    git(root, "checkout", "--quiet", "proposal")
    moved = run(root, "--base", "main", "--lang", "en")
    assert (moved.exit_code, moved.stderr) == (
        0, f"main has moved on: compared with {first}, the last commit in common.\n"
    )  # fmt: skip
    assert run(root, "--base", "-x").exit_code == run(root, "--base", "absent").exit_code == 2
    assert "No commit is called absent here." in run(root, "--base", "absent", "--lang", "en").output
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", "--branch=proposal", f"file://{root}", str(shallow))
    cut = run(shallow, "--base", "main", "--lang", "en")
    assert cut.exit_code == 2
    assert "git fetch --depth=1 origin main" in cut.output
    git(shallow, "fetch", "--quiet", "--depth=1", "origin", "main")
    apart = run(shallow, "--base", "FETCH_HEAD", "--lang", "en")
    assert apart.exit_code == 0
    assert "no commit in common here: compared with FETCH_HEAD itself" in apart.stderr
    shutil.rmtree(shallow / ".git")
    assert run(shallow, "--base", "HEAD", "--lang", "en").exit_code == 2


def test_works_below_the_top_of_a_repository(repo: Repo) -> None:
    """A movement in a folder of a larger repository: its files are named from its own root."""
    top = repo({"keep.txt": "x"}, bare=True)
    root = top / "mouvement"
    shutil.copytree(SITES / "minimal", root)
    committed(top)
    (root / "initiatives/34/de-plus.md").write_text(initiative("Un de plus", themes="[rien]"), "utf-8")
    (root / "initiatives/34/berges-propres.md").unlink()
    found = {(one.path, one.code) for one in beside(root)}
    assert found == {("initiatives/34/de-plus.md", "PR301"), ("content/pages/index.md", "PR302")}
