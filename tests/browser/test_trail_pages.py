"""The pages of a movement under guard: accessible, valid, narrow enough for a phone, readable without a script."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from browsing import Axe, Visit
from command import PREAU
from htmlchecker import vnu
from shared import once
from trailed import copy, everything
from webserver import Web

PAGES = {
    "transparency": "/transparence/",
    "decisions": "/transparence/decisions/",
    "mandates": "/transparence/mandats/",
    "policy": "/transparence/regles/",
    "approved": "/initiatives/34/jardin/",
    "older, then news": "/initiatives/34/berges-propres/",
    "against the rules": "/initiatives/34/encore/",
    "deleted": "/initiatives/34/atelier/",
}


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a movement to which everything happened, some months later."""

    def make(folder: Path) -> None:
        command = [PREAU, "build", "--site-dir", str(folder), "--date", "2027-05-15", "--no-search"]
        subprocess.run(command, cwd=copy(everything(tmp_path_factory)), check=True, capture_output=True)

    return once(tmp_path_factory, "trailed-site", make)


@pytest.fixture(scope="package")
def web(site: Path) -> Iterator[Web]:
    """That site on 127.0.0.1."""
    with Web(site) as server:
        yield server


UNFOLD = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"


@pytest.mark.parametrize("kind", PAGES)
def test_no_violation(kind: str, look: Visit, schemes: Axe) -> None:
    """WCAG 2.2 A and AA, with everything unfolded."""
    page = look(PAGES[kind])
    page.evaluate(UNFOLD)

    assert schemes(page) == []


@pytest.mark.parametrize("kind", PAGES)
def test_on_a_phone(kind: str, look: Visit, schemes: Axe) -> None:
    """No violation either; fingerprints, commands and names of files wrap or slide in their own frame."""
    page = look(PAGES[kind], phone=True)
    page.evaluate(UNFOLD)

    assert schemes(page) == []
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_page_is_valid(site: Path) -> None:
    """The Nu checker finds no error."""
    assert vnu(sorted(site.rglob("*.html"))) == []


def test_commands_can_be_read_without_scripts(look: Visit) -> None:
    """How to verify is told to whoever turned scripts off."""
    page = look("/transparence/", scripts=False)

    assert "preau audit" in page.locator("#trail").inner_text()
