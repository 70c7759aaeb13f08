"""Texts edited: the bytes of a whole build, little drawn, no record read; a fault is told, a kill loses nothing."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from edited import CARD, FIRST, PAGE, SECOND, page_removed, picture, told
from preau.edges import plugin
from preau.edges.amending import Follower
from preau.edges.output import Output
from preau.reading.tree import WorkTree
from sited import DAY, MKDOCS, assert_like_whole, follow, more, replaced, settle, whole
from tools.translated import COURSE

SOAK = bool(os.environ.get("PREAU_SOAK"))
SEQUENCES, STEPS, KILLS = (10, 15, 100) if SOAK else (1, 6, 10)


# --- Changes of texts


def chapter_added(root: Path) -> None:
    """In the plan as well, with a link to another one."""
    text = (root / SECOND).read_text(encoding="utf-8")
    text = text.replace("f7a2", "f7a3").replace("title: Écouter", "title: Comprendre")
    (root / "courses/agir/03-comprendre.md").write_text(text + "\nAprès avoir [écouté](02-ecouter.md).\n", "utf-8")
    replaced(root / COURSE, "02-ecouter]", "02-ecouter, 03-comprendre]")


def chapter_removed(root: Path) -> None:
    """From the plan as well; its translation lacked already, and no longer leads there."""
    (root / SECOND).unlink()
    replaced(root / COURSE, ", 02-ecouter]", "]")
    replaced(root / "courses/agir/en/01-observer.md", "[listen](02-ecouter.md)", "listen")


def chapter_renamed(root: Path) -> None:
    """Its address is another one."""
    (root / SECOND).rename(root / "courses/agir/02-entendre.md")
    replaced(root / COURSE, "02-ecouter", "02-entendre")
    replaced(root / "courses/agir/en/01-observer.md", "02-ecouter.md", "02-entendre.md")


def course_added(root: Path) -> None:
    """A second module: other modules lead to it."""
    shutil.copytree(root / "courses/budget", root / "courses/impots")
    replaced(root / "courses/impots/course.yml", "0b7a1f0e", "1b7a1f0e")
    replaced(root / "courses/impots/course.yml", "Le budget de ma commune", "Les impôts")
    replaced(root / "courses/impots/01-deux-parties.md", "5f8e0f60", "6f8e0f60")


CHANGES: dict[str, Callable[[Path], object]] = {
    "chapter edited": lambda root: more(root / FIRST, "Encore une phrase, et [écoutez](02-ecouter.md)."),
    "chapter titled": lambda root: replaced(root / FIRST, "title: Observer un besoin", "title: Regarder autour"),
    "chapter's time": lambda root: replaced(root / SECOND, "PT2M", "PT3M"),
    "question edited": lambda root: replaced(root / FIRST, "Laquelle de ces", "Parmi celles-ci, laquelle de ces"),
    "chapter added": chapter_added,
    "chapter removed": chapter_removed,
    "chapter renamed": chapter_renamed,
    "card edited": lambda root: more(root / CARD, "Un mot de plus."),
    "course described": lambda root: replaced(root / COURSE, "un petit projet utile", "un tout petit projet"),
    "course of other themes": lambda root: replaced(root / COURSE, "[solidarite]", "[environnement]"),
    "course on trial": lambda root: replaced(root / COURSE, "stage: open", "stage: pilot"),
    "course that opens later": lambda root: replaced(
        root / "courses/budget/course.yml", "stage: open", "stage: open\nopens: 2027-01-18"
    ),
    "course added": course_added,
    "page edited": lambda root: more(root / "content/pages/aide.md", "Puis [le cours](/cours/agir/observer/)."),
    "home edited": lambda root: more(root / "content/pages/index.md", "Un mot de plus."),
    "page added": lambda root: (root / "content/pages/contact.md").write_text(PAGE.replace("De l'aide", "Contact")),
    "page removed": page_removed,
    "picture of a course": lambda root: (root / "courses/agir/place.png").write_bytes(picture("blue")),
    "picture of a page": lambda root: (root / "content/pages/images/place.png").write_bytes(picture("blue")),
    "picture added": lambda root: (root / "courses/agir/autre.png").write_bytes(picture("green")),
    "translation edited": lambda root: more(root / "courses/agir/en/01-observer.md", "One more sentence."),
    "translation removed": lambda root: (root / "courses/agir/en/01-observer.md").unlink(),
    "touched": lambda root: os.utime(root / FIRST),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_text_changes_and_the_bytes_are_those_of_a_whole_build(
    edition: Path, change: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In proportion, no record being read nor drawn; then again, since what is remembered must be true as well."""
    for again in (False, True):
        with monkeypatch.context() as patch:
            drawn, read = told(patch, Output, "put"), told(patch, WorkTree, "read")
            more(edition / CARD, "Un mot.") if again else change(edition)
            assert follow(edition) is not None
        assert not [path for path in read if path.startswith("initiatives/")]
        assert not [address for address in drawn if re.match(r"/initiatives/\d+/[a-z]", address)]
        assert_like_whole(edition)


def test_one_page_is_converted_and_one_course_drawn(edition: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the others."""
    converted: list[str] = []
    clean = plugin.clean
    monkeypatch.setattr(plugin, "clean", lambda html, name: converted.append(name) or clean(html, name))
    drawn = told(monkeypatch, Output, "put")
    more(edition / FIRST, "Encore une phrase.")
    assert follow(edition) is not None
    assert converted == ["cours/agir/01-observer.md"]
    assert "/cours/agir/observer/" in drawn
    assert not [address for address in drawn if address.startswith(("/cours/budget/", "/themes/", "/criteres"))]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: replaced(root / COURSE, "title: Agir près de chez soi", "title: Agir tout près"),
        lambda root: (root / "content/pages/a-propos.md").write_text(PAGE, encoding="utf-8"),
        lambda root: (root / "content/pages/ouvrir-un-territoire.md").write_text(PAGE, encoding="utf-8"),
        lambda root: replaced(root / "content/vocabularies/themes.yml", "Nature", "La nature"),
    ],
    ids=["course renamed", "page in the footer", "page that every territory names", "vocabulary"],
)
def test_what_records_show_is_a_whole_build(edition: Path, change: Callable[[Path], object]) -> None:
    """The title of a course, a link at the foot of every page, the words of the movement."""
    change(edition)
    assert follow(edition) is None
    settle()
    whole(edition)
    assert_like_whole(edition)
    more(edition / FIRST, "Encore une phrase.")
    assert follow(edition) is not None


def test_courses_to_take_away_follow(edition: Path) -> None:
    """At once where nobody waits; where somebody does, the pages first, then the files of that course alone."""
    settings = edition / "mkdocs.yml"
    settings.write_text(MKDOCS.replace("[preau]", "[preau: {packs: true}]"), encoding="utf-8")
    settle()
    whole(edition)
    more(edition / FIRST, "Encore une phrase.")
    assert follow(edition) is not None
    assert_like_whole(edition)

    more(edition / FIRST, "Encore une autre.")
    follower = Follower(edition, edition / "site", day=DAY, jobs=1)
    first = follower.follow(hurried=True)
    assert first is not None and first.waiting
    assert "Encore une autre." in (edition / "site/cours/agir/observer/index.html").read_text("utf-8")
    assert not (edition / "site/packs/agir/agir.epub").exists()
    assert (edition / "site/packs/budget/budget.epub").exists()
    replaced(edition / "initiatives/81/jardin-1.md", "title: Un jardin, 1", "title: Un autre jardin")
    then = follower.follow(hurried=True)
    assert then is not None and then.waiting
    last = follower.follow()
    assert last is not None and not last.waiting
    assert_like_whole(edition)


def test_killed_at_any_moment_then_run_again(edition: Path) -> None:
    """SIGKILL at moments spread over builds, each followed by another: never half a file, nothing lost."""
    more(edition / FIRST, "Une phrase.")
    began = time.monotonic()
    assert follow(edition) is not None
    lasts, dice = time.monotonic() - began, random.Random(KILLS)
    for number in range(KILLS):
        more(edition / FIRST, f"La phrase numéro {number}.")
        process = os.fork()
        if not process:
            if follow(edition) is None:
                whole(edition)
            os._exit(0)
        time.sleep(lasts * dice.uniform(0, 1.1))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        for page in (edition / "site").rglob("*.html"):
            assert page.read_bytes().rstrip().endswith(b"</html>"), page
    if follow(edition) is None:
        whole(edition)
    assert_like_whole(edition)


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_any_edits_one_after_another(edition: Path, seed: int) -> None:
    """Changes at random, among those that can be made again and again."""
    dice, followed = random.Random(seed), 0
    names = ("chapter edited", "card edited", "page edited", "home edited", "translation edited", "touched")
    for step in range(STEPS):
        for name in dice.sample(names, dice.choice([1, 1, 3])):
            CHANGES[name](edition)
        (edition / "courses/agir/place.png").write_bytes(picture(dice.choice(["red", "blue", "green"])))
        more(edition / f"initiatives/81/jardin-{step % 3}.md", "Encore un mot.")
        done = follow(edition)
        followed += done is not None
        if done is None:
            whole(edition)
        assert_like_whole(edition)
    assert followed > STEPS / 2
