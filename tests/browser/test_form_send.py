"""From an idea to its receipt through a real `preau serve --repository`; what is told when it does not answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from test_form import MEANS, PROBLEM, SOLUTION, write

from browsing import TELL_VIOLATIONS, Axe
from guarded import Movement, git
from preau.proposals.intake import read_receipt
from serving import Serving

FORM = "/contribuer/proposer/"
SLOW = 30_000
"""Milliseconds that a receipt may take on a busy machine: the guard judges and signs."""
ANSWERS = {
    "title": "Des bancs pour souffler",
    "summary": "Des bancs entre le marché et la gare, pour les personnes âgées.",
    "territory": "34",
    "place": "Lunel",
    "problem": PROBLEM,
    "solution": SOLUTION,
    "means": MEANS,
    "name": "Zoé l'Éveillée",
}


@pytest.fixture(scope="module")
def movement(tmp_path_factory: pytest.TempPathFactory) -> Movement:
    """A guarded movement."""
    return Movement(tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def server(movement: Movement) -> Iterator[Serving]:
    """Its server: the site and the door for proposals, on one address."""
    with Serving(movement.bare) as serving:
        serving.wait_for(FORM)
        yield serving


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A telephone of 390 pixels; an error of a script fails the test."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, locale="fr-FR", reduced_motion="reduce"
    )
    context.set_default_timeout(15_000)
    context.add_init_script(TELL_VIOLATIONS)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    yield opened
    context.close()
    assert faults == []


def answer_one_by_one(page: Page) -> int:
    """Answer every question on a telephone, one after another, until the doors; how many screens were seen."""
    following = page.get_by_role("button", name="Suivant")
    screens = 1
    while following.is_visible():
        for name, said in ANSWERS.items():
            box = page.locator(f"#i-{name}")
            if box.is_visible():
                box.select_option(said) if name == "territory" else box.fill(said)
        for tick in page.locator(".act-picks:visible input").all()[:1]:
            tick.check()
        following.click()
        screens += 1
    return screens


def test_from_an_idea_to_a_receipt(server: Serving, movement: Movement, page: Page, axe: Axe) -> None:
    """One question at a time on a telephone, then one button: the number and a receipt that the guard signed."""
    page.goto(server.site + FORM)
    screens = answer_one_by_one(page)
    expect(page.get_by_role("listitem").filter(has_text="Envoyer d’ici")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="Envoyer la proposition").click()
    number = page.locator(".act-number-big").inner_text(timeout=SLOW).removeprefix("Numéro ")
    kept = page.evaluate("JSON.parse(localStorage.getItem('preau-receipts'))")[0]
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger le récépissé").click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")

    assert screens == 16
    assert f"refs/proposals/{number}/1" in movement.waits()
    entry, _ = read_receipt(kept["receipt"]) or pytest.fail(str(kept))
    assert (entry.number, entry.revision) == (number, 1)
    assert kept["receipt"] in text and number in text and f"/contribuer/suivre/?n={number}" in text
    assert axe(page) == []
    page.get_by_role("button", name="Retour").click()
    page.get_by_role("button", name="Retour").click()
    page.locator("#i-name").fill("Zoé")
    page.get_by_role("button", name="Suivant").click()
    page.get_by_role("button", name="Suivant").click()
    expect(page.get_by_role("button", name=f"L’envoyer à la place du numéro {number}")).to_be_visible()
    page.reload()
    expect(page.get_by_text(f"Vous avez envoyé ce texte : numéro {number}")).to_be_visible()
    page.goto(server.site + FORM)
    page.get_by_role("radio", name="Toutes les questions").check()
    page.locator("#i-place").fill("Lunel, place du marché")
    page.get_by_role("button", name=f"L’envoyer à la place du numéro {number}").click()
    expect(page.get_by_text("Votre proposition est reçue")).to_be_visible(timeout=SLOW)
    assert f"refs/proposals/{number}/2" in movement.waits()
    page.goto(server.site + f"/contribuer/suivre/?n={number}")
    expect(page.get_by_role("heading", name=f"Proposition {number}")).to_be_visible()
    expect(page.locator("#answer")).to_contain_text("Elle attend d’être lue")
    expect(page.locator("#mine")).to_contain_text("Des bancs pour souffler")
    assert axe(page) == []


def test_a_network_cut_between_loses_nothing(server: Serving, movement: Movement, page: Page) -> None:
    """The server took it and the answer was lost: sent again, the same number comes, and nothing is received twice."""
    before = movement.waits()
    page.goto(server.site + FORM)
    page.get_by_role("radio", name="Toutes les questions").check()
    write(page, title="Une bibliothèque de rue")

    def cut(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/api/proposals", cut)
    page.get_by_role("button", name="Envoyer la proposition").click()
    expect(page.get_by_text("Votre texte est toujours là")).to_be_visible(timeout=SLOW)
    expect(page.locator("#i-title")).to_have_value("Une bibliothèque de rue")
    page.unroute("**/api/proposals")
    page.get_by_role("button", name="Renvoyer").click()
    expect(page.get_by_text("Votre proposition est reçue")).to_be_visible(timeout=SLOW)

    assert len(set(movement.waits()) - set(before)) == 1


@pytest.mark.parametrize(
    ("status", "headers", "body", "said"),
    [
        (413, {}, {"message": "Trop long."}, "trop long"),
        (429, {"Retry-After": "600"}, {"message": "Attendez."}, "Réessayez dans 10 min"),
        (503, {"Retry-After": "60"}, {"message": "Complet."}, "ne peut pas recevoir"),
        (500, {}, "<html>", "n’a pas pu prendre ce texte"),
        (409, {}, {"message": "Rien n’est changé.", "help": "Voir la page."}, "Rien n’est changé."),
        (
            422,
            {},
            {
                "message": "À mendier.",
                "findings": [
                    {"code": "PR301", "path": "x", "line": 6, "message": "<b>inconnu</b>", "help": "Choisissez."}
                ],
            },
            "<b>inconnu</b>",
        ),
    ],
)
def test_what_a_server_answers_is_told(
    status: int, headers: dict[str, str], body: object, said: str, server: Serving, page: Page
) -> None:
    """In one sentence, with the way to the question at fault; the text and the other ways stay."""
    page.goto(server.site + FORM)
    page.get_by_role("radio", name="Toutes les questions").check()
    write(page)

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        text = body if isinstance(body, str) else json.dumps(body)
        kind = "text/html" if isinstance(body, str) else "application/json"
        return route.fulfill(status=status, headers={**headers, "Content-Type": kind}, body=text)

    page.route("**/api/proposals", answer)
    page.get_by_role("button", name="Envoyer la proposition").click()

    expect(page.locator("#serve-done")).to_contain_text(said)
    expect(page.get_by_role("link", name="Préparer le message")).to_be_visible()
    if status == 422:
        page.locator("#serve-done").get_by_role("link").first.click()
        expect(page.locator("[data-step=themes] :focus")).to_have_count(1)


def test_an_initiative_is_changed_through_the_server(server: Serving, movement: Movement, page: Page) -> None:
    """From its page, one answer changed: the proposal has the same path, and one line that differs."""
    page.goto(server.site + "/initiatives/34/berges-propres/")
    page.get_by_role("link", name="Mettre à jour cette initiative").click()
    page.get_by_role("radio", name="Toutes les questions").check()
    place = page.locator("#i-place")
    expect(place).not_to_have_value("")
    place.fill("Agde, quartier du Port")
    page.get_by_role("button", name="Envoyer la proposition").click()
    number = page.locator(".act-number-big").inner_text(timeout=SLOW).removeprefix("Numéro ")
    shown = git(movement.bare, "diff", "--numstat", "main", f"refs/proposals/{number}/1").stdout

    assert shown.split() == ["1", "1", "initiatives/34/berges-propres.md"]
