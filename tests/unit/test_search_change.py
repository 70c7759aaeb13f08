"""The search after a change: files and tables as if the whole index were made anew, whatever the changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from preau.edges import search
from preau.edges.search_rows import TABLES
from preau.views.lookup import files, heads, shards, write
from preau.views.lookup.analysis import Row
from preau.views.lookup.document import Document

WORDS = some.text("abé1", min_size=1, max_size=3) | some.sampled_from(["été", "étés", "jardin", "le", "z9"])
TEXTS = some.lists(WORDS, max_size=8).map(" ".join)
LABELS = some.fixed_dictionaries(
    {"kind": some.sampled_from([("A",), ("B",)]), "theme": some.lists(some.sampled_from("eéfg"), max_size=2).map(tuple)}
)
PAGES = some.integers(0, 70).map(str)


@some.composite
def held(draw: some.DrawFn, page: str) -> list[Document]:
    """The documents of a page, its own and its parts; none when the page is gone."""
    return [
        Document(f"/{page}/{part}", f"/{page}/#{part}", draw(TEXTS), draw(TEXTS), draw(TEXTS), "", draw(LABELS))
        for part in range(draw(some.integers(0, 3)))
    ]


CHANGES = some.sets(PAGES, min_size=1, max_size=4).flatmap(
    lambda pages: some.fixed_dictionaries({page: held(page) for page in sorted(pages)})
)


def tables(connection: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
    """Everything that is kept, each number of a stem replaced by the stem: they are given as stems come."""
    found = {table: sorted(connection.execute(f"SELECT * FROM {table}")) for table in map(name_of, TABLES)}
    stems = {number: stem for number, stem, *_ in found["search_words"]}
    rows = map(Row._make, found.pop("search_docs"))
    documents = [(row[:-1], [(stems[entry >> 3], entry & 7) for entry in row.entries()]) for row in rows]
    named = [sorted((stems[row[0]], *row[1:]) for row in found.pop("search_over"))]
    named.append(sorted(row[1:] for row in found.pop("search_words")))
    return [documents, *named, *found.values()]


def name_of(table: str) -> str:
    """The name in what makes a table."""
    return table.split()[0]


@contextmanager
def opened() -> Iterator[sqlite3.Connection]:
    """A file with nothing in it."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield connection
    connection.close()


def whole(connection: sqlite3.Connection, pages: Mapping[str, list[Document]]) -> dict[str, bytes]:
    """Each file of the index of these pages, made from nothing."""
    index, files = search.Whole(connection, "fr"), dict[str, bytes]()
    index.read(pages.items())
    index.make(files.__setitem__)
    return files


class Changes(RuleBasedStateMachine):
    """A site whose pages come, change and go."""

    def __init__(self) -> None:
        super().__init__()
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.pages: dict[str, list[Document]] = {}
        self.files: dict[str, bytes] = {}

    @initialize(number=some.integers(0, 40))
    def begin(self, number: int) -> None:
        """A site with some pages."""
        for page in map(str, range(number)):
            words = f"mot{int(page) % 5} aé{page} b{int(page) % 3}"
            self.pages[page] = [Document(f"/{page}/0", f"/{page}/", f"Le {words}", "", words * 3, "", {"kind": ("A",)})]
        self.files = whole(self.connection, self.pages)

    @rule(pages=CHANGES)
    def change(self, pages: Mapping[str, list[Document]]) -> None:
        """Some pages come, change or go together."""
        self.put(pages)

    @rule(pages=some.sets(PAGES, min_size=5, max_size=30))
    def remove(self, pages: set[str]) -> None:
        """Many pages go."""
        self.put({page: [] for page in pages})

    @rule(least=some.integers(0, 60), held=some.data())
    def copy(self, least: int, held: some.DataObject) -> None:
        """Many pages come that say the same."""
        text = held.draw(TEXTS)
        pages = map(str, range(least, least + held.draw(some.integers(1, 25))))
        self.put({page: [Document(f"/{page}/0", f"/{page}/", text, "", "", "", {"kind": ("B",)})] for page in pages})

    def put(self, pages: Mapping[str, list[Document]]) -> None:
        """Tell the search; where it declines, make the whole anew."""
        self.pages |= pages
        found = search.changed(self.connection, pages, "fr")
        if found is None:
            self.files = whole(self.connection, self.pages)
            return
        assert all(self.files.get(name) != data for name, data in found.items())
        for name, data in found.items():
            if data is None:
                del self.files[name]
            else:
                self.files[name] = data

    @invariant()
    def same(self) -> None:
        """Files and tables are those of a whole index made from nothing."""
        with opened() as other:
            assert self.files in ({}, whole(other, self.pages))
            assert not self.files or tables(self.connection) == tables(other)

    def teardown(self) -> None:
        """Nothing stays open."""
        self.connection.close()


@pytest.mark.parametrize(("mean", "head"), [(12, 8), (3, 4), (40, 20)])
def test_a_change_makes_the_bytes_of_the_whole(mean: int, head: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Buckets cut in two and joined, because of their number or because one is full; files of stems cut and joined."""
    monkeypatch.setattr(write, "MEAN", mean)
    monkeypatch.setattr(heads, "HEAD", head)
    monkeypatch.setattr(heads, "WIDE", 1)
    monkeypatch.setattr(files, "SERVED", files.Manner(0, 1, 1))
    monkeypatch.setattr(write.made, "__defaults__", (files.SERVED,))
    monkeypatch.setattr(shards, "MOST", 90)
    monkeypatch.setattr(shards, "LEAST", 20)
    run_state_machine_as_test(
        Changes,
        settings=settings(
            max_examples=15,
            stateful_step_count=8,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],
            suppress_health_check=[*HealthCheck],
        ),
    )
