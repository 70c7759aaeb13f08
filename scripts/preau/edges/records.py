"""The initiatives as pages ask about them, answered by the memory: counts and lists follow each row that changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from preau.edges.memory import Memory, plain_value
from preau.model.corpus import Row
from preau.model.listed import ALIVE, ALL, counted, lists_of

_NEWEST = "order by news desc, key"


class Kept:
    """`Records` (model/listed.py) over the memory of a site."""

    def __init__(self, memory: Memory) -> None:
        self.memory = memory

    # --- Asked

    def newest(self, lists: Iterable[str], most: int | None = None) -> list[Row]:
        """Those of some lists that share none, by the day of their latest news, the newest first, then by key."""
        limit = -1 if most is None else most
        asked = f"select key, news from listed where list = ? {_NEWEST} limit ?"
        found = list(chain.from_iterable(self.memory.db.execute(asked, (name, limit)) for name in lists))
        found = sorted(sorted(found), key=lambda one: one[1], reverse=True)[:most]
        return [row for key, _ in found if (row := self.at(_path(key)))]

    def among_newest(self, row: Row, lists: Iterable[str], most: int) -> bool:
        """Whether a row, were it in these lists, is one of their newest."""
        newer = "list = ? and (news > ? or (news = ? and key < ?))"
        asked = f"select count(*) from (select 1 from listed where {newer} limit ?)"
        found = (self.memory.db.execute(asked, (name, row.news, row.news, row.key, most)) for name in lists)
        return sum(int(one.fetchone()[0]) for one in found) < most

    def by_key(self) -> Iterator[Row]:
        """All of them, by key."""
        key = "substr(path, 13, length(path) - 15)"  # `34/berges` of `initiatives/34/berges.md`
        return map(_row, self.memory.db.execute(f"select told from records order by {key}"))

    def by_news(self) -> Iterator[Row]:
        """All of them, the newest first."""
        asked = (
            "select r.told from listed l join records r on r.path = 'initiatives/' || l.key || '.md' where l.list = ?"
        )
        return map(_row, self.memory.db.execute(f"{asked} {_NEWEST}", (ALL,)))

    def silent(self, before: str) -> list[tuple[str, str]]:
        """The day of the latest news (empty without any) and the key of those that go on, when it is before a day."""
        asked = f"select news, key from listed where list = ? and news < ? {_NEWEST}"
        return self.memory.db.execute(asked, (ALIVE, before)).fetchall()

    def tally(self, facet: str, lists: Iterable[str]) -> Counter[str]:
        """How many there are for each word of a facet in some lists."""
        found: Counter[str] = Counter()
        for name in lists:
            asked = self.memory.db.execute("select word, n from tallies where list = ? and facet = ?", (name, facet))
            for word, n in asked:
                found[word] += n
        return found

    def total(self, lists: Iterable[str], facet: str = "") -> int:
        """How many there are in some lists."""
        return self.tally(facet, lists)[""]

    def each(self) -> Counter[str]:
        """How many each territory has, without those inside it."""
        asked = "select substr(list, 4), n from tallies where facet = '' and list like 'in %'"
        return Counter(dict(self.memory.db.execute(asked).fetchall()))

    def at(self, path: str) -> Row | None:
        """The one of a file, None when it has none."""
        found = self.memory.db.execute("select told from records where path = ?", (path,)).fetchone()
        return None if found is None else _row(found)

    # --- Followed, within a transaction of the memory

    def forget(self, rows: Iterable[Row] | None = None) -> None:
        """Take rows off their lists; all of them without any told."""
        db = self.memory.db
        if rows is None:
            db.execute("delete from listed")
            db.execute("delete from tallies")
            return
        rows = list(rows)
        gone = ((name, row.news, row.key) for row in rows for name in lists_of(row))
        db.executemany("delete from listed where list = ? and news = ? and key = ?", gone)
        self._count(rows, -1)
        db.execute("delete from tallies where n = 0")

    def add(self, rows: Iterable[Row]) -> None:
        """Put rows on their lists."""
        rows = list(rows)
        come = ((name, row.news, row.key) for row in rows for name in lists_of(row))
        self.memory.db.executemany("insert into listed values (?, ?, ?)", come)
        self._count(rows, 1)

    def _count(self, rows: Iterable[Row], sign: int) -> None:
        found: Counter[tuple[str, str, str]] = Counter()
        for row in rows:
            for name, facet, word, n in counted(row):
                if n:
                    found[name, facet, word] += sign * n
        self.memory.db.executemany(
            "insert into tallies values (?, ?, ?, ?) on conflict do update set n = n + excluded.n",
            ((*key, n) for key, n in found.items()),
        )


def _path(key: str) -> str:
    return f"initiatives/{key}.md"


def _row(found: tuple[bytes]) -> Row:
    return Row._make(plain_value(found[0]))
