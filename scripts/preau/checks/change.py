"""A change judged beside what stood before: its own files, and those that it may put at fault; nothing else is read.

What is told is what two whole checks would tell: every fault of the files that changed, and every fault of another file
that was not there before. A random test holds it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple, Protocol

from preau.checks.addresses import Known, Standing
from preau.checks.run import Checker, Spread, one_after_another
from preau.findings import Finding, in_order
from preau.model import kinds
from preau.model.corpus import Row
from preau.model.roots import RECORDS, keys
from preau.reading.load import Opened, Tree, everything
from preau.reading.marks import read_yaml
from preau.reading.texts import decode, split
from preau.reading.tree import Entry, Paths, collisions, spoken

DECISIONS = "content/decisions/"
MOST = 400
"""Files in a change, or named by it, beyond which everything is read: looking each of them up would cost as much."""
_GROUND = (kinds.MOVEMENT, kinds.VOCABULARY)


class Side(Tree, Protocol):
    """A tree whose files are known by name before any is looked at."""

    @property
    def paths(self) -> Paths:
        """Every path, whatever stands there."""
        ...

    def look(self, paths: Iterable[str]) -> Iterator[Entry | Finding]:
        """What `scan` says of some paths."""
        ...

    def names(self, folder: str) -> list[str]:
        """The names in a folder, in order."""
        ...


@dataclass(frozen=True)
class Change:
    """Two sides, the paths that differ, and a way to find files by what is written in them."""

    before: Side
    after: Side
    paths: frozenset[str]
    mentioning: Callable[[Set[str]], Iterable[str]]
    """The files of pages, courses and initiatives in which one of some words stands; too many do no harm."""
    day_in: Callable[[str], date]

    @cached_property
    def shared(self) -> str:
        """A file that changed and by which others are judged, empty when there is none."""
        return min((path for path in self.paths if not path.startswith((RECORDS, DECISIONS))), default="")


class Told(NamedTuple):
    """The faults of a change, and whether all the files of both sides were read to find them."""

    findings: list[Finding]
    everything: bool


def judged(change: Change, spread: Spread[tuple[list[Row], list[Finding]]] = one_after_another) -> Told:
    """Every fault of the files that changed, and every new one of the others."""
    judge = Judge(change)
    if len(change.paths) > MOST or not judge.alike or len(judge.suspects) > MOST:
        return Told(_new(change, lambda side: Checker(side, change.day_in).everything(spread)), True)
    return Told(_new(change, judge.judged), False)


def _new(change: Change, judged: Callable[[Side], Iterable[Finding]]) -> list[Finding]:
    mine = {spoken(path) for path in change.paths}
    found = in_order(judged(change.after))
    if all(one.path in mine for one in found):
        return found
    before = set(judged(change.before))
    return [one for one in found if one.path in mine or one not in before]


class Judge:
    """Judges a change with the few files that it may put at fault; what is not below `initiatives/` when it must."""

    def __init__(self, change: Change) -> None:
        self.change = change

    @cached_property
    def _sides(self) -> tuple[Checker, Checker] | None:
        """All that is not an initiative, read before and after, when some of it changed; None else."""
        if not self.change.shared:
            return None
        return self._checker(self.change.before, everything), self._checker(self.change.after, everything)

    @property
    def alike(self) -> bool:
        """Whether what every initiative is judged by is the same before and after."""
        return self._sides is None or _ground(self._sides[0]) == _ground(self._sides[1])

    @cached_property
    def suspects(self) -> frozenset[str]:
        """The files that changed, and those in which something stands that the change gives or takes."""
        words = frozenset(self._words())
        others = self.change.mentioning(words) if words else ()
        return self.change.paths | {path for path in others if path in self.change.after.paths}

    def _words(self) -> Iterator[str]:
        """What is written in any file that this change may put at fault without touching it."""
        if self._sides is not None:
            before, after = self._sides
            yield from before.known.addresses - after.known.addresses
        was, now = _entries(self.change.before, self.change.paths), _entries(self.change.after, self.change.paths)
        for path in self.change.paths:
            known = kinds.recognise(path)
            kind = known[0] if known else None
            if kind is kinds.INITIATIVE:
                if (path in was) is not (path in now):
                    yield from keys(path)
                for side, entry in ((self.change.before, was.get(path)), (self.change.after, now.get(path))):
                    yield from (key for alias in _aliases(side, entry) for key in keys(alias))
            elif path in was and path not in now and path.startswith(RECORDS):
                yield path.rpartition("/")[2]
            elif kind is kinds.DECISION and path in was:
                yield from keys(_said(self.change.before, path, "proposal"))

    def judged(self, side: Side) -> Iterator[Finding]:
        """Every fault of the suspects on one side, and of names beside those that come or go."""
        yield from self._of(side) if self._sides is None else self._of_all(side, self._sides)
        for folder in sorted({folder for path in self.change.paths for folder in _above(path)}):
            yield from collisions(folder, side.names(folder))

    def _of(self, side: Side) -> list[Finding]:
        mine = {spoken(path) for path in self.suspects}
        if all(path.startswith(RECORDS) for path in self.suspects):
            read = self.suspects | {f"content/territories/{path.split('/')[1]}.yml" for path in self.suspects}
            checker = self._checker(side, lambda entry: entry.kind in _GROUND or entry.path in read, DECISIONS)
            found = self._added(checker, side)
            if not any(one.path in mine for one in found) and not checker.known.asked:
                return []
        # What was left unread could only excuse: an address of a role, something deleted, a course that has opened
        courses = tuple({"/".join(path.split("/")[:2]) + "/" for path in self.suspects if path.startswith("courses/")})

        def opened(entry: Entry) -> bool:
            told = entry.kind.source in {"yaml", "terms"} or entry.path in self.suspects
            return told or entry.path.startswith(courses)

        return [one for one in self._added(self._checker(side, opened), side) if one.path in mine]

    def _of_all(self, side: Side, sides: tuple[Checker, Checker]) -> list[Finding]:
        return self._added(sides[side is self.change.after], side)

    def _checker(self, side: Side, opened: Opened, *left: str) -> Checker:
        """What is not below `initiatives/`, read as far as it is opened."""
        checker = Checker(_Others(side, left, self.change.paths), self.change.day_in, opened)
        checker.shelf.paths = looked = Looked(side)
        checker.known = Known(checker.context, Standing(looked, Places(looked)))
        return checker

    def _added(self, checker: Checker, side: Side) -> list[Finding]:
        """Everything, once the suspects that stand below `initiatives/` are added."""
        shelf = checker.shelf
        below = (path for path in self.suspects if path.startswith(RECORDS) and path in side.paths)
        for one in side.look(sorted(below, key=_as_scanned)):
            if isinstance(one, Finding):
                shelf.findings.append(one)
            elif one.kind.source == "record":
                shelf.records.append(one)
            else:
                shelf.files[one.path] = one
        return checker.everything()


def _ground(checker: Checker) -> tuple[object, ...]:
    """What every initiative is judged by, besides itself and what it leads to."""
    context, registry = checker.context, checker.context.registry
    words = {name: {one.id: one.replaced_by for one in terms.values()} for name, terms in registry.vocabularies.items()}
    places = {code: (place.name, place.open_on(context.day)) for code, place in registry.territories.items()}
    named = [context.known(kind) for kind in ("territory", "committee", "course")]
    movement = registry.movement
    return context.day, movement.language, movement.demonstration, words, places, named, checker.roles


def _as_scanned(path: str) -> list[str]:
    """The key that puts paths in the order in which folders are gone through."""
    return path.split("/")


def _above(path: str) -> Iterator[str]:
    """The folders in which a path stands, from the top."""
    return accumulate(path.split("/")[:-1], "{}/{}".format)


def _entries(side: Side, paths: Iterable[str]) -> dict[str, Entry]:
    found = side.look(path for path in sorted(paths) if path in side.paths)
    return {one.path: one for one in found if isinstance(one, Entry)}


def _aliases(side: Side, entry: Entry | None) -> list[str]:
    """The old addresses that a file claims; most claim none, which is seen without reading it."""
    data = side.read(entry.path) if entry else b""
    document = split(decode(data, "")[0], "")[0] if b"aliases" in data or b"\\" in data else None
    said = read_yaml(document.head, "").data if document else None
    found = said.get("aliases") if isinstance(said, dict) else None
    return [alias for alias in found if isinstance(alias, str)] if isinstance(found, list) else []


def _said(side: Side, path: str, key: str) -> str:
    """One text of a file of YAML, empty when there is none."""
    data = read_yaml(decode(side.read(path), path)[0], path).data
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, str) else ""


class Looked(Set[str]):
    """The paths of a side at which a file stands that has a meaning: each is looked at when it is asked for.

    Going through it gives every name, looked at or not.
    """

    def __init__(self, side: Side) -> None:
        self._side = side
        self._known: dict[str, bool] = {}

    def __contains__(self, path: object) -> bool:
        if path not in self._side.paths or not isinstance(path, str):
            return False
        if path not in self._known:
            self._known[path] = any(isinstance(one, Entry) for one in self._side.look([path]))
        return self._known[path]

    def __rand__(self, some: Set[Any]) -> Set[Any]:
        """Those of some paths that stand, looked at all at once."""
        stand = _entries(self._side, some)
        self._known |= {path: path in stand for path in some}
        return frozenset(path for path in some if path in self)

    def __iter__(self) -> Iterator[str]:
        return iter(self._side.paths)

    def __len__(self) -> int:
        return sum(1 for _ in self._side.paths)


class Places(Collection[str]):
    """The territories in which an initiative stands, found when asked for: one of each is looked at, at once."""

    def __init__(self, looked: Looked) -> None:
        self._looked = looked

    @cached_property
    def _all(self) -> frozenset[str]:
        records = [path for path in self._looked if path.startswith(RECORDS) and path.endswith(".md")]
        one = {path.split("/")[1]: path for path in records}
        stand = frozenset(one.values()) & self._looked
        left = {place for place, path in one.items() if path not in stand}
        more = (path for path in records if path.split("/")[1] in left and path in self._looked) if left else ()
        return frozenset((one.keys() - left) | {path.split("/")[1] for path in more})

    def __contains__(self, place: object) -> bool:
        return place in self._all

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


class _Others:
    """What of a side is not below some folders, but for what changed."""

    def __init__(self, side: Side, left: tuple[str, ...], changed: frozenset[str]) -> None:
        self._side, self._left, self._changed = side, left, changed

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        return self._side.read(path)

    def scan(self) -> Iterator[Entry | Finding]:
        """What `scan` says of them, in the same order."""
        others = self._side.paths.others
        some = (path for path in others if not path.startswith(self._left) or path in self._changed)
        return self._side.look(sorted(some, key=_as_scanned))
