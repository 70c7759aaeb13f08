"""Notices as mentions: under a request for who decides on it, in the discussion of a territory for its summaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from preau.edges.forges.approving import name_of
from preau.edges.forges.protocol import Forge, Request
from preau.edges.forges.robot import Robot
from preau.edges.forges.telling import due, escaped, fenced, place_name
from preau.edges.mail.notices import Notice
from preau.edges.refusal import Refusal
from preau.edges.repository import MAIN, GitFault
from preau.edges.reviewing import Session
from preau.edges.waiting import Waiting
from preau.i18n import N_, say_in
from preau.proposals.authority import Authority

TOPICS = "refs/topics"
"""On the forge: `refs/topics/34/12` says that the discussion of territory 34 bears the number 12."""


def accounts_of(authority: Authority, host: str) -> dict[str, int]:
    """The account of each mandate that has one on a forge."""
    return {one.mandate: one.accounts[host] for one in authority.holders if host in one.accounts}


def asked(robot: Robot) -> tuple[list[Waiting], dict[str, int]]:
    """What waits on a forge, the oldest first, each with the number of its request when it has one.

    A request waits for nobody here while it is a draft, must be mended, or somebody entitled asks for changes.
    """
    session, numbered = robot.session, {one.commit: one for one in robot.session.waiting()}
    requests = [one for one in robot.forge.requests() if f"refs/heads/{one.target}" == MAIN]
    held = {one.head for one in requests}
    found = [(one, 0) for one in numbered.values() if one.commit not in held]
    for request in requests:
        one = None if request.draft or robot.answered(request) else _waiting(robot, request, numbered.get(request.head))
        if one is not None:
            found.append((one, request.number))
    found.sort(key=lambda pair: pair[0].since or session.day)
    return [one for one, _ in found], {one.number: number for one, number in found if number}


def _waiting(robot: Robot, request: Request, known: Waiting | None) -> Waiting | None:
    """A request as a proposal that waits, without those who approved already; None when it waits for nobody."""
    try:
        weighed = robot.weigh(request)
    except (Refusal, GitFault):
        return None
    if weighed is None or weighed.objections or weighed.verdict.published:
        return None
    left = (
        one._replace(who=tuple(holder for holder in one.who if holder.mandate not in weighed.heard))
        for one in weighed.verdict.missing
    )
    verdict, changes = weighed.verdict._replace(missing=tuple(left)), tuple(weighed.changes)
    if known is not None:
        return Waiting(known.number, known.revision, known.commit, changes, known.said, known.entry, verdict)
    day = request.opened.date()
    return Waiting(
        name_of(request.number), 1, request.head, changes, (), None, verdict,
        opened=day, due=due(request, robot.session),
    )  # fmt: skip


@dataclass
class Mentions:
    """What carries notices on one forge; the comments themselves remember what was told."""

    forge: Forge
    session: Session
    accounts: Mapping[str, int]
    requests: Mapping[str, int]
    """The request of each number that waits: without one it is told nowhere here."""
    lang: str
    _topics: dict[str, int] = field(default_factory=dict)

    def tell_all(self, notices: Iterable[Notice]) -> Counter[str]:
        """Tell each notice once; how many were told."""
        done, summed = Counter[str](), dict[tuple[str, str, tuple[str, ...]], list[Notice]]()
        for notice in notices:
            if notice.about:
                done[self._under_request(notice)] += 1
            else:
                key = (notice.to.partition("/")[0], notice.subject, notice.paragraphs)
                summed.setdefault(key, []).append(notice)
        for (scope, _, _), some in summed.items():
            done[self._in_topic(scope, some)] += 1
        return done

    def _under_request(self, notice: Notice) -> str:
        """Under the first of its requests. What strangers wrote, in lists, is shown as it is: it mentions nobody."""
        request = next((self.requests[number] for number in notice.about if number in self.requests), None)
        name = self.forge.login(self.accounts[notice.to]) if request is not None else None
        if request is None or name is None:
            return "nowhere"
        return _fate(self.forge.say(request, _text([name], notice), f"<!-- preau {notice.id} -->"))

    def _in_topic(self, scope: str, notices: list[Notice]) -> str:
        """What is told alike to all who decide for a territory is told once, and mentions each of them."""
        name = notices[0].id.removesuffix("/" + notices[0].to.partition("/")[2])
        logins = [self.forge.login(self.accounts[one.to]) for one in notices if one.to in self.accounts]
        text = _text([login for login in logins if login], notices[0])
        return _fate(self.forge.add(self._topic(scope), text, f"<!-- preau {name} -->"))

    def _topic(self, scope: str) -> int:
        """The discussion of a territory, opened when there is none: a run stopped before it noted it finds it."""
        if not self._topics:
            rows = self.session.repository.text("ls-remote", self.session.remote, f"{TOPICS}/*").splitlines()
            noted = (row.rpartition("\t")[2].removeprefix(TOPICS + "/").partition("/") for row in rows)
            self._topics.update({one: int(number) for one, _, number in noted if number.isdigit()})
        if scope not in self._topics:
            mark = f"<!-- preau topic.{scope} -->"
            ours = [one.number for one in self.forge.threads() if one.text.startswith(mark)]
            self._topics[scope] = min(ours, default=0) or self.forge.start(*self._words(scope, mark))
            ref = f"{TOPICS}/{scope}/{self._topics[scope]}"
            self.session.repository.run("push", "--quiet", self.session.remote, f"{self.session.tip}:{ref}")
        return self._topics[scope]

    def _words(self, scope: str, mark: str) -> tuple[str, str]:
        say, place = say_in(self.lang).gettext, place_name(self.session, scope)
        told = N_("Each week, what was decided here; each month, its numbers. Follow this discussion to be told.")
        return say(N_("What is decided: {place}")).format(place=place)[:200], f"{mark}\n{escaped(say(told))}"


def _text(names: Iterable[str], notice: Notice) -> str:
    called = " ".join(f"@{name}" for name in names)
    return "\n\n".join(
        part for part in (called, f"**{escaped(notice.subject)}**", fenced(notice.paragraphs[0])) if part
    )


def _fate(sent: bool) -> str:
    return "sent" if sent else "known"
