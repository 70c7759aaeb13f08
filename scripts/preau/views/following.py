"""Feeds of decisions: of the movement, of each territory, of each proposal received; few files, each changed rarely.

A proposal has an Atom feed of its own while it waits and ninety days after the answer, the newest two thousand at most:
those are the ones that somebody follows. All of them, for ever, are in JSON files of five hundred numbers, so that
10,000 proposals are twenty files, and an answer changes one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from preau.i18n import N_, say_date
from preau.views.answers import Answer
from preau.views.decided import Item
from preau.views.decisions import KINDS
from preau.views.feeds import MOST, Entry, atom, both, moment
from preau.views.frame import Frame

FOLLOWED, KEPT_DAYS, BUCKET = 2000, 90, 500
STATES = {
    "published": N_("Published"), "declined": N_("Declined"), "withdrawn": N_("Withdrawn"),
    "dropped": N_("It disappeared without a decision"), "late": N_("Nobody has answered within the time promised"),
}  # fmt: skip


def feeds(found: Sequence[Item], frame: Frame) -> Iterator[tuple[str, str]]:
    """The feeds of all decisions, and those of each territory where something was decided."""
    page = frame.at.section("transparency", "decisions")
    yield from both(frame.say("Decisions"), page, _entries(found, frame), frame).items()
    by_place: dict[str, list[Item]] = {}
    for one in found:
        for place in frame.registry.line_of(one.territory):
            by_place.setdefault(place.code, []).append(one)
    for code, some in sorted(by_place.items()):
        title = frame.say("Decisions: {place}").format(place=frame.registry.territories[code].name)
        yield from both(title, frame.at.decisions_of(code), _entries(some, frame), frame, page).items()


def _entries(found: Sequence[Item], frame: Frame) -> list[Entry]:
    return [_entry(one, frame) for one in found[:MOST]]


def _entry(one: Item, frame: Frame) -> Entry:
    kind = frame.say(KINDS[one.kind][1])
    summary = kind
    if one.decision is not None:
        summary = f"{kind}. {one.decision.reason}"
    elif one.publication is not None and one.publication.approvals:
        carrier = frame.say("The person who carries it")
        names = ", ".join(approval.name or carrier for approval in one.publication.approvals)
        summary = frame.say("Approved by {names}.").format(names=names)
    address = one.address or frame.at.section("transparency", "decisions")
    title = frame.say("{kind}: {title}").format(kind=kind, title=one.title)
    return Entry(title, address, "/decided/" + one.name, moment(one.day), summary)


def proposals(found: Sequence[Answer], decided: Sequence[Item], frame: Frame) -> Iterator[tuple[str, str]]:
    """The files of proposals received: one feed for each that is followed, and all of them by five hundred."""
    told = _told(decided)
    address, page = frame.at.section("transparency", "proposals"), frame.at.section("transparency") + "#received"
    since = frame.site.date - timedelta(days=KEPT_DAYS)
    followed = [one for one in found if one.decided is None or one.decided > since]
    for one in followed[-FOLLOWED:]:
        name = one.received.number + ".xml"
        title = frame.say("Proposal {number}").format(number=one.received.number)
        yield address + name, atom(title, address + name, _story(one, frame), frame, page)
    buckets: dict[str, list[Answer]] = {}
    for one in found:
        buckets.setdefault(bucket_of(one.received.number), []).append(one)
    for bucket, some in sorted(buckets.items()):
        rows = ",\n".join(json.dumps(_row(one, told), ensure_ascii=False) for one in some)
        yield f"{address}{bucket}.json", f'{{"version": 1, "proposals": [\n{rows}\n]}}\n'


def _told(decided: Sequence[Item]) -> dict[str, Item]:
    """What was decided of each proposal, by its number."""
    found: dict[str, Item] = {}
    for item in decided:
        number = item.decision.id if item.decision else item.publication.number if item.publication else None
        if number:
            found.setdefault(number, item)
    return found


def bucket_of(number: str) -> str:
    """`2026/0501-1000`: where a number is, whatever else is received."""
    year, _, rest = number.partition("-")
    first = (int(rest) - 1) // BUCKET * BUCKET + 1
    return f"{year}/{first:04d}-{first + BUCKET - 1:04d}"


def _row(one: Answer, told: Mapping[str, Item]) -> dict[str, object]:
    """A proposal as programs read it; nothing of its text was kept, only what was decided in public."""
    received, item = one.received, told.get(one.received.number)
    more: dict[str, object] = {}
    if one.decided and item is not None:
        more = {"title": item.title, "address": item.address}
        if item.decision is not None:
            more |= {"criterion": item.decision.criterion, "reason": item.decision.reason}
    return {
        "number": received.number, "revision": received.revision, "territory": received.territory,
        "received": str(received.day), "deadline": str(received.deadline), "state": received.state,
        "decided": str(one.decided) if one.decided else None, **more,
    }  # fmt: skip


def _story(one: Answer, frame: Frame) -> list[Entry]:
    """What happened to one proposal, the newest first."""
    number, due = one.received.number, say_date(one.received.deadline, frame.site.lang)
    page = frame.at.section("transparency") + "#received"
    name = f"/proposal/{number}/"
    told = [
        Entry(
            frame.say("Received, answer due by {day}").format(day=due), page, name + "received",
            moment(one.received.day), frame.say("Proposal {number}").format(number=number),
        )
    ]  # fmt: skip
    if one.state in STATES:
        day = one.decided or (one.received.deadline if one.state == "late" else one.received.day)
        target = frame.at.section("transparency", "decisions") if one.decided else page
        target += "#d" + number if one.state in {"declined", "withdrawn"} else ""
        told.insert(0, Entry(frame.say(STATES[one.state]), target, name + one.state, moment(day), told[0].summary))
    return told
