"""Statements and their signatures: canonical bytes, and `ssh-keygen` as the reference in both directions."""

from __future__ import annotations

import base64
import json
import subprocess
import time
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from preau.proposals import sshsig
from preau.proposals.history import PLAIN, Change, entries_of
from preau.proposals.intake import LogEntry
from preau.proposals.statement import NAMESPACE, Entry, Review, Statement, Verb, canonical, read_statement

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
A, B, C = "a" * 40, "b" * 40, "c" * 40


def statement(**changes: object) -> Statement:
    """A plain approval of one new initiative."""
    values: dict[str, object] = {
        "repository": A, "verb": "approve", "seen": B, "signer": sshsig.fingerprint(PUBLIC), "mandate": "34/helene-34",
        "entries": [{"path": "initiatives/34/berges-propres.md", "old": None, "new": C}], "date": "2026-11-23",
        "expires": "2027-01-22", "independent": True,
    }  # fmt: skip
    return Statement.model_validate(values | changes)


def test_the_canonical_form_is_written_down() -> None:
    """The vector of docs/trail.md: another program must produce these very bytes."""
    assert statement().canonical().decode() == (
        '{"criterion":null,"date":"2026-11-23","entries":[{"new":"'
        + C
        + '","old":null,"path":"initiatives/34/berges-propres.md"}],'
        '"expires":"2027-01-22","independent":true,"mandate":"34/helene-34","reason":null,"repository":"' + A + '",'
        '"seen":"' + B + '","signer":"SHA256:lbmsoA0yIEcEiVDRnMWuzm+nV+3ZEEpVIURqFoeSspg","target":"refs/heads/main",'
        '"verb":"approve","version":1}'
    )


def test_the_vector_of_the_document_is_ours() -> None:
    """docs/trail.md shows the very bytes that are signed."""
    document = Path(__file__).resolve().parents[2] / "docs" / "trail.md"

    assert statement().canonical().decode() in document.read_text(encoding="utf-8").split("\n")
    assert sshsig.fingerprint(PUBLIC) in document.read_text(encoding="utf-8")


@given(st.text(min_size=20, max_size=60), st.none() | st.integers(1, 99))
def test_the_canonical_form_is_sorted_json(reason: str, number: int | None) -> None:
    """Whatever is said, keys are sorted at each level, and signs are written as Python's own writer of JSON does."""
    seen = Review(forge="forge.example", request=3, review=number, account=7, commit="c" * 40)
    said = {**statement().model_dump(), "reason": " ".join(reason.split()), "review": seen}
    made = Statement.model_construct(**said | {"entries": statement().entries})
    entry = LogEntry.model_construct(
        version=1, repository="a" * 40, number=reason, revision=1, scope="34", digest="d" * 64, received=made.date,
        deadline=made.date, previous=None,
    )  # fmt: skip

    for one in (made, entry):
        assert one.canonical() == canonical(one.model_dump(mode="json"))


def test_only_the_canonical_bytes_are_a_statement() -> None:
    """Spaces, another order, an unknown key, a missing one: not the statement that was signed."""
    made = statement().canonical()
    value = json.loads(made)

    assert read_statement(made) == statement()
    assert read_statement(json.dumps(value).encode()) is None
    assert read_statement(made + b"\n") is None
    assert read_statement(made.replace(b'"version":1', b'"version":1,"x":1')) is None
    assert read_statement(b"[" * 100_000) is None
    assert read_statement(b"\xff") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"expires": "2027-01-23"},
        {"expires": "2026-11-22"},
        {"entries": []},
        {"entries": [{"path": "b", "old": None, "new": A}, {"path": "a", "old": None, "new": A}]},
        {"entries": [{"path": "a", "old": None, "new": A}, {"path": "a", "old": A, "new": B}]},
        {"entries": [{"path": "a", "old": A, "new": A}]},
        {"entries": [{"path": "../a", "old": None, "new": A}]},
        {"target": "refs/tags/main"},
        {"repository": "main"},
        {"version": 2},
    ],
)  # fmt: skip
def test_what_cannot_be_said(changes: dict[str, object]) -> None:
    """A statement that lasts too long, says nothing, or says it twice is none."""
    with pytest.raises(ValueError, match=r".+"):
        statement(**changes)


def test_a_statement_is_valid_between_its_days() -> None:
    """Neither before its date, nor after its expiry."""
    made = statement()

    assert made.valid_on(date(2026, 11, 23))
    assert made.valid_on(date(2027, 1, 22))
    assert not made.valid_on(date(2026, 11, 22))
    assert not made.valid_on(date(2027, 1, 23))


def test_entries_come_sorted() -> None:
    """Entries are made in the order that is signed."""
    made = entries_of([Change("b", None, A, "", PLAIN), Change("a", A, None, PLAIN, "")])

    assert made == (Entry(path="a", old=A, new=None), Entry(path="b", old=None, new=A))


def keygen(*words: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The reference program."""
    return subprocess.run(["ssh-keygen", *words], input=data, capture_output=True, check=False)


def test_ssh_keygen_accepts_ours(tmp_path: Path) -> None:
    """What we sign, `ssh-keygen -Y verify` accepts; one byte more and it refuses."""
    message = statement().canonical()
    (tmp_path / "sig").write_text(sshsig.sign(message, NAMESPACE, KEY))
    (tmp_path / "allowed").write_text(f'helene namespaces="{NAMESPACE}" {sshsig.public_line(PUBLIC)}\n')
    words = (
        "-Y",
        "verify",
        "-f",
        str(tmp_path / "allowed"),
        "-I",
        "helene",
        "-n",
        NAMESPACE,
        "-s",
        str(tmp_path / "sig"),
    )

    assert keygen(*words, data=message).returncode == 0
    assert keygen(*words, data=message + b" ").returncode != 0


def test_we_accept_ssh_keygens(tmp_path: Path) -> None:
    """What `ssh-keygen -Y sign` writes, we verify, and name the key as it does."""
    keygen("-t", "ed25519", "-N", "", "-q", "-f", str(tmp_path / "key"))
    message = statement().canonical()
    (tmp_path / "said").write_bytes(message)
    assert (
        keygen("-Y", "sign", "-q", "-f", str(tmp_path / "key"), "-n", NAMESPACE, str(tmp_path / "said")).returncode == 0
    )
    made = (tmp_path / "said.sig").read_text()
    public = sshsig.public_bytes((tmp_path / "key.pub").read_text())
    assert public is not None

    assert sshsig.verify(message, NAMESPACE, made) == public
    assert sshsig.verify(message, NAMESPACE, sshsig.armoured(sshsig.one_line(made))) == public
    assert sshsig.verify(message, "other", made) is None
    assert sshsig.verify(message + b"x", NAMESPACE, made) is None
    assert sshsig.fingerprint(public).encode() in keygen("-l", "-f", str(tmp_path / "key.pub")).stdout


def test_our_private_key_is_readable_by_ssh_keygen(tmp_path: Path) -> None:
    """A key made here and written in OpenSSH's format signs with `ssh-keygen` too."""
    path = tmp_path / "key"
    path.write_bytes(KEY.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    path.chmod(0o600)

    assert keygen("-y", "-f", str(path)).stdout.decode().split()[:2] == sshsig.public_line(PUBLIC).split()


@given(st.binary(max_size=300))
def test_noise_is_no_signature(noise: bytes) -> None:
    """No bytes make the reader raise, and none verify."""
    text = sshsig.armoured(noise.hex())

    assert sshsig.verify(b"x", NAMESPACE, text) is None
    assert sshsig.verify(b"x", NAMESPACE, noise.decode("latin-1")) is None
    assert sshsig.public_bytes("ssh-ed25519 " + noise.hex()) is None


@pytest.mark.parametrize(
    "body",
    ["A" + " " * 4090 + "A", "A" + "\n" * 100_000 + "A", "A " * 50_000, " " * 100_000, "=" * 100_000, "é" * 9_000],
    ids=["spaces", "lines", "pairs", "nothing", "padding", "letters"],
)
def test_no_signature_takes_long_to_be_refused(body: str) -> None:
    """Whatever stands in the place of a signature, in a push or in a merge, costs less than five thousandths."""
    text = sshsig.armoured(body)
    spent = []
    for _ in range(5):
        begun = time.process_time()
        assert sshsig.verify(b"x", NAMESPACE, text) is None
        assert sshsig.verify_line(b"x", NAMESPACE, body) is None
        spent.append(time.process_time() - begun)

    assert min(spent) < 0.005


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n"])
def test_the_ends_of_lines_say_nothing(end: str) -> None:
    """A signature that a mail program gave other ends of lines is the same; without its frame it is none."""
    made = sshsig.sign(b"x", NAMESPACE, KEY).replace("\n", end)

    assert sshsig.verify(b"x", NAMESPACE, made) == PUBLIC
    assert sshsig.verify(b"x", NAMESPACE, made.replace("BEGIN", "BEGUN")) is None
    assert sshsig.verify(b"x", NAMESPACE, made.replace("-----END", "-----")) is None
    assert sshsig.verify(b"x", NAMESPACE, made + "x") is None
    assert sshsig.verify(b"x", NAMESPACE, "x" + made) is None


@given(st.integers(0, 400), st.integers(1, 255))
def test_one_byte_changed_breaks_a_signature(place: int, change: int) -> None:
    """Each byte of a signature block counts."""
    line = sshsig.one_line(sshsig.sign(b"x", NAMESPACE, KEY))
    blob = bytearray(base64.b64decode(line))
    blob[place % len(blob)] ^= change

    assert sshsig.verify(b"x", NAMESPACE, sshsig.armoured(base64.b64encode(bytes(blob)).decode())) is None


def test_every_verb_can_be_signed() -> None:
    """The verbs of the trail, by their words on the wire."""
    assert {verb.value for verb in Verb} >= {"approve", "decline", "return", "advise", "withdraw"}
