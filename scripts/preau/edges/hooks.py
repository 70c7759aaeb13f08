"""The hooks of a guarded repository: Git asks, the guard answers; and how they are put in place."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from preau.edges.faults import note
from preau.edges.pktline import FLUSH, packet, packets
from preau.edges.pushes import FOR, Update, language_at
from preau.edges.repository import ANCHOR, MAIN, NOTHING, GitFault, Repository
from preau.edges.sweeping import sweep
from preau.i18n import N_, say_date, say_in

if TYPE_CHECKING:
    from preau.edges.receiving import Receipt

# Each hook opens only the rooms that it needs: a push waits for three of them, and imports are most of their time.
AGAIN = N_("Something changed at the same moment. Please send it again: nothing was lost.")


BROKEN = N_("The server could not do it, and nothing was kept. Please try again later, or tell whoever hosts it.")


def run_hook(name: str, folder: Path, source: BinaryIO, out: BinaryIO) -> int:
    """Answer one hook; its exit code. Whatever happens, the other side is told in its language, without a trace."""
    try:
        repository = Repository(folder)
        try:
            return _answered(name, repository, source, out)
        finally:
            repository.close()
    except Exception as fault:
        note(folder, fault)
        if name == "post-receive":  # the push is done: what was to be tidied is tidied another day
            return 0
        _say(_broken(fault, _language_of(folder)))
        return 1


def _answered(name: str, repository: Repository, source: BinaryIO, out: BinaryIO) -> int:
    if name == "proc-receive":
        return _proc_receive(repository, source, out)
    lines = source.read().decode("utf-8", "surrogateescape").split("\n")
    updates = [Update(*line.split(" ", 2)) for line in lines if line]  # a name may hold any sign but a plain space
    if name == "post-receive":
        return _post_receive(repository, updates)
    refused = _refused(repository, lambda: _pre_receive(repository, updates))
    if refused:
        _say(refused)
    return 1 if refused else 0


def _broken(fault: Exception, lang: str) -> str:
    """A fault of the server in one sentence: what the disk said, and nothing of its paths."""
    why = f" ({os.strerror(fault.errno)})" if isinstance(fault, OSError) and fault.errno else ""
    return say_in(lang).gettext(BROKEN) + why


def _language_of(folder: Path) -> str:
    """The language of a movement of which nothing else may work."""
    try:
        return _language(Repository(folder))
    except Exception:
        return "fr"


def _pre_receive(repository: Repository, updates: Sequence[Update]) -> None:
    from preau.edges.guard import Guard

    guard, options, certificate = Guard(repository), _options(), _certificate(repository)
    guard.judge(updates, options)
    sweep(repository.git_dir, [update.ref for update in updates])  # only now: Git has not looked at names yet
    if updates[0].ref == FOR:
        from preau.edges.squashing import squash

        squash(guard, updates[0], options, certificate)


def _certificate(repository: Repository) -> str:
    """What was signed with a push (`git push --signed`), when it answers the question that Git asked for this push.

    Git keeps it outside its quarantine: it is removed, since it tells the key of whoever pushed.
    """
    blob = os.environ.get("GIT_PUSH_CERT", "")
    if not blob.strip("0"):
        return ""
    text = repository.blob(blob).decode("utf-8", "replace")
    (repository.git_dir / "objects" / blob[:2] / blob[2:]).unlink(missing_ok=True)
    return text if os.environ.get("GIT_PUSH_CERT_NONCE_STATUS") == "OK" else ""


def _refused(repository: Repository, work: Callable[[], None]) -> str:
    """Why some work was refused, in words; empty when it was done. A fault of ours shows no path of this computer."""
    from preau.edges.refusal import Refusal, told

    lang = _language(repository)
    try:
        work()
    except Refusal as refusal:
        return told(refusal, lang)
    except GitFault as fault:
        note(repository.git_dir, fault)
        return f"{say_in(lang).gettext(AGAIN)} ({str(fault).replace(str(Path.cwd()), '')[:300]})"
    except Exception as fault:
        note(repository.git_dir, fault)
        return _broken(fault, lang)
    return ""


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
    for update in updates:
        out.write(b"".join(map(packet, _answer(repository, update, options))))
    out.write(FLUSH)
    out.flush()
    return 0


def _answer(repository: Repository, update: Update, options: Sequence[str]) -> list[str]:
    from preau.edges.receiving import receive

    if update.ref != FOR:
        return [f"ng {update.ref} refs/for/main"]
    done: list[Receipt] = []
    refused = _refused(repository, lambda: done.append(receive(repository, update, options)))
    lang = _language(repository)
    _say(refused or received_told(done[0], lang))
    if refused:
        return [f"ng {update.ref} {say_in(lang).gettext(N_('refused, as told above'))}"]
    return [
        f"ok {update.ref}", f"option refname {done[0].ref}", f"option old-oid {NOTHING}",
        f"option new-oid {done[0].commit}",
    ]  # fmt: skip


def received_told(done: Receipt, lang: str) -> str:
    """What is said to whoever proposed: the number, until when, whose turn, and the receipt to keep."""
    say, entry = say_in(lang).gettext, done.entry
    first = N_("Received under the number {number} (revision {revision}). Answer due by {day}, from: {scope}.")
    if done.again:
        first = N_("This was received already, as {number} (revision {revision}). Answer due by {day}, from: {scope}.")
    facts = {"number": entry.number, "revision": entry.revision, "scope": ", ".join(entry.scopes)}
    lines = [say(first).format(day=say_date(entry.deadline, lang), **facts)]
    if done.line:
        lines.append(say(N_("Your receipt, to keep (`preau receipt verify` checks it):")))
        lines.append(f"preau-receipt: {done.line}")
    else:
        lines.append(say(N_("This server signs no receipts yet: its key is not in content/movement.yml.")))
    if done.beside:
        told = N_("{number} waits already and stays as it is: this is another version beside it, not a new revision.")
        lines.append(say(told).format(number=done.beside))
    if done.code:
        told = N_("To send a new revision of it, you alone: git push -o receipt={code} …  Show this code to nobody.")
        lines.append(say(told).format(code=done.code))
    return "\n".join(lines)


def _post_receive(repository: Repository, updates: Sequence[Update]) -> int:
    from preau.edges.tidying import tidy

    for update in updates:
        if update.ref == MAIN and update.old != NOTHING:
            tidy(repository, repository.commits(update.new, f"^{update.old}"))
        elif update.ref == MAIN:
            repository.move((ANCHOR, update.new, repository.tip(ANCHOR) or NOTHING))
    return 0
