"""Which parts of the site tell of initiatives that change: all of them, and few more, so that little is drawn again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from preau.model.corpus import Row
from preau.model.listed import ALIVE, ALL, LIVE, Records, about, accompanied, inside
from preau.views.answers import silent_since
from preau.views.cards import NEWEST
from preau.views.frame import Frame

RowChange = tuple[Row | None, Row | None]
"""An initiative as it was (None when it comes) and as it is (None when it goes)."""
_CARD = frozenset({"title", "summary", "place", "status", "themes", "open_needs", "news"})
"""What the card of an initiative shows."""
_DATA = frozenset(Row._fields) - {"committees", "courses", "aliases", "carrier", "image"}
"""What open data tell."""
_SILENCE = frozenset({"title", "status", "news"})
"""What is told of one that has been silent for long."""
_ELSEWHERE = (
    ("data", _DATA), ("themes", {"themes"}), ("map", {"path"}), ("begun", {"path"}),
    ("decided", {"title", "aliases"}), ("answered", {"path"}),
)  # fmt: skip
"""Parts that are no listing, with what they tell of an initiative."""


def touched(changes: Iterable[RowChange], records: Records, frame: Frame) -> set[str]:
    """The names of the parts (views/parts.py) that may change; `records` are as they are now."""
    names: set[str] = set()
    for old, new in changes:
        fields = set(Row._fields)
        if old is not None and new is not None:
            fields = {name for name in Row._fields if getattr(old, name) != getattr(new, name)}
        names |= {name for name, told in _ELSEWHERE if fields & told}
        names |= {"answered"} if fields & _SILENCE and any(_silent(row, frame) for row in (old, new)) else set()
        for row in (old, new):
            if row is not None:
                names |= {f"data {row.territory}"} if fields & _DATA else set()
                names |= {one.name for one in _listings(row, frame) if one.changes(fields, row, records)}
    return names


def _silent(row: Row | None, frame: Frame) -> bool:
    """Whether nothing was heard of an initiative that goes on, but for what history may tell."""
    return row is not None and row.status in LIVE and row.news < silent_since(frame.site.date)


class _Listing(NamedTuple):
    """A part that lists initiatives: what it counts of them or sorts them by, its lists, how many it shows."""

    name: str
    counted: set[str]
    lists: Sequence[str]
    most: int = NEWEST

    def changes(self, fields: set[str], row: Row, records: Records) -> bool:
        """Whether it changes with some fields of a row: by what it counts, or by the card of one that it shows."""
        return bool(fields & self.counted or (fields & _CARD and records.among_newest(row, self.lists, self.most)))


def _listings(row: Row, frame: Frame) -> Iterator[_Listing]:
    registry = frame.registry
    filters = {"news", "themes", "purpose", "beneficiaries", "status", "need_kinds"}
    yield _Listing("list", filters, [ALL])
    yield _Listing("home", {"news", "status", "open_needs"}, [ALIVE], 6)
    for place in registry.line_of(row.territory):
        yield _Listing(f"place {place.code}", {"news", "themes"}, inside(place.code, registry))
    for theme in row.themes:
        yield _Listing(f"theme {theme}", {"news", "themes"}, [about(theme)])
    for key in (f"{row.territory}/{slug}" for slug in row.committees):
        yield _Listing(f"committee {key}", {"news", "committees"}, [accompanied(key)])
