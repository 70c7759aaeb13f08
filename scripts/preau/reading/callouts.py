"""The typed blocks of a chapter (`> [!QUIZ | id]`): their kind, their head, their body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.model import course
from preau.model.fields import SLUG
from preau.reading.marks import Marked, read_yaml
from preau.reading.passages import Fence
from preau.reading.questions import read_question
from preau.reading.validate import nearest, validate

Head = course.Testimony | course.Method | course.Exercise | course.QuizHead | course.Video
KINDS: dict[str, type[Head] | None] = {
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
    kind="TIPP", allowed="TIP, NOTE, METHOD",
)  # fmt: skip
BLOCK_ID = declare(
    "PR221", Severity.ERROR, N_("A block without its identifier"),
    N_("a block {kind} needs an identifier"),
    N_("Write it as “> [!{kind} | a-short-name]”, with small letters, digits and hyphens."),
    N_("Answers that a learner gives are kept under this name: it must exist, and never change."),
    kind="QUIZ",
)  # fmt: skip
BLOCK_EMPTY = declare(
    "PR224", Severity.ERROR, N_("A block without text"),
    N_("this block {kind} holds no text"),
    N_("Write its text on the lines below, each beginning with “> ”."),
    N_("An empty box tells nothing."),
    kind="TIP",
)  # fmt: skip

OPENING_LINE = declare(
    "PR228", Severity.ERROR, N_("Words on the opening line of a block"),
    N_("these words would not be shown: {found}"),
    N_("Put them on the next line, after “> ”."),
    N_("The first line of a block only says its kind and its name: forges show no box when other words stand there."),
    found="[!TIP] Take a notebook",
)  # fmt: skip
INDENTED = declare(
    "PR229", Severity.ERROR, N_("A block that is not at the beginning of its line"),
    N_("this block {kind} would be shown as a plain quotation"),
    N_("Begin its lines with “>”, without any sign or space before it."),
    N_("A question inside a list or a quotation could not be asked, nor its answer kept."),
    kind="QUIZ",
)  # fmt: skip

_START = re.compile(r"^> ?\[!([\w-]+)(?: *\| *([^\]]*?))? *\][ \t]*(.*)$")
_INDENTED = re.compile(r"^(?:[ \t]|> ?>|[-*+] |\d+[.)] )[ \t>]*\[!([\w-]+)[ |\]]")
_KEY = re.compile(r"^[a-z_]+:(?: |$)")


@dataclass(frozen=True)
class _Opening:
    """The first line of a block: its kind as written, its name, the words that follow, and the lines below."""

    kind: str
    name: str | None
    words: str
    line: int
    text: str
    below: list[str]

    def place(self, found: str) -> tuple[int, int, int]:
        """Where some of its words stand."""
        return self.line, max(0, self.text.find(found)) + 1, len(found)

    @property
    def mark(self) -> tuple[int, int, int]:
        """Where `[!KIND` stands."""
        return self.place(f"[!{self.kind}")


def read_blocks(body: str, first_line: int, path: str) -> tuple[tuple[course.Block, ...], list[Finding]]:
    """Every block of a body, in order, and the faults of their heads and questions."""
    findings: list[Finding] = []
    blocks = []
    for opening in _find(body.split("\n"), first_line):
        kind, name = opening.kind.upper(), opening.name
        if not opening.text.startswith(">") or opening.text.startswith((">>", "> >")):
            findings.append(INDENTED.at(path, *opening.mark, kind=kind))
            continue
        if kind not in KINDS:
            near = nearest(kind, KINDS)
            place = opening.place(opening.kind)
            findings.append(UNKNOWN_BLOCK.at(path, *place, kind=opening.kind, near=near, allowed=", ".join(KINDS)))
            continue
        if opening.words:
            findings.append(OPENING_LINE.at(path, *opening.place(opening.words), found=opening.words))
        if kind in WITH_ID and not re.fullmatch(SLUG, name or ""):
            findings.append(BLOCK_ID.at(path, *opening.mark, kind=kind))
            name = None
        block, found = _block(kind, name, opening, path)
        findings += found
        if block is not None:
            blocks.append(block)
    return tuple(blocks), findings


def _find(lines: list[str], first: int) -> Iterator[_Opening]:
    index, fence = 0, Fence()
    while index < len(lines):
        line = lines[index]
        shown = not fence.holds(line.removeprefix(">").removeprefix(" "))
        found = _START.match(line) if shown and line.startswith(">") else None
        inner = _INDENTED.match(line) if shown and not found and "[!" in line else None
        if inner:
            yield _Opening(inner.group(1), None, "", first + index, line, [])
        if not found:
            index += 1
            continue
        end = index + 1
        while end < len(lines) and lines[end].startswith(">") and not _START.match(lines[end]):
            end += 1
        below = [text[1:].removeprefix(" ") for text in lines[index + 1 : end]]
        yield _Opening(found.group(1), found.group(2), found.group(3).rstrip(), first + index, line, below)
        index = end


def _block(kind: str, name: str | None, opening: _Opening, path: str) -> tuple[course.Block | None, list[Finding]]:
    model, line, lines = KINDS[kind], opening.line, opening.below
    size = _head_size(lines) if model else 0
    head: Head | None = None
    findings: list[Finding] = []
    if model and (size or kind in WITH_HEAD):
        head, findings = _head(model, opening, size, path)
    body = "\n".join(lines[size:]).strip("\n")
    body_line = line + 1 + size + next((i for i, text in enumerate(lines[size:]) if text.strip()), 0)
    if not body.strip() and kind != "VIDEO":
        findings.append(BLOCK_EMPTY.at(path, *opening.mark, kind=kind))
    if findings:
        return None, findings
    quiz = None
    if isinstance(head, course.QuizHead) and name:
        quiz, findings = read_question(name, head, body, body_line, path)
    block = course.Block.model_construct(
        kind=kind, id=name, line=line, end=line + len(lines), head=head, body=body, body_line=body_line, quiz=quiz
    )
    return block, findings


def _head(model: type[Head], opening: _Opening, size: int, path: str) -> tuple[Head | None, list[Finding]]:
    if not size:
        nothing = Marked(values={(): opening.mark})
        return validate(model, {}, nothing, path)
    marked = read_yaml("\n".join(opening.below[:size]), path, opening.line + 1)
    if marked.findings:
        return None, [_shifted(found) for found in marked.findings]
    value, found = validate(model, marked.data, marked, path)
    return value, [_shifted(finding) for finding in found]


def _head_size(lines: list[str]) -> int:
    size = 0
    while size < len(lines) and (_KEY.match(lines[size]) or (size and lines[size].startswith("  "))):
        size += 1
    return size


def _shifted(found: Finding) -> Finding:
    """A fault as it is in the file: two columns to the right, behind the sign of quotation."""
    return replace(found, column=found.column + 2)
