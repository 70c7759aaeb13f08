"""Texts edited: the bytes of a whole build, little drawn, no record read; a fault is told, a kill loses nothing."""

from __future__ import annotations

import io
import os
import random
import re
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from preau.edges import amending, plugin
from preau.edges.amending import Follower, in_proportion
from preau.edges.builder import Build
from preau.edges.make import make
from preau.edges.output import Output, Result
from preau.edges.stopping import Refused
from preau.reading.tree import WorkTree
from tools.guarded import files, initiative
from tools.translated import COURSE, translated

DAY = "2026-11-23"
Repo = Callable[..., Path]
MKDOCS = """site_name: Essai
site_url: https://essai.example/sous-chemin/
docs_dir: content/pages
theme: {name: material}
plugins: [preau]
"""
FIRST, SECOND, CARD = "courses/agir/01-observer.md", "courses/agir/02-ecouter.md", "courses/budget/01-deux-parties.md"
PAGE = "---\ntitle: De l'aide\n---\n\nDemandez [ici](index.md).\n\n![Une place](images/place.png)\n"
SOAK = bool(os.environ.get("PREAU_SOAK"))
SEQUENCES, STEPS, KILLS = (10, 15, 100) if SOAK else (1, 6, 10)


def picture(colour: str) -> bytes:
    """A small picture."""
    data = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(data, "PNG")
    return data.getvalue()


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small movement with a translated course, a module, two pages, pictures, some initiatives; its site in place."""
    root = tmp_path_factory.mktemp("edition") / "movement"
    shutil.copytree(Path(__file__).parents[1] / "sites/minimal", root)
    records = {f"initiatives/81/jardin-{n}.md": initiative(f"Un jardin, {n}", code="81") for n in range(9)}
    records = {path: re.sub(r"^committees: .*\n", "", text, flags=re.M) for path, text in records.items()}
    for path, text in {**files(), "mkdocs.yml": MKDOCS, "content/pages/aide.md": PAGE, **records}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    more(root / FIRST, "![Une place](place.png)")
    for folder in ("courses/agir", "content/pages/images"):
        (root / folder).mkdir(exist_ok=True)
        (root / folder / "place.png").write_bytes(picture("red"))
    translated(root)
    time.sleep(2 * amending.TICK / 1e9)
    whole(root)
    return root


@pytest.fixture
def movement(ready: Path, tmp_path: Path) -> Path:
    """The same, for one test to change; its files look as they did, but for their numbers."""
    root = tmp_path / "movement"
    shutil.copytree(ready, root)
    time.sleep(2 * amending.TICK / 1e9)
    whole(root)
    return root


def whole(root: Path, site: str = "site", full: bool = False) -> Result:
    """A whole build, whatever could be kept."""
    return make(lambda url, folder: Build(root, folder, url=url, day=DAY, jobs=1, full=full), root, root / site)


def follow(root: Path) -> Result | None:
    """A build in proportion, if it can be."""
    return in_proportion(root, root / "site", day=DAY, jobs=1)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def assert_like_whole(root: Path) -> None:
    """The site in place has the bytes of one made from nothing, nothing kept."""
    shutil.rmtree(root / "fresh", ignore_errors=True)
    whole(root, "fresh", full=True)
    made, expected = tree(root / "site"), tree(root / "fresh")
    assert sorted(name for name in made.keys() | expected if made.get(name) != expected.get(name)) == []


def replaced(path: Path, old: str, new: str) -> None:
    """Some words in place of others, which are there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def more(path: Path, sentence: str) -> None:
    """One more paragraph."""
    path.write_text(path.read_text(encoding="utf-8").rstrip() + f"\n\n{sentence}\n", encoding="utf-8")


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


def page_removed(root: Path) -> None:
    """With nothing that leads to it."""
    (root / "content/pages/aide.md").unlink()


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
    movement: Path, change: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In proportion, no record being read nor drawn; then again, since what is remembered must be true as well."""
    for again in (False, True):
        with monkeypatch.context() as patch:
            drawn, read = told(patch, Output, "put"), told(patch, WorkTree, "read")
            more(movement / CARD, "Un mot.") if again else change(movement)
            assert follow(movement) is not None
        assert not [path for path in read if path.startswith("initiatives/")]
        assert not [address for address in drawn if re.match(r"/initiatives/\d+/[a-z]", address)]
        assert_like_whole(movement)


def told(patch: pytest.MonkeyPatch, kind: type, name: str) -> list[str]:
    """The first thing given to a method, each time that it is called from now on."""
    found, method = [], getattr(kind, name)

    def called(own: object, first: str, *others: object, **named: object) -> object:
        found.append(first)
        return method(own, first, *others, **named)

    patch.setattr(kind, name, called)
    return found


def test_records_and_texts_change_together(movement: Path) -> None:
    """As after a pull: one build in proportion."""
    replaced(movement / "initiatives/81/jardin-1.md", "title: Un jardin, 1", "title: Un autre jardin")
    more(movement / FIRST, "Comme [là](/initiatives/81/jardin-1/).")
    assert follow(movement) is not None
    assert_like_whole(movement)
    assert refused(movement, lambda: (movement / "initiatives/81/jardin-1.md").unlink())


def test_one_page_is_converted_and_one_course_drawn(movement: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the others."""
    converted: list[str] = []
    clean = plugin.clean
    monkeypatch.setattr(plugin, "clean", lambda html, name: converted.append(name) or clean(html, name))
    drawn = told(monkeypatch, Output, "put")
    more(movement / FIRST, "Encore une phrase.")
    assert follow(movement) is not None
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
def test_what_records_show_is_a_whole_build(movement: Path, change: Callable[[Path], object]) -> None:
    """The title of a course, a link at the foot of every page, the words of the movement."""
    change(movement)
    assert follow(movement) is None
    time.sleep(2 * amending.TICK / 1e9)
    whole(movement)
    assert_like_whole(movement)
    more(movement / FIRST, "Encore une phrase.")
    assert follow(movement) is not None


def refused(root: Path, change: Callable[[], object]) -> bool:
    """Whether a change is refused, at once or by a whole build, in the same words; the site stays as it was."""
    before = tree(root / "site")
    change()
    try:
        assert follow(root) is None
        told = ""
    except Refused as refusal:
        told = refusal.report
    with pytest.raises(Refused) as again:
        whole(root)
    assert told in ("", again.value.report)
    return tree(root / "site") == before


def test_a_fault_is_told_without_reading_records(movement: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They did not change: an author is not to wait for them; then the text is mended."""
    kept, read = (movement / FIRST).read_bytes(), told(monkeypatch, WorkTree, "read")
    more(movement / FIRST, "<script>alert(1)</script>")
    follower = Follower(movement, movement / "site", day=DAY, jobs=1)
    with pytest.raises(Refused) as refusal:
        follower.follow()
    assert f"{FIRST}:" in refusal.value.report and "PR" in refusal.value.report
    assert read and not [path for path in read if path.startswith("initiatives/")]
    (movement / FIRST).write_bytes(kept)
    assert follower.follow() is not None
    assert_like_whole(movement)


def test_a_refusal_tells_all_that_the_rules_say(movement: Path) -> None:
    """Whichever build refuses, and whichever file is at fault: the errors, the advice about texts and about records."""
    advised, later = movement / "initiatives/81/jardin-1.md", movement / "initiatives/81/jardin-2.md"
    kept, chapter = advised.read_bytes(), movement / FIRST
    more(advised, "### 2062-05-02\n\nUn jour à venir.")
    more(movement / CARD, "À compléter : la suite.")
    time.sleep(2 * amending.TICK / 1e9)
    whole(movement)
    more(later, "### 2061-05-02\n\nUn autre jour à venir.")
    time.sleep(2 * amending.TICK / 1e9)
    assert follow(movement) is not None

    sound = chapter.read_bytes()
    more(chapter, "<script>alert(1)</script>")
    told = report(lambda: follow(movement))
    assert told == report(lambda: whole(movement))
    assert told_of(told) == {FIRST, CARD, *records_of(movement, advised, later)}
    chapter.write_bytes(sound)

    advised.write_bytes(kept)
    time.sleep(2 * amending.TICK / 1e9)
    assert follow(movement) is not None
    replaced(movement / COURSE, "02-ecouter", "02-autre")
    told = report(lambda: follow(movement))
    assert told == report(lambda: whole(movement))
    assert told_of(told) == {COURSE, SECOND, CARD, *records_of(movement, later)}
    replaced(movement / COURSE, "02-autre", "02-ecouter")

    replaced(advised, "status: ", "status: x")
    assert follow(movement) is None
    assert told_of(report(lambda: whole(movement))) == {CARD, *records_of(movement, advised, later)}


def report(build: Callable[[], object]) -> str:
    """What a build says, which refuses."""
    with pytest.raises(Refused) as refusal:
        build()
    return refusal.value.report


def told_of(said: str) -> set[str]:
    """The files that a report names, but translations, which each change of their text makes old."""
    return {path for path in re.findall(r"^(\S+\.\w+):\d+", said, re.M) if "/en/" not in path}


def records_of(root: Path, *paths: Path) -> set[str]:
    """Their paths in the movement."""
    return {path.relative_to(root).as_posix() for path in paths}


def test_a_fault_is_told_then_mended(movement: Path) -> None:
    """HTML, a link that breaks in a text that did not change, a plan that names no file; the last good site stays."""
    path, page, plan = movement / FIRST, movement / "content/pages/aide.md", movement / COURSE
    kept, told_page, planned = path.read_bytes(), page.read_bytes(), plan.read_bytes()
    assert refused(movement, lambda: more(path, "<script>alert(1)</script>"))
    path.write_bytes(kept)
    assert follow(movement) is not None
    more(path, "Voir [l'aide](/aide/).")
    assert follow(movement) is not None
    assert refused(movement, page.unlink)
    page.write_bytes(told_page)
    assert refused(movement, lambda: replaced(plan, "02-ecouter", "02-autre"))
    plan.write_bytes(planned)
    assert refused(movement, lambda: (movement / "courses/agir/Été.md").write_bytes(kept))
    (movement / "courses/agir/Été.md").unlink()
    assert follow(movement) is not None
    assert_like_whole(movement)


def test_a_record_that_leads_to_a_page_keeps_it(movement: Path) -> None:
    """The page goes: refused, since the record does not change."""
    more(movement / "initiatives/81/jardin-0.md", "Demandez [de l'aide](/aide/).")
    assert follow(movement) is not None
    assert refused(movement, lambda: page_removed(movement))


def test_courses_to_take_away_follow(movement: Path) -> None:
    """At once where nobody waits; where somebody does, the pages first, then the files of that course alone."""
    settings = movement / "mkdocs.yml"
    settings.write_text(MKDOCS.replace("[preau]", "[preau: {packs: true}]"), encoding="utf-8")
    time.sleep(2 * amending.TICK / 1e9)
    whole(movement)
    more(movement / FIRST, "Encore une phrase.")
    assert follow(movement) is not None
    assert_like_whole(movement)

    more(movement / FIRST, "Encore une autre.")
    follower = Follower(movement, movement / "site", day=DAY, jobs=1)
    first = follower.follow(hurried=True)
    assert first is not None and first.waiting
    assert "Encore une autre." in (movement / "site/cours/agir/observer/index.html").read_text("utf-8")
    assert not (movement / "site/packs/agir/agir.epub").exists()
    assert (movement / "site/packs/budget/budget.epub").exists()
    replaced(movement / "initiatives/81/jardin-1.md", "title: Un jardin, 1", "title: Un autre jardin")
    then = follower.follow(hurried=True)
    assert then is not None and then.waiting
    last = follower.follow()
    assert last is not None and not last.waiting
    assert_like_whole(movement)


def test_killed_at_any_moment_then_run_again(movement: Path) -> None:
    """SIGKILL at moments spread over builds, each followed by another: never half a file, nothing lost."""
    more(movement / FIRST, "Une phrase.")
    began = time.monotonic()
    assert follow(movement) is not None
    lasts, dice = time.monotonic() - began, random.Random(KILLS)
    for number in range(KILLS):
        more(movement / FIRST, f"La phrase numéro {number}.")
        process = os.fork()
        if not process:
            if follow(movement) is None:
                whole(movement)
            os._exit(0)
        time.sleep(lasts * dice.uniform(0, 1.1))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        for page in (movement / "site").rglob("*.html"):
            assert page.read_bytes().rstrip().endswith(b"</html>"), page
    if follow(movement) is None:
        whole(movement)
    assert_like_whole(movement)


@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_any_edits_one_after_another(movement: Path, seed: int) -> None:
    """Changes at random, among those that can be made again and again."""
    dice, followed = random.Random(seed), 0
    names = ("chapter edited", "card edited", "page edited", "home edited", "translation edited", "touched")
    for step in range(STEPS):
        for name in dice.sample(names, dice.choice([1, 1, 3])):
            CHANGES[name](movement)
        (movement / "courses/agir/place.png").write_bytes(picture(dice.choice(["red", "blue", "green"])))
        more(movement / f"initiatives/81/jardin-{step % 3}.md", "Encore un mot.")
        done = follow(movement)
        followed += done is not None
        if done is None:
            whole(movement)
        assert_like_whole(movement)
    assert followed > STEPS / 2
