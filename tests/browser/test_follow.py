"""*Follow my proposal*: from a number to where it is, whose turn it is, what was answered and what one can do."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import Axe, Watch
from command import PREAU
from trailed import GARDEN, REASON, copy, everything
from webserver import Web

FOLLOW = "/contribuer/suivre/"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Web, dict[str, str]]]:
    """A site whose log tells of proposals in every state, and the number of one of each."""
    folder = tmp_path_factory.mktemp("followed")
    root, made = copy(everything(tmp_path_factory)), folder / "site"
    command = [PREAU, "build", "--site-dir", str(made), "--date", str(date.today()), "--no-search"]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    rows = [
        row
        for path in (made / "transparence/propositions").rglob("*.json")
        for row in json.loads(path.read_text())["proposals"]
    ]
    with Web(made) as web:
        yield web, {str(row["state"]): str(row["number"]) for row in rows}


@pytest.fixture
def page(told: tuple[Web, dict[str, str]], browser: Browser) -> Iterator[Page]:
    """A telephone; the plain server of the tests receives no proposal."""
    watch = Watch(told[0].origin)
    watch.missing.add(told[0].url("/api/proposals"))
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-FR", reduced_motion="reduce")
    opened = context.new_page()
    watch.listen(opened)
    yield opened
    context.close()
    assert watch.faults == []


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("published", ["Elle est publiée", "Décidée le", "En donner des nouvelles"]),
        ("declined", ["Elle a été refusée", REASON, "Critère", "Proposer à nouveau"]),
        ("withdrawn", ["Elle a été retirée", "à personne"]),
        ("waiting", ["Elle attend d’être lue", "aux référents, Hérault", "Réponse due au plus tard", "La retirer"]),
        ("dropped", ["Elle a disparu sans décision", "votre récépissé"]),
    ],
)
def test_each_state_is_told(
    state: str, said: list[str], told: tuple[Web, dict[str, str]], page: Page, axe: Axe
) -> None:
    """Where it is, whose turn, by when, what was answered, what can be done."""
    web, numbers = told
    page.goto(web.url(f"{FOLLOW}?n={numbers[state]}"))
    for words in said:
        expect(page.locator("#answer")).to_contain_text(words)

    assert axe(page) == []


def test_a_published_one_leads_to_its_page_and_to_its_news(told: tuple[Web, dict[str, str]], page: Page) -> None:
    """The page of the initiative, and the form that changes it."""
    web, numbers = told
    page.goto(web.url(f"{FOLLOW}?n={numbers['published']}"))
    key = GARDEN.removeprefix("initiatives/").removesuffix(".md")

    expect(page.get_by_role("link", name="La voir")).to_have_attribute("href", f"../../initiatives/{key}/")
    assert (page.get_by_role("link", name="En donner des nouvelles").get_attribute("href") or "").endswith(
        f"?initiative={key}"
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2026-9999", "Aucune proposition ne porte le numéro 2026-9999"),
        ("1999-1", "pas la forme d’un numéro"),
        ("bonjour", "pas la forme d’un numéro"),
        ("", "pas la forme d’un numéro"),
        ("</script><img src=x>", "pas la forme d’un numéro"),
        ("2026-0000", "pas la forme d’un numéro"),
        ("9" * 10_000, "pas la forme d’un numéro"),
    ],
)
def test_unknown_and_mistyped_numbers(typed: str, said: str, told: tuple[Web, dict[str, str]], page: Page) -> None:
    """A sentence that says what a number looks like, or that none bears it; by the keyboard alone."""
    page.goto(told[0].url(FOLLOW))
    page.locator("#number").fill(typed)
    page.locator("#number").press("Enter")

    expect(page.locator("#answer")).to_contain_text(said)


@pytest.mark.parametrize("way", ["{year} {rank}", "n° {year}-{long}", "{year}‑{long}", "Proposition {year}/{rank}."])
def test_a_number_written_as_people_do(way: str, told: tuple[Web, dict[str, str]], page: Page) -> None:
    """Spaces, other hyphens, no zeros: it is the same number."""
    year, _, long = told[1]["waiting"].partition("-")
    page.goto(told[0].url(FOLLOW))
    page.locator("#number").fill(way.format(year=year, long=long, rank=int(long)))
    page.get_by_role("button", name="Suivre").click()

    expect(page.get_by_role("heading", name=told[1]["waiting"])).to_be_visible()


def test_without_javascript_there_are_lists(told: tuple[Web, dict[str, str]], browser: Browser) -> None:
    """Decisions, what was received and the published initiatives; and whom to ask."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(told[0].url(FOLLOW))

    expect(page.get_by_role("link", name="Tout ce qui a été décidé")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    context.close()
