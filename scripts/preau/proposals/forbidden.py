"""What may not be changed, whoever approves: names and modes, old addresses, decisions, words, a lost registry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from preau.model import kinds
from preau.model.movement import Decision, Vocabulary
from preau.proposals import rules
from preau.proposals.authority import EDITOR, STEWARD, authority_of, is_registry, read_value
from preau.proposals.changed import Changed, key_of, territory_of
from preau.proposals.history import PLAIN, Blob, Change
from preau.proposals.rules import Breach
from preau.proposals.statement import FILE_PATH

_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{4}-[0-9]{4}")
_ANSWERS = frozenset({"declined", "withdrawn"})
"""The outcomes that answer a proposal, and bear its number."""


def forbidden(read: Changed) -> Iterator[Breach]:
    """Every rule that a change breaks whoever approves it."""
    yield from _shapes(read.changes)
    yield from (_illegible(one) for one in read.records if one.new and not read.head(one.new).legible)
    yield from (_illegible(one) for one in read.changes if is_registry(one.path) and not _keeps(one, read.blob))
    yield from _lost(read)
    for one in read.records:
        if one.old is None and one.new is not None:
            yield from _opened(read, one)
        yield from _aliases(read, one)
    yield from _deletions(read)
    yield from _decisions(read)
    for one in read.changes:
        if kinds.VOCABULARY.pattern.fullmatch(one.path):
            yield from _terms(one, read.blob)


def founding(changes: Sequence[Change], blob: Blob) -> list[Breach]:
    """What the first commit of a movement may not hold: anything but plain files, a registry that nobody can read."""
    registry = [one for one in changes if is_registry(one.path) and one.new_mode == PLAIN]
    found = [*_shapes(changes), *(_illegible(one) for one in registry if not _keeps(one, blob))]
    whole = any(one.path == kinds.MOVEMENT.path for one in registry)
    return found if whole else [*found, rules.ILLEGIBLE.by(path=kinds.MOVEMENT.path)]


def _shapes(changes: Sequence[Change]) -> Iterator[Breach]:
    """Names and modes, for whatever kind of file."""
    for one in changes:
        if not FILE_PATH.fullmatch(one.path) or any(map(_unsafe, one.path.split("/"))):
            yield rules.UNSAFE_PATH.by(path=one.path, name=one.path)
        if one.new is not None and one.new_mode != PLAIN:
            yield rules.MODE.by(path=one.path)


@lru_cache(maxsize=4096)
def _unsafe(step: str) -> bool:
    lowered = step.lower()
    return lowered in {".git", ".gitmodules", ".."} or step.endswith(".") or _RESERVED.match(step) is not None


def _illegible(one: Change) -> Breach:
    return rules.ILLEGIBLE.by(path=one.path)


def _keeps(one: Change, blob: Blob) -> bool:
    """Whether a file of the registry can still be read after a change; a territory may be removed."""
    if one.new is None:
        return one.path != kinds.MOVEMENT.path
    return read_value(one.path, blob(one.new)) is not None


def _lost(read: Changed) -> Iterator[Breach]:
    """A movement whose stewards, that very day, are too few or have no key: nobody could ever change it again."""
    for one in read.changes:
        value = read_value(one.path, read.blob(one.new)) if one.path == kinds.MOVEMENT.path and one.new else None
        if value is not None:
            after = authority_of([value])
            able = {holder.person for holder in after.deciders(STEWARD, read.day)}
            if len(able) < after.policy.registry:
                yield rules.LOCKED_OUT.by(path=one.path, able=len(able), asked=after.policy.registry)


def _opened(read: Changed, one: Change) -> Iterator[Breach]:
    territory = territory_of(one.path)
    opened = read.base.opened.get(territory)
    if opened is None or opened > read.day:
        yield rules.CLOSED.by(path=one.path, scope=territory)


def _aliases(read: Changed, one: Change) -> Iterator[Breach]:
    before = read.head(one.old).aliases
    left = {key_of(other.path) for other in read.records if other.new is None and read.moved_to(other) is one}
    left |= {alias for other in read.records if key_of(other.path) in left for alias in read.head(other.old).aliases}
    for alias in sorted(read.head(one.new).aliases - before - left):
        yield rules.ALIAS_TAKEN.by(path=one.path, alias=alias)


def _deletions(read: Changed) -> Iterator[Breach]:
    told = {value.proposal for value in read.decided.values() if value and value.outcome == "deleted"}
    for one in read.records:
        if one.new is None and read.moved_to(one) is None and key_of(one.path) not in told:
            yield rules.NO_TOMBSTONE.by(path=one.path)


def _decisions(read: Changed) -> Iterator[Breach]:
    gone = {key_of(one.path) for one in read.records if one.new is None and read.moved_to(one) is None}
    for one in read.decisions:
        value = read.decided.get(one.path)
        if one.old is not None:
            yield rules.CREATE_ONLY.by(path=one.path)
        elif value is None:
            yield _illegible(one)
        elif (value.outcome != "deleted" and len(read.changes) > 1) or (
            value.outcome == "deleted" and value.proposal not in gone
        ):
            yield rules.MIXED.by(path=one.path)
        elif value.outcome not in _ANSWERS and _NUMBER.fullmatch(value.id):
            yield rules.NUMBERED.by(path=one.path)
        elif value.outcome != "acknowledged" and _elsewhere(value):
            yield rules.OTHER_SCOPE.by(path=one.path, said=value.territory, scope=value.proposal.partition("/")[0])


def _elsewhere(value: Decision) -> bool:
    """Whether a decision is written for another territory than that of the proposal it names."""
    return value.proposal.partition("/")[0] not in {value.territory, EDITOR, STEWARD}


def _terms(one: Change, blob: Blob) -> Iterator[Breach]:
    kept = set(_ids(read_value(one.path, blob(one.new))) if one.new else ())
    for term in _ids(read_value(one.path, blob(one.old))) if one.old else ():
        if term not in kept:
            yield rules.TERM_REMOVED.by(path=one.path, term=term)


def _ids(value: Vocabulary | None) -> tuple[str, ...]:
    return tuple(term.id for term in value.terms) if value else ()
