"""The lists in which an initiative stands, and what is counted of each: pages ask for these, never for everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Protocol

from preau.model.corpus import Registry, Row

LIVE = ("seeking", "underway")
ALL = "all"
"""The list of all the initiatives."""
ALIVE = "live"
"""The list of the initiatives that go on."""
ALIASED = "aliased"
"""The list of those that bore other addresses."""
OPEN = "open"
"""What counts the needs still open, beside the facets of `counted`."""


def is_record(path: str) -> bool:
    """Whether a path is that of an initiative: `initiatives/<territory>/<slug>.md`."""
    return path.startswith("initiatives/") and path.endswith(".md") and path.count("/") == 2


def within(code: str) -> str:
    """The list of a territory, without those inside it."""
    return f"in {code}"


def about(theme: str) -> str:
    """The list of a theme."""
    return f"about {theme}"


def accompanied(key: str) -> str:
    """The list of a committee, `34/<slug>`."""
    return f"by {key}"


def inside(code: str, registry: Registry) -> tuple[str, ...]:
    """The lists of a territory and of all those inside it."""
    return tuple(map(within, registry.inside[code]))


def lists_of(row: Row) -> Iterator[str]:
    """Every list in which a row stands."""
    yield ALL
    yield within(row.territory)
    yield from map(about, dict.fromkeys(row.themes))
    yield from (accompanied(f"{row.territory}/{slug}") for slug in dict.fromkeys(row.committees))
    if row.status in LIVE:
        yield ALIVE
    if row.aliases:
        yield ALIASED


def counted(row: Row) -> Iterator[tuple[str, str, str, int]]:
    """What a row adds to the counts: the list, the facet (none for how many there are), its word, how many."""
    for name in lists_of(row):
        yield name, "", "", 1
    for here in (ALL, within(row.territory)):
        for facet, words in (
            ("themes", row.themes), ("purposes", row.purpose), ("beneficiaries", row.beneficiaries),
            ("status", (row.status,)), ("needs", row.need_kinds),
        ):  # fmt: skip
            yield from ((here, facet, word, 1) for word in words)
        yield here, OPEN, "", row.open_needs
    yield from ((about(theme), "territories", row.territory, 1) for theme in row.themes)


class Records(Protocol):
    """The initiatives of a movement, as pages ask about them."""

    def newest(self, lists: Iterable[str], most: int | None = None) -> list[Row]:
        """Those of some lists that share none, by the day of their latest news, the newest first, then by key."""

    def among_newest(self, row: Row, lists: Iterable[str], most: int) -> bool:
        """Whether a row, were it in these lists, is one of their newest."""

    def by_key(self) -> Iterator[Row]:
        """All of them, by key."""

    def by_news(self) -> Iterator[Row]:
        """All of them, the newest first."""

    def silent(self, before: str) -> list[tuple[str, str]]:
        """The day of the latest news (empty without any) and the key of those that go on, when it is before a day."""

    def tally(self, facet: str, lists: Iterable[str]) -> Counter[str]:
        """How many there are for each word of a facet in some lists."""

    def total(self, lists: Iterable[str], facet: str = "") -> int:
        """How many there are in some lists."""

    def each(self) -> Counter[str]:
        """How many each territory has, without those inside it."""

    def at(self, path: str) -> Row | None:
        """The one of a file, None when it has none."""
