"""The dialect of Gitea and Forgejo: GitHub's in its paths, its own in reviews."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from preau.edges.forges.dialect import read_all
from preau.edges.forges.protocol import ForgeFault, Request, Review, Said, State
from preau.edges.forges.pulls import Account, Pull, Pulls
from preau.i18n import N_

_SAID: dict[str, Said] = {"APPROVED": "approved", "REQUEST_CHANGES": "refused"}
_STATES = {"waits": "pending", "good": "success", "bad": "failure"}


class _Review(BaseModel):
    id: int
    user: Account | None = None
    state: str
    commit_id: str | None = None
    dismissed: bool = False
    submitted_at: datetime | None = None


class Gitea(Pulls):
    """A repository on Gitea or Forgejo."""

    kind, page = "gitea", "limit=50"

    def requests(self) -> list[Request]:
        """Every open request, the oldest first."""
        found = read_all(Pull, self._client.pages(f"{self._at}/pulls?state=open&sort=oldest&{self.page}"))
        return sorted((one.told() for one in found), key=lambda one: one.number)

    def reviews(self, number: int) -> list[Review]:
        """Every review that says something, in order; one that was dismissed says nothing any more."""
        found = read_all(_Review, self._client.pages(f"{self._at}/pulls/{number}/reviews?{self.page}"))
        return [
            Review(
                one.id, one.user.id, "withdrawn" if one.dismissed else _SAID[one.state], one.commit_id, one.submitted_at
            )
            for one in found
            if one.user is not None and one.state in _SAID and one.submitted_at is not None
        ]  # fmt: skip

    def show(self, commit: str, state: State, sentence: str) -> None:
        """The one status of a commit; read back, its state is called `status`."""
        body = {"state": _STATES[state], "description": sentence[:255], "context": "preau"}
        self._statuses.set(commit, f"{self._at}/statuses/{commit}", body, "status")

    def login(self, account: int) -> str | None:
        """The present name of an account."""
        try:
            found = self._client.get(f"/users/search?uid={account}&limit=1")
        except ForgeFault:
            return None
        rows = found.get("data") if isinstance(found, dict) else None
        return next((str(one["login"]) for one in rows or () if one.get("id") == account), None)

    def _mine(self, author: dict[str, object]) -> bool:
        me = self._comments.me("/user")
        if me is None:
            raise ForgeFault(N_("the forge does not say whose token this is: give it the right to read its user"))
        return author.get("id") == me
