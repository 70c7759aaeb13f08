"""Records are worked on before MkDocs has read its file and before texts are judged: nothing shows of it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from preau.cli import main
from preau.edges import make
from preau.edges.converting import loaded
from preau.edges.settings import Settings, plain

Repo = Callable[..., Path]
HEAD = "site_name: Essai\ndocs_dir: content/pages\n"
RECORD, HOME = "initiatives/34/berges-propres.md", "content/pages/index.md"


def build(root: Path, *words: str) -> Result:
    """The command in the folder of a movement."""
    return CliRunner().invoke(main, ["build", "--root", str(root), "--date", "2026-11-23", "--no-search", *words])


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def many(root: Path) -> None:
    """Enough records for several processes."""
    text = re.sub(r"^aliases: .*\n", "", (root / RECORD).read_text(encoding="utf-8"), flags=re.M)
    for number in range(450):
        (root / f"initiatives/34/copie-{number}.md").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "lines",
    [
        "plugins: [preau]\n",
        "plugins:\n  - preau:\n      search: false\nsite_url: https://essai.example\n",
        "plugins: {preau: {search: true}}\nsite_url: https://essai.example/sous/chemin\nsite_dir: ailleurs/../la\n",
        "plugins: {preau: {}}\nsite_url: ''\nsite_dir: /tmp/la/\n",
    ],
)
def test_a_plain_file_is_read_as_mkdocs_reads_it(repo: Repo, lines: str) -> None:
    """So that work seldom begins twice."""
    path = repo({"mkdocs.yml": HEAD + lines}) / "mkdocs.yml"

    assert plain(path) == loaded(path).settings


@pytest.mark.parametrize(
    "lines",
    [
        "plugins: []\n",
        "plugins: [preau]\nsite_url: !ENV [ADDRESS, 'https://essai.example/']\n",
        "plugins: [preau]\nINHERIT: base.yml\n",
        "plugins: [preau: true]\n",
        "plugins: [preau]\nsite_dir: 3\n",
        "plugins: [preau\n",
    ],
)
def test_any_other_file_is_left_to_mkdocs(repo: Repo, lines: str) -> None:
    """What is not plain is not guessed."""
    assert plain(repo({"mkdocs.yml": HEAD + lines}) / "mkdocs.yml") is None


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_settings_read_otherwise_begin_the_work_again(repo: Repo, monkeypatch: pytest.MonkeyPatch, jobs: str) -> None:
    """Whatever was expected, the site is that of what MkDocs reads, and no other is touched."""
    root = repo({"mkdocs.yml": HEAD + "plugins: [preau]\nsite_url: https://essai.example/\n"})
    many(root)
    assert build(root, "--jobs", jobs).exit_code == 0
    right = tree(root / "site")
    (root / "site").rename(root / "right")
    said = Settings("https://other.example/a/", str(root / "wrong"), False, False)
    monkeypatch.setattr(make, "plain", lambda path: said)
    done = build(root, "--jobs", jobs)

    assert done.exit_code == 0, done.output
    assert tree(root / "site") == right
    assert not list(root.glob("*wrong*"))


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_fault_of_a_text_stops_the_work_and_all_is_told(repo: Repo, jobs: str) -> None:
    """The faults of a page and of a record come in one report; the last site stays, and nothing waits beside it."""
    root = repo({"mkdocs.yml": HEAD + "plugins: [preau]\n"})
    many(root)
    assert build(root, "--jobs", jobs).exit_code == 0
    before = tree(root / "site")
    for path in (root / HOME, root / RECORD):
        path.write_text(path.read_text(encoding="utf-8") + "\nÉcrire à jean.dupont@example.org.\n", encoding="utf-8")
    done = build(root, "--jobs", jobs)

    assert done.exit_code == 1
    assert f"{HOME}:" in done.output and f"{RECORD}:" in done.output
    assert tree(root / "site") == before
    assert not list(root.glob(".*.stage"))


def test_a_fault_of_mkdocs_yml_is_told_before_any_other(repo: Repo) -> None:
    """Work that began is given up."""
    root = repo({"mkdocs.yml": HEAD + "plugins: [preau]\ntheme: {name: nowhere}\n"})
    many(root)
    command = [sys.executable, "-m", "preau", "build", "--root", str(root), "--jobs", "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # what MkDocs says is its process's own

    assert done.returncode == 1
    assert "MkDocs:" in done.stderr and "nowhere" in done.stderr
    assert not (root / "site").exists()
