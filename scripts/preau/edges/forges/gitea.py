"""The dialect of Gitea and Forgejo: GitHub's in its paths, its own in reviews."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from preau.edges.forges.dialect import Comments, Statuses, read, read_all
from preau.edges.forges.http import Client
from preau.edges.forges.protocol import HEADS, ForgeFault, Request, Review, Said, State
from preau.i18n import N_

_SAID: dict[str, Said] = {"APPROVED": "approved", "REQUEST_CHANGES": "refused"}
_STATES = {"waits": "pending", "good": "success", "bad": "failure"}
_PAGE = "limit=50"


class _Account(BaseModel):
    id: int
    login: str = ""


class _Side(BaseModel):
    sha: str
    ref: str


class _Pull(BaseModel):
    number: int
    state: str
    draft: bool = False
    user: _Account | None
    head: _Side
    base: _Side
    created_at: datetime

    def told(self) -> Request:
        """The same in our words; an account that is gone is nobody's."""
        author = self.user.id if self.user and self.user.id > 0 else 0
        return Request(self.number, self.head.sha, self.base.ref, self.draft, author, self.created_at)


class _Review(BaseModel):
    id: int
    user: _Account | None = None
    state: str
    commit_id: str | None = None
    dismissed: bool = False
    submitted_at: datetime | None = None


class _Commit(BaseModel):
    author: _Account | None = None
    committer: _Account | None = None


class Gitea:
    """A repository on Gitea or Forgejo."""

    def __init__(self, client: Client, host: str, path: str) -> None:
        self.host, self._client, self._at = host, client, f"/repos/{path}"
        self._comments = Comments(client, lambda number: f"{self._at}/issues/{number}/comments", self._edit, self._mine)
        self._statuses = Statuses(client, lambda commit: f"{self._at}/commits/{commit}/statuses?{_PAGE}")

    def requests(self) -> list[Request]:
        """Every open request, the oldest first."""
        found = read_all(_Pull, self._client.pages(f"{self._at}/pulls?state=open&sort=oldest&{_PAGE}"))
        return sorted((one.told() for one in found), key=lambda one: one.number)

    def request(self, number: int) -> Request | None:
        """One request as it is now, None when it is closed."""
        one = read(_Pull, self._client.get(f"{self._at}/pulls/{number}"))
        return one.told() if one.state == "open" else None

    def reviews(self, number: int) -> list[Review]:
        """Every review that says something, in order; one that was dismissed says nothing any more."""
        found = read_all(_Review, self._client.pages(f"{self._at}/pulls/{number}/reviews?{_PAGE}"))
        return [
            Review(
                one.id, one.user.id, "withdrawn" if one.dismissed else _SAID[one.state], one.commit_id, one.submitted_at
            )
            for one in found
            if one.user is not None and one.state in _SAID and one.submitted_at is not None
        ]  # fmt: skip

    def writers(self, number: int) -> frozenset[int]:
        """The accounts known to have written commits."""
        found = read_all(_Commit, self._client.pages(f"{self._at}/pulls/{number}/commits?{_PAGE}"))
        return frozenset(who.id for one in found for who in (one.author, one.committer) if who is not None)

    def head_ref(self, number: int) -> str:
        """Where Git finds what a request proposes."""
        return HEADS["gitea"].format(number)

    def show(self, commit: str, state: State, sentence: str) -> None:
        """The one status of a commit; read back, its state is called `status`."""
        body = {"state": _STATES[state], "description": sentence[:255], "context": "preau"}
        self._statuses.set(commit, f"{self._at}/statuses/{commit}", body, "status")

    def tell(self, number: int, text: str) -> None:
        """The one comment of the robot."""
        self._comments.tell(number, text)

    def ask(self, branch: str, title: str, text: str) -> None:
        """Open a request from a branch of this repository."""
        self._client.send("POST", f"{self._at}/pulls", {"title": title, "body": text, "head": branch, "base": "main"})

    def say(self, number: int, text: str, mark: str = "") -> bool:
        """One more comment."""
        return self._comments.say(number, text, mark)

    def close(self, number: int) -> None:
        """Close a request."""
        self._client.send("PATCH", f"{self._at}/pulls/{number}", {"state": "closed"})

    def login(self, account: int) -> str | None:
        """The present name of an account."""
        try:
            found = self._client.get(f"/users/search?uid={account}&limit=1")
        except ForgeFault:
            return None
        rows = found.get("data") if isinstance(found, dict) else None
        return next((str(one["login"]) for one in rows or () if one.get("id") == account), None)

    def _edit(self, number: int, comment: int) -> tuple[str, str]:
        return "PATCH", f"{self._at}/issues/comments/{comment}"

    def _mine(self, author: dict[str, object]) -> bool:
        me = self._comments.me("/user")
        if me is None:
            raise ForgeFault(N_("the forge does not say whose token this is: give it the right to read its user"))
        return author.get("id") == me
