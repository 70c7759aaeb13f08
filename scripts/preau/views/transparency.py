"""The door to what is public about decisions: the trail and its breaches, how citizens are answered, what is silent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from preau.i18n import N_
from preau.model.audited import Fault, Why
from preau.model.corpus import SILENCE
from preau.model.listed import Records
from preau.model.people import Territory
from preau.model.trail import Redacted
from preau.views import answers, cards
from preau.views.answers import Answer, Tally
from preau.views.approved import commands, decision_link
from preau.views.frame import Context, Frame, Page
from preau.views.governance import public_page

MOST = 50
"""How many late or dropped proposals, silent initiatives or breaches the page tells one by one."""
WHY: dict[Why, str] = {
    "no-git": N_("This site was made from a copy of the files without their history (Git)."),
    "shallow": N_("This site was made from a copy that holds only a part of the history."),
    "unguarded": N_(
        "No guard watches over the repository of this movement yet: its approvals are not signed, and nothing can be "
        "verified."
    ),
    "elsewhere": N_("The history of this copy is not the one that the guard knows, or is older."),
    "unreadable": N_("The history of this copy could not be read."),
}
_OFFICES = {"editor": N_("Editors (courses and pages)"), "steward": N_("Stewards (registry)")}
_NONE = Tally(0, None, 0, 0, 0)


def transparency(records: Records, frame: Frame) -> tuple[Page, str]:
    """The whole page."""
    opened = sorted(
        (place for place in frame.registry.territories.values() if place.open_on(frame.site.date)),
        key=lambda one: cards.alphabetical(one.name),
    )
    found = answers.answers(frame.audited, frame.site.date)
    title = frame.say("Transparency")
    description = frame.say("Who decides, by which rules, and what was decided.")
    page = public_page(frame, title, "transparency", description=description)
    return page, frame.draw(
        "transparency.html", page, counts=_counts(records, opened, frame), rows=_places(records, opened, found, frame),
        answer_within=frame.registry.movement.answer_within, trail=_trail(frame), received=_received(found, frame),
        quiet=_quiet(records, frame),
    )  # fmt: skip


def _counts(records: Records, opened: Sequence[Territory], frame: Frame) -> Context:
    outcomes = Counter(decision.outcome for decision in frame.registry.decisions.values())
    return {
        "initiatives": records.each().total(), "territories": len(opened),
        "declined": outcomes["declined"], "withdrawn": outcomes["withdrawn"],
        "referents": sum(len(place.referents_on(frame.site.date)) for place in opened),
    }  # fmt: skip


# --- The trail


def _trail(frame: Frame) -> Context:
    """What was audited, and what was found; why there is nothing to tell where there is no trail."""
    audited = frame.audited
    trail = audited.trail
    if trail is None:
        return {"why": frame.say(WHY[audited.why or "no-git"])}
    approvals = [approval for one in trail.publications for approval in one.approvals]
    open_ones = audited.open_faults
    closed = [one for one in audited.faults if one.acknowledged]
    return {
        "why": None, "tip": trail.tip, "root": trail.root, "anchor": trail.anchor, "before": trail.before,
        "publications": len(trail.publications), "approvals": len(approvals),
        "since": min((one.day for one in trail.publications), default=None),
        "disputed": sum(one.disputed for one in approvals), "own": sum(one.own for one in approvals),
        "attested": sum(one.attested for one in approvals), "logged": audited.logged,
        "open": [_fault(one, frame) for one in open_ones[:MOST]], "open_count": len(open_ones),
        "acknowledged": [_fault(one, frame) for one in closed[:MOST]], "acknowledged_count": len(closed),
        "commands": commands(frame), "redactions": [_redaction(one) for one in trail.redactions[-MOST:]],
        "redacted": len({blob for one in trail.redactions for blob in one.blobs}),
    }  # fmt: skip


def _redaction(one: Redacted) -> Context:
    return {
        "day": one.day, "reason": one.reason, "texts": len(one.blobs), "mandates": ", ".join(one.mandates),
        "before": one.before[:12], "after": one.after[:12], "commits": len(one.commits),
    }  # fmt: skip


def _fault(one: Fault, frame: Frame) -> Context:
    return {
        "code": one.code, "commit": one.commit[:12], "path": one.path, "title": one.title, "message": one.message,
        "decision": decision_link(one.acknowledged, frame), "name": one.acknowledged,
    }  # fmt: skip


# --- How citizens are answered


def _received(found: Sequence[Answer], frame: Frame) -> Context:
    """Everything received, and one by one what nobody answered and what disappeared."""
    late = sorted((one for one in found if one.state == "late"), key=lambda one: one.received.deadline)
    dropped = [one for one in found if one.state == "dropped"]
    return {
        "total": len(found), "all": answers.tally(found),
        "late": [_one(one, frame) for one in late[:MOST]], "dropped": [_one(one, frame) for one in dropped[:MOST]],
    }  # fmt: skip


def _one(answer: Answer, frame: Frame) -> Context:
    one = answer.received
    return {
        "number": one.number, "place": _places_named(one.territory, frame), "day": one.day, "deadline": one.deadline,
        "late": (frame.site.date - one.deadline).days,
    }  # fmt: skip


def _places_named(scopes: str, frame: Frame) -> str:
    return ", ".join(_scope_name(scope, frame) for scope in scopes.split("+"))


def _scope_name(scope: str, frame: Frame) -> str:
    place = frame.registry.territories.get(scope)
    return place.name if place else frame.say(_OFFICES[scope]) if scope in _OFFICES else scope


def _places(records: Records, opened: Sequence[Territory], found: Sequence[Answer], frame: Frame) -> list[Context]:
    """One line for each open territory, then whoever else received something."""
    declined = Counter(one.territory for one in frame.registry.decisions.values() if one.outcome == "declined")
    counts, tallies = records.each(), answers.by_scope(found)
    listed = [place.code for place in opened]
    more = [scope for scope in tallies if scope not in set(listed)]
    return [
        {
            "name": _scope_name(code, frame), "address": _address(code, frame),
            "referents": _referents(code, frame), "initiatives": counts[code], "declined": declined[code],
            "tally": tallies.get(code, _NONE),
        }
        for code in [*listed, *more]
    ]  # fmt: skip


def _address(code: str, frame: Frame) -> str | None:
    return frame.at.territory(code) if code in frame.registry.territories else None


def _referents(code: str, frame: Frame) -> int:
    movement, day = frame.registry.movement, frame.site.date
    if code in frame.registry.territories:
        return len(frame.registry.territories[code].referents_on(day))
    held = {"editor": movement.editors, "steward": movement.stewards}.get(code, ())
    return sum(one.valid_on(day) for one in held)


def _quiet(records: Records, frame: Frame) -> Context:
    """What has not moved for long, by the day of the build."""
    found = answers.quiet(records, frame.audited, frame.site.date)
    told = [
        {
            "title": row.title, "address": frame.at.initiative(row.territory, row.slug),
            "place": _scope_name(row.territory, frame), "last": one.last or None,
        }
        for one in found[:MOST]
        if (row := records.at(f"initiatives/{one.key}.md"))
    ]  # fmt: skip
    return {"days": SILENCE.days, "total": len(found), "told": told}
