"""Open data: every initiative as JSON and CSV, whole and by territory, with documented columns."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from preau.i18n import N_
from preau.model.corpus import Row
from preau.model.listed import Records, within
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


def _json_line(row: Row, frame: Frame) -> str:
    return compact(values(row, frame)).decode()


def _cells(row: Row, frame: Frame) -> str:
    """The line of a spreadsheet, where lists are joined by spaces."""
    told = values(row, frame).values()
    return _csv_line([neutral(" ".join(cell) if isinstance(cell, list) else str(cell)) for cell in told])


def _csv_line(cells: Sequence[str]) -> str:
    return '"' + '","'.join(cell.replace('"', '""') for cell in cells) + '"\r\n'


def as_json(newest: Iterable[Row], frame: Frame) -> Iterator[bytes]:
    """The newest first; one line each, so that a change touches one line."""
    yield f'{{"licence":{json.dumps(frame.site.license)},"initiatives":[\n'.encode()
    between = ""
    for row in newest:
        yield (between + _json_line(row, frame)).encode()
        between = ",\n"
    yield b"\n]}\n"


def as_csv(by_key: Iterable[Row], frame: Frame) -> Iterator[bytes]:
    """A spreadsheet, by key; no cell of it would be taken for a formula."""
    yield ("\ufeff" + _csv_line([name for name, _, _ in COLUMNS])).encode()
    yield from (_cells(row, frame).encode() for row in by_key)


def neutral(cell: str) -> str:
    """A text that a spreadsheet shows and never runs."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


Files = dict[str, Iterator[bytes]]
"""What is written at each address, line after line: the JSON, then the spreadsheet."""


def whole(records: Records, frame: Frame) -> Files:
    """The files of all the initiatives."""
    return _both("initiatives", records.by_news(), records.by_key(), frame)


class Form(NamedTuple):
    """How a file of all the initiatives is laid out: its lines in the order of their places, and what parts them."""

    name: str
    between: bytes
    """What parts two lines."""
    after: bytes
    """What ends the file."""
    line: Callable[[Row, Frame], str]
    place: Callable[[Row], Any]
    place_of: Callable[[str], Any]
    """The place of a line as it is written."""


class _Backwards(str):
    """A day that sorts before those that come earlier."""

    __slots__ = ()

    def __lt__(self, other: str) -> bool:
        return str.__gt__(self, other)


def _newest(line: str) -> tuple[_Backwards, str]:
    told = json.loads(line)
    return _Backwards(told["news"]), told["key"]


FORMS = (
    Form("json", b",\n", b"\n]}\n", _json_line, lambda row: (_Backwards(row.news), row.key), _newest),
    Form("csv", b"\r\n", b"\r\n", lambda row, frame: _cells(row, frame).removesuffix("\r\n"), lambda row: row.key,
         lambda line: line[1 : line.index('"', 1)]),
)  # fmt: skip
"""Those of the newest first, and those of the spreadsheet, by key."""


def of_territory(code: str, records: Records, frame: Frame) -> Files:
    """The files of one territory by address; none where nobody can act and nothing stands."""
    newest = records.newest([within(code)])
    by_key = sorted(newest, key=lambda row: row.key)
    return _both(code.lower(), newest, by_key, frame) if _told(code, len(newest), frame) else {}


def _told(code: str, count: int, frame: Frame) -> bool:
    return bool(count) or frame.registry.territories[code].open_on(frame.site.date)


def _both(name: str, newest: Iterable[Row], by_key: Iterable[Row], frame: Frame) -> Files:
    folder = frame.at.section("data")
    return {f"{folder}{name}.json": as_json(newest, frame), f"{folder}{name}.csv": as_csv(by_key, frame)}


def data_page(sizes: Mapping[str, int], counts: Counter[str], frame: Frame) -> tuple[Page, str]:
    """The index of open data, with its columns explained; `sizes` are those of the files of all the initiatives."""
    title = frame.say("Open data")
    page = Page(
        title, frame.at.section("data"), "transparency", "page", robots=robots(frame), crumbs=frame.crumbs((title, ""))
    )
    whole: list[Context] = [
        {
            "address": address, "name": address.rpartition("/")[2], "format": _form(address), "rows": counts.total(),
            "size": frame.say("{n} kB").format(n=-(-size // 1000)),
            "about": frame.say("All the initiatives"),
        }
        for address, size in sizes.items()
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
