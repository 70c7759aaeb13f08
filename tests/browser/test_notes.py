"""What a learner writes in exercises and reflections: kept while typing, handed to the form, lost nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

import questioned
from browsing import Axe, Visit
from questioned import CHAPTER, COURSE, LAST, LATER
from webserver import Web

DRAFT = "preau-draft-initiative"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The site of a course with exercises, on 127.0.0.1."""
    with Web(questioned.built(tmp_path_factory)) as server:
        yield server


def write(page: Page, block: str, text: str) -> None:
    """Type in the field of a block, and wait until it is kept."""
    field = page.locator(f"#{block} textarea")
    field.press_sequentially(text)
    expect(page.locator(f"#{block} [role=status]")).to_have_text("Gardé sur cet appareil.")


def draft(page: Page) -> dict[str, Any]:
    """What waits for the form."""
    value: dict[str, Any] = json.loads(page.evaluate("(key) => localStorage.getItem(key) ?? '{}'", DRAFT))
    return value


def test_a_reflection_is_kept_and_comes_back(visit: Visit) -> None:
    """Under its own name, and never among what the form reads."""
    page = visit(CHAPTER)
    write(page, "reflection-ma-place", "Oui : ma voisine.\nEt moi.")
    page.reload()

    expect(page.locator("#reflection-ma-place textarea")).to_have_value("Oui : ma voisine.\nEt moi.")
    assert page.evaluate("(course) => preau.progress.get(course, 'r/ma-place').text", COURSE).startswith("Oui")
    assert draft(page) == {}
    expect(page.get_by_role("group", name="Prenez un instant").get_by_label("Ce que j’écris")).to_be_visible()


def test_an_exercise_fills_the_draft_and_leaves_the_rest(visit: Visit) -> None:
    """Its own entry alone: the draft and the exercises of others stay as they are; an emptied text takes it away."""
    page = visit(CHAPTER)
    other = {"field": "means", "text": "Des gants", "saved": "2026-02-02T00:00:00Z"}
    before = {"version": 1, "saved": other["saved"], "draft": {"title": "Mon titre"}, "exercises": {"autre/x": other}}
    page.evaluate("([key, value]) => localStorage.setItem(key, value)", [DRAFT, json.dumps(before)])
    write(page, "exercise-mon-carnet", "Six enfants attendent.")
    page.wait_for_function("(key) => localStorage.getItem(key).includes('Six enfants attendent.')", arg=DRAFT)
    now = draft(page)

    assert (now["draft"], now["exercises"]["autre/x"]) == (before["draft"], other)
    mine = now["exercises"][f"{COURSE}/mon-carnet"]
    assert (mine["field"], mine["text"], mine["title"]) == ("problem", "Six enfants attendent.", "Observer un besoin")
    assert mine["saved"] == now["saved"] > other["saved"]
    page.locator("#exercise-mon-carnet textarea").fill("")
    page.wait_for_function("(key) => !localStorage.getItem(key).includes('mon-carnet')", arg=DRAFT)
    assert list(draft(page)["exercises"]) == ["autre/x"]


def test_a_draft_of_another_version_is_left_alone(visit: Visit) -> None:
    """The text is kept all the same."""
    page = visit(CHAPTER)
    page.evaluate("(key) => localStorage.setItem(key, '{\"version\": 2}')", DRAFT)
    write(page, "exercise-mon-carnet", "Un fait.")

    assert draft(page) == {"version": 2}


def test_what_is_typed_just_before_leaving_is_kept(visit: Visit) -> None:
    """The page is left in the middle of a word."""
    page = visit(CHAPTER)
    page.locator("#reflection-ma-place textarea").press_sequentially("À l'inst")
    page.goto("about:blank")
    page = visit(CHAPTER, keep=True)

    expect(page.locator("#reflection-ma-place textarea")).to_have_value("À l'inst")


def test_the_course_ends_on_the_form_filled(visit: Visit, web: Web) -> None:
    """The last chapter tells how many texts wait, leads to the form, and the form takes them up."""
    page = visit(LAST)
    expect(page.get_by_text("Rien n’est encore écrit dans les exercices")).to_be_visible()
    page = visit(CHAPTER, keep=True)
    write(page, "exercise-mon-carnet", "Les personnes âgées du hameau ne peuvent plus aller au marché.")
    page = visit(LATER, keep=True)
    write(page, "exercise-une-rencontre", "Un covoiturage le samedi matin.")
    page = visit(LAST, keep=True)
    expect(page.get_by_text("Textes de vos exercices qui attendent sur cet appareil : 2.")).to_be_visible()
    page.get_by_role("link", name="Proposer mon initiative, avec ce que j’ai écrit").click()

    expect(page.locator("#i-problem")).to_have_value("Les personnes âgées du hameau ne peuvent plus aller au marché.")
    expect(page.locator("#i-solution")).to_have_value("Un covoiturage le samedi matin.")


def test_without_javascript_there_is_no_field(visit: Visit) -> None:
    """A field that keeps nothing would lie."""
    page = visit(CHAPTER, scripts=False)

    expect(page.locator("main textarea")).to_have_count(0)
    expect(page.get_by_text("Restez dix minutes au même endroit")).to_be_visible()


def test_no_violation_while_writing(visit: Visit, schemes: Axe) -> None:
    """WCAG 2.2 A and AA, with texts in the fields, and at the end of the course."""
    page = visit(CHAPTER)
    write(page, "exercise-mon-carnet", "Un fait.")
    assert schemes(page) == []
    page = visit(LAST, keep=True)

    assert schemes(page) == []


STORE = """([one, other]) => {
  const course = "c0000000";
  const items = (values) => ({ [course]: Object.fromEntries(values) });
  const result = [];
  for (const order of [[one, other], [other, one]]) {
    localStorage.clear();
    for (const values of order) preau.progress.merge(items(values));
    result.push(JSON.stringify(Object.entries(preau.progress.all()[course]).sort()));
  }
  return result;
}"""


def test_merging_gives_the_same_in_any_order_and_loses_nothing(visit: Visit) -> None:
    """The newest of each item, whatever it is; a chapter done once stays done since its first day."""
    page = visit(CHAPTER)
    one = [
        ["q/a", {"v": 1, "at": "2026-01-01T00:00:00Z", "given": ["x"]}],
        ["z/unknown", {"at": "2025-01-01", "n": 1}],
        ["c/1", {"v": 1, "at": "2026-01-03T00:00:00Z", "title": "A"}],
        ["q/same", {"at": "2026-01-01", "n": 1}],
    ]
    other = [
        ["q/a", {"v": 1, "at": "2026-01-02T00:00:00Z", "given": ["y"]}],
        ["r/b", {"v": 9, "at": "2026", "text": "é"}],
        ["c/1", {"v": 1, "at": "2026-01-02T00:00:00Z", "done": "2026-01-02"}],
        ["q/same", {"at": "2026-01-01", "n": 2}],
    ]
    first, second = page.evaluate(STORE, [one, other])

    assert first == second
    merged = dict(json.loads(first))
    assert (merged["q/a"]["given"], merged["c/1"]["done"], merged["c/1"]["title"]) == (["y"], "2026-01-02", "A")
    assert {"z/unknown", "r/b"} <= set(merged)


def test_what_is_not_ours_is_left_in_the_store(visit: Visit) -> None:
    """A value that cannot be read is neither shown nor removed."""
    page = visit(CHAPTER)
    page.evaluate("(course) => localStorage.setItem(`preau-progress:${course}:q/un-besoin`, '[broken')", COURSE)
    page.evaluate("(course) => localStorage.setItem(`preau-progress:${course}:r/ma-place`, '[1]')", COURSE)
    page.reload()

    assert page.evaluate("Object.keys(preau.progress.all())") == []
    assert page.evaluate("localStorage.length") == 2


def test_a_value_without_sense_stops_nothing(visit: Visit) -> None:
    """Answers without a date, of a wrong shape, about what is gone: the page lives, and says what it can."""
    page = visit(CHAPTER)
    for name in page.locator("[data-quiz]").evaluate_all("all => all.map((one) => one.dataset.quiz)"):
        revision = page.locator(f"[data-quiz='{name}']").get_attribute("data-revision")
        for item, value in {
            name: {"revision": revision, "given": ["00000000:x", 3, None, "toString"], "tries": "many"},
            f"{name}-gone": {"given": "x"},
        }.items():
            place = f"preau-progress:{COURSE}:q/{item}"
            page.evaluate("([place, text]) => localStorage.setItem(place, text)", [place, json.dumps(value)])
    page.reload()
    expect(page.locator(".quiz-result", has_text="Répondu le …")).to_have_count(9)
    write(page, "reflection-ma-place", "Oui.")
