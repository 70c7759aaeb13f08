"""Proposals in a referent's words: what each is about, whose turn it is, since when, what it changes."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from preau.edges.committed import faults_of
from preau.edges.repository import Repository
from preau.edges.reviewing import Session
from preau.edges.waiting import Waiting, country_of
from preau.findings import printable
from preau.i18n import N_, say_date, say_in
from preau.model.kinds import INITIATIVE, policy_class, recognise
from preau.proposals.authority import Holder, read_value
from preau.proposals.heads import parts_of, value_of
from preau.proposals.history import Change, Signed
from preau.proposals.policy import EDITED
from preau.proposals.similar import Near, nearest, words_of
from preau.proposals.statement import Verb
from preau.proposals.verdict import Missing
from preau.reading.tree import slugify
from preau.views.reports import as_text

VERBS = {
    Verb.APPROVE: N_("{day}: approved by {who}"), Verb.AMEND: N_("{day}: agreed to by its carrier"),
    Verb.ADVISE: N_("{day}: advice of {who}: {reason}"), Verb.RETURN: N_("{day}: returned by {who}: {reason}"),
    Verb.WITHDRAW: N_("{day}: {who} asks to take it back: {reason}"), Verb.DECLINE: N_("{day}: declined by {who}"),
    Verb.ACKNOWLEDGE: N_("{day}: acknowledged by {who}"),
}  # fmt: skip


class About(NamedTuple):
    """What a change is about: how other files name it, its title, its territory (the country's when it has none)."""

    key: str
    title: str
    territory: str


def about(repository: Repository, changes: Sequence[Change], country: str, part: str = "") -> About:
    """What a change is about: its first initiative, else its first file; of one part of it, when that is told."""
    some = [one for one in changes if _scope(one.path) == part] or changes
    first = next((one for one in some if INITIATIVE.pattern.fullmatch(one.path)), some[0])
    known = recognise(first.path)
    facts = known[1] if known else {}
    blob = first.new or first.old
    title = title_of(repository.blob(blob), first.path) if blob and first.path.endswith(".md") else first.path
    key = first.path.removeprefix("initiatives/").rpartition(".")[0] or first.path
    if "territory" not in facts:  # whoever decides on it takes the place of the territory
        key = f"{_scope(first.path)}/{slugify(key)}"
    return About(key, printable(title, 80), facts.get("territory", country))


def title_of(data: bytes, path: str) -> str:
    """The title of a file, on one line; its path when it tells none."""
    title = value_of(data).get("title")
    return printable(title if isinstance(title, str) else path, 80)


def _scope(path: str) -> str:
    """Who answers for a file: the territory where it is, `editor` or `steward`."""
    known = recognise(path)
    place = known[1].get("territory", "") if known else ""
    return place or ("editor" if policy_class(path) in EDITED else "steward")


def listed(session: Session, waiting: Iterable[Waiting], lang: str) -> str:
    """The proposals that wait, oldest first: what, for whom, since when, until when."""
    blocks = ["\n".join(_listed(session, one, lang)) for one in waiting]
    say = say_in(lang).gettext
    return "\n\n".join(blocks or [say("Nothing is waiting.")]) + "\n"


def _listed(session: Session, one: Waiting, lang: str) -> Iterator[str]:
    say, what = say_in(lang).gettext, about(session.repository, one.changes, country_of(session.line.authorities[-1]))
    yield f"{one.number}/{one.revision}  {what.key}  {what.title}"
    yield "  " + turn(session, one, lang)
    if one.due is not None:
        late = session.day > one.due
        told = N_("answer was due by {day}") if late else N_("answer due by {day}")
        yield "  " + say(told).format(day=say_date(one.due, lang))
    if one.beside:
        yield "  " + say(N_("other versions wait: {numbers}")).format(numbers=", ".join(one.beside))


def turn(session: Session, one: Waiting, lang: str) -> str:
    """Whose turn it is, and since how many days."""
    words = say_in(lang)
    if one.withdrawn:
        told = words.gettext(N_("to be recorded as withdrawn, by: {who}"))
    elif one.returned is not None:
        return words.gettext(N_("waits for its author, who was asked for changes")) + _since(session, one, lang)
    elif one.verdict.breaches:
        return words.gettext(one.verdict.breaches[0].message(words.gettext))
    else:
        told = words.gettext(N_("waits for: {who}"))
    who = " ; ".join(awaited(missing, lang) for missing in one.verdict.missing)
    return told.format(who=who) + _since(session, one, lang)


def awaited(missing: Missing, lang: str) -> str:
    """Who may give what is missing: `one of Hélène Vidal (34), Karim Benslama (34)`."""
    words = say_in(lang)
    names = ", ".join(f"{printable(one.name, 60)} ({one.scope})" for one in missing.who)
    told = words.ngettext("{n} of {names}", "{n} of {names}", missing.missing).format(n=missing.missing, names=names)
    if missing.need.carrier:
        told += " " + words.gettext(N_("(the carrier's key counts too)"))
    return told


def _since(session: Session, one: Waiting, lang: str) -> str:
    if one.since is None:
        return ""
    days = (session.day - one.since).days
    if days == 0:
        return ", " + say_in(lang).gettext(N_("since today"))
    return ", " + say_in(lang).ngettext("since {n} day", "since {n} days", days).format(n=days)


def shown(session: Session, one: Waiting, lang: str) -> str:
    """All that a referent needs to decide: the text, what differs, faults, neighbours, criteria, what was said."""
    say = say_in(lang).gettext
    parts = [("", list(_listed(session, one, lang)))]
    for change in one.changes:
        parts += [(change.path, _text(session.repository, change, lang))]
    parts.append(
        (say("Nearest existing initiatives"), [near(one_near) for one_near in neighbours_of(session, one.changes)])
    )
    tree = session.repository.tree_with(session.tip, [(change.path, change.new) for change in one.changes])
    faults = faults_of(session.repository, tree, session.tip, one.changes, session.day)
    parts.append((say("Faults"), as_text(faults, lambda path, line: "", lang, "").split("\n") if faults else []))
    parts.append((say("Criteria"), criteria(session)))
    parts.append((say("What was said"), [word(session, signed, lang) for signed in one.said]))
    blocks = ["\n".join([f"── {title} ──" if title else "", *lines]).strip() for title, lines in parts if lines]
    return "\n\n".join(blocks) + "\n"


def _text(repository: Repository, change: Change, lang: str) -> list[str]:
    """A file as it will stand; for one that stands already, what differs."""
    before, after = (_lines(repository, oid) for oid in (change.old, change.new))
    if change.old is None or change.new is None:
        return [printable(line, 2000) for line in (after if change.new else [f"- {line}" for line in before])]
    found = difflib.unified_diff(before, after, lineterm="", n=2)
    return [printable(line, 2000) for line in found if not line.startswith(("---", "+++"))]


def _lines(repository: Repository, oid: str | None) -> list[str]:
    if oid is None:
        return []
    data = repository.blob(oid)
    return ["(binary)"] if b"\0" in data else data.decode("utf-8", "replace").split("\n")


def neighbours_of(session: Session, changes: Sequence[Change]) -> list[Near]:
    """The published initiatives that resemble most what is proposed."""
    change = next((change for change in changes if INITIATIVE.pattern.fullmatch(change.path) and change.new), None)
    if change is None:
        return []
    words = _words(session.repository.blob(change.new or ""))[1]
    return nearest(words, texts(session.repository, session.tip, {change.path}))


def texts(repository: Repository, tip: str, without: Iterable[str] = ()) -> dict[str, tuple[str, Counter[str]]]:
    """Every published initiative by its key, with its title and words."""
    skipped = set(without)
    files = repository.files(tip, "initiatives/")
    return {
        path.removeprefix("initiatives/").removesuffix(".md"): _words(repository.blob(oid))
        for path, (_, oid, _) in files.items()
        if path not in skipped and INITIATIVE.pattern.fullmatch(path)
    }


def _words(data: bytes) -> tuple[str, Counter[str]]:
    """The title of a file and its words, read as little as can be."""
    parts = parts_of(data)
    head = parts.head if parts else {}
    title = head.get("title", "").partition(":")[2].strip(" \n\"'")
    body = (parts.body if parts else "") + head.get("summary", "")
    return title, words_of(title, body)


def near(one: Near) -> str:
    """One neighbour: how near, its key and its title."""
    return f"{round(one.score * 100)} %  {one.key}  {printable(one.title, 80)}"


def criteria(session: Session) -> list[str]:
    """What an initiative must meet, in the movement's own words."""
    found = session.repository.files(session.tip, "content/criteria.yml")
    oid = found["content/criteria.yml"][1] if found else ""
    value = read_value("content/criteria.yml", session.repository.blob(oid)) if oid else None
    return [f"{one.id}: {one.question}" for one in value.criteria] if value else []


def word(session: Session, signed: Signed, lang: str) -> str:
    """What somebody said of a proposal, and when."""
    statement = signed.statement
    holder = session.line.authorities[-1].mandate(statement.mandate)
    facts = {"day": say_date(statement.date, lang), "who": _name(holder, statement.mandate)}
    return say_in(lang).gettext(VERBS[statement.verb]).format(reason=printable(statement.reason or ""), **facts)


def _name(holder: Holder | None, mandate: str) -> str:
    return f"{printable(holder.name, 60)} ({holder.scope})" if holder else mandate
