"""Open data: every initiative as JSON and CSV, whole and by territory, with documented columns."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from preau.i18n import N_
from preau.model.corpus import Row
from preau.views import cards
from preau.views.frame import Context, Frame, Page
from preau.views.initiatives import robots
from preau.views.linked import compact, license_address

COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("key", "text", N_("Territory and name of the file: what other files call it")),
    ("address", "text", N_("Its page on this site")),
    ("title", "text", N_("Its title")),
    ("summary", "text", N_("What it does, in one sentence")),
    ("territory", "code", N_("Code of its territory")),
    ("place", "text", N_("Town or district")),
    ("status", "word", N_("seeking, underway, realised or abandoned")),
    ("purpose", "words", N_("social, environmental or both")),
    ("themes", "words", N_("Its themes, as identifiers")),
    ("beneficiaries", "words", N_("Who it helps, as identifiers")),
    ("needs", "words", N_("Kinds of needs still open")),
    ("open_needs", "number", N_("How many needs are still open")),
    ("skills", "words", N_("Skills still wanted, as identifiers")),
    ("starts", "day", N_("First day, if told")),
    ("ends", "day", N_("Last day, if told")),
    ("news", "day", N_("Day of the latest news told in the file")),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def values(row: Row, frame: Frame) -> dict[str, str | int | list[str]]:
    """One initiative, column by column."""
    return {
        "key": row.key,
        "address": frame.at.initiative(row.territory, row.slug),
        "title": row.title,
        "summary": row.summary,
        "territory": row.territory,
        "place": row.place,
        "status": row.status,
        "purpose": list(row.purpose),
        "themes": list(row.themes),
        "beneficiaries": list(row.beneficiaries),
        "needs": list(row.need_kinds),
        "open_needs": row.open_needs,
        "skills": list(row.skills),
        "starts": row.starts,
        "ends": row.ends,
        "news": row.news,
    }


class _Line:
    """One initiative in both forms, written once for all the files that hold it."""

    def __init__(self, row: Row, frame: Frame) -> None:
        """The line of JSON, and the line of a spreadsheet, where lists are joined by spaces."""
        told = values(row, frame)
        cells = [neutral(" ".join(cell) if isinstance(cell, list) else str(cell)) for cell in told.values()]
        self.row, self.json, self.csv = row, compact(told).decode(), _csv_line(cells)


def _csv_line(cells: Sequence[str]) -> str:
    return '"' + '","'.join(cell.replace('"', '""') for cell in cells) + '"\r\n'


def as_json(lines: Iterable[_Line], frame: Frame) -> str:
    """The newest first; one line each, so that a change touches one line."""
    told = ",\n".join(line.json for line in lines)
    return '{"licence":' + json.dumps(frame.site.license) + ',"initiatives":[\n' + told + "\n]}\n"


def as_csv(lines: Iterable[_Line]) -> str:
    """A spreadsheet, by key; no cell of it would be taken for a formula."""
    ordered = sorted(lines, key=lambda line: line.row.key)
    return "\ufeff" + _csv_line([name for name, _, _ in COLUMNS]) + "".join(line.csv for line in ordered)


def neutral(cell: str) -> str:
    """A text that a spreadsheet shows and never runs."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


Files = dict[str, str]
"""Texts by address: the JSON, then the spreadsheet."""


def whole(rows: Iterable[Row], frame: Frame) -> Files:
    """The files of all the initiatives."""
    return _both("initiatives", rows, frame)


def followed(files: Files, old: Iterable[Row], new: Iterable[Row], frame: Frame) -> Files:
    """Files once some rows have gone and others have come: a line moves, ten thousand others are not made again."""
    (told, json_text), (sheet, csv_text) = files.items()
    gone, come = {row.key for row in old}, [_Line(row, frame) for row in new]
    head, _, body = json_text.removesuffix("\n]}\n").partition("\n")
    lines = [line for line in body.split(",\n") if line and _key_of(line, 8) not in gone]
    for line in come:
        lines.insert(bisect_left(lines, (_Backwards(line.row.news), line.row.key), key=_place_of), line.json)
    first, *cells = csv_text.removesuffix("\r\n").split("\r\n")
    cells = [cell for cell in cells if _key_of(cell, 1) not in gone]
    for line in come:
        cells.insert(bisect_left(cells, line.row.key, key=lambda cell: _key_of(cell, 1)), line.csv.removesuffix("\r\n"))
    joined = ",\n".join(lines)
    return {told: f"{head}\n{joined}\n]}}\n", sheet: "\r\n".join([first, *cells, ""])}


def _key_of(line: str, at: int) -> str:
    """The key with which a line begins: it holds no quotation mark."""
    return line[at : line.index('"', at)]


class _Backwards(str):
    """A day that sorts before those that come earlier."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)


def _place_of(line: str) -> tuple[_Backwards, str]:
    """Where a line of JSON stands: the newest first, then by key."""
    return _Backwards(line.rpartition('"news":"')[2][:-2]), _key_of(line, 8)


def of_territory(code: str, rows: Sequence[Row], frame: Frame) -> Files:
    """The files of one territory by address; none where nobody can act and nothing stands."""
    return _both(code.lower(), rows, frame) if _told(code, len(rows), frame) else {}


def _told(code: str, count: int, frame: Frame) -> bool:
    return bool(count) or frame.registry.territories[code].open_on(frame.site.date)


def _both(name: str, rows: Iterable[Row], frame: Frame) -> Files:
    folder, lines = frame.at.section("data"), [_Line(row, frame) for row in cards.newest_first(rows)]
    return {f"{folder}{name}.json": as_json(lines, frame), f"{folder}{name}.csv": as_csv(lines)}


def data_page(files: Mapping[str, str], counts: Counter[str], frame: Frame) -> tuple[Page, str]:
    """The index of open data, with its columns explained; `files` are those of all the initiatives."""
    title = frame.say("Open data")
    page = Page(
        title, frame.at.section("data"), "transparency", "page", robots=robots(frame), crumbs=frame.crumbs((title, ""))
    )
    whole: list[Context] = [
        {
            "address": address, "name": address.rpartition("/")[2], "format": _form(address), "rows": counts.total(),
            "size": frame.say("{n} kB").format(n=-(-len(text.encode()) // 1000)),
            "about": frame.say("All the initiatives"),
        }
        for address, text in files.items()
    ]  # fmt: skip
    shown = {
        "files": whole,
        "territories": _places(counts, frame),
        "columns": [
            {"name": name, "type": frame.say(kind), "about": frame.say(about)} for name, kind, about in COLUMNS
        ],
        "licence": {"name": frame.site.license, "address": license_address(frame.site.license)},
    }
    return page, frame.draw("data.html", page, **shown)


def _places(counts: Counter[str], frame: Frame) -> list[Context]:
    """The territories whose initiatives have files of their own."""
    folder, known = frame.at.section("data"), frame.registry.territories
    codes = sorted(code for code in known if _told(code, counts[code], frame))
    addresses = {code: [f"{folder}{code.lower()}.{form}" for form in ("json", "csv")] for code in codes}
    told = [
        {
            "name": known[code].name, "count": counts[code],
            "files": [{"address": one, "format": _form(one)} for one in addresses[code]],
        }
        for code in codes
    ]  # fmt: skip
    return sorted(told, key=lambda one: cards.alphabetical(str(one["name"])))


def _form(address: str) -> str:
    return address.rpartition(".")[2].upper()
