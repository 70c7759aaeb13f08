"""Texts that would keep a Markdown reader busy are refused by counting, each within a bound of the work."""

from __future__ import annotations

import pytest

from preau.reading.passages import Fence, Passage, pathological

HOSTILE = {
    "brackets": "[" * 8000,
    "images": "![" * 8000,
    "links": "[a](" * 4000,
    "cdata": "<![CDATA[" * 1800,
    "tags": "<a " * 5000,
    "dashes": "- " * 800,
    "numbers": "1. " * 800,
    "quotes": "> " * 800,
    "glued quotes": ">" * 800,
    "bold": "**" * 1600 + "a" + "**" * 1600,
    "open bold": "**a " * 1600,
    "stars": "*" * 2000 + "a" + "*" * 2000,
    "backquotes": "`" * 16000,
    "underlines": "_a" * 900,
    "comments": "<!--" * 4000,
    "tables": "|" * 500,
    "dollars": "$" * 100,
    "rule": "-" * 16000,
    "setext": "a\n" + "=" * 16000,
    "one line": "a" * 5_000_000,
    "words": "mot " * 1_250_000,
    "indented": "\n".join(" " * 2 * n + "- a" for n in range(300)),
    "entities": "&" * 1000,
    "alternate": "- > " * 400,
    "many lines": "[a](b)\n" * 5000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_refuses_what_would_keep_a_reader_busy(text: str) -> None:
    """One finding is enough, and the text goes no further."""
    found = list(pathological(Passage(f"Bonjour.\n\n{text}\n\nFin.", "a.md", 10, True)))

    assert [one.code for one in found] == ["PR213"]
    assert found[0].line >= 12


@pytest.mark.parametrize(
    "text",
    [
        "Un paragraphe de mots simples. " * 300,
        "| a | b |\n|" + "-" * 120 + "|" + "-" * 60 + "|\n| c | d |",
        "-" * 80,
        "\n".join(f"- [Un lien](https://a.example/{n})" for n in range(300)),
        "\n".join("    " * n + "- a" for n in range(8)),
        "> > > une citation de citation",
        "```\n" + "code = [[[]]]\n" * 40 + "```",
        "À suivre" + "." * 150,
    ],
)
def test_lets_honest_texts_through(text: str) -> None:
    """Long tables, rules, lists of links and code are no attack."""
    assert list(pathological(Passage(text, "a.md", 1, True))) == []


def test_knows_what_is_code() -> None:
    """A fence closes with its own sign, as long at least; another sign inside is text."""
    fence = Fence()
    lines = ["a", "```yaml", "~~~", "``", "b", "````", "c", "~~~", "```", "~~~", "d", "``` `x`", "e"]

    assert [fence.holds(line) for line in lines] == [
        False,
        True,
        True,
        True,
        True,
        True,
        False,
        True,
        True,
        True,
        False,
        False,
        False,
    ]
