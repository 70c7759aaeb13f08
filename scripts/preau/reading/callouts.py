"""The typed blocks of a chapter (`> [!QUIZ | id]`): their kind, head, body, and the question a quiz asks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.model import course
from preau.model.fields import SLUG, Model
from preau.reading.marks import Marked, read_yaml
from preau.reading.validate import nearest, validate

KINDS: dict[str, type[Model] | None] = {
    "TIP": None, "NOTE": None, "METHOD": course.Method, "TESTIMONY": course.Testimony, "VIDEO": course.Video,
    "QUIZ": course.QuizHead, "EXERCISE": course.Exercise, "REFLECTION": None, "SOURCE": None,
}  # fmt: skip
WITH_ID = frozenset({"QUIZ", "EXERCISE", "REFLECTION"})
WITH_HEAD = frozenset({"TESTIMONY", "QUIZ", "VIDEO"})

UNKNOWN_BLOCK = declare(
    "PR220", Severity.ERROR, N_("A block of an unknown kind"),
    N_("unknown kind of block: {kind}"),
    N_("Blocks allowed: {allowed}."),
    N_("Each kind of block has its own look and its own rules, on the site, on paper and in a reader."),
)  # fmt: skip
BLOCK_ID = declare(
    "PR221", Severity.ERROR, N_("A block without its identifier"),
    N_("a block {kind} needs an identifier"),
    N_("Write it as “> [!{kind} | a-short-name]”, with small letters, digits and hyphens."),
    N_("Answers that a learner gives are kept under this name: it must exist, and never change."),
)  # fmt: skip
QUIZ = declare(
    "PR223", Severity.ERROR, N_("A question that cannot be asked"),
    N_("this question {fault}"),
    N_("A question has a sentence that asks, at least two answers “- [ ]”, at least one right “- [x]”, one line of "
       "feedback “    > …” under each, and an explanation at the end."),
    N_("A learner who is wrong needs to know why, on the site and on paper."),
)  # fmt: skip
BLOCK_EMPTY = declare(
    "PR224", Severity.ERROR, N_("A block without text"),
    N_("this block {kind} holds no text"),
    N_("Write its text on the lines below, each beginning with “> ”."),
    N_("An empty box tells nothing."),
)  # fmt: skip

_START = re.compile(r"^> ?\[!([\w-]+)(?: *\| *([^\]]*?))? *\] *(.*)$")
_KEY = re.compile(r"^[a-z_]+:(?: |$)")
_ANSWER = re.compile(r"^- \[([ xX])\] (.+)$")


def read_blocks(body: str, first_line: int, path: str) -> tuple[tuple[course.Block, ...], list[Finding]]:
    """Every block of a body, in order, and the faults of their heads and questions."""
    findings: list[Finding] = []
    blocks = []
    for kind, name, line, lines in _find(body.split("\n"), first_line):
        if kind not in KINDS:
            near = nearest(kind, KINDS)
            findings.append(UNKNOWN_BLOCK.at(path, line, 5, len(kind), kind=kind, near=near, allowed=", ".join(KINDS)))
            continue
        if kind in WITH_ID and not re.fullmatch(SLUG, name or ""):
            findings.append(BLOCK_ID.at(path, line, 3, len(kind) + 3, kind=kind))
            name = None
        block, found = _block(kind, name, line, lines, path)
        findings += found
        if block is not None:
            blocks.append(block)
    return tuple(blocks), findings


def _find(lines: list[str], first: int) -> Iterator[tuple[str, str | None, int, list[str]]]:
    index, fence = 0, False
    while index < len(lines):
        fence ^= lines[index].startswith(("```", "~~~"))
        found = None if fence else _START.match(lines[index])
        if not found:
            index += 1
            continue
        end = index + 1
        while end < len(lines) and lines[end].startswith(">") and not _START.match(lines[end]):
            end += 1
        yield found.group(1).upper(), found.group(2), first + index, [line[1:].removeprefix(" ") for line in lines[index + 1 : end]]
        index = end


def _block(kind: str, name: str | None, line: int, lines: list[str], path: str) -> tuple[course.Block | None, list[Finding]]:
    model = KINDS[kind]
    size = _head_size(lines) if model else 0
    head, findings = None, []
    if model and (size or kind in WITH_HEAD):
        marked = read_yaml("\n".join(lines[:size]) or "{}", path, line + 1)
        findings = [_shifted(found) for found in marked.findings]
        if not findings:
            head, findings = validate(model, marked.data, _indented(marked, line), path)
    body = "\n".join(lines[size:]).strip("\n")
    body_line = line + 1 + size + next((i for i, text in enumerate(lines[size:]) if text.strip()), 0)
    if not body and kind not in {"VIDEO"}:
        findings.append(BLOCK_EMPTY.at(path, line, 3, len(kind) + 3, kind=kind))
    if findings:
        return None, findings
    quiz = None
    if kind == "QUIZ" and isinstance(head, course.QuizHead) and name:
        quiz, findings = _quiz(name, head.objective, body, body_line, path)
    block = course.Block.model_construct(
        kind=kind, id=name, line=line, end=line + len(lines), head=head, body=body, body_line=body_line, quiz=quiz
    )
    return block, findings


def _head_size(lines: list[str]) -> int:
    size = 0
    while size < len(lines) and (_KEY.match(lines[size]) or (size and lines[size].startswith("  "))):
        size += 1
    return size


def _shifted(found: Finding) -> Finding:
    return Finding(found.path, found.line, found.column + 2, found.code, found.severity, found.length, found.facts)


def _indented(marked: Marked, line: int) -> Marked:
    """The places of a head as they are in the file: two columns to the right, behind the sign of quotation."""
    move = {route: (at[0], at[1] + 2, at[2]) for route, at in marked.values.items()}
    move.setdefault((), (line, 1, 1))
    return Marked(marked.data, [], {route: (at[0], at[1] + 2, at[2]) for route, at in marked.keys.items()}, move)


def _quiz(name: str, objective: str, body: str, line: int, path: str) -> tuple[course.Quiz | None, list[Finding]]:
    question, answers, explanation = _parse(body.split("\n"))
    faults = []
    if not question:
        faults.append(N_("asks nothing before its answers"))
    if len(answers) < 2:
        faults.append(N_("has fewer than two answers"))
    if answers and not any(answer.correct for answer in answers):
        faults.append(N_("has no right answer"))
    if any(not answer.feedback for answer in answers):
        faults.append(N_("has an answer without feedback"))
    if not explanation:
        faults.append(N_("has no explanation after its answers"))
    if faults:
        return None, [QUIZ.at(path, line, 3, fault=fault) for fault in faults]
    made = course.Quiz(id=name, objective=objective, question=question, answers=tuple(answers), explanation=explanation)
    return made, []


def _parse(lines: list[str]) -> tuple[str, list[course.Answer], str]:
    question: list[str] = []
    explanation: list[str] = []
    drafts: list[tuple[list[str], bool, list[str]]] = []
    for line in lines:
        found = _ANSWER.match(line)
        if found:
            drafts.append(([found.group(2).strip()], found.group(1) != " ", []))
        elif not drafts:
            question.append(line)
        elif line.startswith(("  ", "\t")):
            said, inner = drafts[-1], line.strip()
            (said[2] if inner.startswith(">") or said[2] else said[0]).append(inner.removeprefix(">").strip())
        elif line.strip() or explanation:
            explanation.append(line)
    answers = [
        course.Answer(text=" ".join(text), correct=right, feedback=" ".join(said).strip()) for text, right, said in drafts
    ]
    return "\n".join(question).strip(), answers, "\n".join(explanation).strip()
