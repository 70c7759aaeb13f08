"""*Follow my proposal*: by its number, where it is, whose turn it is, by when, what was answered, what one can do."""

from __future__ import annotations

from collections.abc import Sequence

from preau.i18n import N_
from preau.views.answers import Answer
from preau.views.following import bucket_of
from preau.views.form import origin_of
from preau.views.frame import Context, Frame, Page
from preau.views.initiatives import robots

OFFICES = {"editor": N_("Editors"), "steward": N_("Stewards")}


def page(found: Sequence[Answer], frame: Frame) -> tuple[Page, str]:
    """The page is the same for all: it holds no proposal, its script asks for the one that is typed."""
    title, at = frame.say("Follow my proposal"), frame.at
    crumbs = frame.crumbs((frame.say("Contribute"), at.section("contribute")), (title, ""))
    made = Page(
        title, at.section("contribute", "follow"), "contribute", "follow", robots=robots(frame), crumbs=crumbs,
        connect=origin_of(frame), scripts=("follow.js",),
    )  # fmt: skip
    return made, frame.draw(
        "follow.html", made, contact=frame.registry.movement.contact,
        answer_within=frame.registry.movement.answer_within, trailed=frame.audited.trail is not None,
        form_data=_data(found, frame),
    )  # fmt: skip


def _data(found: Sequence[Answer], frame: Frame) -> Context:
    """Where the proposals are told, who answers in each place, and the day of the build."""
    registry, url = frame.registry, frame.url
    scopes = {one.received.territory for one in found} | {place.code for place in registry.territories.values()}
    return {
        "language": frame.site.lang, "built": str(frame.site.date), "serve": registry.movement.doors.serve or "",
        "buckets": sorted({bucket_of(one.received.number) for one in found}),
        "scopes": {scope: _scope(scope, frame) for scope in sorted(scopes)},
        "criteria": {one.id: one.name for one in registry.criteria.criteria},
        "paths": {
            "proposals": url(frame.at.section("transparency", "proposals")), "root": url("/"),
            "form": url(frame.at.section("contribute", "propose")), "follow": "",
        },
    }  # fmt: skip


def _scope(scope: str, frame: Frame) -> list[str]:
    """The name of who answers, and the address to write to."""
    registry = frame.registry
    place = registry.territories.get(scope)
    if place is None:
        return [frame.say(OFFICES[scope]) if scope in OFFICES else scope, registry.movement.contact]
    return [place.name, registry.contact(scope)]
