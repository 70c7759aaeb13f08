"""The site as a proposal would make it, in a folder apart: its files as data, everything else as published."""

from __future__ import annotations

import tempfile
from pathlib import Path

from preau.edges.builder import STATE, Build
from preau.edges.make import make
from preau.edges.misuse import language_of
from preau.edges.reviewing import Session
from preau.edges.waiting import Waiting
from preau.model.addresses import Addresses
from preau.model.kinds import ROOTS
from preau.proposals.history import PLAIN


def preview(session: Session, one: Waiting, site: Path, work: Path | None = None) -> list[str]:
    """Build the site with a proposal in it; the pages, in that folder, of the files that it changes.

    `work` is a folder that lasts, so that the next preview makes only what differs.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = work or Path(folder)
        _checkout(session, one, root)
        lang = language_of(root)
        make(lambda url, to: Build(root, to, url=url, day=str(session.day), search=False, lang=lang), root, site)
    at = Addresses(lang)
    found = [at.of(change.path) for change in one.changes if change.new]
    return [str(site / address.lstrip("/") / "index.html") for address in found if address and address.endswith("/")]


def _checkout(session: Session, one: Waiting, root: Path) -> None:
    """The proposal's own files only where content stands: its settings, styles or programs are never used."""
    repository = session.repository
    tree = repository.tree_with(session.tip, [(change.path, change.new) for change in one.changes])
    files = repository.files(tree, *(f"{name}/" for name in ROOTS))
    files |= repository.files(session.tip, "mkdocs.yml", "overrides/")
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
