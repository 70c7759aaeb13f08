"""axe-core finds nothing on any kind of page, in light and in dark, on a screen and on a phone."""

from __future__ import annotations

import pytest

from browsing import Axe, Visit
from kinds_of_page import READ


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", READ)
def test_no_violation(kind: str, theme: str, look: Visit, axe: Axe) -> None:
    """WCAG 2.2 A and AA, and axe's good practices."""
    page = look(READ[kind], dark=theme == "dark")

    assert axe(page) == []


@pytest.mark.parametrize("kind", READ)
def test_no_violation_on_a_phone(kind: str, look: Visit, axe: Axe) -> None:
    """The same with the menu folded and everything in one column."""
    page = look(READ[kind], phone=True)

    assert axe(page) == []


@pytest.mark.parametrize("kind", ["home", "chapter", "initiative"])
def test_the_chosen_theme_is_as_good(kind: str, visit: Visit, axe: Axe) -> None:
    """Dark chosen by the button on a device that prefers light, and kept on the next page."""
    page = visit(READ[kind])
    page.get_by_role("button", name="Thème sombre").click()

    assert axe(page) == []
    page.reload()
    assert page.get_by_role("button", name="Thème sombre").get_attribute("aria-pressed") == "true"
