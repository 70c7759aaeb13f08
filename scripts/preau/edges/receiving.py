"""What the guard does with a proposal it receives: one squashed commit, a number, a signed receipt, no other trace."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from preau.edges.guard import Asking, Guard, Update, approvals_of, event_message, latest_of
from preau.edges.output import replace
from preau.edges.refusal import Refusal
from preau.edges.repository import EMPTY_TREE, EVENTS, LOG, MAIN, NOTHING, PROPOSALS, Repository
from preau.edges.signing import Signer, open_key, signer_of
from preau.edges.sweeping import sweep, sweep_pushes
from preau.i18n import N_
from preau.proposals.history import Commit, entries_of, message, read_message, subject_of
from preau.proposals.intake import (
    NAMESPACE,
    Log,
    LogEntry,
    digest_of,
    log_message,
    next_number,
    read_log,
    receipt,
    receipt_in,
)
from preau.proposals.verdict import verifier

FOLDER = "preau"
KEY = "preau/intake.key"
_TOPIC = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Receipt(NamedTuple):
    """What is answered to whoever proposed."""

    entry: LogEntry
    line: str
    ref: str
    commit: str
    again: bool = False
    """The very same files were received before under this number."""


@contextmanager
def locked(repository: Repository) -> Iterator[None]:
    """One reception at a time in a repository."""
    import fcntl

    folder = repository.git_dir / FOLDER
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def intake_signer(repository: Repository) -> Signer | None:
    """The key with which this server signs receipts, None when it has none."""
    path = repository.git_dir / KEY
    return signer_of(open_key(path, lambda name: "")) if path.is_file() else None


class Incoming(NamedTuple):
    """A proposal judged and squashed while what was pushed was still in quarantine."""

    commit: str
    tip: str
    scope: str


def squash(guard: Guard, update: Update, options: Sequence[str]) -> None:
    """Judge a proposal in quarantine, make its one neutral commit, and let nothing else of what was pushed in.

    Names, addresses and texts corrected since stay in quarantine, which Git throws away.
    """
    _topic(options)
    asking = guard.asking(update, options)
    for signed in approvals_of(options):
        guard.word(signed, asking.changes)
    commit = guard.repository.write_commit(asking.tree, [asking.tip], message(subject_of(asking.changes)), guard.now)
    _empty_quarantine(guard.repository, commit)
    path = _incoming(guard.repository, update.new)
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep_pushes(guard.repository.git_dir)
    replace(path, " ".join(Incoming(commit, asking.tip, asking.scope)).encode())


def _incoming(repository: Repository, pushed: str) -> Path:
    return repository.git_dir / FOLDER / "incoming" / pushed


def _empty_quarantine(repository: Repository, commit: str) -> None:
    """Remove from the quarantine of this push what the squashed commit does not hold."""
    folder = os.environ.get("GIT_QUARANTINE_PATH")
    if not folder:
        return
    kept = repository.objects_of(commit)
    for path in Path(folder).glob("[0-9a-f][0-9a-f]/*"):
        if path.parent.name + path.name not in kept:
            path.unlink()


def receive(guard: Guard, update: Update, options: Sequence[str]) -> Receipt:
    """Keep a proposal: its commit, its number and its entry in the log appear together or not at all."""
    repository = guard.repository
    path = _incoming(repository, update.new)
    with locked(repository):
        sweep(repository.git_dir, [LOG])
        incoming = Incoming(*path.read_text(encoding="ascii").split())
        path.unlink()
        guard.main = repository.tip(MAIN)
        if guard.main != incoming.tip:  # the published branch moved between the two hooks
            asking = guard.asking(Update(NOTHING, incoming.commit, update.ref), options)
        else:
            asking = guard.asked_again(incoming.commit, incoming.scope)
        return _kept(guard, asking, _topic(options), options)


def _topic(options: Sequence[str]) -> str:
    said = next((one.removeprefix("topic=") for one in options if one.startswith("topic=")), "")
    if said and (not _TOPIC.fullmatch(said) or len(said) > 60):
        raise Refusal(
            N_("“{topic}” cannot be the name of a proposal"),
            N_("Use small letters without accents, digits and hyphens: -o topic=river-banks"), topic=said,
        )  # fmt: skip
    return said


def _kept(guard: Guard, asking: Asking, topic: str, options: Sequence[str]) -> Receipt:
    repository = guard.repository
    log = read_log(repository.commits(LOG)) if repository.tip(LOG) else Log()
    digest = digest_of(entries_of(asking.changes))
    for entry in log.latest().values():
        if entry.digest == digest and _open(repository, entry):
            return _again(repository, log, entry)
    number, revision = _number(guard, log, topic)
    commit = repository.write_commit(asking.tree, [asking.tip], message(subject_of(asking.changes)), guard.now)
    sweep(repository.git_dir, [f"{PROPOSALS}/{number}/{revision}", f"{EVENTS}/{number}"])
    done, updates = _entry(guard, asking, (number, revision), digest, commit)
    repository.move(
        (f"{PROPOSALS}/{number}/{revision}", commit, NOTHING), *updates, *_said(guard, number, asking, options)
    )
    if topic:
        _remember(repository, topic, number)
    return done


def _again(repository: Repository, log: Log, entry: LogEntry) -> Receipt:
    """The receipt of a proposal whose very files were received before: one may send twice what was not answered."""
    commit = next(oid for oid, place in log.positions.items() if log.entries[place] == entry)
    ref = f"{PROPOSALS}/{entry.name}"
    return Receipt(entry, receipt_in(repository.commit(commit)), ref, repository.tip(ref) or "", again=True)


def _open(repository: Repository, entry: LogEntry) -> bool:
    return repository.tip(f"{PROPOSALS}/{entry.name}") is not None


def _number(guard: Guard, log: Log, topic: str) -> tuple[str, int]:
    """The next free number; the next revision of an open proposal when its topic, or its number, is told."""
    repository = guard.repository
    said = topic if re.fullmatch(r"\d{4}-\d{4}", topic) else _remembered(repository, topic)
    if said and latest_of(repository, said) is not None:
        return said, 1 + max(int(ref.rsplit("/", 1)[1]) for ref in repository.refs(f"{PROPOSALS}/{said}"))
    decided = repository.files(guard.main or "", "content/decisions/")
    taken = {entry.number for entry in log.entries} | {path.rpartition("/")[2].removesuffix(".yml") for path in decided}
    taken |= {ref.split("/")[2] for ref in repository.refs(PROPOSALS)}
    return next_number(taken, guard.today.year), 1


def _entry(
    guard: Guard, asking: Asking, name: tuple[str, int], digest: str, commit: str
) -> tuple[Receipt, list[tuple[str, str, str]]]:
    """The receipt, and the move of the log; without a key of the server there is no log, and the receipt says so."""
    repository, today = guard.repository, guard.today
    previous = repository.tip(LOG)
    entry = LogEntry(
        repository=repository.root(asking.tip), number=name[0], revision=name[1], scope=asking.scope, digest=digest,
        received=today, deadline=today + timedelta(days=guard.authority.answer_within), previous=previous,
    )  # fmt: skip
    ref, signer = f"{PROPOSALS}/{entry.name}", intake_signer(repository)
    if signer is None or signer.public not in guard.authority.intake_keys:
        return Receipt(entry, "", ref, commit), []
    armoured = signer.sign(entry.canonical(), NAMESPACE)
    made = repository.write_commit(EMPTY_TREE, [previous] if previous else [], log_message(entry, armoured), guard.now)
    return Receipt(entry, receipt(entry, armoured), ref, commit), [(LOG, made, previous or NOTHING)]


def _said(guard: Guard, number: str, asking: Asking, options: Sequence[str]) -> list[tuple[str, str, str]]:
    """The approvals that came with a proposal, kept as its first events."""
    repository, ref = guard.repository, f"{EVENTS}/{number}"
    before = tip = repository.tip(ref)
    for signed in approvals_of(options):
        guard.word(signed, asking.changes)
        tip = repository.write_commit(EMPTY_TREE, [tip] if tip else [], event_message(signed), guard.now)
    return [(ref, tip, before or NOTHING)] if tip and tip != before else []


def _topics(repository: Repository, topic: str) -> Path:
    return repository.git_dir / FOLDER / "topics" / topic


def _remembered(repository: Repository, topic: str) -> str:
    path = _topics(repository, topic or "none")
    return path.read_text(encoding="ascii").strip() if topic and path.is_file() else ""


def _remember(repository: Repository, topic: str, number: str) -> None:
    path = _topics(repository, topic)
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, number.encode())


def tidy(repository: Repository, commits: Sequence[Commit]) -> None:
    """Close the proposals that these merges publish or decide: their texts are published, or forgotten."""
    verify = verifier("")
    numbers = {read_message(commit.message, verify).proposal.partition("/")[0] for commit in commits}
    paths = [change.path for commit in commits for change in commit.changes]
    numbers |= {path.rpartition("/")[2][:-4] for path in paths if path.startswith("content/decisions/")}
    for number in sorted(numbers - {""}):
        refs = repository.refs(f"{PROPOSALS}/{number}")
        sweep(repository.git_dir, refs)
        if refs:
            repository.move(*((ref, NOTHING, oid) for ref, oid in refs.items()))
