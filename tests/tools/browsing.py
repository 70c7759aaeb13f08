"""What the browser's tests hold in hand: the watch over a page, and the types of the fixtures that are functions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

Visit = Callable[..., Page]
"""`visit(address, …)` opens a page of the site."""
Axe = Callable[[Page], list[str]]
"""`axe(page)` tells every violation."""
TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (fault) =>
    console.error(`CSP: ${fault.violatedDirective} refuses ${fault.blockedURI}, line ${fault.lineNumber}`))"""


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
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and message.location.get("url") not in self.missing:
            self.faults.append(f"console: {message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in {"data", "blob", "about"} and not request.url.startswith(
            self.origin + "/"
        ):
            self.faults.append(f"request to another host: {request.url}")
