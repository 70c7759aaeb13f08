"""A course kept on a device: always one whole revision, whatever happens to network, site, room or tabs."""

from __future__ import annotations

import hashlib
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import carried
from browsing import TELL_VIOLATIONS
from webserver import SUB_PATH, Web

CARRY, KEPT = "/cours/agir/emporter/", "/cours/emporter/"
FIRST, SECOND = "/cours/agir/observer/", "/cours/agir/ecouter/"
OLD, NEW = "Écoutez trois voisins.", "Écoutez cinq voisins."
HELD = """async () => {
    const found = {};
    for (const name of (await caches.keys()).filter((one) => one.includes("2faf1b51"))) {
        const cache = await caches.open(name);
        const held = {};
        for (const request of await cache.keys()) {
            const digest = await crypto.subtle.digest("SHA-256", await (await cache.match(request)).arrayBuffer());
            held[new URL(request.url).pathname] = new Uint8Array(digest).toHex();
        }
        found[name.split(" ").at(-1)] = held;
    }
    return found;
}"""
DIGEST = """async (url) => new Uint8Array(await crypto.subtle.digest("SHA-256",
    await (await fetch(url)).arrayBuffer())).toHex()"""
Deploy = Callable[[], None]
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def revisions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The site of a movement at two revisions of its course: `old` and `new`; `en` is the first, in English."""
    folder = tmp_path_factory.mktemp("kept")
    roots = {
        "old": carried.movement(folder / "movement-old", OLD, "red"),
        "new": carried.movement(folder / "movement-new", NEW, "blue"),
        "en": carried.movement(folder / "movement-en", OLD, "red", "en"),
    }
    works = [threading.Thread(target=carried.build, args=(root, folder / name)) for name, root in roots.items()]
    for work in works:
        work.start()
    for work in works:
        work.join()
    return {name: folder / name for name in roots}


@pytest.fixture
def web(revisions: dict[str, Path], tmp_path: Path) -> Iterator[Web]:
    """The old revision, served from a copy that a test may change."""
    with Web(shutil.copytree(revisions["old"], tmp_path / "site"), packed=False) as server:
        yield server


@pytest.fixture
def deploy(revisions: dict[str, Path], web: Web) -> Deploy:
    """Publish the new revision in place of the old one."""
    return lambda: shutil.copytree(revisions["new"], web.folder, dirs_exist_ok=True) and None


@pytest.fixture
def device(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has kept nothing yet; a script error or a breach of the policy fails the test."""
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 390, "height": 844})
    context.set_default_timeout(15_000)
    context.add_init_script(TELL_VIOLATIONS)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda message: faults.append(message.text) if "CSP:" in message.text else None)
    yield context
    context.close()
    assert faults == []


@pytest.fixture
def visit(device: BrowserContext, web: Web) -> Open:
    """`visit(address, sub_path=True)` opens a page on the device."""

    def go(address: str, *, sub_path: bool = False) -> Page:
        page = device.new_page()
        page.goto(web.url(address, sub_path=sub_path))
        return page

    return go


def press(page: Page, name: str) -> None:
    """A button of the panel."""
    page.get_by_role("button", name=name).click()


def keep(page: Page, *, media: bool = False, name: str = "Garder ce cours") -> None:
    """Ask for the course, and wait until it is told that it is there."""
    if media:
        page.get_by_label("Les vidéos aussi").check()
    press(page, name)
    expect(page.get_by_text("Le cours est gardé")).to_be_visible()


def listing(folder: Path) -> dict[str, Any]:
    """The listing of the course in a built site."""
    told: dict[str, Any] = json.loads((folder / "packs" / "agir" / "offline.json").read_text(encoding="utf-8"))
    return told


def whole(folder: Path, *, base: str = "/", media: bool = False) -> dict[str, dict[str, str]]:
    """What a device that keeps this revision, and only it, must hold: the digest of each file under its path."""
    told = listing(folder)
    files = [*told["files"], *(told["media"] if media else [])]
    return {told["revision"]: {base + one["url"]: one["sha256"] for one in files}}


def marker(page: Page) -> str:
    """The revision that counts on the device, "" where none does."""
    return str(
        page.evaluate(
            """async () => { const name = (await caches.keys()).find((one) => one.split(" ").length === 2);
            if (!name) return ""; const cache = await caches.open(name);
            const key = (await cache.keys()).find(({ url }) => url.includes("__kept/course/"));
            return key ? (await (await cache.match(key)).json()).revision : ""; }"""
        )
    )


def registered(page: Page) -> int:
    """How many workers the site has installed on the device."""
    return int(page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)"))


def test_the_listing_says_what_is_published(revisions: dict[str, Path]) -> None:
    """Each file of the listing is in the site with its digest and size; the film is apart; no page lacks anything."""
    told = listing(revisions["old"])
    for one in [*told["files"], *told["media"]]:
        path = revisions["old"] / one["url"]
        data = (path / "index.html" if one["url"].endswith("/") else path).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (one["sha256"], one["size"])
    names = {one["url"] for one in told["files"]}

    assert told["bytes"] == sum(one["size"] for one in told["files"])
    assert [one["url"] for one in told["media"]] == ["cours/agir/rive.webm"]
    assert {
        "cours/agir/",
        "cours/agir/place.png",
        "cours/agir/rive.vtt",
        "assets/preau.css",
        KEPT[1:],
        CARRY[1:],
    } <= names
    assert told["revision"] != listing(revisions["new"])["revision"]


@pytest.mark.parametrize("sub_path", [False, True], ids=["root", "sub-path"])
def test_read_without_a_network(
    sub_path: bool, visit: Open, device: BrowserContext, web: Web, revisions: dict[str, Path]
) -> None:
    """The server gone: chapters are read whole, other pages lead to what is kept, answers stay; then it is back."""
    base = (SUB_PATH if sub_path else "") + "/"
    page = visit(CARRY, sub_path=sub_path)
    keep(page)
    assert whole(web.folder, base=base) == page.evaluate(HELD)
    page.evaluate("localStorage.setItem('preau-progress:x:q/y', 'mine')")
    web.__exit__()

    page.goto(web.url(SECOND, sub_path=sub_path))
    expect(page.get_by_text(OLD)).to_be_visible()
    expect(page.get_by_text("Vous lisez la version gardée sur cet appareil.")).to_be_visible()
    assert page.locator("img").evaluate("(image) => image.naturalWidth") == 64
    assert "Times" not in page.locator("body").evaluate("(body) => getComputedStyle(body).fontFamily")
    page.goto(web.url(SECOND + "?from=mail", sub_path=sub_path))
    expect(page.get_by_text(OLD)).to_be_visible()
    page.goto(web.url("/initiatives/34/", sub_path=sub_path))
    expect(page.get_by_text("Hors connexion")).to_be_visible()
    expect(page.get_by_role("link", name="Réessayer")).to_have_attribute(
        "href", web.url("/initiatives/34/", sub_path=sub_path)
    )
    expect(page.get_by_role("link", name="Agir près de chez soi")).to_have_attribute(
        "href", web.url("/cours/agir/", sub_path=sub_path)
    )
    assert page.evaluate("localStorage.getItem('preau-progress:x:q/y')") == "mine"

    with Web(web.folder, port=web.port):
        page.get_by_role("link", name="Réessayer").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Hérault")


def test_nothing_is_installed_before_it_is_asked(visit: Open, web: Web) -> None:
    """Reading pages, even the one that offers to keep, installs nothing and asks for nothing more."""
    for address in ("/", FIRST, CARRY, KEPT):
        page = visit(address)
        page.wait_for_load_state("networkidle")

    assert registered(page) == 0
    assert "/sw.js" not in web.asked
    assert not [path for path in web.asked if path.endswith("offline.json")]
