"""Questions in the page: every type by mouse, touch and keyboard; kept; on paper; without JavaScript."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

import questioned
from browsing import Axe, Visit
from htmlchecker import vnu
from questioned import ANSWERS, CHAPTER, COURSE, LATER, Press, checking
from webserver import Web

VECTORS = json.loads((Path(__file__).parents[1] / "unit" / "comparing.json").read_text(encoding="utf-8"))
WAYS = {"mouse": questioned.by_mouse, "touch": questioned.by_touch, "keyboard": questioned.by_keyboard}
HOSTILE = '<img src=x onerror=alert(1)> l’« été » d\'"ici" & ' + "très" * 30


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a course that asks a question of every type."""
    return questioned.built(tmp_path_factory)


@pytest.fixture(scope="module")
def web(site: Path) -> Iterator[Web]:
    """That site on 127.0.0.1."""
    with Web(site) as server:
        yield server


HEAR = """window.said = [];
for (const region of document.querySelectorAll(".quiz-result")) {
  const heard = new MutationObserver(() => region.textContent && said.push(region.textContent));
  heard.observe(region, { childList: true, subtree: true });
}"""
SMALL = """[...document.querySelectorAll(".block :is(button, select, textarea, .quiz-choice, [type=text], summary)")]
  .filter((one) => one.checkVisibility()).map((one) => [one.className || one.tagName, one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44).map(([name, box]) => `${name} ${box.width} ${box.height}`)"""
PUT = "([course, item, value]) => preau.progress.put(course, item, value)"


def question(page: Page, name: str) -> Locator:
    """The block of a question."""
    return page.locator(f"[data-quiz='{name}']")


def result(block: Locator) -> Locator:
    """What is said of an answer: the one live region of the question."""
    return block.locator(".quiz-result")


def kept(page: Page, name: str) -> dict[str, Any]:
    """What the device keeps of a question."""
    value: dict[str, Any] = page.evaluate("([course, item]) => preau.progress.get(course, item)", [COURSE, f"q/{name}"])
    return value


def answer_all(page: Page, press: Press = questioned.by_mouse, right: bool = True) -> None:
    """Every question answered, the card turned."""
    for name, ways in ANSWERS.items():
        with checking(question(page, name), press):
            ways[right](question(page, name), press)
    press(question(page, "retenir").get_by_role("button", name="Retourner la carte"))
    press(question(page, "retenir").get_by_role("button", name="Je savais" if right else "Je ne savais pas"))


@pytest.mark.parametrize("way", WAYS)
def test_every_type_wrong_then_right(way: str, visit: Visit) -> None:
    """No explanation before an attempt; what is said of a wrong answer; then a right one, with the explanation."""
    page, press = visit(CHAPTER, phone=way == "touch"), WAYS[way]
    for name, (wrong, right) in ANSWERS.items():
        block = question(page, name)
        expect(block.locator(".quiz-key")).to_be_hidden()
        with checking(block, press):
            wrong(block, press)
        expect(result(block)).not_to_contain_text("C’est juste")
        expect(result(block).locator(".quiz-explanation")).to_have_count(0)
        expect(block.locator(".quiz-key")).to_be_visible()
        assert not kept(page, name)["right"]
        with checking(block, press):
            right(block, press)
        expect(result(block)).to_contain_text("C’est juste")
        expect(result(block)).to_contain_text("Explication")
        assert (kept(page, name)["right"], kept(page, name)["tries"]) == (True, 2)


@pytest.mark.parametrize("way", WAYS)
def test_a_card_is_turned_then_judged_by_the_learner(way: str, visit: Visit) -> None:
    """Its other side appears when it is turned; the two buttons keep what the learner says."""
    page, press = visit(CHAPTER, phone=way == "touch"), WAYS[way]
    card = question(page, "retenir")
    expect(card.get_by_text("une difficulté que quelqu’un rencontre")).to_be_hidden()
    press(card.get_by_role("button", name="Retourner la carte"))
    expect(result(card)).to_contain_text("une difficulté que quelqu’un rencontre")
    expect(card.get_by_role("button", name="Je savais", exact=True)).to_be_focused()
    press(card.get_by_role("button", name="Je ne savais pas"))

    expect(result(card)).to_contain_text("à revoir")
    assert (kept(page, "retenir")["given"], kept(page, "retenir")["right"]) == (["unknown"], False)


def test_all_is_reached_by_tab_in_the_order_of_the_page(visit: Visit) -> None:
    """From the first question to its verdict without a mouse, arrows among the answers of one choice."""
    page = visit(CHAPTER)
    block = question(page, "un-besoin")
    block.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Vérifier ma réponse")
    page.keyboard.press("Enter")
    expect(result(block)).to_contain_text("C’est juste")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Recommencer")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_contain_text("Voir un indice")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Voir la réponse")
    typed = question(page, "qui-compte").get_by_role("textbox")
    typed.focus()
    page.keyboard.type("insee")
    page.keyboard.press("Enter")

    expect(result(question(page, "qui-compte"))).to_contain_text("C’est juste")


def test_moving_a_step_keeps_the_focus_and_is_said(visit: Visit) -> None:
    """The button that moved a step stays under the finger; at an end it does nothing."""
    page = visit(CHAPTER)
    block = question(page, "ranger")
    last = questioned.shown_order(block)[-1]
    up = block.get_by_role("button", name=f"Monter\u00a0: {last}")
    for place in (2, 1):
        up.press("Enter")
        expect(up).to_be_focused()
        expect(block.locator(".visually-hidden[role=status]")).to_have_text(f"{last}\u00a0: place {place} sur 3")
    expect(up).to_have_attribute("aria-disabled", "true")
    up.press("Enter")

    assert questioned.shown_order(block)[0] == last


def test_names_are_those_of_the_text(visit: Visit) -> None:
    """The question names the group; each answer names its box; each gap and pair has its label."""
    page = visit(CHAPTER)
    group = page.get_by_role("group", name="Laquelle de ces phrases dit un besoin", exact=False)
    expect(group.last.get_by_role("radio", name="Il faut une navette.")).to_have_count(1)
    expect(
        page.get_by_role("group", name="Qui organise le recensement").last.get_by_role("textbox", name="Votre réponse")
    ).to_be_visible()
    expect(question(page, "relier").get_by_role("combobox", name="Il faut un banc.")).to_be_visible()
    expect(question(page, "completer").get_by_role("textbox", name="Mot 2")).to_be_visible()
    expect(question(page, "combien").get_by_role("group", name="Votre réponse")).to_have_accessible_description(
        "Vous êtes venu trois fois pendant 50 minutes. Combien d’heures avez-vous observé ?"
    )


def test_what_is_said_is_announced_once(visit: Visit) -> None:
    """One live region for each question, empty until then, changed once by an answer and never by a reload."""
    page = visit(CHAPTER)
    assert page.locator(".quiz-result[role=status]").count() == page.locator("[data-quiz]").count()
    assert set(page.locator(".quiz-result").all_inner_texts()) == {""}
    page.evaluate(HEAR)
    for name in ("des-faits", "relier"):
        with checking(question(page, name), questioned.by_mouse):
            ANSWERS[name][0](question(page, name), questioned.by_mouse)
    said = page.evaluate("said")

    assert len(said) == 2
    assert "Pas tout à fait" in said[0]
    assert "2 sur 3" in said[1]


def test_nothing_is_judged_before_it_is_answered(visit: Visit) -> None:
    """What is missing is asked for, the focus goes there, and nothing is kept."""
    page = visit(CHAPTER)
    for name, sentence in {
        "un-besoin": "Choisissez", "qui-compte": "Écrivez d’abord", "combien": "Écrivez d’abord",
        "relier": "Il reste à compléter\u00a0: 3.", "completer": "Il reste à compléter\u00a0: 2.",
    }.items():  # fmt: skip
        block = question(page, name)
        block.get_by_role("button", name="Vérifier ma réponse").click()
        expect(result(block)).to_contain_text(sentence)
        expect(block.locator(":focus")).to_have_count(1)
        expect(block.locator(".quiz-key")).to_be_hidden()
        assert kept(page, name) is None
    combien = question(page, "combien")
    combien.get_by_role("textbox").fill("deux et demie")
    combien.get_by_role("button", name="Vérifier ma réponse").click()

    expect(result(combien)).to_contain_text("Écrivez un nombre")


def test_hints_come_one_by_one(visit: Visit) -> None:
    """The first, then the second, then no more; never all at once."""
    page = visit(CHAPTER)
    block = question(page, "un-besoin")
    clues, button = block.locator(".quiz-clues > li"), block.get_by_role("button", name="indice")
    expect(clues).to_have_count(0)
    for number, clue in enumerate(["Qui est en difficulté", "une réponse"], 1):
        expect(button).to_have_text(f"Voir un indice ({number} sur 2)")
        button.click()
        expect(clues).to_have_count(number)
        expect(clues.last).to_contain_text(clue)
    expect(button).to_have_text("Plus d’autre indice")
    button.press("Enter")

    expect(clues).to_have_count(2)


def test_answers_come_back(visit: Visit) -> None:
    """After a reload each answer stands as it was given, with what was said of it, and when."""
    page = visit(CHAPTER)
    answer_all(page)
    said = [text.replace("Répondu", "") for text in page.locator(".quiz-result").all_inner_texts()]
    page.reload()

    again = page.locator(".quiz-result").all_inner_texts()
    assert all("Répondu le" in text for text in again)
    assert [text.split("\n")[0] for text in said] == [text.split("\n")[0] for text in again]
    expect(question(page, "un-besoin").get_by_label("L’aînée dit")).to_be_checked()
    expect(question(page, "qui-compte").get_by_role("textbox")).to_have_value("INSEEE")
    assert questioned.shown_order(question(page, "ranger")) == ["Regarder", "Compter", "Proposer"]
    expect(question(page, "relier").get_by_role("combobox").first.locator("option:checked")).to_have_text("Une envie")
    expect(question(page, "completer").get_by_role("textbox").last).to_have_value("jugemnt")


def test_another_try_forgets_nothing(visit: Visit) -> None:
    """“Start again” empties the form, and the device keeps the last answer until another is given."""
    page = visit(CHAPTER)
    answer_all(page, right=False)
    for name in ANSWERS:
        block = question(page, name)
        block.get_by_role("button", name="Recommencer").click()
        expect(result(block)).to_be_empty()
        expect(block.locator(":focus")).to_have_count(1)
        assert kept(page, name)["tries"] == 1
    expect(page.locator("[data-quiz] :is(input:checked, .quiz-mark:not(:empty))")).to_have_count(0)


def test_a_question_that_was_rewritten_says_so(visit: Visit) -> None:
    """The old answer is told and kept; the new one stands beside it, never instead."""
    page = visit(CHAPTER)
    keys = [li.get_attribute("data-answer") for li in question(page, "un-besoin").locator(".quiz-answers li").all()]
    old = {"revision": "00000000", "given": [keys[0]], "right": True, "tries": 3, "box": 2}
    page.evaluate(PUT, [COURSE, "q/un-besoin", old])
    page.evaluate(PUT, [COURSE, "q/qui-compte", {**old, "given": [HOSTILE]}])
    page.reload()
    block = question(page, "un-besoin")
    expect(block.locator(".quiz-notice")).to_contain_text("Cette question a été réécrite depuis votre réponse du")
    expect(block.locator(".quiz-notice")).to_contain_text("Il faut une navette.")
    expect(question(page, "qui-compte").locator(".quiz-notice")).to_contain_text(HOSTILE[:60])
    expect(result(block)).to_be_empty()
    assert kept(page, "un-besoin")["revision"] == "00000000"
    with checking(block, questioned.by_mouse):
        ANSWERS["un-besoin"][1](block, questioned.by_mouse)
    now = kept(page, "un-besoin")

    assert (now["revision"], now["tries"], now["box"]) == (block.get_attribute("data-revision"), 1, 2)
    assert (now["before"]["revision"], now["before"]["given"]) == ("00000000", [keys[0]])
    expect(block.locator(".quiz-notice")).to_be_hidden()


def test_a_device_that_keeps_nothing_says_so(visit: Visit) -> None:
    """The answer stays on the screen."""
    page = visit(CHAPTER)
    page.evaluate("void (Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') })")
    with checking(question(page, "un-banc"), questioned.by_mouse):
        ANSWERS["un-banc"][1](question(page, "un-banc"), questioned.by_mouse)

    expect(result(question(page, "un-banc"))).to_contain_text("C’est juste")
    expect(result(question(page, "un-banc"))).to_contain_text("Cet appareil ne garde rien")
    page.get_by_label("Ce que j’écris").first.fill("Un texte")
    expect(page.get_by_text("copiez votre texte ailleurs")).to_be_visible()


def test_hostile_answers_stay_text(visit: Visit) -> None:
    """Markup, quotes, both apostrophes, very long words: shown as they were typed, after a reload too, on a phone."""
    page = visit(CHAPTER, phone=True)
    fields = page.locator("[data-quiz] input[type=text], textarea")
    for field in fields.all():
        field.fill(HOSTILE)
    for name in ("qui-compte", "completer"):
        question(page, name).get_by_role("button", name="Vérifier ma réponse").click()
    expect(page.get_by_text("Gardé sur cet appareil.").first).to_be_visible()
    page.reload()

    expect(question(page, "qui-compte").get_by_role("textbox")).to_have_value(HOSTILE)
    expect(page.locator("textarea").first).to_have_value(HOSTILE)
    expect(page.locator("img[src=x]")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_tabs_show_the_same(visit: Visit) -> None:
    """An answer given in one tab appears in the other, unless something is being written there."""
    one = visit(CHAPTER)
    other = visit(CHAPTER, keep=True)
    other.locator("textarea").first.fill("En cours")
    question(other, "qui-compte").get_by_role("textbox").fill("je cherche")
    for name in ("un-banc", "qui-compte"):
        with checking(question(one, name), questioned.by_mouse):
            ANSWERS[name][1](question(one, name), questioned.by_mouse)

    expect(result(question(other, "un-banc"))).to_contain_text("C’est juste")
    expect(question(other, "qui-compte").get_by_role("textbox")).to_have_value("je cherche")


def test_without_javascript_the_question_then_its_key(visit: Visit) -> None:
    """Nothing to press that does nothing; the key unfolds."""
    page = visit(CHAPTER, scripts=False)
    expect(page.locator("[data-quiz] :is(input, select, button, textarea)")).to_have_count(0)
    for block in page.locator("[data-quiz]").all():
        expect(block.locator(".quiz-question")).to_be_visible()
        expect(block.locator(".quiz-explanation")).to_be_hidden()
        block.locator(".quiz-key > summary").click()
        expect(block.locator(".quiz-explanation")).to_be_visible()
    expect(question(page, "relier").locator(".quiz-starts li")).to_have_count(3)
    expect(question(page, "combien")).to_contain_text("à 0,25 près")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_on_paper_the_question_then_its_key(scripts: bool, visit: Visit) -> None:
    """Whatever was answered on the screen, paper shows the bare question, then the key, and no button."""
    page = visit(CHAPTER, scripts=scripts)
    if scripts:
        answer_all(page, right=False)
    page.emulate_media(media="print")
    for block in page.locator("[data-quiz]").all():
        expect(block.locator("> .quiz-live:visible")).to_have_count(0)
        expect(block.locator("> .quiz-question")).to_be_visible()
        expect(block.locator(".quiz-key .quiz-explanation")).to_be_visible()
    expect(question(page, "un-besoin").locator(".quiz-answers > li").first).to_be_visible()
    expect(question(page, "relier").locator(".quiz-ends > li").first).to_be_visible()
    expect(question(page, "ranger").locator("> .quiz-steps > li").first).to_be_visible()
    expect(question(page, "qui-compte").locator(".quiz-key .quiz-said").first).to_be_visible()


@pytest.mark.parametrize(("phone", "theme"), [(True, "light"), (False, "dark")])
def test_no_violation_open_and_answered(phone: bool, theme: str, visit: Visit, axe: Axe) -> None:
    """WCAG 2.2 A and AA: before, with wrong answers and every key open, then with right ones."""
    page = visit(CHAPTER, phone=phone, dark=theme == "dark")
    assert axe(page) == []
    question(page, "un-besoin").get_by_role("button", name="indice").click()
    answer_all(page, right=False)
    page.evaluate("document.querySelectorAll('.quiz-key').forEach((key) => (key.open = true))")
    assert axe(page) == []
    page.evaluate("localStorage.clear()")
    page.reload()
    answer_all(page)

    assert axe(page) == []


def test_every_target_is_large_enough(visit: Visit) -> None:
    """At least 44 pixels for a finger, on a phone: boxes by their label, buttons, fields, what unfolds."""
    page = visit(CHAPTER, phone=True)
    answer_all(page, right=False)
    assert page.evaluate(SMALL) == []


def test_the_page_is_valid_as_it_is_and_alive(visit: Visit, site: Path, tmp_path: Path) -> None:
    """The checker of HTML finds nothing in the static page, nor in the page with every question answered."""
    page = visit(CHAPTER)
    answer_all(page, right=False)
    alive = tmp_path / "alive.html"
    alive.write_text("<!doctype html>" + page.evaluate("document.documentElement.outerHTML"), encoding="utf-8")

    assert vnu([site / "cours/agir/observer/index.html", site / "cours/agir/ecouter/index.html", alive]) == []


def test_the_same_vectors_as_in_python(visit: Visit) -> None:
    """One specification of what counts as right, in two languages."""
    page = visit(CHAPTER)
    told = page.evaluate(
        """(vectors) => Object.entries(vectors).flatMap(([name, rows]) => rows.filter((row) =>
            preau.compare[name](...row.slice(0, -1)) !== row.at(-1)).map((row) => [name, ...row]))""",
        VECTORS,
    )

    assert told == []


def test_earlier_questions_open_a_chapter_and_share_their_answers(visit: Visit) -> None:
    """None in the first week; two in the second; what is answered there is answered where they come from."""
    page = visit(CHAPTER)
    expect(page.get_by_role("heading", name="Avant de commencer")).to_have_count(0)
    page = visit(LATER, keep=True)
    section = page.get_by_role("region", name="Avant de commencer")
    names = [block.get_attribute("data-quiz") for block in section.locator("[data-quiz]").all()]
    assert names == ["un-besoin", "des-faits"]
    expect(section.get_by_role("link", name="Observer un besoin")).to_have_count(2)
    with checking(question(page, "un-besoin"), questioned.by_mouse):
        ANSWERS["un-besoin"][1](question(page, "un-besoin"), questioned.by_mouse)
    page = visit(CHAPTER, keep=True)

    expect(result(question(page, "un-besoin"))).to_contain_text("C’est juste")
    expect(result(question(page, "des-faits"))).to_be_empty()
    page.evaluate(PUT, [COURSE, "q/un-besoin", kept(page, "un-besoin") | {"due": "2020-01-01"}])
    page = visit(LATER, keep=True)  # due again: a recall that shows the answer recalls nothing
    expect(question(page, "un-besoin").locator(".quiz-notice")).to_contain_text("Cherchez la réponse")
    expect(result(question(page, "un-besoin"))).to_be_empty()


def test_each_gap_is_told(visit: Visit) -> None:
    """In the live region: the number of each gap, what was typed, its verdict, and what the author says of it."""
    page = visit(CHAPTER)
    block = question(page, "completer")
    with checking(block, questioned.by_keyboard):
        ANSWERS["completer"][0](block, questioned.by_keyboard)
    said = result(block).get_by_role("listitem")
    expect(said.nth(0)).to_have_text("Mot 1, « fait » : juste.")
    expect(said.nth(1)).to_have_text("Mot 2, « fait » : faux.Ce mot dit ce que quelqu’un pense.")
    expect(result(block)).to_have_role("status")
    boxes = block.get_by_role("textbox")
    expect(boxes.nth(0)).to_have_accessible_description("Juste")
    expect(boxes.nth(1)).to_have_accessible_description("Faux")


def test_learning_weighs_little(site: Path) -> None:
    """The scripts of a chapter, as a host sends them: at most 12 kB."""
    assert len(gzip.compress((site / "assets/learn.js").read_bytes(), 9)) <= 12 * 1024
