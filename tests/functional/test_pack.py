"""`preau pack`: carriers pass the judges of their formats, are the same each time, and made again only when needed."""

from __future__ import annotations

import html
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import corpus
import icalendar
import pytest
from lxml import etree

from command import PREAU
from htmlchecker import vnu
from judges import epubchecks, pdf_text, pdfinfo, scorm_faults
from preau.edges.packs.archive import zipped

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-23"
MOOC, MODULE = "agir-au-niveau-local", "l-europe-au-quotidien"
Repo = Callable[..., Path]


def pack(root: Path, *words: str, code: int = 0, **process: Any) -> str:
    """The real command in the folder of a movement, on the day of the tests."""
    call = [PREAU, "pack", *words, "--date", TODAY]
    done = subprocess.run(call, cwd=root, capture_output=True, text=True, check=False, **process)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every carrier of every course of the demonstration."""
    folder = tmp_path_factory.mktemp("packs")
    pack(ROOT, "all", "--to", str(folder))
    return folder


@pytest.fixture
def movement(repo: Repo) -> Path:
    """The smallest movement: a MOOC of one chapter, a module of one card."""
    return repo(
        {"mkdocs.yml": "site_name: Essai\ntheme: {name: material}\ndocs_dir: content/pages\nplugins: [preau]\n"}
    )


BOOKS = (f"{MOOC}/{MOOC}", f"{MODULE}/{MODULE}", f"{MODULE}/{MODULE}-en")
"""A MOOC, a module, a translation."""


def broken(archive: Path, to: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """A twin of an archive, spoilt."""
    with zipfile.ZipFile(archive) as whole:
        files = {name: whole.read(name) for name in whole.namelist()}
    change(files)
    to.write_bytes(zipped(files, first="mimetype"))
    return to


def test_every_kind_of_book_passes_epubcheck_and_a_broken_twin_of_each_does_not(packs: Path, tmp_path: Path) -> None:
    def unclosed(files: dict[str, bytes]) -> None:
        chapter = next(name for name in files if "/01-" in name)
        files[chapter] = files[chapter].replace(b"</h1>", b"", 1)

    def tongueless(files: dict[str, bytes]) -> None:
        files["book/package.opf"] = files["book/package.opf"].replace(b"<dc:language>en</dc:language>", b"")

    def torn(files: dict[str, bytes]) -> None:
        del files["book/style.css"]

    whole = [packs / f"{name}.epub" for name in BOOKS]
    twins = [
        broken(book, tmp_path / f"{number}.epub", change)
        for number, (book, change) in enumerate(zip(whole, (torn, unclosed, tongueless), strict=True))
    ]
    judged = epubchecks([*whole, *twins])
    assert judged[:3] == [[], [], []]
    assert all(any(fault.startswith("RSC-") for fault in faults) for faults in judged[3:]), judged[3:]


def test_a_translation_is_carried_in_its_language_under_its_own_name(packs: Path) -> None:
    folder = packs / MODULE
    own, other = (
        {path.name for path in folder.glob(f"{MODULE}*") if ("-en" in path.name) is told} for told in (False, True)
    )
    assert {name.replace("-en", "").replace("-group.", "-groupe.") for name in other} == own
    told = {}
    for name in BOOKS[1:]:
        with zipfile.ZipFile(packs / f"{name}.epub") as book:
            package = book.read("book/package.opf").decode()
        told[name] = re.findall(r"<dc:(?:identifier|language)[^>]*>([^<]+)", package)
    (one, french), (two, english) = told.values()
    assert (french, english) == ("fr", "en") and one != two, "a library keeps both"
    assert '<html lang="en">' in (folder / f"{MODULE}-en.html").read_text(encoding="utf-8")
    assert "Answers" in pdf_text(folder / f"{MODULE}-en-a4.pdf") and "Réponses" not in pdf_text(
        folder / f"{MODULE}-en-a4.pdf"
    )


def test_what_a_book_says_of_its_pictures_is_true(movement: Path, tmp_path: Path) -> None:
    def told() -> dict[str, list[str]]:
        pack(movement, "agir", "--to", str(tmp_path), "--format", "epub")
        with zipfile.ZipFile(tmp_path / "agir" / "agir.epub") as book:
            found = re.findall(r'property="schema:(\w+)">([^<]*)', book.read("book/package.opf").decode())
        return {name: [value for key, value in found if key == name] for name, _ in found}

    without = told()
    assert without["accessMode"] == ["textual"] and "alternativeText" not in without["accessibilityFeature"]
    chapter = movement / "courses" / "agir" / "01-observer.md"
    shutil.copy(ROOT / "overrides" / "assets" / "icons" / "192.png", chapter.with_name("plan.png"))
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\n![Le plan de la place](plan.png)\n", encoding="utf-8")
    shown = told()
    assert shown["accessMode"] == ["textual", "visual"] and "alternativeText" in shown["accessibilityFeature"]
    assert shown["accessModeSufficient"] == ["textual"]


def test_a_chapter_asks_of_earlier_weeks_in_every_form(packs: Path) -> None:
    folder, asked = packs / MOOC, "Avant de commencer"
    with zipfile.ZipFile(folder / f"{MOOC}.epub") as book:
        chapter = next(book.read(name).decode() for name in book.namelist() if "/06-" in name or "/07-" in name)
    assert asked in chapter and 'href="#key-recall-quiz-' in chapter and 'id="key-recall-quiz-' in chapter
    assert "Avant de commencer" in pdf_text(folder / f"{MOOC}-a4.pdf")
    assert "À se rappeler ensemble" in pdf_text(folder / f"{MOOC}-groupe.pdf")
    later = [path for path in sorted(folder.glob("*.html")) if path.name[:2] in {"08", "20"}]
    pages = [*later, *(next((folder / "usb").rglob(f"{path.stem[3:]}/index.html")) for path in later)]
    assert len(pages) == 4 and all(asked in page.read_text(encoding="utf-8") for page in pages)


def test_paper_shows_where_its_sources_are_and_gives_no_order_to_a_screen(packs: Path) -> None:
    words = pdf_text(packs / MOOC / f"{MOOC}-a4.pdf")
    sources = {
        address
        for path in (ROOT / "courses" / MOOC).glob("*.md")
        for line in path.read_text(encoding="utf-8").splitlines()
        for address in re.findall(r"^> - .*\]\((https?://[^)]+)", line)
    }
    together = re.sub(r"\s|\u200b", "", words)
    assert sources and [address for address in sources if address not in together] == []
    for said in ("Voir l’indice", "Voir un indice", "Voir les indices", "Lire la transcription", "Voir la réponse"):
        assert said not in words.replace("'", "’"), said


def test_no_page_of_a_book_runs_a_script_or_asks_for_anything(packs: Path) -> None:
    with zipfile.ZipFile(packs / MOOC / f"{MOOC}.epub") as archive:
        for name in archive.namelist():
            if name.endswith(".xhtml"):
                text = archive.read(name).decode()
                assert "<script" not in text and not re.search(r'(?:src|poster)="(?:https?:)?//', text), name


def test_paper_is_tagged_and_reads_in_order(packs: Path) -> None:
    for size, page in (("a4", "595.276 x 841.89"), ("a5", "419.528 x 595.276")):
        paper = packs / MOOC / f"{MOOC}-{size}.pdf"
        told = pdfinfo(paper)
        assert told["Tagged"] == "yes" and told["Title"] == "Agir au niveau local"
        assert told["Page size"].startswith(page) and told["JavaScript"] == "no"
        words = " ".join(pdf_text(paper).split())
        order = ["Sommaire", "Un trottoir cassé", "Observer un besoin", "Déposer son initiative", "Réponses"]
        places = [words.rfind(word) if word == "Réponses" else words.find(word) for word in order]
        assert -1 not in places
        assert places[0] < places[1] < places[4]
    assert pdfinfo(packs / MOOC / f"{MOOC}-groupe.pdf")["Tagged"] == "yes"


def test_no_answer_stands_beside_its_question_on_paper(packs: Path) -> None:
    words = " ".join(pdf_text(packs / MODULE / f"{MODULE}-a4.pdf").split())
    asked, _, answers = words.rpartition(" Réponses ")
    assert "Juste" not in asked and "Juste" in answers


def test_every_page_of_html_is_valid(packs: Path, tmp_path: Path) -> None:
    singles = [packs / MOOC / "01-qui-fait-quoi.html", packs / MODULE / f"{MODULE}.html"]
    pages = [*singles, *packs.glob("*/usb/**/*.html")]
    with zipfile.ZipFile(packs / MODULE / f"{MODULE}-scorm.zip") as archive:
        archive.extract("scorm.html", tmp_path)
    assert len(pages) > 30
    faults = vnu([*pages, tmp_path / "scorm.html"])
    assert [fault for fault in faults if ": CSS: " not in fault] == [], "its reader of styles knows no var()"


def test_no_single_file_is_heavy_nor_asks_for_another(packs: Path) -> None:
    singles = list(packs.glob("*/*.html"))
    assert len(singles) > 20
    for path in singles:
        text = path.read_text(encoding="utf-8")
        assert len(text.encode()) <= 1_000_000
        assert not re.search(r'<(?:script|img|source|video|track|iframe)[^>]* src="(?!data:)', text), path
        assert '<link rel="stylesheet"' not in text


def test_the_package_for_platforms_follows_the_schemas_and_a_broken_one_does_not(packs: Path) -> None:
    with zipfile.ZipFile(packs / MOOC / f"{MOOC}-scorm.zip") as archive:
        manifest = archive.read("imsmanifest.xml")
        listed = {html.unescape(name) for name in re.findall(r'<file href="([^"]+)"', manifest.decode())}
        assert listed == set(archive.namelist()) - {"imsmanifest.xml"}
    spoilt = ((b'scormtype="sco"', b'scormtype="boat"'), (b"<title>", b"<name>"), (b' type="webcontent"', b""))
    for name, (good, bad) in zip(BOOKS, spoilt, strict=True):
        with zipfile.ZipFile(packs / f"{name}-scorm.zip") as archive:
            manifest = archive.read("imsmanifest.xml").replace(b"</name>", b"</title>")
        assert scorm_faults(manifest) == [], name
        assert good in manifest
        assert scorm_faults(
            manifest.replace(good, bad).replace(b"</title>", b"</name>" if bad == b"<name>" else b"</title>")
        ), name


def test_the_cards_are_those_of_the_questions_each_under_a_name_that_lasts(packs: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(packs / MODULE / f"{MODULE}.apkg") as archive:
        archive.extract("collection.anki2", tmp_path)
    base = sqlite3.connect(tmp_path / "collection.anki2")
    assert base.execute("pragma integrity_check").fetchone() == ("ok",)
    notes = base.execute("select guid, flds from notes").fetchall()
    cards = base.execute("select count(*) from cards").fetchone()[0]
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "courses" / MODULE).glob("*.md"))
    assert len(notes) == cards == text.count("[!QUIZ")
    assert len({guid for guid, _ in notes}) == len(notes)
    assert all(len(fields.split("\x1f")) == 2 and "<script" not in fields for _, fields in notes)


def test_the_calendar_comes_back_as_it_went(packs: Path) -> None:
    data = (packs / MOOC / f"{MOOC}.ics").read_bytes()
    read = icalendar.Calendar.from_ical(data)
    sessions = list(read.walk("VEVENT"))
    assert len(sessions) == 5 and len(list(read.walk("VALARM"))) == 5
    assert [session.decoded("dtstart").isoformat() for session in sessions][:2] == [
        "2026-11-30T18:30:00", "2026-12-07T18:30:00",
    ]  # fmt: skip
    assert read.to_ical() == data


def test_the_same_files_give_the_same_bytes_wherever_and_by_whomever(movement: Path, tmp_path: Path) -> None:
    """Another folder, later files, another order of sets, another zone, language, mask, number of processes."""
    one, other, twin = tmp_path / "one", tmp_path / "other", tmp_path / "un autre dossier d’été"
    shutil.copytree(movement, twin, copy_function=shutil.copy)
    here = {"PYTHONHASHSEED": "1", "TZ": "Europe/Paris", "LC_ALL": "C.UTF-8"}
    there = {"PYTHONHASHSEED": "77", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    pack(movement, "all", "--to", str(one), "--jobs", "1", env={**os.environ, **here}, umask=0o022)
    pack(twin, "all", "--to", str(other), "--jobs", "2", env={**os.environ, **there}, umask=0o077)
    made = tree(one)
    assert len(made) > 20 and made == tree(other)


def test_one_chapter_of_many_changed_makes_again_its_file_and_its_course_only(tmp_path: Path) -> None:
    root, out = tmp_path / "movement", tmp_path / "out"
    corpus.write_preau(root, corpus.World.of_the_demonstration(1), 0, 2)
    pack(root, "all", "--to", str(out))
    kept = root / ".preau" / "packs"
    before = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert len(before) == 2 * (10 + 8), "ten chapters and eight other files, for each course"
    chapter = min((root / "courses" / "cours-2").glob("03-*.md"))
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nUne phrase de plus.\n", encoding="utf-8")
    pack(root, "all", "--to", str(out))
    after = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert len(after.keys() - before.keys()) == 1 + 8
    assert all(after[name] == before[name] for name in before), "what was good was not made again"


def test_a_full_disk_leaves_nothing_half_written_and_says_so(movement: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    pack(movement, "agir", "--to", str(out))
    whole = tree(out)
    chapter = movement / "courses" / "agir" / "01-observer.md"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nUne phrase de plus.\n", encoding="utf-8")

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    said = pack(movement, "agir", "--to", str(out), code=1, preexec_fn=full)
    assert "Traceback" not in said and said.strip()
    assert tree(out) == whole
    pack(movement, "agir", "--to", str(out))
    assert tree(out) != whole and tree(out).keys() == whole.keys()


def test_killed_in_the_middle_it_leaves_whole_files_and_goes_on(movement: Path, tmp_path: Path) -> None:
    once, out = tmp_path / "once", tmp_path / "out"
    call = [PREAU, "pack", "all", "--to", str(out), "--date", TODAY]
    kept = movement / ".preau" / "packs"
    running = subprocess.Popen(call, cwd=movement, stdout=subprocess.DEVNULL, start_new_session=True)
    until = time.monotonic() + 60
    while not (kept.is_dir() and any(kept.iterdir())) and time.monotonic() < until:
        time.sleep(0.005)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    left = {path.name: path.read_bytes() for path in kept.iterdir() if not path.name.startswith(".")}
    pack(movement, "all", "--to", str(out))
    shutil.copytree(movement, tmp_path / "twin", ignore=shutil.ignore_patterns(".preau"))
    pack(tmp_path / "twin", "all", "--to", str(once))
    assert tree(out) == tree(once)
    assert all((kept / name).read_bytes() == data for name, data in left.items())


@pytest.mark.parametrize(
    "title", ["مرحبا بكم في الساحة 😀", "Très " + "long " * 30 + "titre", "A" * 150, "\u202eetirw"]
)
def test_any_title_and_no_question_can_be_carried(movement: Path, tmp_path: Path, title: str) -> None:
    """Right to left, signs that no font has, titles longer than a line; no question, hardly a text."""
    chapter = movement / "courses" / "agir" / "01-observer.md"
    head = re.sub(
        "(?m)^title: .*", f"title: '{title}'", chapter.read_text(encoding="utf-8").split("\n---\n")[0], count=1
    )
    chapter.write_text(f"{head}\n---\n\nRien.\n", encoding="utf-8")
    call = [PREAU, "pack", "agir", "--to", str(tmp_path), "--date", TODAY]
    done = subprocess.run(call, cwd=movement, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert "Traceback" not in said, said
    if done.returncode:
        assert "01-observer.md" in said, "a fault that is told by its file"
        return
    assert pdfinfo(tmp_path / "agir" / "agir-a4.pdf")["Tagged"] == "yes"
    with zipfile.ZipFile(tmp_path / "agir" / "agir.epub") as book:
        for name in book.namelist():
            if name.endswith((".xhtml", ".opf")):
                etree.fromstring(book.read(name))


def test_one_chapter_changed_makes_only_what_holds_it(movement: Path, tmp_path: Path) -> None:
    pack(movement, "all", "--to", str(tmp_path / "one"))
    kept = movement / ".preau" / "packs"
    before = {path.name for path in kept.iterdir()}
    pack(movement, "all", "--to", str(tmp_path / "again"))
    assert {path.name for path in kept.iterdir()} == before, "nothing changed, and something was made"
    chapter = movement / "courses" / "agir" / "01-observer.md"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\nUne phrase de plus.\n", encoding="utf-8")
    pack(movement, "all", "--to", str(tmp_path / "one"))
    made = {path.name for path in kept.iterdir()} - before
    of_the_mooc = list((tmp_path / "one" / "agir").iterdir())
    assert len(made) == len(of_the_mooc)


def test_a_question_of_a_hostile_editor_stays_words(movement: Path, tmp_path: Path) -> None:
    """Words that Typst, XML, JSON or a script would obey are words for all of them."""
    said = 'Lisez #panic("non") $x$ @ref \\ `#eval` ]] `</script>` & " \' #import "x" // fin /* */ = titre'
    chapter = movement / "courses" / "agir" / "01-observer.md"
    text = re.sub("(?m)^title: .*", "title: '#panic(1) ] 😀 你好 Ωμ'", chapter.read_text(encoding="utf-8"), count=1)
    chapter.write_text(f"{text}\n{said}\n", encoding="utf-8")
    pack(movement, "agir", "--to", str(tmp_path), "--format", "pdf", "--format", "epub")
    words = " ".join(pdf_text(tmp_path / "agir" / "agir-a4.pdf").split())
    assert '#panic("non") $x$ @ref' in words and "</script> &" in words
    assert "#panic(1) ] □ □□ Ωμ" in words and "U+1F600" in words, "what no font has is shown as a box, and told"
    assert "title:" not in words
    with zipfile.ZipFile(tmp_path / "agir" / "agir.epub") as book:
        for name in book.namelist():
            if name.endswith((".xhtml", ".opf")):
                etree.fromstring(book.read(name))


def test_what_would_be_cut_is_told_without_a_trace(movement: Path, tmp_path: Path) -> None:
    """Python-Markdown takes `#mot` for a title of the first level, which a chapter may not hold."""
    chapter = movement / "courses" / "agir" / "01-observer.md"
    chapter.write_text(chapter.read_text(encoding="utf-8") + "\n#mot\n", encoding="utf-8")
    said = pack(movement, "agir", "--to", str(tmp_path), code=1)
    assert "01-observer" in said and "Traceback" not in said and "AttributeError" not in said


def test_what_is_not_there_is_told_with_what_is(movement: Path, tmp_path: Path) -> None:
    assert "agir" in pack(movement, "absent", "--to", str(tmp_path), code=2)
    assert "epub" in pack(movement, "agir", "--to", str(tmp_path), "--format", "doc", code=2)
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    said = pack(movement, "agir", "--to", str(blocked / "under"), "--format", "ics", code=1)
    assert "Traceback" not in said
