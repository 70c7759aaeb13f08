"""The form of an initiative: limits told, draft kept on the device, and three doors that carry the file."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from browsing import Visit, Watch
from command import PREAU
from webserver import Web

ROOT = Path(__file__).resolve().parents[2]
FORM = "/contribuer/proposer/"
PROBLEM = "À la résidence des Iris, onze personnes âgées ne sortent plus depuis l'hiver.\n\n- Le bus est loin."
SOLUTION = (
    "Deux après-midi par semaine, un voisin passe, apporte les courses, et propose une marche ou un café ensemble."
)
MEANS = 'Quatre bénévoles, un chariot prêté ; il manque un "carnet" de liaison & une salle.'


@pytest.fixture(autouse=True)
def no_server(watch: Watch, web: Web) -> None:
    """The form asks this host once whether it receives proposals: the tests' plain server does not."""
    watch.missing.add(web.url("/api/proposals"))


def write(
    page: Page,
    title: str = "Visites et courses à la résidence des Iris",
    summary: str = "Des voisins passent deux fois par semaine chez des personnes âgées isolées.",
) -> None:
    """Answer everything, with accents, quotes, a list and an ampersand, as people do."""
    form = page.get_by_role("form", name="Proposer une initiative")
    answers = {
        "Titre": title,
        "Résumé": summary,
        "Ville ou quartier": "Lunel, quartier des Iris",
        "Le problème": PROBLEM,
        "La solution": SOLUTION,
        "Les moyens": MEANS,
        "Pseudonyme": "Zoé l'Éveillée",
    }
    for label, text in answers.items():
        form.get_by_label(label, exact=True).fill(text)
    form.get_by_label("Territoire").select_option("34")
    form.get_by_role("group", name="Finalité").get_by_role("checkbox").first.check()
    form.get_by_role("group", name="Qui est aidé").get_by_role("checkbox").first.check()
    form.get_by_role("group", name="Thèmes").get_by_role("checkbox").nth(1).check()
    form.get_by_role("button", name="Ajouter un besoin").click()
    form.get_by_label("Ce qu’il vous faut").fill("Un chariot de courses")


def part(page: Page, title: str) -> Locator:
    """The part of the page under a heading."""
    return page.locator("section").filter(has=page.get_by_role("heading", name=title, exact=True))


def file_of(page: Page) -> str:
    """The file as the page shows it."""
    page.get_by_text("Voir le fichier").click()
    return page.get_by_label("Le fichier", exact=True).inner_text()


def test_the_file_downloaded_is_accepted(visit: Visit, tmp_path: Path) -> None:
    """`preau check` finds no fault in what the form writes."""
    page = visit(FORM)
    write(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Télécharger le fichier").click()
    name = waiting.value.suggested_filename
    for folder in ("content", "courses", "initiatives"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    waiting.value.save_as(tmp_path / "initiatives/34" / name)
    command = [PREAU, "check", "--format", "json", "--date", "2026-11-23"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert name == "visites-et-courses-a-la-residence-des-iris.md"
    assert [fault for fault in json.loads(done.stdout) if name in fault["path"]] == []
    assert done.returncode == 0


def test_the_draft_survives(visit: Visit) -> None:
    """Closed or reloaded by mistake, everything is still there, needs included."""
    page = visit(FORM)
    write(page)
    expect(page.get_by_text("Brouillon gardé sur cet appareil")).to_be_visible()
    before = file_of(page)
    page.reload()

    expect(page.get_by_label("Titre", exact=True).first).to_have_value("Visites et courses à la résidence des Iris")
    assert file_of(page) == before
    other = visit(FORM, keep=True)
    expect(other.get_by_label("Titre", exact=True).first).to_have_value("Visites et courses à la résidence des Iris")


def test_the_draft_can_be_cleared(visit: Visit) -> None:
    """On a shared computer nothing is left behind."""
    page = visit(FORM)
    write(page)
    expect(page.get_by_text("Brouillon gardé sur cet appareil")).to_be_visible()
    page.on("dialog", lambda question: question.accept())
    page.get_by_role("button", name="Effacer le brouillon").click()

    expect(page.get_by_label("Titre", exact=True).first).to_have_value("")
    assert page.evaluate("Object.values(localStorage).filter((kept) => kept.includes('Iris')).length") == 0


def test_the_message_goes_to_the_territory(visit: Visit) -> None:
    """The e-mail is addressed to the territory's contact, and carries the title."""
    page = visit(FORM)
    write(page)
    address = page.get_by_role("link", name="Préparer le message").get_attribute("href") or ""
    parts = urlsplit(address)

    assert (parts.scheme, parts.path) == ("mailto", "herault@preau.example")
    assert "Visites et courses" in unquote(parse_qs(parts.query)["subject"][0])
    assert parse_qs(parts.query)["body"][0]


def test_the_forge_opens_on_the_file(visit: Visit) -> None:
    """The link opens the forge's page for a new file, at its place, with its text."""
    page = visit(FORM)
    write(page)
    parts = urlsplit(page.get_by_role("link", name="Ouvrir la forge").get_attribute("href") or "")
    asked = parse_qs(parts.query)

    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://forge.example/preau/preau/new/main"
    assert asked["filename"] == ["initiatives/34/visites-et-courses-a-la-residence-des-iris.md"]
    assert "Zoé l'Éveillée" in asked["value"][0]


@pytest.mark.parametrize(
    ("label", "text", "said"),
    [
        ("Titre", "Non", "au moins 5 caractères"),
        ("Titre", "x" * 81, "en trop : 1"),
        ("Le problème", "Écrivez à jean.dupont@example.org pour venir.", "adresse"),
        ("Résumé", "Appelez le 06 12 34 56 78 pour venir nous aider.", "numéro"),
    ],
)
def test_a_fault_is_said_beside_its_field(label: str, text: str, said: str, visit: Visit) -> None:
    """In words, where one writes, when one leaves the field; the doors stay shut."""
    page = visit(FORM)
    box = page.get_by_role("form").get_by_label(label, exact=True)
    box.fill(text)
    box.press("Tab")
    described = (box.get_attribute("aria-describedby") or "").split()[-1]

    expect(box).to_have_attribute("aria-invalid", "true")
    expect(page.locator(f"[id='{described}']")).to_contain_text(said)
    expect(page.get_by_role("link", name="Télécharger le fichier")).to_be_hidden()


def test_what_is_written_is_never_code(visit: Visit) -> None:
    """The preview shows text as text."""
    page = visit(FORM)
    page.get_by_role("form").get_by_label("Le problème", exact=True).fill("<img src=x onerror=alert(1)> **gras**")
    preview = part(page, "Ce que cela donnera")

    expect(preview).to_contain_text("<img src=x onerror=alert(1)>")
    assert preview.locator("img").count() == 0


def test_a_question_on_a_phone_stands_alone(visit: Visit) -> None:
    """What is the same under every question stands under the first only; a code that is followed is shown."""
    page = visit(FORM, phone=True)
    after = [page.locator("#by-hand"), page.locator(".act-side")]
    assert [one.is_visible() for one in after] == [True, True]
    page.get_by_role("button", name="Suivant").click()
    expect(page.locator("#i-title")).to_be_visible()
    assert [one.is_visible() for one in after] == [False, False]
    assert page.locator("#codes").is_hidden()
    assert page.locator("footer").bounding_box()["y"] < 900  # type: ignore[index]
    page.evaluate("location.hash = '#PR401'")
    expect(page.locator("#PR401")).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#codes")).to_be_hidden()
    expect(page.locator("#i-title")).to_be_visible()


def test_by_keyboard_alone(visit: Visit) -> None:
    """What is missing is a list of links that lead to each field."""
    page = visit(FORM)
    missing = part(page, "Envoyer").get_by_role("link", name="Titre")
    missing.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("form").get_by_label("Titre", exact=True)).to_be_focused()
