"""`preau keys`: the keys with which somebody signs, made, kept, copied and listed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from preau.edges import signing
from preau.edges.beginning import published
from preau.edges.misuse import language_of, misuse, spoken
from preau.edges.repository import opened
from preau.edges.signing import Signer
from preau.edges.window import authority_at
from preau.findings import printable
from preau.i18n import N_, say_in
from preau.proposals import sshsig


def passphrase(name: str) -> str:
    """The passphrase of a key, from `PREAU_PASSPHRASE` or asked for."""
    given = os.environ.get("PREAU_PASSPHRASE")
    if given is not None:
        return given
    return str(
        click.prompt(
            say_in(spoken()).gettext(N_("Passphrase of the key {name}")).format(name=name), hide_input=True, err=True
        )
    )


def chosen(path: Path | None) -> Signer:
    """The key asked for, else the only one kept on this computer."""
    if path is not None:
        named = signing.folder() / f"{path}{signing.ENDING}"
        return signing.signer(named if not path.exists() and named.exists() else path, passphrase)
    known = signing.known_keys()
    if len(known) != 1:
        names = ", ".join(one.stem for one in known) or "—"
        raise misuse(
            N_("Say with which key: --key NAME (kept here: {names}). `preau keys new` makes one."), names=names
        )
    return signing.signer(known[0], passphrase)


def new_key(name: str, export: Path | None, second: bool) -> str:
    """Make a key, encrypted, with its copy and a second one for another device when asked; what to do next."""
    _ = say_in(spoken()).gettext
    words = _new_passphrase()
    export, second = _offered(export, second)
    names = [name, f"{name}-2"] if second else [name]
    lines = []
    for one in names:
        path = signing.folder() / f"{one}{signing.ENDING}"
        if path.exists():
            raise misuse(N_("A key is already called {name}: {path}"), name=one, path=path)
        made = signing.make_key(path, words)
        lines += [_("Key {name}: {path}").format(name=one, path=path), f"  {sshsig.public_line(made.public)}"]
        if export is not None:
            copied = export / path.name
            export.mkdir(parents=True, exist_ok=True)
            signing.copy(path, copied)
            lines.append(_("Encrypted copy: {path}. Keep it away from this computer.").format(path=copied))
    lines.append(_("Give the public line (ssh-ed25519 …) to the stewards, who write it under your mandate."))
    if not second:
        lines.append(_("If this computer is lost, so is your signature: --second-device makes a key for another one."))
    return "\n".join(lines) + "\n"


def _offered(export: Path | None, second: bool) -> tuple[Path | None, bool]:
    """At a terminal, a second key and a copy are offered: whoever loses the only key loses their signature."""
    if not sys.stdin.isatty() or export is not None or second:
        return export, second
    _ = say_in(spoken()).gettext
    second = click.confirm(_(N_("Make a second key, for another device?")), default=True, err=True)
    folder = click.prompt(
        _(N_("Folder for an encrypted copy, such as a USB key (empty: none)")), default="", show_default=False, err=True
    )
    return (Path(folder) if folder else None), second


def _new_passphrase() -> str:
    given = os.environ.get("PREAU_PASSPHRASE")
    if given is not None:
        return given
    _ = say_in(spoken()).gettext
    return str(
        click.prompt(
            _(N_("Passphrase, to be typed at each signature")), hide_input=True, confirmation_prompt=True, err=True
        )
    )


def listed_keys(root: Path) -> str:
    """The keys kept on this computer, and the mandates that each speaks for in this movement."""
    lang = language_of(root)
    _ = say_in(lang).gettext
    authority = None
    with opened(root) as repository:
        tip = repository.tip(published(repository))
        if tip:
            authority = authority_at(repository, tip)
    lines = []
    for path in signing.known_keys():
        public = sshsig.public_bytes(path.with_suffix(".pub").read_text(encoding="utf-8")) or b""
        lines.append(f"{path.stem}  {sshsig.fingerprint(public)}")
        held = [one for one in authority.holders if public in one.keys] if authority else []
        lines += [f"  {one.mandate}  {printable(one.name, 60)}" for one in held] or ["  " + _("no mandate here")]
    return "\n".join(lines or [_("No key is kept on this computer: `preau keys new` makes one.")]) + "\n"
