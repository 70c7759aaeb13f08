"""`preau receipt verify`: whether a receipt holds, and what became of the proposal."""

from __future__ import annotations

from pathlib import Path

from preau.edges.auditing import Audit, audit
from preau.edges.beginning import published
from preau.edges.plainly import in_words
from preau.edges.reporting import NO_LOG
from preau.edges.repository import opened
from preau.i18n import N_, say_date, say_in
from preau.proposals.intake import LogEntry, read_receipt


def run_receipt(root: Path, path: Path) -> tuple[str, int]:
    """Whether a receipt holds, and what became of the proposal: 0 it holds, 1 it does not."""
    with in_words(root) as lang, opened(root) as repository:
        text = path.read_text(encoding="utf-8", errors="replace").replace("preau-receipt:", "")
        read = read_receipt(text.strip())
        if read is None:
            return say_in(lang).gettext(N_("This is no receipt, or its signature does not hold.")) + "\n", 1
        found = audit(repository, published(repository))
        lines, code = _found(*read, found, lang)
        return "\n".join(lines) + "\n", code


def _found(entry: LogEntry, key: bytes, found: Audit, lang: str) -> tuple[list[str], int]:
    """What a receipt is worth in this copy: whose it is, whether the log holds it, what became of the proposal."""
    _, log = say_in(lang).gettext, found.replay.log
    if entry.repository != found.trail.root or not any(key in one.intake_keys for one in found.replay.authorities):
        return [_(N_("This receipt is not of this movement: its key was never named here."))], 1
    first = _(N_("Signed by this movement. Received on {day} as {number}; answer due by {deadline}, from: {scope}."))
    day, deadline = say_date(entry.received, lang), say_date(entry.deadline, lang)
    lines = [first.format(day=day, number=entry.name, deadline=deadline, scope=", ".join(entry.scopes))]
    if log is None:
        return [*lines, _(NO_LOG)], 0
    if log.entry(entry.name) != entry:
        return [
            *lines,
            _(N_("The log of this copy does not hold it: it was taken out. Show this receipt in public.")),
        ], 1
    state = next((one.state for one in found.trail.received if one.number == entry.number), "unknown")
    return [*lines, _(STATES[state])], 0


STATES = {
    "waiting": N_("It is waiting for an answer."), "published": N_("It was published."),
    "declined": N_("It was declined; the reason is in content/decisions/."),
    "withdrawn": N_("It was withdrawn."), "deleted": N_("It was published, then deleted."),
    "acknowledged": N_("It was decided."),
    "unknown": N_(
        "Nobody has answered it. Whether it waits is not known in this copy; to bring the proposals: "
        "git fetch origin 'refs/proposals/*:refs/proposals/*'"
    ),
    "dropped": N_("It disappeared without a decision: it was dropped. Show this receipt in public."),
}  # fmt: skip
