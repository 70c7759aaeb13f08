"""Serve a built site on 127.0.0.1 from a thread, at the root and under a sub-path, as a static host does."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

SUB_PATH = "/sous-chemin"
TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".json": "application/json", ".xml": "application/xml", ".svg": "image/svg+xml", ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp",
    ".wasm": "application/wasm", ".ico": "image/x-icon", ".webmanifest": "application/manifest+json",
    ".webm": "video/webm", ".vtt": "text/vtt; charset=utf-8",
}  # fmt: skip
PACKED = (".html", ".css", ".js", ".json", ".xml", ".svg", ".csv", ".txt")


@cache
def squeezed(path: Path, changed: int) -> bytes:
    """The gzip form of a file, made once."""
    return gzip.compress(path.read_bytes(), 6)


class _Server(ThreadingHTTPServer):
    """Knows its connections: a server that is gone does not go on answering those that were open."""

    daemon_threads = True

    def __init__(self, *given: object) -> None:
        self._open: list[socket.socket] = []
        super().__init__(*given)  # type: ignore[arg-type]

    def get_request(self) -> tuple[socket.socket, object]:
        found = super().get_request()
        self._open.append(found[0])
        return found

    def hang_up(self) -> None:
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        pass  # a browser, or we, went away in the middle of an answer


class Web:
    """A running server: `origin`, `url(address)`, and the paths that were `asked` for.

    `before(path)` is called before each answer. A server that was left can be followed by another at its `port`.
    """

    def __init__(self, folder: Path, *, packed: bool = True, port: int = 0) -> None:
        self.folder = folder.resolve()
        self.packed = packed
        self.asked: list[str] = []
        self.before: Callable[[str], None] = lambda path: None
        self._server = _Server(("127.0.0.1", port), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def origin(self) -> str:
        """`http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def url(self, address: str, *, sub_path: bool = False) -> str:
        """Where an address of the site is found here."""
        return self.origin + (SUB_PATH if sub_path else "") + address

    def file(self, path: str) -> Path | None:
        """The file that answers a path, None where there is none."""
        path = unquote(path)
        if path == SUB_PATH or path.startswith(SUB_PATH + "/"):
            path = path.removeprefix(SUB_PATH) or "/"
        found = (self.folder / path.lstrip("/")).resolve()
        if not found.is_relative_to(self.folder):
            return None
        if found.is_dir() and path.endswith("/"):
            found /= "index.html"
        return found if found.exists() else None

    def weight(self, path: str) -> int:
        """The bytes of what answers a path, as they go over the wire."""
        found = self.file(path) or self.folder / "404.html"
        return len(squeezed(found, found.stat().st_mtime_ns) if found.suffix in PACKED else found.read_bytes())

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *fault: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                web.asked.append(path)
                web.before(path)
                found = web.file(path)
                if found is not None and found.is_dir():
                    self.send_response(301)
                    self.send_header("Location", path + "/")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                elif found is not None:
                    self._send(200, found)
                else:
                    self._send(404, web.folder / "404.html")

            def do_HEAD(self) -> None:
                self.do_GET()

            def _send(self, status: int, path: Path) -> None:
                body = path.read_bytes() if path.is_file() else b""
                self.send_response(status)
                self.send_header("Content-Type", TYPES.get(path.suffix, "application/octet-stream"))
                packable = web.packed and path.suffix in PACKED and body
                if packable and "gzip" in self.headers.get("Accept-Encoding", ""):
                    body = squeezed(path, path.stat().st_mtime_ns)
                    self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler
