"""How a bare repository comes under guard: its hooks, its limits, its anchor, and the key of its receipts."""

from __future__ import annotations

import secrets
import shlex
import sys
import time
from pathlib import Path

from preau.edges.limits import PACK
from preau.edges.receiving import KEY
from preau.edges.repository import ANCHOR, MAIN, NOTHING, GitFault, Repository
from preau.edges.signing import make_key
from preau.edges.tidying import YOUNG

HOOKS = ("pre-receive", "proc-receive", "post-receive")
SETTINGS = {
    "receive.advertisePushOptions": "true", "receive.procReceiveRefs": "refs/for", "receive.fsckObjects": "true",
    "receive.denyNonFastForwards": "true", "receive.denyDeletes": "true", "receive.unpackLimit": "1000000",
    "receive.autogc": "true", "receive.certNonceSlop": "600", "receive.maxInputSize": str(PACK),
    "transfer.unpackLimit": "1000000", "receive.fsck.badFilemode": "error", "core.hooksPath": "hooks",
    "http.getanyfile": "false",
    "core.bigFileThreshold": "1m", "core.logAllRefUpdates": "false", "http.receivepack": "true",
    "uploadpack.allowAnySHA1InWant": "false", "gc.pruneExpire": YOUNG,
}  # fmt: skip
"""What Git itself refuses or keeps, so that the hooks see the rest before anything is stored."""
SEED = "receive.certNonceSeed"
"""What the questions of signed pushes are made from: each repository has its own."""


def install(bare: Path, source: Path | None) -> tuple[Repository, str]:
    """Guard a bare repository, made first from the files of a folder when asked; the public line of its intake key."""
    key = bare / KEY
    if source is not None:
        bare.mkdir(parents=True)
        Repository.create(bare)
    repository = Repository(bare)
    if not key.is_file():
        make_key(key, "")
    line = key.with_suffix(".pub").read_text(encoding="ascii").strip()
    if source is not None:
        _found(repository, source, line.rpartition(" ")[0])
    seed = {} if _is_set(repository, SEED) else {SEED: secrets.token_hex(20)}
    for name, value in {**SETTINGS, **seed}.items():
        repository.run("config", name, value)
    for name in HOOKS:
        path = repository.git_dir / "hooks" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -I -m preau guard hook {name}\n")
        path.chmod(0o755)
    tip, anchor = repository.tip(MAIN), repository.tip(ANCHOR)
    if tip and not anchor:
        repository.move((ANCHOR, tip, NOTHING))
    return repository, line


def _is_set(repository: Repository, name: str) -> bool:
    try:
        return bool(repository.text("config", "--get", name))
    except GitFault:
        return False


def _found(repository: Repository, source: Path, key: str) -> None:
    """The first commit of a movement: the files of a folder, by nobody in particular."""
    entries = []
    for path in sorted(_plain_files(source)):
        data = (source / path).read_bytes()
        if path == "content/movement.yml" and b"intake_keys:" not in data:
            data = data.rstrip() + f"\nintake_keys:\n  - {key}\n".encode()
        entries.append((path, repository.write_blob(data)))
    tree = repository.tree_of(entries)
    commit = repository.write_commit(tree, [], "Begin\n", int(time.time()))
    repository.move((MAIN, commit, NOTHING))


def _plain_files(source: Path) -> list[str]:
    """What Git would keep of a folder: its tracked files, else every plain file that is not hidden."""
    try:
        listed = Repository(source)
        top = Path(listed.text("rev-parse", "--show-toplevel"))
        if top.resolve() == source.resolve():
            said = listed.run("ls-files", "-z", "--cached", "--others", "--exclude-standard").decode().split("\0")
            return [path for path in said if path and (source / path).is_file() and not (source / path).is_symlink()]
    except GitFault:
        pass
    found = [path.relative_to(source) for path in source.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path.as_posix() for path in found if path.parts[0] not in {".git", ".venv", ".preau", "site", "var"}]
