"""The filters of the initiatives: they combine, the address keeps them, and Back undoes them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from browsing import Visit


def filters(page: Page) -> Locator:
    """The form with the choices."""
    return page.get_by_role("form", name="Filtrer les initiatives")


def choose(page: Page, label: str, option: str) -> None:
    """Choose by the words seen, whatever number follows them."""
    select = filters(page).get_by_label(label, exact=True)
    value = select.locator("option").filter(has_text=re.compile(f"^{re.escape(option)}")).get_attribute("value")
    select.select_option(value)


def plain(text: str) -> str:
    """A title without its typography: the page curls apostrophes and keeps spaces from breaking, the data does not."""
    return text.translate({0x2019: "'", 0xA0: " ", 0x202F: " "})


def titles(page: Page) -> set[str]:
    """The initiatives shown."""
    links = page.get_by_role("main").get_by_role("article").get_by_role("link").locator("visible=true")
    return {plain(title) for title in links.all_inner_texts()}


def titled(initiatives: list[dict[str, Any]]) -> set[str]:
    """The same, as the data names them."""
    return {plain(one["title"]) for one in initiatives}


def found(page: Page, number: int) -> None:
    """What is announced to everyone, screen readers included."""
    expect(page.get_by_role("main").get_by_role("status")).to_have_text(re.compile(rf"^{number} initiatives? trouvée"))


@pytest.fixture(scope="module")
def initiatives(site: Path) -> list[dict[str, Any]]:
    """What the filters work on: the open data of the site."""
    listed: list[dict[str, Any]] = json.loads((site / "donnees/initiatives.json").read_text(encoding="utf-8"))[
        "initiatives"
    ]
    return listed


def test_filters_combine(visit: Visit, initiatives: list[dict[str, Any]]) -> None:
    """A territory, then a theme within it: what is shown is what the data says, and no more."""
    page = visit("/initiatives/")
    choose(page, "Territoire", "Hérault")
    here = [one for one in initiatives if one["territory"] == "34"]
    found(page, len(here))
    assert titles(page) == titled(here)

    choose(page, "Thème", "Solidarité")
    both = [one for one in here if "solidarite" in one["themes"]]
    found(page, len(both))

    assert titles(page) == titled(both)
    assert 0 < len(both) < len(here)


def test_the_address_keeps_them(visit: Visit, initiatives: list[dict[str, Any]]) -> None:
    """The address can be sent: whoever opens it sees the same choice."""
    page = visit("/initiatives/")
    choose(page, "Territoire", "Tarn")
    choose(page, "Avancement", "En cours")
    number = len([one for one in initiatives if one["territory"] == "81" and one["status"] == "underway"])
    found(page, number)
    asked = parse_qs(urlsplit(page.url).query)
    before = titles(page)
    again = visit(urlsplit(page.url).path + "?" + urlsplit(page.url).query)
    expect(filters(again).get_by_label("Territoire", exact=True)).to_have_value("81")

    assert asked == {"territoire": ["81"], "etat": ["underway"]}
    found(again, number)
    assert titles(again) == before


def test_back_undoes_the_last_choice(visit: Visit, initiatives: list[dict[str, Any]]) -> None:
    """Back goes from two choices to one, then to all; Forward comes again."""
    page = visit("/initiatives/")
    territory = filters(page).get_by_label("Territoire", exact=True)
    theme = filters(page).get_by_label("Thème", exact=True)
    here = [one for one in initiatives if one["territory"] == "80"]
    choose(page, "Territoire", "Somme")
    found(page, len(here))
    choose(page, "Thème", "Mobilité")
    found(page, len([one for one in here if "mobilite" in one["themes"]]))
    page.go_back()
    expect(theme).to_have_value("")
    expect(territory).to_have_value("80")
    found(page, len(here))
    assert titles(page) == titled(here)

    page.go_back()
    expect(territory).to_have_value("")
    page.go_forward()

    expect(territory).to_have_value("80")


def test_back_from_an_initiative_finds_the_filters_again(visit: Visit) -> None:
    """Reading one and coming back does not lose the choice."""
    page = visit("/initiatives/")
    choose(page, "Territoire", "Charente")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("trouvée")
    before = titles(page)
    page.get_by_role("main").get_by_role("article").get_by_role("link").locator("visible=true").first.click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Les initiatives")
    page.go_back()
    expect(filters(page).get_by_label("Territoire", exact=True)).to_have_value("16")

    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("trouvée")
    assert titles(page) == before


def test_clearing_by_keyboard(visit: Visit) -> None:
    """One button forgets every choice, and the focus stays in the filters."""
    page = visit("/initiatives/?territoire=34&theme=environnement")
    clear = filters(page).get_by_role("button", name="Effacer les filtres")
    clear.focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/initiatives/$"))
    expect(clear).to_be_hidden()
    assert filters(page).locator(":focus").count() == 1


def test_an_unknown_choice_in_the_address_is_ignored(visit: Visit) -> None:
    """An old or a hostile address shows everything, and nothing of it is written in the page."""
    page = visit("/initiatives/?territoire=%3Cimg%20src%3Dx%3E&theme=nimporte")

    assert len(titles(page)) > 20
    assert page.get_by_role("main").locator("img[src=x]").count() == 0


def test_nothing_is_loaded_before_a_choice(visit: Visit) -> None:
    """The data comes with the first choice, not with the page."""
    page = visit("/initiatives/")
    page.wait_for_load_state("networkidle")
    with page.expect_request(re.compile(r"/donnees/initiatives\.json$")):
        choose(page, "Thème", "Santé")
