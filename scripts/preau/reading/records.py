"""One initiative file to a value: its head, its sections, its texts rendered, and every fault it shows by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import ValidationError

from preau.findings import Finding
from preau.model.corpus import Row
from preau.model.initiative import SECTIONS, Initiative, Status
from preau.reading import faults
from preau.reading.load import Tree, identity, read_text
from preau.reading.marks import Marked, read_yaml
from preau.reading.markup import Markup, render
from preau.reading.passages import PATHOLOGICAL, Passage, pathological
from preau.reading.sections import Sections, read_sections
from preau.reading.texts import split
from preau.reading.tree import Entry
from preau.reading.validate import validate


@dataclass
class Record:
    """One initiative file: its value (None when at fault), its texts rendered, and where everything stands."""

    entry: Entry
    text: str
    value: Initiative | None
    marked: Marked
    sections: Sections
    findings: list[Finding]
    texts: dict[tuple[str | int, ...], Markup] = field(default_factory=dict)
    judged: Initiative | None = None
    """The value, or what can be saved of a faulty one, so that its other faults are told in the same run."""
    doubtful: frozenset[str] = frozenset()
    """Keys of `judged` that are not what the file says."""


def read_record(tree: Tree, entry: Entry, language: str) -> Record:
    """One initiative, with every fault that it shows by itself."""
    text, findings = read_text(tree, entry)
    document, found = split(text, entry.path) if text else (None, [])
    findings = findings + found
    if document is None:
        return Record(entry, text, None, Marked(), Sections(), findings)
    marked = read_yaml(document.head, entry.path, document.head_line)
    sections = read_sections(document.body, document.body_line, entry.path, language)
    record = Record(entry, text, None, marked, sections, findings + marked.findings + sections.findings)
    if not marked.findings:
        record.findings += _initiative(record)
    record.findings += pathological(Passage(document.body, entry.path, document.body_line, False))
    if not any(found.code == PATHOLOGICAL.code for found in record.findings):
        _render(record)
    return record


def _render(record: Record) -> None:
    values = record.sections.values
    for key in ("problem", "solution", "means"):
        if key in values:
            record.texts[(key,)] = render(values[key])
    for index, step in enumerate(values.get("progress", ())):
        record.texts[("progress", index)] = render(step["text"])


def _initiative(record: Record) -> list[Finding]:
    marked, sections, path = record.marked, record.sections, record.entry.path
    data = marked.data
    found: list[Finding] = []
    if isinstance(data, dict):
        for key in SECTIONS["fr"].keys() & data.keys():
            place = marked.place((key,), key=True)
            found.append(faults.UNKNOWN_KEY.at(path, *place, key=key, near="", allowed=", ".join(_head_keys())))
        data = {key: value for key, value in data.items() if key not in SECTIONS["fr"]} | sections.values
        for route, line in sections.lines.items():
            marked.values.setdefault(route, (line, 1, 1))
    value, findings = validate(Initiative, data, marked, path, frozenset(SECTIONS["fr"]))
    record.value = record.judged = value
    if value is None and isinstance(data, dict):
        record.judged, record.doubtful = _saved(data)
    return found + findings + identity(record.entry, marked)


_PLACEHOLDERS: dict[str, Any] = {
    "title": "?????", "summary": "?" * 20, "territory": "00", "purpose": ["x"], "themes": ["x"], "beneficiaries": ["x"],
    "place": "??", "carrier": {"name": "??", "consent": "pseudonym"}, "status": "seeking", "problem": "?",
    "solution": "?", "means": "?",
}  # fmt: skip


def _saved(data: dict[str, Any]) -> tuple[Initiative | None, frozenset[str]]:
    """What remains of a faulty head once its faulty keys are put aside."""
    try:
        return Initiative.model_validate(data), frozenset()
    except ValidationError as error:
        doubtful = frozenset(str(detail["loc"][0]) for detail in error.errors(include_url=False))
    kept = {key: value for key, value in data.items() if key not in doubtful}
    try:
        return Initiative.model_validate({**_PLACEHOLDERS, **kept}), doubtful
    except ValidationError:
        return None, doubtful


def _head_keys() -> list[str]:
    return [name for name in Initiative.model_fields if name not in SECTIONS["fr"]]


def row_of(record: Record, day: date) -> Row | None:
    """The short row that stands for a record in listings and cross-checks on a day, None when it is at fault."""
    value = record.value
    if value is None:
        return None
    wanted = value.needs_on(day) if value.status in {Status.SEEKING, Status.UNDERWAY} else ()
    news = value.last_news(day)
    return Row(
        path=record.entry.path, territory=record.entry.facts["territory"], slug=record.entry.facts["slug"],
        title=value.title, summary=value.summary, place=value.place, purpose=value.purpose, themes=value.themes,
        beneficiaries=value.beneficiaries, status=value.status.value,
        need_kinds=tuple(sorted({need.kind.value for need in wanted})), open_needs=len(wanted),
        skills=tuple(sorted({need.skill for need in wanted if need.skill})),
        committees=value.committees, courses=value.courses, aliases=value.aliases,
        carrier=value.carrier.name,
        starts=str(value.starts or ""), ends=str(value.ends or ""), news=str(news or ""),
        image=value.image.src if value.image else "",
    )  # fmt: skip
