"""What the robot asks of a forge, whatever its dialect: requests, who reviewed which commit; one status and comment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

State = Literal["waits", "good", "bad"]
Said = Literal["approved", "refused", "withdrawn"]
"""What a review says in the end: yes, changes are asked for, or nothing any more."""
HEADS = {"github": "refs/pull/{}/head", "gitlab": "refs/merge-requests/{}/head", "gitea": "refs/pull/{}/head"}
"""Under which name Git fetches what a request proposes, in each dialect."""
MARK = "<!-- preau -->"
"""How the robot knows its own comment again."""


class ForgeFault(Exception):
    """The forge could not be asked; `what` is a sentence, to be translated."""

    def __init__(self, what: str, **facts: object) -> None:
        super().__init__(what)
        self.what, self.facts = what, facts

    def __str__(self) -> str:
        """The sentence in English, as a trace shows it."""
        return self.what.format(**self.facts)


class Request(NamedTuple):
    """An open pull request or merge request: nothing of its texts, which anybody can write."""

    number: int
    head: str
    """The commit proposed now."""
    target: str
    """The branch that it would change."""
    draft: bool
    author: int
    """The account that opened it."""
    opened: datetime


class Review(NamedTuple):
    """One review as the forge tells it."""

    number: int | None
    """Its own number, None where the forge gives none."""
    account: int
    said: Said
    commit: str | None
    """The commit reviewed, None when the forge no longer knows it."""
    moment: datetime


class Thread(NamedTuple):
    """A discussion opened by this very account: its number, and how its text begins."""

    number: int
    text: str


class Forge(Protocol):
    """A repository on a forge. Names, modes and bytes of files are never asked of it: they come from Git."""

    host: str
    """As the registry names it: `github.com`."""

    def requests(self) -> list[Request]:
        """Every open request, the oldest first."""
        ...

    def request(self, number: int) -> Request | None:
        """One request as it is now, None when it is closed."""
        ...

    def reviews(self, number: int) -> list[Review]:
        """Every review of a request that says something, in order; deleted ones are gone."""
        ...

    def writers(self, number: int) -> frozenset[int]:
        """The accounts known to have written commits of a request."""
        ...

    def head_ref(self, number: int) -> str:
        """The full name under which Git fetches what a request proposes."""
        ...

    def show(self, commit: str, state: State, sentence: str) -> None:
        """Set the one status of a commit; nothing is sent when it says so already."""
        ...

    def tell(self, number: int, text: str, before: Callable[[], object] = bool) -> None:
        """Write the one comment of the robot, or correct it; nothing is sent when it says so already.

        A forge tells people of a comment that is written, not of one that is corrected: `before` is called then,
        first, so that a run which is stopped in between is finished by the next one.
        """
        ...

    def ask(self, branch: str, title: str, text: str) -> None:
        """Open a request from a branch of this very repository."""
        ...

    def say(self, number: int, text: str, mark: str = "") -> bool:
        """Add a comment, which tells the people that it mentions; False when ours with this mark is there already."""
        ...

    def threads(self) -> list[Thread]:
        """The newest discussions opened by this account, a hundred at most."""
        ...

    def start(self, title: str, text: str) -> int:
        """Open a discussion; its number."""
        ...

    def add(self, number: int, text: str, mark: str) -> bool:
        """Add a comment to a discussion; False when ours with this mark is there already."""
        ...

    def close(self, number: int) -> None:
        """Close a request."""
        ...

    def login(self, account: int) -> str | None:
        """The present name of an account, to mention it; None when it is gone."""
        ...
