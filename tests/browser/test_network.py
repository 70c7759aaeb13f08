"""Nothing is asked of another host, no error logged, no policy broken; at the root of a host and under a sub-path."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browsing import Visit, Watch
from kinds_of_page import SAMPLES
from webserver import Web


@pytest.mark.parametrize("kind", [kind for kind in SAMPLES if kind != "not found"])
def test_quiet_under_a_sub_path(kind: str, look: Visit) -> None:
    """Every kind of page loads whole (the fixture fails on a console error, a foreign request or a violation).

    So does each at the root: `test_accessibility.py` looks at it there with the same fixture.
    """
    page = look(SAMPLES[kind], sub_path=True)
    page.wait_for_load_state("networkidle")

    assert page.title()
    assert page.get_by_role("heading", level=1).count() == 1


def test_missing_address(visit: Visit, watch: Watch, web: Web) -> None:
    """An address where nothing is answers 404, in the site's look, at any depth."""
    address = "/initiatives/34/rien-de-tel/ici/"
    watch.missing.add(web.url(address))
    page = visit(address)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("body").evaluate("body => getComputedStyle(body).fontFamily") != "Times New Roman"
    page.get_by_role("main").get_by_role("link", name="Agir").click()
    expect(page).to_have_url(web.url("/initiatives/"))


def test_policy_is_strict(site: Path) -> None:
    """Every page carries a Content-Security-Policy that starts from nothing and allows no inline code."""
    lax = []
    for page in sorted(site.rglob("*.html")):
        found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page.read_text(encoding="utf-8"))
        policy = unescape(found[1]) if found else ""
        if "default-src 'none'" not in policy or any(
            word in policy for word in ("unsafe-inline", "'unsafe-eval'", "http")
        ):
            lax.append(str(page.relative_to(site)))

    assert lax == []


def test_old_address_leads_to_the_new_one(visit: Visit, web: Web) -> None:
    """A link kept from before a change of title still arrives, under a sub-path too."""
    page = visit(SAMPLES["old address"], sub_path=True)

    expect(page).to_have_url(web.url("/initiatives/34/berges-propres/", sub_path=True))
