"""The table of addresses is frozen: what was published once keeps its address for ever."""

from __future__ import annotations

import pytest

from preau.model.addresses import RESERVED, WORDS, Addresses

FRENCH = {
    "/": ("page", "index"),
    "/a-propos/": ("page", "a-propos"),
    "/contribuer/": ("page", "contribuer/index"),
    "/initiatives/34/berges-propres/": ("initiative", "34", "berges-propres"),
    "/initiatives/2a/berges-propres/": ("initiative", "2A", "berges-propres"),
    "/initiatives/75-18/": ("initiatives_of", "75-18"),
    "/transparence/decisions/2a/": ("decisions_of", "2A"),
    "/transparence/propositions/": ("section", "transparency", "proposals"),
    "/themes/environnement/": ("theme", "environnement"),
    "/territoires/34/": ("territory", "34"),
    "/territoires/2b/": ("territory", "2B"),
    "/comites/34/agde/": ("committee", "34", "agde"),
    "/cours/agir/": ("course", "agir"),
    "/cours/agir/observer/": ("chapter", "agir", "observer"),
    "/cours/agir/emporter/": ("carry", "agir"),
    "/cours/emporter/": ("section", "courses", "carry"),
    "/transparence/": ("section", "transparency"),
    "/transparence/decisions/": ("section", "transparency", "decisions"),
    "/transparence/mandats/": ("section", "transparency", "mandates"),
    "/transparence/regles/": ("section", "transparency", "policy"),
    "/criteres/": ("section", "criteria"),
    "/contribuer/proposer/": ("section", "contribute", "propose"),
    "/contribuer/suivre/": ("section", "contribute", "follow"),
    "/donnees/": ("section", "data"),
    "/recherche/": ("section", "search"),
    "/commencer/": ("section", "begin"),
    "/cours/mon-campus/": ("section", "courses", "mine"),
    "/calendrier/": ("section", "calendar"),
    "/calendrier/cours.ics": ("openings",),
    "/avis/agir/": ("feedback", "agir"),
    "/cours/agir/en/": ("translated", "agir", "en"),
    "/cours/agir/en/observer/": ("translated", "agir", "en", "observer"),
}  # fmt: skip
ENGLISH = {
    "/": ("page", "index"),
    "/courses/agir/observer/": ("chapter", "agir", "observer"),
    "/courses/agir/take-away/": ("carry", "agir"),
    "/territories/34/": ("territory", "34"),
    "/committees/34/agde/": ("committee", "34", "agde"),
    "/transparency/rules/": ("section", "transparency", "policy"),
    "/transparency/decisions/34/": ("decisions_of", "34"),
    "/transparency/proposals/": ("section", "transparency", "proposals"),
    "/contribute/propose/": ("section", "contribute", "propose"),
    "/contribute/follow/": ("section", "contribute", "follow"),
    "/data/": ("section", "data"),
    "/find/": ("section", "search"),
    "/begin/": ("section", "begin"),
    "/calendar/": ("section", "calendar"),
    "/calendar/courses.ics": ("openings",),
    "/feedback/agir/": ("feedback", "agir"),
}  # fmt: skip


@pytest.mark.parametrize(("address", "call"), FRENCH.items())
def test_french_addresses_are_frozen(address: str, call: tuple[str, ...]) -> None:
    """A link that a citizen kept still leads there."""
    assert address == getattr(Addresses("fr"), call[0])(*call[1:])


@pytest.mark.parametrize(("address", "call"), ENGLISH.items())
def test_english_addresses_are_frozen(address: str, call: tuple[str, ...]) -> None:
    """The same, in the other language."""
    assert address == getattr(Addresses("en"), call[0])(*call[1:])


def test_both_languages_name_the_same_sections() -> None:
    """A section without its word in a language could not be published in it."""
    assert set(WORDS["fr"]) == set(WORDS["en"])


@pytest.mark.parametrize("language", WORDS)
def test_no_section_takes_a_name_of_the_site(language: str) -> None:
    """`/search/` holds the index of the search: no listing may stand in its place."""
    inner = {"decisions", "mandates", "policy", "propose", "proposals", "carry"}
    at_root = {WORDS[language][name] for name in WORDS[language] if name not in inner}

    assert set() == at_root & set(RESERVED)
    assert len(at_root) == len(WORDS[language]) - len(inner)
