"""SSH signatures (SSHSIG, Ed25519) made and verified in this process: what `ssh-keygen -Y sign` writes, byte for byte.

Format: PROTOCOL.sshsig of OpenSSH. Only ssh-ed25519 and SHA-512 are read; anything else is no signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import struct
from functools import lru_cache
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MAGIC = b"SSHSIG"
ALGORITHM = b"ssh-ed25519"
HASH = b"sha512"
_BEGUN = MAGIC + struct.pack(">I", 1)
_NAMED = len(_BEGUN) + 4 + 4 + len(ALGORITHM) + 4 + 32
"""Where a block names its namespace, after the key."""
_ARMOR = re.compile(
    r"\A\s*-----BEGIN SSH SIGNATURE-----\s+([A-Za-z0-9+/=\s]{1,4096}?)\s+-----END SSH SIGNATURE-----\s*\Z"
)


class Signature(NamedTuple):
    """What a signature block says: the public key (32 bytes), the namespace, and the signature (64 bytes)."""

    key: bytes
    namespace: str
    signature: bytes


def _string(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _take(data: bytes) -> tuple[bytes, bytes]:
    """The first string of a message and the rest; ValueError when it is cut short."""
    if len(data) < 4:
        raise ValueError("cut short")
    (size,) = struct.unpack(">I", data[:4])
    if size > len(data) - 4:
        raise ValueError("cut short")
    return data[4 : 4 + size], data[4 + size :]


def _signed(message: bytes, namespace: str) -> bytes:
    digest = hashlib.sha512(message).digest()
    return MAGIC + _string(namespace.encode()) + _string(b"") + _string(HASH) + _string(digest)


def wire_key(public: bytes) -> bytes:
    """A public key as SSH writes it on the wire."""
    return _string(ALGORITHM) + _string(public)


def public_line(public: bytes) -> str:
    """A public key as it stands in the registry: `ssh-ed25519 AAAA…`."""
    return f"ssh-ed25519 {base64.b64encode(wire_key(public)).decode()}"


@lru_cache(maxsize=4096)
def public_bytes(line: str) -> bytes | None:
    """The 32 bytes of an `ssh-ed25519 AAAA… comment` line, None when it is none."""
    parts = line.split()
    if len(parts) < 2 or parts[0] != "ssh-ed25519":
        return None
    try:
        name, rest = _take(base64.b64decode(parts[1], validate=True))
        key, rest = _take(rest)
    except (ValueError, binascii.Error):
        return None
    return key if name == ALGORITHM and len(key) == 32 and not rest else None


@lru_cache(maxsize=4096)
def fingerprint(public: bytes) -> str:
    """The name of a key as `ssh-keygen -l` prints it: `SHA256:…`."""
    digest = hashlib.sha256(wire_key(public)).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def sign(message: bytes, namespace: str, key: Ed25519PrivateKey) -> str:
    """The armoured signature of a message in a namespace."""
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    made = Signature(public, namespace, key.sign(_signed(message, namespace)))
    text = base64.b64encode(_block(made)).decode()
    lines = [text[start : start + 70] for start in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def _block(made: Signature) -> bytes:
    """The bytes of a signature block."""
    signature = _string(ALGORITHM) + _string(made.signature)
    told = wire_key(made.key), made.namespace.encode(), b"", HASH, signature
    return _BEGUN + b"".join(map(_string, told))


def read(armoured: str) -> Signature | None:
    """The parts of an armoured signature, None when it is not one that we read."""
    found = _ARMOR.match(armoured)
    if not found:
        return None
    try:
        return _parse(base64.b64decode("".join(found.group(1).split()), validate=True))
    except (ValueError, binascii.Error, UnicodeDecodeError):
        return None


def _parse(blob: bytes) -> Signature | None:
    """What a block says, when it is just what is written for that: each part but the namespace has its one place."""
    (size,) = struct.unpack(">I", blob[_NAMED : _NAMED + 4].rjust(4, b"\0"))
    namespace = blob[_NAMED + 4 : _NAMED + 4 + size].decode()
    found = Signature(blob[_NAMED - 32 : _NAMED], namespace, blob[-64:])
    return found if _block(found) == blob else None


def verify(message: bytes, namespace: str, armoured: str) -> bytes | None:
    """The public key that signed this message in this namespace, None when the signature does not hold."""
    found = read(armoured)
    if found is None or found.namespace != namespace:
        return None
    try:
        Ed25519PublicKey.from_public_bytes(found.key).verify(found.signature, _signed(message, namespace))
    except (InvalidSignature, ValueError):
        return None
    return found.key


def one_line(armoured: str) -> str:
    """The base64 body of a signature on one line, as trailers carry it."""
    return "".join(armoured.strip().split("\n")[1:-1])


def armoured(line: str) -> str:
    """The armoured form of a one-line signature."""
    return f"-----BEGIN SSH SIGNATURE-----\n{line}\n-----END SSH SIGNATURE-----\n"


def plainly(line: str) -> str:
    """The one way to write the base64 of a signature that was read."""
    return base64.b64encode(base64.b64decode("".join(line.split()))).decode()
