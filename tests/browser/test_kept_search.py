"""The search of the whole site kept on a device: asked without a network, brought up to date, taken away."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from browsing import PATIENCE, Axe
from webserver import Web

KEPT, SEARCH = "/cours/emporter/", "/recherche/"
HELD = """async () => {
    const [name] = (await caches.keys()).filter((one) => one.includes(" search "));
    return name ? (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname) : [];
}"""


@pytest.fixture
def web(site: Path, tmp_path: Path) -> Iterator[Web]:
    """The demonstration, served from a copy that a test may change."""
    with Web(shutil.copytree(site, tmp_path / "site"), packed=False) as server:
        yield server


def keep(device: BrowserContext, web: Web) -> Page:
    """Ask for the search where it is offered, with its size."""
    page = device.new_page()
    page.goto(web.url(SEARCH))
    page.get_by_role("link", name="Garder la recherche sur cet appareil").click()
    button = page.get_by_role("button", name=re.compile(r"^Garder la recherche \(\d+\sko\)$"))
    expect(button).to_be_visible()
    button.click()
    expect(page.get_by_text("La recherche est gardée")).to_be_visible(timeout=PATIENCE)
    return page


def results(page: Page, text: str) -> list[str]:
    """The titles found once a form has answered."""
    field = page.get_by_role("main").get_by_role("searchbox")
    field.fill(text)
    page.get_by_role("status").filter(has_text=re.compile("résultat|rien", re.IGNORECASE)).first.wait_for()
    return page.locator(".search-results strong").all_inner_texts()


def test_the_listing_says_what_is_published(site: Path) -> None:
    """Each file with its digest and size; documents in large files alone; the size is the one that is offered."""
    told = json.loads((site / "search" / "offline.json").read_text(encoding="utf-8"))
    names = {file["url"].removeprefix("search/") for file in told["files"]}

    assert names == {one.name for one in (site / "search").glob("*.js") if not one.name.startswith("d-")}
    assert all((site / file["url"]).stat().st_size == file["size"] for file in told["files"])
    assert sum(file["size"] for file in told["files"][1:]) == told["bytes"]


def test_the_search_answers_without_a_network(device: BrowserContext, web: Web, axe: Axe) -> None:
    """The server gone, another tab: the page of the search opens at its address and finds; so does the list."""
    page = keep(device, web)
    assert axe(page) == []
    online = device.new_page()
    online.goto(web.url(SEARCH))
    before = results(online, "frigo lunel")
    assert before
    online.close()
    web.__exit__()
    page.close()

    page = device.new_page()
    page.goto(web.url(SEARCH))
    assert results(page, "frigo lunel") == before
    page.goto(web.url(KEPT))
    assert results(page, "frigo lunel") == before
    page.get_by_role("link", name=before[0]).click()
    expect(page.get_by_text("Hors connexion")).to_be_visible()


def test_the_search_is_brought_up_to_date(device: BrowserContext, web: Web) -> None:
    """A newer one is told and taken on demand: what changed alone is fetched, and the old one leaves."""
    page = keep(device, web)
    folder = web.folder / "search"
    told = json.loads((folder / "offline.json").read_text(encoding="utf-8"))
    index = next(file for file in told["files"] if file["url"] == "search/index.js")
    (folder / "index.js").write_bytes((folder / "index.js").read_bytes() + b"\n")
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("Il est à jour")
    changed = (folder / "index.js").read_bytes()
    index |= {"size": len(changed), "sha256": page.evaluate(DIGEST, changed.decode())}
    (folder / "offline.json").write_text(json.dumps(told | {"revision": "0" * 16}), encoding="utf-8")
    page.reload()
    web.asked.clear()
    page.get_by_role("button", name=re.compile("Prendre la version récente")).click()
    expect(page.get_by_text("La recherche est gardée")).to_be_visible()

    assert [one for one in web.asked if one.startswith("/search/") and "offline" not in one] == ["/search/index.js"]
    expect(page.get_by_role("main")).to_contain_text("Il est à jour")


DIGEST = (
    """async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex()"""
)


def test_the_search_is_taken_away(device: BrowserContext, web: Web) -> None:
    """Nothing of it stays, nor the worker that nothing needs any more; it is offered again."""
    page = keep(device, web)
    assert "/search/index.js" in page.evaluate(HELD)
    page.get_by_role("button", name=re.compile("Retirer de cet appareil")).click()
    expect(page.get_by_text("La recherche n’est plus sur cet appareil.")).to_be_visible()

    assert page.evaluate(HELD) == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    expect(page.get_by_role("button", name=re.compile("Garder la recherche"))).to_be_visible()
