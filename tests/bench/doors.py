"""What each door asks of a person, and how long a page takes to appear: `python tests/bench/doors.py [MOVEMENT…]`.

Fields, screens and touches are counted in Chromium, on a telephone of 390 points, in a small movement on each forge. A
MOVEMENT is a folder made by `corpus.py`, or this repository: each is put under guard, served, and given one proposal,
approved by touch with a key brought from its closed copy; the page of the desk tells the seconds of each part.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HERE / "tools"), str(HERE / "browser"), str(HERE)]

from playwright.sync_api import sync_playwright  # noqa: E402
from test_desk_page import KNOWN, WORDS, answer, bring  # noqa: E402
from test_form_send import ANSWERS, FORM  # noqa: E402

import chromium  # noqa: E402
from command import PREAU  # noqa: E402
from exported import closed_copy  # noqa: E402
from guarded import Movement, files, initiative, public  # noqa: E402
from preau.edges.installing import install  # noqa: E402
from serving import Serving  # noqa: E402
from webserver import Web  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

PAPER = "Saisie d’après papier"
FORGES = ("github", "gitea", "gitlab")
PERSON = re.compile(r"^  - id: ([a-z0-9-]+)\n(?:    .*\n)*?    fictional: true\n(?!    keys:)", re.MULTILINE)
COUNT = "addEventListener('pointerdown', (event) => event.isTrusted && window.touched(), true)"


class Person:
    """Somebody with a telephone, whose touches, fields and screens are counted."""

    def __init__(self, browser: Browser) -> None:
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, locale="fr-FR", reduced_motion="reduce",
            accept_downloads=True,
        )  # fmt: skip
        context.set_default_timeout(60_000)
        self.fields = self.screens = self.touches = 0
        context.expose_function("touched", self._touched)
        context.add_init_script(COUNT)
        self.page: Page = context.new_page()

    def _touched(self) -> None:
        self.touches += 1

    def fills(self, address: str, **instead: str) -> None:
        """Answer all that is asked, one question after another, as far as the doors."""
        page = self.page
        page.goto(address)
        following = page.get_by_role("button", name="Suivant")
        self.screens += 1
        while following.is_visible():
            for name, said in {**ANSWERS, **instead}.items():
                box = page.locator(f"#i-{name}")
                if box.is_visible():
                    self.fields += 1
                    box.select_option(said) if name == "territory" else box.fill(said)
            for tick in page.locator(".act-picks:visible input").all()[:1]:
                self.fields += 1
                tick.click()
            following.click()
            self.screens += 1

    def told(self, door: str, rest: str) -> None:
        """One row of the table."""
        print(f"| {door} | {self.fields} | {self.screens} | {self.touches} | {rest} |", flush=True)


def doors(browser: Browser, folder: Path) -> None:
    """The row of each door."""
    print("| door | fields | screens | touches | then, out of Préau's pages |\n|---|---|---|---|---|")
    movement = Movement(folder / "served")
    with Serving(movement.bare) as server:
        server.wait_for(FORM)
        one = Person(browser)
        one.fills(server.site + FORM)
        one.page.get_by_role("button", name="Envoyer la proposition").click()
        number = one.page.locator(".act-number-big").inner_text().removeprefix("Numéro ")
        one.told("serve", "nothing: the receipt is there")
        referent = Person(browser)
        referent.page.goto(server.desk + "/")
        bring(referent.page, closed_copy("karim-34", WORDS, KNOWN))
        referent.touches = 0
        answer(referent.page, number, "Approuver")
        print(f"(a referent, key in place: {referent.touches} touches from the list to the signature)")
        paper(browser, server)
        commands = pushed(movement)
        print(f"| push | the file | | {commands} commands | nothing: the receipt is in the answer |", flush=True)
    for kind in FORGES:
        with built(folder / kind, kind) as web:
            for name, door in (("mail", "#door-mail"), ("download", "#door-file"), (kind, "#door-forge")):
                if name != kind and kind != FORGES[0]:
                    continue
                one = Person(browser)
                one.fills(web.url(FORM))
                one.page.evaluate("addEventListener('click', (e) => e.target.closest('a') && e.preventDefault())")
                one.page.locator(door).click()
                one.told(name, AFTER[name])


def paper(browser: Browser, server: Serving) -> None:
    """A facilitator types the sheet of somebody else, then says with a signature that it came on paper."""
    one = Person(browser)
    one.fills(server.site + FORM, title="Une navette pour le marché", summary="Une navette, deux fois par semaine.")
    one.page.get_by_role("button", name="Envoyer la proposition").click()
    number = one.page.locator(".act-number-big").inner_text().removeprefix("Numéro ")
    signs = Person(browser)
    signs.page.goto(server.desk + "/")
    bring(signs.page, closed_copy("karim-34", WORDS, KNOWN))
    signs.touches = 0
    answer(signs.page, number, "Donner un avis", PAPER)
    one.touches += signs.touches
    one.screens += 2
    one.told("paper, by a facilitator", "the author keeps the number; the sheet stays in a drawer")


def pushed(movement: Movement) -> int:
    """The commands of who pushes, run as they are typed; how many."""
    clone = movement.folder / "pushing"
    path = clone / "initiatives/34/chorale.md"
    commands = [
        ["clone", "--quiet", str(movement.bare), str(clone)],
        ["-C", str(clone), "add", "."],
        ["-C", str(clone), "-c", "user.name=J", "-c", "user.email=j@example.org", "commit", "--quiet", "-m", "Chorale"],
        ["-C", str(clone), "push", "origin", "HEAD:refs/for/main"],
    ]
    for number, words in enumerate(commands):
        done = subprocess.run(["git", *words], capture_output=True, text=True, check=True)
        if number == 0:
            path.write_text(initiative("Une chorale de rue"), encoding="utf-8")
    assert re.search(r"\d{4}-\d{4}", done.stderr), done.stderr
    return len(commands)


AFTER = {
    "mail": "*Send*; the receipt comes by mail (one more, *Paste*, when the text is long)",
    "download": "hand the file over; the receipt comes from who takes it in",
    "github": "*Propose changes*, *Create pull request*",
    "gitea": "*Propose file change*, *Create pull request*",
    "gitlab": "*Paste*, *Commit changes*, *Create merge request*",
}


@contextmanager
def built(folder: Path, kind: str) -> Iterator[Web]:
    """The site of a small movement on a forge, on a plain server."""
    root = folder / "movement"
    shutil.copytree(HERE / "sites" / "minimal", root)
    for path, text in files().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        more = f"forge:\n  kind: {kind}\n  url: https://{kind}.example/o/r\n" if path == "content/movement.yml" else ""
        (root / path).write_text(text + more, encoding="utf-8")
    subprocess.run([PREAU, "build", "--root", str(root)], check=True, capture_output=True)
    with Web(root / "site") as web:
        yield web


def seconds(browser: Browser, source: Path, folder: Path) -> None:
    """One row: from the touch on *Sign* to the page, by part."""
    movement = folder / "source"
    for part in ("content", "courses", "initiatives", "mkdocs.yml"):
        copy = shutil.copytree if (source / part).is_dir() else shutil.copy
        movement.mkdir(parents=True, exist_ok=True)
        copy(source / part, movement / part)
    settings = movement / "mkdocs.yml"
    lines = settings.read_text(encoding="utf-8").replace(", overrides]", "]").split("\n")
    settings.write_text("\n".join(line for line in lines if "custom_dir" not in line), encoding="utf-8")
    for path in (movement / "content/movement.yml", *(movement / "content/territories").glob("*.yml")):
        text = PERSON.sub(lambda found: f"{found[0]}    keys:\n      - {public(found[1])}\n", path.read_text("utf-8"))
        path.write_text(text, encoding="utf-8")
    count = sum(1 for _ in movement.glob("initiatives/*/*.md"))
    install(folder / "movement.git", movement)[0].close()
    with Serving(folder / "movement.git") as server:
        server.wait_for(FORM, 900)
        one, began = Person(browser), time.monotonic()
        one.fills(server.site + FORM)
        began = time.monotonic()
        one.page.get_by_role("button", name="Envoyer la proposition").click()
        number = one.page.locator(".act-number-big").inner_text().removeprefix("Numéro ")
        received = time.monotonic() - began
        referent = Person(browser)
        referent.page.goto(server.desk + "/")
        bring(referent.page, closed_copy("karim-34", WORDS, KNOWN))
        answer(referent.page, number, "Approuver")
        referent.page.locator("#visible").wait_for(timeout=900_000)
        took = json.loads(referent.page.locator("#outcome .good").get_attribute("data-seconds") or "")
        print(f"{count} initiatives: receipt after {received:.1f} s; from signature to page {took}", flush=True)


def main(words: list[str]) -> None:
    """Count, then measure each movement."""
    with sync_playwright() as driver, tempfile.TemporaryDirectory() as folder:
        browser = driver.chromium.launch(executable_path=chromium.find(), args=chromium.flags())
        doors(browser, Path(folder))
        for at, word in enumerate(words):
            seconds(browser, Path(word).resolve(), Path(folder) / str(at))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
