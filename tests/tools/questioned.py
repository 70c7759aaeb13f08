"""A small movement whose course asks a question of every type, and its site; how each question is answered."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator

from command import PREAU
from shared import once

SITES = Path(__file__).resolve().parents[1] / "sites"
CONFIGURATION = "site_name: Petit\nsite_url: https://petit.example/\ndocs_dir: content/pages\nplugins: [preau]\n"
TODAY = "2026-11-23"
CHAPTER, LATER, LAST = "/cours/agir/observer/", "/cours/agir/ecouter/", "/cours/agir/proposer/"
COURSE = "2faf1b51-be8e-4d27-b982-0f1b92f2ccdc"


def movement(folder: Path) -> Path:
    """The smallest movement, with a course of three chapters and a question of every type."""
    root = shutil.copytree(SITES / "minimal", folder / "movement")
    shutil.copytree(SITES / "questions", root, dirs_exist_ok=True)
    (root / "mkdocs.yml").write_text(CONFIGURATION, encoding="utf-8")
    return root


def site(root: Path) -> Path:
    """Its site, made as a person would."""
    command = [PREAU, "build", "--root", str(root), "--date", TODAY, "--no-search"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "site"


def built(factory: pytest.TempPathFactory) -> Path:
    """The site of that movement, made once for all who only look at it."""
    return once(factory, "questioned", lambda folder: site(movement(folder))) / "movement" / "site"


Press = Callable[[Locator], None]
"""How a person presses something: by mouse, by touch, by keyboard."""


def by_mouse(target: Locator) -> None:
    """A click."""
    target.click()


def by_touch(target: Locator) -> None:
    """A finger."""
    target.tap()


def by_keyboard(target: Locator) -> None:
    """The focus, then the space bar, as for every button and box."""
    target.focus()
    target.press("Space")


def choose(block: Locator, press: Press, *names: str) -> None:
    """Some answers among those shown; all others are given up."""
    for box in block.get_by_role("checkbox").all():
        if box.is_checked():
            press(box)
    for name in names:
        press(block.get_by_label(name))


def pick(block: Locator, words: list[str]) -> None:
    """An end for each beginning, by the keyboard that every device has in a list."""
    for select, word in zip(block.get_by_role("combobox").all(), words, strict=True):
        select.focus()
        select.select_option(label=word)


def order(block: Locator, press: Press, words: list[str]) -> None:
    """Steps put in an order with their buttons alone."""
    for place, word in enumerate(words):
        while (now := shown_order(block).index(word)) > place:
            press(block.get_by_role("button", name=f"Monter\u00a0: {word}"))
            assert shown_order(block).index(word) == now - 1


def shown_order(block: Locator) -> list[str]:
    """Steps as they stand."""
    return block.locator(".quiz-step").all_inner_texts()


def fill(block: Locator, *words: str) -> None:
    """Each field, in order."""
    for box, word in zip(block.get_by_role("textbox").all(), words, strict=True):
        box.fill(word)


Answer = Callable[[Locator, Press], None]
ANSWERS: dict[str, tuple[Answer, Answer]] = {
    "un-besoin": (lambda b, p: choose(b, p, "Il faut une navette"), lambda b, p: choose(b, p, "L’aînée dit")),
    "des-faits": (
        lambda b, p: choose(b, p, "Mardi", "aucun effort"), lambda b, p: choose(b, p, "Mardi", "date de 2024"),
    ),
    "un-banc": (lambda b, p: choose(b, p, "Vrai"), lambda b, p: choose(b, p, "Faux")),
    "qui-compte": (lambda b, p: fill(b, "La Mairie"), lambda b, p: fill(b, "INSEEE")),
    "combien": (lambda b, p: fill(b, "1,5"), lambda b, p: fill(b, "2.6 heures")),
    "relier": (
        lambda b, p: pick(b, ["Une solution"] * 3), lambda b, p: pick(b, ["Une envie", "Une solution", "Une solution"]),
    ),
    "ranger": (
        lambda b, p: order(b, p, ["Compter", "Regarder", "Proposer"]),
        lambda b, p: order(b, p, ["Regarder", "Compter", "Proposer"]),
    ),
    "completer": (lambda b, p: fill(b, "fait", "fait"), lambda b, p: fill(b, "Constat", "jugemnt")),
}  # fmt: skip
"""For each question but the card: how to answer it wrong, and right."""


@contextmanager
def checking(block: Locator, press: Press) -> Iterator[None]:
    """Answer, then ask whether it is right."""
    yield
    press(block.get_by_role("button", name="Vérifier ma réponse"))
