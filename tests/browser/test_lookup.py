"""The search in static files, read by a browser from a folder: what is written in Python is found in JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import lookups

ASK = "([text, options]) => (window.opened ??= preau.lookup.open('lookup')).search(text, options)"


@pytest.fixture(scope="module")
def carried(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page opened from a folder, as on a USB key, which holds the index of all the courses."""
    folder = tmp_path_factory.mktemp("carried")
    page = browser.new_page()
    page.goto(lookups.carried(folder, lookups.of_courses(lookups.frame_of(lookups.ROOT, folder))).as_uri())
    yield page
    page.close()


def titles(page: Page, text: str, **options: Any) -> list[str]:
    """The titles that answer, best first."""
    return [result["title"] for result in page.evaluate(ASK, [text, options])["results"]]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("navette", "La navette"),
        ("observer un besoin", "Observer un besoin"),
        ("besoins observés", "Observer un besoin"),
        ("deficit", "Le déficit, l'écart d'une année"),
        ("décret d'application", "Le décret d'application"),
        ("l'impôt", "L'impôt sur le revenu, tranche par tranche"),
        ("promulg", "La promulgation"),
        ("navete", "La navette"),
        ("mobliser", "Mobiliser des bénévoles"),
    ],
)
def test_a_chapter_is_found_from_a_folder(text: str, title: str, carried: Page) -> None:
    """By its words, other forms of them, without accents, half typed, or with one letter wrong."""
    assert title in titles(carried, text)[:2]
