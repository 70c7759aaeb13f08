"""Git over HTTP on this computer: `git http-backend` behind a small server that bounds its work."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MOST_BYTES = 32 * 1024 * 1024
MOST_AT_ONCE = 16
SECONDS = 120


class _Handler(BaseHTTPRequestHandler):
    """One request, handed to Git as CGI asks, and its answer handed back."""

    protocol_version = "HTTP/1.0"
    timeout = SECONDS
    folder: Path
    places: threading.BoundedSemaphore

    def do_GET(self) -> None:
        """Git asks which refs there are."""
        self._serve(b"")

    def do_POST(self) -> None:
        """Git fetches, or pushes."""
        body = self._body()
        if body is None:
            self.send_error(413)
        else:
            self._serve(body)

    def _body(self) -> bytes | None:
        """What was sent, whole or in chunks; None when it is too long."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            size = int(self.headers.get("Content-Length") or 0)
            return self.rfile.read(size) if size <= MOST_BYTES else None
        found = b""
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            if len(found) + size > MOST_BYTES:
                return None
            found += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return found

    def _serve(self, body: bytes) -> None:
        with self.places:
            done = subprocess.run(
                ["git", "http-backend"], input=body, env=self._facts(body), stdout=subprocess.PIPE, timeout=SECONDS,
                stderr=subprocess.DEVNULL, check=False,
            )  # fmt: skip
        head, _, answer = done.stdout.partition(b"\r\n\r\n")
        lines = [line.split(": ", 1) for line in head.decode("latin-1").split("\r\n") if ": " in line]
        said = dict(lines)
        self.send_response(int(said.pop("Status", "200").split()[0]))
        for name, value in said.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer)

    def _facts(self, body: bytes) -> dict[str, str]:
        path, _, query = self.path.partition("?")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        told = {
            "GIT_PROJECT_ROOT": str(self.folder), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path, "QUERY_STRING": query,
            "REQUEST_METHOD": self.command, "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)), "REMOTE_ADDR": self.client_address[0],
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""), "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
        }  # fmt: skip
        return kept | told

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests tell what they saw."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The repositories of a folder over HTTP, for the time of a `with`; their address."""
    places = threading.BoundedSemaphore(MOST_AT_ONCE)
    handler = type("Handler", (_Handler,), {"folder": folder, "places": places})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
