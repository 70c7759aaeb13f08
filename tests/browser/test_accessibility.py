"""axe-core finds nothing on any kind of page, in light and in dark (on a phone: `test_phone.py`)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browsing import Axe, Visit
from kinds_of_page import READ


@pytest.mark.parametrize("kind", READ)
def test_no_violation(kind: str, look: Visit, schemes: Axe) -> None:
    """WCAG 2.2 A and AA, and axe's good practices."""
    assert schemes(look(READ[kind])) == []


@pytest.mark.parametrize("kind", ["home", "chapter", "initiative"])
def test_the_chosen_theme_is_as_good(kind: str, visit: Visit, axe: Axe) -> None:
    """Dark chosen by the button on a device that prefers light, and kept on the next page."""
    page = visit(READ[kind])
    page.get_by_role("button", name="Thème sombre").click()

    assert axe(page) == []
    page.reload()
    expect(page.get_by_role("button", name="Thème sombre")).to_have_attribute("aria-pressed", "true")
