"""What is answered over HTTP: JSON with one plain sentence, and headers that keep pages to what they must do."""

from __future__ import annotations

import json
from collections.abc import Iterable
from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

from preau.edges.refusal import Refusal
from preau.findings import Finding
from preau.i18n import N_, say_in

NEVER_KEPT = {"Cache-Control": "no-store"}
PLAINLY = {
    "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin",
}  # fmt: skip
SILENT = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The policy of what is no page: data, files of the desk."""


class Stop(Exception):
    """A request that goes no further: its status, a sentence to be translated, and what goes with it."""

    def __init__(
        self, status: int, what: str, *, wait: int = 0, more: dict[str, object] | None = None, **facts: object
    ):
        super().__init__(what)
        self.status, self.what, self.facts, self.wait, self.more = status, what, facts, wait, more or {}

    def response(self, lang: str) -> Response:
        """The answer, in the reader's words."""
        message = say_in(lang).gettext(self.what).format(**self.facts)
        done = as_json({"message": message, **self.more}, self.status)
        if self.wait:
            done.headers["Retry-After"] = str(self.wait)
        return done


def as_json(value: object, status: int = 200) -> Response:
    """A value as JSON, that no browser keeps, runs or frames."""
    body = json.dumps(value, ensure_ascii=False).encode() + b"\n"
    headers = {**NEVER_KEPT, **PLAINLY, "Content-Security-Policy": SILENT}
    return Response(body, status, headers, content_type="application/json")


def refused(refusal: Refusal, status: int, lang: str) -> Response:
    """A refusal: its sentence, what to do, and each fault with its code."""
    say = say_in(lang).gettext
    facts = {name: str(value)[:600] for name, value in refusal.facts.items()}
    message = say(refusal.what).format(**facts)
    message = message[:1].upper() + message[1:] + ("" if message.endswith((".", "!", "?")) else ".")
    found = [as_fact(finding, lang) for finding in refusal.faults]
    for breach in refusal.breaches:
        found.append(
            {
                "code": breach.code,
                "path": breach.path,
                "line": 1,
                "message": breach.message(say),
                "help": breach.help(say),
            }
        )
    return as_json({"message": message, "help": say(refusal.help).format(**facts), "findings": found}, status)


def as_fact(finding: Finding, lang: str) -> dict[str, object]:
    """One fault, as JSON tells it."""
    say = say_in(lang).gettext
    return {
        "code": finding.code, "severity": finding.severity.word, "path": finding.path, "line": finding.line,
        "column": finding.column, "message": finding.message(say), "help": finding.help(say),
    }  # fmt: skip


def called_by_name(request: Request, hosts: Iterable[str]) -> None:
    """Refuse a request made to this computer under another's name: a page of elsewhere must not read what is here."""
    known = frozenset(hosts)
    try:
        said = urlsplit("//" + request.headers.get("Host", "")).hostname
    except ValueError:
        said = None
    if known and said not in known:
        raise Stop(403, N_("This address is not served here."))


def body_of(request: Request, most: int) -> bytes:
    """What was sent, whole; nothing is read of what says to be too long."""
    told = N_("This is too long: at most {most} kB can be sent.")
    if (request.content_length or 0) > most:
        raise Stop(413, told, most=most // 1000)
    data: bytes = request.stream.read(most + 1)
    if len(data) > most:
        raise Stop(413, told, most=most // 1000)
    return data
