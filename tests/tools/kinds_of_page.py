"""One sample address for each kind of page of the demonstration, and the pattern of all pages of that kind.

The browser's tests look at every sample; `test_links.py` refuses a page that no pattern owns: new kinds come here.
"""

from __future__ import annotations

import re

KINDS_OF_PAGE: dict[str, tuple[str, str]] = {
    "home": ("/", r"/"),
    "text": ("/a-propos/", r"/(a-propos|accessibilite|donnees-personnelles|mentions-legales|ouvrir-un-territoire)/"),
    "campus": ("/cours/", r"/cours/"),
    "course": ("/cours/agir-au-niveau-local/", r"/cours/agir-au-niveau-local/"),
    "course, pilot": ("/cours/accueillir-dans-son-association/", r"/cours/accueillir-dans-son-association/"),
    "chapter": ("/cours/agir-au-niveau-local/qui-fait-quoi/", r"/cours/[^/]+/[^/]+/"),
    "taking a course away": ("/cours/agir-au-niveau-local/emporter/", r"/cours/[^/]+/emporter/"),
    "my campus": ("/cours/mon-campus/", r"/cours/mon-campus/"),
    "kept": ("/cours/emporter/", r"/cours/emporter/"),
    "module": (
        "/cours/comprendre-les-finances-publiques/",
        r"/cours/(comprendre-les-finances-publiques|l-europe-au-quotidien)/",
    ),
    "module, translated": ("/cours/l-europe-au-quotidien/en/", r"/cours/l-europe-au-quotidien/en/"),
    "module, announced": ("/cours/lire-une-loi/", r"/cours/lire-une-loi/"),
    "calendar": ("/calendrier/", r"/calendrier/"),
    "sheet of a trial": ("/avis/accueillir-dans-son-association/", r"/avis/[^/]+/"),
    "initiatives": ("/initiatives/", r"/initiatives/"),
    "initiatives of a territory": ("/initiatives/34/", r"/initiatives/[^/]+/"),
    "initiative": ("/initiatives/34/berges-propres/", r"/initiatives/[^/]+/[^/]+/"),
    "initiative, abandoned": ("/initiatives/81/marche-des-monts/", r"/initiatives/[^/]+/[^/]+/"),
    "old address": ("/initiatives/34/nettoyage-des-berges-agde/", r"/initiatives/[^/]+/[^/]+/"),
    "themes": ("/themes/", r"/themes/"),
    "theme": ("/themes/environnement/", r"/themes/[^/]+/"),
    "territories": ("/territoires/", r"/territoires/"),
    "territory": ("/territoires/34/", r"/territoires/[^/]+/"),
    "territory, not open": ("/territoires/29/", r"/territoires/[^/]+/"),
    "committee": ("/comites/34/agde/", r"/comites/[^/]+/[^/]+/"),
    "criteria": ("/criteres/", r"/criteres/"),
    "transparency": ("/transparence/", r"/transparence/"),
    "mandates": ("/transparence/mandats/", r"/transparence/mandats/"),
    "decisions": ("/transparence/decisions/", r"/transparence/decisions/"),
    "policy": ("/transparence/regles/", r"/transparence/regles/"),
    "contribute": ("/contribuer/", r"/contribuer/"),
    "form": ("/contribuer/proposer/", r"/contribuer/proposer/"),
    "follow": ("/contribuer/suivre/", r"/contribuer/suivre/"),
    "data": ("/donnees/", r"/donnees/"),
    "search": ("/recherche/", r"/recherche/"),
    "not found": ("/404.html", r"/404\.html"),
}
SAMPLES: dict[str, str] = {kind: address for kind, (address, _pattern) in KINDS_OF_PAGE.items()}
READ: dict[str, str] = {kind: address for kind, address in SAMPLES.items() if kind != "old address"}
"""Those where one stays: an old address leads elsewhere at once."""


def known(address: str) -> bool:
    """Whether an address belongs to a kind of page that the tests look at."""
    return any(re.fullmatch(pattern, address) for _sample, pattern in KINDS_OF_PAGE.values())
