"""What every rule may look at: the registry, the files read, and the day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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

    def known(self, kind: str) -> set[str]:
        """Names that exist as files of a kind, readable or not: a faulty file is not also a missing one."""
        prefix = {"territory": "content/territories/", "course": "courses/", "committee": "content/committees/"}[kind]
        found = {path.removeprefix(prefix) for path in self.shelf.paths if path.startswith(prefix)}
        if kind == "course":
            return {name.removesuffix("/course.yml") for name in found if name.endswith("/course.yml")}
        return {name.removesuffix(".yml") for name in found}

    def words(self, vocabulary: str) -> set[str] | None:
        """The terms of a vocabulary, None when its file is missing or at fault (said elsewhere)."""
        terms = self.registry.vocabularies.get(vocabulary)
        return None if terms is None else set(terms)
