"""Strangers' Markdown becomes HTML that can do nothing, and what safety takes away is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preau.reading import markup
from preau.reading.markup import plain, rebase, render

PIECES = [
    "<p>", "</p>\n", "</p>", "<strong>", "</strong>", "<em>", "</em>", "<P>", "<p >", "<script>", "<b>", "<", ">", "&",
    "&amp;", "&lt;", "&gt;", "&quot;", "&amp", "mot", " ", "\n", "\r", "\0", "\u00a0", "«", "'", '"', "é", "\U0001f33f",
]  # fmt: skip
CHARACTERS = "".join(chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**Bonjour** à *tous*", "<p><strong>Bonjour</strong> à <em>tous</em></p>\n"),
        ("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n"),
        ("3. trois", '<ol start="3">\n<li>trois</li>\n</ol>\n'),
        ("[ici](/criteres/)", '<p><a href="/criteres/">ici</a></p>\n'),
        ("https://a.example", '<p><a href="https://a.example">https://a.example</a></p>\n'),
        ("~~non~~ `x < y`", "<p><del>non</del> <code>x &lt; y</code></p>\n"),
        ("l'eau & 5 < 6 « oui »", "<p>l'eau &amp; 5 &lt; 6 « oui »</p>\n"),
    ],
)
def test_reads_plain_markdown_whole(markdown: str, html: str) -> None:
    """What honest people write is shown as they wrote it: nothing is lost."""
    made = render(markdown)

    assert html == made.html
    assert made.lost == ()


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "<svg onload=alert(1)>",
        "<details open ontoggle=alert(1)>",
        '<iframe srcdoc="<script>alert(1)</script>">',
        "<!-- x --!><script>alert(1)</script>",
        "<style>*{display:none}</style>",
        '<form action="https://ailleurs.example">',
        '<base href="https://ailleurs.example/">',
        '<meta http-equiv=refresh content="0">',
        '<div id="__config">{}</div>',
        "a <b onclick=alert(1)>b</b>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "[a](javascript&colon;alert(1))",
        "[a][x]\n\n[x]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "[a](vbscript:x)",
        "[a](data:text/html,x)",
        "[a](java\tscript:alert(1))",
        "![a](javascript:alert(1))",
        "![a](https://ailleurs.example/x.png)",
        "[a](ftp://a.example)",
        "[a](tel:0612345678)",
        "# Titre",
        "##### Titre",
    ],
)
def test_nothing_can_act(markdown: str) -> None:
    """Whatever was tried, neither a tag that acts, nor a handler, nor a foreign scheme comes out."""
    shown = render(markdown).html.lower()

    for sign in (
        "<script",
        "<img",
        "<svg",
        "<iframe",
        "<style",
        "<form",
        "<base",
        "<meta",
        "<div",
        "<h1",
        "<h5",
        "<details",
    ):
        assert sign not in shown
    for sign in ('href="java', 'href="vb', 'href="data', 'href="ftp', 'href="tel', " onclick=", " onerror="):
        assert sign not in shown


@pytest.mark.parametrize(
    "markdown", ["<b>a</b>", "![a](b.png)", "# a", "[a](ftp://a.example)", "[a](http://[)", "a <!-- b -->"]
)
def test_what_is_taken_away_is_known(markdown: str) -> None:
    """A silent cut is impossible: the caller always knows."""
    assert render(markdown).lost


def test_a_fence_may_name_its_language() -> None:
    """The language of a block of code is an ornament: taking it away loses nothing that is read."""
    assert render("```yaml\na: b\n```").lost == ('<code class="language-yaml">',)


def test_plain_text_is_what_is_read() -> None:
    """Lengths are counted on it."""
    assert plain(render("**Bonjour**\n\nà  [tous](/x/) &amp; bravo").html) == "Bonjour à tous & bravo"


def test_links_of_the_site_follow_the_page() -> None:
    """A site works in any folder, and from a USB key."""
    assert (
        rebase('<a href="/criteres/">a</a> <a href="//b">b</a>', "../../")
        == '<a href="../../criteres/">a</a> <a href="//b">b</a>'
    )


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text())
def test_what_spares_the_sanitiser_is_what_it_would_give_back(words: str) -> None:
    """Whatever the converter may let through, a text is taken as it is only where the sanitiser changes nothing."""
    for raw in (
        words,
        f"<p>{words}</p>\n",
        f"<p>a <em>{words}</em></p>\n",
        f"<p>a</p>\n<p><strong>b</strong>{words}</p>\n",
    ):
        if markup._BARE.fullmatch(raw):
            assert markup._SAFE.clean(raw) == raw


def test_every_character_that_spares_the_sanitiser_is_left_alone_by_it() -> None:
    """Unicode holds few enough characters to ask them all."""
    kept = "".join(sign for sign in CHARACTERS if markup._BARE.fullmatch(f"<p>{sign}</p>\n"))

    assert len(CHARACTERS) - 6 == len(kept)
    assert markup._SAFE.clean(f"<p>{kept}</p>\n") == f"<p>{kept}</p>\n"
