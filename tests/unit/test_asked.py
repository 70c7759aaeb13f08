"""Questions of every type: how they are read, their revision, and what is ready to be drawn."""

from __future__ import annotations

import pytest

from preau.model.course import Quiz, brief
from preau.reading.callouts import read_blocks
from preau.views.questions import Asked, asked


def read(kind: str, body: str, head: str = "") -> Quiz:
    """The question written in a block, which has no fault."""
    quoted = "\n".join(f"> {line}".rstrip() for line in body.split("\n"))
    text = f"> [!QUIZ | a]\n> objective: b\n> type: {kind}\n{head}>\n{quoted}"
    (block,), findings = read_blocks(text, 1, "a.md")
    assert not findings
    assert block.quiz is not None
    return block.quiz


def drawn(quiz: Quiz) -> Asked:
    """The same, its Markdown taken as it is."""
    pieces = {"question": quiz.question, "explanation": quiz.explanation}
    for number, answer in enumerate(quiz.answers):
        pieces |= {f"answer{number}": answer.text, f"feedback{number}": answer.feedback, f"match{number}": answer.match}
    return asked(quiz, pieces)


MATCHING = "Reliez.\n\n- Un banc → Une solution\n    > Pour qui ?\n- Un jardin -> Une envie\n\nFin."
ORDERING = "Rangez.\n\n1. Voir\n2. Compter\n    > Après avoir vu.\n3. Agir\n\nFin."
NUMERIC = "Combien ?\n\n- [x] 2,5\n    > Oui.\n- [ ] 3\n    > Non.\n\nFin."


def test_reads_pairs() -> None:
    """Each beginning with its end; feedback where there is some."""
    quiz = read("matching", MATCHING)

    assert [(one.text, one.match, one.feedback) for one in quiz.answers] == [
        ("Un banc", "Une solution", "Pour qui ?"), ("Un jardin", "Une envie", ""),
    ]  # fmt: skip
    assert quiz.explanation == "Fin."


def test_reads_steps_and_mixes_them_up() -> None:
    """The right order is that of the text; the one shown never is."""
    quiz = read("ordering", ORDERING)

    assert [one.text for one in quiz.answers] == ["Voir", "Compter", "Agir"]
    shown = [text for _key, text in drawn(quiz).mixed]
    assert sorted(shown) == ["Agir", "Compter", "Voir"]
    assert shown != ["Voir", "Compter", "Agir"]


def test_reads_a_number_with_its_tolerance_and_its_hints() -> None:
    """One hint or several; a comma before decimals."""
    quiz = read("numeric", NUMERIC, "> tolerance: 0,5\n> unit: heures\n> hint: Comptez les minutes.\n")

    assert (quiz.tolerance, quiz.unit, quiz.hints) == (0.5, "heures", ("Comptez les minutes.",))
    assert read("numeric", NUMERIC, "> hint:\n>   - Un peu.\n>   - Beaucoup.\n").hints == ("Un peu.", "Beaucoup.")


def test_reads_gaps_and_the_other_side_of_a_card() -> None:
    """The words of a gap are its answers; the explanation begins with its label."""
    quiz = read("cloze", "Un {fait | constat} n'est pas\nun {jugement}.\n\nEnsuite.\n\nExplication : on vérifie.")
    card = read("flashcard", "Qu'est-ce qu'un besoin ?\n\nRéponse : une difficulté.\n\n- Elle a un lieu.")

    assert [one.accepted for one in quiz.answers] == [("fait", "constat"), ("jugement",)]
    assert (quiz.question.split("\n")[-1], quiz.explanation) == ("Ensuite.", "Explication : on vérifie.")
    assert card.explanation == "Réponse : une difficulté.\n\n- Elle a un lieu."
    assert card.answers == ()


def test_several_accepted_answers_need_one_feedback() -> None:
    """Under the first right one, and under each mistake."""
    answers = "- [x] l'Insee\n    > Oui.\n- [x] l'institut\n- [ ] le maire\n    > Non."
    quiz = read("short-answer", f"Qui ?\n\n{answers}\n\nFin.")

    assert [one.correct for one in quiz.answers] == [True, True, False]


@pytest.mark.parametrize(
    ("kind", "body", "other", "same"),
    [
        ("ordering", ORDERING, ORDERING.replace("> Après avoir vu.", "> Avant d'agir."), True),
        ("ordering", ORDERING, ORDERING.replace("Fin.", "Explication : voilà."), True),
        ("ordering", ORDERING, ORDERING.replace("Rangez.", "Rangez ceci."), False),
        ("ordering", ORDERING, "Rangez.\n\n1. Compter\n2. Voir\n3. Agir\n\nFin.", False),
        ("matching", MATCHING, "Reliez.\n\n- Un jardin → Une envie\n- Un banc → Une solution\n\nFin.", True),
        ("matching", MATCHING, MATCHING.replace("Une envie", "Une idée"), False),
        ("numeric", NUMERIC, NUMERIC.replace("[ ] 3", "[ ] 4"), False),
        ("numeric", NUMERIC, NUMERIC.replace("Combien ?", "Combien\n?"), True),
    ],
)
def test_the_revision_changes_with_what_is_asked_only(kind: str, body: str, other: str, same: bool) -> None:
    """Feedback, explanation, line ends and the order of answers do not count; the order of steps does."""
    assert same == (read(kind, body).revision == read(kind, other).revision)


def test_an_answer_is_named_by_its_words() -> None:
    """The same words, the same name, wherever they stand."""
    quiz = read("numeric", NUMERIC)

    assert [one.key for one in quiz.answers] == [brief("2,5"), brief("3")]
    assert len(brief("2,5")) == 8
