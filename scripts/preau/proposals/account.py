"""What a replayed history tells: publications, what the stewards acknowledged or redacted, breaches still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from preau.model.trail import Approval, Publication, Redacted
from preau.proposals import rules, sshsig
from preau.proposals.audit import Replay
from preau.proposals.authority import NOBODY, STEWARD, is_registry
from preau.proposals.ledger import Redaction
from preau.proposals.rules import Breach
from preau.proposals.verdict import Counted


def publications(replay: Replay) -> tuple[Publication, ...]:
    """The judged merges as the trail tells them."""
    received = replay.log.days() if replay.log else {}
    acknowledged = _acknowledged(replay)
    stolen = replay.authorities[-1].stolen
    return tuple(
        Publication(
            one.commit.oid, one.judged.day, one.number, received.get(one.number),
            tuple((change.path, change.new) for change in one.commit.changes),
            tuple(_approval(counted, stolen) for counted in one.judged.verdict.counted),
            tuple(sorted({breach.code for breach in one.breaches})), acknowledged.get(one.commit.oid, ""),
        )
        for one in replay.published
    )  # fmt: skip


def _approval(counted: Counted, stolen: Mapping[bytes, date]) -> Approval:
    since = stolen.get(counted.key)
    return Approval(
        counted.mandate, counted.name, counted.verb.value, counted.day, sshsig.fingerprint(counted.key), counted.own,
        since is not None and counted.day >= since, counted.review is not None,
    )  # fmt: skip


def _acknowledged(replay: Replay) -> dict[str, str]:
    """Each commit whose breaches the stewards acknowledged by a sound merge, with the decision that says so."""
    found: dict[str, tuple[str, int]] = {}
    for one in replay.published:
        keys = {counted.key for counted in one.judged.verdict.counted}
        for value in one.judged.decisions if not one.breaches else ():
            commit = replay.ledger.now(value.commit or "")
            if value.outcome == "acknowledged" and value.commit and _entitled(replay, commit, keys, found):
                found[commit] = value.id, replay.positions[one.commit.oid]
    return {commit: name for commit, (name, _) in found.items()}


def _entitled(replay: Replay, commit: str, keys: set[bytes], known: Mapping[str, tuple[str, int]]) -> bool:
    """Whether one of these keys was a steward's before the registry was first tampered with.

    Otherwise who makes themselves a steward around the guard could then acknowledge their own breach.
    """
    place = replay.position(commit)
    if place is None:
        return False
    tampered = [
        replay.positions[one.commit.oid]
        for one in replay.published
        if one.breaches and any(is_registry(change.path) for change in one.commit.changes)
    ]
    still = [at for at in tampered if at <= place and known.get(replay.commits[at].oid, ("", place + 1))[1] > place]
    return not still or any(keys & one.keys for one in replay.authority(min(still) - 1).by_scope.get(STEWARD, ()))


def redactions(replay: Replay) -> tuple[Redacted, ...]:
    """What the stewards took out of history, as the trail tells it."""
    told = zip(replay.ledger.signings, replay.ledger.maps, strict=True)
    return tuple(_redacted([one.redaction for one in signings], pairs) for signings, pairs in told)


def _redacted(said: Sequence[Redaction], pairs: Mapping[str, str]) -> Redacted:
    one = said[0]
    who = tuple(sorted(other.mandate for other in said))
    return Redacted(one.date, one.reason, one.redacted, who, one.before, one.after, tuple(pairs.items()))


def ledger_breaches(replay: Replay) -> list[Breach]:
    """Every redaction is sound, of this movement, and signed by as many stewards as the registry asked for."""
    found = [rules.UNSIGNED_REDACTION.by(replay.ledger.broken)] if replay.ledger.broken else []
    for signings in replay.ledger.signings:
        after = signings[0].redaction.after
        position = replay.position(after)
        authority = replay.authority(position) if position is not None else NOBODY
        people = set()
        for redaction, key in signings:
            holder = authority.mandate(redaction.mandate)
            if holder and holder.holds(key, redaction.date, redaction.date) and redaction.repository == replay.root:
                people.add(holder.person)
        if len(people) < authority.policy.registry:
            found.append(rules.UNSIGNED_REDACTION.by(after))
    return found


def open_breaches(replay: Replay) -> list[Breach]:
    """Every breach that the stewards have not acknowledged."""
    acknowledged = _acknowledged(replay)
    return [breach for one in replay.published if one.commit.oid not in acknowledged for breach in one.breaches]
