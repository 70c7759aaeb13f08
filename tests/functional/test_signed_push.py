"""`git push --signed`, with real Git and the real hooks: who pushes a proposal with a known key does not approve it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from guarded import Forger, Movement, commit, git, initiative
from guarded import key as key_of
from preau.edges.refusal import Refusal
from preau.proposals.authority import NOBODY
from preau.proposals.certificates import pusher_of

NEW = "initiatives/34/jardin.md"


def pushed(
    movement: Movement, who: str, *options: str, place: str = "Agde"
) -> tuple[subprocess.CompletedProcess[str], str]:
    """A proposal pushed with somebody's key; what Git said, and the message that is kept of it."""
    clone, key = movement.clone(), movement.folder / who
    secret = Ed25519PrivateKey.from_private_bytes(who.encode().ljust(32, b"."))
    key.write_bytes(secret.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    key.chmod(0o600)
    commit(clone, {NEW: initiative(place=place)})
    signing = ("-c", "gpg.format=ssh", "-c", f"user.signingkey={key}")
    done = git(clone, *signing, "push", "--signed=true", *options, "origin", "HEAD:refs/for/main", check=False)
    ref = next(iter(movement.repository.refs("refs/proposals")), "")
    return done, movement.repository.text("show", "--no-patch", "--format=%B", ref) if ref else ""


def test_who_pushes_with_a_key_of_the_registry_does_not_approve(tmp_path: Path) -> None:
    """The proposal tells the key, the merge under the same key is refused, another referent's passes."""
    movement = Movement(tmp_path)
    done, message = pushed(movement, "helene-34")
    forger = Forger(movement)
    proposal = next(iter(movement.repository.refs("refs/proposals").values()))
    refused = forger.push(forger.merge(proposal, [forger.sign(proposal, "helene-34", "34/helene-34")]))
    accepted = forger.push(forger.merge(proposal, [forger.sign(proposal, "karim-34", "34/karim-34")]))

    assert done.returncode == 0, done.stderr
    assert "Preau-Pushed-By: " in message
    assert "PA208" in refused.stderr
    assert accepted.returncode == 0, accepted.stderr


def test_whose_turn_it_is_leaves_out_who_pushed(tmp_path: Path) -> None:
    """The list tells the others, and whoever pushed is told so here, before anything is signed or sent."""
    movement = Movement(tmp_path)
    pushed(movement, "helene-34")
    session = movement.session()
    one = session.waiting()[0]

    with pytest.raises(Refusal) as refused:
        session.approve(one.number, key_of("helene-34"))

    assert [[holder.mandate for holder in missing.who] for missing in one.verdict.missing] == [["34/karim-34"]]
    assert "34/karim-34" in str(refused.value)
    assert session.approve(one.number, key_of("karim-34"))


def test_the_key_of_a_citizen_is_forgotten(tmp_path: Path) -> None:
    """A key that the registry does not know would tell who somebody is: nothing of it is kept, not even an object."""
    movement = Movement(tmp_path)
    done, message = pushed(movement, "stranger")
    objects = movement.repository.text("cat-file", "--batch-all-objects", "--batch-check")
    blobs = [row.split()[0] for row in objects.split("\n") if " blob " in row]

    assert done.returncode == 0, done.stderr
    assert "Preau-Pushed-By" not in message
    assert not any(b"certificate version" in movement.repository.blob(oid) for oid in blobs)


def test_a_certificate_of_another_push_is_none() -> None:
    """It names the very update; noise is no certificate."""
    assert [pusher_of(text, "a b c", NOBODY) for text in ("", "x\n\na b d\n", "x\n\na b c\nnoise")] == [None] * 3
