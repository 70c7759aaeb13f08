"""Signed words and the merges that carry them: made mechanically, from trees, so that anyone may make them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from preau.edges.repository import LOG, Repository
from preau.edges.signing import Signer
from preau.model.kinds import INITIATIVE
from preau.proposals.audit import Replay
from preau.proposals.authority import Holder
from preau.proposals.heads import head_of
from preau.proposals.history import Change, approval_line, day_of, entries_of, message, subject_of
from preau.proposals.statement import EXPIRY, NAMESPACE, Statement, Verb


@dataclass(frozen=True)
class Word:
    """What somebody says of a change."""

    verb: Verb
    mandate: str
    independent: bool = True
    reason: str | None = None
    criterion: str | None = None


def sign_word(word: Word, changes: Iterable[Change], line: Replay, signer: Signer, day: date) -> str:
    """A statement about these changes, seen at the end of a line, signed: the line that messages carry."""
    statement = Statement(
        repository=line.root, verb=word.verb, entries=entries_of(changes), seen=line.commits[-1].oid,
        signer=signer.fingerprint, mandate=word.mandate, date=day, expires=day + EXPIRY, independent=word.independent,
        criterion=word.criterion, reason=" ".join(word.reason.split()) if word.reason else None,
    )  # fmt: skip
    return approval_line(statement, signer.sign(statement.canonical(), NAMESPACE))


def propose(repository: Repository, tip: str, entries: Sequence[tuple[str, str | None]], now: int) -> str:
    """One squashed commit on a published one that sets these paths."""
    tree = repository.tree_with(tip, entries)
    changes = repository.diff(tip, tree)
    return repository.write_commit(tree, [tip], message(subject_of(changes)), now)


def merge(repository: Repository, tip: str, proposal: str, approvals: Iterable[str], number: str, now: int) -> str:
    """The merge that publishes a proposal: the files of the branch, and those of the proposal, nothing else."""
    changes = repository.diff(proposal + "^", proposal)
    tree = repository.tree_with(tip, [(one.path, one.new) for one in changes])
    text = message(subject_of(changes), approvals, number, repository.tip(LOG) or "")
    moment = max(now, repository.time(tip), repository.time(proposal))
    return repository.write_commit(tree, [tip, proposal], text, moment)


def mandates_held(signer: Signer, line: Replay, now: int) -> list[Holder]:
    """The mandates for which a key speaks today."""
    authority = line.authorities[-1]
    day = day_of(now, authority.timezone)
    return [one for one in authority.holders if one.holds(signer.public, day, day)]


def carried(signer: Signer, changes: Iterable[Change], repository: Repository) -> str:
    """`carrier/<slug>` when the key is that of the carrier of the initiative that changes, else nothing."""
    for one in changes:
        blob = one.old or one.new
        named = blob is not None and INITIATIVE.pattern.fullmatch(one.path)
        if named and head_of(repository.blob(blob or "")).carrier_key == signer.public:
            return "carrier/" + one.path.rpartition("/")[2].removesuffix(".md")
    return ""
