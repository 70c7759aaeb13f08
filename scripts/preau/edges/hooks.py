"""The hooks of a guarded repository: Git asks, the guard answers; and how they are put in place."""

from __future__ import annotations

import os
import shlex
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from preau.edges.guard import FOR, Guard, Update, language_at
from preau.edges.limits import PACK
from preau.edges.pktline import FLUSH, packet, packets
from preau.edges.receiving import KEY, Receipt, receive, squash, tidy
from preau.edges.refusal import Refusal, told
from preau.edges.repository import ANCHOR, MAIN, NOTHING, GitFault, Repository
from preau.edges.signing import make_key
from preau.edges.sweeping import sweep
from preau.i18n import N_, say_date, say_in

HOOKS = ("pre-receive", "proc-receive", "post-receive")
SETTINGS = {
    "receive.advertisePushOptions": "true", "receive.procReceiveRefs": "refs/for", "receive.fsckObjects": "true",
    "receive.denyNonFastForwards": "true", "receive.denyDeletes": "true", "receive.unpackLimit": "1000000",
    "receive.autogc": "false", "receive.maxInputSize": str(PACK), "transfer.unpackLimit": "1000000",
    "core.bigFileThreshold": "1m", "core.logAllRefUpdates": "false", "http.receivepack": "true",
    "uploadpack.allowAnySHA1InWant": "false", "gc.pruneExpire": "now",
}  # fmt: skip
"""What Git itself refuses or keeps, so that the hooks see the rest before anything is stored."""
AGAIN = N_("Something changed at the same moment. Please send it again: nothing was lost.")


def run_hook(name: str, folder: Path, source: BinaryIO, out: BinaryIO) -> int:
    """Answer one hook; its exit code. Whatever happens, the other side is told in its language."""
    repository = Repository(folder)
    try:
        if name == "proc-receive":
            return _proc_receive(repository, source, out)
        updates = [Update(*line.split()) for line in source.read().decode().split("\n") if line]
        if name == "post-receive":
            return _post_receive(repository, updates)
        sweep(repository.git_dir, [update.ref for update in updates])
        guard, options = Guard(repository), _options()
        guard.judge(updates, options)
        if updates[0].ref == FOR:
            squash(guard, updates[0], options)
        return 0
    except Refusal as refusal:
        _say(told(refusal, _language(repository)))
    except (GitFault, OSError) as fault:
        _say(f"{say_in(_language(repository)).gettext(AGAIN)} ({str(fault)[:300]})")
    finally:
        repository.close()
    return 1


def _language(repository: Repository) -> str:
    return language_at(repository, repository.tip(MAIN))


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def _options() -> list[str]:
    count = os.environ.get("GIT_PUSH_OPTION_COUNT", "0")
    return [os.environ.get(f"GIT_PUSH_OPTION_{number}", "") for number in range(int(count) if count.isdigit() else 0)]


def _proc_receive(repository: Repository, source: BinaryIO, out: BinaryIO) -> int:
    """Speak the protocol of `proc-receive`: each ref asked for is answered by the one made for it."""
    list(packets(source))
    out.write(packet("version=1\0push-options\n") + FLUSH)
    out.flush()
    updates = [Update(*line.split(" ", 2)) for line in packets(source)]
    options = list(packets(source))
    lang, guard = _language(repository), Guard(repository)
    for update in updates:
        out.write(b"".join(map(packet, _answer(guard, update, options, lang))))
    out.write(FLUSH)
    out.flush()
    return 0


def _answer(guard: Guard, update: Update, options: Sequence[str], lang: str) -> list[str]:
    if update.ref != FOR:
        return [f"ng {update.ref} refs/for/main"]
    try:
        done = receive(guard, update, options)
    except Refusal as refusal:
        _say(told(refusal, lang))
        return [f"ng {update.ref} {say_in(lang).gettext(N_('refused, as told above'))}"]
    except (GitFault, OSError) as fault:
        _say(str(fault)[:300])
        return [f"ng {update.ref} {say_in(lang).gettext(AGAIN)}"]
    _say(received_told(done, lang))
    return [
        f"ok {update.ref}", f"option refname {done.ref}", f"option old-oid {NOTHING}", f"option new-oid {done.commit}",
    ]  # fmt: skip


def received_told(done: Receipt, lang: str) -> str:
    """What is said to whoever proposed: the number, until when, whose turn, and the receipt to keep."""
    say, entry = say_in(lang).gettext, done.entry
    first = N_("Received under the number {number} (revision {revision}). Answer due by {day}, from: {scope}.")
    if done.again:
        first = N_("This was received already, as {number} (revision {revision}). Answer due by {day}, from: {scope}.")
    facts = {"number": entry.number, "revision": entry.revision, "scope": entry.scope}
    lines = [say(first).format(day=say_date(entry.deadline, lang), **facts)]
    if done.line:
        lines.append(say(N_("Your receipt, to keep (`preau receipt verify` checks it):")))
        lines.append(f"preau-receipt: {done.line}")
    else:
        lines.append(say(N_("This server signs no receipts yet: its key is not in content/movement.yml.")))
    return "\n".join(lines)


def _post_receive(repository: Repository, updates: Sequence[Update]) -> int:
    for update in updates:
        if update.ref == MAIN and update.old != NOTHING:
            tidy(repository, repository.commits(update.new, f"^{update.old}"))
        elif update.ref == MAIN:
            repository.move((ANCHOR, update.new, repository.tip(ANCHOR) or NOTHING))
    return 0


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
    for name, value in SETTINGS.items():
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
