"""Keys of people: made encrypted, opened with their passphrase, read from OpenSSH's files, used through its agent."""

from __future__ import annotations

import os
import re
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from preau.edges.signing import KeyFault, copy, make_key, signer
from preau.proposals import sshsig
from preau.proposals.statement import NAMESPACE


def never(name: str) -> str:
    """No passphrase is asked for."""
    raise AssertionError(name)


def test_a_key_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    """What is kept on disk is encrypted, readable by its owner alone, and signs once opened."""
    path = tmp_path / "keys" / "helene.key"
    made = make_key(path, "prés fleuris")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"ENCRYPTED" in path.read_bytes()
    assert made.public == signer(path, lambda name: "prés fleuris").public
    with pytest.raises(KeyFault):
        signer(path, lambda name: "autre chose")


def test_a_key_is_never_written_over_another(tmp_path: Path) -> None:
    """Losing a key is losing a signature."""
    make_key(tmp_path / "a.key", "")
    before = (tmp_path / "a.key").read_bytes()

    with pytest.raises(FileExistsError):
        make_key(tmp_path / "a.key", "")
    with pytest.raises(FileExistsError):
        copy(tmp_path / "a.key", tmp_path / "a.key")
    assert before == (tmp_path / "a.key").read_bytes()


@pytest.mark.parametrize("content", ["", "bonjour", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_told(tmp_path: Path, content: str) -> None:
    """A file that is no key is a sentence, never a trace."""
    path = tmp_path / "key"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(KeyFault):
        signer(path, never)


def test_another_kind_of_key_is_told(tmp_path: Path) -> None:
    """Only ssh-ed25519 is used: an RSA key is refused in words."""
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", tmp_path / "rsa"], check=True)

    with pytest.raises(KeyFault):
        signer(tmp_path / "rsa", never)


def test_a_key_of_openssh_signs(tmp_path: Path) -> None:
    """A file that ssh-keygen made is as good as ours."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "id"], check=True)
    line = (tmp_path / "id.pub").read_text(encoding="ascii")

    made = signer(tmp_path / "id", never)

    assert sshsig.public_bytes(line) == made.public
    assert made.public == sshsig.verify(b"oui", NAMESPACE, made.sign(b"oui", NAMESPACE))


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A real SSH agent, ended with the test."""
    said = subprocess.run(["ssh-agent", "-a", str(tmp_path / "s"), "-s"], capture_output=True, text=True, check=True)
    number = re.search(r"SSH_AGENT_PID=(\d+)", said.stdout)
    assert number
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "s"))
    yield tmp_path
    os.kill(int(number.group(1)), 15)


def test_an_agent_signs_for_a_public_key(agent: Path) -> None:
    """The private half never leaves the agent."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", agent / "id"], check=True)
    subprocess.run(["ssh-add", "-q", agent / "id"], check=True)
    (agent / "id").unlink()

    made = signer(agent / "id.pub", never)

    assert made.public == sshsig.verify(b"oui", NAMESPACE, made.sign(b"oui", NAMESPACE))


def test_an_agent_without_the_key_is_told(agent: Path) -> None:
    """The agent's refusal is a sentence."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", agent / "id"], check=True)
    (agent / "id").unlink()

    with pytest.raises(KeyFault):
        signer(agent / "id.pub", never).sign(b"oui", NAMESPACE)
