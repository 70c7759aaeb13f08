"""Every page of the site is valid HTML."""

from __future__ import annotations

from pathlib import Path

from htmlchecker import vnu
from kinds_of_page import KINDS_OF_PAGE


def test_every_page_is_valid(site: Path) -> None:
    """The Nu checker finds no error in any page, 404 and redirects included; packs are judged by test_pack.py."""
    pages = sorted(page for page in site.rglob("*.html") if page.relative_to(site).parts[0] != "packs")

    assert len(pages) >= len(KINDS_OF_PAGE)
    assert vnu(pages) == []
