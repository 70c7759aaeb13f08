"""A module's cards: one at a time, by keyboard, by touch, or all of them without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browsing import Visit
from webserver import Web

MODULE = "/cours/l-europe-au-quotidien/"
CARDS = 13
"""What comes next is one step more, and no card."""


def shown(page: Page, number: int) -> None:
    """The card one is on, as it is announced."""
    expect(page.get_by_text(f"Carte {number} sur {CARDS}")).to_be_visible()


def test_arrows_go_through_every_card(visit: Visit) -> None:
    """Right to the end, then left; the title of the card has the focus each time, and only that card can be reached."""
    page = visit(MODULE)
    shown(page, 1)
    for number in range(2, CARDS + 1):
        page.keyboard.press("ArrowRight")
        shown(page, number)
        expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Et ensuite ?")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Et ensuite ?")).to_be_focused()
    page.keyboard.press("ArrowLeft")

    shown(page, CARDS)


def test_buttons_by_keyboard_alone(visit: Visit) -> None:
    """Next and Previous are reached by Tab and pressed with Enter and Space."""
    page = visit(MODULE)
    following = page.get_by_role("button", name="Suivant")
    following.focus()
    page.keyboard.press("Enter")
    shown(page, 2)
    page.get_by_role("button", name="Précédent").press("Space")

    shown(page, 1)
    expect(page.get_by_role("button", name="Précédent")).to_be_disabled()


def test_the_address_keeps_the_card(visit: Visit) -> None:
    """Read again, or sent to a friend, it opens on the same card."""
    page = visit(MODULE)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    shown(page, 3)
    page.reload()

    shown(page, 3)


def test_a_finger_slides_the_cards(visit: Visit) -> None:
    """On a phone the row of cards scrolls, and the number follows."""
    page = visit(MODULE, phone=True)
    shown(page, 1)
    page.get_by_role("listitem").filter(has=page.get_by_role("heading", level=3)).first.evaluate(
        "card => { const row = card.parentElement; row.scrollTo({ left: row.clientWidth, behavior: 'instant' }); }"
    )

    shown(page, 2)


def test_a_question_is_answered_on_its_card(visit: Visit) -> None:
    """Arrows choose an answer without leaving the card; the card grows, and its key unfolds by keyboard."""
    page = visit(MODULE)
    card = page.locator("li.deck-card:not([inert])")
    for _card in range(CARDS):
        if card.get_by_role("radio").count():
            break
        page.keyboard.press("ArrowRight")
    title = card.get_by_role("heading", level=3).inner_text()
    expect(card.locator(".quiz-key")).to_be_hidden()
    card.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card.locator(".quiz-result")).not_to_be_empty()
    card.locator("summary").last.focus()
    page.keyboard.press("Enter")

    expect(card.locator("details[open] .quiz-explanation")).to_be_visible()
    expect(card.get_by_role("heading", level=3)).to_have_text(title)
    whole = "(deck) => deck.clientHeight >= deck.querySelector('.deck-card:not([inert])').offsetHeight"
    page.wait_for_function(f"() => ({whole})(document.querySelector('[data-cards]'))")


@pytest.mark.parametrize("phone", [False, True], ids=["screen", "phone"])
def test_without_scripts_every_card_is_there(phone: bool, visit: Visit, web: Web) -> None:
    """All in a column, readable, without buttons that would do nothing."""
    page = visit(MODULE, scripts=False, phone=phone)

    expect(page.get_by_role("heading", level=3).nth(12)).to_be_visible()
    expect(page.get_by_role("button", name="Suivant")).to_be_hidden()
