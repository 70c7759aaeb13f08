"""A forge on this computer that speaks three dialects: requests and reviews with a memory, pages, limits, accidents."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from guarded import git

ROBOT = 77
START = datetime(2026, 11, 24, 9, tzinfo=UTC)
REFS = {"github": "refs/pull/{}/head", "gitea": "refs/pull/{}/head", "gitlab": "refs/merge-requests/{}/head"}
Row = dict[str, Any]


@dataclass
class Asked:
    """A request for changes, as the forge keeps it."""

    number: int
    author: int
    head: str
    moment: datetime
    draft: bool = False
    state: str = "open"
    target: str = "main"
    reviews: list[Row] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)
    versions: list[tuple[datetime, str]] = field(default_factory=list)
    writers: list[int] = field(default_factory=list)


@dataclass
class Accident:
    """An answer that comes in the place of the true one, so many times."""

    method: str
    path: str
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 1
    then: Callable[[], None] = lambda: None
    """What happens on the forge at that moment."""


class FakeForge:
    """The memory of a forge in one dialect, beside a bare repository that holds the files."""

    def __init__(self, kind: str, bare: Path) -> None:
        self.kind, self.bare = kind, bare
        self.requests: dict[int, Asked] = {}
        self.issues: dict[int, Row] = {}
        self.statuses: dict[str, list[Row]] = {}
        self.accidents: list[Accident] = []
        self.log: list[tuple[str, str]] = []
        self.bodies: list[tuple[str, str, Any]] = []
        self.logins = {ROBOT: "preau-robot"}
        self.now, self.page, self._ids = START, 100, 900
        self.knows_me = True
        self.url = ""

    # --- What people do on it

    def moment(self) -> datetime:
        """A minute later."""
        self.now += timedelta(minutes=1)
        return self.now

    def id(self) -> int:
        """A new number."""
        self._ids += 1
        return self._ids

    def next(self) -> int:
        """The number of a new request: discussions count with them but at GitLab."""
        return len(self.requests) + (0 if self.kind == "gitlab" else len(self.issues)) + 1

    def open(self, clone: Path, author: int, head: str = "HEAD", **facts: Any) -> int:
        """Somebody opens a request from a clone."""
        number = self.next()
        self.requests[number] = Asked(number, author, "", self.moment(), **facts)
        self.push(number, clone, head)
        return number

    def push(self, number: int, clone: Path, head: str = "HEAD") -> str:
        """Its author pushes another text."""
        commit = git(clone, "rev-parse", head).stdout.strip()
        git(clone, "push", "--quiet", "--force", str(self.bare), f"{commit}:{REFS[self.kind].format(number)}")
        one = self.requests[number]
        one.head = commit
        one.versions.append((self.moment(), commit))
        return commit

    def review(self, number: int, account: int, said: str = "approved", commit: str = "") -> Row:
        """Somebody reviews it: `approved`, `refused`, or only comments."""
        one = self.requests[number]
        row = {"id": self.id(), "account": account, "said": said, "commit": commit or one.head, "moment": self.moment(),
               "dismissed": False}  # fmt: skip
        one.reviews.append(row)
        return row

    def comment(self, number: int, account: int, body: str) -> Row:
        """Somebody comments."""
        row = {"id": self.id(), "account": account, "body": body}
        self.requests[number].comments.append(row)
        return row

    def told(self, number: int) -> list[str]:
        """What the robot commented."""
        return [row["body"] for row in self.requests[number].comments if row["account"] == ROBOT]

    def status(self, commit: str) -> Row:
        """The newest status of a commit."""
        return self.statuses[commit][-1]

    # --- What it answers

    def answer(self, method: str, path: str, query: dict[str, str], body: Any) -> tuple[int, Any]:
        """The number and the value that answer."""
        for pattern, verb, found in ROUTES[self.kind]:
            match = re.fullmatch(pattern, path)
            if match and verb == method:
                try:
                    return found(self, body, query, *match.groups())
                except KeyError:
                    return 404, {"message": "Not Found"}
        return 404, {"message": "Not Found"}

    def who(self, account: int) -> Row:
        """An account in this dialect."""
        login = self.logins.get(account, f"account-{account}")
        return {"id": account, "username" if self.kind == "gitlab" else "login": login,
                "type": "Bot" if account == ROBOT else "User"}  # fmt: skip


def stamp(moment: datetime) -> str:
    """A moment as forges write it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


# --- GitHub, Gitea and Forgejo


def _pull(forge: FakeForge, one: Asked) -> Row:
    return {
        "id": 5000 + one.number, "number": one.number, "state": one.state, "draft": one.draft, "title": "…",
        "user": forge.who(one.author),
        "head": {"sha": one.head, "ref": "proposal"}, "base": {"sha": "b" * 40, "ref": one.target},
        "created_at": stamp(one.moment),
    }  # fmt: skip


def _pulls(forge: FakeForge, body: Any, query: dict[str, str], repo: str) -> tuple[int, Any]:
    return 200, [_pull(forge, one) for one in forge.requests.values() if one.state == "open"]


def _ask(forge: FakeForge, body: Any, query: dict[str, str], repo: str) -> tuple[int, Any]:
    """A request from a branch of the repository itself."""
    branch = body["source_branch" if forge.kind == "gitlab" else "head"]
    head = git(forge.bare, "rev-parse", f"refs/heads/{branch}").stdout.strip()
    number = forge.next()
    forge.requests[number] = Asked(number, ROBOT, head, forge.moment())
    forge.requests[number].versions.append((forge.moment(), head))
    git(forge.bare, "update-ref", REFS[forge.kind].format(number), head)
    return 201, (_merge if forge.kind == "gitlab" else _pull)(forge, forge.requests[number])


def _one_pull(forge: FakeForge, body: Any, query: dict[str, str], repo: str, number: str) -> tuple[int, Any]:
    return 200, _pull(forge, forge.requests[int(number)])


def _patch_pull(forge: FakeForge, body: Any, query: dict[str, str], repo: str, number: str) -> tuple[int, Any]:
    forge.requests[int(number)].state = body["state"]
    return 200 if forge.kind == "github" else 201, _pull(forge, forge.requests[int(number)])


_STATES = {
    "github": {"approved": "APPROVED", "refused": "CHANGES_REQUESTED", "comment": "COMMENTED"},
    "gitea": {"approved": "APPROVED", "refused": "REQUEST_CHANGES", "comment": "COMMENT"},
}


def _reviews(forge: FakeForge, body: Any, query: dict[str, str], repo: str, number: str) -> tuple[int, Any]:
    states = _STATES[forge.kind]
    rows = []
    for row in forge.requests[int(number)].reviews:
        github_gone = forge.kind == "github" and row["dismissed"]
        rows.append({
            "id": row["id"], "user": forge.who(row["account"]) if row["account"] else None,
            "state": "DISMISSED" if github_gone else states[row["said"]], "body": "", "commit_id": row["commit"],
            "submitted_at": stamp(row["moment"]), "dismissed": row["dismissed"], "stale": False, "official": True,
        })  # fmt: skip
    return 200, rows


def _commits(forge: FakeForge, body: Any, query: dict[str, str], repo: str, number: str) -> tuple[int, Any]:
    return 200, [
        {"sha": "d" * 40, "author": forge.who(one), "committer": None} for one in forge.requests[int(number)].writers
    ]


def _comment_row(forge: FakeForge, row: Row) -> Row:
    author = "author" if forge.kind == "gitlab" else "user"
    return {"id": row["id"], "body": row["body"], author: forge.who(row["account"])}


def _comments(forge: FakeForge, body: Any, query: dict[str, str], repo: str, number: str) -> tuple[int, Any]:
    if forge.kind != "gitlab" and int(number) in forge.issues:
        return _issue_comments(forge, body, query, repo, number)
    return 200, [_comment_row(forge, row) for row in forge.requests[int(number)].comments]


def _comment(forge: FakeForge, body: Any, query: dict[str, str], repo: str, number: str) -> tuple[int, Any]:
    if forge.kind != "gitlab" and int(number) in forge.issues:
        return _issue_comment(forge, body, query, repo, number)
    return 201, _comment_row(forge, forge.comment(int(number), ROBOT, body["body"]))


def _issue(forge: FakeForge, number: int) -> Row:
    one, gitlab = forge.issues[number], forge.kind == "gitlab"
    return {
        "id": 9000 + number, "iid" if gitlab else "number": number, "title": one["title"],
        "description" if gitlab else "body": one["text"], "author" if gitlab else "user": forge.who(one["account"]),
    }  # fmt: skip


def _issues(forge: FakeForge, body: Any, query: dict[str, str], repo: str) -> tuple[int, Any]:
    """Newest first; pull requests are listed among them, but at GitLab."""
    found = [_issue(forge, number) for number in sorted(forge.issues, reverse=True)]
    if forge.kind != "gitlab":
        found += [{"body": None, **_pull(forge, one)} for one in forge.requests.values()]
    return 200, found


def _start(forge: FakeForge, body: Any, query: dict[str, str], repo: str) -> tuple[int, Any]:
    number = len(forge.issues) + 1 if forge.kind == "gitlab" else forge.next()
    text = body["description" if forge.kind == "gitlab" else "body"]
    forge.issues[number] = {"title": body["title"], "text": text, "account": ROBOT, "comments": []}
    return 201, _issue(forge, number)


def _issue_comments(forge: FakeForge, body: Any, query: dict[str, str], repo: str, number: str) -> tuple[int, Any]:
    return 200, [_comment_row(forge, row) for row in forge.issues[int(number)]["comments"]]


def _issue_comment(forge: FakeForge, body: Any, query: dict[str, str], repo: str, number: str) -> tuple[int, Any]:
    forge.issues[int(number)]["comments"].append({"id": forge.id(), "account": ROBOT, "body": body["body"]})
    return 201, _comment_row(forge, forge.issues[int(number)]["comments"][-1])


def _edit(forge: FakeForge, body: Any, query: dict[str, str], repo: str, *which: str) -> tuple[int, Any]:
    for one in forge.requests.values():
        for row in one.comments:
            if row["id"] == int(which[-1]):
                row["body"] = body["body"]
                return 200, _comment_row(forge, row)
    return 404, {"message": "Not Found"}


def _statuses(forge: FakeForge, body: Any, query: dict[str, str], repo: str, commit: str) -> tuple[int, Any]:
    return 200, list(reversed(forge.statuses.get(commit, [])))


def _status(forge: FakeForge, body: Any, query: dict[str, str], repo: str, commit: str) -> tuple[int, Any]:
    kept = forge.statuses.setdefault(commit, [])
    if len(kept) >= 1000:
        return 422, {"message": "This SHA and context has reached the maximum number of statuses."}
    told = {key if forge.kind == "github" or key != "state" else "status": value for key, value in body.items()}
    kept.append({"id": forge.id(), **told})
    return 201, kept[-1]


def _me(forge: FakeForge, body: Any, query: dict[str, str]) -> tuple[int, Any]:
    return (200, forge.who(ROBOT)) if forge.knows_me else (403, {"message": "Resource not accessible by integration"})


def _account(forge: FakeForge, body: Any, query: dict[str, str], account: str) -> tuple[int, Any]:
    return 200, {
        **forge.who(int(account)),
        **({} if int(account) in forge.logins else {"gone": forge.logins[int(account)]}),
    }


def _search(forge: FakeForge, body: Any, query: dict[str, str]) -> tuple[int, Any]:
    number = int(query["uid"])
    return 200, {"ok": True, "data": [forge.who(number)] if number in forge.logins else []}


# --- GitLab


def _merge(forge: FakeForge, one: Asked) -> Row:
    state = {"open": "opened"}.get(one.state, one.state)
    return {
        "id": 7000 + one.number, "iid": one.number, "state": state, "draft": one.draft,
        "author": forge.who(one.author), "sha": one.head, "target_branch": one.target, "created_at": stamp(one.moment),
    }  # fmt: skip


def _merges(forge: FakeForge, body: Any, query: dict[str, str], repo: str) -> tuple[int, Any]:
    return 200, [_merge(forge, one) for one in forge.requests.values() if one.state == "open"]


def _one_merge(forge: FakeForge, body: Any, query: dict[str, str], repo: str, number: str) -> tuple[int, Any]:
    return 200, _merge(forge, forge.requests[int(number)])


def _put_merge(forge: FakeForge, body: Any, query: dict[str, str], repo: str, number: str) -> tuple[int, Any]:
    forge.requests[int(number)].state = "closed" if body["state_event"] == "close" else "open"
    return 200, _merge(forge, forge.requests[int(number)])


def _last(forge: FakeForge, number: str) -> dict[int, Row]:
    return {row["account"]: row for row in forge.requests[int(number)].reviews if not row["dismissed"]}


def _approvals(forge: FakeForge, body: Any, query: dict[str, str], repo: str, number: str) -> tuple[int, Any]:
    given = [row for row in _last(forge, number).values() if row["said"] == "approved"]
    return 200, {
        "approved_by": [{"user": forge.who(row["account"]), "approved_at": stamp(row["moment"])} for row in given]
    }


def _versions(forge: FakeForge, body: Any, query: dict[str, str], repo: str, number: str) -> tuple[int, Any]:
    kept = reversed(forge.requests[int(number)].versions)
    return 200, [
        {"id": at, "head_commit_sha": commit, "created_at": stamp(moment)} for at, (moment, commit) in enumerate(kept)
    ]


def _reviewers(forge: FakeForge, body: Any, query: dict[str, str], repo: str, number: str) -> tuple[int, Any]:
    words = {"approved": "approved", "refused": "requested_changes", "comment": "reviewed"}
    return 200, [
        {"user": forge.who(row["account"]), "state": words[row["said"]], "created_at": stamp(row["moment"])}
        for row in _last(forge, number).values()
    ]


Route = tuple[str, str, Callable[..., tuple[int, Any]]]
_HUB: list[Route] = [
    (r"/repos/([^/]+/[^/]+)/pulls", "GET", _pulls),
    (r"/repos/([^/]+/[^/]+)/pulls", "POST", _ask),
    (r"/repos/([^/]+/[^/]+)/pulls/(\d+)", "GET", _one_pull),
    (r"/repos/([^/]+/[^/]+)/pulls/(\d+)", "PATCH", _patch_pull),
    (r"/repos/([^/]+/[^/]+)/pulls/(\d+)/reviews", "GET", _reviews),
    (r"/repos/([^/]+/[^/]+)/pulls/(\d+)/commits", "GET", _commits),
    (r"/repos/([^/]+/[^/]+)/issues", "GET", _issues),
    (r"/repos/([^/]+/[^/]+)/issues", "POST", _start),
    (r"/repos/([^/]+/[^/]+)/issues/(\d+)/comments", "GET", _comments),
    (r"/repos/([^/]+/[^/]+)/issues/(\d+)/comments", "POST", _comment),
    (r"/repos/([^/]+/[^/]+)/issues/comments/(\d+)", "PATCH", _edit),
    (r"/repos/([^/]+/[^/]+)/commits/(\w+)/statuses", "GET", _statuses),
    (r"/repos/([^/]+/[^/]+)/statuses/(\w+)", "POST", _status),
    (r"/user", "GET", _me),
]
ROUTES: dict[str, list[Route]] = {
    "github": [*_HUB, (r"/user/(\d+)", "GET", _account)],
    "gitea": [*_HUB, (r"/users/search", "GET", _search)],
    "gitlab": [
        (r"/projects/([^/]+/[^/]+)/issues", "GET", _issues),
        (r"/projects/([^/]+/[^/]+)/issues", "POST", _start),
        (r"/projects/([^/]+/[^/]+)/issues/(\d+)/notes", "GET", _issue_comments),
        (r"/projects/([^/]+/[^/]+)/issues/(\d+)/notes", "POST", _issue_comment),
        (r"/projects/([^/]+/[^/]+)/merge_requests", "GET", _merges),
        (r"/projects/([^/]+/[^/]+)/merge_requests", "POST", _ask),
        (r"/projects/([^/]+/[^/]+)/merge_requests/(\d+)", "GET", _one_merge),
        (r"/projects/([^/]+/[^/]+)/merge_requests/(\d+)", "PUT", _put_merge),
        (r"/projects/([^/]+/[^/]+)/merge_requests/(\d+)/approvals", "GET", _approvals),
        (r"/projects/([^/]+/[^/]+)/merge_requests/(\d+)/versions", "GET", _versions),
        (r"/projects/([^/]+/[^/]+)/merge_requests/(\d+)/reviewers", "GET", _reviewers),
        (r"/projects/([^/]+/[^/]+)/merge_requests/(\d+)/notes", "GET", _comments),
        (r"/projects/([^/]+/[^/]+)/merge_requests/(\d+)/notes", "POST", _comment),
        (r"/projects/([^/]+/[^/]+)/merge_requests/(\d+)/notes/(\d+)", "PUT", _edit),
        (r"/projects/([^/]+/[^/]+)/repository/commits/(\w+)/statuses", "GET", _statuses),
        (r"/projects/([^/]+/[^/]+)/statuses/(\w+)", "POST", _status),
        (r"/user", "GET", _me),
        (r"/users/(\d+)", "GET", _account),
    ],
}
SECRET = {"github": ("Authorization", "Bearer secret"), "gitea": ("Authorization", "token secret"),
          "gitlab": ("PRIVATE-TOKEN", "secret")}  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    forge: FakeForge

    def _any(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path, size = unquote(parts.path), int(self.headers.get("content-length", 0))
        body = json.loads(self.rfile.read(size)) if size else None
        self.forge.log.append((self.command, path))
        if body is not None:
            self.forge.bodies.append((self.command, path, body))
        for one in list(self.forge.accidents):
            if one.method == self.command and re.search(one.path, path) and one.times > 0:
                one.times -= 1
                one.then()
                if one.status:
                    return self._send(one.status, {"message": "an accident"}, one.headers)
        name, secret = SECRET[self.forge.kind]
        if self.headers.get(name) != secret:
            return self._send(401, {"message": "Bad credentials"})
        status, value = self.forge.answer(self.command, path, query, body)
        self._send(status, *self._page(value, parts.path, query))
        return None

    def _page(self, value: Any, path: str, query: dict[str, str]) -> tuple[Any, dict[str, str]]:
        """One page of a list: never more than the forge allows, whatever is asked."""
        if not isinstance(value, list):
            return value, {}
        asked = int(query.get("per_page") or query.get("limit") or 30)
        size, at = min(asked, self.forge.page), int(query.get("page", 1))
        rest = "&".join(f"{name}={said}" for name, said in query.items() if name != "page")
        last = -(-len(value) // size) or 1
        url = f"{self.forge.url}{path}?{rest}&page="
        link = f'<{url}{at + 1}>; rel="next", <{url}{last}>; rel="last"'
        return value[(at - 1) * size : at * size], {"Link": link} if at < last else {}

    def _send(self, status: int, value: Any, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(value).encode()
        self.send_response(status)
        for name, said in {
            "Content-Type": "application/json",
            "Content-Length": str(len(data)),
            **(headers or {}),
        }.items():
            self.send_header(name, said)
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PATCH = do_PUT = _any  # noqa: N815 - names that the library asks for

    def log_message(self, format: str, *args: Any) -> None:
        """Tests read `log`."""


@contextmanager
def serving(forge: FakeForge) -> Iterator[FakeForge]:
    """The forge, listening for the time of a `with`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"forge": forge}))
    forge.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield forge
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
