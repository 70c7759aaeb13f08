"""The form and `preau check` say the same codes of the same values; limits and words come from the model's schema."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Annotated, Any

import pytest
from playwright.sync_api import Page, expect

from browsing import Visit, Watch
from command import PREAU
from preau.edges.builder import Build
from preau.model import schemas
from preau.model.fields import text
from preau.model.initiative import Initiative
from preau.views.form import form
from webserver import Web

ROOT = Path(__file__).resolve().parents[2]
FORM = "/contribuer/proposer/"
GOOD: dict[str, Any] = {
    "title": "Des bancs pour souffler",
    "summary": "Des bancs entre le marché et la gare, pour les personnes âgées.",
    "territory": "34",
    "place": "Lunel",
    "purpose": ["social"],
    "beneficiaries": ["habitants-isoles"],
    "themes": ["solidarite"],
    "problem": "Les personnes âgées renoncent au marché.",
    "solution": "Poser six bancs.",
    "means": "Deux menuisiers bénévoles.",
    "name": "Zoé",
    "consent": False,
    "needs": [],
    "partners": [],
}
NEED = {"title": "Une perceuse", "kind": "equipment", "skill": "", "places": "", "until": ""}
PARTNER = {"name": "La Ressource du coin", "url": ""}
LONG = "mot " * 300
CASES: dict[str, dict[str, Any]] = {
    "good": {},
    "apostrophes, emoji": {"title": "L’été d'Élodie 🌻 « ouvert »", "problem": "C’est l'été.\n\n- un\n- deux 👩‍👧"},
    "empty": {"title": "", "summary": " ", "place": "", "name": ""},
    "null": {"title": "null", "place": "~"},
    "short": {"title": "Non", "summary": "Trop court.", "place": "X", "name": "Z"},
    "limits": {"title": "t" * 80, "summary": "s" * 200, "place": "p" * 80, "name": "n" * 60},
    "long": {"title": "t" * 81, "summary": "s" * 201, "place": "p" * 81, "name": "n" * 61},
    "ten thousand": {"title": "x" * 10_000, "problem": "x" * 10_000},
    "script": {"title": "</script><script>alert(1)</script>", "problem": "</script><script>alert(1)</script>"},
    "entity": {"summary": "Du pain &amp; des jeux pour tous les voisins."},
    "markup in sections": {
        "problem": "<b>gras</b> &amp; # titre\n# Titre\n===\n```\n<!-- x",
        "solution": "![x](y.png)",
    },
    "empty sections": {"problem": "", "solution": "  \n ", "means": ""},
    "sections at their limits": {
        "problem": "x" * 500,
        "solution": "y" * 800,
        "means": "- z\n" * 100 + "**gras** " * 60,
    },
    "long sections": {"problem": "x" * 501, "solution": LONG, "means": LONG},
    "long only by its signs": {
        "problem": "**" + "x" * 499 + "**\n\n- y",
        "solution": "[lien](https://exemple.example/a)",
    },
    "too many signs": {"problem": "*" * 70},
    "attributes": {"problem": "Un texte {: .large }", "means": "--8<-- fichier"},
    "attributes in code": {"problem": "Un texte `{: .large }`"},
    "none picked": {"purpose": [], "themes": [], "beneficiaries": []},
    "too many picked": {"themes": ["solidarite", "environnement", "education", "sante"]},
    "unknown word": {"themes": ["ecologie"]},
    "not open": {"territory": "29"},
    "e-mail": {"problem": "Écrivez à jean.dupont@exemple.example pour venir."},
    "role's e-mail": {"problem": "Écrivez à herault@preau.example pour venir."},
    "telephones": {"summary": "Appelez le 06 12 34 56 78 pour venir aider.", "place": "+33 6 12 34 56 78"},
    "telephone overseas": {"means": "Appelez le +262 692 12 34 56."},
    "social security": {"solution": "Numéro 1 84 12 76 451 089 46, à ne pas publier."},
    "bank": {"means": "Donnez sur FR76 3000 6000 0112 3456 7890 189 merci."},
    "not a bank": {"means": "Le dossier FR76 3000 6000 0112 3456 7890 188 est ouvert."},
    "personal in entries": {
        "needs": [{**NEED, "title": "Appeler le 0612345678"}],
        "partners": [{**PARTNER, "name": "a@b.fr"}],
    },
    "two alphabets": {"title": "H\u0435rault en marche"},
    "needs": {
        "needs": [NEED, {**NEED, "kind": "skill", "skill": "comptabilite", "places": "2", "until": "2027-01-01"}]
    },
    "skill outside": {"needs": [{**NEED, "kind": "skill", "skill": ""}]},
    "need short": {"needs": [{**NEED, "title": "Non"}]},
    "need without title": {"needs": [{**NEED, "title": "", "places": "2"}]},
    "need empty": {"needs": [{**NEED, "title": ""}]},
    "need long": {"needs": [{**NEED, "title": "n" * 81}]},
    "need markup": {"needs": [{**NEED, "title": "Une <b>perceuse"}]},
    "places": {"needs": [{**NEED, "places": "0"}]},
    "places, many": {"needs": [{**NEED, "places": "1000"}]},
    "places, half": {"needs": [{**NEED, "places": "1.5"}]},
    "places, words": {"needs": [{**NEED, "places": "deux"}]},
    "until": {"needs": [{**NEED, "until": "2027-02-30"}]},
    "until, French": {"needs": [{**NEED, "until": "30/02/2027"}]},
    "many needs": {"needs": [NEED] * 21},
    "partner": {"partners": [PARTNER, {"name": "Le Relais", "url": "https://relais.example/"}]},
    "partner short": {"partners": [{"name": "L", "url": ""}]},
    "partner long": {"partners": [{"name": "L" * 121, "url": ""}]},
    "partner http": {"partners": [{"name": "Le Relais", "url": "http://relais.example/"}]},
    "partner script": {"partners": [{"name": "Le Relais", "url": "javascript:alert(1)"}]},
    "partner long address": {"partners": [{"name": "Le Relais", "url": "https://relais.example/" + "x" * 200}]},
    "right to left": {"title": "Un titre \u202eàlevne", "problem": "Texte \u202e caché \u200b."},
}
JUDGE = """async (cases) => {
  const { faultsOf } = await import("/assets/form/rules.js");
  const { fileOf } = await import("/assets/form/file.js");
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const [data, schema] = [read("form-data"), read("form-schema")];
  return cases.map((draft) => ({
    codes: [...new Set(faultsOf(draft, schema, data, "2026-11-23").map((fault) => fault.code))].sort(),
    file: fileOf(draft, data.sections),
  }));
}"""


@pytest.fixture(scope="module")
def movement(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demonstration, where files may be added."""
    folder = tmp_path_factory.mktemp("movement")
    for name in ("content", "courses", "initiatives"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def test_same_codes_as_check(visit: Visit, movement: Path) -> None:
    """A table of bad values: what the form says of a draft is what the check says of the file that it makes."""
    drafts = [GOOD | more for more in CASES.values()]
    judged = visit(FORM).evaluate(JUDGE, drafts)
    for number, (draft, said) in enumerate(zip(drafts, judged, strict=True)):
        path = movement / "initiatives" / draft["territory"] / f"case-{number}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(said["file"], encoding="utf-8")
    command = [PREAU, "check", "--format", "json", "--date", "2026-11-23"]
    done = subprocess.run(command, cwd=movement, capture_output=True, text=True, check=False)
    found: dict[int, set[str]] = {number: set() for number in range(len(drafts))}
    for fault in json.loads(done.stdout):
        name = fault["path"].rpartition("/case-")[2].removesuffix(".md")
        if name.isdigit():
            found[int(name)].add(fault["code"])

    names = list(CASES)
    assert {names[n]: said["codes"] for n, said in enumerate(judged)} == {names[n]: sorted(found[n]) for n in found}
    assert len({code for codes in found.values() for code in codes}) >= 16


@pytest.mark.parametrize(
    ("label", "text", "code"),
    [
        ("Titre", "Non", "PR113"),
        ("Titre", "x" * 81, "PR114"),
        ("Le problème", "a@b.fr", "PR401"),
        ("Résumé", "Un <b>résumé</b> assez long.", "PR123"),
    ],
)
def test_the_code_leads_to_its_explanation(label: str, text: str, code: str, visit: Visit) -> None:
    """The code stands beside the sentence; following it unfolds what it means, and going back finds the answer."""
    page = visit(FORM)
    box = page.get_by_role("form").get_by_label(label, exact=True)
    box.fill(text)
    box.press("Tab")
    page.get_by_role("form").get_by_role("link", name=code, exact=True).click()

    expect(page.locator(f"#{code}")).to_be_visible()
    expect(page.locator(f"#{code}")).to_contain_text(code)
    page.go_back()
    expect(box).to_have_value(text)


class Shorter(Initiative):
    """The model of an initiative with another limit: a title of at most 40 characters."""

    title: Annotated[str, text(5, 40)]


def drawn(monkeypatch: pytest.MonkeyPatch) -> str:
    """The page of the form, drawn from the changed model."""
    known = list(schemas.schemas())
    monkeypatch.setattr(schemas, "schemas", lambda: tuple((n, Shorter if n == "initiative" else m) for n, m in known))
    build = Build(ROOT, Path("unused"), day="2026-11-23")
    build.read()
    return form(build.frame())[1]


def test_a_limit_changed_in_the_model_changes_the_form(
    visit: Visit, web: Web, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No limit is written twice: the form counts and judges by the schema that the model makes."""
    page = visit("/contribuer/")
    made = drawn(monkeypatch)
    page.route("**/contribuer/proposer/", lambda route: route.fulfill(body=made, content_type="text/html"))
    page.goto(web.url(FORM))
    fill_title(page, "t" * 41)

    expect(page.locator("#i-title-state")).to_contain_text("PR114")
    expect(page.locator("#i-title-state")).to_contain_text("1 de trop")
    fill_title(page, "t" * 40)
    expect(page.locator("#i-title-state")).to_contain_text("40 caractères sur 40")


def fill_title(page: Page, words: str) -> None:
    """Write a title and leave the field."""
    page.locator("#i-title").fill(words)
    page.locator("#i-title").press("Tab")
