"""The search: reached by keyboard, accents optional, filters, nothing of it loaded before one wants it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from browsing import Axe, Visit
from webserver import Web


def dialog(page: Page) -> Locator:
    """The search that opens over any page."""
    return page.get_by_role("dialog", name="Rechercher")


def field(page: Page) -> Locator:
    """Where one types, in the dialog."""
    return dialog(page).get_by_role("searchbox")


def results(page: Page) -> list[str]:
    """The titles found, once they are announced."""
    expect(dialog(page).get_by_role("status")).to_contain_text("résultat")
    return dialog(page).get_by_role("listitem").get_by_role("link").locator("strong").all_inner_texts()


def look_for(page: Page, words: str) -> list[str]:
    """Open the dialog by its key, type, read."""
    page.keyboard.press("/")
    field(page).fill(words)
    return results(page)


def test_nothing_is_loaded_before_the_field_is_focused(visit: Visit, web: Web) -> None:
    """Reading costs nothing of the search; focusing its field brings it."""
    web.asked.clear()
    page = visit("/cours/agir-au-niveau-local/qui-fait-quoi/")
    page.wait_for_load_state("networkidle")

    assert [path for path in web.asked if "/search" in path] == []

    with page.expect_request(lambda request: "/search/" in request.url):
        page.keyboard.press("/")
    expect(field(page)).to_be_focused()


@pytest.mark.parametrize("sub_path", [False, True], ids=["root", "sub-path"])
def test_a_result_leads_to_its_page(sub_path: bool, visit: Visit, web: Web) -> None:
    """Typed, announced, chosen with the arrows, opened with Enter."""
    page = visit("/", sub_path=sub_path)
    found = look_for(page, "berges propres Agde")

    assert any("Berges propres" in title for title in found)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Berges propres")
    expect(page).to_have_url(web.url("/initiatives/34/berges-propres/", sub_path=sub_path))


@pytest.mark.parametrize(("plain", "accented"), [("hopital", "hôpital"), ("prefet", "préfet"), ("velo", "vélo")])
def test_accents_are_optional(plain: str, accented: str, visit: Visit) -> None:
    """The same pages answer with and without accents."""
    page = visit("/")
    without = look_for(page, plain)
    state = dialog(page).get_by_role("status")
    count = state.inner_text()
    field(page).fill("")
    expect(state).to_be_empty()
    field(page).fill(accented)

    assert without != []
    assert sorted(results(page)) == sorted(without)
    assert state.inner_text() == count


def test_nothing_found_is_said(visit: Visit) -> None:
    """A word that no page holds gets an answer in words, announced to screen readers."""
    page = visit("/")
    page.keyboard.press("/")
    field(page).fill("zzyzxqwk")

    expect(dialog(page).get_by_role("status")).to_contain_text("Aucun résultat")
    expect(dialog(page).get_by_role("link", name="Proposer mon initiative")).to_be_visible()


def test_what_is_not_found_can_be_proposed(visit: Visit) -> None:
    """From any page: the form takes the words as its title, and leaves what was already written."""
    page = visit("/initiatives/34/berges-propres/")
    page.keyboard.press("/")
    field(page).fill("zzyzxqwk à Sète")
    dialog(page).get_by_role("link", name="Proposer mon initiative").click()
    title = page.get_by_role("textbox", name="Titre").first

    expect(title).to_have_value("zzyzxqwk à Sète")
    title.fill("Un verger partagé")
    page.get_by_text("Brouillon gardé").first.wait_for()
    page.goto(page.url)
    expect(title).to_have_value("Un verger partagé")


def test_filters_combine_and_are_announced(visit: Visit, axe: Axe) -> None:
    """Kind, territory and status leave what has all three, even without a word; axe has nothing to say."""
    page = visit("/")
    page.keyboard.press("/")
    state = dialog(page).get_by_role("status")
    counts = []
    for name, label in (("Type", "Initiative"), ("Territoire", "Hérault"), ("Où elle en est", "En cours")):
        before = state.inner_text()
        dialog(page).get_by_role("combobox", name=name).select_option(label)
        expect(state).not_to_have_text(before)
        counts.append(int(state.inner_text().split()[0]))

    assert counts[0] > counts[1] > counts[2] > 0
    for one in dialog(page).get_by_role("listitem").all():
        expect(one).to_contain_text("Initiative · Hérault · En cours")
    assert axe(page) == []


def test_the_sentence_found_is_read_from_its_page(visit: Visit) -> None:
    """Where the summary does not hold the words, a sentence of the page does, marked."""
    page = visit("/")
    look_for(page, "dérailleurs")
    found = dialog(page).get_by_role("listitem").filter(has_text="Le garage à vélos de Gaillac")

    expect(found.locator("mark")).to_have_text("dérailleurs")
    expect(found).to_contain_text("régler freins et")


def test_filters_narrow(visit: Visit) -> None:
    """A territory chosen leaves only its pages."""
    page = visit("/")
    everywhere = look_for(page, "initiative")
    state = dialog(page).get_by_role("status")
    before = state.inner_text()
    dialog(page).get_by_role("combobox", name="Territoire").select_option("Hérault")

    expect(state).not_to_have_text(before)
    assert 0 < int(state.inner_text().split()[0]) < int(before.split()[0])
    assert everywhere != results(page)


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_keys_open_and_escape_gives_the_focus_back(key: str, visit: Visit) -> None:
    """From wherever the reader was, and back there."""
    page = visit("/initiatives/")
    link = page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Se former")
    link.focus()
    page.keyboard.press(key)
    expect(field(page)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")

    expect(dialog(page)).to_be_hidden()
    expect(link).to_be_focused()


def test_a_slash_typed_in_a_field_stays_a_slash(visit: Visit) -> None:
    """The key does not steal what one writes."""
    page = visit("/contribuer/proposer/")
    title = page.get_by_role("textbox", name="Titre").first
    title.press_sequentially("Oui/non")

    expect(title).to_have_value("Oui/non")
    expect(dialog(page)).to_be_hidden()


def test_the_page_of_the_search_answers_its_address(visit: Visit) -> None:
    """An address with a question shows its answers: it can be kept and sent."""
    page = visit("/recherche/?q=europe")
    main = page.get_by_role("main")

    expect(main.get_by_role("searchbox")).to_have_value("europe")
    expect(main.get_by_role("status")).to_contain_text("résultat")
