"""The origin of the desk: its page, what it asks, the signed words it sends. A signature is the only authority.

Everything here is public, and nothing depends on who asks: any page, a packed one too, may ask and send.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from werkzeug.wrappers import Request, Response

from preau.edges.desk import facts
from preau.edges.desk.answers import PLAINLY, Stop, as_json, body_of, called_by_name, refused
from preau.edges.desk.copies import Copy
from preau.edges.desk.fates import NUMBER, page_of
from preau.edges.desk.page import FILES, POLICY, file, page
from preau.edges.desk.pages import Pages
from preau.edges.desk.paper import paper
from preau.edges.desk.previews import Previews
from preau.edges.desk.quotas import Meter
from preau.edges.desk.rebuilding import Rebuilding
from preau.edges.desk.taking import read_word, take
from preau.edges.refusal import Refusal
from preau.edges.repository import opened
from preau.edges.webserver import TYPES
from preau.i18n import N_, say_in

MOST = 64 * 1024
"""Bytes of a signed word: a statement of two hundred files is shorter."""
ANYBODY = {
    "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type", "Access-Control-Max-Age": "3600",
    "Cross-Origin-Resource-Policy": "cross-origin",
}  # fmt: skip
FROZEN = (
    "sandbox; default-src 'none'; img-src {here} data:; style-src {here} 'unsafe-inline'; font-src {here}; "
    "base-uri 'none'; form-action 'none'"
)
"""The policy of a preview: a picture of a page, which runs nothing and goes nowhere."""


class DeskOrigin:
    """What is answered on the port of the desk."""

    def __init__(
        self,
        copy: Copy,
        previews: Previews,
        building: Rebuilding,
        pages: Pages,
        hosts: frozenset[str],
        site: str,
        meter: Meter,
    ) -> None:
        self.copy, self.previews, self.building, self.pages = copy, previews, building, pages
        self.hosts, self.site, self.meter, self.lang = hosts, site, meter, pages.lang

    def answer(self, request: Request) -> Response:
        """The answer to one request."""
        called_by_name(request, self.hosts)
        path = request.path
        if path.startswith("/api/"):
            done = self._api(request, path.removeprefix("/api/"))
            done.headers.update(ANYBODY)
            return done
        if request.method not in {"GET", "HEAD"}:
            raise Stop(405, N_("This address is only read."))
        if path.startswith("/preview/"):
            return self._frozen(request, self._preview(request, path))
        if path == "/":
            return self._page(page(self._name(), self.lang))
        if path == "/paper":
            with self.copy.session() as session:
                return self._page(paper(session, self.lang))
        if path.removeprefix("/") in FILES:
            name = path.removeprefix("/")
            return Response(
                file(name), 200, {**PLAINLY, "Cache-Control": "no-cache"}, content_type=TYPES[Path(name).suffix]
            )
        raise Stop(404, N_("There is nothing at this address."))

    def _page(self, text: str) -> Response:
        headers = {**PLAINLY, "Cache-Control": "no-store", "Content-Security-Policy": POLICY, "X-Frame-Options": "DENY"}
        return Response(text, 200, headers, content_type=TYPES[".html"])

    def _name(self) -> str:
        told: dict[str, Any] = self._movement()
        return str(told["name"])

    # --- What the page asks

    def _api(self, request: Request, what: str) -> Response:
        try:
            if request.method == "OPTIONS":
                return Response(b"", 204)
            if what == "words" and request.method == "POST":
                return self._word(request)
            if request.method not in {"GET", "HEAD"}:
                raise Stop(405, N_("This address is only read."))
            return as_json(self._asked(what))
        except Stop as stop:
            return stop.response(self.lang)
        except Refusal as refusal:
            return refused(refusal, 409, self.lang)

    def _asked(self, what: str) -> Any:
        name, _, one = what.partition("/")
        if what == "movement":
            return self._movement()
        if what == "waiting":
            return self.copy.while_still("waiting", lambda session: facts.waiting(session, self.lang))
        if name == "waiting" and NUMBER.fullmatch(one):
            return self.copy.while_still(one, lambda session: facts.shown(session, one, self.lang, self.site))
        if name == "signed" and re.fullmatch(r"SHA256:[A-Za-z0-9+/]{43}", one):
            with self.copy.session() as session:
                return facts.signed_by(session, one)
        if name == "shown" and re.fullmatch(r"[0-9a-f]{40}", one):
            return self._visible(one)
        raise Stop(404, N_("There is nothing at this address."))

    def _movement(self) -> Any:
        return self.copy.while_still("movement", lambda session: facts.movement(session, self.lang, self.site))

    def _visible(self, commit: str) -> dict[str, Any]:
        """Whether the site shows a published commit, where, and what that took."""
        shown = self.building.shown
        with opened(self.copy.bare) as repository:
            if shown is None or repository.tip(commit) is None or not repository.descends(shown.commit, commit):
                return {"visible": False}
            changed = repository.diff(commit + "^1", commit)
        address = page_of(changed, self.lang)
        return {
            "visible": True,
            "address": urljoin(self.site, address.lstrip("/")) if address else "",
            "seconds": shown.seconds,
        }

    # --- What the page sends

    def _word(self, request: Request) -> Response:
        wait = self.meter.wait(request.remote_addr or "")
        if wait:
            raise Stop(429, N_("Too much came from here within an hour. Please try again later."), wait=wait)
        try:
            told = json.loads(body_of(request, MOST))
            number, line, decision = (str(told[name]) for name in ("number", "line", "decision"))
        except (ValueError, TypeError, KeyError, RecursionError):
            raise Stop(400, N_("This is no signed word.")) from None
        signed = read_word(line)  # before anything else is opened: whoever cannot sign costs nothing
        if not NUMBER.fullmatch(number):
            raise Stop(400, N_("This is no signed word."))
        with self.copy.session() as session:
            taken = take(session, number, signed, decision, self.lang)
        return as_json({"done": taken.done, "commit": taken.commit, "turn": taken.turn, "seconds": taken.seconds})

    # --- As it will appear

    def _preview(self, request: Request, path: str) -> Response:
        found = re.fullmatch(r"/preview/([0-9]{4}-[0-9]{4})/[0-9]+(/.*)", path)
        if not found:
            raise Stop(404, N_("There is nothing at this address."))
        number, inner = found.groups()
        try:
            folder = self.previews.folder_of(number) if inner.endswith("/") else self._drawn(number)
        except Refusal:  # it was answered meanwhile: the frame says so, rather than break
            told = say_in(self.lang).gettext(N_("This proposal is not waiting any more."))
            return Response(told + "\n", content_type=TYPES[".txt"])
        drawn = Pages(folder, "/", self.lang).file(request, inner) if folder else None
        done = drawn or self.pages.file(request, inner)
        if done is None:
            raise Stop(404, N_("There is nothing at this address."))
        return done

    def _frozen(self, request: Request, done: Response) -> Response:
        done.headers["Content-Security-Policy"] = FROZEN.format(here=request.host_url.rstrip("/"))
        done.headers.update(ANYBODY)
        return done

    def _drawn(self, number: str) -> Path | None:
        return next(iter(sorted(self.previews.folder.glob(f"{number}-*-*"), reverse=True)), None)
