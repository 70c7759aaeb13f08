"""The questions that open a chapter: of earlier weeks, by objective, the least asked first, the same at every build."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from preau.model.course import Course
from preau.model.recall import Recalled, recalled
from preau.reading.load import shelve
from preau.reading.tree import WorkTree

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def mooc() -> tuple[Course, dict[str, tuple[Recalled, ...]]]:
    """The course of five weeks, and what each of its chapters asks again."""
    registry = shelve(WorkTree(ROOT)).registry
    course = registry.courses["agir-au-niveau-local"]
    return course, recalled(course, registry.chapters["agir-au-niveau-local"])


def test_two_of_earlier_weeks_and_none_in_the_first(mooc: tuple[Course, dict[str, tuple[Recalled, ...]]]) -> None:
    """A chapter never asks about its own week, which the learner has just read."""
    course, asked = mooc
    before: set[str] = set()
    for number, week in enumerate(course.weeks):
        for stem in week.chapters:
            assert len(asked[stem]) == (2 if number else 0)
            assert {one.stem for one in asked[stem]} <= before
        before |= set(week.chapters)


def test_all_objectives_are_asked_in_turn(mooc: tuple[Course, dict[str, tuple[Recalled, ...]]]) -> None:
    """Two objectives a chapter; a question comes back only where its objective has few."""
    _, asked = mooc
    chosen = [one for some in asked.values() for one in some]
    times = Counter(one.quiz.id for one in chosen)
    objectives = {one.quiz.objective for one in chosen}

    assert all(len({one.quiz.objective for one in some}) == 2 for some in asked.values() if some)
    assert len(objectives) >= 10
    assert len(times) >= 30
    assert max(times.values()) == 2


def test_the_choice_depends_on_the_text_alone(mooc: tuple[Course, dict[str, tuple[Recalled, ...]]]) -> None:
    """Chosen again, the same; a question added to the last week changes nothing before it."""
    course, asked = mooc
    chapters = shelve(WorkTree(ROOT)).registry.chapters["agir-au-niveau-local"]

    assert recalled(course, chapters) == asked
    shorter = course.model_copy(update={"weeks": course.weeks[:-1]})
    assert recalled(shorter, chapters).items() <= asked.items()
