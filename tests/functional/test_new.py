"""`preau new`: what it writes passes `preau check` at once, and nothing that was there is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from preau.cli import main

Repo = Callable[..., Path]
Check = Callable[[Path], list[str]]
DAY = "2026-11-23"


def new(root: Path, *words: str, typed: str = "") -> Result:
    """`preau new …` in a movement, as typed in a terminal."""
    return CliRunner().invoke(main, ["new", *words, "--root", str(root), "--date", DAY], input=typed)


def files(root: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def without_gaps(found: list[str]) -> list[str]:
    """The findings but those that say what is left to complete."""
    return [one for one in found if not one.endswith("PR244")]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_new_course_is_valid_at_once(repo: Repo, check: Check, language: str) -> None:
    """Three weeks, a chapter in each, in either language: no fault, and the gaps say so."""
    root = repo()
    done = new(root, "course", "--title", "L’Europe d’à côté", "--weeks", "3", "--language", language)
    names = sorted(path.name for path in (root / "courses/l-europe-d-a-cote").iterdir())

    assert done.exit_code == 0, done.output
    assert len(names) == 4 and names[-1] == "course.yml"
    assert check(root) == []
    assert "À compléter" in done.output and "preau serve" in done.output


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_new_module_is_valid_at_once(repo: Repo, check: Check, language: str) -> None:
    """Cards and one question."""
    root = repo()
    done = new(
        root, "module", "--title", "Être élu·e", "--objective", "Dire ce que fait un élu", "--language", language
    )

    assert done.exit_code == 0, done.output
    assert check(root) == []
    assert "id: dire-ce-que-fait-un-elu" in (root / "courses/etre-elu-e/course.yml").read_text()


def test_a_new_initiative_is_valid_at_once(repo: Repo, check: Check) -> None:
    """A territory may be told by its name."""
    root = repo()
    done = new(root, "initiative", "--title", "Un café des aînés", "--territory", "herault")

    assert done.exit_code == 0, done.output
    assert without_gaps(check(root)) == []
    assert (root / "initiatives/34/un-cafe-des-aines.md").is_file()


def test_what_is_not_told_is_asked(repo: Repo) -> None:
    """Title and territory, in the language of the movement."""
    root = repo()
    done = new(root, "initiative", typed="Un café des aînés\n34\n")

    assert done.exit_code == 0, done.output
    assert "Titre de l’initiative" in done.output and "Code du territoire" in done.output


@pytest.mark.parametrize(
    ("before", "week", "after"),
    [
        ("    chapters: [01-observer]\n", (), "    chapters: [01-observer, 02-l-ete]\n"),
        ("    chapters: ['01-observer'] # une\n", (), "    chapters: ['01-observer', 02-l-ete] # une\n"),
        ("    chapters:\n      - 01-observer  # la première\n", (),
         "    chapters:\n      - 01-observer  # la première\n      - 02-l-ete\n"),
        ("    chapters:\r\n    -   \"01-observer\"\r\n", (),
         "    chapters:\r\n    -   \"01-observer\"\r\n    -   02-l-ete\r\n"),
        ("    chapters: [01-observer]\n", ("--week", "2"),
         "    chapters: [01-observer]\n  - title: \"À compléter : semaine 2\"\n    chapters:\n      - 02-l-ete\n"),
    ],
)  # fmt: skip
def test_a_chapter_is_listed_in_its_week(
    repo: Repo, check: Check, before: str, week: tuple[str, ...], after: str
) -> None:
    """Its line is added; all the other bytes of course.yml are as they were, comments and line ends included."""
    root = repo()
    path = root / "courses/agir/course.yml"
    text = path.read_bytes().decode().replace("    chapters: [01-observer]\n", before)
    path.write_bytes(text.encode())
    kept = files(root)
    done = new(root, "chapter", "agir", "--title", "L’été", *week)
    now = files(root)

    assert done.exit_code == 0, done.output
    assert path.read_bytes().decode() == text.replace(before, after)
    assert set(now) - set(kept) == {"courses/agir/02-l-ete.md"}
    assert [name for name in kept if now[name] != kept[name]] == ["courses/agir/course.yml"]
    assert without_gaps(check(root)) == []


def test_a_card_is_listed_in_its_module(repo: Repo, check: Check) -> None:
    """Even when the file does not end with a line end."""
    root = repo()
    path = root / "courses/budget/course.yml"
    path.write_text(
        re.sub(r"cards:\n  - 01-deux-parties\n(.*)", r"\1cards:\n  - 01-deux-parties", path.read_text(), flags=re.S)
    )
    done = new(root, "chapter", "courses/budget/", "--title", "Les impôts")

    assert done.exit_code == 0, done.output
    assert path.read_text().endswith("cards:\n  - 01-deux-parties\n  - 02-les-impots\n")
    assert without_gaps(check(root)) == []


def test_each_identifier_is_new(repo: Repo) -> None:
    """Two chapters never share one; two of one title, whose addresses would be the same, are refused."""
    root = repo()
    codes = [new(root, "chapter", "agir", "--title", title).exit_code for title in ("Encore", "Encore un", "Encore")]
    texts = [(root / f"courses/agir/{name}.md").read_text() for name in ("02-encore", "03-encore-un")]

    assert codes == [0, 0, 1]
    assert len({re.search(r"identifier: (\S+)", text)[1] for text in texts}) == 2  # type: ignore[index]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("course", "--title", "Agir"), "courses/agir/course.yml existe déjà"),
        (("course", "--title", "…"), "On ne peut pas faire un nom de fichier"),
        (("course", "--title", "A" * 90), "PR114"),
        (("course", "--title", "Un <b>cours</b>"), "PR123"),
        (("course", "--title", "Un cours", "--theme", "rien"), "solidarite"),
        (("chapter", "rien", "--title", "Deux"), "agir, budget"),
        (("chapter", "agir", "--title", "Deux", "--week", "3"), "semaines 1 à 1"),
        (("chapter", "agir", "--title", "Deux", "--objective", "x"), "observer-un-besoin"),
        (("chapter", "budget", "--title", "Deux", "--week", "1"), "Un module a des cartes"),
        (("initiative", "--title", "Un café", "--territory", "99"), "34 (Hérault)"),
    ],
)
def test_what_cannot_be_written_is_told_plainly(repo: Repo, words: tuple[str, ...], said: str) -> None:
    """What was wrong and what can be written instead; no file is touched."""
    root = repo()
    before = files(root)
    done = new(root, *words)

    assert done.exit_code in {1, 2}
    assert said in done.output.replace("\n", " ") and "Traceback" not in done.output
    assert files(root) == before


def test_a_course_at_fault_is_left_alone(repo: Repo) -> None:
    """Its errors come first."""
    root = repo({"courses/agir/course.yml": "kind: mooc\n"})
    done = new(root, "chapter", "agir", "--title", "Deux")

    assert done.exit_code == 2 and "a des erreurs" in done.output


def test_a_folder_without_a_movement(tmp_path: Path) -> None:
    """There is nowhere to write."""
    done = new(tmp_path, "course", "--title", "Un cours")

    assert done.exit_code == 2 and "preau init" in done.output
