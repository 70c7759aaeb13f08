"""The origin of the site: its pages, the door for citizens, Git. Anybody may call it; nobody is acted for there."""

from __future__ import annotations

from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

from preau.edges.desk.answers import Stop, called_by_name
from preau.edges.desk.githttp import Git
from preau.edges.desk.intake import Intake
from preau.edges.desk.pages import Pages
from preau.i18n import N_

PROPOSALS = "/api/proposals"
ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST", "Access-Control-Max-Age": "3600",
    "Access-Control-Allow-Headers": "Content-Type, X-Preau-Name, X-Preau-Secret",
    "Access-Control-Expose-Headers": "Retry-After",
}  # fmt: skip


class SiteOrigin:
    """What is answered on the port of the site; `site` is the address that the movement gives to its site."""

    def __init__(self, pages: Pages, intake: Intake, git: Git, hosts: frozenset[str], site: str) -> None:
        self.pages, self.intake, self.git, self.hosts = pages, intake, git, hosts
        told = urlsplit(site)
        self.origin = f"{told.scheme}://{told.netloc}" if told.netloc else ""

    def answer(self, request: Request) -> Response:
        """The answer to one request."""
        called_by_name(request, self.hosts)
        address = request.remote_addr or ""
        if self.git.serves(request.path):
            if request.path.endswith("/git-receive-pack"):
                self.intake.admit(address)
            return self.git.answer(request, address)
        path = request.path
        if self.pages.base != "/" and path.startswith(self.pages.base + "api/"):
            path = path.removeprefix(self.pages.base.rstrip("/"))
        if path == PROPOSALS or path.startswith(PROPOSALS + "/"):
            return self._shared(request, self._api(request, path, address))
        if request.method not in {"GET", "HEAD"}:
            raise Stop(405, N_("This address is only read."))
        return self.pages.answer(request)

    def _api(self, request: Request, path: str, address: str) -> Response:
        try:
            if request.method == "OPTIONS":
                return Response(b"", 204)
            if path == PROPOSALS and request.method == "POST":
                return self.intake.post(request, address)
            if path != PROPOSALS and request.method in {"GET", "HEAD"}:
                return self.intake.get(path.removeprefix(PROPOSALS + "/"))
            raise Stop(405, N_("Proposals are sent by POST to {path}, and each is read at its number."), path=PROPOSALS)
        except Stop as stop:
            return stop.response(self.intake.lang)

    def _shared(self, request: Request, done: Response) -> Response:
        """The movement's own site, wherever it is, may read the answer; no cookie ever goes with it."""
        said = request.headers.get("Origin", "")
        done.headers["Vary"] = "Origin"
        if said and said in {self.origin, request.host_url.rstrip("/")}:
            done.headers["Access-Control-Allow-Origin"] = said
            done.headers.extend(ALLOWED)
        return done
