"""What is kept of the index of a site in SQLite, so that a change costs what it touches."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from preau.views.lookup import files, shards
from preau.views.lookup.analysis import Row
from preau.views.lookup.change import Pair
from preau.views.lookup.files import State
from preau.views.lookup.write import Index, Label, Word

TABLES = (
    "search_state (rules TEXT, language TEXT, documents INTEGER, bits INTEGER, shards TEXT, total, size)",
    "search_docs (hash INTEGER, key TEXT, page TEXT, told TEXT, labels TEXT, words BLOB)",
    "search_words (number INTEGER PRIMARY KEY, stem TEXT, size INTEGER, head TEXT)",
    "search_over (number INTEGER, reach INTEGER, lists TEXT, PRIMARY KEY (number, reach))",
    "search_labels (name TEXT, label TEXT, file TEXT, count INTEGER, list TEXT, PRIMARY KEY (name, label))",
    "search_files (name TEXT PRIMARY KEY, sha256 TEXT, size INTEGER) WITHOUT ROWID",
)
INDEXES = (
    "search_docs_hash ON search_docs (hash, key)",
    "search_docs_page ON search_docs (page)",
    "search_words_stem ON search_words (stem, size)",
)
_HALF = 1 << 63
"""SQLite holds whole numbers from minus this to this: their sum is shifted by it."""


class _Numbers(dict[str, int]):
    """Each stem with its number as it is kept; one that is new is given its number when it is first asked for."""

    def __init__(self, ask: Callable[..., sqlite3.Cursor]) -> None:
        super().__init__()
        self._ask = ask

    def __missing__(self, stem: str) -> int:
        found = self._ask("SELECT number FROM search_words WHERE stem = ?", (stem,)).fetchone()
        if found is None:
            found = (self._ask("INSERT INTO search_words (stem, head) VALUES (?, '')", (stem,)).lastrowid,)
        self[stem] = found[0]
        return self[stem]


class Rows:
    """The tables of a search."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._ask = connection.execute

    def begin(self) -> None:
        """Forget all that is kept: documents come next, then their order, then the index that they make."""
        for table in TABLES:
            self._ask(f"DROP TABLE IF EXISTS {table.split()[0]}")
            self._ask(f"CREATE TABLE {table}")

    def order(self) -> None:
        """Put the documents in order, once they have all come."""
        self._ask(f"CREATE INDEX {INDEXES[0]}")

    def fill(self, index: Index) -> None:
        """Keep with them the index that they make."""
        self.put_words(index.words)
        self.put_labels(index.labels)
        self.put_weights(index.weights, ())
        self.put_state(index.state)
        for name in INDEXES[1:]:
            self._ask(f"CREATE INDEX {name}")

    def every(self) -> Iterator[Row]:
        """All documents, in order."""
        return map(Row._make, self._ask("SELECT * FROM search_docs ORDER BY hash, key"))

    def state(self) -> State | None:
        """What is kept of the index as a whole, None when nothing is, or by other rules."""
        found = self._ask("SELECT * FROM search_state").fetchone()
        if found is None or found[0] != files.rules(found[1]):
            return None
        return State(found[1], found[2], found[3], found[4], found[5] + _HALF, found[6])

    def put_state(self, state: State) -> None:
        """Keep it."""
        self._ask("DELETE FROM search_state")
        row = (files.rules(state.language), *state[:4], state.total - _HALF, state.size)
        self._ask("INSERT INTO search_state VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def rows_of(self, page: str) -> list[Row]:
        """The documents of a page."""
        return list(map(Row._make, self._ask("SELECT * FROM search_docs WHERE page = ?", (page,))))

    def rows_between(self, least: int, most: int) -> list[Row]:
        """The documents whose hash is there, in order."""
        return sorted(map(Row._make, self._ask("SELECT * FROM search_docs WHERE hash BETWEEN ? AND ?", (least, most))))

    def hashes(self) -> list[int]:
        """The hashes of all documents."""
        return [found for (found,) in self._ask("SELECT hash FROM search_docs")]

    def put_rows(self, gone: Iterable[Row], come: Iterable[Row]) -> None:
        """Documents replaced by others."""
        many = self.connection.executemany
        many("DELETE FROM search_docs WHERE hash = ? AND key = ?", [row[:2] for row in gone])
        many("INSERT INTO search_docs VALUES (?, ?, ?, ?, ?, ?)", come)

    def numbers(self) -> Mapping[str, int]:
        """Each stem with its number, given when it is first asked for."""
        return _Numbers(self._ask)

    def stem_of(self, number: int) -> tuple[str, str]:
        """A stem, and its head, "" when it is new."""
        found: tuple[str, str] = self._ask("SELECT stem, head FROM search_words WHERE number = ?", (number,)).fetchone()
        return found

    def over_of(self, number: int, reach: int) -> str:
        """What is over of the lists of a stem in a range of buckets."""
        asked = self._ask("SELECT lists FROM search_over WHERE number = ? AND reach = ?", (number, reach))
        return str(asked.fetchone()[0])

    def heads(self, stems: Iterable[str]) -> list[shards.Entry]:
        """Stems with their heads, in the order in which they are asked for."""
        return list(self._each("SELECT stem, head FROM search_words WHERE stem = ?", stems))

    def put_words(self, some: Mapping[str, Word]) -> None:
        """Heads, and some pieces of what is over, replaced; a stem that has none left is forgotten."""
        many = self.connection.executemany
        many("DELETE FROM search_words WHERE number = ?", [(word.number,) for word in some.values() if not word.head])
        many(
            "INSERT OR REPLACE INTO search_words VALUES (?, ?, ?, ?)",
            ((word.number, stem, files.size(stem, word.head), word.head) for stem, word in some.items() if word.head),
        )
        over = [(word.number, *piece) for word in some.values() for piece in word.over.items()]
        many("DELETE FROM search_over WHERE number = ? AND reach = ?", [row[:2] for row in over if not row[2]])
        many("INSERT OR REPLACE INTO search_over VALUES (?, ?, ?)", [row for row in over if row[2]])

    def sizes(self) -> list[shards.Size]:
        """Every stem, in order, with how many signs it is with its head."""
        return self._ask("SELECT stem, size FROM search_words ORDER BY stem").fetchall()

    def counts(self) -> dict[Pair, int]:
        """Every label, in order, with how many documents have it."""
        found = self._ask("SELECT name, label, count FROM search_labels ORDER BY name, label")
        return {(name, label): count for name, label, count in found}

    def labels_of(self, names: Iterable[str]) -> dict[Pair, Label]:
        """The labels of these files, in order."""
        found = sorted(self._each("SELECT name, label, count, list FROM search_labels WHERE file = ?", names))
        return {(name, label): Label(count, text) for name, label, count, text in found}

    def put_labels(self, some: Mapping[Pair, Label]) -> None:
        """Labels replaced; one that no document has is forgotten."""
        many = self.connection.executemany
        many("DELETE FROM search_labels WHERE name = ? AND label = ?", some)
        rows = [(*pair, files.label_file(*pair), *label) for pair, label in some.items() if label.documents]
        many("INSERT INTO search_labels VALUES (?, ?, ?, ?, ?)", rows)

    def told_between(self, least: int, most: int) -> Iterable[tuple[int, str]]:
        """The hashes of the documents that have one there, in order, with what is shown of each."""
        return self._ask(
            "SELECT hash, told FROM search_docs WHERE hash BETWEEN ? AND ? ORDER BY hash, key", (least, most)
        )

    def weights(self, names: Iterable[str]) -> dict[str, files.Weighed]:
        """Those of these files that are known, weighed."""
        found = map(files.Weighed._make, self._each("SELECT * FROM search_files WHERE name = ?", names))
        return {one.name: one for one in found}

    def kept(self) -> Iterable[files.Weighed]:
        """The files that a device keeps, in order, weighed."""
        some = "name < ? OR name >= ?"  # all but those that tell documents, most of them in a large movement
        found = self._ask(f"SELECT * FROM search_files WHERE {some} ORDER BY name", (files.TOLD, files.TOLD + "\x7f"))
        return map(files.Weighed._make, found)

    def put_weights(self, some: Iterable[files.Weighed], gone: Iterable[str]) -> None:
        """The weights of some files replaced, and those of others forgotten."""
        many = self.connection.executemany
        many("DELETE FROM search_files WHERE name = ?", [(name,) for name in gone])
        many("INSERT OR REPLACE INTO search_files VALUES (?, ?, ?)", some)

    def _each(self, query: str, values: Iterable[str]) -> Iterator[Any]:
        """The rows that each value gives."""
        for value in values:
            yield from self._ask(query, (value,))
