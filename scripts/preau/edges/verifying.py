"""Signatures of a whole history, verified by other processes while this one replays what they claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from preau.edges.workers import start
from preau.proposals import intake, sshsig, statement
from preau.proposals.history import APPROVAL, Commit, bytes_said
from preau.proposals.intake import receipt_in


class Claim(NamedTuple):
    """Something signed: in which namespace, its bytes, and the signature on one line."""

    namespace: str
    data: bytes
    line: str


Verify = Callable[[bytes, str], bytes | None]


class Claims:
    """What a history says is signed: taken at its word for a while, on condition that all of it is verified."""

    def __init__(self, commits: Iterable[Commit], log: Iterable[Commit]) -> None:
        found = dict.fromkeys(claim for commit in commits for claim in _approvals(commit.message))
        found.update(dict.fromkeys(claim for commit in log for claim in _claim(intake.NAMESPACE, receipt_in(commit))))
        self.made = tuple(found)
        self._known = frozenset(found)

    def taken(self, namespace: str) -> Verify:
        """A verifier that believes what is being verified elsewhere, and verifies the rest itself."""

        def verify(data: bytes, line: str) -> bytes | None:
            if (namespace, data, line) in self._known:
                found = sshsig.read(sshsig.armoured(line))
                return found.key if found and found.namespace == namespace else None
            return sshsig.verify(data, namespace, sshsig.armoured(line))

        return verify

    @contextmanager
    def verifying(self) -> Iterator[Callable[[], bool]]:
        """Begin to verify everything; what is given tells, when it is done, whether it all holds."""

        def hold(places: Sequence[int]) -> bool:
            made = (self.made[place] for place in places)
            return all(sshsig.verify(one.data, one.namespace, sshsig.armoured(one.line)) for one in made)

        with start(hold, range(len(self.made))) as answers:
            yield lambda: all(answers)


def _approvals(message: str) -> Iterator[Claim]:
    for line in message.split("\n"):
        if line.startswith(APPROVAL + ": "):
            yield from _claim(statement.NAMESPACE, line[len(APPROVAL) + 2 :])


def _claim(namespace: str, line: str) -> Iterator[Claim]:
    first, _, second = line.partition(" ")
    data = bytes_said(first)
    if data is not None:
        yield Claim(namespace, data, second)
