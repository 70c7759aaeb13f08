"""Counting what a chapter asks of its reader: minutes, and the words of each sentence."""

from __future__ import annotations

import pytest

from preau.reading.callouts import read_blocks
from preau.reading.measures import GAP, count, minutes, sentences

QUIZ = """> [!QUIZ | un]
> objective: lire
>
> Quoi ?
>
> - [x] Oui.
>     > Bien.
> - [ ] Non.
>     > Relisez.
>
> Voilà.
"""


def of(body: str) -> float:
    """The minutes of a body without a film."""
    return minutes(body, 1, read_blocks(body, 1, "a.md")[0], 0)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("mot " * 200, 1),
        (QUIZ, 1),
        ("> [!REFLECTION | soi]\n> " + "mot " * 200, 3),
        ("> [!EXERCISE | faire]\n> time: PT12M\n>\n> " + "mot " * 198, 13),
        ("> [!EXERCISE | faire]\n> " + "mot " * 200, 6),
        ("> [!SOURCE]\n> - [" + "mot " * 400 + "](https://a.example/), A, 2026", 0),
    ],
)
def test_each_part_takes_its_time(body: str, found: float) -> None:
    """Reading at 200 words a minute; a question, a reflection and an exercise have their own time; sources none."""
    assert found == pytest.approx(of(body), abs=0.05)


def test_a_gap_is_told_by_its_colon() -> None:
    """“To complete” is also a plain verb."""
    assert GAP.search("À compléter\u00a0: un exemple.") and GAP.search("> - [x] To complete: the right answer.")
    assert not GAP.search("A form to complete. Un dossier à compléter : le voici.")


def test_a_film_takes_its_length() -> None:
    """Told in seconds."""
    assert minutes("", 1, (), 90) == pytest.approx(1.5)


def test_words_are_what_holds_a_letter_or_a_digit() -> None:
    """French signs between spaces are no words."""
    assert count("Pourquoi ? Parce que « c’est » 3 305 milliards : voilà !") == 8


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Un mot. Deux mots ! Et trois ?", [2, 2, 2]),
        ("Il a dit « Venez. » Elle est venue.", [4, 3]),
        ("La TVA est de 5,5 %. L’article L. 2312-1 le dit.", [5, 5]),
        ("- [x] Une réponse. Une autre.", [2, 2]),
        ("> > Un retour.", [2]),
        ("| une | table |", []),
        ("## Un titre. Pas une phrase", []),
        ("Écrivez à www.exemple.fr pour savoir.", [5]),
    ],
)
def test_a_line_is_cut_into_sentences(line: str, words: list[int]) -> None:
    """A full stop followed by a capital; numbers, addresses, tables and titles are left alone."""
    assert words == [one.words for one in sentences(line, 1, ())]


def test_a_sentence_is_told_where_it_begins() -> None:
    """Line and column of the file, behind the signs of quotation."""
    body = "> [!TIP]\n> Un. Puis deux mots."

    found = list(sentences(body, 7, read_blocks(body, 7, "a.md")[0]))

    assert [(one.line, one.column, one.length) for one in found] == [(8, 3, 3), (8, 7, 15)]


def test_heads_of_blocks_are_no_sentences() -> None:
    """`objective:` and its value are not read aloud."""
    assert [one.words for one in sentences(QUIZ, 1, read_blocks(QUIZ, 1, "a.md")[0])] == [1, 1, 1, 1, 1, 1]
