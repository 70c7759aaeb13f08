"""The files of the built site over HTTP, as any static host answers them; nothing else of the disk can be reached."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from werkzeug.wrappers import Request, Response
from werkzeug.wsgi import wrap_file

from preau.edges.desk.answers import PLAINLY
from preau.edges.webserver import TYPES, inside, type_of
from preau.i18n import say_in


class Pages:
    """A built site, at a path of its host; `/` when it has the host for itself."""

    def __init__(self, folder: Path, base: str, lang: str) -> None:
        self.folder, self.base, self.lang = folder, base, lang

    def answer(self, request: Request) -> Response:
        """A file, the way to its folder, or the page that says that it is not there."""
        path = request.path
        if self.base != "/" and path in {"/", self.base.rstrip("/")}:
            return _moved(self.base)
        if not (self.folder / "index.html").is_file():
            return self._not_yet()
        if not path.startswith(self.base):
            return _file(request, self.folder / "404.html", 404)
        inner = path.removeprefix(self.base.rstrip("/"))
        folder = self._find(inner.strip("/"))
        if folder is not None and folder.is_dir() and not path.endswith("/") and (folder / "index.html").is_file():
            query = request.query_string.decode("ascii", "ignore")
            return _moved(quote(path) + "/" + (f"?{query}" if query else ""))
        return self.file(request, inner) or _file(request, self.folder / "404.html", 404)

    def file(self, request: Request, path: str) -> Response | None:
        """The file at a path that begins with a slash; None when there is none."""
        found = self._find(path.strip("/"))
        if found is not None and path.endswith("/"):
            found = found / "index.html" if found.is_dir() else None
        return _file(request, found, 200) if found is not None and found.is_file() else None

    def _find(self, path: str) -> Path | None:
        """The file or folder at a path without slashes around it, None when it is not one of the site's."""
        return inside(self.folder, path.split("/") if path else [])

    def _not_yet(self) -> Response:
        told = say_in(self.lang).gettext("The site is being made")
        return Response(told + "\n", 503, {"Retry-After": "5"}, content_type=TYPES[".txt"])


def _moved(to: str) -> Response:
    return Response(b"", 301, {"Location": "/" + to.lstrip("/")})


def _file(request: Request, path: Path, status: int) -> Response:
    """A file as it is on the disk; a browser asks again each time whether it changed."""
    try:
        told = path.stat()
        stream = path.open("rb")
    except OSError:
        return Response(b"404\n", 404, content_type=TYPES[".txt"])
    headers = {**PLAINLY, "Cache-Control": "no-cache", "Content-Length": str(told.st_size)}
    done = Response(wrap_file(request.environ, stream), status, headers, content_type=type_of(path))
    done.direct_passthrough = True
    if status == 200:
        done.set_etag(f"{told.st_mtime_ns:x}-{told.st_size:x}")
        done.make_conditional(request.environ)
    return done
