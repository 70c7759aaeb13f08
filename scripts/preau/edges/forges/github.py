"""GitHub's dialect."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from preau.edges.forges.dialect import read_all
from preau.edges.forges.protocol import Request, Review, Said, State
from preau.edges.forges.pulls import Account, Pull, Pulls

_SAID: dict[str, Said] = {"APPROVED": "approved", "CHANGES_REQUESTED": "refused", "DISMISSED": "withdrawn"}
_STATES = {"waits": "pending", "good": "success", "bad": "failure"}


class _Review(BaseModel):
    id: int
    user: Account | None
    state: str
    commit_id: str | None = None
    submitted_at: datetime | None = None


class GitHub(Pulls):
    """A repository on GitHub, or on a server that speaks like it."""

    kind, page = "github", "per_page=100"

    def requests(self) -> list[Request]:
        """Every open request, the oldest first."""
        asked = f"{self._at}/pulls?state=open&sort=created&direction=asc&{self.page}"
        return [one.told() for one in read_all(Pull, self._client.pages(asked))]

    def reviews(self, number: int) -> list[Review]:
        """Every review that says something, in order."""
        found = read_all(_Review, self._client.pages(f"{self._at}/pulls/{number}/reviews?{self.page}"))
        return [
            Review(one.id, one.user.id, _SAID[one.state], one.commit_id, one.submitted_at)
            for one in found
            if one.user is not None and one.state in _SAID and one.submitted_at is not None
        ]

    def show(self, commit: str, state: State, sentence: str) -> None:
        """The one status of a commit."""
        body = {"state": _STATES[state], "description": sentence[:140], "context": "preau"}
        self._statuses.set(commit, f"{self._at}/statuses/{commit}", body)

    def login(self, account: int) -> str | None:
        """The present name of an account."""
        return self._comments.named(f"/user/{account}")

    def _mine(self, author: dict[str, object]) -> bool:
        """A token of GitHub's own jobs cannot ask who it is: what it writes is then written by a program."""
        me = self._comments.me("/user")
        return author.get("type") == "Bot" if me is None else author.get("id") == me
