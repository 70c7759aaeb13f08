"""How a judged proposal is received: a number, an entry of the log, a signed receipt, all at once or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from preau.edges import logbook
from preau.edges.limits import limits_of, room_left
from preau.edges.pushes import Update
from preau.edges.refusal import Refusal
from preau.edges.repository import EMPTY_TREE, EVENTS, LOG, MAIN, NOTHING, PROPOSALS, Repository, latest_of
from preau.edges.revising import FOLDER, Named, code_of, named_by, remember
from preau.edges.rooted import root_of
from preau.edges.signing import Signer, key_in, open_key, signer_of
from preau.edges.sweeping import sweep
from preau.i18n import N_
from preau.proposals.history import entries_of
from preau.proposals.intake import NAMESPACE, LogEntry, digest_of, log_message, next_number, receipt, receipt_in

KEY, KEY_TOLD = "preau/intake.key", "PREAU_INTAKE_KEY"


class Receipt(NamedTuple):
    """What is answered to whoever proposed."""

    entry: LogEntry
    line: str
    ref: str
    commit: str
    again: bool = False
    """The very same files were received before under this number."""
    code: str = ""
    """With it, whoever proposed sends a new revision; nobody else is told it."""
    beside: str = ""
    """The proposal that was named without a proof: it stays as it is, and this one stands beside it."""


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
    """The key with which this server signs receipts, from its file or from `PREAU_INTAKE_KEY`; None without any."""
    told = os.environ.get(KEY_TOLD, "")
    if told.strip():
        return signer_of(key_in(told.strip().encode() + b"\n", Path(KEY_TOLD), lambda name: ""))
    path = repository.git_dir / KEY
    return signer_of(open_key(path, lambda name: "")) if path.is_file() else None


class Incoming(NamedTuple):
    """A proposal judged and squashed while what was pushed was still in quarantine, and what answers it."""

    commit: str
    tip: str
    scope: str
    now: int
    today: str
    answer_within: int
    intake_keys: list[str]


def incoming_path(repository: Repository, pushed: str) -> Path:
    """Where a judged proposal waits for its number, by the commit that was pushed and the process that receives it.

    Both hooks of a push are started by one process of Git: the same files may be sent twice at the same moment.
    """
    return repository.git_dir / FOLDER / "incoming" / f"{pushed}.{os.getppid()}"


def forget_killed(repository: Repository, pushed: str) -> None:
    """Remove what pushes of the same commit left that were killed before they were answered."""
    for path in (repository.git_dir / FOLDER / "incoming").glob(f"{pushed}.*"):
        if not _runs(int(path.suffix[1:])):
            path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    """Whether a process still runs; the first of all takes the place of a parent that was killed."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return process != 1
    return process != 1


def receive(repository: Repository, update: Update, options: Sequence[str]) -> Receipt:
    """Keep a proposal: its commit, its number and its entry in the log appear together or not at all."""
    path = incoming_path(repository, update.new)
    with locked(repository):
        sweep(repository.git_dir, [LOG])
        incoming = Incoming(*json.loads(path.read_text(encoding="ascii")))
        path.unlink()
        if repository.tip(MAIN) != incoming.tip:  # the published branch moved between the two hooks
            incoming = _judged_again(repository, Update(NOTHING, incoming.commit, update.ref), options)
        return keep(repository, incoming, named_by(repository, options, incoming.commit), options)


def _judged_again(repository: Repository, update: Update, options: Sequence[str]) -> Incoming:
    from preau.edges.guard import Guard  # heavy, and seldom needed here
    from preau.edges.squashing import judged
    from preau.proposals.certificates import pusher_in

    # it was squashed already, and tells whose key pushed it
    return judged(Guard(repository), update, options, pusher_in(repository.commit(update.new)))


def keep(repository: Repository, incoming: Incoming, named: Named, options: Sequence[str]) -> Receipt:
    """Give a judged proposal its number and its entry of the log, in a repository that is locked."""
    known = logbook.names(repository)
    digest = digest_of(entries_of(repository.diff(incoming.tip, incoming.commit)))
    again = _again(repository, known, digest)
    if again is not None:  # who sends what waits, and is public, is not told how to replace it
        mine = named.proven and named.number == again.entry.number
        return again._replace(code=code_of(repository.git_dir, named.number) if mine else "")
    number, revision = _number(repository, incoming, known, named)
    if revision == 1:  # many may have been judged at once, each seeing the queue before the others
        room_left(repository, limits_of(repository))
    sweep(repository.git_dir, [f"{PROPOSALS}/{number}/{revision}", f"{EVENTS}/{number}"])
    code = code_of(repository.git_dir, number)
    done, updates = _entry(repository, incoming, (number, revision), digest)
    ref = f"{PROPOSALS}/{number}/{revision}"
    repository.move((ref, incoming.commit, NOTHING), *updates, *_said(repository, number, incoming.now, options))
    remember(repository, named.topic, number)
    other = bool(named.number) and named.number != number and latest_of(repository, named.number) is not None
    return done._replace(code=code, beside=named.number if other else "")


def _again(repository: Repository, known: Mapping[str, str], digest: str) -> Receipt | None:
    """The receipt of a proposal whose very files wait already: one may send twice what was not answered."""
    waiting = repository.refs(PROPOSALS)
    last: dict[str, int] = {}
    for ref in waiting:
        number, _, revision = ref.removeprefix(PROPOSALS + "/").partition("/")
        last[number] = max(last.get(number, 0), int(revision) if revision.isdigit() else 0)
    open_ = {known[name]: name for number, most in last.items() if (name := f"{number}/{most}") in known}
    for commit in repository.commits_said(open_):
        entry = logbook.entry_in(commit)
        if entry is not None and entry.digest == digest:
            ref = f"{PROPOSALS}/{entry.name}"
            return Receipt(entry, receipt_in(commit), ref, waiting[ref], again=True)
    return None


def _number(repository: Repository, incoming: Incoming, known: Iterable[str], named: Named) -> tuple[str, int]:
    """The next free number; the next revision of a proposal that waits, for who proves to have sent it."""
    said = named.number if named.proven else ""
    if said and latest_of(repository, said) is not None:
        return said, 1 + max(int(ref.rsplit("/", 1)[1]) for ref in repository.refs(f"{PROPOSALS}/{said}"))
    decided = {path.rpartition("/")[2][:-4] for path in repository.names(incoming.tip, "content/decisions/")}
    given = {name.partition("/")[0] for name in known} | {ref.split("/")[2] for ref in repository.refs(PROPOSALS)}
    number = next_number(given or decided, int(incoming.today[:4]), decided)
    if not number:
        raise Refusal(N_("all the numbers of this year are taken"), N_("Please send it again next year."))
    return number, 1


def _entry(
    repository: Repository, incoming: Incoming, name: tuple[str, int], digest: str
) -> tuple[Receipt, list[tuple[str, str, str]]]:
    """The receipt, and the move of the log; without a key of the server there is no log, and the receipt says so."""
    today, previous = date.fromisoformat(incoming.today), repository.tip(LOG)
    entry = LogEntry(
        repository=root_of(repository, incoming.tip), number=name[0], revision=name[1], scope=incoming.scope,
        digest=digest, received=today, deadline=today + timedelta(days=incoming.answer_within), previous=previous,
    )  # fmt: skip
    ref, signer = f"{PROPOSALS}/{entry.name}", intake_signer(repository)
    if signer is None or signer.public.hex() not in incoming.intake_keys:
        return Receipt(entry, "", ref, incoming.commit), []
    armoured = signer.sign(entry.canonical(), NAMESPACE)
    parents = [previous] if previous else []
    made = repository.write_commit(EMPTY_TREE, parents, log_message(entry, armoured), incoming.now)
    return Receipt(entry, receipt(entry, armoured), ref, incoming.commit), [(LOG, made, previous or NOTHING)]


def _said(repository: Repository, number: str, now: int, options: Sequence[str]) -> list[tuple[str, str, str]]:
    """The approvals that came with a proposal, kept as its first events."""
    if not any(one.startswith("approval=") for one in options):
        return []
    from preau.edges.guard import approvals_of, event_message  # heavy, and seldom needed here

    ref = f"{EVENTS}/{number}"
    before = tip = repository.tip(ref)
    for signed in approvals_of(options):
        tip = repository.write_commit(EMPTY_TREE, [tip] if tip else [], event_message(signed), now)
    return [(ref, tip, before or NOTHING)] if tip and tip != before else []
