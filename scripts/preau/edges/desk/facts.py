"""What the desk shows, as plain values: the movement and its mandates, what waits, one proposal with all its bytes."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

from preau.edges import wording
from preau.edges.answering import signed_words
from preau.edges.committed import faults_of
from preau.edges.desk.answers import as_fact
from preau.edges.desk.fates import page_of
from preau.edges.reviewing import Session
from preau.edges.waiting import Waiting, country_of
from preau.findings import printable
from preau.i18n import N_, say_in
from preau.model.addresses import Addresses
from preau.model.kinds import MOVEMENT
from preau.proposals import sshsig
from preau.proposals.authority import EDITOR, STEWARD, Holder, read_value
from preau.proposals.policy import asked_by
from preau.proposals.verdict import Missing


def movement(session: Session, lang: str, site: str) -> dict[str, Any]:
    """The movement as a page must know it to sign for it."""
    line, day = session.line, session.day
    said = read(session, MOVEMENT.path)
    criteria = read(session, "content/criteria.yml")
    held = [one for one in line.authorities[-1].holders if one.keys and one.who.valid_on(day)]
    return {
        "name": said.name if said else "", "language": lang, "root": line.root, "seen": session.tip, "day": str(day),
        "site": site, "mandates": [_mandate(session, one, lang) for one in held],
        "criteria": [{"id": one.id, "name": one.name, "question": one.question} for one in criteria.criteria]
        if criteria else [],
    }  # fmt: skip


def read(session: Session, path: str) -> Any:
    """The value of a published YAML file, None when there is none."""
    found = session.repository.files(session.tip, path).get(path)
    return read_value(path, session.repository.blob(found[1])) if found else None


def _mandate(session: Session, one: Holder, lang: str) -> dict[str, Any]:
    until = getattr(one.who, "until", None)
    return {
        "mandate": one.mandate, "name": printable(one.name, 60), "place": place(session, one.scope, lang),
        "advises": one.advises, "until": str(until) if until else "",
        "keys": sorted(sshsig.fingerprint(key) for key in one.keys),
    }  # fmt: skip


def place(session: Session, scope: str, lang: str) -> str:
    """For what a mandate stands: a territory by its name and code, the registry, the pages."""
    if scope in {EDITOR, STEWARD}:
        return say_in(lang).gettext(N_("the editors") if scope == EDITOR else N_("the stewards"))
    value = read(session, f"content/territories/{scope}.yml")
    return f"{printable(value.name, 60)} ({scope})" if value else scope


def waiting(session: Session, lang: str) -> list[dict[str, Any]]:
    """What waits, the one to answer first before the others."""
    found = session.waiting()
    found.sort(key=lambda one: (one.entry.deadline if one.entry else session.day, one.number))
    places: dict[str, str] = {}
    return [_row(session, one, lang, places) for one in found]


def _row(session: Session, one: Waiting, lang: str, places: dict[str, str]) -> dict[str, Any]:
    about = wording.about(session.repository, one.changes, country_of(session.line.authorities[-1]))
    if about.territory not in places:
        places[about.territory] = place(session, about.territory, lang)
    late = one.entry is not None and session.day > one.entry.deadline
    return {
        "number": one.number, "revision": one.revision, "title": about.title, "place": places[about.territory],
        "turn": wording.turn(session, one, lang), "late": late,
        "received": str(one.entry.received) if one.entry else "",
        "deadline": str(one.entry.deadline) if one.entry else "",
        "mandates": [] if one.returned else sorted({who.mandate for need in one.verdict.missing for who in need.who}),
    }  # fmt: skip


def shown(session: Session, number: str, lang: str, site: str) -> dict[str, Any]:
    """One proposal: every byte that it changes, and all that a referent needs to decide."""
    one = session.one(number)
    repository, changes = session.repository, one.changes
    oids = {oid for change in changes for oid in (change.old, change.new) if oid}
    tree = repository.tree_with(session.tip, [(change.path, change.new) for change in changes])
    faults = faults_of(repository, tree, session.tip, changes, session.day)
    at = Addresses(lang)
    page = page_of(changes, lang)
    return {
        **_row(session, one, lang, {}),
        "entries": [{"path": change.path, "old": change.old, "new": change.new} for change in changes],
        "blobs": {oid: base64.b64encode(repository.blob(oid)).decode() for oid in sorted(oids)},
        "findings": [as_fact(fault, lang) for fault in faults],
        "near": [
            {"title": printable(near.title, 80), "score": round(near.score * 100),
             "address": urljoin(site, (at.of(f"initiatives/{near.key}.md") or "").lstrip("/"))}
            for near in wording.neighbours_of(session, changes)
        ],
        "words": [wording.word(session, signed, lang) for signed in one.said],
        "needs": [_need(missing, one) for missing in one.verdict.missing],
        "deciders": deciders(session, one), "beside": list(one.beside),
        "preview": f"/preview/{number}/{one.revision}{page}" if page else "",
    }  # fmt: skip


def deciders(session: Session, one: Waiting) -> dict[str, dict[str, str]]:
    """The mandates that may answer a proposal, heard already or not, each with the part that it answers for."""
    repository, authority = session.repository, session.line.authorities[-1]
    needs = asked_by(one.changes, authority, session.day, repository.blob, None).needs
    asked = {who.mandate: need.scope for need in reversed(needs) for who in need.holders if not who.advises}
    country = country_of(authority)
    parts = {part: wording.about(repository, one.changes, country, part) for part in set(asked.values())}
    return {
        mandate: {"proposal": parts[part].key, "title": parts[part].title, "territory": parts[part].territory}
        for mandate, part in sorted(asked.items())
    }


def _need(missing: Missing, one: Waiting) -> dict[str, Any]:
    need = missing.need
    slug = next((change.path.rpartition("/")[2].removesuffix(".md") for change in one.changes if change.old), "")
    carrier = (
        {"mandate": f"carrier/{slug}", "print": sshsig.fingerprint(need.carrier)} if need.carrier and slug else None
    )
    return {
        "verb": need.verb.value, "missing": missing.missing, "sole": need.sole, "carrier": carrier,
        "who": [who.mandate for who in missing.who],
    }  # fmt: skip


def signed_by(session: Session, fingerprint: str) -> list[dict[str, Any]]:
    """Every word that a key signed, published or beside: what its owner compares with what they remember."""
    return [
        {
            "statement": signed.line.partition(" ")[0], "day": str(signed.statement.date),
            "verb": signed.statement.verb.value, "mandate": signed.statement.mandate,
            "paths": [entry.path for entry in signed.statement.entries],
        }
        for signed in _newest(signed_words(session))
        if signed.statement.signer == fingerprint
    ]  # fmt: skip


def _newest(found: Iterable[Any]) -> list[Any]:
    return sorted(found, key=lambda signed: (str(signed.statement.date), signed.digest), reverse=True)
