"""GitLab's dialect: approvals name no commit, so that each is matched with the version that stood when it was given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from pydantic import BaseModel

from preau.edges.forges.dialect import Comments, Statuses, read, read_all
from preau.edges.forges.http import Client
from preau.edges.forges.protocol import HEADS, ForgeFault, Request, Review, State, Thread
from preau.i18n import N_

_STATES = {"waits": "pending", "good": "success", "bad": "failed"}
_PAGE = "per_page=100"


class _Account(BaseModel):
    id: int
    username: str = ""


class _Merge(BaseModel):
    iid: int
    state: str
    draft: bool = False
    author: _Account | None
    sha: str | None
    target_branch: str
    created_at: datetime

    def told(self) -> Request:
        """The same in our words; an account that is gone is nobody's."""
        author = self.author.id if self.author else 0
        return Request(self.iid, self.sha or "", self.target_branch, self.draft, author, self.created_at)


class _Approver(BaseModel):
    user: _Account
    approved_at: datetime | None = None


class _Approvals(BaseModel):
    approved_by: list[_Approver] = []


class _Version(BaseModel):
    head_commit_sha: str
    created_at: datetime


class _Reviewer(BaseModel):
    user: _Account
    state: str
    created_at: datetime


class GitLab:
    """A project on GitLab."""

    def __init__(self, client: Client, host: str, project: str) -> None:
        self.host, self._client, self._at = host, client, f"/projects/{project}"
        self._comments = Comments(
            client, lambda number: self._merge(number, "/notes"), self._edit, self._mine, "author"
        )
        self._threads = Comments(
            client, lambda number: f"{self._at}/issues/{number}/notes", self._edit, self._mine, "author"
        )
        self._statuses = Statuses(
            client, lambda commit: f"{self._at}/repository/commits/{commit}/statuses?all=true&{_PAGE}"
        )

    def _merge(self, number: int, rest: str = "") -> str:
        return f"{self._at}/merge_requests/{number}{rest}"

    def requests(self) -> list[Request]:
        """Every open request, the oldest first."""
        asked = f"{self._at}/merge_requests?state=opened&scope=all&order_by=created_at&sort=asc&{_PAGE}"
        return [one.told() for one in read_all(_Merge, self._client.pages(asked))]

    def request(self, number: int) -> Request | None:
        """One request as it is now, None when it is closed."""
        one = read(_Merge, self._client.get(self._merge(number)))
        return one.told() if one.state == "opened" else None

    def reviews(self, number: int) -> list[Review]:
        """Who approves now, and who asks for changes; an approval that was taken back is gone."""
        versions = read_all(_Version, self._client.pages(self._merge(number, f"/versions?{_PAGE}")))
        approvals = read(_Approvals, self._client.get(self._merge(number, "/approvals"))).approved_by
        reviewers = read_all(_Reviewer, self._client.pages(self._merge(number, f"/reviewers?{_PAGE}")))
        said = [
            Review(None, one.user.id, "approved", _standing(versions, one.approved_at), one.approved_at)
            for one in approvals
            if one.approved_at is not None  # a GitLab too old to tell when tells nothing that can be cited
        ]
        refused = [one for one in reviewers if one.state == "requested_changes"]
        # no moment is told of a refusal: what stands now was said last
        moments = [*(one.created_at for one in versions), *(one.created_at for one in refused)]
        last = max([*moments, *(one.moment for one in said)], default=None)
        said += [Review(None, one.user.id, "refused", None, last or one.created_at) for one in refused]
        return said

    def writers(self, number: int) -> frozenset[int]:
        """GitLab tells addresses of those who wrote commits, no accounts."""
        return frozenset()

    def head_ref(self, number: int) -> str:
        """Where Git finds what a request proposes."""
        return HEADS["gitlab"].format(number)

    def show(self, commit: str, state: State, sentence: str) -> None:
        """The one status of a commit; read back, its state is called `status`."""
        body = {"state": _STATES[state], "description": sentence[:255], "name": "preau"}
        self._statuses.set(commit, f"{self._at}/statuses/{commit}", body, "status")

    def tell(self, number: int, text: str, before: Callable[[], object] = bool) -> None:
        """The one comment of the robot."""
        self._comments.tell(number, text, before)

    def ask(self, branch: str, title: str, text: str) -> None:
        """Open a request from a branch of this repository."""
        body = {"title": title, "description": text, "source_branch": branch, "target_branch": "main"}
        self._client.send("POST", f"{self._at}/merge_requests", {**body, "remove_source_branch": True})

    def say(self, number: int, text: str, mark: str = "") -> bool:
        """One more comment."""
        return self._comments.say(number, text, mark)

    def threads(self) -> list[Thread]:
        """The newest discussions of this account."""
        asked = f"{self._at}/issues?state=all&scope=all&order_by=created_at&sort=desc&{_PAGE}"
        return self._threads.threads(asked, "description", "iid")

    def start(self, title: str, text: str) -> int:
        """Open a discussion."""
        return self._threads.start(f"{self._at}/issues", title, {"description": text}, "iid")

    def add(self, number: int, text: str, mark: str) -> bool:
        """One more comment of a discussion."""
        return self._threads.say(number, text, mark)

    def close(self, number: int) -> None:
        """Close a request."""
        self._client.send("PUT", self._merge(number), {"state_event": "close"})

    def login(self, account: int) -> str | None:
        """The present name of an account."""
        return self._comments.named(f"/users/{account}", "username")

    def _edit(self, number: int, comment: int) -> tuple[str, str]:
        return "PUT", self._merge(number, f"/notes/{comment}")

    def _mine(self, author: dict[str, object]) -> bool:
        me = self._comments.me("/user")
        if me is None:
            raise ForgeFault(N_("the forge does not say whose token this is: give it the right to read its user"))
        return author.get("id") == me


def _standing(versions: Sequence[_Version], moment: datetime) -> str | None:
    """The commit that stood at a moment: that of the last version made before it."""
    before = [one for one in versions if one.created_at <= moment]
    return max(before, key=lambda one: one.created_at).head_commit_sha if before else None
