"""From reviews to attested approvals: whose account it is by the registry, signed by the robot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from preau.edges.forges.protocol import Request, Review
from preau.edges.signing import Signer
from preau.proposals.audit import Replay
from preau.proposals.authority import Holder
from preau.proposals.history import Change, approval_line, day_of, entries_of
from preau.proposals.policy import Need
from preau.proposals.statement import EXPIRY, NAMESPACE, Statement, Verb
from preau.proposals.statement import Review as Cited


class Case(NamedTuple):
    """A request whose reviews are weighed: what it changes, from which published commit, on which line."""

    host: str
    request: Request
    changes: Sequence[Change]
    seen: str
    writers: frozenset[int]


def standing(reviews: Iterable[Review]) -> dict[int, Review]:
    """The last word of each account."""
    ordered = sorted(reviews, key=lambda one: (one.moment, one.number or 0))
    return {one.account: one for one in ordered}


def asked_of(needs: Iterable[Need], host: str) -> dict[int, Holder]:
    """Whose word is asked for, by the number of their account on a forge."""
    holders = (holder for need in needs if need.verb is Verb.APPROVE for holder in need.holders)
    return {holder.accounts[host]: holder for holder in holders if host in holder.accounts}


def attested(
    case: Case, said: Mapping[int, Review], asked: Mapping[int, Holder], line: Replay, robot: Signer
) -> list[str]:
    """One signed line for each approval of the present text by somebody who is asked."""
    approving = [one for account, one in said.items() if account in asked and one.said == "approved"]
    present = [one for one in approving if one.commit == case.request.head]
    return [_line(case, one, asked[one.account], line, robot) for one in sorted(present, key=lambda one: one.moment)]


def _line(case: Case, one: Review, holder: Holder, line: Replay, robot: Signer) -> str:
    day = day_of(int(one.moment.timestamp()), line.authorities[-1].timezone)
    statement = Statement(
        repository=line.root, verb=Verb.APPROVE, entries=entries_of(case.changes), seen=case.seen,
        signer=robot.fingerprint, mandate=holder.mandate, date=day, expires=day + EXPIRY,
        independent=one.account not in {case.request.author, *case.writers},
        review=Cited(
            forge=case.host, request=case.request.number, review=one.number, account=one.account,
            commit=case.request.head,
        ),
    )  # fmt: skip
    return approval_line(statement, robot.sign(statement.canonical(), NAMESPACE))
