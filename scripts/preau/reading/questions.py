"""The question that a quiz asks, read from its body: each type of question has its own shape of answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.model.comparing import alike, number
from preau.model.course import Answer, QuestionType, Quiz, QuizHead

QUIZ = declare(
    "PR223", Severity.ERROR, N_("A question that cannot be asked"),
    N_("this question {fault}"),
    N_("A question has a sentence that asks, at least two answers “- [ ]”, at least one right “- [x]”, one line of "
       "feedback “    > …” under each, and an explanation at the end."),
    N_("A learner who is wrong needs to know why, on the site and on paper."),
    fault=N_("has no right answer"),
)  # fmt: skip
TYPED = declare(
    "PR230", Severity.ERROR, N_("A question without the shape of its type"),
    N_("this question of type {type} {fault}"),
    N_("{shape}"),
    N_("Each type of question is drawn, answered and printed in its own way, and needs what that way asks for."),
    type="matching", fault=N_("has fewer than two pairs"),
    shape=N_("Under the question, one pair a line, “- this → that”, then an explanation."),
)  # fmt: skip
_TEXTS = N_("Under the question, each accepted answer as “- [x] …”, the mistakes you expect as “- [ ] …”, a line of "
            "feedback “    > …” under the first right one and under each mistake, then an explanation.")  # fmt: skip
_CHOICES = N_("Under the question, “- [ ] True” and “- [x] False”, a line of feedback “    > …” under each, then an "
              "explanation.")  # fmt: skip
SHAPES: dict[str, str] = {
    "single": QUIZ.help, "multiple": QUIZ.help, "true-false": _CHOICES, "short-answer": _TEXTS, "numeric": _TEXTS,
    "matching": N_("Under the question, one pair a line, “- this → that”, then an explanation."),
    "ordering": N_("Under the question, the steps in the right order, “1. …”, “2. …”, then an explanation."),
    "cloze": N_("Write the missing words between braces, “{town council | council}”, where it helps the word "
                "again with its feedback, “- council” then “    > …”, then a line that begins with “Explanation: ”."),
    "flashcard": N_("Write the question, then a line that begins with “Answer: ”."),
}  # fmt: skip

_TASK, _PAIR, _STEP = r"- \[([ xX])\] (.+)", r"-()\s+(\S.*?)\s+(?:→|->|=>)\s+(\S.*)", r"\d{1,2}[.)]()\s+(.+)"
_WORD = r"-()\s+([^{}]+)"
_ITEMS = {"matching": re.compile(_PAIR), "ordering": re.compile(_STEP), "cloze": re.compile(_WORD), "flashcard": None}
_LABELLED = ("cloze", "flashcard")
_ANSWER = re.compile(_TASK)
_LABEL = re.compile(r"^(?:Explication|Explanation|Réponse|Answer)\s*:\s*\S")
GAP = re.compile(r"\{([^{}\n]*)\}")
"""A gap of a cloze, as it is written."""


@dataclass
class _Draft:
    """An answer as it is read: its place, text, end of the pair, whether it is right, and its feedback."""

    line: int
    width: int
    text: list[str]
    right: bool
    match: str = ""
    said: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return " ".join(self.text)

    @property
    def feedback(self) -> str:
        return " ".join(self.said).strip()


@dataclass
class _Sketch:
    """A question as it is read, before it is judged."""

    type: QuestionType
    question: str
    drafts: list[_Draft]
    explanation: str


def read_question(name: str, head: QuizHead, body: str, line: int, path: str) -> tuple[Quiz | None, list[Finding]]:
    """The question of a block, or every fault of it; `line` is that of the first line of the body."""
    sketch = _sketch(head.type, body.split("\n"))
    rule = TYPED if head.type else QUIZ
    facts = {"type": head.type, "shape": SHAPES[head.type]} if head.type else {}
    width = len(body.split("\n", 1)[0])
    found = [rule.at(path, line, 3, width, fault=fault, **facts) for fault in _faults(sketch, head)]
    for draft, fault in _faults_of_answers(sketch):
        found.append(rule.at(path, line + draft.line, 3, draft.width, fault=fault, **facts))
    if found:
        return None, found
    answers = tuple(Answer(text=one.words, correct=one.right, feedback=one.feedback, match=one.match)
                    for one in sketch.drafts)  # fmt: skip
    return Quiz(
        id=name, objective=head.objective, type=sketch.type, question=sketch.question, answers=answers,
        explanation=sketch.explanation, hints=head.hint, unit=head.unit or "",
        tolerance=float((head.tolerance or "0").replace(",", ".")),
    ), []  # fmt: skip


def _sketch(said: QuestionType | None, lines: list[str]) -> _Sketch:
    question, drafts, explanation = _parse(lines, _ITEMS.get(said or "", _ANSWER), said in _LABELLED)
    kind: QuestionType = said or ("multiple" if sum(draft.right for draft in drafts) > 1 else "single")
    if kind == "cloze":
        drafts = _filled(list(_gaps_of(lines[: question.count("\n") + 1])), drafts)
    return _Sketch(kind, question, drafts, explanation)


def _gaps_of(lines: list[str]) -> Iterator[_Draft]:
    for number_, line in enumerate(lines):
        for gap in GAP.finditer(line):
            yield _Draft(number_, len(line), [gap.group(1).strip()], True)


def _filled(gaps: list[_Draft], named: list[_Draft]) -> list[_Draft]:
    """The gaps with the feedback written under one of their words; a word that no gap holds is left, as a wrong one."""
    stray = []
    for one in named:
        gap = next((gap for gap in gaps if one.words in (word.strip() for word in gap.words.split("|"))), None)
        if gap:
            gap.said = one.said
        else:
            one.right = False
            stray.append(one)
    return gaps + stray


def _parse(lines: list[str], item: re.Pattern[str] | None, labelled: bool) -> tuple[str, list[_Draft], str]:
    question: list[str] = []
    explanation: list[str] = []
    drafts: list[_Draft] = []
    for number_, line in enumerate(lines):
        found = item.fullmatch(line) if item and not explanation else None
        if found:
            sign, words, *match = found.groups()
            draft = _Draft(number_, len(line), [words.strip()], sign not in {" "}, match[0].strip() if match else "")
            drafts.append(draft)
        elif not drafts and not explanation:
            (explanation if labelled and _LABEL.match(line) else question).append(line)
        elif drafts and not explanation and line.startswith(("  ", "\t")):
            said, inner = drafts[-1], line.strip()
            (said.said if inner.startswith(">") or said.said else said.text).append(inner.removeprefix(">").strip())
        elif line.strip() or explanation:
            explanation.append(line)
    return "\n".join(question).strip(), drafts, "\n".join(explanation).strip()


def _faults(sketch: _Sketch, head: QuizHead) -> Iterator[str]:
    """What the whole question lacks."""
    if not sketch.question:
        yield N_("asks nothing before its answers")
    right = [draft for draft in sketch.drafts if draft.right]
    yield from _LACKS[sketch.type](sketch.drafts, right)
    if not sketch.explanation:
        yield N_("has no explanation after its answers")
    if sketch.type != "numeric" and (head.tolerance or head.unit):
        yield N_("has a tolerance or a unit, and its answer is not a number")


def _few_choices(drafts: list[_Draft], right: list[_Draft]) -> Iterator[str]:
    if len(drafts) < 2:
        yield N_("has fewer than two answers")
    if drafts and not right:
        yield N_("has no right answer")


def _single(drafts: list[_Draft], right: list[_Draft]) -> Iterator[str]:
    yield from _few_choices(drafts, right)
    if len(right) > 1:
        yield N_("has several right answers")


def _true_false(drafts: list[_Draft], right: list[_Draft]) -> Iterator[str]:
    if len(drafts) != 2 or len(right) != 1:
        yield N_("needs two answers, one of them right")


def _typed(drafts: list[_Draft], right: list[_Draft]) -> Iterator[str]:
    if not right:
        yield N_("has no right answer")


def _pairs(drafts: list[_Draft], right: list[_Draft]) -> Iterator[str]:
    if len({draft.match for draft in drafts}) < 2:
        yield N_("has fewer than two pairs")


def _steps(drafts: list[_Draft], right: list[_Draft]) -> Iterator[str]:
    if len(drafts) < 2:
        yield N_("has fewer than two steps")


def _gaps(drafts: list[_Draft], right: list[_Draft]) -> Iterator[str]:
    if not drafts:
        yield N_("has no gap to fill")


def _nothing(drafts: list[_Draft], right: list[_Draft]) -> Iterator[str]:
    yield from ()


_LACKS = {
    "single": _single, "multiple": _few_choices, "true-false": _true_false, "short-answer": _typed,
    "numeric": _typed, "matching": _pairs, "ordering": _steps, "cloze": _gaps, "flashcard": _nothing,
}  # fmt: skip
_TOLD = frozenset({"single", "multiple", "true-false"})
_WRITTEN = frozenset({"short-answer", "numeric"})


def _faults_of_answers(sketch: _Sketch) -> Iterator[tuple[_Draft, str]]:
    """What one answer lacks, with the answer."""
    seen: set[str] = set()
    right: list[_Draft] = []
    for draft in sketch.drafts:
        mute = not draft.feedback and (
            sketch.type in _TOLD or (sketch.type in _WRITTEN and not (draft.right and right))
        )
        if mute:
            yield draft, N_("has an answer without feedback")
        if draft.words in seen:
            yield draft, N_("has the same answer twice")
        seen.add(draft.words)
        right += [draft] if draft.right else []
        yield from _unreadable(sketch.type, draft)
    if sketch.type == "short-answer":
        for draft in sketch.drafts:
            if not draft.right and any(alike(draft.words, one.words) for one in right):
                yield draft, N_("has a wrong answer that would count as right, so near is it to a right one")


def _unreadable(kind: QuestionType, draft: _Draft) -> Iterator[tuple[_Draft, str]]:
    if kind == "numeric" and number(draft.words) is None:
        yield draft, N_("has an answer that is not a number")
    if kind == "cloze" and not all(word.strip() for word in draft.words.split("|")):
        yield draft, N_("has a gap without its word")
    if kind == "cloze" and not draft.right:
        yield draft, N_("has feedback on a word that is in no gap")
