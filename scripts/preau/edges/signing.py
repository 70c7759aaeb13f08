"""Keys of people: made and kept encrypted on this computer, used from a file or through an SSH agent."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_ssh_private_key,
)

from preau.i18n import N_
from preau.proposals import sshsig

ENDING = ".key"
Ask = Callable[[str], str]
"""Asks a person for the passphrase of a key, given its name."""


class KeyFault(Exception):
    """A key that cannot be used; `what` is a sentence, to be translated."""

    def __init__(self, what: str, **facts: object) -> None:
        super().__init__(what)
        self.what, self.facts = what, facts


@dataclass(frozen=True)
class Signer:
    """Somebody able to sign: their public key (32 bytes), and how."""

    public: bytes
    sign: Callable[[bytes, str], str]
    """From a message and a namespace to an armoured signature."""

    @property
    def fingerprint(self) -> str:
        """The name of the key."""
        return sshsig.fingerprint(self.public)


def folder() -> Path:
    """Where the keys of this person are kept on this computer."""
    said = os.environ.get("PREAU_KEYS")
    base = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(said) if said else Path(base) / "preau" / "keys"


def signer_of(key: Ed25519PrivateKey) -> Signer:
    """Somebody who holds a private key in this process."""
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Signer(public, lambda message, namespace: sshsig.sign(message, namespace, key))


def make_key(path: Path, passphrase: str) -> Signer:
    """A new key in a file that only its owner can read, encrypted unless the passphrase is empty."""
    key = Ed25519PrivateKey.generate()
    keep(path, key, passphrase)
    return signer_of(key)


def keep(path: Path, key: Ed25519PrivateKey, passphrase: str) -> None:
    """Write a key and, beside it, its public line; never over another file."""
    closed = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, closed)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
    line = sshsig.public_line(signer_of(key).public)
    path.with_suffix(".pub").write_text(f"{line} {path.stem}\n", encoding="utf-8")


def copy(path: Path, other: Path) -> None:
    """A copy of a key as it is, encrypted; never over another file."""
    descriptor = os.open(other, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(path.read_bytes())


def open_key(path: Path, ask: Ask) -> Ed25519PrivateKey:
    """The private key in a file (PKCS 8 or OpenSSH); the passphrase is asked for only when there is one."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KeyFault(N_("The key {path} cannot be read: {why}."), path=path, why=error.strerror) from None
    return key_in(data, path, ask)


def key_in(data: bytes, path: Path, ask: Ask) -> Ed25519PrivateKey:
    """The private key that some bytes hold; `path` says where they come from."""
    try:
        key = _loaded(data, None)
    except TypeError:
        try:
            key = _loaded(data, ask(path.name).encode())
        except (TypeError, ValueError):  # nothing was typed, or something else
            raise KeyFault(N_("This passphrase does not open the key {path}."), path=path) from None
    except ValueError:
        raise KeyFault(N_("{path} is not a private key that can be used here (ssh-ed25519)."), path=path) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFault(N_("{path} is not a private key that can be used here (ssh-ed25519)."), path=path)
    return key


def _loaded(data: bytes, passphrase: bytes | None) -> object:
    load = load_ssh_private_key if b"OPENSSH PRIVATE KEY" in data else load_pem_private_key
    try:
        return load(data, passphrase)
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from None


def signer(path: Path, ask: Ask) -> Signer:
    """Somebody who signs with a file: a private key, or a public one whose private half an agent holds."""
    try:
        text = path.read_bytes()[:4096].decode("utf-8", "replace")
    except OSError as error:
        raise KeyFault(N_("The key {path} cannot be read: {why}."), path=path, why=error.strerror) from None
    public = sshsig.public_bytes(text)
    if public is None:
        return signer_of(open_key(path, ask))
    return Signer(public, lambda message, namespace: _by_agent(path, message, namespace))


def _by_agent(path: Path, message: bytes, namespace: str) -> str:
    """OpenSSH asks the agent: `ssh-keygen -Y sign` with a public key."""
    command = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(path), "-n", namespace]
    try:
        done = subprocess.run(command, input=message, capture_output=True, timeout=120, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KeyFault(N_("The SSH agent did not sign: {why}"), why=error) from None
    if done.returncode:
        raise KeyFault(N_("The SSH agent did not sign: {why}"), why=done.stderr.decode("utf-8", "replace").strip())
    return done.stdout.decode()


def signer_from(text: str) -> Signer:
    """Somebody who signs with a private key given as text: the key of a robot."""
    return signer_of(key_from(text))


def key_from(text: str) -> Ed25519PrivateKey:
    """A private key given as text, without a passphrase."""
    try:
        key = _loaded(text.strip().encode() + b"\n", None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFault(N_("The key of the robot is not a private key that can be used here (ssh-ed25519)."))
    return key


def known_keys() -> list[Path]:
    """The private keys kept on this computer, by name."""
    return sorted(folder().glob("*" + ENDING))
