"""The search in static files, read by a browser from a folder: what is written in Python is found in JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import lookups
from preau.views.lookup import heads
from preau.views.lookup.document import Document
from preau.views.lookup.endings import LANGUAGES
from preau.views.lookup.files import Manner
from wordforms import FORMS, pairs

ASK = "([text, options]) => (window.opened ??= preau.lookup.open('lookup')).search(text, options)"
STEM = """([about, words]) => {
  const { stem } = preau.lookup.language(about);
  return words.map((word) => stem(preau.lookup.fold(word)));
}"""


@pytest.fixture(scope="module")
def carried(site: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page opened from a folder, as on a USB key, which holds the index of the whole demonstration."""
    page = browser.new_page()
    page.goto(lookups.carried(tmp_path_factory.mktemp("carried") / "key", lookups.of_site(site)).as_uri())
    yield page
    page.close()


def answer(page: Page, text: str, **options: Any) -> dict[str, Any]:
    """What the reader answers."""
    found: dict[str, Any] = page.evaluate(ASK, [text, options])
    return found


def titles(page: Page, text: str, **options: Any) -> list[str]:
    """The titles that answer, best first."""
    return [result["title"] for result in answer(page, text, **options)["results"]]


@pytest.mark.parametrize("language", FORMS)
def test_both_reduce_words_alike(language: str, carried: Page) -> None:
    """The reader has no rules of its own: it applies those that come with the index."""
    told = {"steps": LANGUAGES[language].steps, "common": LANGUAGES[language].common}
    words, stems = zip(*pairs(language), strict=True)

    assert carried.evaluate(STEM, [told, words]) == list(stems)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("déficit", "Le déficit, l’écart d’une année"),  # a card of a module
        ("observer un besoin", "Observer un besoin"),
        ("besoins observés", "Observer un besoin"),
        ("l'impôt", "L’impôt sur le revenu, tranche par tranche"),
        ("deficit", "Le déficit, l’écart d’une année"),
        ("bagager", "La bagagerie de la Chapelle"),
        ("bibliotèque", "La bibliothèque à la porte, à Doullens"),
        ("mobliser", "Mobiliser des bénévoles"),
        ("qui fait quoi", "Qui fait quoi : commune, intercommunalité, département, région, État"),
    ],
)
def test_pages_are_found_from_a_folder(text: str, title: str, carried: Page) -> None:
    """By their words, other forms of them, without accents, half typed, or with one letter wrong."""
    assert titles(carried, text)[0].replace("\u202f", " ").replace("\xa0", " ") == title


def test_a_letter_that_lacks_in_an_ending_is_put_back(browser: Browser, tmp_path: Path) -> None:
    """The stem of what was typed is then far from that of the word: the words that one letter makes are tried."""
    page = browser.new_page()
    documents = [
        Document("/toit/", "/toit/", "Un toit", "", "panneau photovoltaïque"),
        Document("/b/", "/b/", "Un banc", "", "bois"),
    ]
    page.goto(lookups.carried(tmp_path / "key", documents).as_uri())

    assert titles(page, "photovoltaque ") == ["Un toit"]
    assert titles(page, "photovoltxyzque ") == []
    page.close()


def test_of_equals_the_nearest_to_the_root_comes_first(browser: Browser, tmp_path: Path) -> None:
    """A theme before what is under it, whatever their keys."""
    page = browser.new_page()
    documents = [Document(f"/{at}/", f"/eau{'/bas' * at}/", "Eau", "", "la rivière") for at in range(6)]
    page.goto(lookups.carried(tmp_path / "key", documents).as_uri())

    assert [len(one["address"]) for one in answer(page, "rivière")["results"]] == [5, 9, 13, 17, 21, 25]
    page.close()


def test_filters_combine(carried: Page) -> None:
    """Each narrows; a filter alone lists what it keeps; together they may keep nothing."""
    initiatives = answer(carried, "", filters={"kind": "Initiative"}, limit=100)
    there = answer(carried, "", filters={"kind": "Initiative", "territory": "Hérault"}, limit=100)

    assert initiatives["total"] == len(initiatives["results"]) == initiatives["facets"]["kind"]["Initiative"]
    assert 0 < there["total"] < initiatives["total"]
    assert {(one["kind"], one["territory"]) for one in there["results"]} == {("Initiative", "Hérault")}
    assert titles(carried, "berges", filters={"territory": "Hérault"})[0] == "Berges propres à Agde"
    assert answer(carried, "berges", filters={"kind": "Initiative", "territory": "Finistère"})["total"] == 0


def test_answers_come_by_slices(carried: Page) -> None:
    """The next ones begin where the first ended."""
    first = [one["address"] for one in answer(carried, "commune", limit=5)["results"]]
    more = [one["address"] for one in answer(carried, "commune", first=5, limit=5)["results"]]

    assert len({*first, *more}) == 10


def test_what_no_page_holds_finds_nothing(carried: Page) -> None:
    """And a word that some hold still answers beside one that none does; a number is never taken for another."""
    assert answer(carried, "1987654 ")["total"] == 0
    assert answer(carried, "zzyzxqwk")["total"] == 0
    assert titles(carried, "zzyzxqwk bagagerie ")[0] == "La bagagerie de la Chapelle"
    assert answer(carried, " ' ")["total"] == 0


def test_results_tell_what_they_are(carried: Page) -> None:
    """Title, address on the site, summary, kind, territory, status."""
    found = answer(carried, "Agde berges")["results"][0]

    assert found["address"] == "/initiatives/34/berges-propres/"
    assert (found["kind"], found["territory"], found["status"]) == ("Initiative", "Hérault", "En cours")
    assert found["summary"].startswith("Des sorties de nettoyage")


def test_several_indexes_are_asked_as_one(carried: Page) -> None:
    """As those of the courses that a device keeps: the answers of all, the best first, their filters added."""
    both = """(text) => {
      const indexes = [preau.lookup.open("lookup"), preau.lookup.open("lookup")];
      return preau.lookup.together(indexes).search(text, { first: 2, limit: 4 });
    }"""
    alone, found = answer(carried, "bagagerie"), carried.evaluate(both, "bagagerie")

    assert found["total"] == 2 * alone["total"]
    assert [one["title"] for one in found["results"][:2]] == [alone["results"][1]["title"]] * 2
    assert found["facets"]["kind"]["Initiative"] == 2 * alone["facets"]["kind"]["Initiative"]


def test_no_file_is_asked_for_that_is_not_there(browser: Browser, tmp_path: Path) -> None:
    """Where every stem is in a file of its own beginning, a word that begins otherwise is in none."""
    documents = [Document(f"/{at}/", f"/{at}/", "", "", "abricot betterave") for at in range(3000)]
    page = browser.new_page()
    absent: list[str] = []
    page.on("requestfailed", lambda request: absent.append(request.url))
    page.goto(lookups.carried(tmp_path / "key", documents).as_uri())

    assert answer(page, "zèbre")["total"] == 0
    assert answer(page, "abricots")["total"] == 3000
    assert absent == []
    page.close()


def test_an_index_that_is_kept_whole_has_few_files(carried: Page, site: Path, browser: Browser, tmp_path: Path) -> None:
    """And gives the same answers."""
    page = browser.new_page()
    page.goto(lookups.carried(tmp_path / "key", lookups.of_site(site), manner=Manner(2, 31)).as_uri())

    assert answer(page, "observer un besoin", limit=40) == answer(carried, "observer un besoin", limit=40)
    assert len(list((tmp_path / "key" / "lookup").glob("d-*"))) <= 64
    page.close()


@pytest.fixture
def parted(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Page, Page]]:
    """Two pages that search the same documents: in one the lists of words are whole, in the other they are parted."""
    told = [(f"jardin {at}" if at % 3 else "verger", "jardin " * (at % 4) + "berge " * (at % 5)) for at in range(900)]
    documents = [Document(f"/{at}/", f"/{at}/", title, "", body + "le") for at, (title, body) in enumerate(told)]
    whole, page = browser.new_page(), browser.new_page()
    whole.goto(lookups.carried(tmp_path / "whole", documents).as_uri())
    monkeypatch.setattr(heads, "HEAD", 300)
    page.goto(lookups.carried(tmp_path / "parted", documents, manner=Manner(0, 5)).as_uri())
    yield whole, page
    whole.close()
    page.close()


def test_common_words_answer_from_the_beginning_of_their_lists(parted: tuple[Page, Page]) -> None:
    """What is over is not fetched before it is needed, and the first answers to a word are the same."""
    whole, page = parted
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    both = answer(page, "jardin berge ")

    assert answer(page, "jardin ") == answer(whole, "jardin ")
    assert answer(page, "berges ", first=20) == answer(whole, "berges ", first=20)
    assert both["least"]
    assert 10 <= both["total"] < answer(whole, "jardin berge ")["total"]
    assert not [url for url in fetched if "/o-" in url]


def test_what_is_over_is_fetched_when_it_is_needed(parted: tuple[Page, Page]) -> None:
    """For answers further down, or when the beginnings of two lists have too little in common."""
    whole, page = parted
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    far = answer(page, "jardin berge ", limit=900)

    assert len([url for url in fetched if "/o-jardin-" in url]) == 4  # one piece for each range of buckets
    assert far == answer(whole, "jardin berge ", limit=900)
    assert far["total"] == len(far["results"]) > 100
    assert answer(page, "jardin ", first=400) == answer(whole, "jardin ", first=400)
