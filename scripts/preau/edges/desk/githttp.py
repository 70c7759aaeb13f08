"""Git over HTTP: `git http-backend` asked as CGI, with bounds on time, on size, and on how many at once."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from werkzeug.wrappers import Request, Response

from preau.edges.desk.answers import Stop
from preau.i18n import N_

AT_ONCE = 4
SECONDS = 120
"""How long one exchange may last."""
WAIT = 20
"""Seconds that one waits for its turn."""
SERVICES = ("/info/refs", "/git-upload-pack", "/git-receive-pack")
"""All that Git needs; no other file of the repository is served."""


class Git:
    """One repository, at `/<its name>/`."""

    def __init__(self, bare: Path) -> None:
        self.bare = bare.resolve()
        self.prefix = f"/{self.bare.name}"
        self._places = threading.BoundedSemaphore(AT_ONCE)

    def serves(self, path: str) -> bool:
        """Whether an address is one of the repository's."""
        return path.startswith(self.prefix + "/") and path.removeprefix(self.prefix) in SERVICES

    def answer(self, request: Request, address: str) -> Response:
        """What Git answers; its hooks judge a push as they judge any other."""
        if not self._places.acquire(timeout=WAIT):
            raise Stop(503, N_("Many people are sending at this moment. Please try again in a few seconds."), wait=5)
        out = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the answer has been sent
        try:
            subprocess.run(
                ["git", "http-backend"], stdin=_body(request), stdout=out, stderr=subprocess.DEVNULL,
                env=self._facts(request, address), timeout=SECONDS, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            out.close()
            raise Stop(503, N_("This took too long, and was stopped. Please try again."), wait=60) from None
        finally:
            self._places.release()
        return _from_cgi(out)

    def _facts(self, request: Request, address: str) -> dict[str, str]:
        """What CGI tells, and nothing of how this computer's own Git is set up."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        told = {
            "GIT_PROJECT_ROOT": str(self.bare.parent), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": request.path,
            "QUERY_STRING": request.query_string.decode("latin-1"), "REQUEST_METHOD": request.method,
            "CONTENT_TYPE": request.headers.get("Content-Type", ""), "REMOTE_ADDR": address,
            "HTTP_CONTENT_ENCODING": request.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": request.headers.get("Git-Protocol", ""), "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
        }  # fmt: skip
        if request.content_length is not None:
            told["CONTENT_LENGTH"] = str(request.content_length)
        return kept | told


def _body(request: Request) -> IO[bytes]:
    """What was sent, in a file that a process can read: the server has bounded it already."""
    found = tempfile.TemporaryFile()  # noqa: SIM115 - it ends with the process that reads it
    while part := request.stream.read(1 << 16):
        found.write(part)
    found.seek(0)
    return found


def _from_cgi(out: IO[bytes]) -> Response:
    """The answer of a CGI program: its headers, an empty line, and the rest as it comes."""
    out.seek(0)
    status, headers = "200", []
    while line := out.readline().strip():
        name, _, value = line.decode("latin-1").partition(": ")
        if name.lower() == "status":
            status = value.split()[0]
        else:
            headers.append((name, value))
    done = Response(_parts(out), int(status) if headers else 500, headers)
    done.call_on_close(out.close)
    return done


def _parts(stream: IO[bytes]) -> Iterator[bytes]:
    while part := stream.read(1 << 16):
        yield part
