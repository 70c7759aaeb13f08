"""Pages of rules: the criteria of an initiative, who decides what, and who holds which mandate, with which keys."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import date

from preau.model.fields import StolenKey
from preau.model.movement import Officer
from preau.model.people import Facilitator, Referent, Territory
from preau.views import cards
from preau.views.frame import Context, Frame, Page
from preau.views.initiatives import robots


def public_page(frame: Frame, title: str, *names: str, kind: str = "listing", description: str = "") -> Page:
    """A page of the section of transparency."""
    top = (frame.say("Transparency"), frame.at.section("transparency"))
    steps = [top, (title, "")] if len(names) > 1 else [(title, "")]
    return Page(
        title,
        frame.at.section(*names),
        "transparency",
        kind,
        description,
        robots=robots(frame),
        crumbs=frame.crumbs(*steps),
    )


def criteria(frame: Frame) -> tuple[Page, str]:
    """What an initiative must meet."""
    value = frame.registry.criteria
    page = Page(
        value.title,
        frame.at.section("criteria"),
        "contribute",
        "page",
        value.introduction,
        robots=robots(frame),
        crumbs=frame.crumbs((frame.say("Contribute"), frame.at.section("contribute")), (value.title, "")),
    )
    return page, frame.draw("criteria.html", page, criteria=value)


def policy(frame: Frame) -> tuple[Page, str]:
    """Who must approve what."""
    movement = frame.registry.movement
    page = public_page(frame, frame.say("Who decides what"), "transparency", "policy")
    return page, frame.draw("policy.html", page, policy=movement.policy, answer_within=movement.answer_within)


def mandates(frame: Frame) -> tuple[Page, str]:
    """Every mandate, valid, ended or to come."""
    page = public_page(frame, frame.say("Mandates"), "transparency", "mandates")
    held = [place for place in frame.registry.territories.values() if place.referents or place.facilitators]
    values = {
        "territories": [
            {
                "name": place.name,
                "address": frame.at.territory(place.code),
                "opened": place.open_on(frame.site.date),
                "people": _people(place, frame.site.date),
            }
            for place in sorted(held, key=lambda one: (one.kind != "country", cards.alphabetical(one.name)))
        ],
        "stewards": [_officer(one, frame.site.date) for one in frame.registry.movement.stewards],
        "editors": [_officer(one, frame.site.date) for one in frame.registry.movement.editors],
    }
    return page, frame.draw("mandates.html", page, **values)


def _people(place: Territory, day: date) -> list[Context]:
    people: list[Context] = [_person(one, "referent", None, day) for one in place.referents]
    return people + [_person(one, "facilitator", one.role, day) for one in place.facilitators]


def _officer(one: Officer, day: date) -> Context:
    return _person(one, "officer", None, day)


def _person(one: Referent | Facilitator | Officer, role: str, task: str | None, day: date) -> Context:
    state, stolen = "valid", getattr(one, "stolen", ())
    if isinstance(one, Referent) and one.revoked and one.revoked <= day:
        state = "revoked"
    elif one.until and one.until < day:
        state = "ended"
    elif one.from_ and one.from_ > day:
        state = "coming"
    return {
        "name": one.name,
        "fictional": one.fictional,
        "role": role,
        "task": task,
        "from_": one.from_,
        "until": one.until,
        "state": state,
        "keys": _keys(one.keys, stolen),
    }


def _keys(lines: Iterable[str], stolen: Iterable[StolenKey]) -> list[Context]:
    """The keys of somebody by their fingerprints, as `ssh-keygen -l` and `preau keys list` tell them."""
    lost = {fingerprint(one.key): one.since for one in stolen}
    present = [fingerprint(line) for line in lines]
    return [{"fingerprint": one, "stolen": lost.get(one)} for one in dict.fromkeys([*present, *lost])]


def fingerprint(line: str) -> str:
    """`SHA256:…`: the short name of a public key."""
    digest = hashlib.sha256(base64.b64decode(line.split(" ")[1] + "=" * (-len(line.split(" ")[1]) % 4))).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
