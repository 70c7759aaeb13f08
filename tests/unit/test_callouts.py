"""The typed blocks of a chapter: kinds, names, heads and questions, each fault at its place."""

from __future__ import annotations

import pytest

from preau.model import course
from preau.reading.callouts import read_blocks

QUIZ = """> [!QUIZ | un-besoin]
> objective: observer
>
> Laquelle dit un besoin ?
>
> - [ ] Une navette.
>     > C'est une solution.
> - [x] On ne peut pas
>   aller au marché.
>     > Oui.
>
> Un besoin laisse ouvertes
> plusieurs solutions."""


def said(body: str) -> list[str]:
    """The findings as `line:column CODE`."""
    return [f"{found.line}:{found.column} {found.code}" for found in read_blocks(body, 10, "a.md")[1]]


def test_reads_a_question() -> None:
    """The question, its answers with their feedback, and the explanation."""
    (block,), findings = read_blocks(QUIZ, 10, "a.md")

    assert findings == []
    assert (block.kind, block.id, block.line, block.end, block.body_line) == ("QUIZ", "un-besoin", 10, 22, 13)
    assert isinstance(block.head, course.QuizHead)
    assert block.quiz is not None
    assert block.quiz.question == "Laquelle dit un besoin ?"
    assert [(answer.text, answer.correct, answer.feedback) for answer in block.quiz.answers] == [
        ("Une navette.", False, "C'est une solution."),
        ("On ne peut pas aller au marché.", True, "Oui."),
    ]
    assert block.quiz.explanation == "Un besoin laisse ouvertes\nplusieurs solutions."


def test_reads_the_head_of_a_testimony() -> None:
    """Who speaks, with which consent, and the words apart."""
    body = "> [!TESTIMONY]\n> person: Nadia\n> consent: recorded\n> date: 2026-05-12\n> place: Agde\n>\n> J'ai regardé."

    (block,), findings = read_blocks(body, 1, "a.md")

    assert findings == []
    assert isinstance(block.head, course.Testimony)
    assert (block.head.person, block.body, block.body_line) == ("Nadia", "J'ai regardé.", 7)


def test_reads_a_video() -> None:
    """A video has its captions and its transcript, and needs no other text."""
    head = "> src: rive.mp4\n> captions: rive.vtt\n> title: La rive\n> transcript: On voit la rive, puis le pont."
    body = "> [!VIDEO]\n" + head

    (block,), findings = read_blocks(body, 1, "a.md")

    assert findings == []
    assert isinstance(block.head, course.Video)


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ("> [!TIPP]\n> Un carnet.", ["10:5 PR220"]),
        (">[!TIPP]\n> Un carnet.", ["10:4 PR220"]),
        ("> [!tip]\n> Un carnet.", []),
        ("```\n> [!TIPP]\n```", []),
        ("> ```\n> [!TIPP]\n> ```", []),
        ("> [!TIP] Un carnet\n> suffit.", ["10:10 PR228"]),
        ("> [!REFLECTION]\n> Et vous ?", ["10:3 PR221"]),
        ("> [!REFLECTION | Ma place]\n> Et vous ?", ["10:3 PR221"]),
        ("> [!TIP]", ["10:3 PR224"]),
        ("> [!TIP]\n>\n> ", ["10:3 PR224"]),
        (" > [!TIP]\n > Un carnet.", ["10:4 PR229"]),
        ("- > [!TIP]\n  > Un carnet.", ["10:5 PR229"]),
        ("> > [!TIP]\n> > Un carnet.", ["10:5 PR229"]),
        ("Un mot [!TIP] dans une phrase.", []),
        ("> [!TESTIMONY]\n> person: Nadia\n> dat: 2026-05-12\n>\n> Dit.", ["11:3 PR111"] * 2 + ["12:3 PR110"]),
        ("> [!TESTIMONY]", ["10:3 PR111"] * 4 + ["10:3 PR224"]),
        ("> [!EXERCISE | a]\n> time: dix minutes\n>\n> Allez-y.", ["11:9 PR118"]),
        ("> [!METHOD]\n> title: \"Trois\n>\n> Allez-y.", ["11:10 PR101"]),
        (QUIZ.replace("[x]", "[ ]"), ["13:3 PR223"]),
        (QUIZ.replace(">     > Oui.\n", ""), ["17:3 PR223"]),
        (QUIZ[: QUIZ.index(">\n> Un besoin")], ["13:3 PR223"]),
        (QUIZ.replace("> Laquelle dit un besoin ?\n>\n", ""), ["13:3 PR223"]),
        ("> [!QUIZ | a]\n> objective: b\n>\n> Quoi ?\n> - [x] Ceci.\n>     > Oui.\n>\n> Fin.", ["13:3 PR223"]),
    ],
)  # fmt: skip
def test_says_where_a_block_is_at_fault(body: str, places: list[str]) -> None:
    """Each fault at the words that must change."""
    assert sorted(places) == sorted(said(body))


def test_a_missing_key_of_a_head_is_said_where_the_head_should_be() -> None:
    """`dat:` is told with its neighbour `date`, which is then not told missing."""
    _, findings = read_blocks("> [!TESTIMONY]\n> dat: 2026-05-12\n>\n> Dit.", 1, "a.md")

    assert sorted(dict(one.facts)["key"] for one in findings if one.code == "PR111") == ["consent", "person", "place"]
    assert [dict(one.facts)["near"] for one in findings if one.code == "PR110"] == ["date"]
