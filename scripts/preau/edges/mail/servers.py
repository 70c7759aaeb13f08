"""Where mail is fetched and posted, from addresses kept in the environment: passwords are never shown nor written."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from preau.edges.refusal import Refusal
from preau.i18n import N_

PORTS = {"imaps": 993, "imap": 143, "smtps": 465, "smtp": 587}
TIMEOUT = 60.0
"""Seconds after which a server that says nothing is left."""


@dataclass(frozen=True)
class Server:
    """One mail server and how one speaks to it."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = ""

    @property
    def sealed(self) -> bool:
        """Whether the conversation is encrypted from its first byte."""
        return self.scheme.endswith("s")

    @property
    def here(self) -> bool:
        """Whether it is this very computer, which nobody listens to on the way."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False


def server_of(url: str, variable: str, schemes: tuple[str, ...]) -> Server:
    """The server that an address names, as `imaps://user:password@host/INBOX`; `Refusal` says what is wrong in it."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in schemes or not parts.hostname:
        raise Refusal(
            N_("{variable} is not the address of a mail server"),
            N_("Write it as {scheme}://user:password@host; encode @ / : in the password as %40 %2F %3A."),
            variable=variable, scheme=schemes[0],
        )  # fmt: skip
    return Server(
        parts.scheme, parts.hostname, port or PORTS[parts.scheme], unquote(parts.username or ""),
        unquote(parts.password or ""), unquote(parts.path.strip("/")),
    )  # fmt: skip


def trusted() -> ssl.SSLContext:
    """Certificates are verified, always."""
    return ssl.create_default_context()


def unreachable(server: Server, why: object) -> Refusal:
    """The refusal that tells that a server does not answer, or not as it should."""
    return Refusal(
        N_("the mail server {host} could not be used: {why}"),
        N_("Check its address, the name and the password; nothing is lost: the next run goes on from here."),
        host=f"{server.host}:{server.port}", why=_short(why, server),
    )  # fmt: skip


def _short(why: object, server: Server) -> str:
    """What a server or the network said, without the password, whatever it repeats."""
    said = why.decode("utf-8", "replace") if isinstance(why, bytes) else str(why)
    for secret in (server.password, server.user):
        said = said.replace(secret, "…") if secret else said
    return said[:200]
