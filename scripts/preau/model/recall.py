"""What a chapter asks again: two questions of earlier weeks, chosen by objective, the same at every build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from preau.model.course import Block, Chapter, Course, Quiz

ASKED = 2
"""How many questions a chapter opens with."""


class Recalled(NamedTuple):
    """A question asked again, and the chapter it comes from."""

    stem: str
    block: Block
    quiz: Quiz


def recalled(course: Course, chapters: Mapping[str, Chapter]) -> dict[str, tuple[Recalled, ...]]:
    """For each chapter of a MOOC, by stem, what it asks of earlier weeks; nothing in the first week.

    An objective that the chapter teaches too comes first, then the one least asked so far, then the question least
    asked, then the order of the course. Two questions of a chapter have two objectives, where there are two.
    """
    found: dict[str, tuple[Recalled, ...]] = {}
    earlier: list[Recalled] = []
    asked: Counter[str] = Counter()
    for week in course.weeks:
        known = [chapters[stem] for stem in week.chapters if stem in chapters]
        for chapter in known:
            chosen = tuple(_chosen(earlier, chapter, asked))
            asked.update(name for one in chosen for name in (one.quiz.id, f"objective {one.quiz.objective}"))
            found[chapter.stem] = chosen
        earlier += [Recalled(one.stem, block, block.quiz) for one in known for block in one.blocks if block.quiz]
    return found


def _chosen(earlier: list[Recalled], chapter: Chapter, asked: Counter[str]) -> Iterator[Recalled]:
    def rank(one: Recalled) -> tuple[bool, int, int]:
        quiz = one.quiz
        return quiz.objective not in chapter.teaches, asked[f"objective {quiz.objective}"], asked[quiz.id]

    ranked = sorted(earlier, key=rank)
    for number in range(ASKED):
        taken = {one.quiz.objective for one in ranked[:number]}
        rest = ranked[number:]
        following = next((one for one in rest if one.quiz.objective not in taken), rest[0] if rest else None)
        if following is None:
            return
        ranked.remove(following)
        ranked.insert(number, following)
        yield following
