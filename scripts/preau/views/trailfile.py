"""`/trail.json`: everything that was audited, for programs; versioned, in a stable order, one thing a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from preau.model.audited import Audited
from preau.model.trail import Approval, Publication, Redacted
from preau.views.answers import answers
from preau.views.frame import Frame
from preau.views.transparency import WHY

VERSION = 1


def trail_file(frame: Frame) -> str:
    """The whole file; without a trail, it says why."""
    audited = frame.audited
    trail = audited.trail
    if trail is None:
        why = audited.why or "no-git"
        return (
            json.dumps({"version": VERSION, "unavailable": why, "reason": frame.say(WHY[why])}, ensure_ascii=False)
            + "\n"
        )
    head: dict[str, Any] = {
        "version": VERSION, "root": trail.root, "anchor": trail.anchor, "tip": trail.tip, "before": trail.before,
        "logged": audited.logged,
    }  # fmt: skip
    parts = {
        "publications": map(_publication, trail.publications), "received": _received(audited, frame),
        "breaches": (one._asdict() for one in audited.faults),
        "redactions": map(_redaction, trail.redactions),
    }  # fmt: skip
    lines = [f'"{name}": {json.dumps(value)}' for name, value in head.items()]
    lines += [f'"{name}": [{_rows(values)}]' for name, values in parts.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _rows(values: Iterable[dict[str, Any]]) -> str:
    rows = ",\n".join(json.dumps(value, ensure_ascii=False) for value in values)
    return f"\n{rows}\n" if rows else ""


def _publication(one: Publication) -> dict[str, Any]:
    return {
        "commit": one.commit, "day": str(one.day), "number": one.number,
        "received": str(one.received) if one.received else None,
        "paths": [{"path": path, "blob": blob} for path, blob in one.paths],
        "approvals": [_approval(approval) for approval in one.approvals],
        "breaches": list(one.breaches), "acknowledged": one.acknowledged,
    }  # fmt: skip


def _approval(one: Approval) -> dict[str, Any]:
    return {**one._asdict(), "day": str(one.day)}


def _redaction(one: Redacted) -> dict[str, Any]:
    commits = [{"old": old, "new": new} for old, new in one.commits]
    return {**one._asdict(), "day": str(one.day), "commits": commits}


def _received(audited: Audited, frame: Frame) -> Iterable[dict[str, Any]]:
    """What was received, as the log tells it; lateness is left to the reader, who has a clock."""
    for one in answers(audited, frame.site.date):
        yield {
            **one.received._asdict(), "day": str(one.received.day), "deadline": str(one.received.deadline),
            "decided": str(one.decided) if one.decided else None,
        }  # fmt: skip
