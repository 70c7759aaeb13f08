"""What GitHub, Gitea and Forgejo say alike: pull requests, their commits, and where comments and statuses stand."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime

from pydantic import BaseModel

from preau.edges.forges.dialect import Comments, Statuses, read, read_all
from preau.edges.forges.http import Client
from preau.edges.forges.protocol import HEADS, Request, Thread


class Account(BaseModel):
    """Somebody; negative numbers are those of accounts that are gone."""

    id: int
    login: str = ""


class Side(BaseModel):
    """A commit and its branch."""

    sha: str
    ref: str


class Pull(BaseModel):
    """A pull request."""

    number: int
    state: str
    draft: bool = False
    user: Account | None
    head: Side
    base: Side
    created_at: datetime

    def told(self) -> Request:
        """The same in our words; an account that is gone is nobody's."""
        author = self.user.id if self.user and self.user.id > 0 else 0
        return Request(self.number, self.head.sha, self.base.ref, self.draft, author, self.created_at)


class Commit(BaseModel):
    """Who wrote a commit, where the forge knows their accounts."""

    author: Account | None = None
    committer: Account | None = None


class Pulls(ABC):
    """A repository whose requests are pull requests; `page` asks for as many rows as the forge gives at once."""

    kind: str
    page: str

    def __init__(self, client: Client, host: str, path: str) -> None:
        self.host, self._client, self._at = host, client, f"/repos/{path}"
        self._comments = Comments(client, lambda number: f"{self._at}/issues/{number}/comments", self._edit, self._mine)
        self._statuses = Statuses(client, lambda commit: f"{self._at}/commits/{commit}/statuses?{self.page}")

    def request(self, number: int) -> Request | None:
        """One request as it is now, None when it is closed."""
        one = read(Pull, self._client.get(f"{self._at}/pulls/{number}"))
        return one.told() if one.state == "open" else None

    def writers(self, number: int) -> frozenset[int]:
        """The accounts known to have written commits."""
        found = read_all(Commit, self._client.pages(f"{self._at}/pulls/{number}/commits?{self.page}"))
        return frozenset(who.id for one in found for who in (one.author, one.committer) if who is not None)

    def head_ref(self, number: int) -> str:
        """Where Git finds what a request proposes."""
        return HEADS[self.kind].format(number)

    def tell(self, number: int, text: str, before: Callable[[], object] = bool) -> None:
        """The one comment of the robot."""
        self._comments.tell(number, text, before)

    def ask(self, branch: str, title: str, text: str) -> None:
        """Open a request from a branch of this repository."""
        self._client.send("POST", f"{self._at}/pulls", {"title": title, "body": text, "head": branch, "base": "main"})

    def say(self, number: int, text: str, mark: str = "") -> bool:
        """One more comment."""
        return self._comments.say(number, text, mark)

    def threads(self) -> list[Thread]:
        """The newest discussions of this account; pull requests are listed among them, and begin otherwise."""
        asked = f"{self._at}/issues?state=all&sort=created&direction=desc&{self.page}"
        return self._comments.threads(asked, "body", "number")

    def start(self, title: str, text: str) -> int:
        """Open a discussion."""
        return self._comments.start(f"{self._at}/issues", title, {"body": text}, "number")

    def add(self, number: int, text: str, mark: str) -> bool:
        """One more comment of a discussion: they stand where those of pull requests do."""
        return self._comments.say(number, text, mark)

    def close(self, number: int) -> None:
        """Close a request."""
        self._client.send("PATCH", f"{self._at}/pulls/{number}", {"state": "closed"})

    def _edit(self, number: int, comment: int) -> tuple[str, str]:
        return "PATCH", f"{self._at}/issues/comments/{comment}"

    @abstractmethod
    def _mine(self, author: dict[str, object]) -> bool:
        """Whether a comment is the robot's."""
