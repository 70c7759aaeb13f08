"""A question ready to be drawn, whatever carries it: HTML of its parts, names of its answers, what is mixed up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from preau.model.course import Answer, Quiz, brief
from preau.views.markdown import GAP_MARK, inline

CHOICES = frozenset({"single", "multiple", "true-false"})


@dataclass(frozen=True)
class Row:
    """One answer: its name (`key`), its HTML and that of its feedback; `match` and `match_key` end a pair."""

    key: str
    correct: bool
    text: str
    feedback: str
    match: str = ""
    match_key: str = ""
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question as templates and carriers need it; `question`, `explanation` and the parts of `rows` are HTML.

    `rows` stand as they were written (for an ordering, in the right order); `mixed` holds what the learner puts in
    order or matches, in an order that does not tell the answer and never changes.
    """

    id: str
    type: str
    objective: str
    revision: str
    question: str
    rows: tuple[Row, ...]
    mixed: tuple[tuple[str, str], ...]
    explanation: str
    hints: tuple[str, ...]
    tolerance: float
    unit: str

    @property
    def right(self) -> int:
        """How many answers are right."""
        return sum(row.correct for row in self.rows)

    @property
    def chosen(self) -> bool:
        """Whether one chooses among answers that are shown."""
        return self.type in CHOICES


def asked(quiz: Quiz, pieces: Mapping[str, str]) -> Asked:
    """The question with its converted pieces (`question`, `answer0`, `feedback0`, `match0`…, `explanation`)."""
    rows = tuple(_row(answer, number, pieces) for number, answer in enumerate(quiz.answers))
    return Asked(
        id=quiz.id, type=quiz.type, objective=quiz.objective, revision=quiz.revision,
        question=GAP_MARK.sub(lambda gap: _gap(rows, int(gap.group(1))), pieces["question"]), rows=rows,
        mixed=_mixed(quiz, rows), explanation=pieces["explanation"], hints=quiz.hints, tolerance=quiz.tolerance,
        unit=quiz.unit,
    )  # fmt: skip


def _row(answer: Answer, number: int, pieces: Mapping[str, str]) -> Row:
    return Row(
        key=answer.key, correct=answer.correct, text=inline(pieces[f"answer{number}"]),
        feedback=inline(pieces.get(f"feedback{number}", "")), match=inline(pieces.get(f"match{number}", "")),
        match_key=brief(answer.match) if answer.match else "", accepted=answer.accepted,
    )  # fmt: skip


def _gap(rows: Sequence[Row], number: int) -> Markup:
    key = rows[number].key
    return Markup('<span class="quiz-gap" data-answer="{}"><span>({})</span></span>').format(key, number + 1)


def _mixed(quiz: Quiz, rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    shown: dict[str, str] = {}
    if quiz.type == "matching":
        shown = {row.match_key: row.match for row in rows}
    elif quiz.type == "ordering":
        shown = {row.key: row.text for row in rows}
    order: list[Any] = sorted(shown.items(), key=lambda item: brief(quiz.id + item[0]))
    if order == list(shown.items()):
        order = order[1:] + order[:1]
    return tuple(order)
