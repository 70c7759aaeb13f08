"""Before sending, what resembles a proposal: by the guard's own measure, on the site's data, asked only then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Request, expect
from test_form import write

from browsing import Visit, Watch
from preau.proposals import similar
from webserver import Web

FORM = "/contribuer/proposer/"
MEASURE = """async ([mine, rows]) => {
  const { nearest, wordsOf } = await import("/assets/form/near.js");
  const others = rows.map((row) => ({ key: row.key, title: row.title, words: wordsOf(row.title, row.summary) }));
  return [nearest(wordsOf(...mine), others), [...wordsOf(...mine)].sort()];
}"""
TEXTS = [
    (
        "Nettoyage des berges de l'Hérault à Agde",
        "Des sorties de nettoyage au bord de la rivière, avec des voisins isolés.",
    ),
    ("Un jardin partagé", "Cultiver ensemble des légumes avec les habitants du quartier, et apprendre."),
    ("ÉCOUTE, L'ÉTÉ ! Œuvres & naïveté ½ ﬁn", "İstanbul ŒUVRE ǅ straße ²³ ٣٤٥ 𝟙𝟚𝟛 — l’accès aux soins"),
    ("", ""),
]


@pytest.mark.parametrize("mine", TEXTS, ids=lambda mine: mine[0] or "empty")
def test_same_measure_as_the_guard(mine: tuple[str, str], visit: Visit, site: Path) -> None:
    """The same words, the same scores to a thousandth, the same order."""
    rows = json.loads((site / "donnees" / "initiatives.json").read_text(encoding="utf-8"))["initiatives"]
    rows += [{"key": "00/miroir", "title": mine[0], "summary": mine[1]}]
    others = {row["key"]: (row["title"], similar.words_of(row["title"], row["summary"])) for row in rows}
    words = similar.words_of(*mine)
    near, counted = visit(FORM).evaluate(MEASURE, [list(mine), rows])

    assert [tuple(one) for one in counted] == sorted(words.items())
    assert [(one["key"], one["title"]) for one in near] == [one[1:] for one in similar.nearest(words, others)]
    assert [one["score"] for one in near] == pytest.approx(
        [one.score for one in similar.nearest(words, others)], abs=1e-3
    )


def test_neighbours_are_told_before_sending(visit: Visit, watch: Watch, web: Web) -> None:
    """A link to the initiative that one may join; its list is asked for at that moment, never before."""
    watch.missing.add(web.url("/api/proposals"))
    asked: list[str] = []
    page = visit(FORM)
    page.on("request", lambda request: asked.append(path_of(request)))
    page.locator("#i-title").fill("Nettoyage des berges à Agde")
    page.wait_for_timeout(300)
    assert not [path for path in asked if "/donnees/" in path]

    write(
        page,
        title="Des berges propres à Agde",
        summary="Des sorties de nettoyage au bord de l'Hérault, avec des voisins isolés.",
    )
    expect(page.locator("#near").get_by_role("link", name="Berges propres à Agde")).to_be_visible()
    assert [path for path in asked if "/donnees/" in path] == ["/donnees/34.json"]


def path_of(request: Request) -> str:
    """The path that a page asked for."""
    return "/" + request.url.split("/", 3)[3]
