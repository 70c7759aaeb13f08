"""Courses carried away, in a real browser: from a disk without any network, and inside a learning platform."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from judges import NPM
from webserver import Web

ROOT = Path(__file__).resolve().parents[2]
MOOC, MODULE = "agir-au-niveau-local", "l-europe-au-quotidien"


@pytest.fixture
def offline(browser: Browser) -> Iterator[BrowserContext]:
    """A phone without network; anything asked that is not on its disk fails the test."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, locale="fr-FR", reduced_motion="reduce", offline=True
    )
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    yield context
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert faults == []


def opened(packed: Path, to: Path) -> Path:
    """An archive, opened in a folder."""
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(to)
    return to


def test_a_key_opens_without_network_and_goes_from_chapter_to_chapter(
    site: Path, tmp_path: Path, offline: BrowserContext
) -> None:
    key = opened(site / "packs" / MOOC / f"{MOOC}-usb.zip", tmp_path / "clé d’été")
    page = offline.new_page()
    page.goto((key / "index.html").as_uri())
    page.wait_for_url("**/cours/**")
    page.get_by_role("link", name="Commencer le cours").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Qui fait quoi")
    page.get_by_role("navigation", name="Chapitres").get_by_role("link").last.click()
    assert page.get_by_role("heading", level=1).inner_text() == "La commune et ses élus"
    assert page.evaluate("getComputedStyle(document.querySelector('.roof')).backgroundColor") != "rgba(0, 0, 0, 0)"


def test_every_link_of_a_key_leads_somewhere(site: Path, tmp_path: Path) -> None:
    key = opened(site / "packs" / MOOC / f"{MOOC}-usb.zip", tmp_path)
    for path in key.rglob("*.html"):
        for target in re.findall(r' (?:href|src)="([^"#]+)', path.read_text(encoding="utf-8")):
            if not target.startswith(("https:", "http:", "mailto:", "data:")):
                assert (path.parent / target).resolve().is_file(), f"{path}: {target}"


def test_the_page_to_take_a_course_away_names_the_language_of_each_file(site: Path) -> None:
    page = (site / "cours" / MODULE / "emporter" / "index.html").read_text(encoding="utf-8")
    epubs = re.findall(r'<a href="([^"]+\.epub)"([^>]*)>([^<]+)</a>', page)
    assert [(told.split(" download")[0].strip(), label) for _, told, label in epubs] == [
        ("", "Français"), ('lang="en" hreflang="en"', "English"),
    ]  # fmt: skip
    for address, _, _ in epubs:
        assert (site / "cours" / MODULE / "emporter" / address).resolve().is_file()


def test_what_was_done_on_a_key_is_there_on_the_next_page(site: Path, tmp_path: Path, offline: BrowserContext) -> None:
    key = opened(site / "packs" / MOOC / f"{MOOC}-usb.zip", tmp_path)
    pages = sorted((key / "cours" / MOOC).glob("*/index.html"))
    page = offline.new_page()
    page.goto(pages[0].as_uri())
    assert page.evaluate("preau.progress.put(document.body.dataset.course, 'q/essai', {right: true})") is True
    page.goto(pages[1].as_uri())
    assert page.evaluate("preau.progress.get(document.body.dataset.course, 'q/essai').right") is True


@pytest.mark.parametrize("slug, name", [(MOOC, MOOC), (MODULE, MODULE), (MODULE, f"{MODULE}-en")])
def test_a_key_has_its_own_campus_where_what_was_begun_is_found_again(
    site: Path, tmp_path: Path, offline: BrowserContext, slug: str, name: str
) -> None:
    key = opened(site / "packs" / slug / f"{name}-usb.zip", tmp_path / "clé")
    page = offline.new_page()
    page.goto((key / "index.html").as_uri())
    page.wait_for_url("**/cours/**")
    cover = page.url
    page.locator("header.roof").get_by_role("link", name="My campus" if name.endswith("-en") else "Mon campus").click()
    page.locator("[data-empty]").wait_for()
    assert page.locator("[data-empty] a").evaluate("(link) => link.href") == cover
    known = page.evaluate("JSON.parse(document.getElementById('campus-data').textContent).courses")
    assert len(known) == 1
    for one in [*known[0]["chapters"], *known[0]["questions"]]:
        assert (Path(unquote(urlsplit(page.url).path)).parent / one["address"].split("#")[0]).resolve().is_file(), one
    page.evaluate(
        """([course, chapter, question]) => {
        preau.progress.put(course, `c/${chapter}`, {done: '2026-01-01T10:00:00Z', title: 'x'});
        preau.progress.put(course, `q/${question}`, {given: ['x'], right: false, tries: 1, due: '2026-01-02', box: 1});
    }""",
        [known[0]["id"], known[0]["chapters"][0]["id"], known[0]["questions"][0]["id"]],
    )
    page.reload()
    page.locator("[data-begun] li").first.wait_for()
    with page.expect_navigation():
        page.locator("[data-review] li a").first.click()
    assert page.url.split("#")[0] != cover or slug == MODULE
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("name", [f"{MODULE}/{MODULE}.html", f"{MOOC}/01-qui-fait-quoi.html"])
def test_a_single_file_opens_alone(site: Path, tmp_path: Path, offline: BrowserContext, name: str) -> None:
    alone = Path(shutil.copy(site / "packs" / name, tmp_path / "reçu par message.html"))
    page = offline.new_page()
    page.goto(alone.as_uri())
    assert page.evaluate("typeof preau.progress.put") == "function"
    assert page.evaluate("getComputedStyle(document.querySelector('.roof')).backgroundColor") != "rgba(0, 0, 0, 0)"
    assert page.locator("details.quiz-key").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


LMS = """<!doctype html><html lang="fr"><title>Plateforme</title><script src="/scorm12.js"></script>
<script>
window.API = new Scorm12API({autocommit: false, logLevel: 5});
API.on("LMSCommit", () => 0);
const before = sessionStorage.getItem("cmi");
if (before) API.loadFromJSON(JSON.parse(before).cmi, "");
API.cmi.core.student_id = location.search.slice(1) || "apprenante-1";
</script>
<iframe src="/course/scorm.html" width="380" height="800" title="Cours"></iframe></html>"""


@pytest.fixture
def platform(site: Path, tmp_path: Path) -> Iterator[Web]:
    """A learning platform that speaks SCORM 1.2, with the course in it."""
    opened(site / "packs" / MOOC / f"{MOOC}-scorm.zip", tmp_path / "course")
    (tmp_path / "index.html").write_text(LMS, encoding="utf-8")
    shutil.copy(NPM / "scorm-again" / "dist" / "scorm12.min.js", tmp_path / "scorm12.js")
    with Web(tmp_path) as server:
        yield server


def ready(page: Page) -> None:
    """Wait until the course stands in its frame and the platform was told."""
    page.frame_locator("iframe").frame_locator("iframe").get_by_role("heading", level=1).wait_for()


def right(question: Locator) -> None:
    """Answer a question of one right answer, as a learner does."""
    key = question.locator("[data-right]").get_attribute("data-answer")
    question.locator(f"input[value='{key}']").check()
    question.get_by_role("button", name="Vérifier ma réponse").click()


def value(page: Page, name: str) -> str:
    """What the platform holds."""
    return str(page.evaluate("(name) => API.LMSGetValue(name)", f"cmi.{name}"))


def test_a_platform_is_told_progress_and_score_to_the_end(platform: Web, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(platform.url("/"))
    course = page.frame_locator("iframe").frame_locator("iframe")
    course.get_by_role("link", name="Commencer le cours").click()
    page.wait_for_function("API.LMSGetValue('cmi.core.lesson_location').includes('qui-fait-quoi')")
    inner = next(frame for frame in page.frames if "/cours/" in frame.url)
    page.wait_for_function("API.LMSGetValue('cmi.core.lesson_status') === 'incomplete'")
    known = page.frames[1].evaluate("JSON.parse(document.getElementById('course').textContent)")
    questions = [name for chapter in known["chapters"] for name, _ in chapter["questions"]]
    put = """([names, right]) => names.forEach((name) => preau.progress.put(document.body.dataset.course, `q/${name}`,
        {revision: "0", given: ["x".repeat(60)], right, tries: 1}))"""
    inner.evaluate(put, [questions[:-1], True])
    score = round(100 * (len(questions) - 1) / len(questions))
    page.wait_for_function(f"API.LMSGetValue('cmi.core.score.raw') === '{score}'")
    assert value(page, "core.lesson_status") == "incomplete"
    inner.evaluate(put, [questions[-1:], False])
    page.wait_for_function("['completed', 'passed'].includes(API.LMSGetValue('cmi.core.lesson_status'))")
    assert 0 < len(value(page, "suspend_data")) <= 4096
    course.get_by_role("navigation", name="Chapitres").get_by_role("link").last.click()
    page.wait_for_function("API.LMSGetValue('cmi.core.lesson_location').includes('la-commune-et-ses-elus')")
    place = value(page, "core.lesson_location")
    page.evaluate("sessionStorage.setItem('cmi', JSON.stringify(API.renderCMIToJSONObject()))")
    page.evaluate("localStorage.clear()")  # another computer, the same learner
    page.reload()
    page.frame_locator("iframe").frame_locator("iframe").get_by_role("heading", level=1).wait_for()
    again = next(frame for frame in page.frames if "/cours/" in frame.url)
    assert again.url.endswith(place)
    again.wait_for_function("globalThis.preau")
    kept = again.evaluate("preau.progress.all()")[known["identifier"]]
    assert {name[2:] for name, one in kept.items() if name.startswith("q/") and one["right"]} == set(questions[:-1])
    context.close()


def test_another_learner_of_the_same_computer_sees_nothing_and_the_first_finds_all_again(
    platform: Web, browser: Browser
) -> None:
    context = browser.new_context()
    page = context.new_page()
    told = "Object.keys(localStorage).filter((key) => /^preau-(progress|draft)/.test(key)).length"
    page.goto(platform.url("/"))
    ready(page)
    page.evaluate('localStorage.setItem(\'preau-progress:un-cours:x/mon-texte\', \'{"v": 1, "text": "à moi"}\')')
    page.evaluate("localStorage.setItem('preau-draft-initiative', '{\"version\": 1}')")
    page.goto(platform.url("/?apprenante-2"))
    ready(page)
    assert page.evaluate(told) == 0
    page.goto(platform.url("/"))
    ready(page)
    assert page.evaluate(told) == 2
    page.goto(platform.url("/course/scorm.html"))  # opened alone: nothing is asked, nothing is put aside
    page.frame_locator("iframe").get_by_role("heading", level=1).wait_for()
    assert page.evaluate(told) == 2
    context.close()


def test_a_chapter_said_to_be_finished_is_told_and_all_of_them_end_the_course(platform: Web, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(platform.url("/"))
    ready(page)
    course = page.frame_locator("iframe").frame_locator("iframe")
    course.get_by_role("link", name="Commencer le cours").click()
    course.get_by_role("button", name="J’ai fini ce chapitre").click()
    known = page.frames[1].evaluate("JSON.parse(document.getElementById('course').textContent)")
    ids = [chapter["identifier"] for chapter in known["chapters"]]
    page.wait_for_function(f"API.LMSGetValue('cmi.suspend_data').includes('{ids[0][:8]}')")
    assert value(page, "core.lesson_status") == "incomplete"
    assert value(page, "core.score.raw") == "", "to have finished is not to have answered"
    inner = next(frame for frame in page.frames if "/cours/" in frame.url)
    inner.evaluate(
        """(ids) => ids.forEach((id) => preau.progress.put(document.body.dataset.course, `c/${id}`,
        {done: new Date().toISOString(), title: "x"}))""",
        ids,
    )
    ended = "failed" if known["passing_score"] else "completed"
    page.wait_for_function(f"API.LMSGetValue('cmi.core.lesson_status') === '{ended}'")
    context.close()


ANSWER_ALL = """(course) => {
    let at = Date.UTC(2026, 0, 1);
    const put = (item, value) => {
        const told = {v: 1, at: new Date(at += 60000).toISOString(), ...value};
        localStorage.setItem(`preau-progress:${course.identifier}:${item}`, JSON.stringify(told));
    };
    for (const chapter of course.chapters) {
        for (const [id, revision] of chapter.questions) {
            put(`q/${id}`, {revision, right: id.length % 5 > 0 || at % 2 === 0, tries: 3, given: ["y".repeat(40)]});
        }
        put(`c/${chapter.identifier}`, {done: new Date(at).toISOString(), title: "t".repeat(90)});
    }
}"""


@pytest.mark.parametrize("chapters, each", [(20, 10), (40, 20)])
def test_a_very_large_course_is_kept_in_4096_characters(
    tmp_path: Path, browser: Browser, chapters: int, each: int
) -> None:
    """20 chapters of 10 questions all come back with their results; of 800 questions, the newest."""
    names = [f"une-question-au-nom-tres-long-{number}-{'x' * 60}" for number in range(chapters * each)]
    questions = [[name, f"{number:08x}"] for number, name in enumerate(names)]
    parts = [questions[first : first + each] for first in range(0, len(questions), each)]
    known = {
        "identifier": str(uuid4()), "passing_score": 50, "pages": ["page.html"],
        "chapters": [{"identifier": str(uuid4()), "questions": some} for some in parts],
    }  # fmt: skip
    folder = tmp_path / "course"
    folder.mkdir()
    told = json.dumps(known)
    (folder / "scorm.html").write_text(
        f'<!doctype html><title>x</title><iframe></iframe><script type="application/json" id="course">{told}</script>'
        '<script src="scorm.js"></script>',
        encoding="utf-8",
    )
    (folder / "page.html").write_text("<!doctype html><title>x</title><h1>Une page</h1>", encoding="utf-8")
    shutil.copy(ROOT / "overrides" / "packs" / "scorm.js", folder)
    (tmp_path / "index.html").write_text(LMS, encoding="utf-8")
    shutil.copy(NPM / "scorm-again" / "dist" / "scorm12.min.js", tmp_path / "scorm12.js")
    with Web(tmp_path) as server:
        context = browser.new_context()
        page = context.new_page()
        page.goto(server.url("/"))
        ready(page)
        inner = next(frame for frame in page.frames if "page.html" in frame.url)
        inner.evaluate(ANSWER_ALL, known)
        page.wait_for_function("API.LMSGetValue('cmi.core.lesson_status') === 'passed'")
        kept = value(page, "suspend_data")
        assert 3000 < len(kept) <= 4096
        page.evaluate("sessionStorage.setItem('cmi', JSON.stringify(API.renderCMIToJSONObject()))")
        page.evaluate("localStorage.clear()")
        page.reload()
        ready(page)
        items = page.evaluate("Object.keys(localStorage).map((key) => key.split(':').at(-1))")
        back = sum(item.startswith("q/") for item in items)
        assert sum(item.startswith("c/") for item in items) == chapters
        assert back == chapters * each if chapters * each <= 300 else back > 300
        context.close()


def test_an_answer_given_by_hand_is_a_score_at_once(platform: Web, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(platform.url("/"))
    ready(page)
    assert value(page, "core.score.raw") == "", "no mark before an answer"
    course = page.frame_locator("iframe").frame_locator("iframe")
    course.get_by_role("link", name="Commencer le cours").click()
    right(course.locator("[data-type=single]").first)
    page.wait_for_function("Number(API.LMSGetValue('cmi.core.score.raw')) > 0")
    assert json.loads(value(page, "suspend_data"))["a"][0][3] != [], "what was answered is kept, not only its result"
    context.close()


def test_a_platform_whose_frames_keep_nothing_still_shows_the_course(platform: Web, browser: Browser) -> None:
    context = browser.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError') }})"
    )
    page = context.new_page()
    page.goto(platform.url("/"))
    ready(page)
    context.close()


@pytest.mark.parametrize("carrier", ["usb", "single"])
def test_a_question_answered_by_hand_is_still_answered_later(
    site: Path, tmp_path: Path, offline: BrowserContext, carrier: str
) -> None:
    if carrier == "usb":
        key = opened(site / "packs" / MOOC / f"{MOOC}-usb.zip", tmp_path)
        chapter = next(key.glob(f"cours/{MOOC}/*qui-fait-quoi/index.html"))
    else:
        chapter = site / "packs" / MOOC / "01-qui-fait-quoi.html"
    page = offline.new_page()
    page.goto(chapter.as_uri())
    page.get_by_role("button", name="J’ai fini ce chapitre").click()
    expect(page.locator(".finish.finished")).to_have_count(1)
    right(page.locator("[data-type=single]").first)
    page.locator(".quiz-lead.good").wait_for()
    page.reload()
    expect(page.locator(".finish.finished"), "what is for scripts is shown where they run").to_have_count(1)
    expect(page.locator("[data-type=single]").first.locator(".quiz-lead.good")).to_have_count(1)


def test_the_page_of_a_film_in_one_file_has_its_words_and_no_dead_player(site: Path, offline: BrowserContext) -> None:
    page = offline.new_page()
    page.goto((site / "packs" / MOOC / "05-observer-un-besoin.html").as_uri())
    film = page.locator(".block-video")
    assert film.get_by_text("Lire la transcription").is_visible()
    assert film.locator("select, video").count() == 0
