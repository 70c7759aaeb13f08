"""On a phone of 390 points: nothing overflows, the menu works, targets are large enough for a thumb."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browsing import Axe, Visit
from kinds_of_page import READ
from webserver import Web

TOO_SMALL = """() => {
  const inline = (element) => getComputedStyle(element).display === "inline";
  const away = (element) => element.closest("[inert], .visually-hidden");
  const seen = (element) => element.checkVisibility({ visibilityProperty: true }) && !away(element);
  const targets = [...document.querySelectorAll("button, select, summary, a, input:not([type=hidden])")];
  return targets.filter(seen).filter((one) => !(one.matches("a") && inline(one))).map((one) => {
    const area = (one.matches("input[type=checkbox], input[type=radio]") && one.closest("label")) || one;
    return [area.getBoundingClientRect(), one];
  }).filter(([box]) => box.width && (box.width < 24 || box.height < 24) && box.bottom > 0)
    .map(([box, one]) => `${one.outerHTML.slice(0, 90)}: ${Math.round(box.width)} x ${Math.round(box.height)}`);
}"""
MAIN_CONTROLS = "header button, header .tool, main button, main .button"


@pytest.mark.parametrize("kind", READ)
def test_fit_for_a_thumb(kind: str, look: Visit, axe: Axe) -> None:
    """axe finds nothing; targets have 24 points (WCAG 2.5.8), buttons 44; nothing sticks out, at 320 points either."""
    page = look(READ[kind], phone=True)
    low = [
        f"{one.inner_text()}: {box['height']:.0f}"
        for one in page.locator(MAIN_CONTROLS).all()
        if one.is_visible() and (box := one.bounding_box()) and box["height"] < 43.5
    ]

    assert axe(page) == []
    assert page.evaluate(TOO_SMALL) == []
    assert low == []
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_menu_unfolds_and_leads(visit: Visit, web: Web) -> None:
    """Folded at first, opened by a touch, closed by Escape, and its links lead."""
    page = visit("/", phone=True)
    button = page.get_by_role("button", name="Menu")
    link = page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Territoires")
    expect(link).to_be_hidden()
    button.tap()
    expect(link).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    link.focus()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(button).to_be_focused()
    button.tap()
    link.tap()

    expect(page).to_have_url(web.url("/territoires/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_without_scripts_the_menu_is_unfolded(visit: Visit) -> None:
    """The list is there when the button cannot work."""
    page = visit("/", phone=True, scripts=False)

    expect(
        page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Territoires")
    ).to_be_visible()
