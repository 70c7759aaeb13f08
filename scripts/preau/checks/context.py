"""What every rule may look at: the registry, the files read, and the day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from preau.model.corpus import Registry
from preau.reading.load import Read, Shelf


@dataclass(frozen=True)
class Context:
    """The shelf of files read, and the day by which mandates and deadlines are judged."""

    shelf: Shelf
    day: date

    @property
    def registry(self) -> Registry:
        """The values read."""
        return self.shelf.registry

    def of(self, kind: str) -> list[Read]:
        """The files of one kind, in path order."""
        return [read for path, read in sorted(self.shelf.reads.items()) if read.entry.kind.name == kind]

    def known(self, kind: str) -> frozenset[str]:
        """Names that exist as files of a kind, readable or not: a faulty file is not also a missing one."""
        return self._known[kind]

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        ends = {
            "territory": ("content/territories/", ".yml"), "committee": ("content/committees/", ".yml"),
            "course": ("courses/", "/course.yml"),
        }  # fmt: skip
        return {
            kind: frozenset(
                path[len(first) : -len(last)]
                for path in self.shelf.others
                if path.startswith(first) and path.endswith(last)
            )
            for kind, (first, last) in ends.items()
        }

    @cached_property
    def committees(self) -> dict[str, frozenset[str]]:
        """The committees of each territory."""
        found: dict[str, set[str]] = {}
        for name in self.known("committee"):
            territory, _, slug = name.partition("/")
            found.setdefault(territory, set()).add(slug)
        return {territory: frozenset(slugs) for territory, slugs in found.items()}

    def words(self, vocabulary: str) -> set[str] | None:
        """The terms of a vocabulary, None when its file is missing or at fault (said elsewhere)."""
        terms = self.registry.vocabularies.get(vocabulary)
        return None if terms is None else set(terms)
