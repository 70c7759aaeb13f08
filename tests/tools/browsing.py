"""What the browser's tests hold in hand: readers, the watch over their pages, the types of the fixtures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request

Visit = Callable[..., Page]
"""`visit(address, …)` opens a page of the site."""
Axe = Callable[[Page], list[str]]
"""`axe(page)` tells every violation."""
PATIENCE = 30_000
"""Milliseconds given to what a device keeps, on a machine with other work."""
TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (fault) =>
    console.error(`CSP: ${fault.violatedDirective} refuses ${fault.blockedURI}, line ${fault.lineNumber}`))"""

SHOWN = """() => [...document.body.querySelectorAll("*:not([class^=theme-], [class^=theme-] *)")].map((one) => {
    const { width, height } = one.getBoundingClientRect();
    const seen = one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    return `${seen} ${Math.round(width)} ${Math.round(height)} ${one.cloneNode().outerHTML}`;
}).filter((one) => !one.includes("data-theme-toggle"))"""
"""Whether each element is seen, its size, its attributes: all that colours leave alone. The switch of theme changes."""


@dataclass
class Watch:
    """What a page did that it should not have: errors in its console, requests elsewhere, faults of policy."""

    origin: str
    faults: list[str] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    """Addresses that a test visits on purpose though nothing is there."""

    def listen(self, page: Page) -> None:
        """Record everything from now on."""
        page.on("console", self._console)
        page.on("pageerror", self._error)
        page.on("request", self._request)

    def leave(self, page: Page) -> None:
        """Record nothing more of a page that others will look at."""
        page.remove_listener("console", self._console)
        page.remove_listener("pageerror", self._error)
        page.remove_listener("request", self._request)

    def _error(self, error: Error) -> None:
        self.faults.append(f"script error: {error}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and message.location.get("url") not in self.missing:
            self.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in {"data", "blob", "about"} and not request.url.startswith(
            self.origin + "/"
        ):
            self.faults.append(f"request to another host: {request.url}")


def reader(browser: Browser, *, phone: bool = False, dark: bool = False, scripts: bool = True) -> BrowserContext:
    """Somebody new, at a screen or with a telephone."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844} if phone else {"width": 1280, "height": 900},
        has_touch=phone, color_scheme="dark" if dark else "light", java_script_enabled=scripts,
        locale="fr-FR", timezone_id="Europe/Paris", reduced_motion="reduce",
    )  # fmt: skip
    context.set_default_timeout(10_000)
    context.add_init_script(TELL_VIOLATIONS)
    return context


class Onlookers:
    """Readers who look at a page and do nothing: one for each way of looking, who forgets each page that is left.

    A new reader is a new process of Chromium, which costs more than the page: whoever acts in a page has one of their
    own (`reader`), whoever looks takes the seat of the one before, with nothing stored and nothing in the cache.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._seats: dict[tuple[bool, bool], Page] = {}

    def page(self, origin: str, *, phone: bool = False, dark: bool = False, scripts: bool = True) -> Page:
        """An empty page, where nothing of this origin is known."""
        seat = self._seats.get((phone, scripts))
        if seat is None or seat.is_closed():
            seat = self._seats[phone, scripts] = reader(self._browser, phone=phone, scripts=scripts).new_page()
        seat.set_viewport_size({"width": 390, "height": 844} if phone else {"width": 1280, "height": 900})
        seat.emulate_media(color_scheme="dark" if dark else "light")
        seat.context.clear_cookies()
        told = seat.context.new_cdp_session(seat)
        told.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        told.send("Network.clearBrowserCache")
        told.detach()
        return seat

    def close(self) -> None:
        """Everybody leaves."""
        for seat in self._seats.values():
            seat.context.close()
