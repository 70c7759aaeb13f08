"""What `audit`, `guard install` and `receipt verify` answer, in words or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from preau.edges.beginning import CANNOT, CannotJudge, published, walk_ahead
from preau.edges.misuse import language_of, misuse
from preau.edges.progress import telling
from preau.edges.refusal import breaches_told
from preau.edges.repository import MAIN, GitFault, opened
from preau.edges.window import authority_at
from preau.findings import Say
from preau.i18n import N_, say_in, say_number
from preau.model.trail import Trail
from preau.proposals.sshsig import public_bytes

if TYPE_CHECKING:
    from preau.edges.auditing import Audit

NO_LOG = N_(
    "The log of what was received is not in this copy. Bring it with: git fetch origin 'refs/preau/*:refs/preau/*'"
)


def run_audit(root: Path, ref: str | None, anchor: str | None, form: str, lang: str | None) -> tuple[str, int]:
    """The report of an audit and its exit code: 0 clean, 1 a breach, 2 it cannot be judged.

    Without a branch, that of the copy that this one follows: what is published, when the folder's own is behind.
    """
    lang = lang or language_of(root)
    try:
        with opened(root) as repository:
            ref = ref or published(repository)
            if anchor is None:
                walk_ahead(repository, ref)
            from preau.edges.auditing import audit  # Git is at work while this is brought
            from preau.edges.workers import uncollected

            with uncollected(), telling(lang):
                found = audit(repository, ref, anchor, remember=True)
    except GitFault as fault:
        return _cannot(say_in(lang).gettext(N_("This is no Git repository: {why}")).format(why=fault), form), 2
    except CannotJudge as why:
        return _cannot(say_in(lang).gettext(CANNOT[why.what]).format(**why.facts), form), 2
    report = _as_json(found, lang) if form == "json" else _as_text(found, lang)
    return report, 1 if found.breaches else 0


def _cannot(sentence: str, form: str) -> str:
    return json.dumps({"cannot": sentence}, ensure_ascii=False) + "\n" if form == "json" else sentence + "\n"


def _as_text(found: Audit, lang: str) -> str:
    words, trail = say_in(lang), found.trail
    _, n = words.gettext, len(trail.publications)
    count = sum(len(one.approvals) for one in trail.publications)
    lines = breaches_told(found.breaches, lang)
    told = _("{n} publications judged, {count} approvals verified, from {anchor} to {tip}.")
    lines.append(
        told.format(n=say_number(n, lang), count=say_number(count, lang), anchor=trail.anchor[:12], tip=trail.tip[:12])
    )
    lines += _remarks(trail, _)
    if found.replay.log is None:
        lines.append(_(NO_LOG))
    number = len(found.breaches)
    end = words.ngettext("{n} breach.", "{n} breaches.", number) if number else _("No breach.")
    return "\n".join([*lines, end.format(n=number)]) + "\n"


def _remarks(trail: Trail, _: Say) -> Iterator[str]:
    """What an audit finds that is no breach, and must be seen."""
    if trail.before:
        told = _("{n} older commits were published before the guard: they are not judged.")
        yield told.format(n=trail.before)
    for one in trail.publications:
        if one.acknowledged:
            told = _("{commit}: a breach that the stewards acknowledged ({id}).")
            yield told.format(commit=one.commit[:12], id=one.acknowledged)
        if any(approval.disputed for approval in one.approvals):
            yield _("{commit}: an approval by a key declared stolen: disputed.").format(commit=one.commit[:12])
    for entry in trail.received:
        if entry.state == "dropped":
            yield _("{number}: received, then dropped without a decision.").format(number=entry.number)


def _as_json(found: Audit, lang: str) -> str:
    say, trail = say_in(lang).gettext, found.trail
    breaches = [
        {"code": one.code, "commit": one.commit, "path": one.path, "message": one.message(say), "help": one.help(say)}
        for one in found.breaches
    ]
    value = {
        "root": trail.root, "anchor": trail.anchor, "tip": trail.tip, "before": trail.before,
        "publications": len(trail.publications),
        "approvals": sum(len(one.approvals) for one in trail.publications),
        "breaches": breaches, "log": found.replay.log is not None,
        "dropped": [one.number for one in trail.received if one.state == "dropped"],
    }  # fmt: skip
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def run_install(bare: Path, source: Path | None, lang: str | None) -> str:
    """Guard a repository, and say what was done and what is left to do."""
    from preau.edges.installing import install  # an audit waits for nothing that it does not need

    lang = lang or language_of(source or bare)
    _ = say_in(lang).gettext
    if source is not None and bare.exists():
        raise misuse(N_("{path} exists already: choose another folder, or leave out --from."), path=bare)
    try:
        repository, key = install(bare, source)
    except GitFault:
        raise misuse(
            N_("{path} is no Git repository: `git init --bare` makes one, or use --from."), path=bare
        ) from None
    except OSError as error:
        sentence = _("{path} cannot be written: {why}")
        raise click.ClickException(sentence.format(path=bare, why=error.strerror)) from None
    lines = [_("{path} is guarded: only signed mandates publish there.").format(path=repository.git_dir)]
    authority = authority_at(repository, tip) if (tip := repository.tip(MAIN)) else None
    named = authority is not None and public_bytes(key) in authority.intake_keys
    told = (
        N_("The key of its receipts, named in content/movement.yml:")
        if named
        else N_("The key of its receipts, to be named in content/movement.yml under intake_keys:")
    )
    lines.append(_(told))
    lines.append(f"  {key}")
    if authority is not None and not any(holder.keys for holder in authority.holders):
        lines.append(_("Nobody has a mandate with a key: nothing can be approved. See “Start it” in docs/desk.md."))
    repository.close()
    return "\n".join(lines) + "\n"
