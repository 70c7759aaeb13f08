"""One more chapter in `course.yml`: a line at its place, every other byte as it was."""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

from preau.i18n import N_
from preau.model.course import Course
from preau.reading.load import Read
from preau.reading.marks import read_yaml

Title = Callable[[int], str]


class NotListed(Exception):
    """The chapter cannot be added: a sentence, with its facts."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence, self.facts = sentence, facts


def with_chapter(data: bytes, read: Read, stem: str, week: int | None, title: Title) -> bytes:
    """The bytes of `course.yml` with a chapter at the end of a week, counted from 1, or a card at the end.

    The week after the last one is begun, with the title that `title` gives it.
    """
    course: Course = read.value
    weeks = len(course.weeks)
    if course.kind == "module" and week is not None:
        raise NotListed(N_("A module has cards, not weeks: leave --week out."))
    if course.kind == "mooc" and week is not None and not 1 <= week <= weeks + 1:
        raise NotListed(
            N_("--week {n}: this course has weeks 1 to {last}; {next} begins a new one."),
            n=week,
            last=weeks,
            next=weeks + 1,
        )
    number = (week or weeks) - 1
    begun = course.kind == "mooc" and number == weeks
    route: tuple[str | int, ...] = ("cards", len(course.cards) - 1)
    if course.kind == "mooc":
        last = min(number, weeks - 1)
        route = ("weeks", last, "chapters", len(course.weeks[last].chapters) - 1)
    line, column, length = read.marked.place(route)
    dash = read.marked.place(("weeks", weeks - 1))[1] - 1 if begun else 0
    text = data.decode("utf-8-sig")
    made = _added(text, (line, column, length), stem, _week(dash, title(weeks + 1), stem) if begun else None)
    return data[: len(data) - len(text.encode())] + _proved(made, read, stem, route, begun).encode()


def _week(dash: int, title: str, stem: str) -> list[str]:
    """The lines of a new week; `dash` is the column, from 0, where the items of weeks begin."""
    edge = " " * max(0, dash - 2)
    return [f'{edge}- title: "{title}"', f"{edge}  chapters:", f"{edge}    - {stem}"]


def _added(text: str, place: tuple[int, int, int], stem: str, week: list[str] | None) -> str:
    number, column, length = place
    lines = text.splitlines(keepends=True)
    line = lines[number - 1]
    end = "\r\n" if line.endswith("\r\n") else "\n"
    before = line[: column - 1]
    if week is None and not re.fullmatch(r"[ ]*- +[\"']?", before):
        after = column - 1 + length
        after += line[after : after + 1] in {'"', "'"}
        lines[number - 1] = f"{line[:after]}, {stem}{line[after:]}"
        return "".join(lines)
    if not line.endswith("\n"):
        lines[number - 1] = line + end
    dash = before.rstrip("\"'")
    lines[number:number] = [added + end for added in week or [dash + stem]]
    return "".join(lines)


def _proved(text: str, read: Read, stem: str, route: tuple[str | int, ...], begun: bool) -> str:
    """The text, once it is sure that it says what was said before, and the chapter."""
    try:
        said = read_yaml(text, read.entry.path)
        kept = not said.findings and _without(said.data, route, stem, begun) == read.marked.data
    except (yaml.YAMLError, LookupError, TypeError):
        kept = False
    if not kept:
        sentence = N_("{path} is written in a way that cannot be added to: add the line “- {stem}” yourself.")
        raise NotListed(sentence, path=read.entry.path, stem=stem)
    return text


def _without(data: dict[str, list[object]], route: tuple[str | int, ...], stem: str, begun: bool) -> object:
    """What the file says without the chapter that was added, where it had to be."""
    found: list[object] = data["weeks"] if begun else _at(data, route[:-1])
    added = found.pop()
    return data if (added["chapters"] == [stem] if isinstance(added, dict) else added == stem) else None


def _at(data: object, route: tuple[str | int, ...]) -> list[object]:
    for step in route:
        data = data[step]  # type: ignore[index]
    assert isinstance(data, list)
    return data
