"""Everything that can be read is read without JavaScript; what needs it says so and gives another way."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from browsing import Visit
from kinds_of_page import READ
from webserver import Web


@pytest.mark.parametrize("kind", READ)
def test_every_kind_of_page_is_readable(kind: str, look: Visit) -> None:
    """Title, text and menu are there, and no button that would do nothing."""
    page = look(READ[kind], scripts=False)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert len(page.get_by_role("main").inner_text()) > 80
    menu, learn = ("Main menu", "Learn") if kind.endswith("translated") else ("Menu principal", "Se former")
    expect(page.get_by_role("navigation", name=menu).get_by_role("link", name=learn)).to_be_visible()
    assert page.get_by_role("button").all_inner_texts() == []


def test_from_home_to_an_initiative(visit: Visit, web: Web) -> None:
    """By links alone: the listings, a territory, one of its initiatives, the way to help."""
    page = visit("/", scripts=False)
    page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Agir").click()
    page.get_by_role("main").get_by_role("link", name="Hérault", exact=False).last.click()
    page.get_by_role("link", name="Berges propres à Agde").first.click()

    expect(page).to_have_url(web.url("/initiatives/34/berges-propres/"))
    help_link = page.get_by_role("link", name=re.compile("Je veux aider"))
    assert (help_link.first.get_attribute("href") or "").startswith(("mailto:herault@preau.example", "#"))


def test_a_whole_course_by_its_next_links(visit: Visit) -> None:
    """From the first chapter to the last."""
    page = visit("/cours/agir-au-niveau-local/qui-fait-quoi/", scripts=False)
    chapters = 1
    while (following := page.locator("a[rel=next]")).count():
        with page.expect_navigation():
            following.click()
        chapters += 1

    assert chapters == 22


def test_the_form_gives_another_way(visit: Visit) -> None:
    """A model to copy and the addresses of the territories."""
    page = visit("/contribuer/proposer/", scripts=False)

    expect(page.get_by_role("textbox")).to_have_count(0)
    expect(page.get_by_role("link", name="herault@preau.example")).to_be_visible()


def test_the_map_has_its_list(visit: Visit) -> None:
    """Territories are reached without the drawing."""
    page = visit("/territoires/", scripts=False)
    page.get_by_role("main").get_by_role("link", name=re.compile("^Hérault")).last.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Hérault")
