"""`preau pack`: carriers pass the judges of their formats, are the same each time, and made again only when needed."""

from __future__ import annotations

import html
import re
import shutil
import sqlite3
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import icalendar
import pytest
from lxml import etree

from command import PREAU
from htmlchecker import vnu
from judges import epubcheck, pdf_text, pdfinfo, scorm_faults
from preau.edges.packs.archive import zipped

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-23"
MOOC, MODULE = "agir-au-niveau-local", "l-europe-au-quotidien"
Repo = Callable[..., Path]


def pack(root: Path, *words: str, code: int = 0) -> str:
    """The real command in the folder of a movement, on the day of the tests."""
    call = [PREAU, "pack", *words, "--date", TODAY]
    done = subprocess.run(call, cwd=root, capture_output=True, text=True, check=False)
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


def test_the_book_passes_epubcheck_and_a_broken_one_does_not(packs: Path, tmp_path: Path) -> None:
    assert epubcheck(packs / MOOC / f"{MOOC}.epub") == []
    with zipfile.ZipFile(packs / MODULE / f"{MODULE}.epub") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    chapter = next(name for name in files if "/01-" in name)
    files[chapter] = files[chapter].replace(b"</h1>", b"", 1)
    broken = tmp_path / "broken.epub"
    broken.write_bytes(zipped(files, first="mimetype"))
    assert any("FATAL" in fault or fault.startswith("RSC-") for fault in epubcheck(broken))


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
    assert scorm_faults(manifest) == []
    assert scorm_faults(manifest.replace(b'scormtype="sco"', b'scormtype="boat"'))


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


def test_the_same_files_give_the_same_bytes(movement: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    pack(movement, "all", "--to", str(one), "--jobs", "1")
    shutil.rmtree(movement / ".preau")
    pack(movement, "all", "--to", str(other), "--jobs", "2")
    assert tree(one) == tree(other)


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
