"""Requests to S3-compatible storage, signed with AWS Signature Version 4, over connections that last."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import os
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import quote, urlsplit

TRIES = 5
PATIENCE = 60
"""Seconds that one request may take."""


class Keys(NamedTuple):
    """Who asks, as the environment says it under the names that AWS gave."""

    access: str
    secret: str
    token: str = ""
    region: str = "us-east-1"

    @staticmethod
    def of_environment() -> Keys | None:
        """The keys of the environment, None when they are not there."""
        said = os.environ
        access, secret = said.get("AWS_ACCESS_KEY_ID"), said.get("AWS_SECRET_ACCESS_KEY")
        region = said.get("AWS_REGION") or said.get("AWS_DEFAULT_REGION") or "us-east-1"
        return Keys(access, secret, said.get("AWS_SESSION_TOKEN", ""), region) if access and secret else None


class Answer(NamedTuple):
    """What the storage answered; the names of headers are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes


def signed(
    keys: Keys, method: str, host: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes,
    now: datetime,
) -> dict[str, str]:  # fmt: skip
    """The headers of a request with its signature; `path` is already quoted."""
    stamp, payload = now.strftime("%Y%m%dT%H%M%SZ"), hashlib.sha256(body).hexdigest()
    told = {name.lower(): value for name, value in headers.items()}
    told |= {"host": host, "x-amz-date": stamp, "x-amz-content-sha256": payload}
    if keys.token:
        told["x-amz-security-token"] = keys.token
    names = ";".join(sorted(told))
    lines = [method, path, written(query), *(f"{name}:{' '.join(told[name].split())}" for name in sorted(told))]
    asked = "\n".join([*lines, "", names, payload])
    scope = f"{stamp[:8]}/{keys.region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(asked.encode()).hexdigest()])
    key = f"AWS4{keys.secret}".encode()
    for part in scope.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    signature = hmac.digest(key, text.encode(), "sha256").hex()
    credential = f"AWS4-HMAC-SHA256 Credential={keys.access}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**told, "authorization": credential}


def written(query: Mapping[str, str]) -> str:
    """A query in the one order and form that can be signed."""
    return "&".join(f"{quote(name, '')}={quote(value, '')}" for name, value in sorted(query.items()))


class Client:
    """Requests to one endpoint; each thread has its connection. What the network refuses is an `OSError`."""

    def __init__(self, endpoint: str, keys: Keys) -> None:
        parts = urlsplit(endpoint)
        self.endpoint, self._keys, self._host, self._base = endpoint, keys, parts.netloc, parts.path.rstrip("/")
        self._secure, self._own = parts.scheme != "http", threading.local()

    def ask(
        self, method: str, path: str, query: Mapping[str, str] = {}, headers: Mapping[str, str] = {}, body: bytes = b""
    ) -> Answer:
        """One request, asked again a little later when the storage or the network is busy."""
        quoted = self._base + quote(path, "/-_.~")
        for attempt in range(TRIES):
            last = attempt == TRIES - 1
            try:
                answer = self._once(method, quoted, query, headers, body)
                if last or (answer.status < 500 and answer.status != 429) or answer.status == 507:
                    return answer
            except (OSError, http.client.HTTPException) as fault:
                self._drop()
                if last:
                    raise fault if isinstance(fault, OSError) else OSError(str(fault) or "no answer") from None
            time.sleep(0.1 * 4**attempt)
        raise AssertionError("a loop that always returns")

    def _once(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> Answer:
        told = signed(self._keys, method, self._host, path, query, headers, body, datetime.now(UTC))
        connection = self._connection()
        connection.request(method, f"{path}?{written(query)}" if query else path, body=body or None, headers=told)
        response = connection.getresponse()
        data = response.read()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, data)

    def _connection(self) -> http.client.HTTPConnection:
        made: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if made is None:
            kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
            made = self._own.connection = kind(self._host, timeout=PATIENCE)
        return made

    def _drop(self) -> None:
        made: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if made is not None:
            made.close()
        self._own.connection = None
