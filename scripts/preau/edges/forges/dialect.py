"""What the dialects share: answers read as values, the one comment, the one status."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from preau.edges.forges.http import Client
from preau.edges.forges.protocol import MARK, ForgeFault, Thread
from preau.i18n import N_

M = TypeVar("M", bound=BaseModel)
Author = dict[str, object]


def read(model: type[M], value: Any) -> M:
    """An answer as a value; `ForgeFault` when it is not what the forge documents."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors()[0]["loc"])
        raise ForgeFault(N_("the forge answered without “{field}”"), field=where) from None


def read_all(model: type[M], values: Iterable[Any]) -> list[M]:
    """Each answer of a list as a value."""
    return [read(model, value) for value in values]


class Comments:
    """The comments of requests: that of the robot, found by its mark and its author, and others."""

    def __init__(
        self, client: Client, place: Callable[[int], str], edit: Callable[[int, int], tuple[str, str]],
        mine: Callable[[Author], bool], author: str = "user",
    ) -> None:  # fmt: skip
        self._client, self._place, self._edit, self._mine, self._author = client, place, edit, mine, author
        self._me: list[int | None] = []

    def tell(self, number: int, text: str, before: Callable[[], object] = bool) -> None:
        """Write the one comment, or correct it, after `before`; silent when it says so already."""
        body = f"{MARK}\n{text}"
        own = self._own(number, MARK)
        if not own:
            self.say(number, body)
            return
        first = min(own, key=lambda one: int(one["id"]))
        if str(first["body"]).strip() != body.strip():
            before()
            method, path = self._edit(number, int(first["id"]))
            self._client.send(method, path, {"body": body})

    def say(self, number: int, text: str, mark: str = "") -> bool:
        """One more comment; False, and nothing sent, when one of ours begins with this mark already."""
        if mark and self._own(number, mark):
            return False
        self._client.send("POST", self._place(number), {"body": f"{mark}\n{text}" if mark else text})
        return True

    def _own(self, number: int, mark: str) -> list[Any]:
        """Our comments that begin with a mark: anybody can copy the mark, not the author."""
        found = self._client.pages(self._place(number) + "?per_page=100")
        return [one for one in found if str(one.get("body") or "").startswith(mark) and self._is_mine(one)]

    def threads(self, path: str, text: str, number: str) -> list[Thread]:
        """Our own discussions among those that are listed on one page, by how their text and number are called."""
        rows = self._client.get(path)
        return [Thread(int(one[number]), str(one.get(text) or "")) for one in rows or () if self._is_mine(one)]

    def start(self, path: str, title: str, body: Mapping[str, str], number: str) -> int:
        """Open a discussion."""
        made = self._client.send("POST", path, {"title": title, **body})
        try:
            return int(made[number])
        except (KeyError, TypeError, ValueError):
            raise ForgeFault(N_("the forge answered without “{field}”"), field=number) from None

    def me(self, path: str) -> int | None:
        """The account of the robot, None when the forge does not say."""
        if not self._me:
            try:
                self._me.append(int(self._client.get(path)["id"]))
            except (ForgeFault, KeyError, TypeError, ValueError):
                self._me.append(None)
        return self._me[0]

    def named(self, path: str, key: str = "login") -> str | None:
        """The name of an account, None when it is gone."""
        try:
            found = self._client.get(path)
        except ForgeFault:
            return None
        name = found.get(key) if isinstance(found, dict) else None
        return str(name) if name else None

    def _is_mine(self, comment: Any) -> bool:
        author = comment.get(self._author)
        return isinstance(author, dict) and self._mine(author)


class Statuses:
    """The one status of a commit: a forge keeps a thousand of them at most, so none is sent twice."""

    def __init__(self, client: Client, place: Callable[[str], str]) -> None:
        self._client, self._place = client, place

    def set(self, commit: str, path: str, body: Mapping[str, object], state: str = "state") -> None:
        """Set it unless the newest of its name says so already; `state` is how the state is called when read back."""
        told = {state if key == "state" else key: value for key, value in body.items()}
        name = "context" if "context" in body else "name"
        found = [one for one in self._client.pages(self._place(commit)) if one.get(name) == body[name]]
        newest: dict[str, Any] = max(found, key=lambda one: int(one.get("id", 0)), default={})
        if any(newest.get(key) != value for key, value in told.items()):
            self._client.send("POST", path, body)
