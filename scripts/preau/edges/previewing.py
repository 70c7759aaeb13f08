"""The site as a proposal would make it, in a folder apart: its files as data, everything else as published."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from preau.edges.builder import Build
from preau.edges.files import STATE
from preau.edges.make import make
from preau.edges.misuse import language_of
from preau.edges.repository import Repository
from preau.edges.reviewing import Session
from preau.edges.waiting import Waiting
from preau.model.addresses import Addresses
from preau.model.kinds import ROOTS
from preau.proposals.history import PLAIN, Change


def preview(session: Session, one: Waiting, site: Path, work: Path | None = None) -> list[str]:
    """Build the site with a proposal in it; the pages, in that folder, of the files that it changes.

    `work` is a folder that lasts, so that the next preview makes only what differs.
    """
    found = site_with(session.repository, session.tip, one.changes, site, session.day, work)
    return [str(site / page) for page in found]


def site_with(
    repository: Repository, tip: str, changes: Sequence[Change], site: Path, day: date, work: Path | None = None
) -> list[str]:
    """The same for any change of a published state; the pages as paths in the site.

    Whoever reviews sees what readers do not see yet: courses that are drafts, chapters of those that open later.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = work or Path(folder)
        _checkout(repository, tip, changes, root)
        lang = language_of(root)

        def build(url: str, to: Path) -> Build:
            return Build(root, to, url=url, day=str(day), search=False, packs=False, lang=lang, drafts=True)

        make(build, root, site)
    at = Addresses(lang)
    found = [at.of(change.path) for change in changes if change.new]
    return [address.lstrip("/") + "index.html" for address in found if address and address.endswith("/")]


def _checkout(repository: Repository, tip: str, changes: Sequence[Change], root: Path) -> None:
    """The proposal's own files only where content stands: its settings, styles or programs are never used."""
    tree = repository.tree_with(tip, [(change.path, change.new) for change in changes])
    files = repository.files(tree, *(f"{name}/" for name in ROOTS))
    files |= repository.files(tip, "mkdocs.yml", "overrides/")
    wanted = {path: oid for path, (mode, oid, _) in files.items() if mode == PLAIN}
    for old in root.rglob("*"):
        name = old.relative_to(root).as_posix()
        if old.is_file() and name not in wanted and not name.startswith(STATE + "/"):
            old.unlink()
    for path, oid in wanted.items():
        target, data = root / path, repository.blob(oid)
        if not target.is_file() or target.read_bytes() != data:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
