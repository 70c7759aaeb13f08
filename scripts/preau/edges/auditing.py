"""`preau audit`: the published branch of a clone replayed from its anchor, against what was seen the last time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from preau.edges.beginning import CannotJudge
from preau.edges.files import replace
from preau.edges.progress import doing
from preau.edges.repository import ANCHOR, LEDGER, LOG, MAIN, PROPOSALS, Repository
from preau.edges.workers import start, uncollected
from preau.i18n import N_
from preau.model import kinds
from preau.model.trail import Received, Trail
from preau.proposals import rules
from preau.proposals.account import ledger_breaches, open_breaches, publications, redactions
from preau.proposals.audit import Judged, Replay
from preau.proposals.authority import is_registry
from preau.proposals.history import APPROVAL, PLAIN, Commit
from preau.proposals.intake import LogEntry, entry_at, read_log
from preau.proposals.ledger import Ledger, read_ledger
from preau.proposals.rules import Breach

MEMORY = "preau/audited.json"
FOLLOWED = "preau/followed"
"""In a clone where `preau` once brought everything, proposals included."""
AHEAD = 200
"""Merges whose files are read at once."""


@dataclass(frozen=True)
class Audit:
    """What an audit found: the replayed history, the trail it gives, and the breaches nobody acknowledged."""

    replay: Replay
    trail: Trail
    breaches: tuple[Breach, ...]


def audit(repository: Repository, ref: str = MAIN, anchor: str | None = None, *, remember: bool = False) -> Audit:
    """Replay the history of a branch; `CannotJudge` when it is not all here."""
    tip = repository.tip(ref)
    if tip is None:
        raise CannotJudge("branch", name=ref)
    if repository.shallow():
        raise CannotJudge("shallow")
    with uncollected():
        first, named = _start(repository, tip, anchor)
        replay = replayed(repository, tip, first, name=named)
        trail = trail_of(repository, replay, first)
        found = [*_memory(repository, trail, replay, remember), *_log_breaches(repository, replay)]
        found += [*ledger_breaches(replay), *open_breaches(replay)]
    return Audit(replay, trail, tuple(found))


def replayed(repository: Repository, tip: str, anchor: str, jobs: int | None = None, name: str = "") -> Replay:
    """The history from an anchor, known by a name, to a tip, judged by several processes at once.

    What is verified or judged depends on what came before, as it was read, and on no other verdict: each process takes
    some of it. The order of things is settled here.
    """
    log = repository.commits(LOG) if repository.tip(LOG) else []
    repository.close()  # a process of Git ends when nobody holds its pipe: none is open when others are started
    with start(lambda places: [entry_at(log, place) for place in places], range(len(log)), jobs) as entries:
        doing(N_("Reading the history"))
        line, others = line_of(repository.commits(tip, f"^{anchor}"), tip)
        if (line[0].parents[:1] if line else (tip,)) != (anchor,):
            raise CannotJudge("anchor-elsewhere", name=name or anchor)
        replay = started(repository, anchor)
        replay.decided = decided_at(repository, anchor)
        for commit in line:
            replay.follow(commit)
        repository.close()

        def judge(positions: Sequence[int]) -> list[Judged]:
            return list(_judged(repository, replay, others, positions))

        with start(judge, range(1, len(line) + 1), jobs, what=N_("Publications judged")) as found:
            replay.log = read_log(log, chain.from_iterable(entries)) if log else None
            for judged in chain.from_iterable(found):
                replay.settle(judged)
    return replay


def _judged(
    repository: Repository, replay: Replay, others: Mapping[str, Commit], positions: Sequence[int]
) -> Iterator[Judged]:
    for first in range(0, len(positions), AHEAD):
        some = positions[first : first + AHEAD]
        changed = [one for position in some for one in replay.commits[position].changes]
        repository.read_ahead({oid for one in changed for oid in (one.old, one.new) if oid})
        for position in some:
            parents = replay.commits[position].parents
            yield replay.judged(position, others.get(parents[1]) if len(parents) > 1 else None)


def started(repository: Repository, start: str, root: str = "") -> Replay:
    """A replay that begins at a commit, with the ledger of this copy; `root` is known when the branch is not walked."""
    ledger = ledger_of(repository)
    replay = Replay(ledger.first(root or repository.root(start)), repository.blob, ledger=ledger)
    replay.begin(*beginning(repository, start))
    return replay


def beginning(repository: Repository, anchor: str) -> tuple[Commit, dict[str, str]]:
    """The commit where a replay begins, and the registry files that it holds."""
    commit = repository.commit(anchor)
    files = repository.files(anchor, kinds.MOVEMENT.path, "content/territories/")
    return commit, {path: oid for path, (mode, oid, _) in files.items() if mode == PLAIN and is_registry(path)}


def decided_at(repository: Repository, commit: str) -> dict[str, str]:
    """The path of each decision that was published at a commit, by the name of its file, which no other may bear."""
    return {path.rpartition("/")[2]: path for path in repository.names(commit, "content/decisions/")}


def line_of(commits: Iterable[Commit], tip: str) -> tuple[list[Commit], dict[str, Commit]]:
    """The published branch, oldest first, and the other commits by name."""
    others = {commit.oid: commit for commit in commits}
    line: list[Commit] = []
    while tip in others:
        line.append(others.pop(tip))
        tip = line[-1].parents[0] if line[-1].parents else ""
    return line[::-1], others


def ledger_of(repository: Repository) -> Ledger:
    """What was redacted, as far as this copy knows."""
    return read_ledger(repository.commits(LEDGER), repository.blob) if repository.tip(LEDGER) else Ledger()


def _start(repository: Repository, tip: str, anchor: str | None) -> tuple[str, str]:
    """The anchor asked for, else the one judged from the last time, else this copy's, else before the first approval.

    With the name that it goes by. Whether it stands on the branch is seen when the branch was read.
    The server cannot move forward, past a breach, an anchor from which one has judged before.
    """
    known = ledger_of(repository).now(_known(repository.git_dir / MEMORY).get("anchor", ""))
    guarded = repository.tip(ANCHOR)
    seen = known and (known == guarded or repository.descends(tip, known))
    named = anchor or (known if seen else ANCHOR)
    found = guarded if named == ANCHOR else repository.tip(named)
    if found is None and anchor:
        raise CannotJudge("anchor", name=anchor)
    if found is not None:
        return found, named
    first = repository.text(
        "rev-list", "--first-parent", "--reverse", "--min-parents=2", "--basic-regexp", f"--grep=^{APPROVAL}: ", tip
    ).split("\n", 1)[0]
    return repository.tip(first + "^1") or tip if first else tip, tip


def _memory(repository: Repository, trail: Trail, replay: Replay, remember: bool) -> list[Breach]:
    """Whether this history continues the one seen the last time; then it is the one to be continued.

    A redaction rewrites commits one for one: what was seen stands as far from the beginning as it did.
    """
    path, tip = repository.git_dir / MEMORY, trail.tip

    def distance(commit: str) -> int | None:
        """How many published commits come before this one, None when the branch does not descend from it."""
        if commit in replay.positions:
            return trail.before + replay.positions[commit]
        return repository.distance(commit) if repository.descends(tip, commit) else None

    known = _known(path)
    if known:
        seen = replay.ledger.now(known["tip"])
        if known["root"] != replay.root or distance(seen) != int(known["distance"]):
            return [rules.REPLACED.by(tip, known=known["tip"][:12])]
    if remember:
        path.parent.mkdir(parents=True, exist_ok=True)
        told = {"root": replay.root, "tip": tip, "distance": str(distance(tip)), "anchor": trail.anchor}
        replace(path, json.dumps(told).encode())
    return []


def _known(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        known = {name: str(found[name]) for name in ("root", "tip", "distance", "anchor")}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return known if known["distance"].isdigit() else {}


def _log_breaches(repository: Repository, replay: Replay) -> list[Breach]:
    """The log is whole, and signed with keys that the registry named at some time."""
    log = replay.log
    if log is None:
        naming = [one.commit.oid for one in replay.published if one.judged.intake]
        # a copy that holds the anchor of the guard was given what the log lies beside
        return [rules.LOG_BROKEN.by(naming[0])] if naming and repository.tip(ANCHOR) else []
    named = frozenset[bytes]().union(*{one.intake_keys for one in replay.authorities})
    return [rules.LOG_BROKEN.by(log.broken)] if log.broken or log.keys - named else []


def trail_of(repository: Repository, replay: Replay, anchor: str) -> Trail:
    """The trail that a replayed history gives."""
    made = publications(replay)
    by_path: dict[str, list[int]] = {}
    for position, one in enumerate(made):
        for path, _ in one.paths:
            by_path.setdefault(path, []).append(position)
    before = repository.distance(anchor)
    return Trail(
        replay.commits[-1].oid, replay.root, anchor, before, made, received(repository, replay),
        {path: tuple(positions) for path, positions in by_path.items()}, redactions(replay),
    )  # fmt: skip


def received(repository: Repository, replay: Replay) -> tuple[Received, ...]:
    """Each number of the log with what became of it."""
    if replay.log is None:
        return ()
    published = {one.number for one in replay.published}
    waiting = {ref.split("/")[2] for ref in repository.refs(PROPOSALS)}
    decided = _decided(replay)
    gone = "dropped" if tells_waiting(repository) else "unknown"

    def state(entry: LogEntry) -> str:
        if entry.number in published:
            return "published"
        return decided.get(entry.number) or ("waiting" if entry.number in waiting else gone)

    first = replay.log.days()
    return tuple(
        Received(entry.number, entry.revision, entry.scope, first[number], entry.deadline, state(entry))
        for number, entry in sorted(replay.log.latest().items())
    )


def tells_waiting(repository: Repository) -> bool:
    """Whether a copy knows which proposals wait: it holds some, once brought them, follows them, or is the server."""
    if repository.refs(PROPOSALS) or (repository.git_dir / FOLLOWED).is_file():
        return True
    bare = repository.text("rev-parse", "--is-bare-repository") == "true"
    return bare or f":{PROPOSALS}/" in repository.text("config", "--list")


def _decided(replay: Replay) -> dict[str, str]:
    """The numbers of the proposals declined or withdrawn since the anchor."""
    return {value.id: value.outcome for one in replay.published for value in one.judged.decisions}
