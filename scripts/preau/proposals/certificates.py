"""The certificate of a signed push (`git push --signed`): whose key answers for it, when the registry knows it."""

from __future__ import annotations

from preau.proposals import sshsig
from preau.proposals.authority import Authority
from preau.proposals.history import Commit, read_message

_SIGNATURE = "-----BEGIN SSH SIGNATURE-----"
NAMESPACE = "git"


def pusher_of(certificate: str, update: str, authority: Authority) -> bytes | None:
    """The key that signed a push of this update (`OLD NEW REF`), when somebody of the registry holds it.

    Any other key is forgotten: it would tell who a citizen is.
    """
    said, mark, rest = certificate.partition(_SIGNATURE)
    if update not in said.partition("\n\n")[2].split("\n"):
        return None
    key = sshsig.verify(said.encode(), NAMESPACE, mark + rest)
    return key if key and any(key in holder.keys for holder in authority.holders) else None


def told(key: bytes | None) -> str:
    """A key as a proposal tells it, on one line."""
    return sshsig.public_line(key).partition(" ")[2] if key else ""


def pusher_in(proposal: Commit | None) -> bytes | None:
    """The key with which a proposal was pushed, when it tells one."""
    said = read_message(proposal.message, lambda data, line: None).pushed_by if proposal else ""
    return sshsig.public_bytes(f"ssh-ed25519 {said}") if said else None
