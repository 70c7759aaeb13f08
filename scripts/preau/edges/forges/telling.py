"""What the robot tells on a forge, in plain words: a sentence for the status, a comment that says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from preau.edges.forges.protocol import Forge, Request, State
from preau.edges.refusal import Refusal, told
from preau.edges.reviewing import Session
from preau.findings import printable
from preau.i18n import N_, say_date, say_in
from preau.model.movement import Decision
from preau.proposals.authority import EDITOR, STEWARD, read_value
from preau.proposals.verdict import Missing, Verdict


class Told(NamedTuple):
    """What is told of a request: good, bad or waiting; the sentence of its status; its comment."""

    state: State
    sentence: str
    text: str
    merged: bool = False
    step: str = ""
    """What its author must know at once, by name; empty for what can wait until they look."""


def faulty(refusal: Refusal, lang: str) -> Told:
    """The proposal itself must change: each fault with its remedy."""
    say = say_in(lang).gettext
    sentence = say(N_("Something must be mended first: the comment tells what."))
    lead = say(N_("This proposal cannot be published as it is. Mend this, then save again: nothing else is needed."))
    return Told("bad", sentence, f"**{lead}**\n\n{fenced(told(refusal, lang))}", step="mend")


def moved(lang: str) -> Told:
    """It changed while it was looked at, or is not ready: the next run looks again."""
    sentence = say_in(lang).gettext(N_("This proposal is being changed: it will be read again in some minutes."))
    return Told("waits", sentence, f"**{sentence}**")


def already(lang: str) -> Told:
    """All of it is published: nothing is left to decide."""
    sentence = say_in(lang).gettext(N_("This is published already."))
    return Told("good", sentence, f"**{sentence}**", merged=True, step="published")


def ended(decision: Decision, lang: str) -> Told:
    """What came by mail was declined or taken back with a signature: its request has nothing more to wait for."""
    say = say_in(lang).gettext
    if decision.outcome == "withdrawn":
        sentence = say(N_("Taken back, as its author asked."))
    else:
        sentence = say(N_("Declined. The public reason: {reason}")).format(reason=printable(decision.reason, 1000))
    return Told("bad", sentence, f"**{escaped(sentence, 1100)}**", merged=True)


def held_up(names: Iterable[str], lang: str) -> Told:
    """Somebody who may decide asks for changes."""
    say = say_in(lang).gettext
    sentence = say(N_("{who} asks for changes.")).format(who=", ".join(printable(name, 60) for name in names))
    lead = say(N_("Answer below, or change your text: it will be read again."))
    return Told("waits", sentence, f"**{escaped(sentence)}**\n\n{lead}", step="asked")


def waiting(request: Request, verdict: Verdict, session: Session, forge: Forge, lang: str) -> Told:
    """What is missing, from whom, since when; or that all is there."""
    say = say_in(lang).gettext
    if request.draft:
        sentence = say(N_("This is a draft: say when it is ready."))
        return Told("waits", sentence, f"**{sentence}**")
    if verdict.published:
        sentence = say(N_("Everybody who had to agree has agreed."))
        return Told("good", sentence, f"**{sentence}**\n\n{_agreed(verdict, forge, lang)}")
    sentence = " ".join(missing(one, session, lang) for one in verdict.missing) or say(N_("It waits."))
    sentence = sentence.removesuffix(".") + _since(request, session, lang) + "."
    parts = [f"**{escaped(sentence)}**", *(_who(one, lang) for one in verdict.missing)]
    parts += [_how(verdict, session, forge, lang), _agreed(verdict, forge, lang)]
    parts += [f"- {escaped(breach.message(say))} {escaped(breach.help(say))}" for breach in verdict.breaches]
    late = session.day > due(request, session)
    return Told("waits", sentence, "\n\n".join(part for part in parts if part), step="late" if late else "")


def due(request: Request, session: Session) -> date:
    """Until when somebody answers, as the movement promises to everybody."""
    return request.opened.date() + timedelta(days=session.line.authorities[-1].answer_within)


def published(verdict: Verdict, session: Session, forge: Forge, lang: str) -> Told:
    """It is on the site, or will be in some minutes."""
    sentence = say_in(lang).gettext(N_("Published. The page will be on the site in some minutes. Thank you."))
    return Told("good", sentence, f"**{sentence}**\n\n{_agreed(verdict, forge, lang)}", merged=True, step="published")


def missing(one: Missing, session: Session, lang: str) -> str:
    """Who is still needed, as a sentence: `Il manque l'accord d'un référent (Hérault).`"""
    words = say_in(lang)
    scopes = {holder.scope for holder in one.who} or {one.need.scope}
    if scopes == {STEWARD}:
        return words.ngettext("A steward must still agree.", "{n} stewards must still agree.", one.missing).format(
            n=one.missing
        )
    if scopes == {EDITOR}:
        return words.ngettext("An editor must still agree.", "{n} editors must still agree.", one.missing).format(
            n=one.missing
        )
    places = ", ".join(sorted(place_name(session, scope) for scope in scopes))
    said = words.ngettext(
        "A referent must still agree ({places}).", "{n} referents must still agree ({places}).", one.missing
    )
    return said.format(n=one.missing, places=places)


def place_name(session: Session, scope: str) -> str:
    """The name of a territory as it is published, else its code."""
    path = f"content/territories/{scope}.yml"
    found = session.repository.files(session.tip, path).get(path)
    value = read_value(path, session.repository.blob(found[1])) if found else None
    return printable(value.name, 60) if value else scope


def _since(request: Request, session: Session, lang: str) -> str:
    days = max(0, (session.day - request.opened.date()).days)
    return ", " + say_in(lang).ngettext("since {n} day", "since {n} days", days).format(n=days) if days else ""


def _who(one: Missing, lang: str) -> str:
    names = ", ".join(f"{escaped(holder.name)} ({holder.scope})" for holder in one.who[:12])
    return say_in(lang).gettext(N_("May give it: {names}.")).format(names=names) if names else ""


def _how(verdict: Verdict, session: Session, forge: Forge, lang: str) -> str:
    """How to agree: with the forge's own button where that counts, else with a signature."""
    say, policy = say_in(lang).gettext, session.line.authorities[-1].policy
    heard = forge.host in session.line.authorities[-1].robots
    able = [one for one in verdict.missing if heard and one.need.policy in policy.attested]
    if able and len(able) == len(verdict.missing):
        return say(N_("They read the preview, then approve here, with the button of this page."))
    return say(N_("A signature is needed: `preau forge approve`, on their own computer."))


def _agreed(verdict: Verdict, forge: Forge, lang: str) -> str:
    say, lines = say_in(lang).gettext, []
    for one in verdict.counted:
        facts = {"who": escaped(one.name or one.mandate), "day": say_date(one.day, lang), "forge": forge.host}
        told = N_("- {day}: {who}, attested by {forge}") if one.review else N_("- {day}: {who}, with a signature")
        lines.append(say(told).format(**facts))
    return "\n".join(lines)


def escaped(text: str, most: int = 300) -> str:
    """A text that a comment shows as it is: no link, no mention, no mark-up."""
    plain = printable(text, most)
    for sign in "\\`*_{}[]<>#|~!":
        plain = plain.replace(sign, "\\" + sign)
    return plain.replace("@", "@\u2060")


def fenced(text: str) -> str:
    """Lines shown as they are, whatever they hold."""
    longest = max((len(run) for run in _ticks(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text[:20_000]}\n{fence}"


def _ticks(text: str) -> Sequence[str]:
    return re.findall("`+", text)
