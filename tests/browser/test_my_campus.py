"""My campus: chapters done, what to review, progress to a file or a code and back, a calendar, an attestation."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Locator, Page, expect

import questioned
from browsing import Axe, Visit
from htmlchecker import vnu
from questioned import CHAPTER, COURSE, LATER
from webserver import Web

MINE, PROGRAMME, FORM = "/cours/mon-campus/", "/cours/agir/", "/contribuer/proposer/"
FINISH = "J’ai fini ce chapitre"
CODES = json.loads((Path(__file__).parent / "qr.json").read_text(encoding="utf-8"))
PUT = "([course, item, value]) => preau.progress.put(course, item, value)"
KEPT = "() => JSON.parse(JSON.stringify(preau.progress.all()))"
DRAWN = "([text, mask]) => preau.campus.qr(text, mask).map((row) => row.map(Number).join(''))"
REFUSING = """Object.defineProperty(window, "localStorage",
  { get() { throw new DOMException("no", "SecurityError"); } })"""
SMALL = """[...document.querySelectorAll("main :is(button, select, input, summary)")]
  .filter((one) => one.checkVisibility()).map((one) => [one.outerHTML, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44).map(([html]) => html)"""
ANSWER = {"revision": "00000000", "given": ["0badcafe"], "right": True, "tries": 1}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a course that asks a question of every type."""
    return questioned.built(tmp_path_factory)


@pytest.fixture(scope="module")
def web(site: Path) -> Iterator[Web]:
    """That site on 127.0.0.1."""
    with Web(site) as server:
        yield server


def finish(page: Page) -> None:
    """The button at the end of a chapter."""
    page.get_by_role("button", name=FINISH).click()


def button(page: Page, name: str) -> Locator:
    """A button by its whole name."""
    return page.get_by_role("button", name=name, exact=True)


def downloaded(page: Page, name: str) -> tuple[str, str]:
    """What a button downloads: name of the file, and its text."""
    with page.expect_download() as made:
        button(page, name).click()
    return made.value.suggested_filename, made.value.path().read_bytes().decode()


def bring(page: Page, text: str) -> None:
    """A file of progress given to the page."""
    page.get_by_label("Apporter un fichier de progression").set_input_files(
        {"name": "x.json", "mimeType": "application/json", "buffer": text.encode()}
    )


def sealed(progress: Any, **changes: Any) -> str:
    """A file of progress as the page makes it, its checksum reckoned here by other means."""
    text = json.dumps(progress, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    file = {"format": "preau-progress", "version": 1, "made": "2026-11-20T10:00:00.000Z", "site": "Petit"}
    return json.dumps(
        file | {"progress": progress, "sha256": hashlib.sha256(text.encode()).hexdigest()} | changes, ensure_ascii=False
    )


def sealed_whole(progress: Any, draft: Any) -> str:
    """The same with a draft: the checksum holds both."""
    whole = {"draft": draft, "progress": progress}
    text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sealed(progress, version=2, draft=draft, sha256=hashlib.sha256(text.encode()).hexdigest())


def test_a_chapter_is_done_and_the_programme_says_so(visit: Visit) -> None:
    """By keyboard; ticks, bar, the way on; another tab knows it at once."""
    page = visit(CHAPTER)
    other = visit(PROGRAMME, keep=True)
    expect(other.locator("[data-so-far]")).to_be_hidden()
    done = page.get_by_role("button", name=FINISH)
    done.focus()
    done.press("Enter")

    expect(page.locator("[data-finish] [role=status]")).to_contain_text("✓ Fini le")
    expect(done).to_be_hidden()
    expect(page.locator(":focus")).to_have_text("Mon campus")
    expect(other.locator(".part-done")).to_have_count(1)
    expect(other.get_by_role("progressbar", name="Chapitres finis : 1 sur 3")).to_be_visible()
    other.get_by_role("link", name="Continuer : Écouter").click()
    expect(other.locator("h1")).to_have_text("Écouter")
    expect(other).to_have_url(re.compile(f"{LATER}$"))
    page.reload()
    expect(page.locator("[data-finish] [role=status]")).to_contain_text("✓ Fini le")


def test_empty_then_what_was_begun(visit: Visit, axe: Axe) -> None:
    """The empty page says what it is for; then the course, where to go on, and the count once all is done."""
    page = visit(MINE)
    expect(page.get_by_role("heading", name="Rien ici pour l’instant")).to_be_visible()
    expect(page.get_by_role("heading", name="Tout effacer de cet appareil")).to_be_hidden()
    assert axe(page) == []
    page.goto(page.url.replace(MINE, CHAPTER))
    finish(page)
    page.goto(page.url.replace(CHAPTER, MINE))
    expect(page.get_by_role("heading", name="Rien ici pour l’instant")).to_be_hidden()
    expect(page.get_by_role("link", name="Continuer : Écouter")).to_be_visible()
    parts = page.evaluate("preau.campus.data.courses[0].chapters.map((one) => one.id)")
    for part in parts:
        page.evaluate(PUT, [COURSE, f"c/{part}", {"done": "2026-11-20T10:00:00.000Z", "title": "x"}])
    page.get_by_text("Me compter parmi les personnes qui ont terminé").first.click()
    link = page.locator("[data-begun] a[href^=mailto]")
    assert "Cours%C2%A0%3A%20agir" in (link.get_attribute("href") or "")
    assert axe(page) == []


def test_what_is_asked_again_after_1_3_7_14_30_days(visit: Visit) -> None:
    """Up a box when right on its day, never twice the same day, back to the first when wrong."""
    page = visit(MINE)
    told, value = [], None
    day = datetime(2026, 3, 26, 21, 30, tzinfo=UTC)  # the clocks go forward that week end
    for right in [True, True, True, True, True, True, False, True]:
        page.clock.set_fixed_time(day)
        kept = page.evaluate("([before, right]) => preau.review.after(before, right)", [value, right])
        value = ANSWER | kept | {"at": day.isoformat()}
        again = page.evaluate("([before, right]) => preau.review.after(before, right)", [value, True])
        assert again == kept  # the same day: tried again, no step
        due = datetime.fromisoformat(kept["due"] + "T21:30:00+00:00")
        told.append((kept["box"], (due.date() - day.date()).days))
        day = due
    assert told == [(1, 1), (2, 3), (3, 7), (4, 14), (5, 30), (5, 30), (1, 1), (2, 3)]


def test_review_asks_afresh(visit: Visit, axe: Axe) -> None:
    """Due questions are listed with their words, asked again with nothing shown; the old answer is one press away."""
    page = visit(CHAPTER)
    with questioned.checking(page.locator("[data-quiz='un-banc']"), questioned.by_mouse):
        questioned.ANSWERS["un-banc"][1](page.locator("[data-quiz='un-banc']"), questioned.by_mouse)
    expect(page.locator("[data-quiz='un-banc'] .quiz-result")).to_contain_text("C’est juste")
    box = page.evaluate("preau.progress.get(document.body.dataset.course, 'q/un-banc')")
    assert box["box"] == 1
    page.goto(page.url.replace(CHAPTER, MINE))
    expect(page.locator("[data-review]")).to_be_hidden()  # tomorrow
    page.evaluate(PUT, [COURSE, "q/un-banc", box | {"due": "2020-01-01"}])
    entry = page.locator("[data-review] li")
    expect(entry).to_have_count(1)
    entry.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/observer/\?review#quiz-un-banc$"))
    asked = page.locator("[data-quiz='un-banc']")
    expect(asked.get_by_role("radio", checked=True)).to_have_count(0)
    expect(asked.locator(".quiz-result")).to_be_empty()
    expect(asked.locator(".quiz-notice")).to_contain_text("Cherchez la réponse dans votre mémoire")
    assert axe(page) == []
    button(page, "Voir ma réponse").press("Enter")
    expect(asked.locator(".quiz-result")).to_contain_text("C’est juste")
    page.reload()
    with questioned.checking(asked, questioned.by_mouse):
        questioned.ANSWERS["un-banc"][1](asked, questioned.by_mouse)
    expect(asked.locator(".quiz-result")).to_contain_text("C’est juste")
    assert page.evaluate("preau.progress.get(document.body.dataset.course, 'q/un-banc').box") == 2
    page.reload()
    expect(asked.locator(".quiz-result")).to_contain_text("C’est juste")


def test_new_since_the_last_visit(visit: Visit) -> None:
    """The first visit finds nothing new; a chapter added later is, for two weeks."""
    page = visit(MINE)
    expect(page.locator("[data-new]")).to_be_hidden()
    first = page.evaluate("JSON.parse(localStorage.getItem('preau-campus-seen'))")
    part = page.evaluate("preau.campus.data.courses.find((one) => one.kind === 'mooc').chapters.at(-1).id")
    assert part in first["days"]
    first["days"].pop(part)
    then = {"v": 1, "first": "2026-01-01", "days": dict.fromkeys(first["days"], "2026-01-01")}
    page.evaluate("(value) => localStorage.setItem('preau-campus-seen', JSON.stringify(value))", then)
    page.reload()
    expect(page.locator("[data-new] li")).to_have_count(1)
    page.reload()
    expect(page.locator("[data-new] li")).to_have_count(1)


def test_to_a_file_and_back_on_another_device(visit: Visit) -> None:
    """What comes out goes in, with unknown items; nothing is added before it is seen; twice is nothing more."""
    page = visit(CHAPTER)
    finish(page)
    page.evaluate(PUT, [COURSE, "z/of-another-version", {"what": ["ever", {"é": "€😀"}]}])
    page.evaluate(PUT, ["another-course", "r/ma-place", {"text": "<b>à moi</b> & “moi”"}])
    page.goto(page.url.replace(CHAPTER, MINE))
    name, text = downloaded(page, "Télécharger ma progression")
    file = json.loads(text)
    assert (name[:11], name[-5:], file["format"], file["version"]) == ("mon-campus-", ".json", "preau-progress", 2)
    canonical = json.dumps({"progress": file["progress"]}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == file["sha256"]

    other = visit(MINE)
    bring(other, text)
    expect(other.get_by_text("Chapitres finis : 1", exact=True)).to_be_visible()
    expect(other.locator("[data-preview]")).to_be_focused()
    assert other.evaluate(KEPT) == {}
    button(other, "Ajouter").click()
    expect(other.locator("[data-said]")).to_have_text("Ajoutés : 3.")
    assert other.evaluate(KEPT) == file["progress"]
    expect(other.get_by_role("heading", name="Un cours qui n’est plus ici")).to_be_visible()
    bring(other, text)
    expect(other.locator("[data-said]")).to_contain_text("Rien à ajouter")


DRAFT = "preau-draft-initiative"
EARLY, LATE = "2026-11-20T10:00:00.000Z", "2026-11-21T10:00:00.000Z"


def drafted(page: Page) -> Any:
    """The draft of the form on a device."""
    return page.evaluate("(name) => JSON.parse(localStorage.getItem(name))", DRAFT)


def test_the_draft_of_the_form_travels_too(visit: Visit) -> None:
    """Empty answers are filled, lists joined, of two texts the newest stays and the form shows the other; once only."""
    learned = {"c/un-besoin": {"field": "problem", "text": "Vu ailleurs", "saved": EARLY, "title": "Un besoin"}}
    there = {"title": "Une navette", "problem": "Un long texte", "needs": [{"title": "Un minibus"}], "themes": ["a"]}
    page = visit(MINE)
    page.evaluate("([name, value]) => localStorage.setItem(name, JSON.stringify(value))",
                  [DRAFT, {"version": 1, "saved": LATE, "draft": there, "exercises": learned}])  # fmt: skip
    page.reload()
    text = downloaded(page, "Télécharger ma progression")[1]
    whole = {key: json.loads(text)[key] for key in ("draft", "progress")}
    assert whole["draft"]["draft"] == there
    canonical = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == json.loads(text)["sha256"]

    other = visit(MINE)
    here = {"title": "Un banc", "solution": "En poser un", "needs": [{"title": "Deux mains"}], "themes": ["b"]}
    other.evaluate("([name, value]) => localStorage.setItem(name, JSON.stringify(value))",
                   [DRAFT, {"version": 1, "saved": EARLY, "draft": here}])  # fmt: skip
    bring(other, text)
    expect(other.get_by_text("Votre brouillon d’initiative")).to_be_visible()
    assert drafted(other)["draft"] == here
    button(other, "Ajouter").click()
    expect(other.locator("[data-said]")).to_have_text("Ajoutés : 1.")
    joined = drafted(other)
    assert joined["draft"] == there | {"solution": "En poser un", "themes": ["a", "b"],
                                       "needs": [{"title": "Un minibus"}, {"title": "Deux mains"}]}  # fmt: skip
    aside = [one["text"] for name, one in joined["exercises"].items() if name.startswith("file/title-")]
    assert (aside, joined["exercises"]["c/un-besoin"]) == (["Un banc"], learned["c/un-besoin"])
    bring(other, text)
    expect(other.locator("[data-said]")).to_contain_text("Rien à ajouter")
    other.goto(other.url.replace(MINE, FORM))
    expect(other.locator("[name=title]")).to_have_value("Une navette")
    expect(other.locator("[data-exercises=title]")).to_contain_text("Un banc")


@pytest.mark.parametrize("wrong", [
    [], {"version": 2, "saved": EARLY}, {"version": 1}, {"version": 1, "saved": EARLY, "draft": {"title": [[1]]}},
    {"version": 1, "saved": EARLY, "draft": {"__proto__": {"polluted": True}}},
    {"version": 1, "saved": EARLY, "exercises": {"a/b": {"field": 1, "text": "a", "saved": EARLY}}},
], ids=str)  # fmt: skip
def test_a_hostile_draft_is_left_out(wrong: Any, look: Visit) -> None:
    """What is not a draft is counted, and the device keeps its own."""
    page = look(MINE)
    page.evaluate("(text) => { window.found = preau.campus.judged(text) }", sealed_whole({}, wrong))
    assert page.evaluate("[found.fault ?? '', found.draft, found.left]") == ["", None, 1]


def test_a_course_is_found_again_in_the_language_it_was_followed_in(visit: Visit) -> None:
    """The words and addresses of the language last used; what is not translated as it is."""
    page = visit(MINE)
    page.evaluate(
        """() => {
        const course = preau.campus.data.courses.find((one) => one.kind === "mooc");
        const [{ id }] = course.chapters;
        const chapters = [{ id, title: "Watch", address: "en/watch/" }];
        course.tongues = { en: { title: "Acting", address: "en/", chapters, questions: [] } };
        document.body.dataset.tongue = "en"; // as a translated chapter
        preau.progress.put(course.id, "r/mine", { text: "a" });
        preau.campus.redraw();
    }"""
    )
    card = page.locator("[data-begun] li")
    expect(card.get_by_role("link", name="Acting")).to_have_attribute("href", "en/")
    expect(card.get_by_role("link", name="Watch")).to_have_attribute("href", "en/watch/")
    page.evaluate("delete document.body.dataset.tongue")
    page.evaluate(PUT, [COURSE, "r/mine", {"text": "b"}])
    expect(card.get_by_role("link", name="Agir près de chez soi")).to_have_attribute("href", "../../cours/agir/")


AT = {"v": 1, "at": "2026-11-20T10:00:00.000Z"}
LONG = {"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}
WRONG = {
    "not JSON": ("{", "Ce n’est pas un fichier de progression"),
    "another JSON": ("[1]", "Ce n’est pas un fichier de progression"),
    "no format": ('{"progress": {}}', "Ce n’est pas un fichier de progression"),
    "newer": (sealed({}, version=3), "version plus récente"),
    "altered": (sealed({COURSE: {"x/a": AT | {"text": "a"}}}).replace('"a"}', '"b"}'), "somme de contrôle est fausse"),
    "no checksum": (sealed({}, sha256=None), "somme de contrôle est fausse"),
    "too deep": (sealed(LONG), "Ce n’est pas un fichier de progression"),
    "huge": ("[" + "1," * 3_000_000 + "1]", "trop gros"),
}


def test_a_wrong_file_changes_nothing(visit: Visit) -> None:
    """Each is refused by a sentence that says what is wrong, and what is here stays."""
    page = visit(MINE)
    page.evaluate(PUT, [COURSE, "x/une-rencontre", {"text": "Une navette"}])
    before = page.evaluate(KEPT)
    for name, (text, sentence) in WRONG.items():
        bring(page, text)
        expect(page.locator("[data-said]"), name).to_contain_text(sentence)
        expect(page.locator("[data-said]")).to_contain_text("Rien n’a été changé")
        expect(page.locator("[data-preview]")).to_be_hidden()
        assert page.evaluate(KEPT) == before


def test_a_hostile_file_does_no_harm(visit: Visit) -> None:
    """Prototypes, markup, wrong types, a date to come: what is sound is kept, the rest counted and left out."""
    page = visit(MINE)
    page.evaluate(PUT, [COURSE, "x/une-rencontre", {"text": "le mien"}])
    markup = '<img src=x onerror="document.title=1">'
    sound = {"c/11111111-1111-4111-8111-111111111111": AT | {"done": "2999-01-01T00:00:00.000Z", "title": markup},
             "q/un-banc": AT | {"revision": markup, "given": [markup], "right": True}}  # fmt: skip
    wrong = {
        "q/a": AT | {"given": "all", "right": 1}, "q/b": AT | {"given": [{}], "right": True, "revision": "1"},
        "x/c": AT | {"text": ["a"]}, "c/d": AT | {"done": True}, "r/e": {"text": "no day"}, "x/f": [1], "x/g": "text",
        "x/h": AT | {"text": "z" * 50_000}, "x/i": AT | {"text": "a", "__proto__": {"polluted": 1}},
        "x/j\n": AT | {"text": "a"},
    }  # fmt: skip
    text = sealed({COURSE: sound | wrong, "__proto__": {"q/polluted": AT}, "not a name!": {}, "constructor": 3})
    bring(page, text)
    expect(page.get_by_text("Non compris et laissés de côté : 13")).to_be_visible()
    button(page, "Ajouter").click()
    expect(page.locator("[data-said]")).to_have_text("Ajoutés : 2.")
    kept = page.evaluate(KEPT)
    assert set(kept) == {COURSE}
    assert set(kept[COURSE]) == {*sound, "x/une-rencontre"}
    assert kept[COURSE]["c/11111111-1111-4111-8111-111111111111"]["done"] < "2900"
    assert page.evaluate("[({}).polluted, ({})['q/polluted'], document.title === '1']") == [None, None, False]
    page.goto(page.url.replace(MINE, CHAPTER))  # and the question shows it as text
    expect(page.locator("[data-quiz='un-banc'] .quiz-notice")).to_be_visible()
    expect(page.locator("img[src=x]")).to_have_count(0)


def test_a_device_that_refuses(visit: Visit) -> None:
    """No room: said, and what is here has not changed. A browser that keeps nothing: said before anything else."""
    page = visit(MINE)
    page.evaluate("void (Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') })")
    bring(page, sealed({COURSE: {"x/une-rencontre": AT | {"text": "a"}}}))
    button(page, "Ajouter").click()
    expect(page.locator("[data-said]")).to_contain_text("Cet appareil en a refusé une partie")
    assert page.evaluate(KEPT) == {}
    page.add_init_script(REFUSING)
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("Ce navigateur ne garde rien pour ce site")
    page.goto(page.url.replace(MINE, CHAPTER))
    finish(page)
    expect(page.locator("[data-finish] [role=status]")).to_contain_text("Cet appareil ne garde rien")


def test_erased_only_when_confirmed(visit: Visit) -> None:
    """Asked once, told how much; “no” keeps everything; the draft goes too, other keys of the site stay."""
    page = visit(MINE)
    page.evaluate("localStorage.setItem('preau-receipts', '{}')")
    page.evaluate("localStorage.setItem('preau-draft-initiative', '{\"version\": 1}')")
    page.evaluate(PUT, [COURSE, "x/une-rencontre", {"text": "Une navette"}])
    button(page, "Effacer ma progression…").press("Enter")
    expect(page.locator("[data-confirm-erase]")).to_be_focused()
    button(page, "Non, tout garder").press("Enter")
    expect(page.locator("[data-confirm-erase]")).to_be_hidden()
    assert COURSE in page.evaluate(KEPT)
    button(page, "Effacer ma progression…").press("Enter")
    button(page, "Oui, tout effacer").press("Enter")
    expect(page.locator("[data-erase-said]")).to_have_text("Tout est effacé de cet appareil.")
    assert page.evaluate(KEPT) == {}
    assert page.evaluate("localStorage.getItem('preau-draft-initiative')") is None
    assert page.evaluate("localStorage.getItem('preau-receipts')") == "{}"


def test_a_code_on_paper(visit: Visit) -> None:
    """Typed with mistakes of hand that do not count, or scanned; a wrong sign is seen; a removed chapter is told."""
    page = visit(CHAPTER)
    finish(page)
    part = page.evaluate("document.body.dataset.chapter")
    page.goto(page.url.replace(CHAPTER, MINE))
    code = page.locator(".code-letters").inner_text()
    expect(page.get_by_role("img", name="Code à scanner")).to_be_visible()

    other = visit(MINE)
    field = other.get_by_label("Taper un code")
    field.fill(code[:-1] + ("0" if code[-1] != "0" else "1"))
    field.press("Enter")
    expect(other.locator("[data-said]")).to_contain_text("Ce code est illisible")
    field.fill(code.lower().replace(" ", " - ").replace("0", "o").replace("1", "l"))
    field.press("Enter")
    button(other, "Ajouter").click()
    expect(other.locator("[data-said]")).to_have_text("Ajoutés : 1.")
    assert list(other.evaluate(KEPT)[COURSE]) == [f"c/{part}"]

    scanned = visit(MINE + "#campus=" + code.replace(" ", ""))
    expect(scanned.get_by_text("Chapitres finis : 1", exact=True)).to_be_visible()
    assert "#" not in scanned.url
    button(scanned, "Ne rien changer").click()
    assert scanned.evaluate(KEPT) == {}


def test_codes_are_those_of_the_standard(visit: Visit) -> None:
    """Module by module what another encoder draws (versions 1 to 10, the eight masks); too long is refused."""
    page = visit(MINE)
    for text, mask, size, digest in CODES:
        rows = page.evaluate(DRAWN, [text, mask])
        assert (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()) == (size, digest), text
    assert page.evaluate("preau.campus.qr('x'.repeat(214))") is None


def test_a_calendar_of_ones_own(visit: Visit, site: Path, browser: Browser) -> None:
    """The day and hour chosen, floating, across the change of clocks, each with its reminder; also from a disk."""
    page = visit(MINE)
    page.get_by_label("Première séance").fill("2027-03-21")
    page.get_by_label("Heure", exact=True).fill("07:05")
    page.get_by_label("Rappel").select_option(label="la veille")
    expect(page.locator("[data-sessions] li").first).to_contain_text("dimanche 21 mars 2027")
    name, text = downloaded(page, "Télécharger l’agenda")
    assert name == "mes-seances.ics"
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    calendar = Calendar.from_ical(text)
    events = calendar.walk("VEVENT")
    starts = [event["DTSTART"].dt for event in events]
    assert starts == [datetime(2027, 3, 21, 7, 5), datetime(2027, 3, 28, 7, 5)]
    assert len({event["UID"] for event in events}) == 2
    assert [alarm["TRIGGER"].dt for event in events for alarm in event.walk("VALARM")] == [-timedelta(days=1)] * 2
    assert "https://petit.example/cours/agir/" in events[0]["DESCRIPTION"]
    assert Calendar.from_ical(calendar.to_ical()) == calendar

    page.get_by_label("Première séance").fill("")
    button(page, "Télécharger l’agenda").click()
    expect(page.get_by_text("Choisissez le jour de la première séance.")).to_be_visible()
    disk = browser.new_page()
    disk.goto((site / "cours/mon-campus/index.html").as_uri())
    disk.evaluate("document.documentElement.classList.add('js')")
    assert downloaded(disk, "Télécharger l’agenda")[1].startswith("BEGIN:VCALENDAR\r\n")
    assert downloaded(disk, "Télécharger ma progression")[1].startswith("{")
    disk.close()


def test_an_attestation_that_says_what_it_is_not(visit: Visit, axe: Axe) -> None:
    """The name is printed and kept nowhere; the sheet alone is on paper."""
    page = visit(CHAPTER)
    finish(page)
    page.goto(page.url.replace(CHAPTER, MINE))
    page.get_by_label("Nom à imprimer").fill("Camille <b>Exemple</b>")
    button(page, "Voir l’attestation").click()
    sheet = page.locator("#attestation")
    expect(sheet).to_be_focused()
    expect(sheet).to_contain_text("Camille <b>Exemple</b> déclare avoir suivi")
    expect(sheet).to_contain_text("Personne n’a vérifié l’identité")
    expect(sheet).to_contain_text("Ce n’est pas un diplôme")
    assert axe(page) == []
    assert "Camille" not in page.evaluate("JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie")
    page.evaluate("window.print = () => { window.printed = document.body.dataset.printing }")
    sheet.get_by_role("button", name="Imprimer").click()
    assert page.evaluate("printed") == "attestation"
    page.emulate_media(media="print")
    expect(sheet).to_be_visible()
    expect(page.get_by_role("heading", name="Mon heure de la semaine")).to_be_hidden()


def test_two_tabs_never_erase_each_other(visit: Visit) -> None:
    """What one tab does appears in the other; both stay."""
    page = visit(MINE)
    other = visit(MINE, keep=True)
    page.evaluate(PUT, [COURSE, "x/une-rencontre", {"text": "ici"}])
    other.evaluate(PUT, [COURSE, "r/ma-place", {"text": "là"}])
    expect(page.locator("[data-begun] li")).to_have_count(1)
    expect(other.locator("[data-begun] li")).to_have_count(1)
    assert set(page.evaluate(KEPT)[COURSE]) == {"x/une-rencontre", "r/ma-place"}


@pytest.mark.parametrize("phone", [True, False])
def test_seen_by_everybody(phone: bool, visit: Visit, schemes: Axe) -> None:
    """axe finds nothing, nothing sticks out, fingers reach everything; below a sub-path too."""
    page = visit(MINE, phone=phone, sub_path=True)
    page.evaluate(PUT, [COURSE, "q/un-banc", ANSWER | {"box": 1, "due": "2020-01-01"}])
    part = page.evaluate("preau.campus.data.courses.find((one) => one.kind === 'mooc').chapters[0].id")
    page.evaluate(PUT, [COURSE, f"c/{part}", {"done": "2026-11-20T10:00:00.000Z", "title": "x"}])
    expect(page.locator("[data-review] li")).to_have_count(1)
    button(page, "Effacer ma progression…").click()
    assert schemes(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL) == []


def test_without_javascript_it_says_what_it_needs(visit: Visit, site: Path) -> None:
    """And how to do without; the page is valid."""
    page = visit(MINE, scripts=False)
    expect(page.get_by_text("Cette page a besoin de JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Télécharger ma progression")).to_be_hidden()
    assert vnu([site / "cours/mon-campus/index.html", site / "cours/agir/index.html"]) == []
