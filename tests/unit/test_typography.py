"""French typography: the right spaces, nothing but text touched, and always the same result."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preau.views.typography import french, french_text

TEXTS = st.text(alphabet="aéZ1 '«»?!;:%€ ., \u00a0\u202f\n", max_size=60)
TAGS = st.sampled_from(
    [
        "<p>", "</p>", "<em>", "</em>", "<br>", '<a href="/x ?a=l\'eau ;b">', "</a>", "<img alt='x > « y » ! 5 %'>",
        "<!-- l'eau : « non » ! -->", "<code>a ? b : c'd «e»</code>",
        "<pre class='x'>l'eau ;\n</pre>", "<kbd>a ! l'x</kbd>",
        "<script>x ? l'y : «z»</script>", "<STYLE>a ! b 'c'</STYLE>",
    ]
)  # fmt: skip
FRAGMENTS = st.lists(st.one_of(TEXTS, TAGS), max_size=12).map("".join)
KEPT = re.compile(r"""<!--.*?-->|<(code|pre|kbd|script|STYLE)\b.*?</\1>|<(?:[^<>"']|"[^"]*"|'[^']*')*>""", re.DOTALL)


def bare(text: str) -> str:
    """A text without the typographic marks."""
    return re.sub(r"\s", "", text).replace("’", "'")


def kept(html: str) -> list[str]:
    """Everything in a fragment that is not text to be read."""
    return [found[0] for found in KEPT.finditer(html)]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Vraiment ? Oui ! Bien ; merci.", "Vraiment\u202f? Oui\u202f! Bien\u202f; merci."),
        ("Il dit : « Bonjour ! »", "Il dit\u00a0: «\u202fBonjour\u202f!\u202f»"),
        ("«Bonjour»", "«\u202fBonjour\u202f»"),
        ("20 % ou 3,50 €, mais un % et un €", "20\u00a0% ou 3,50\u00a0€, mais un % et un €"),
        ("L'eau d'aujourd'hui, l'été, qu'À", "L’eau d’aujourd’hui, l’été, qu’À"),
        ("« »«»", "«\u202f»«»"),
    ],
)
def test_text_is_printed_the_french_way(typed: str, printed: str) -> None:
    """Each sign takes its space, the same in a plain value and in a fragment."""
    assert printed == french_text(typed)
    assert printed == french(typed)


@pytest.mark.parametrize(
    "text",
    [
        "Quoi? Non! 10:30 et 20% ; ".rstrip(" ;"), "https://exemple.fr/?a=b;c", "5' et 'mot' et 5'6", "un %",
        "déjà\u202f? là\u00a0: «\u00a0oui\u00a0»",
    ],
)  # fmt: skip
def test_a_space_that_nobody_typed_is_not_added(text: str) -> None:
    """Only an existing space changes, outside quotation marks."""
    assert text == french_text(text)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("<strong>Vrai</strong> : oui", "<strong>Vrai</strong>\u00a0: oui"),
        ("«<em>mot</em>»", "«\u202f<em>mot</em>\u202f»"),
        ("«&nbsp;mot&nbsp;»", "«&nbsp;mot&nbsp;»"),
        ("l&#39;eau &#39;x&#39;", "l’eau &#39;x&#39;"),
        ("<a title=\"l'eau ?\">l'eau ?</a>", '<a title="l\'eau ?">l’eau\u202f?</a>'),
        ("<code>a ? b</code> l'a", "<code>a ? b</code> l’a"),
        ("<codes>a ?</codes>", "<codes>a\u202f?</codes>"),
        ("<pre>a ? <code>b !</code> c ;</pre> !", "<pre>a ? <code>b !</code> c ;</pre>\u202f!"),
        ("<script>l'a ?", "<script>l'a ?"),
        ("a < b ? l'un", "a < b\u202f? l’un"),
    ],
)
def test_only_the_text_of_a_fragment_changes(typed: str, printed: str) -> None:
    """Tags, attributes, code and scripts stay as they are."""
    assert printed == french(typed)


@given(FRAGMENTS)
def test_tags_and_code_are_untouched(html: str) -> None:
    """Whatever the text around them."""
    assert kept(html) == kept(french(html))


@given(FRAGMENTS)
def test_a_second_time_changes_nothing(html: str) -> None:
    """A fragment may pass twice."""
    once = french(html)

    assert once == french(once)


@given(TEXTS)
def test_a_plain_value_a_second_time_changes_nothing(text: str) -> None:
    """So may a plain value."""
    once = french_text(text)

    assert once == french_text(once)


@given(FRAGMENTS)
def test_without_its_marks_the_text_is_the_one_typed(html: str) -> None:
    """No letter is lost nor added."""
    assert bare(html) == bare(french(html))


@given(st.text(max_size=80))
def test_any_text_keeps_its_letters(text: str) -> None:
    """Even one that is not French."""
    assert bare(text) == bare(french(text)) == bare(french_text(text))
