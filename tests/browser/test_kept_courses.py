"""A course kept on a device: always one whole revision, whatever happens to network, site, room or tabs."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

import carried
from browsing import PATIENCE
from carried import FILM
from shared import once
from webserver import SUB_PATH, Web

CARRY, KEPT = "/cours/agir/emporter/", "/cours/emporter/"
MINE, FORM = "/cours/mon-campus/", "/contribuer/proposer/"
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
expect.set_options(timeout=PATIENCE)
Deploy = Callable[[], None]
Open = Callable[..., Page]


class Revisions(dict[str, Path]):
    """The site of a movement at two revisions of its course, `old` and `new`, and `en`, the old one in English.

    Each is built when it is first asked for, once for all who ask.
    """

    def __init__(self, factory: pytest.TempPathFactory) -> None:
        super().__init__()
        self.factory = factory

    def __missing__(self, name: str) -> Path:
        """Build it."""
        words, colour = (NEW, "blue") if name == "new" else (OLD, "red")

        def make(folder: Path) -> None:
            root = carried.movement(folder / "movement", words, colour, "en" if name == "en" else "fr")
            carried.build(root, folder / "site")

        self[name] = once(self.factory, f"kept-{name}", make) / "site"
        return self[name]


@pytest.fixture(scope="module")
def revisions(tmp_path_factory: pytest.TempPathFactory) -> Revisions:
    """The sites of the tests of this file."""
    return Revisions(tmp_path_factory)


@pytest.fixture
def web(revisions: Revisions, tmp_path: Path) -> Iterator[Web]:
    """The old revision, served from a copy that a test may change."""
    with Web(shutil.copytree(revisions["old"], tmp_path / "site"), packed=False) as server:
        yield server


@pytest.fixture
def deploy(revisions: Revisions, web: Web) -> Deploy:
    """Publish the new revision in place of the old one."""
    return lambda: shutil.copytree(revisions["new"], web.folder, dirs_exist_ok=True) and None


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
            const key = (await cache.keys()).find(({ url }) => /__kept\\/course\\/.*-/.test(url));
            return key ? (await (await cache.match(key)).json()).revision : ""; }"""
        )
    )


def until(page: Page, true: str) -> None:
    """Wait for what an asynchronous function tells: Playwright's own wait takes its promise for a yes."""
    page.evaluate(f"async () => {{ while (!(await ({true})())) await new Promise((go) => setTimeout(go, 50)) }}")


def registered(page: Page) -> int:
    """How many workers the site has installed on the device."""
    return int(page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)"))


def test_the_listing_says_what_is_published(revisions: Revisions) -> None:
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
    sub_path: bool, visit: Open, device: BrowserContext, web: Web, revisions: Revisions
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


def test_what_is_kept_is_searched_without_a_network(visit: Open, web: Web) -> None:
    """The server gone: a word without its accent leads from the list of what is kept to the chapter, as it is kept."""
    page = visit(CARRY)
    keep(page)
    web.__exit__()

    page.goto(web.url(KEPT))
    page.get_by_role("searchbox", name="Chercher dans ce qui est gardé").fill("ecoutez voisins")
    page.get_by_role("listitem").get_by_role("link", name="Écouter").click()

    expect(page.get_by_text(OLD)).to_be_visible()


def test_my_campus_goes_with_what_is_kept(visit: Open, device: BrowserContext, web: Web) -> None:
    """The server gone, another tab: what was done, what is kept and how big, the form with the text of an exercise."""
    page = visit(CARRY)
    keep(page)
    assert web.asked.count("/assets/learn.js") == 1  # what a course holds already is not asked for again
    page.goto(web.url(FIRST))
    page.get_by_role("button", name="J’ai fini ce chapitre").click()
    page.evaluate(
        """localStorage.setItem("preau-draft-initiative", JSON.stringify({ version: 1,
        saved: "2026-11-26T10:00:00.000Z",
        exercises: { "c/x": { field: "problem", text: "La place est vide.", saved: "2026-11-26T10:00:00.000Z" } } }))"""
    )
    web.__exit__()
    page.close()

    page = device.new_page()
    page.goto(web.url(MINE))
    expect(page.get_by_role("heading", name="Ce que j’ai commencé")).to_be_visible()
    expect(page.get_by_role("region", name="Mon initiative")).to_contain_text("sur cet appareil : 1.")
    kept = page.get_by_role("region", name="Gardé sur cet appareil")
    expect(kept.get_by_role("listitem")).to_contain_text(re.compile(r"Agir près de chez soi · \d+\sko"))
    kept.get_by_role("link", name="Chercher dans ce qui est gardé").click()
    expect(page.get_by_role("searchbox", name="Chercher dans ce qui est gardé")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="Gardé avec vos cours")).to_contain_text("Mon campus")
    page.goto(web.url(FORM))
    expect(page.locator("[name=problem]")).to_have_value("La place est vide.")


def test_my_campus_is_that_of_the_site_while_it_answers(visit: Open, web: Web) -> None:
    """On line it is never old; its kept copy follows at the next visit, and no course looks out of date for it."""
    page = visit(CARRY)
    keep(page)
    mine = web.folder / MINE[1:] / "index.html"
    text = mine.read_text(encoding="utf-8").replace("</h1>", " d'aujourd'hui</h1>")
    mine.write_text(text, encoding="utf-8")
    told = json.loads((web.folder / "packs/campus.json").read_text(encoding="utf-8"))
    entry = next(one for one in told["files"] if one["url"] == MINE[1:])
    entry |= {"sha256": hashlib.sha256(text.encode()).hexdigest(), "size": len(text.encode())}
    (web.folder / "packs/campus.json").write_text(json.dumps(told | {"revision": "another"}), encoding="utf-8")

    page.goto(web.url(MINE))
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon campus d'aujourd'hui")
    until(
        page,
        """async () => (await (await caches.match(new URL("/__kept/course/campus", location))).json())
        .revision === "another" """,
    )
    page.goto(web.url(KEPT))
    expect(page.get_by_text("Elle est à jour.").or_(page.get_by_text("Il est à jour."))).to_be_visible()
    web.__exit__()
    page.goto(web.url(MINE))
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon campus d'aujourd'hui")


def test_nothing_is_installed_before_it_is_asked(visit: Open, web: Web) -> None:
    """Reading pages, even the one that offers to keep, installs nothing and asks for nothing more."""
    for address in ("/", FIRST, CARRY, KEPT):
        page = visit(address)
        page.wait_for_load_state("networkidle")

    assert registered(page) == 0
    assert "/sw.js" not in web.asked
    assert not [path for path in web.asked if path.endswith("offline.json")]


def test_a_kept_course_stays_what_it_is_until_asked(
    visit: Open, web: Web, deploy: Deploy, revisions: Revisions
) -> None:
    """On line, the site having changed: the course is read whole as kept, and says so; all other pages are today's."""
    page = visit(CARRY)
    keep(page)
    deploy()
    home = web.folder / "index.html"
    home.write_text(home.read_text(encoding="utf-8").replace("</h1>", " d'aujourd'hui</h1>"), encoding="utf-8")

    page.goto(web.url(SECOND))
    expect(page.get_by_text(OLD)).to_be_visible()
    expect(page.get_by_text("Le site en a une plus récente.")).to_be_visible()
    assert page.evaluate(DIGEST, "../place.png") == whole(revisions["old"])[marker(page)]["/cours/agir/place.png"]
    page.goto(web.url("/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("d'aujourd'hui")

    web.asked.clear()
    page.goto(web.url(CARRY))
    expect(page.get_by_text("Une version plus récente existe.")).to_be_visible()
    keep(page, name="Prendre la version récente")
    page.goto(web.url(SECOND))
    expect(page.get_by_text(NEW)).to_be_visible()
    expect(page.get_by_text("Le site en a une plus récente.")).to_be_hidden()
    assert marker(page) == listing(revisions["new"])["revision"]


def test_what_did_not_change_is_not_fetched_again(visit: Open, web: Web, deploy: Deploy, revisions: Revisions) -> None:
    """An update asks the network for changed files alone; then only the new revision is there."""
    page = visit(CARRY)
    keep(page)
    deploy()
    page.goto(web.url(CARRY))
    expect(page.get_by_role("button", name="Prendre la version récente")).to_be_visible()
    page.wait_for_load_state("networkidle")
    web.asked.clear()

    keep(page, name="Prendre la version récente")

    before, after = (next(iter(whole(revisions[name]).values())) for name in ("old", "new"))
    changed = {path for path in after if before.get(path) != after[path]}
    assert set(web.asked) - {"/packs/agir/offline.json", "/packs/campus.json", "/sw.js"} == changed
    assert changed >= {SECOND, "/cours/agir/place.png"}
    page.goto(web.url("/"))
    page.goto(web.url(FIRST))
    until(page, f"async () => Object.keys(await ({HELD})()).length === 1")
    assert page.evaluate(HELD) == whole(revisions["new"])


def test_the_site_changes_in_the_middle_of_a_download(
    visit: Open, web: Web, deploy: Deploy, revisions: Revisions
) -> None:
    """What ends up on the device is the new revision, whole: nothing of the old one is mixed with it."""
    page = visit(CARRY)
    count, one_at_a_time = 0, threading.Lock()

    def change(path: str) -> None:
        nonlocal count
        with one_at_a_time:  # nobody is answered while the site changes: all that comes after is new
            count += path.startswith("/assets/")
            if count == 5:
                deploy()

    web.asked.clear()
    web.before = change
    keep(page)

    assert web.asked.count("/packs/agir/offline.json") >= 2
    assert marker(page) == listing(revisions["new"])["revision"]
    page.goto(web.url(KEPT))
    until(page, f"async () => Object.keys(await ({HELD})()).length === 1")
    assert page.evaluate(HELD) == whole(revisions["new"])


def test_a_file_that_is_not_what_was_announced_is_refused(
    visit: Open, web: Web, revisions: Revisions, deploy: Deploy
) -> None:
    """One bit of a file changed on the way: it is named, nothing is kept; of an update, the old one stays whole."""
    picture = web.folder / "cours" / "agir" / "place.png"
    right = picture.read_bytes()
    picture.write_bytes(right[:-1] + bytes([right[-1] ^ 1]))
    page = visit(CARRY)
    press(page, "Garder ce cours")
    expect(page.get_by_role("status")).to_contain_text(
        "Le fichier cours/agir/place.png n’est pas arrivé tel que le site l’annonçait"
    )
    assert marker(page) == ""
    assert registered(page) == 1  # what came waits to be resumed

    picture.write_bytes(right)
    keep(page, name="Reprendre le téléchargement")
    deploy()
    picture.write_bytes(b"altered")
    page.reload()
    press(page, "Prendre la version récente")
    expect(page.get_by_role("status")).to_contain_text("La version que vous aviez est toujours là, entière.")
    page.goto(web.url(SECOND))
    expect(page.get_by_text(OLD)).to_be_visible()
    old = listing(revisions["old"])["revision"]
    assert page.evaluate(HELD)[old] == whole(revisions["old"])[old]


def test_the_server_dies_in_the_middle_of_a_download(visit: Open, web: Web) -> None:
    """It is said; when the network is back the download goes on from where it was."""
    page = visit(CARRY)
    asked: list[str] = []

    def die(path: str) -> None:
        asked.append(path)
        if len([one for one in asked if one.startswith("/cours/")]) == 4:
            threading.Thread(target=web.__exit__).start()
            raise ConnectionAbortedError

    web.before = die
    press(page, "Garder ce cours")
    expect(page.get_by_role("status")).to_contain_text(
        "Le réseau a été coupé, ou le site n’a pas répondu. Ce qui est arrivé"
    )
    assert marker(page) == ""

    with Web(web.folder, port=web.port, packed=False) as back:
        had = set(next(iter(page.evaluate(HELD).values())))
        keep(page, name="Reprendre le téléchargement")
        assert had
        assert not had & set(back.asked)
        assert page.evaluate(HELD) == whole(web.folder)


def quota(page: Page, size: int | None) -> None:
    """How many bytes the browser grants to the site; None for what it grants by itself."""
    session = page.context.new_cdp_session(page)
    told = {"origin": page.evaluate("location.origin")} | ({} if size is None else {"quotaSize": size})
    session.send("Storage.overrideQuotaForOrigin", told)


def test_no_room_for_a_new_revision(visit: Open, web: Web, deploy: Deploy, revisions: Revisions) -> None:
    """The browser refuses in the middle: a plain sentence, the old revision whole; with room again, the new one."""
    page = visit(CARRY)
    keep(page)
    deploy()
    page.reload()
    quota(page, page.evaluate("navigator.storage.estimate().then(({ usage }) => usage)") + 2_000)

    press(page, "Prendre la version récente")
    expect(page.get_by_role("status")).to_contain_text("Le navigateur n’a plus de place")
    expect(page.get_by_role("status")).to_contain_text("La version que vous aviez est toujours là, entière.")
    assert page.evaluate(HELD) == whole(revisions["old"])

    quota(page, None)
    keep(page, name="Prendre la version récente")
    assert marker(page) == listing(revisions["new"])["revision"]


def test_no_room_from_the_beginning(visit: Open, device: BrowserContext, web: Web) -> None:
    """A browser that says how little is left is believed: nothing is fetched, nothing is installed."""
    device.add_init_script(
        "if (navigator.storage) navigator.storage.estimate = async () => ({ quota: 5_000, usage: 1_000 })"
    )
    page = visit(CARRY)
    web.asked.clear()
    press(page, "Garder ce cours")

    expect(page.get_by_role("status")).to_contain_text("et ce navigateur en accorde 4 ko")
    expect(page.get_by_role("status")).to_contain_text("Rien n’a été gardé.")
    assert SECOND not in web.asked
    assert (registered(page), page.evaluate("caches.keys()")) == (0, [])


@pytest.mark.parametrize("what", ["cache_storage,service_workers", "all"])
def test_erased_by_the_browser(what: str, visit: Open, web: Web) -> None:
    """The browser made room: nothing is said to be kept any more, and what is known to be lost is named."""
    page = visit(CARRY)
    keep(page)
    page.goto(web.url(KEPT))
    expect(page.get_by_role("link", name="Agir près de chez soi")).to_be_visible()
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": web.origin, "storageTypes": what})

    page.goto(web.url(KEPT))
    expect(page.get_by_text("Aucun cours n’est encore gardé sur cet appareil.")).to_be_visible()
    erased = page.get_by_text("Votre navigateur a effacé des cours que vous aviez gardés")
    if what == "all":
        expect(erased).to_be_hidden()
    else:
        expect(erased).to_be_visible()
        expect(page.get_by_text("Des réponses données ont pu partir avec eux")).to_be_visible()
        page.get_by_role("link", name="Agir près de chez soi").click()
    page.goto(web.url(CARRY))
    expect(page.get_by_text("Rien de ce cours n’est gardé sur cet appareil.")).to_be_visible()
    keep(page)


def test_a_part_erased(visit: Open, web: Web) -> None:
    """One file gone from the cache: the course is not said to be whole, and can be completed."""
    page = visit(CARRY)
    keep(page)
    page.evaluate(
        """async () => { const name = (await caches.keys()).find((one) => one.includes("2faf1b51"));
        await (await caches.open(name)).delete("/cours/agir/place.png"); }"""
    )

    page.reload()
    expect(page.get_by_text("il en manque une partie")).to_be_visible()
    page.goto(web.url(KEPT))
    expect(page.get_by_text("Il en manque une partie")).to_be_visible()
    page.get_by_role("button", name="Compléter").click()
    expect(page.get_by_text("Il est à jour.")).to_be_visible()
    assert page.evaluate(HELD) == whole(web.folder)


def test_two_tabs_at_once(visit: Open, web: Web) -> None:
    """Both ask for the same course: one downloads, the other waits and finds it done; each file came once."""
    first, second = visit(CARRY), visit(CARRY)
    go = threading.Event()
    web.before = lambda path: (path == SECOND and go.wait(30)) and None
    web.asked.clear()
    press(first, "Garder ce cours")
    press(second, "Garder ce cours")
    expect(second.get_by_text("Un autre onglet s’occupe déjà de ce cours")).to_be_visible()
    go.set()
    for page in (first, second):
        expect(page.get_by_text("Le cours est gardé")).to_be_visible()

    assert web.asked.count(SECOND) == 1
    assert first.evaluate(HELD) == whole(web.folder)


def test_a_tab_keeps_reading_its_revision(visit: Open, web: Web, deploy: Deploy, revisions: Revisions) -> None:
    """A course brought up to date in one tab: a page open in another goes on with the parts that it began with."""
    page = visit(CARRY)
    keep(page)
    reading = visit(SECOND)
    old, new = (next(iter(whole(revisions[name]).values()))["/cours/agir/place.png"] for name in ("old", "new"))
    deploy()
    page.goto(web.url(CARRY))
    keep(page, name="Prendre la version récente")

    assert reading.evaluate(DIGEST, "../place.png") == old
    reading.reload()
    expect(reading.get_by_text(NEW)).to_be_visible()
    assert reading.evaluate(DIGEST, "../place.png") == new


RANGES = {
    "bytes=0-99": (0, 100), "bytes=100-": (100, len(FILM)), "bytes=-50": (len(FILM) - 50, len(FILM)),
    "bytes=10239-999999": (10239, len(FILM)),
}  # fmt: skip


def test_pieces_of_a_film(visit: Open, web: Web) -> None:
    """The film, kept when asked for: exact pieces (206), whole without a range (200), nothing beyond its end (416)."""
    page = visit(CARRY)
    keep(page, media=True)
    assert page.evaluate(HELD) == whole(web.folder, media=True)
    web.__exit__()
    page.goto(web.url(SECOND))

    ask = """async (range) => { const answer = await fetch("../rive.webm", range ? { headers: { Range: range } } : {});
        return [answer.status, answer.headers.get("content-range"), answer.headers.get("content-type"),
            Array.from(new Uint8Array(await answer.arrayBuffer()))]; }"""
    for asked, (start, end) in RANGES.items():
        told = [206, f"bytes {start}-{end - 1}/{len(FILM)}", "video/webm", list(FILM[start:end])]
        assert page.evaluate(ask, asked) == told
    assert page.evaluate(ask, "bytes=10240-")[:2] == [416, f"bytes */{len(FILM)}"]
    status, _, kind, data = page.evaluate(ask, "")
    assert (status, kind, bytes(data)) == (200, "video/webm", FILM)


def test_without_the_film(visit: Open, web: Web) -> None:
    """Unless asked for, the film stays on the site, and can be added later."""
    page = visit(CARRY)
    keep(page)
    assert "/cours/agir/rive.webm" not in web.asked

    keep(page, name="Garder aussi les vidéos")
    assert page.evaluate(HELD) == whole(web.folder, media=True)


def test_taken_off_the_device(visit: Open, web: Web) -> None:
    """Nothing is left of it, the worker included; answers stay."""
    page = visit(CARRY)
    keep(page)
    page.evaluate("localStorage.setItem('preau-progress:x:q/y', 'mine')")
    page.goto(web.url(KEPT))
    page.get_by_role("button", name="Retirer de cet appareil").click()
    expect(page.get_by_text("Aucun cours n’est encore gardé")).to_be_visible()

    assert page.evaluate("caches.keys()") == []
    assert registered(page) == 0
    assert page.evaluate("localStorage.getItem('preau-progress:x:q/y')") == "mine"


def test_a_course_withdrawn_from_the_site_is_still_read(visit: Open, web: Web) -> None:
    """The site no longer has it: it is said, and what is kept goes on."""
    page = visit(CARRY)
    keep(page)
    shutil.rmtree(web.folder / "packs")
    page.goto(web.url(KEPT))

    expect(page.get_by_text("Le site ne propose plus ce cours.")).to_be_visible()
    page.goto(web.url(FIRST))
    expect(page.get_by_text("Vous lisez la version gardée")).to_be_visible()
