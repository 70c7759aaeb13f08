"""Proposing from a clone: files checked here first, neighbours named, pushed for review, the receipt kept in a file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from preau.edges.committed import faults_of
from preau.edges.files import replace
from preau.edges.merging import Word, mandates_held, propose, sign_word
from preau.edges.pushes import FOR
from preau.edges.refusal import Refusal
from preau.edges.repository import GitFault
from preau.edges.reviewing import Session
from preau.edges.signing import Signer
from preau.edges.wording import neighbours_of
from preau.findings import Finding
from preau.i18n import N_
from preau.model.fields import SLUG
from preau.model.kinds import INITIATIVE, policy_class
from preau.proposals.heads import value_of
from preau.proposals.history import Change, entries_of
from preau.proposals.intake import LogEntry, digest_of, read_receipt
from preau.proposals.policy import asked_by
from preau.proposals.similar import Near
from preau.reading.tree import slugify

_RECEIPT = re.compile(r"preau-receipt: (\S+ \S+)")
_CODE = re.compile(r"receipt=(\d{4}-\d{4}-[a-z2-7]{26})")
_MADE = re.compile(r"refs/proposals/(\d{4}-\d{4})/(\d+)")
REFUSED = N_("the other copy refused it:\n{why}")
Entries = Sequence[tuple[str, str | None]]
HandOn = Callable[[Session, str, Sequence[str]], str]
"""Hands a judged proposal (a commit) on with the options of a push; what was answered, in the words of the guard."""
SENT = "preau/sent.json"
"""In the folder of Git of a clone: the codes answered to it, by number and by topic."""


@dataclass
class Sent:
    """What became of one proposal: its number and receipt, or why it was not received."""

    name: str
    number: str = ""
    receipt: str = ""
    code: str = ""
    """With it, whoever sent it sends a new revision."""
    entry: LogEntry | None = None
    near: list[Near] = field(default_factory=list)
    refusal: Refusal | None = None


def entries_from(session: Session, paths: Iterable[Path], top: Path) -> Entries:
    """The files of a working copy as they stand, to be proposed; `Refusal` when somebody changed them meanwhile."""
    repository = session.repository
    head = repository.tip("HEAD") or session.tip
    entries: list[tuple[str, str | None]] = []
    for path in paths:
        name = _inside(path, top)
        here, there = (repository.files(commit, name).get(name) for commit in (head, session.tip))
        if here != there:
            raise Refusal(
                N_("{path} was changed meanwhile"), N_("Bring the published state here first: git pull"), path=name
            )
        entries.append((name, repository.write_blob(path.read_bytes()) if path.is_file() else None))
    return entries


def _inside(path: Path, top: Path) -> str:
    full = path.absolute()
    if full.is_symlink() or not full.is_relative_to(top):
        raise Refusal(N_("{path} is not a plain file of this movement"), N_("Name a file of this folder."), path=path)
    return full.relative_to(top).as_posix()


def entry_from(session: Session, path: Path) -> Entries:
    """The place of a file that somebody sent, from what it says: its territory and its title."""
    return placed(session, path.name, path.read_bytes())


def placed(session: Session, named: str, data: bytes) -> Entries:
    """The place of a text that somebody sent, by the name of its file, when it has one, and what it says."""
    value, stem = value_of(data), PurePath(named).stem
    title, territory = value.get("title"), value.get("territory")
    if not isinstance(title, str) or not isinstance(territory, str):
        raise Refusal(
            N_("{path} says neither its title nor its territory"),
            N_("It begins with three dashes, then title: and territory:, as the form writes them."), path=named,
        )  # fmt: skip
    stem = stem if re.fullmatch(SLUG, stem) else slugify(title)
    name = f"initiatives/{territory}/{stem}.md"
    if not INITIATIVE.pattern.fullmatch(name):
        raise Refusal(N_("no file can be called {path}"), N_("Check its title and territory."), path=name)
    standing = session.repository.files(session.tip, name).get(name)
    before = value_of(session.repository.blob(standing[1])) if standing else {}
    if before and title != before.get("title") and value.get("carrier") != before.get("carrier"):
        raise Refusal(
            N_("an initiative is already called {path}"),
            N_("To change it, keep its title or its carrier; for another one, choose another file name."), path=name,
        )  # fmt: skip
    return [(name, session.repository.write_blob(data))]


def send(
    session: Session, name: str, entries: Entries, topic: str = "", signer: Signer | None = None, code: str = "",
    keep: bool = True, before: Callable[[str], None] = lambda digest: None, hand_on: HandOn | None = None,
) -> Sent:  # fmt: skip
    """Judge a proposal here, then push it for review; what became of it, never an exception of the contributor's.

    Whoever sends for others does not `keep` the codes with which each revises their own. `before` hears the digest by
    which the log will know the proposal, just before it leaves: who is stopped there finds out afterwards whether it
    arrived. `hand_on` replaces the push to a guarded repository.
    """
    sent = Sent(name)
    try:
        proposal = propose(session.repository, session.tip, entries, session.now)
        changes = session.repository.diff(session.tip, proposal)
        if not changes:
            raise Refusal(N_("nothing is changed"), N_("These files are published as they are."))
        _judged_here(session, proposal, changes, signer)
        sent.near = neighbours_of(session, changes)
        before(digest_of(entries_of(changes)))
        options = [f"topic={topic}"] if topic else []
        code = code or _codes(session).get(topic, "")
        options += [f"receipt={code}"] if code else []
        options += [f"approval={_signed(session, changes, signer)}"] if signer else []
        said = (hand_on or _pushed)(session, proposal, options)
        _take_receipt(sent, said)
        if keep:
            _keep_code(session, sent, topic)
    except Refusal as refusal:
        sent.refusal = refusal
    except GitFault as fault:
        sent.refusal = Refusal(REFUSED, why=str(fault))
    return sent


def _pushed(session: Session, proposal: str, options: Sequence[str]) -> str:
    """Push a proposal for review to a guarded repository."""
    return session.repository.push(session.remote, f"{proposal}:{FOR}", options=options)


def _judged_here(session: Session, proposal: str, changes: Sequence[Change], signer: Signer | None) -> None:
    asked = asked_by(changes, session.line.authorities[-1], session.day, session.repository.blob, None)
    faults: Sequence[Finding] = faults_of(session.repository, proposal, session.tip, changes, session.day)
    if asked.breaches or faults:
        raise Refusal(N_("this cannot be proposed as it is"), breaches=asked.breaches, faults=faults)
    foreign = [one.path for one in changes if policy_class(one.path) == "other"]
    if foreign and signer is None:
        raise Refusal(
            N_("{path} belongs to the stewards of this movement"),
            N_("A steward proposes it with --key, which signs it."), path=foreign[0],
        )  # fmt: skip


def _signed(session: Session, changes: Sequence[Change], signer: Signer) -> str:
    """The approval that comes with a proposal, by the mandate of its key that may approve it."""
    asked = asked_by(changes, session.line.authorities[-1], session.day, session.repository.blob, None)
    by_mandate = {holder.mandate: need for need in asked.needs for holder in need.holders}
    held = [holder.mandate for holder in mandates_held(signer, session.line, session.now)]
    mandate = next((one for one in held if one in by_mandate), None)
    if mandate is None:
        raise Refusal(N_("this key may not approve this change"), N_("Propose it without --key."))
    need = by_mandate[mandate]
    return sign_word(Word(need.verb, mandate, not need.sole), changes, session.line, signer, session.day)


def _take_receipt(sent: Sent, said: str) -> None:
    made, found, code = _MADE.search(said), _RECEIPT.search(said), _CODE.search(said)
    sent.number = made.group(1) if made else ""
    sent.code = code.group(1) if code else ""
    read = read_receipt(found.group(1)) if found else None
    if found and read:
        sent.receipt, sent.entry = found.group(1), read[0]


def _codes(session: Session) -> dict[str, str]:
    """The codes that were answered to this clone."""
    try:
        found = json.loads((session.repository.git_dir / SENT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(name): str(code) for name, code in found.items()} if isinstance(found, dict) else {}


def _keep_code(session: Session, sent: Sent, topic: str) -> None:
    """Keep a code where only this clone finds it again: whoever knows it takes the place of the proposal."""
    if not sent.code:
        return
    names = {sent.number: sent.code, **({topic: sent.code} if topic else {})}
    path = session.repository.git_dir / SENT
    replace(path, json.dumps({**_codes(session), **names}, indent=1).encode(), mode=0o600)


def deletion(session: Session, path: str, reason: str) -> Entries:
    """The removal of an initiative, and the decision that tells why."""
    key = path.removeprefix("initiatives/").removesuffix(".md")
    found = session.repository.files(session.tip, path).get(path)
    if found is None or not INITIATIVE.pattern.fullmatch(path):
        raise Refusal(N_("no initiative is published at {path}"), N_("Write it as initiatives/34/name.md."), path=path)
    title = value_of(session.repository.blob(found[1])).get("title") or key
    facts: Mapping[str, str | None] = {
        "id": f"{session.day.year}-deleted-{key.lower().replace('/', '-')}"[:60].rstrip("-"), "outcome": "deleted",
        "proposal": key, "title": str(title), "territory": key.partition("/")[0], "reason": reason,
        "date": str(session.day),
    }  # fmt: skip
    return [(path, None), session.decision(facts)]


def take_in(session: Session, source: Path, tell: Callable[[Sent], None]) -> list[Sent]:
    """Propose each file of a folder, or one file; each judged alone, so that one at fault stops no other."""
    paths = sorted(path for path in source.rglob("*.md") if path.is_file()) if source.is_dir() else [source]
    done = []
    for path in paths:
        name = path.relative_to(source).as_posix() if source.is_dir() else path.name
        try:
            if path.is_symlink() or path.stat().st_size > INITIATIVE.most_bytes:
                raise Refusal(N_("{path} is not a plain file of an initiative"), N_("Send the file itself."), path=name)
            sent = send(session, name, entry_from(session, path))
        except Refusal as refusal:
            sent = Sent(name, refusal=refusal)
        done.append(sent)
        tell(sent)
    return done
