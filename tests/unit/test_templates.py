"""Templates print every value once escaped and typeset, and draw again only what can have changed."""

from __future__ import annotations

from enum import StrEnum
from gettext import NullTranslations
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from preau.model.addresses import WORDS, Addresses
from preau.model.kinds import INITIATIVE
from preau.views.templates import REMEMBERED, Templates, printer
from preau.views.typography import french_text


class Word(StrEnum):
    """A value that prints as its text."""

    ONE = "l'un & l'autre"


def templates(folder: Path, source: str = "") -> Templates:
    """Templates of a folder that holds one, `page.html`."""
    (folder / "page.html").write_text(source, encoding="utf-8")
    constants = {"_": lambda text: text.upper(), "icon": lambda name: f"<svg>{name}</svg>"}
    return Templates([folder], NullTranslations(), printer(french_text), constants)


def test_values_are_escaped_and_plain_texts_typeset() -> None:
    """Markup is left as it is; what is neither text nor markup is escaped and not typeset."""
    printed = printer(french_text)
    for _ in range(2):  # the second time from memory
        assert printed("l'eau <b> ?") == "l’eau &lt;b&gt;\u202f?"
        assert printed(Markup("l'eau <b> ?")) == "l'eau <b> ?"
    assert printed(Word.ONE) == "l&#39;un &amp; l&#39;autre"
    assert printed(12) == "12"
    assert printer()("l'eau <b>") == "l&#39;eau &lt;b&gt;"
    assert type(printed("x")) is str


def test_a_template_prints_reads_and_calls(tmp_path: Path) -> None:
    """Values, keys of dicts before their methods, attributes, loops, macros and filters."""
    source = (
        "{% macro twice(x) %}{{ x }}{{ caller() }}{{ x }}{% endmacro %}"
        "{{ name }}|{{ one.items }}|{{ one.get('items') }}|{{ name.upper() }}|{{ '<i>'|safe }}|"
        '{% for x in [1, 2] %}{{ loop.index }}{% endfor %}|{% call twice("<") %}-{% endcall %}|'
        '{{ _("said") }}|{{ icon("pin") }}|{{ _("{n} of <")|fill(n=name) }}|{{ ngettext("a", "b", 2) }}'
    )
    made = templates(tmp_path, source).get_template("page.html").render(name="l'eau <", one={"items": "key"})
    assert made == ("l’eau &lt;|key|key|L’EAU &lt;|<i>|12|&lt;-&lt;|SAID|<svg>pin</svg>|l’eau &lt; of &lt;|b")


def test_what_is_missing_is_a_fault(tmp_path: Path) -> None:
    """A name or a key that nobody gave stops the drawing, it never prints an empty place."""
    for source in ("{{ nothing }}", "{{ one.nothing }}", "{{ one.text.nothing }}"):
        with pytest.raises(UndefinedError):
            templates(tmp_path, source).get_template("page.html").render(one={"text": "x"})


def test_remembered_parts_are_drawn_once_for_each_key_and_depth(tmp_path: Path) -> None:
    """The same key at another depth, or another place of the template, is another part."""
    source = (
        "{% for x in ['a', 'b', 'a'] %}{% remember x, 1 %}{{ draw(x) }}{% endremember %}{% endfor %}"
        "{% remember 'a', 1 %}{{ draw('other') }}{% endremember %}"
    )
    made, drawn = templates(tmp_path, source), []
    made.globals["draw"] = lambda text: drawn.append(text) or f"<{text}>"
    first = made.get_template("page.html").render()
    assert first == "&lt;a&gt;&lt;b&gt;&lt;a&gt;&lt;other&gt;"
    assert drawn == ["a", "b", "other"]
    assert made.get_template("page.html").render() == first
    assert len(drawn) == 3
    made.base = "../"
    made.get_template("page.html").render()
    assert len(drawn) == 6


def test_memory_is_bounded(tmp_path: Path) -> None:
    """A large movement has more parts than are kept: memory does not grow with it."""
    made = templates(tmp_path, "{% remember x %}{{ x }}{% endremember %}")
    page = made.get_template("page.html")
    for number in range(REMEMBERED + 10):
        assert page.render(x=str(number)) == str(number)
    assert len(made.memory) <= REMEMBERED


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_quick_address_of_an_initiative_is_that_of_its_kind(language: str) -> None:
    """Two ways to one address: they must never part."""
    at = Addresses(language)
    for territory, slug in (("34", "river-banks"), ("2A", "x"), ("75-18", "a-1")):
        slow = INITIATIVE.published_at({"territory": territory, "slug": slug}, WORDS[language])
        assert at.initiative(territory, slug) == slow
