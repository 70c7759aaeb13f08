"""Asking a forge over HTTP: JSON both ways, pages followed to their end, patience with limits, and an end to it."""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from preau.edges.forges.protocol import ForgeFault
from preau.findings import printable
from preau.i18n import N_

TRIES, PATIENCE, TIMEOUT = 5, 120.0, 30.0
"""How often one thing is asked; how many seconds all waiting may take in a run; how long one answer may take."""
MOST_BYTES, MOST_PAGES = 8_000_000, 100
_NEXT = re.compile(r'<([^<>]+)>\s*;[^,]*\brel="?next"?')
_AGAIN = frozenset({429, 500, 502, 503, 504})


class Answer(NamedTuple):
    """What came back: its number, its headers, and what it says."""

    status: int
    headers: Mapping[str, str]
    value: Any


class _Here(urllib.request.HTTPRedirectHandler):
    """A redirection is followed on the same server only: the token is for nobody else."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        """The request to make in the place of another, None when it would leave."""
        same = urllib.parse.urlsplit(newurl)[:2] == urllib.parse.urlsplit(req.full_url)[:2]
        return super().redirect_request(req, fp, code, msg, headers, newurl) if same else None


class Client:
    """One server, with the headers that open it."""

    def __init__(self, api: str, headers: Mapping[str, str], sleep: Callable[[float], None] = time.sleep) -> None:
        self.api = api.rstrip("/")
        self._headers = {"Accept": "application/json", "User-Agent": "preau", **headers}
        self._sleep, self._left = sleep, PATIENCE
        self._opener = urllib.request.build_opener(_Here)

    def get(self, path: str) -> Any:
        """What stands at a path."""
        return self._ask("GET", self.api + path).value

    def pages(self, path: str) -> list[Any]:
        """All that is listed at a path, page after page."""
        found: list[Any] = []
        url = self.api + path
        for _ in range(MOST_PAGES):
            answer = self._ask("GET", url)
            if not isinstance(answer.value, list):
                raise ForgeFault(N_("the forge answered something that is no list: {url}"), url=_shown(url))
            found += answer.value
            after = self._next(answer)
            if after is None:
                return found
            url = after
        raise ForgeFault(N_("the forge lists more than {most} pages: {url}"), most=MOST_PAGES, url=_shown(url))

    def send(self, method: str, path: str, body: Mapping[str, object]) -> Any:
        """Change something. What is added (`POST`) is sent again only when the forge says that it did not take it."""
        return self._ask(method, self.api + path, body).value

    def _next(self, answer: Answer) -> str | None:
        found = _NEXT.search(answer.headers.get("link", ""))
        url = found.group(1) if found else None
        if url and urllib.parse.urlsplit(url)[:2] != urllib.parse.urlsplit(self.api)[:2]:
            raise ForgeFault(N_("the forge sends to another server: {url}"), url=_shown(url))
        return url

    def _ask(self, method: str, url: str, body: Mapping[str, object] | None = None) -> Answer:
        for tried in range(1, TRIES + 1):
            answer = self._once(method, url, body)
            if answer.status < 300:
                return answer
            wait = _wait(answer, method, tried)
            if wait is None or tried == TRIES or wait > self._left:
                raise _fault(answer, method, url, wait)
            self._left -= wait
            self._sleep(wait)
        raise AssertionError("unreachable")

    def _once(self, method: str, url: str, body: Mapping[str, object] | None) -> Answer:
        data = json.dumps(body).encode() if body is not None else None
        headers = dict(self._headers) | ({"Content-Type": "application/json"} if data else {})
        asked = urllib.request.Request(url, data=data, headers=headers, method=method)
        try:
            with self._opener.open(asked, timeout=TIMEOUT) as stream:
                return _read(stream, stream.status)
        except urllib.error.HTTPError as error:
            with error:
                return _read(error, error.code)
        except (OSError, http.client.HTTPException) as error:
            return Answer(503 if method != "POST" else 599, {}, str(error))


def _read(stream: Any, status: int) -> Answer:
    data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ForgeFault(N_("the forge answers more than {most} bytes"), most=MOST_BYTES)
    headers = {name.lower(): value for name, value in stream.headers.items()}
    try:
        return Answer(status, headers, json.loads(data) if data.strip() else None)
    except ValueError:
        return Answer(status if status >= 300 else 502, headers, data[:200].decode("utf-8", "replace"))


def _wait(answer: Answer, method: str, tried: int) -> float | None:
    """How many seconds before asking again; None when it is of no use, or could do something twice."""
    limited = answer.status in {403, 429} and (
        "retry-after" in answer.headers or answer.headers.get("x-ratelimit-remaining") == "0"
    )
    if limited or (answer.status == 503 and "retry-after" in answer.headers):
        return _told(answer.headers)
    if answer.status in _AGAIN and (method != "POST" or answer.status == 429):
        return float(2 ** (tried - 1))
    return None


def _told(headers: Mapping[str, str]) -> float:
    """The wait that a forge asks for, in seconds."""
    said, reset = headers.get("retry-after", ""), headers.get("x-ratelimit-reset", "")
    if said.isdigit():
        return float(said)
    if said:
        try:
            return max(1.0, parsedate_to_datetime(said).timestamp() - time.time())
        except ValueError:
            return 60.0
    return max(1.0, float(reset) - time.time()) if reset.isdigit() else 60.0


def _fault(answer: Answer, method: str, url: str, wait: float | None) -> ForgeFault:
    facts = {"url": _shown(url), "status": answer.status, "method": method}
    if wait is not None and answer.status in {403, 429}:
        return ForgeFault(N_("the forge asks to wait {wait} seconds: {method} {url}"), wait=round(wait), **facts)
    told = answer.value.get("message") if isinstance(answer.value, dict) else answer.value
    why = printable(str(told or ""), 200)
    return ForgeFault(N_("the forge answered {status} to {method} {url}: {why}"), why=why, **facts)


def _shown(url: str) -> str:
    """An address without what could be secret in it."""
    return printable(urllib.parse.urlsplit(url).path, 200)
