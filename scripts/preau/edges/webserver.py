"""A folder of pages over HTTP on this computer, each with a script that hears of changes; the disk stays as it is."""

from __future__ import annotations

import contextlib
import json
import mimetypes
import queue
import re
import socket
import socketserver
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

OWN = "/__preau/"
"""Where the server's own script, style and events are; no page of a site can be there."""
EVENTS = OWN + "events"
BEAT = 15
"""Seconds between two signs of life on an open page: a page that was closed is then forgotten."""
TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8", ".json": "application/json", ".xml": "application/xml",
    ".svg": "image/svg+xml", ".csv": "text/csv; charset=utf-8", ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8", ".vtt": "text/vtt; charset=utf-8", ".png": "image/png", ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg", ".webp": "image/webp", ".ico": "image/x-icon", ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json", ".ics": "text/calendar; charset=utf-8", ".pdf": "application/pdf",
    ".epub": "application/epub+zip", ".zip": "application/zip",
}  # fmt: skip
"""Types that must not depend on how this computer is set up."""


@dataclass(frozen=True)
class State:
    """What open pages must know: which build they show, and what stops the next (`title`, `report`), if anything."""

    version: str
    fault: dict[str, str] | None = None

    def event(self) -> bytes:
        """The state as one Server-Sent Event."""
        told = json.dumps({"version": self.version, "fault": self.fault}, ensure_ascii=False)
        return f"event: state\ndata: {told}\n\n".encode()


class News:
    """The state, told to each open page at once and again at each change."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._lock = threading.Lock()
        self._pages: set[queue.SimpleQueue[State | None]] = set()

    def tell(self, state: State) -> None:
        """Change the state and tell every open page."""
        with self._lock:
            self.state = state
            for page in self._pages:
                page.put(state)

    def close(self) -> None:
        """Let every page go."""
        with self._lock:
            for page in self._pages:
                page.put(None)

    def heard(self) -> Iterator[bytes]:
        """What one page hears, from the state of now until the end; a comment when there is nothing to tell."""
        page: queue.SimpleQueue[State | None] = queue.SimpleQueue()
        with self._lock:
            self._pages.add(page)
            page.put(self.state)
        try:
            while True:
                try:
                    state = page.get(timeout=BEAT)
                except queue.Empty:
                    yield b": still here\n\n"
                    continue
                if state is None:
                    return
                yield state.event()
        finally:
            with self._lock:
                self._pages.discard(page)


def inside(folder: Path, parts: Sequence[str]) -> Path | None:
    """The file or folder at some steps below a folder; None when a step, or a link, would lead out of it."""
    if any(part in {"", ".", ".."} or re.search(r"[\\:\0/]", part) for part in parts):
        return None
    top = folder.resolve()
    try:
        found = top.joinpath(*parts).resolve()
        return found if found.is_relative_to(top) and found.exists() else None
    except (OSError, ValueError):
        return None


@dataclass
class Site:
    """What is served: the folder, the news, and the page shown while there is no site yet."""

    folder: Path
    news: News
    waiting: str
    hosts: frozenset[str] | None = None
    """The names that this computer answers to, None for any: a page of another site must not read this one."""
    own: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        here = Path(__file__).resolve().parent
        self.own = {OWN + name: (here / name).read_bytes() for name in ("reload.js", "reload.css")}

    def find(self, path: str) -> Path | None:
        """The file or folder at the path of an address, None when it is not one of the site's."""
        try:
            parts = unquote(path, errors="strict").removeprefix("/").removesuffix("/").split("/")
        except UnicodeDecodeError:
            return None
        return inside(self.folder, [] if parts == [""] else parts)

    def with_script(self, page: bytes) -> bytes:
        """The page as it is on disk, with the script that hears the news before its end."""
        script = f'<script src="{OWN}reload.js" data-version="{self.news.state.version}" defer></script>\n'.encode()
        before, end, after = page.rpartition(b"</body>")
        return before + script + end + after if end else page + script


class Server(ThreadingHTTPServer):
    """Listens from its creation on; answers once `start()` is called."""

    daemon_threads = True
    allow_reuse_address = hasattr(socket, "AF_UNIX")  # elsewhere it would let two programs share a port
    allow_reuse_port = False
    site: Site

    def __init__(self, host: str, port: int) -> None:
        self.address_family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        super().__init__((host, port), Handler)

    def server_bind(self) -> None:
        """Bind without asking the network for this computer's name, which can take long."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    @property
    def origin(self) -> str:
        """The address to open."""
        host = str(self.server_name)
        shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
        return f"http://{shown}:{self.server_port}"

    def start(self, site: Site) -> None:
        """Answer from a thread."""
        self.site = site
        threading.Thread(target=self.serve_forever, args=(0.1,), name="preau-serve", daemon=True).start()

    def stop(self) -> None:
        """Let open pages go, then close."""
        self.site.news.close()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle of an answer is nobody's fault; anything else is ours, and told."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One browser's requests."""

    protocol_version = "HTTP/1.1"
    server_version = "preau"
    sys_version = ""
    timeout = 60
    server: Server

    def do_HEAD(self) -> None:
        """The same answer as GET, without its body."""
        self.do_GET()

    def do_GET(self) -> None:
        """A file, a way to its folder, the page that is missing, or one of the server's own files."""
        with contextlib.suppress(ConnectionError, TimeoutError):
            self._answer()

    def _answer(self) -> None:
        site, (path, _, query) = self.server.site, self.path.partition("?")
        if not self._welcome():
            self._send(403, b"This address is not served here.\n", TYPES[".txt"])
        elif path == EVENTS:
            self._events()
        elif path in site.own:
            self._send(200, site.own[path], TYPES[Path(path).suffix])
        elif not (site.folder / "index.html").is_file():
            self._send(503, site.with_script(site.waiting.encode()), TYPES[".html"])
        else:
            self._file(site.find(path), path, query)

    def _welcome(self) -> bool:
        """Whether the browser asked for this computer by one of its names."""
        hosts = self.server.site.hosts
        try:
            said = urlsplit("//" + self.headers.get("Host", "")).hostname
        except ValueError:
            return False
        return hosts is None or said in hosts

    def _file(self, found: Path | None, path: str, query: str) -> None:
        """A page gets the script unless a script asks for it: a course that is kept is verified to the last byte."""
        if found is not None and found.is_dir():
            if not path.endswith("/") and (found / "index.html").is_file():
                self._redirect(quote(unquote(path)) + "/" + (f"?{query}" if query else ""))
                return
            found /= "index.html"
        elif path.endswith("/"):
            found = None
        body, status, kind = self._read(found), 200, type_of(found)
        if body is None:
            body, status, kind = self._read(self.server.site.folder / "404.html") or b"404\n", 404, TYPES[".html"]
        if kind == TYPES[".html"] and self.headers.get("Sec-Fetch-Dest", "document") != "empty":
            body = self.server.site.with_script(body)
        self._send(status, body, kind)

    def _read(self, path: Path | None) -> bytes | None:
        try:
            return path.read_bytes() if path else None
        except OSError:
            return None

    def _redirect(self, to: str) -> None:
        self._head(301, {"Location": to, "Content-Length": "0"})

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self._head(status, {"Content-Type": kind, "Content-Length": str(len(body))})
        if self.command != "HEAD":
            self.wfile.write(body)

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()

    def _events(self) -> None:
        self.close_connection = True
        self._head(200, {"Content-Type": "text/event-stream; charset=utf-8", "Connection": "close"})
        if self.command != "HEAD":
            for event in self.server.site.news.heard():
                self.wfile.write(event)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the terminal is for the state of the site."""


def type_of(path: Path | None) -> str:
    """The MIME type of a file."""
    ending = path.suffix.lower() if path else ""
    return TYPES.get(ending) or mimetypes.guess_type(f"x{ending}")[0] or "application/octet-stream"
