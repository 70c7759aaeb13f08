"""What a first visit asks of a host and what comes back: every request, from an empty cache, compressed."""

from __future__ import annotations

from playwright.sync_api import Browser

from browsing import reader
from webserver import Web


def first_view(browser: Browser, web: Web, address: str, *, scripts: bool = True) -> tuple[dict[str, int], str]:
    """Each path that a first view fetches with its bytes, gzip; and the text that a reader sees."""
    context = reader(browser, phone=True, scripts=scripts)
    page = context.new_page()
    begun = len(web.asked)
    page.goto(web.url(address), wait_until="networkidle")
    text = page.get_by_role("main").inner_text()
    context.close()
    return {path: web.weight(path) for path in web.asked[begun:]}, text
