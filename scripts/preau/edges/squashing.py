"""What is done of a proposal while what was pushed is still in quarantine: judged, squashed, the rest thrown away."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from preau.edges.files import replace
from preau.edges.guard import Guard, approvals_of
from preau.edges.pushes import Update
from preau.edges.receiving import Incoming, forget_killed, incoming_path
from preau.edges.repository import Repository
from preau.edges.revising import proven_by, topic_of
from preau.edges.sweeping import sweep_pushes
from preau.edges.window import authority_at
from preau.proposals.certificates import pusher_of, told
from preau.proposals.history import message, subject_of


def squash(guard: Guard, update: Update, options: Sequence[str], certificate: str = "") -> None:
    """Judge a proposal in quarantine, make its one neutral commit, and let nothing else of what was pushed in.

    Names, addresses and texts corrected since stay in quarantine, which Git throws away.
    """
    topic_of(options)
    proven_by(guard.repository.git_dir, options)
    incoming = judged(guard, update, options, _pusher(guard, update, certificate))
    _empty_quarantine(guard.repository, incoming.commit)
    path = incoming_path(guard.repository, update.new)
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep_pushes(guard.repository.git_dir)
    forget_killed(guard.repository, update.new)
    replace(path, json.dumps(incoming).encode())


def _pusher(guard: Guard, update: Update, certificate: str) -> bytes | None:
    if not certificate or guard.main is None:
        return None
    return pusher_of(certificate, " ".join(update), authority_at(guard.repository, guard.main))


def judged(guard: Guard, update: Update, options: Sequence[str], pushed_by: bytes | None = None) -> Incoming:
    """A proposal as one commit on what is published now, with what the registry says of its answer."""
    asking = guard.asking(update, options)
    for signed in approvals_of(options):
        guard.word(signed, asking.changes, pushed_by)
    text = message(subject_of(asking.changes), pushed=told(pushed_by))
    commit = guard.repository.write_commit(asking.tree, [asking.tip], text, guard.now)
    keys = [key.hex() for key in sorted(guard.authority.intake_keys)]
    return Incoming(
        commit, asking.tip, asking.scope, guard.now, guard.today.isoformat(), guard.authority.answer_within, keys
    )


def _empty_quarantine(repository: Repository, commit: str) -> None:
    """Remove from the quarantine of this push what the squashed commit does not hold."""
    folder = os.environ.get("GIT_QUARANTINE_PATH")
    if not folder:
        return
    kept = repository.objects_of(commit)
    for path in Path(folder).glob("[0-9a-f][0-9a-f]/*"):
        if path.parent.name + path.name not in kept:
            path.unlink()
