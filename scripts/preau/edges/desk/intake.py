"""The door for citizens: a proposal comes as the text of its file, and a receipt goes back; its fate can be asked."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from werkzeug.wrappers import Request, Response

from preau.edges.desk.answers import Stop, as_json, body_of, refused
from preau.edges.desk.copies import Copy, waiting_in
from preau.edges.desk.fates import NUMBER, fate
from preau.edges.desk.quotas import Meter
from preau.edges.hooks import AGAIN, BROKEN
from preau.edges.limits import limits_of
from preau.edges.proposing import Sent, entry_from, send
from preau.edges.refusal import Refusal
from preau.edges.repository import GitFault, opened
from preau.edges.reviewing import Session
from preau.i18n import N_, say_in
from preau.model.addresses import Addresses
from preau.model.kinds import INITIATIVE

KINDS = frozenset({"text/plain", "text/markdown"})
CODE = re.compile(r"[0-9]{4}-[0-9]{4}-[a-z2-7]{26}")
CONFLICTS = frozenset({"nothing is changed", "an initiative is already called {path}", "{path} was changed meanwhile"})
"""Refusals that are nobody's fault: the published state is not what the author thought."""


class Intake:
    """Where proposals are received: a copy of the repository, the quotas, the address of the site."""

    def __init__(self, copy: Copy, meter: Meter, lang: str, site: str) -> None:
        self.copy, self.meter, self.lang, self.site = copy, meter, lang, site or "/"

    def post(self, request: Request, address: str) -> Response:
        """Receive one proposal; what stops it is told in one sentence, and nothing is kept of it."""
        if request.mimetype not in KINDS:
            raise Stop(415, N_("Send the text of the file, as text/markdown in UTF-8."))
        data = body_of(request, INITIATIVE.most_bytes)
        said = {
            name: request.headers.get(f"X-Preau-{name}") or request.args.get(name, "") for name in ("name", "secret")
        }
        self.admit(address)
        if said["secret"] and not CODE.fullmatch(said["secret"]):
            raise Stop(422, N_("This is not the code of a receipt: it begins with a number and has 26 letters more."))
        self._room()
        try:
            with self.copy.session() as session:
                sent = self._sent(session, data, said)
        except OSError:
            raise self._disk() from None
        if sent.refusal is not None:
            return self._refused(sent.refusal)
        self.meter.received(address)
        return as_json(self._told(sent), 201)

    def admit(self, address: str) -> None:
        """Let somebody send, or ask them to wait."""
        wait = self.meter.wait(address)
        if wait:
            told = N_("Many proposals came from here within an hour. Please send yours again later.")
            raise Stop(429, told, wait=wait)

    def _room(self) -> None:
        """Whether one more may wait: the queue is bounded, so that referents can answer all of it."""
        with opened(self.copy.bare) as repository:
            most = limits_of(repository).waiting
        if waiting_in(self.copy.bare) >= most:
            told = N_(
                "{count} proposals are waiting already: referents must answer some first. Try again in some days."
            )
            raise Stop(503, told, wait=86400, count=most)

    def _sent(self, session: Session, data: bytes, said: Mapping[str, str]) -> Sent:
        name = said["name"][:80] if "/" not in said["name"] else ""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{name or '_'}.md"
            path.write_bytes(data)
            try:
                return send(session, path.name, entry_from(session, path), code=said["secret"], keep=False)
            except Refusal as refusal:
                return Sent(path.name, refusal=refusal)

    def _refused(self, refusal: Refusal) -> Response:
        why, say = str(refusal.facts.get("why", "")), say_in(self.lang).gettext
        if "No space left" in why or any(say(told) in why for told in (AGAIN, BROKEN)):
            raise self._disk()
        if refusal.faults or refusal.breaches:
            return refused(refusal, 422, self.lang)
        return refused(refusal, 409 if refusal.what in CONFLICTS else 422, self.lang)

    def _disk(self) -> Stop:
        return Stop(
            503,
            N_("This server cannot keep anything at this moment. Please send yours again later."),
            wait=600,
        )

    def _told(self, sent: Sent) -> dict[str, Any]:
        at, entry = Addresses(self.lang), sent.entry
        near = [
            {"title": one.title, "address": urljoin(self.site, (at.of(f"initiatives/{one.key}.md") or "/").lstrip("/"))}
            for one in sent.near
        ]
        facts = (
            {"revision": entry.revision, "deadline": str(entry.deadline), "received": str(entry.received)}
            if entry
            else {}
        )
        follow = urljoin(self.site, at.section("contribute", "follow").lstrip("/") + f"?n={sent.number}")
        return {
            "number": sent.number,
            **facts,
            "receipt": sent.receipt,
            "code": sent.code,
            "near": near,
            "address_follow": follow,
        }

    def get(self, number: str) -> Response:
        """What became of a proposal."""
        if not NUMBER.fullmatch(number):
            raise Stop(404, N_("A number looks like 2026-0042: it is on your receipt."))
        try:
            found = self.copy.while_still(number, lambda session: fate(session, number, self.lang, self.site))
        except GitFault:
            raise Stop(503, N_("This cannot be told at this moment. Please try again."), wait=5) from None
        if found is None:
            raise Stop(404, N_("Nothing was received here under the number {number}."), number=number)
        return as_json(found)
