"""YAML is read as plain strings, with the place of everything, and nothing in it can act."""

from __future__ import annotations

import pytest

from preau.reading.marks import Marked, read_yaml


def said(marked: Marked) -> list[str]:
    """The findings as `line:column CODE`."""
    return [f"{found.line}:{found.column} {found.code}" for found in marked.findings]


@pytest.mark.parametrize(
    "written",
    [
        "01000",
        "0612345670",
        "01",
        "NO",
        "on",
        "12:30",
        "2026-01-02",
        "1_000",
        "0x1F",
        "1e3",
        "~",
        "null",
        ".5",
        "75-18",
        "9" * 6000,
    ],
)
def test_values_stay_as_they_are_written(written: str) -> None:
    """A postcode keeps its zero, `NO` stays a word, a huge integer stays a text."""
    assert {"valeur": written} == read_yaml(f"valeur: {written}", "a.yml").data


def test_knows_the_place_of_keys_and_values() -> None:
    """A fault can be underlined in the file, head or not."""
    marked = read_yaml('titre: Été\nbesoins:\n  - id: bras\n    titre: "Des bras"\n', "a.md", first_line=2)

    assert marked.place(("titre",)) == (2, 8, 3)
    assert marked.place(("titre",), key=True) == (2, 1, 5)
    assert marked.place(("besoins", 0, "id")) == (4, 9, 4)
    assert marked.place(("besoins", 0, "titre")) == (5, 12, 10)
    assert marked.place(("besoins", 0, "absent"), key=True) == (4, 5, 1)
    assert marked.place(("absent",)) == (2, 1, 1)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("titre: l'eau : un bien commun", "1:14 PR101"),
        ("titre: Eau\n\tplace: Agde", "2:1 PR101"),
        ('a: 1\ntitre: "Eau\nplace: Agde\n', "2:8 PR101"),
        ("titre: Eau\nseul\nplace: Agde", "2:1 PR101"),
        ("titre\nplace: Agde", "1:1 PR101"),
        ("themes: [eau", "1:9 PR101"),
        ("a: {b: c", "1:4 PR101"),
        ("a: b\n---\nc: d\n", "2:1 PR101"),
        ("a: - b", "1:4 PR101"),
        ('a: "\\m"', "1:5 PR101"),
        ("a: @b", "1:4 PR101"),
        ("a: 1\na: 2", "2:1 PR102"),
        ("a: 1\nb:\n  c: 1\n  c: 2", "4:3 PR102"),
        ("a: &x b", "1:4 PR103"),
        ("<<: *x", "1:5 PR103"),
        ("a: !!python/object/apply:os.system ['id']", "1:4 PR103"),
        ("a: !ENV SECRET", "1:4 PR103"),
        ("[a]: b", "1:1 PR121"),
    ],
)
def test_says_where_a_text_cannot_be_read(text: str, place: str) -> None:
    """One finding, where the hand should go."""
    assert [place] == said(read_yaml(text, "a.yml"))


def test_signs_of_references_are_free_inside_texts() -> None:
    """`!`, `&` and `*` in a sentence are only signs."""
    text = 'a: Venez nombreux !\nb: "*Attention* & merci"\nc: Q&R\n'

    assert said(read_yaml(text, "a.yml")) == []


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 13,
        "a: " + "[" * 8000,
        "a: " + "{" * 5000,
        "- " * 800,
        "? " * 800,
        "- - - - - - - - - - - - - a",
        "\n".join(" " * depth + "a:" for depth in range(120)),
        'a: ["' + "]" * 20000 + '", ' + "[a, " * 11000,
        "a: [\n" + "[\n" * 40 + "]\n" * 41,
    ],
    ids=["13", "8000", "braces", "dashes", "questions", "13 dashes", "indented", "balanced by a text", "on many lines"],
)
def test_refuses_depth_before_reading(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deep values never reach the reader that nests its own calls: libyaml's binding would end the whole process."""
    monkeypatch.setattr("preau.reading.marks.yaml.compose", None)

    assert [found.code for found in read_yaml(text, "a.yml").findings] == ["PR104"]


def test_twelve_levels_are_enough_and_allowed() -> None:
    """The limit is a limit, not a prohibition."""
    assert said(read_yaml("a: " + "[" * 12 + "b" + "]" * 12, "a.yml")) == []


def test_an_alias_bomb_is_only_text() -> None:
    """Four hundred bytes that would unfold into gigabytes are refused by their first signs."""
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)) + "title: *a8\n"

    found = read_yaml(bomb, "a.yml")

    assert {"PR103"} == {one.code for one in found.findings}
    assert found.data is None
