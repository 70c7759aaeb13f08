"""What a Markdown text may hold: every refusal is under the very words to change, and honest texts pass."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from preau.checks.code import without_code

Repo = Callable[..., Path]
Check = Callable[..., list[str]]
PAGE = "content/pages/index.md"
RECORD = "initiatives/34/berges-propres.md"
HEAD = "---\ntitle: Accueil\n---\n\n"


def in_page(repo: Repo, check: Check, text: str) -> list[str]:
    """What is said of a page that holds a text from its line 5."""
    return [one.removeprefix(PAGE + ":") for one in check(repo({PAGE: HEAD + text}))]


def in_record(repo: Repo, check: Check, text: str) -> list[str]:
    """What is said of an initiative whose problem holds a text from its line 32."""
    root = repo()
    whole = (root / RECORD).read_text(encoding="utf-8")
    problem = "Après chaque crue, les berges se couvrent de bouteilles."
    return [one.removeprefix(RECORD + ":") for one in check(repo({RECORD: whole.replace(problem, text)}))]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Un mot.\n\n<script>alert(1)</script>\n", ["7:1 PR210"]),
        ("Un <b>mot</b> et <i>un autre</i>.\n", ["5:4 PR210", "5:18 PR210"]),
        ("Un mot\nde <b>plus</b>.\n", ["6:4 PR210"]),
        ("> Une <u>citation</u>.\n", ["5:7 PR210"]),
        ("- un\n- <u>deux</u>\n", ["6:3 PR210"]),
        ("<div>\n\n**a**\n\n</div>\n", ["5:1 PR210"]),
        ("Fin </b>.\n", ["5:5 PR210"]),
        ("\\`<b>\\`\n", ["5:3 PR210"]),
        ("Du code `<b>` et ``a ` <i>``.\n", []),
        ("```html\n<b>\n```\n", []),
        ("    <b>\n", []),
        ("1 < 2 et 3 > 2, a<b.\n", []),
        ("Voir <https://www.insee.fr/>.\n", []),
        ("<!-- preau:map -->\n", ["5:1 PR210"]),
        ("<!-- autre -->\n", ["5:1 PR210"]),
        ("[a](javascript:alert(1))\n", ["5:1 PR211"]),
        ("Voir [a](//ailleurs.example/) ici.\n", ["5:10 PR211"]),
        ("[a](ftp://a.example)\n", ["5:5 PR211"]),
        ("[a](file:///etc/passwd)\n", ["5:1 PR211"]),
        ("[a](\\\\ailleurs\\x)\n", ["5:1 PR302"]),
        ("Très [loin](/nulle-part/).\n", ["5:13 PR302"]),
        ("[a](/cours/agir/#observer) [b](#ici) [c](/donnees/initiatives.json) [d](mailto:bonjour@petit.example)\n", []),
        ("![Une rive](https://ailleurs.example/x.png)\n", ["5:13 PR212"]),
        ("![Une rive](../../secret.png)\n", ["5:13 PR212"]),
        ("# Titre\n", ["5:1 PR208"]),
        ("Titre\n===\n", ["5:1 PR208"]),
        ("##### Titre\n", ["5:1 PR208"]),
        ("## Titre\n\n---\n\nFin.\n", []),
        ("| a | b |\n|---|---|\n| c | d |\n", []),
        ("Prendre :\n- un carnet\n", ["6:1 PR209"]),
        ("- un carnet\n  à carreaux\n- un crayon\n", []),
        ("Un mot{: .rouge }\n", ["5:7 PR215"]),
        ("`{: .rouge }`\n", []),
        ("{{ 7*7 }} et {% raw %}\n", []),
        ('--8<-- "mkdocs.yml"\n', ["5:1 PR215"]),
        ("[la rive](http://[)\n", ["5:1 PR214"]),
        ("```yaml\na: b\n```\n", []),
        ("Une ligne<br>et une autre.\n", ["5:10 PR210"]),
    ],
)  # fmt: skip
def test_pages(repo: Repo, check: Check, text: str, places: list[str]) -> None:
    """Each fault of a page at its words, and only there."""
    assert sorted(places) == sorted(in_page(repo, check, text))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Une rive.\n\n<script>alert(1)</script>", ["34:1 PR210"]),
        ("Une rive.\n\nUn <b>mot</b>.", ["34:4 PR210"]),
        ("[a](javascript:alert(1))", ["32:1 PR211"]),
        ("[a](berges.md)", ["32:5 PR302"]),
        ("[a](/criteres/) et https://a.example", []),
        ("![a](rive.jpg)", ["32:6 PR212"]),
        (" ## Constat\n\nUne rive.", ["32:1 PR201"]),
        ("Constat\n-------\n\nUne rive.", ["32:1 PR201"]),
        ("```yaml\na: b\n```", []),
    ],
)  # fmt: skip
def test_records(repo: Repo, check: Check, text: str, places: list[str]) -> None:
    """The same for what anyone on earth may write."""
    assert sorted(places) == sorted(in_record(repo, check, text))


def test_code_is_blanked_where_it_stands() -> None:
    """Places do not move; an escaped sign opens nothing; runs of different lengths do not close one another."""
    assert without_code("a `c` b") == "a     b"
    assert without_code("a ``c` b") == "a ``c` b"
    assert without_code("a \\`c` `") == "a \\`c   "
    assert without_code("``` html \n<b>ab\n```") == "         \n     \n   "


def test_everything_is_said_in_one_run(repo: Repo, check: Check) -> None:
    """A hidden sign, a fault of the head and faults of the text of one file come together."""
    text = "---\ntitel: Accueil\n---\n\nUn\u200b <b>mot</b>, camille@courriel.example.\n"

    assert [f"{PAGE}:2:1 PR110", f"{PAGE}:5:3 PR008", f"{PAGE}:5:5 PR210", f"{PAGE}:5:17 PR401"] == check(
        repo({PAGE: text})
    )
