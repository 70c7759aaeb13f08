"""The trail that a build draws: the published branch audited, kept while nothing of it moves; or why there is none.

What is published is what the copy one follows says (`origin/main`), else `main`; the commit audited is the last one of
it that the checked out files descend from. So a build of an old commit shows the trail of its time, and files changed
since, committed or not, are shown as not approved yet. Kept in the folder of Git, where no proposal can put a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace as changed
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from preau import __version__
from preau.edges.files import digest_of, replace
from preau.edges.refs import may_have_refs
from preau.findings import printable
from preau.i18n import say_in
from preau.model.audited import Audited, Fault, Why
from preau.model.roots import RECORDS
from preau.model.trail import Trail

if TYPE_CHECKING:
    from preau.edges.auditing import Audit
    from preau.edges.repository import Repository

KEPT = "preau/trail.json"
_REASONS: dict[str, Why] = {"branch": "unguarded", "shallow": "shallow", "anchor-elsewhere": "elsewhere"}


def audited(root: Path, lang: str, *, fresh: bool = False) -> Audited:
    """The trail of the movement in a folder, in the words of a language; `fresh` audits it again whatever was kept."""
    if not may_have_refs(root):
        return Audited()
    from preau.edges.repository import GitFault, Repository

    try:
        repository = Repository(root)
    except GitFault:
        return Audited()
    try:
        return _audited(repository, root, lang, fresh)
    except (GitFault, OSError):
        return Audited(why="unreadable")
    finally:
        repository.close()


def _audited(repository: Repository, root: Path, lang: str, fresh: bool) -> Audited:
    if not _is_top(repository, root):
        return Audited()
    if repository.shallow():
        return Audited(why="shallow")
    point = _point(repository)
    if point is None:
        return Audited(why="unguarded")
    key, path = _key(repository, point, lang), repository.git_dir / KEPT
    found = None if fresh else _kept(path, key)
    if found is None:
        found = _made(repository, point, lang)
        _keep(path, key, found)
    return found


def _is_top(repository: Repository, root: Path) -> bool:
    """Whether the movement is the whole repository, not a folder of something else."""
    if repository.text("rev-parse", "--is-inside-work-tree") != "true":
        return False
    return Path(repository.text("rev-parse", "--show-toplevel")).resolve() == root.resolve()


def _point(repository: Repository) -> str | None:
    """The last published commit that the checked out files descend from."""
    from preau.edges.beginning import published

    tip, head = repository.tip(published(repository)), repository.tip("HEAD")
    return repository.merge_base(head, tip) if tip and head else None


# --- Kept


def _key(repository: Repository, point: str, lang: str) -> str:
    """Everything that an audit reads: the commit, what stands beside it, what was seen before, and the rules."""
    from preau.edges.auditing import MEMORY, tells_waiting
    from preau.edges.repository import PROPOSALS

    beside = [repository.refs(prefix) for prefix in ("refs/preau", PROPOSALS)]
    memory = repository.git_dir / MEMORY
    seen = memory.read_text(encoding="utf-8", errors="replace") if memory.is_file() else ""
    return digest_of(
        json.dumps([__version__, lang, point, beside, seen, tells_waiting(repository)], sort_keys=True).encode()
    )


@cache
def _value() -> TypeAdapter[Audited]:
    """Made at its first use: few commands read a trail that is kept."""
    return TypeAdapter(Audited)


def _kept(path: Path, key: str) -> Audited | None:
    try:
        head, _, body = path.read_bytes().partition(b"\n")
        return _value().validate_json(body) if head.decode() == key else None
    except (OSError, ValueError, ValidationError):
        return None


def _keep(path: Path, key: str, value: Audited) -> None:
    """Keep a trail for the builds to come, where the folder of Git can be written."""
    try:
        replace(path, key.encode() + b"\n" + _value().dump_json(value))
    except OSError:
        return


# --- Made


def _made(repository: Repository, point: str, lang: str) -> Audited:
    from preau.edges.auditing import audit
    from preau.edges.beginning import CannotJudge
    from preau.edges.repository import ANCHOR

    try:
        found = audit(repository, point)
    except CannotJudge as why:
        return Audited(why=_REASONS.get(why.what, "unreadable"))
    if not found.trail.publications and repository.tip(ANCHOR) is None:
        return Audited(why="unguarded")
    older = {
        path: oid for path, (_, oid, _) in repository.files(found.trail.anchor, RECORDS).items() if path.endswith(".md")
    }
    return Audited(_told(found.trail), None, tuple(_faults(found, lang)), found.replay.log is not None, older)


def _told(trail: Trail) -> Trail:
    """The trail with file names that can be printed: history can hold any bytes as a name."""
    made = tuple(
        one._replace(paths=tuple((printable(path, 300), blob) for path, blob in one.paths))
        for one in trail.publications
    )
    return changed(trail, publications=made, by_path={printable(path, 300): at for path, at in trail.by_path.items()})


def _faults(found: Audit, lang: str) -> Iterator[Fault]:
    """Every breach in words, the open ones first."""
    from preau.proposals.rules import AUTHORITY

    say = say_in(lang).gettext
    decisions = {one.commit: one.acknowledged for one in found.trail.publications if one.acknowledged}
    closed = [breach for one in found.replay.published if one.commit.oid in decisions for breach in one.breaches]
    for one, decision in [(one, "") for one in found.breaches] + [(one, decisions[one.commit]) for one in closed]:
        yield Fault(one.code, one.commit, one.path, say(AUTHORITY[one.code].title), one.message(say), decision)
