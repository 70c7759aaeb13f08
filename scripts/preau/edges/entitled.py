"""By which mandate a key speaks of a proposal: the one that it needs, among all those that the key holds today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from preau.edges.merging import Word, carried, mandates_held
from preau.edges.refusal import Refusal
from preau.edges.repository import Repository
from preau.edges.signing import Signer
from preau.edges.waiting import Waiting
from preau.i18n import N_
from preau.model.kinds import recognise
from preau.proposals.audit import Replay
from preau.proposals.authority import Holder
from preau.proposals.history import day_of
from preau.proposals.policy import asked_by
from preau.proposals.statement import Verb


@dataclass(frozen=True)
class Entitled:
    """A key before a proposal that waits, at the end of the published line."""

    signer: Signer
    one: Waiting
    line: Replay
    repository: Repository
    now: int

    @property
    def held(self) -> list[Holder]:
        """The mandates for which the key speaks today."""
        return mandates_held(self.signer, self.line, self.now)

    def approval(self, independent: bool) -> Word:
        """By which right it approves: the mandate that the proposal still waits for, or its carrier's."""
        awaited = {holder.mandate: missing.need.verb for missing in self.one.verdict.missing for holder in missing.who}
        found = next((holder.mandate for holder in self.held if holder.mandate in awaited), None)
        if found is not None:
            return Word(awaited[found], found, independent)
        mine = carried(self.signer, self.one.changes, self.repository)
        if mine and any(missing.need.carrier == self.signer.public for missing in self.one.verdict.missing):
            return Word(Verb.AMEND, mine, False)
        return self._refused()

    def decider(self) -> tuple[Holder, str]:
        """Who declines it, or records that it is withdrawn, and for which part: anyone who answers for one may."""
        return next(iter(self._asked()), None) or self._refused()

    def speaker(self, verb: Verb) -> str:
        """By which mandate it says a word; an advice may also come from elsewhere, the nearest first."""
        mine = carried(self.signer, self.one.changes, self.repository) if verb is Verb.WITHDRAW else ""
        if mine:
            return mine
        if not self.held:
            raise Refusal(N_("this key speaks for no mandate today"), N_("`preau keys list` tells your keys."))
        if verb is not Verb.ADVISE:
            return self.decider()[0].mandate
        known = [recognise(change.path) for change in self.one.changes]
        places = [facts.get("territory", "") for _, facts in filter(None, known)]
        around = [scope for place in places for scope in self.line.authorities[-1].line_of(place)]
        near = {scope: distance for distance, scope in reversed(list(enumerate(around)))}
        return min(
            [*(holder for holder, _ in self._asked()), *self.held],
            key=lambda holder: near.get(holder.scope, len(around)),
        ).mandate

    def _asked(self) -> Sequence[tuple[Holder, str]]:
        """The mandates of the key that some part of the proposal asks for, heard already or not, and which part."""
        needs = asked_by(
            self.one.changes, self.line.authorities[-1], day_of(self.now, self.line.authorities[-1].timezone),
            self.repository.blob, None,
        ).needs  # fmt: skip
        asked = {holder.mandate: need.scope for need in reversed(needs) for holder in need.holders}
        return [(one, asked[one.mandate]) for one in self.held if one.mandate in asked and not one.advises]

    def _refused(self) -> NoReturn:
        who = sorted({holder.mandate for missing in self.one.verdict.missing for holder in missing.who})
        told = N_("this proposal does not wait for you")
        raise Refusal(told, N_("It waits for: {who}."), who=", ".join(who) or "—")
