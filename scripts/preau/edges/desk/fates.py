"""What became of a proposal, for its author: where it stands, whose turn it is, what was said of it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from preau.edges import logbook, wording
from preau.edges.repository import Repository
from preau.edges.reviewing import Session
from preau.edges.waiting import Waiting, decision_paths
from preau.i18n import N_, say_in
from preau.model.addresses import Addresses
from preau.proposals.authority import read_value
from preau.proposals.history import Change
from preau.proposals.intake import LogEntry

NUMBER = re.compile(r"[0-9]{4}-[0-9]{4}")
ENDED = {
    "published": N_("It is published. There is nothing more to wait for."),
    "declined": N_("It was declined. The reason is public."),
    "withdrawn": N_("It was withdrawn."),
    "deleted": N_("It was published, then deleted."),
    "dropped": N_("It disappeared without an answer: this should never happen. Show your receipt in public."),
}
"""Whose turn it is when it is nobody's any more."""


def fate(session: Session, number: str, lang: str, site: str) -> dict[str, Any] | None:
    """All that is public about a number; None when nothing was ever received under it. `site`: its address."""
    repository = session.repository
    entry = _last_entry(repository, number)
    waiting = session.waiting(number)
    if waiting:
        return _waits(session, waiting[0], lang)
    ended = _decided(session, number) or _published(repository, session.tip, number, lang, site)
    if ended is None and entry is None:
        return None
    state = ended or {"state": "dropped"}
    turn = say_in(lang).gettext(ENDED.get(state["state"], ENDED["withdrawn"]))
    return {"number": number, **_received(entry), "whose_turn": turn, "words": _words(session, number, lang), **state}


def _waits(session: Session, one: Waiting, lang: str) -> dict[str, Any]:
    state = "withdrawn" if one.withdrawn else "returned" if one.returned else "waiting"
    return {
        "number": one.number, "state": state, **_received(one.entry), "revision": one.revision,
        "whose_turn": wording.turn(session, one, lang),
        "words": [wording.word(session, said, lang) for said in one.said],
    }  # fmt: skip


def _received(entry: LogEntry | None) -> dict[str, Any]:
    if entry is None:
        return {}
    return {
        "revision": entry.revision, "scope": entry.scope, "received": str(entry.received),
        "deadline": str(entry.deadline),
    }  # fmt: skip


def _last_entry(repository: Repository, number: str) -> LogEntry | None:
    names = logbook.names(repository)
    mine = [oid for name, oid in names.items() if name.startswith(number + "/")]
    return logbook.entry_in(repository.commit(mine[-1])) if mine else None


def _words(session: Session, number: str, lang: str) -> list[str]:
    return [wording.word(session, signed, lang) for signed in session.events().get(number, ())]


def _decided(session: Session, number: str) -> dict[str, Any] | None:
    """What a decision file says of a number."""
    repository = session.repository
    found = repository.files(session.tip, *sorted(decision_paths(number, session.day.year)))
    for path, (_, oid, _) in found.items():
        value = read_value(path, repository.blob(oid))
        if value is not None:
            return {
                "state": str(value.outcome), "reason": value.reason, "criterion": value.criterion,
                "decided": str(value.date),
            }  # fmt: skip
    return None


def _published(repository: Repository, tip: str, number: str, lang: str, site: str) -> dict[str, Any] | None:
    """The merge that names a number, and the page that it made."""
    wanted = ["--first-parent", "--fixed-strings", f"--grep=Preau-Proposal: {number}/", "--max-count=1"]
    commit = repository.text("log", "--format=%H", *wanted, tip, "--")
    if not commit:
        return None
    changes = repository.diff(commit + "^1", commit)
    page = page_of(changes, lang)
    return {"state": "published", "commit": commit, "address": urljoin(site, page.lstrip("/")) if page else ""}


def page_of(changes: tuple[Change, ...], lang: str) -> str:
    """The page of the first changed file that has one."""
    at = Addresses(lang)
    pages = (at.of(one.path) for one in changes if one.new)
    return next((page for page in pages if page and page.endswith("/")), "")
