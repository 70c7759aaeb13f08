"""A site built once, served on 127.0.0.1, and pages in a Chromium that report whatever should not happen."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from browsing import PATIENCE, SHOWN, TELL_VIOLATIONS, Axe, Onlookers, Visit, Watch, reader
from command import PREAU
from shared import once
from webserver import Web

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-23"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""Those of the rules whose verdict changes with colours alone."""


def build(folder: Path, *options: str) -> Path:
    """The demonstration, built as a person would, on the day of the tests."""
    command = [PREAU, "build", "--site-dir", str(folder), "--date", TODAY, *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(
            f"preau build failed ({done.returncode}):\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}", pytrace=False
        )
    return folder


@pytest.fixture(scope="package")
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site, the same for all: no test changes it."""
    given: Path | None = request.config.getoption("--site")
    return given.resolve() if given else once(tmp_path_factory, "site", build)


@pytest.fixture(scope="package")
def web(site: Path) -> Iterator[Web]:
    """The site on 127.0.0.1, at the root and under /sous-chemin/."""
    with Web(site) as server:
        yield server


@pytest.fixture
def watch(web: Web) -> Iterator[Watch]:
    """The faults of all the pages of a test; any left at its end fails it."""
    seen = Watch(web.origin)
    yield seen
    assert seen.faults == []


@pytest.fixture(scope="package")
def onlookers(browser: Browser) -> Iterator[Onlookers]:
    """Those who only look, the same from test to test."""
    seated = Onlookers(browser)
    yield seated
    seated.close()


@pytest.fixture
def visit(web: Web, browser: Browser, watch: Watch) -> Iterator[Visit]:
    """`visit("/cours/")` opens a page; `phone`, `dark`, `scripts`, `sub_path` say how; `keep`: same reader."""
    opened = []

    def go(address: str, *, sub_path: bool = False, keep: bool = False, **how: bool) -> Page:
        if not (keep and opened):
            opened.append(reader(browser, **how))
        page = opened[-1].new_page()
        watch.listen(page)
        page.goto(web.url(address, sub_path=sub_path))
        return page

    yield go
    for context in opened:
        context.close()


@pytest.fixture
def look(web: Web, onlookers: Onlookers, watch: Watch) -> Iterator[Visit]:
    """`visit`, for a test that looks at one page and leaves everything as it is: much faster."""
    opened = []

    def go(address: str, *, sub_path: bool = False, **how: bool) -> Page:
        page = onlookers.page(web.origin, **how)
        watch.listen(page)
        opened.append(page)
        page.goto(web.url(address, sub_path=sub_path))
        return page

    yield go
    for page in opened:
        watch.leave(page)
        page.goto("about:blank")


def failures(node: dict[str, Any]) -> str:
    """What is wrong with an element: the reporter that reckons nothing else leaves it in the checks."""
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])


def violations(page: Page, rules: list[str]) -> list[str]:
    """What axe-core finds by rules or by tags of rules, as `rule: selector, what is wrong`."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8") + "; void 0")
    options = json.dumps({"runOnly": rules, "reporter": "no-passes", "preload": False})
    found = page.evaluate(f"axe.run(document, {options}).then((result) => result.violations)")
    return [
        f"{rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}: {failures(node)}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.fixture(scope="package")
def axe() -> Axe:
    """`axe(page)`: every violation, as the page stands."""
    return lambda page: violations(page, RULES)


@pytest.fixture(scope="package")
def schemes() -> Axe:
    """`schemes(page)`: every violation of a page shown in light, then in dark.

    In dark the rules about colours are asked alone, once it is proved that nothing else of the page changed.
    """

    def run(page: Page) -> list[str]:
        found, shown = violations(page, RULES), page.evaluate(SHOWN)
        page.emulate_media(color_scheme="dark")
        dark = page.evaluate(SHOWN)
        changed = [f"only in dark: {one}" for one, other in zip(dark, shown, strict=True) if one != other]
        found += [*changed, *(f"dark: {one}" for one in violations(page, COLOURS))]
        page.emulate_media(color_scheme="light")
        return found

    return run


@pytest.fixture
def device(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has kept nothing yet; a script error or a breach of the policy fails the test."""
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE)
    context.add_init_script(TELL_VIOLATIONS)
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on("console", lambda message: faults.append(message.text) if "CSP:" in message.text else None)
    yield context
    context.close()
    assert faults == []
