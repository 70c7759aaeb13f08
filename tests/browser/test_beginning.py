"""The first page of a new movement: what is left to fill, and a key for the robot made in the browser."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from browsing import Axe, Visit
from command import PREAU
from htmlchecker import vnu
from preau.edges.signing import signer_from
from preau.model.movement import Robot
from preau.proposals import sshsig
from webserver import Web

PLACE = "/commencer/"


def run(*words: object, cwd: Path) -> None:
    """A command that must go well."""
    subprocess.run([str(word) for word in words], cwd=cwd, check=True, capture_output=True)


@pytest.fixture(scope="package")
def movement(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A movement as `preau init` makes it, its site made."""
    folder = tmp_path_factory.mktemp("begun")
    address = "https://forge.example/petit/mouvement"
    run(PREAU, "init", "movement", "--forge", "gitea", "--repository", address, cwd=folder)
    run(PREAU, "build", "--no-search", cwd=folder / "movement")
    return folder / "movement"


@pytest.fixture(scope="package")
def web(movement: Path) -> Iterator[Web]:
    """That site on 127.0.0.1."""
    with Web(movement / "site") as server:
        yield server


@pytest.mark.parametrize("phone", [False, True], ids=["screen", "phone"])
def test_no_violation(phone: bool, visit: Visit, schemes: Axe) -> None:
    """WCAG 2.2 A and AA, before and after the key is made."""
    page = visit(PLACE, phone=phone)
    assert schemes(page) == []
    page.get_by_role("button", name="Faire une clé").click()
    page.locator("#robot-secret").wait_for()

    assert schemes(page) == []


def test_every_page_leads_there(visit: Visit) -> None:
    """The banner of the demonstration tells what is left; each file can be changed on the forge."""
    page = visit("/")
    page.get_by_role("link", name="Ce qui reste à remplir").click()

    expect(page.locator(".begin-steps > li")).to_have_count(8)
    links = page.locator(".begin-steps a").evaluate_all("(all) => all.map((one) => one.href)")
    assert "https://forge.example/petit/mouvement/_edit/main/content/movement.yml" in links
    expect(page.locator(".begin-steps > li").nth(3)).to_contain_text("Fait")


def test_a_key_is_made_here(visit: Visit) -> None:
    """By keyboard alone; the two texts are what the robot and the registry read; nothing is kept."""
    page = visit(PLACE)
    page.get_by_role("button", name="Faire une clé").press("Enter")
    page.locator("#robot-secret").wait_for()
    secret, lines = page.locator("#robot-secret").input_value(), page.locator("#robot-lines").input_value()

    signer = signer_from(secret)
    robot = Robot(forge="forge.example", key=lines.rpartition("key: ")[2].strip())
    assert sshsig.public_bytes(robot.key) == signer.public
    assert "forge: forge.example" in lines
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.reload()
    expect(page.locator("#robot-secret")).to_have_value("")


def test_it_is_valid(movement: Path) -> None:
    """As the W3C's checker says."""
    assert vnu([movement / "site" / "commencer" / "index.html"]) == []


def test_it_goes_away_when_people_are_named(movement: Path, tmp_path: Path) -> None:
    """The page reads the files: named people, and neither the page nor the link to it is left."""
    for path in (movement / "content/movement.yml", movement / "content/territories/34.yml"):
        path.write_text(path.read_text().replace(" (exemple)", ""))
    run(PREAU, "build", "--no-search", "--site-dir", tmp_path / "site", cwd=movement)

    assert not (tmp_path / "site" / "commencer").exists()
    assert 'commencer/"' not in (tmp_path / "site" / "index.html").read_text()
