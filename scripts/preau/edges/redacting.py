"""`preau guard redact`: a text taken out of history, rewritten around its tombstone and told in a signed ledger."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import NamedTuple

from preau.edges.refusal import Refusal
from preau.edges.repository import LEDGER, MAIN, NOTHING, PROPOSALS, Repository
from preau.edges.signing import Signer
from preau.edges.window import window
from preau.i18n import N_
from preau.model.fields import hidden_character
from preau.model.kinds import STEWARDS, policy_class
from preau.proposals.authority import STEWARD, Authority
from preau.proposals.history import Commit, day_of
from preau.proposals.ledger import NAMESPACE, Redaction, ledger_line, ledger_message, mapping_text, tombstone

KEPT = frozenset({"registry", "decision", STEWARDS})
"""What is never redacted: by whom and why things were decided must stay readable."""


class Rewritten(NamedTuple):
    """A history without some texts: its tip, and what each commit became."""

    tip: str
    pairs: list[tuple[str, str]]


def redact(bare: Path, blobs: Sequence[str], reason: str, signers: Sequence[Signer]) -> str:
    """Take texts out of the published history of a bare repository; its new tip."""
    repository = Repository(bare)
    tip = repository.tip(MAIN) or ""
    line = window(repository, tip)
    day = day_of(int(time.time()), line.authorities[-1].timezone)
    _may_go(repository, tip, blobs)
    stewards = _stewards(line.authorities[-1], signers, day)
    done = rewritten(repository, tip, blobs)
    mapping = mapping_text(done.pairs)
    said = partial(
        Redaction, repository=line.root, redacted=tuple(sorted(blobs)), before=tip, after=done.tip, reason=reason,
        date=day, mapping=hashlib.sha256(mapping.encode()).hexdigest(),
    )  # fmt: skip
    try:
        if hidden_character(reason):
            raise ValueError(reason)
        made = [(signer, said(signer=signer.fingerprint, mandate=mandate)) for signer, mandate in stewards]
    except ValueError:
        told = N_("this reason cannot be published as it is")
        raise Refusal(told, N_("Write between 20 and 600 characters.")) from None
    lines = [ledger_line(one, signer.sign(one.canonical(), NAMESPACE)) for signer, one in made]
    _replace(repository, tip, done, mapping, lines, frozenset(blobs))
    return done.tip


def _stewards(authority: Authority, signers: Sequence[Signer], day: date) -> list[tuple[Signer, str]]:
    """The signers with their mandates of that day, as many different people as the registry asks for."""
    found: dict[str, Signer] = {}
    for signer in signers:
        for holder in authority.by_scope.get(STEWARD, ()):
            if holder.holds(signer.public, day, day):
                found.setdefault(holder.mandate, signer)
    if len(found) < authority.policy.registry:
        raise Refusal(
            N_("{count} steward(s) signed, {most} must"), N_("Repeat --key with the key of another steward."),
            count=len(found), most=authority.policy.registry,
        )  # fmt: skip
    return [(signer, mandate) for mandate, signer in sorted(found.items())]


def _may_go(repository: Repository, tip: str, blobs: Sequence[str]) -> None:
    """A text that is published today is first corrected or deleted, as any change; some files are never redacted."""
    standing = {oid: path for path, (_, oid, _) in repository.files(tip).items()}
    places: dict[str, set[str]] = {}
    for commit in repository.commits(tip):
        for one in commit.changes:
            for oid in (one.old, one.new):
                if oid is not None and oid in blobs:
                    places.setdefault(oid, set()).add(one.path)
    for oid in blobs:
        if oid in standing:
            raise Refusal(
                N_("{path} still holds this text"), N_("Publish a version without it, or delete it, then redact."),
                path=standing[oid],
            )  # fmt: skip
        if oid not in places:
            raise Refusal(N_("no published file was {blob}"), N_("`git log --raw` names the blobs."), blob=oid)
        kept = [path for path in places[oid] if policy_class(path) in KEPT]
        if kept:
            raise Refusal(
                N_("{path} cannot be redacted"), N_("Mandates, rules and decisions stay readable."), path=kept[0]
            )


def rewritten(repository: Repository, tip: str, blobs: Iterable[str]) -> Rewritten:
    """The same history with a tombstone in the place of each text: messages and moments do not change."""
    veils = {oid: repository.write_blob(tombstone(oid)) for oid in blobs}
    became: dict[str, str] = {}
    holds: dict[str, dict[str, str]] = {}  # for each commit, the paths where a tombstone stands
    for commit in repository.commits(tip):
        veiled = dict(holds.get(commit.parents[0], {})) if commit.parents else {}
        for one in commit.changes:
            veiled.pop(one.path, None)
            if one.new in veils:
                veiled[one.path] = veils[one.new or ""]
        holds[commit.oid] = veiled
        if veiled or any(parent in became for parent in commit.parents):
            became[commit.oid] = _again(repository, commit, veiled, became)
    return Rewritten(became.get(tip, tip), list(became.items()))


def _again(repository: Repository, commit: Commit, veiled: dict[str, str], became: dict[str, str]) -> str:
    tree = repository.text("rev-parse", commit.oid + "^{tree}")
    if veiled:
        tree = repository.tree_with(tree, list(veiled.items()))
    parents = [became.get(parent, parent) for parent in commit.parents]
    return repository.write_commit(tree, parents, commit.message, commit.time)


def _replace(
    repository: Repository, tip: str, done: Rewritten, mapping: str, lines: Sequence[str], gone: frozenset[str]
) -> None:
    """The new history and the ledger in one move; waiting proposals that hold or follow what is gone are dropped."""
    previous = repository.tip(LEDGER)
    tree = repository.tree_of([("map", repository.write_blob(mapping.encode()))])
    made = repository.write_commit(tree, [previous] if previous else [], ledger_message(lines), int(time.time()))
    moved = {old for old, _ in done.pairs}
    moves = [(MAIN, done.tip, tip), (LEDGER, made, previous or NOTHING)]
    for ref, oid in repository.refs("refs/preau/anchor").items():
        moves += [(ref, dict(done.pairs)[oid], oid)] if oid in moved else []
    for ref, oid in repository.refs(PROPOSALS).items():
        changes = repository.diff(oid + "^", oid)
        if any(one.new in gone or one.old in gone for one in changes):
            moves.append((ref, NOTHING, oid))
        elif repository.text("rev-parse", oid + "^") in moved:
            moves.append((ref, _moved(repository, oid, dict(done.pairs)), oid))
    repository.move(*moves)
    repository.run("reflog", "expire", "--expire=now", "--all")
    repository.run("gc", "--quiet", "--prune=now")


def _moved(repository: Repository, oid: str, became: dict[str, str]) -> str:
    """A waiting proposal on the commit that its base has become."""
    commit = repository.commit(oid)
    base = became[commit.parents[0]]
    changes = repository.diff(oid + "^", oid)
    tree = repository.tree_with(base, [(one.path, one.new) for one in changes])
    return repository.write_commit(tree, [base], commit.message, commit.time)
