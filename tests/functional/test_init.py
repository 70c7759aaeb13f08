"""`preau init`: another movement that passes its checks and builds at once, in each language, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import uuid
from collections import Counter
from pathlib import Path

import pytest
import yaml

from preau import __version__
from preau.edges.skeleton import kind_of, parent_of
from preau.i18n import LANGUAGES

ROOT = Path(__file__).resolve().parents[2]
SKELETON = ROOT / "scripts" / "preau" / "skeleton"
TODAY = "2026-11-23"
NOTHING = {"fr": "Aucune faute trouvée", "en": "No fault found"}
SECTIONS = {
    "fr": ("cours", "territoires/34", "comites/34/exemple", "contribuer/proposer", "donnees-personnelles"),
    "en": ("courses", "territories/34", "committees/34/example", "contribute/propose", "privacy"),
}
WORDS = {"fr": ("Accueil", "Démonstration", "Le problème"), "en": ("Home", "Demonstration", "The problem")}


def run(where: Path, *words: str, code: int = 0, module: str = "preau", **more: str) -> str:
    """A command as a person runs it; what it said, after its code was the one expected."""
    settings = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "PREAU_LANG"}}
    done = subprocess.run(
        [sys.executable, "-m", module, *words], cwd=where, capture_output=True, text=True, encoding="utf-8",
        env={**settings, "PREAU_DATE": TODAY, "PYTHONUTF8": "1", **more}, check=False,
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def git(where: Path, *words: str) -> str:
    """What Git answers."""
    return subprocess.run(["git", *words], cwd=where, capture_output=True, text=True, check=True).stdout.strip()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_movement_is_clean_and_builds_at_once(tmp_path: Path, language: str) -> None:
    """No finding at all, not even a notice; `preau build` and `mkdocs build` give the same site, in its language."""
    run(tmp_path, "init", "movement", "--language", language)
    root = tmp_path / "movement"

    assert NOTHING[language] in run(root, "check")
    run(root, "build")
    made = tree(root / "site")
    run(root, "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "other"), module="mkdocs")
    assert tree(tmp_path / "other") == made
    for section in SECTIONS[language]:
        assert f"{section}/index.html" in made
    record = next(name for name in made if name.startswith("initiatives/34/ex") and name.endswith("/index.html"))
    page = made[record].decode()
    assert all(word in page for word in WORDS[language])
    other = WORDS["en" if language == "fr" else "fr"]
    assert not any(f">{word}<" in page for word in other)
    pages = {name: data for name, data in made.items() if name.endswith(".html") and not name.startswith("packs/")}
    assert "[[" not in "".join(data.decode() for data in pages.values())  # those of packs hold scripts


def test_what_is_asked_is_what_is_made(tmp_path: Path) -> None:
    """Name, address and territories, whatever signs they hold; the first territory opens, the others wait."""
    name = "L'Élan \"d'ici\" & [du] *Nord*: #1"
    run(
        tmp_path, "init", "new/deep", "--name", name, "--contact", "allo_nous@elan.example",
        "--territory", "75-18:Paris 18e", "--territory", "75:Paris", "--territory", "2A:Corse-du-Sud",
        "--territory", "r-11:Île-de-France", "--territory", "988:Nouvelle-Calédonie",
    )  # fmt: skip
    root = tmp_path / "new" / "deep"
    territories = {path.stem: yaml.safe_load(path.read_text()) for path in (root / "content/territories").iterdir()}

    assert yaml.safe_load((root / "content/movement.yml").read_text())["name"] == name
    assert yaml.safe_load((root / "mkdocs.yml").read_text())["site_name"] == name
    assert {code for code, place in territories.items() if place.get("opened")} == {"75-18"}
    assert {code: (place["kind"], place.get("parent")) for code, place in territories.items()} == {
        "fr": ("country", None), "75-18": ("district", "75"), "75": ("department", "fr"), "2A": ("department", "fr"),
        "r-11": ("region", "fr"), "988": ("collectivity", "fr"),
    }  # fmt: skip
    assert NOTHING["fr"] in run(root, "check")
    run(root, "build", "--no-search")
    assert "allo_nous@elan.example" in (root / "site/contribuer/index.html").read_text()


def test_the_name_comes_from_the_folder(tmp_path: Path) -> None:
    """Nobody has to think of an option to begin."""
    run(tmp_path, "init", "mieux-vivre_ici", "--language", "en")

    assert 'name: "Mieux vivre ici"\n' in (tmp_path / "mieux-vivre_ici/content/movement.yml").read_text()


def test_the_first_commit_names_nobody(tmp_path: Path) -> None:
    """Branch main, one commit by a neutral author, nothing left aside, whatever the Git of this person is set to."""
    (tmp_path / "settings").write_text(
        "[user]\n\tname = Jeanne\n\temail = jeanne@chez.example\n[commit]\n\tgpgsign = true\n"
    )
    said = run(
        tmp_path, "init", "movement", GIT_CONFIG_GLOBAL=str(tmp_path / "settings"), GIT_AUTHOR_NAME="Jeanne",
        GIT_DIR=str(tmp_path / "elsewhere"),
    )  # fmt: skip
    root = tmp_path / "movement"

    assert (
        git(root, "log", "--all", "--format=%an <%ae> %cn <%ce>") == "Préau <preau@localhost> Préau <preau@localhost>"
    )
    assert git(root, "branch", "--show-current") == "main"
    assert git(root, "status", "--short", "--ignored") == ""
    assert "Préau <preau@localhost>" in said
    assert not (tmp_path / "elsewhere").exists()


def test_without_git_the_files_are_there(tmp_path: Path) -> None:
    """Git can come later; what to do then is said."""
    said = run(tmp_path, "init", "movement", PATH=str(tmp_path))

    assert "git init" in said
    assert not (tmp_path / "movement/.git").exists()
    assert (tmp_path / "movement/README.md").is_file()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["full"], "full"), (["a-file"], "a-file"), (["new", "--territory", "34"], "34:Hérault"),
        (["new", "--territory", "fr:France"], "fr:France"), (["new", "--territory", "../x:Y"], "../x:Y"),
        (["new", "--territory", "34:A", "--territory", "34:B"], "34:B"), (["new", "--contact", "personne"], "personne"),
        (["new", "--wheel", "a-file"], "a-file"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_in_a_sentence(tmp_path: Path, options: list[str], word: str) -> None:
    """Exit 2, one sentence that names what is wrong, nothing written."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    (tmp_path / "a-file").write_text("mine")
    before = tree(tmp_path)

    assert word in run(tmp_path, "init", *options, code=2).replace("\n", " ")
    assert tree(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_a_name_that_no_movement_may_have_is_told_by_its_rule(tmp_path: Path) -> None:
    """The files are judged before they are put anywhere."""
    said = run(tmp_path, "init", "new", "--name", "<b>Gras</b>", code=1)

    assert "content/movement.yml:2:7: PR123" in said
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_movement_can_leave_the_demonstration(tmp_path: Path, language: str) -> None:
    """What README.md says to do is enough: examples gone, people named, no finding left, and the site builds."""
    run(tmp_path, "init", "movement", "--language", language)
    root = tmp_path / "movement"
    movement = root / "content/movement.yml"
    movement.write_text(movement.read_text().replace("demonstration: true", "demonstration: false"))
    named = set(re.findall(r"^(\S+?):\d+:\d+: PR602", run(root, "check", code=1), re.MULTILINE))

    readme = (root / "README.md").read_text()
    for path in sorted(named):
        assert path in readme, f"README.md does not say what to do with {path}"
    for path in re.findall(r"`((?:initiatives|content)/\S+/(?:ex|\d{4}-)[\w-]+\.(?:md|yml))`", readme):
        (root / path).unlink()
    for folder in (root / "courses").iterdir():
        shutil.rmtree(folder)
    for path in (movement, root / "content/territories/34.yml"):
        path.write_text(path.read_text().replace("    fictional: true\n", ""))

    assert NOTHING[language] in run(root, "check")
    run(root, "build")
    assert WORDS[language][1] not in (root / "site/index.html").read_text()


def test_identifiers_are_new_in_each_movement(tmp_path: Path) -> None:
    """A learner's progress is kept under them: two movements, or two chapters, never share one."""
    found: list[str] = []
    for folder in ("one", "two"):
        run(tmp_path, "init", folder)
        for path in (tmp_path / folder / "courses").rglob("*.*"):
            found += re.findall(r"^identifier: (\S+)$", path.read_text(), re.MULTILINE)

    assert len(found) == len(set(found)) == 16
    assert all(uuid.UUID(one).version == 4 for one in found)


def test_the_forges_run_what_a_person_runs(tmp_path: Path) -> None:
    """The three forges check and build by make, and can write nothing."""
    run(tmp_path, "init", "movement")
    root = tmp_path / "movement"
    files = [root / name for name in (".github/workflows/site.yml", ".forgejo/workflows/site.yml", ".gitlab-ci.yml")]

    for path in files:
        text = path.read_text()
        assert isinstance(yaml.safe_load(text), dict)
        assert "make check" in text and "make site" in text
        assert not re.search(r"secrets\.|: write|\btoken\b", text)
    assert "contents: read" in files[0].read_text()


def test_both_languages_hold_the_same_things() -> None:
    """A movement in English lacks nothing of one in French: as many files of each kind, the same vocabularies."""

    def kinds(language: str) -> Counter[tuple[str, ...]]:
        paths = [path.relative_to(SKELETON / language) for path in (SKELETON / language).rglob("*") if path.is_file()]
        return Counter(
            (*path.parent.parts[:2][: 1 if path.parts[0] == "courses" else 2], path.suffix) for path in paths
        )

    assert kinds("fr") == kinds("en")
    for name in ("themes", "beneficiaries", "skills"):
        here, there = (
            yaml.safe_load((SKELETON / lang / f"content/vocabularies/{name}.yml").read_text()) for lang in LANGUAGES
        )
        assert [(term["fr"], term["en"]) for term in here] == [(term["fr"], term["en"]) for term in there]


def test_make_says_nothing_that_a_shell_would_read(tmp_path: Path) -> None:
    """The sentences of the Makefile stand between single quotes: they hold none."""
    for language in LANGUAGES:
        run(tmp_path, "init", language, "--language", language)
        said = subprocess.run(["make"], cwd=tmp_path / language, capture_output=True, text=True, check=True).stdout

        assert re.findall(r"^  make (\w+) {3,}\S", said, re.MULTILINE) == ["serve", "check", "site", "clean"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [("abroad", "abroad"), ("r-76", "region"), ("34", "department"), ("2B", "department"), ("974", "department"),
     ("976", "department"), ("975", "collectivity"), ("987", "collectivity"), ("75-18", "district")],
)  # fmt: skip
def test_the_code_of_a_territory_says_what_it_is(code: str, kind: str) -> None:
    """So that nobody has to write it."""
    assert kind_of(code) == kind
    assert parent_of(code, {"34": "Hérault"}) == "fr"


# --- Préau, pinned ----------------------------------------------------------------------------------------------------


def test_every_dependency_is_pinned_with_hashes() -> None:
    """A movement installs from this list alone: a name that is missing there would stop its site."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    pinned = (ROOT / "requirements" / "runtime.txt").read_text()

    for name in (re.split(r"[\[<>=!~ ]", one)[0] for one in wanted):
        assert re.search(rf"^{re.escape(name.lower())}==\S+ \\\n +--hash=sha256:", pinned, re.MULTILINE), name


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package, built from this repository."""
    folder = tmp_path_factory.mktemp("wheel")
    call = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(folder),
        str(ROOT),
    ]
    subprocess.run(call, check=True, capture_output=True)
    return next(folder.glob("preau-*.whl"))


def test_a_wheel_kept_in_the_movement_makes_its_site(tmp_path: Path, wheel: Path) -> None:
    """From the file alone: pinned by its hash, installed by the movement's own Makefile, it checks and builds.

    Only the download of what Préau itself needs is spared: the new environment sees those of the tests, from which
    Préau is hidden (a path file reads no path file), and the list of pins is the object of another test.
    """
    run(tmp_path, "init", "movement", "--wheel", str(wheel))
    root = tmp_path / "movement"
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    assert f"./vendor/{wheel.name} --hash=sha256:{digest}\n" in (root / "requirements.txt").read_text()
    assert git(root, "ls-files", "vendor") == f"vendor/{wheel.name}"
    assert (root / "dependencies.txt").read_text().splitlines()[1:] == [
        line for line in (ROOT / "requirements/runtime.txt").read_text().splitlines() if not line.startswith("#")
    ]

    (root / "dependencies.txt").write_text("")
    make(root, ".venv/.ready")
    places = next((root / ".venv" / "lib").glob("python*/site-packages"), root / ".venv" / "Lib" / "site-packages")
    (places / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    found = subprocess.run(
        [root / ".venv/bin/python", "-c", "import preau; print(preau.__file__, preau.__version__)"],
        cwd=root, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert Path(found[0]).is_relative_to(places) and found[1] == __version__
    assert NOTHING["fr"] in make(root, "check")
    make(root, "site")
    assert (root / "site" / "index.html").is_file()
    assert (root / "site" / "search" / "index.js").is_file()
    run(root / ".venv", "init", "again", "--wheel", str(root / "vendor" / wheel.name))


def test_a_wheel_that_was_changed_is_not_installed(tmp_path: Path, wheel: Path) -> None:
    """Whoever can write a file beside the pin still cannot run code: the hash stops it."""
    run(tmp_path, "init", "movement", "--wheel", str(wheel))
    root = tmp_path / "movement"
    with (root / "vendor" / wheel.name).open("ab") as file:
        file.write(b"one byte more")
    (root / "dependencies.txt").write_text("")

    assert "hash" in make(root, ".venv/.ready", code=2).lower()


def make(root: Path, goal: str, code: int = 0) -> str:
    """`make`, with the Python of the tests and without their environment."""
    settings = {
        key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "MAKEFLAGS", "VIRTUAL_ENV"}
    }
    done = subprocess.run(
        ["make", goal, f"PYTHON={sys.executable}"], cwd=root, capture_output=True, text=True, check=False,
        env={**settings, "PREAU_DATE": TODAY},
    )  # fmt: skip
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr
