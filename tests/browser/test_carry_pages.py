"""*Take this course with you*: without JavaScript, without https, in both languages; the site as an application."""

from __future__ import annotations

import json

import pytest
from PIL import Image
from playwright.sync_api import Browser, Route, expect
from test_kept_courses import CARRY, KEPT, Open, Revisions, keep, press, revisions, visit, web

from browsing import Axe
from webserver import Web

__all__ = ["revisions", "visit", "web"]


def test_without_javascript(browser: Browser, web: Web) -> None:
    """Both pages are read, say what needs JavaScript, and lead on; a chapter leads to them."""
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(web.url("/cours/agir/observer/"))
    page.get_by_role("link", name="Emporter ce cours").click()

    expect(page.get_by_text("Garder le cours dans le navigateur demande JavaScript.")).to_be_visible()
    expect(page.get_by_role("heading", name="Les autres formes")).to_be_visible()
    expect(page.get_by_role("button", name="Garder ce cours")).to_have_count(0)
    page.get_by_role("link", name="Tout ce qui est gardé sur cet appareil").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gardé sur cet appareil")
    context.close()


def test_without_https(browser: Browser, web: Web) -> None:
    """On an address in http a browser keeps nothing: it is said plainly, and no button promises the contrary."""
    context = browser.new_context(locale="fr-FR")

    def answer(route: Route) -> None:
        found = web.file(route.request.url.partition("://")[2].partition("/")[2].join(("/", "")))
        route.fulfill(path=found) if found else route.fulfill(status=404)

    context.route("http://ecole.example/**", answer)
    page = context.new_page()
    page.goto("http://ecole.example" + CARRY)

    expect(page.get_by_text("Cette adresse commence par http")).to_be_visible()
    expect(page.get_by_role("button", name="Garder ce cours")).to_have_count(0)
    page.goto("http://ecole.example" + KEPT)
    expect(page.get_by_role("status")).to_contain_text("Cette adresse commence par http")
    context.close()


@pytest.mark.parametrize("language", ["old", "en"])
def test_no_violation_while_keeping(language: str, browser: Browser, revisions: Revisions, schemes: Axe) -> None:
    """axe finds nothing before, during a fault, after, nor on the list with a course in it; every sentence is there."""
    english = language == "en"
    carry, kept = ("/courses/agir/take-away/", "/courses/take-away/") if english else (CARRY, KEPT)
    with Web(revisions[language]) as server:
        context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        page = context.new_page()
        page.goto(server.url(carry))
        expect(page.get_by_role("button", name="Keep this course" if english else "Garder ce cours")).to_be_visible()
        assert schemes(page) == []
        context.set_offline(True)
        press(page, "Keep this course" if english else "Garder ce cours")
        expect(page.get_by_role("status")).to_contain_text("The network" if english else "Le réseau")
        assert schemes(page) == []
        context.set_offline(False)
        press(page, "Keep this course" if english else "Garder ce cours")
        expect(page.get_by_text("The course is kept" if english else "Le cours est gardé")).to_be_visible()
        assert schemes(page) == []
        page.goto(server.url(kept) + "?absent=initiatives/")
        expect(page.get_by_text("It is up to date." if english else "Il est à jour.")).to_be_visible()
        assert schemes(page) == []
        context.close()


def test_by_keyboard_and_aloud(visit: Open, web: Web) -> None:
    """Kept then removed with the keyboard alone: the focus stays in the panel, each step is announced."""
    page = visit(CARRY)
    page.get_by_role("button", name="Garder ce cours").focus()
    page.keyboard.press("Enter")
    live = page.get_by_role("status")
    expect(live).to_have_attribute("aria-live", "polite")
    expect(live).to_contain_text("Le cours est gardé")
    expect(page.get_by_role("button", name="Garder aussi les vidéos")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Retirer de cet appareil")).to_be_focused()
    page.keyboard.press("Enter")
    expect(live).to_contain_text("Le cours n’est plus sur cet appareil")
    expect(page.get_by_role("button", name="Garder ce cours")).to_be_focused()


def test_progress_is_told(visit: Open, web: Web) -> None:
    """The sentence read aloud gives the percentage and the bytes; the bar follows."""
    page = visit(CARRY)
    page.evaluate(
        """() => { globalThis.said = []; const live = document.querySelector("[data-keep-live]");
        new MutationObserver(() => said.push(live.textContent)).observe(live, { childList: true }); }"""
    )
    keep(page)
    told = [one.replace("\xa0", " ") for one in page.evaluate("said")]

    assert any(one.startswith("100 %, ") and " ko sur " in one for one in told)
    assert len(told) <= 14  # a tenth at a time: more would be noise


def test_the_application(browser: Browser, web: Web) -> None:
    """The sheet is whole, its icons have the sizes that it says, and Chromium finds nothing against installing it."""
    sheet = json.loads((web.folder / "manifest.webmanifest").read_text(encoding="utf-8"))
    for icon in sheet["icons"]:
        if icon["type"] == "image/png":
            with Image.open(web.folder / icon["src"]) as image:
                assert "{}x{}".format(*image.size) == icon["sizes"]
    assert {"any", "maskable"} == {icon.get("purpose", "any") for icon in sheet["icons"]}

    page = browser.new_context().new_page()
    page.goto(web.url("/", sub_path=True))
    session = page.context.new_cdp_session(page)
    told = session.send("Page.getAppManifest")
    assert told["errors"] == []
    assert told["url"] == web.url("/manifest.webmanifest", sub_path=True)
    assert told["manifest"]["startUrl"] == told["manifest"]["scope"] == web.url("/", sub_path=True)
    against = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in against if one["errorId"] != "in-incognito"] == []  # as every page of a test is
    page.context.close()
