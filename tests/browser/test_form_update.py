"""Updating an initiative: only what was changed changes in its file, whatever its head looks like."""

from __future__ import annotations

import difflib
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from browsing import Visit, Watch
from preau.checks.run import Checker
from preau.findings import has_errors
from preau.model.initiative import Initiative
from preau.reading.records import Record
from preau.reading.tree import WorkTree
from preau.views.initiatives import source_of
from webserver import Web

ROOT = Path(__file__).resolve().parents[2]
FORM = "/contribuer/proposer/"
ODD = {
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "remarks": lambda text: text.replace("themes:", "# une remarque\nthemes:").replace("status:", "status:", 1),
    "flow carrier": lambda text: text.replace(
        "carrier:\n  name: Camille\n  consent: pseudonym\n  fictional: true",
        "carrier: {name: Camille, consent: pseudonym, fictional: true}",
    ),
    "folded summary": lambda text: text.replace("summary: Des", "summary: >-\n  Des"),
    "list of dashes": lambda text: text.replace(
        "purpose: [environmental, social]", "purpose:\n- environmental\n- social"
    ),
    "no last line end": lambda text: text.rstrip("\n"),
    "quoted keys": lambda text: text.replace("place: Agde", '"place":  "Agde"'),
    "fence": lambda text: text.replace("## Moyens\n", "## Moyens\n\n```\n## Solution\n```\n"),
}
CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "title": ({"title": 'Berges "propres" : l’été'}, {"title": 'Berges "propres" : l’été'}),
    "place": ({"place": "Agde, le port"}, {"place": "Agde, le port"}),
    "summary": (
        {"summary": "Une tout autre phrase, mais assez longue."},
        {"summary": "Une tout autre phrase, mais assez longue."},
    ),
    "purpose": ({"purpose": ["social"]}, {"purpose": ("social",)}),
    "name": ({"name": "Zoé"}, {"carrier.name": "Zoé"}),
    "consent": ({"consent": True}, {"carrier.consent": "public"}),
    "problem": ({"problem": "Un autre problème.\n\n- un\n- deux"}, {"problem": "Un autre problème.\n\n- un\n- deux"}),
    "means": ({"means": "# pas un titre"}, {"means": "\\# pas un titre"}),
    "status": (
        {
            "status": "realised",
            "outcomeDate": "2026-11-01",
            "outcomeText": "Vingt sorties, et une équipe qui continue.",
        },
        {"status": "realised", "outcome.text": "Vingt sorties, et une équipe qui continue."},
    ),
    "step": ({"stepDate": "2026-11-20", "stepText": "Une sortie de plus."}, {"progress.-1": "Une sortie de plus."}),
    "partner": ({"partners": "+"}, {"partners.-1": "Le Relais"}),
    "need": ({"needs": "+"}, {"needs.-1": "Un second canoë"}),
    "need changed": ({"needs": "1"}, {"needs.0": "Une comptable"}),
    "needs gone": ({"needs": []}, {"needs": ()}),
}
EDIT = """async ([sources, change]) => {
  const { draftOf, edited } = await import("/assets/form/edit.js");
  const { sections } = JSON.parse(document.getElementById("form-data").textContent);
  const need = { kind: "equipment", title: "Un second canoë", places: "1", until: "" };
  const added = { needs: need, partners: { name: "Le Relais", url: "" } };
  return sources.map((source) => {
    const old = draftOf(source, sections);
    const draft = structuredClone(old);
    for (const [name, value] of Object.entries(change)) {
      if (value === "+") draft[name].push(added[name]);
      else if (value === "1") draft[name][0].title = "Une comptable";
      else draft[name] = value;
    }
    return edited(source, old, draft, sections);
  });
}"""


class Tree:
    """A copy of a movement whose initiatives are read as the site reads them."""

    def __init__(self, folder: Path) -> None:
        for name in ("content", "courses", "initiatives"):
            shutil.copytree(ROOT / name, folder / name)
        self.folder = folder

    def read(self) -> dict[str, Record]:
        """Every initiative, by its path."""
        checker = Checker(WorkTree(self.folder), lambda timezone: date(2026, 11, 23))
        read = {entry.path: checker.record(entry) for entry in checker.shelf.records}
        assert {path: found for path, (_, found) in read.items() if has_errors(found)} == {}
        return {path: record for path, (record, _) in read.items()}

    def source(self, record: Record) -> dict[str, Any]:
        """What the page of an initiative gives to the form."""
        data = (self.folder / record.entry.path).read_bytes()
        told: dict[str, Any] = json.loads(source_of(record, data))
        return told


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """The demonstration, and odd ways of writing the same initiative."""
    made = Tree(tmp_path)
    model = (ROOT / "initiatives/34/berges-propres.md").read_text(encoding="utf-8").replace("aliases:", "#aliases:")
    for number, odd in enumerate(ODD.values()):
        written = odd(model)
        assert written != model
        (tmp_path / f"initiatives/34/odd-{number}.md").write_bytes(written.encode())
        shutil.copy(ROOT / "initiatives/34/berges-propres.png", tmp_path / "initiatives/34/")
    return made


def test_nothing_changed_is_the_same_file(tree: Tree, visit: Visit) -> None:
    """Byte for byte, for every initiative and every odd way of writing."""
    sources = [tree.source(record) for record in tree.read().values()]

    assert visit(FORM).evaluate(EDIT, [sources, {}]) == [source["text"] for source in sources]


def value_at(value: Initiative, route: str) -> Any:
    """What an initiative says at a place such as `carrier.name` or `progress.-1` (the words of an item)."""
    name, _, inner = route.partition(".")
    found = getattr(value, name)
    if inner.lstrip("-").isdigit():
        item = found[int(inner)]
        return next(words for words in (getattr(item, key, None) for key in ("text", "title", "name")) if words)
    return getattr(found, inner) if inner else found


@pytest.mark.parametrize("name", CHANGES)
def test_only_what_was_changed_changes(name: str, tree: Tree, visit: Visit) -> None:
    """Read again, the file says the change and everything else as before; the lines around are the same."""
    change, expected = CHANGES[name]
    before = {path: record for path, record in tree.read().items() if "/34/odd-" in path or "berges" in path}
    sources = [tree.source(record) for record in before.values()]
    made = visit(FORM).evaluate(EDIT, [sources, change])
    for source, text in zip(sources, made, strict=True):
        (tree.folder / source["path"]).write_bytes(text.encode())
    after = tree.read()

    touched = {route.partition(".")[0] for route in expected}
    for source, text in zip(sources, made, strict=True):
        old, new = before[source["path"]].value, after[source["path"]].value
        assert old is not None and new is not None, source["path"]
        assert {route: value_at(new, route) for route in expected} == expected, source["path"]
        same = set(Initiative.model_fields) - touched
        assert {key: getattr(new, key) for key in same} == {key: getattr(old, key) for key in same}, source["path"]
        lines = list(difflib.unified_diff(source["text"].split("\n"), text.split("\n"), n=0, lineterm=""))[2:]
        assert len([row for row in lines if row[0] in "+-"]) <= (30 if name == "needs gone" else 12), "\n".join(lines)
        assert "\r\n" not in source["text"] or text.count("\n") == text.count("\r\n")


def test_from_its_page_to_its_file(visit: Visit, watch: Watch, web: Web) -> None:
    """A link on the page opens the form, filled; nothing is sent while nothing is changed; the path stays."""
    watch.missing.add(web.url("/api/proposals"))
    page = visit("/initiatives/34/berges-propres/", phone=True)
    page.get_by_role("link", name="Mettre à jour cette initiative").click()
    expect(page.locator("#form-lead")).to_contain_text("Berges propres à Agde")
    page.get_by_role("radio", name="Toutes les questions").check()
    expect(page.get_by_text("Rien n’est encore changé")).to_be_visible()
    assert page.locator("#i-territory").is_disabled()
    page.locator("#i-title").fill("Berges vivantes à Agde")
    expect(page.get_by_text("joignez-le, son nom dit quelle initiative change")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Télécharger le fichier").click()
    published = (ROOT / "initiatives/34/berges-propres.md").read_text(encoding="utf-8")

    assert waiting.value.suggested_filename == "berges-propres.md"
    changed = published.replace("title: Berges propres à Agde", 'title: "Berges vivantes à Agde"')
    assert Path(waiting.value.path()).read_text(encoding="utf-8") == changed
    page.reload()
    expect(page.locator("#i-title")).to_have_value("Berges vivantes à Agde")


@pytest.mark.parametrize("asked", ["34/rien-de-tel", "../../etc", "</script>", ""])
def test_an_initiative_that_is_not_there(asked: str, visit: Visit, watch: Watch, web: Web) -> None:
    """A link kept too long, or forged: a sentence, and no form that would write elsewhere."""
    watch.missing.update({web.url("/initiatives/34/rien-de-tel/source.json"), web.url("/api/proposals")})
    page = visit(FORM + "?initiative=" + asked)

    if asked:
        expect(page.get_by_text("Cette initiative n’a pas été trouvée")).to_be_visible()
    else:
        expect(page.locator("#i-title")).to_be_visible()
