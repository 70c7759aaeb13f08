"""Pages of editors: raw HTML is shown as text, and nothing is ever cut in silence."""

from __future__ import annotations

import pytest

from preau.views.dialect import anchor, converter
from preau.views.markdown import MARK, Cut, clean, pieces_of


def test_raw_html_is_shown_not_obeyed() -> None:
    """What looks like a tag becomes text, in a block as in a line."""
    made = converter().convert('<script>alert(1)</script>\n\nUn <b onclick="x">mot</b>.')

    assert "<script" not in made
    assert "<b" not in made
    assert "&lt;script&gt;" in made


def test_what_would_be_cut_is_refused() -> None:
    """The second barrier raises, naming the page and the tag, where it would have removed something."""
    with pytest.raises(Cut, match=r"a-propos\.md: <form>"):
        clean("<p>Bonjour</p><form>x</form>", "a-propos.md")


@pytest.mark.parametrize(
    "text",
    [
        "## Titre *fort*\n\nUn [lien](https://a.example/?a=1&b=2 \"titre\") et `code < 3`.",
        "| a | b |\n|:--|--:|\n| 1 | 2 |\n",
        "Texte[^1].\n\n[^1]: Une note.\n",
        "```python\nif a < b & c:\n    pass\n```\n",
        "![Une image](image.jpg)\n\n- un\n- deux\n\n1. un\n\n> citation\n\n---\n",
    ],
)  # fmt: skip
def test_the_closed_set_passes_the_barrier_whole(text: str) -> None:
    """Everything that the closed set of extensions makes is allowed: no honest text is ever refused."""
    made = converter().convert(text)

    assert clean(made, "page.md")


def test_headings_never_take_a_name_of_the_theme() -> None:
    """Anchors begin with a sign of their own."""
    assert anchor("Recherche & menu", "-") == "s-recherche-menu"
    assert anchor("«»", "-") == "s-titre"


def test_pieces_come_back_in_order() -> None:
    """Marks cut the converted text into plain HTML and the pieces of each block."""
    made = f"<p>a</p><p>{MARK}-0-body</p><p>x</p><p>{MARK}-0-end</p><p>b</p>"

    assert pieces_of(made) == ["<p>a</p>", (0, {"body": "<p>x</p>"}), "<p>b</p>"]
