"""The search of a course on a USB key: no network, no server, the same words found."""

from __future__ import annotations

import zipfile
from pathlib import Path

from playwright.sync_api import Browser, expect

from browsing import Axe

COURSE = "agir-au-niveau-local"


def test_a_course_on_a_key_is_searched(site: Path, tmp_path: Path, browser: Browser, axe: Axe) -> None:
    """From a page of the course to the search, by keyboard to the chapter that answers."""
    with zipfile.ZipFile(site / "packs" / COURSE / f"{COURSE}-usb.zip") as archive:
        archive.extractall(tmp_path / "clé")
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR", offline=True)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page = context.new_page()
    page.goto((tmp_path / "clé" / "cours" / COURSE / "observer-un-besoin" / "index.html").as_uri())
    page.get_by_role("link", name="Rechercher").click()
    field = page.get_by_role("searchbox", name="Chercher dans ce cours")
    field.fill("benevolles")  # accents forgotten, one letter wrong

    expect(page.get_by_role("status")).to_contain_text("résultats")
    assert axe(page) == []
    field.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mobiliser des bénévoles")
    assert faults == []
    context.close()
