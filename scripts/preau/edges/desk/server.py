"""What listens: Waitress, with bounds on how many come, how much they send, and how long they take to send it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from werkzeug.wrappers import Request, Response

from preau.edges.desk.answers import Stop
from preau.i18n import N_

SENDING = 30
"""Seconds that one request may take to arrive."""
SILENCE = 20
"""Seconds without a byte after which a connection is closed."""
CONNECTIONS = 400
EACH = 60
"""Connections at once from one address."""
HEADERS = 16_384
"""Bytes of all the headers of a request."""
log = logging.getLogger("preau.serve")


class Channel(HTTPChannel):  # type: ignore[misc]
    """One connection: whoever sends a byte now and then is not waited for."""

    began = 0.0

    def received(self, data: bytes) -> bool:
        """Bytes that came: too late, they are not read and the connection is closed."""
        now = time.monotonic()
        if self.request is None or not self.began:
            self.began = now
        elif now - self.began > self.server.sending:
            self.will_close = True
            return False
        read: bool = super().received(data)
        if self.request is None:
            self.began = 0.0
        return read


class Server(TcpWSGIServer):  # type: ignore[misc]
    """Listens from its creation on; answers once `start()` is called."""

    channel_class = Channel

    def __init__(self, app: Callable[..., Any], host: str, port: int, *, most: int, threads: int) -> None:
        self.sending = SENDING
        adjusted = Adjustments(
            listen=f"[{host}]:{port}" if ":" in host else f"{host}:{port}", threads=threads, ident=None,
            connection_limit=CONNECTIONS, channel_timeout=SILENCE, cleanup_interval=5, backlog=256,
            max_request_header_size=HEADERS, max_request_body_size=most, expose_tracebacks=False,
            clear_untrusted_proxy_headers=False,
        )  # fmt: skip
        super().__init__(app, adj=adjusted, sockinfo=adjusted.listen[0])

    def handle_accept(self) -> None:
        """Take one more connection, unless its address has many already."""
        super().handle_accept()
        newest = list(self.active_channels.values())[-1:]
        for channel in newest:
            host = channel.addr[0]
            if sum(1 for one in self.active_channels.values() if one.addr[0] == host) > EACH and self.crowded:
                channel.will_close = True

    crowded = True
    """Whether connections are counted by address: not behind a proxy, which makes them all."""

    def maintenance(self, now: float) -> None:
        """Close what is silent, and what takes too long to say what it wants."""
        super().maintenance(now)
        late = time.monotonic() - self.sending
        for channel in list(self.active_channels.values()):
            if not channel.requests and channel.began and channel.began < late:
                channel.will_close = True

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.effective_port)

    def start(self) -> None:
        """Answer from a thread."""
        threading.Thread(target=self.run, name="preau-http", daemon=True).start()

    def stop(self) -> None:
        """Answer no more."""
        self.task_dispatcher.shutdown(timeout=3)
        self.close()


def app_of(answer: Callable[[Request], Response], lang: str) -> Callable[..., Any]:
    """The application that WSGI wants; a fault of ours is told in the log, and in a sentence to the visitor."""

    def app(environ: dict[str, Any], start: Any) -> Any:
        request = Request(environ)
        try:
            done = answer(request)
        except Stop as stop:
            done = stop.response(lang)
        except Exception:
            log.exception("%s %s", request.method, request.path)
            done = Stop(500, N_("Something went wrong here. Nothing of yours was changed; please try again.")).response(
                lang
            )
        return done(environ, start)

    return app
