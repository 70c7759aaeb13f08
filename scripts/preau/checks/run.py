"""Every rule, in order: names, values, then what only the whole shows; records one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from preau.checks import (
    addresses,
    films,
    images,
    lifecycle,
    pedagogy,
    prose,
    references,
    stewardship,
    translations,
    writing,
)
from preau.checks.addresses import Known, Standing
from preau.checks.context import Context
from preau.checks.privacy import addresses_said, concealed, personal_data
from preau.checks.stewardship import TIMEZONE
from preau.findings import Finding
from preau.model.corpus import Row
from preau.reading.load import Opened, Read, Shelf, Tree, everything, shelve
from preau.reading.records import Record, read_record, row_of
from preau.reading.tree import Entry

A = TypeVar("A")
B = TypeVar("B")
Spread = Callable[[Callable[[Sequence[Entry]], B], Sequence[Entry]], Iterable[B]]
"""How slices of records are worked on: here one after another, in several processes when the edges lend them."""


def one_after_another(work: Callable[[Sequence[Entry]], B], entries: Sequence[Entry]) -> Iterable[B]:
    """The simplest way: one slice, in this process."""
    yield work(entries)


class Checker:
    """The rules, ready for one tree on one day."""

    def __init__(self, tree: Tree, day_in: Callable[[str], date], opened: Opened = everything) -> None:
        """`day_in` tells the day in a time zone: which one is known once the movement is read."""
        self.tree, self.opened = tree, opened
        self.shelf: Shelf = shelve(tree, opened)
        self.context = Context(self.shelf, day_in(self.shelf.registry.movement.timezone))
        places = {entry.facts["territory"] for entry in self.shelf.records}
        self.known = Known(self.context, Standing(self.shelf.paths, places))
        self.roles = self.context.registry.role_addresses() | addresses_said(self.shelf)

    @classmethod
    def ready(cls, tree: Tree, shelf: Shelf, day: date, roles: frozenset[str], standing: Standing) -> Checker:
        """The rules for records alone, from a shelf already read: `roles` are the addresses that a text may hold."""
        checker = cls.__new__(cls)
        checker.tree, checker.shelf, checker.context, checker.roles = tree, shelf, Context(shelf, day), roles
        checker.known = Known(checker.context, standing)
        return checker

    @property
    def language(self) -> str:
        """The language of the movement, in which sections are named."""
        return self.context.registry.movement.language

    def record(self, entry: Entry) -> tuple[Record, list[Finding]]:
        """Read one initiative and judge it by every rule that looks at one record."""
        record = read_record(self.tree, entry, self.language)
        found = list(record.findings)
        found += references.record_references(record, self.context)
        found += lifecycle.record_lifecycle(record, self.context)
        found += prose.record_prose(record, self.known)
        found += writing.record_gaps(record)
        found += personal_data(record.text, entry.path, self.roles)
        found += images.record_image(record, self.shelf.paths)
        found += stewardship.record_people(record, self.context)
        return record, [concealed(finding, self.roles) for finding in found]

    def slice(self, entries: Sequence[Entry]) -> tuple[list[Row], list[Finding]]:
        """Rows and findings of a slice of records."""
        rows, findings = [], []
        for entry in entries:
            record, found = self.record(entry)
            findings += found
            row = row_of(record, self.context.day)
            if row is not None:
                rows.append(row)
        return rows, findings

    def registry(self) -> Iterator[Finding]:
        """Everything about what is not a record."""
        yield from self.structure()
        yield from self.texts()

    def structure(self) -> Iterator[Finding]:
        """How what is not a record holds together: with no error here, pages can be drawn from it."""
        yield from self.shelf.findings
        yield from references.registry_references(self.context)
        yield from lifecycle.registry_lifecycle(self.context)
        yield from pedagogy.courses(self.context)
        yield from stewardship.registry_people(self.context)
        yield from stewardship.keepers(self.context)
        yield from addresses.collisions(self.known)

    def texts(self) -> Iterator[Finding]:
        """What the texts and pictures say that are not of a record, one by one."""
        yield from writing.courses(self.context, self.tree)
        yield from translations.translations(self.context)
        for path, read in sorted({**self.shelf.reads, **self.shelf.drafts}.items()):
            yield from personal_data(read.text, path, self.roles)
            if read.entry.kind.source in {"page", "chapter"}:
                yield from prose.page_prose(read, self.known)
            if read.entry.kind.name == "movement" and read.value is not None:
                yield from _timezone(read)
        for _, entry in sorted(self.shelf.files.items()):
            if not self.opened(entry):
                continue
            if entry.kind.source == "image":
                yield from images.image_file(self.tree, entry)
            elif entry.path.endswith(".vtt"):
                yield from films.caption_file(self.tree, entry)

    def everything(self, spread: Spread[tuple[list[Row], list[Finding]]] = one_after_another) -> list[Finding]:
        """Every fault of every file."""
        findings = [concealed(finding, self.roles) for finding in self.registry()]
        rows: list[Row] = []
        for some_rows, found in spread(self.slice, self.shelf.records):
            rows += some_rows
            findings += found
        return [*findings, *self.across(rows)]

    def across(self, rows: Iterable[Row]) -> Iterator[Finding]:
        """What only all the records together show."""
        yield from addresses.aliases(rows, self.shelf.paths, self._alias_place)

    def _alias_place(self, row: Row, number: int) -> tuple[int, int, int]:
        """Read again, since rows do not hold the places of what they hold: only a fault asks for it."""
        entry = next(entry for entry in self.shelf.records if entry.path == row.path)
        return read_record(self.tree, entry, self.language).marked.place(("aliases", number))


def _timezone(read: Read) -> Iterator[Finding]:
    try:
        ZoneInfo(read.value.timezone)  # the list of them all takes longer than the rest of the check
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield TIMEZONE.at(read.entry.path, *read.marked.place(("timezone",)), name=read.value.timezone)
