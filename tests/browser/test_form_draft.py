"""The draft is never lost: reload, back, a browser killed, two tabs, a device that refuses; exercises fill it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import chromium
from browsing import Visit, Watch
from webserver import Web

FORM = "/contribuer/proposer/"
KEPT = "Brouillon gardé sur cet appareil"
NO_STORE = """const refuse = () => { throw new DOMException("no", "SecurityError"); };
    Object.defineProperty(window, "localStorage", { get: refuse });
    Object.defineProperty(window, "indexedDB", { value: { open: refuse } });"""
FULL = """Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };"""


@pytest.fixture(autouse=True)
def no_server(watch: Watch, web: Web) -> None:
    """The form asks this host once whether it receives proposals: the tests' plain server does not."""
    watch.missing.add(web.url("/api/proposals"))


def title(page: Page) -> str:
    """What the question of the title holds."""
    return page.locator("#i-title").input_value()


def test_back_and_forth(visit: Visit, web: Web) -> None:
    """A link followed by mistake, then Back: everything is there."""
    page = visit(FORM)
    page.locator("#i-title").fill("Des bancs pour souffler")
    page.goto(web.url("/criteres/"))
    page.go_back()

    expect(page.locator("#i-title")).to_have_value("Des bancs pour souffler")


def test_two_tabs_hold_the_same_draft(visit: Visit) -> None:
    """What is written in one tab shows in the other: none overwrites the other's words."""
    first = visit(FORM)
    second = visit(FORM, keep=True)
    first.locator("#i-title").fill("Des bancs pour souffler")
    expect(second.locator("#i-title")).to_have_value("Des bancs pour souffler")
    second.locator("#i-summary").fill("Des bancs entre le marché et la gare.")
    expect(first.locator("#i-summary")).to_have_value("Des bancs entre le marché et la gare.")

    assert (title(first), title(second)) == ("Des bancs pour souffler",) * 2


def test_two_tabs_at_the_same_instant_ask(visit: Visit) -> None:
    """Both wrote before hearing of the other: nothing is overwritten, the person chooses."""
    page = visit(FORM)
    page.locator("#i-title").fill("Ici")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.evaluate("""() => {
      const field = document.getElementById("i-title");
      field.value = "Ici aussi";
      field.dispatchEvent(new Event("input", { bubbles: true }));
      const other = JSON.parse(localStorage.getItem("preau-draft-initiative"));
      Object.assign(other, { saved: new Date().toISOString() + "x", by: "other" });
      other.draft.title = "Ailleurs";
      localStorage.setItem("preau-draft-initiative", JSON.stringify(other));
    }""")
    expect(page.get_by_text("en même temps dans un autre onglet")).to_be_visible()
    assert title(page) == "Ici aussi"
    with page.expect_event("dialog") as leaving:
        page.once("dialog", lambda asked: asked.dismiss())
        page.close(run_before_unload=True)
    assert leaving.value.type == "beforeunload"
    page.get_by_role("button", name="L’autre").click()

    expect(page.locator("#i-title")).to_have_value("Ailleurs")


def refusing(web: Web, page: Page, script: str) -> None:
    """Open the form in a browser that keeps nothing."""
    page.context.add_init_script(script)
    page.goto(web.url(FORM))


@pytest.mark.parametrize("script", [NO_STORE, FULL], ids=["forbidden", "full"])
def test_a_device_that_refuses_says_so(script: str, visit: Visit, web: Web) -> None:
    """A warning, and the download of what was written; leaving asks first."""
    page = visit("/contribuer/")
    refusing(web, page, script)
    page.locator("#i-title").fill("Des bancs pour souffler")
    expect(page.get_by_text("Ce navigateur ne garde pas de brouillon")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger mon brouillon").click()

    assert 'title: "Des bancs pour souffler"' in Path(waiting.value.path()).read_text(encoding="utf-8")
    page.on("dialog", lambda asked: asked.accept())


def test_exercises_fill_what_is_empty(visit: Visit, web: Web) -> None:
    """What courses kept under the documented key comes to its questions; an answer already written is not replaced."""
    page = visit("/contribuer/")
    exercises = {
        "agir/ancien": {
            "field": "problem",
            "text": "Un ancien texte.",
            "saved": "2026-01-01T00:00:00Z",
            "title": "Observer",
        },
        "agir/nouveau": {
            "field": "problem",
            "text": "Les bancs manquent.",
            "saved": "2026-02-01T00:00:00Z",
            "title": "Formuler",
        },
        "agir/besoins": {
            "field": "needs",
            "text": "- Deux menuisiers\n- Du bois de récupération",
            "saved": "2026-02-02T00:00:00Z",
        },
        "agir/titre": {"field": "title", "text": "Un titre du cours", "saved": "2026-02-02T00:00:00Z"},
        "agir/faux": {"field": "nothing", "text": "</script><b>", "saved": 3},
    }
    kept = {"version": 1, "saved": "2026-02-02T00:00:00Z", "draft": {"title": "Mon titre"}, "exercises": exercises}
    page.evaluate("(kept) => localStorage.setItem('preau-draft-initiative', kept)", json.dumps(kept))
    page.goto(web.url(FORM))

    expect(page.locator("#i-problem")).to_have_value("Les bancs manquent.")
    expect(page.locator("#i-title")).to_have_value("Mon titre")
    assert page.locator("#needs input[data-part=title]").evaluate_all("all => all.map((one) => one.value)") == [
        "Deux menuisiers",
        "Du bois de récupération",
    ]
    learned = page.locator("[data-exercises=problem]")
    learned.get_by_text("Ce que vous avez écrit dans le cours").click()
    learned.get_by_role("button", name="Reprendre ce texte").nth(1).click()
    expect(page.locator("#i-problem")).to_have_value("Un ancien texte.")
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert (
        page.evaluate("Object.keys(JSON.parse(localStorage.getItem('preau-draft-initiative')).exercises).length") == 5
    )


def opened(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A Chromium of its own, as a person's: its process, and where it can be driven from."""
    program = chromium.find()
    assert program is not None
    ready = folder / "DevToolsActivePort"
    ready.unlink(missing_ok=True)
    command = [
        program,
        *chromium.flags(),
        "--headless=new",
        f"--user-data-dir={folder}",
        "--remote-debugging-port=0",
        "about:blank",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    end = time.monotonic() + 30
    while not ready.is_file() or "\n" not in ready.read_text():
        assert time.monotonic() < end and process.poll() is None
        time.sleep(0.05)
    return process, f"http://127.0.0.1:{ready.read_text().splitlines()[0]}"


def test_a_browser_killed_loses_nothing(tmp_path: Path, web: Web, browser: Browser) -> None:
    """Killed without a word right after the draft was said to be kept, then opened again: every word is there."""
    words = "Les personnes âgées renoncent au marché : il n'y a plus de banc."
    for again in (False, True):
        process, address = opened(tmp_path)
        try:
            page = browser.browser_type.connect_over_cdp(address).contexts[0].new_page()
            page.goto(web.url(FORM))
            if again:
                expect(page.locator("#i-problem")).to_have_value(words)
            else:
                page.locator("#i-problem").fill(words)
                expect(page.get_by_text(KEPT)).to_be_visible()
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
