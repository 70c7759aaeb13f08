"""SSH signatures (SSHSIG, Ed25519) made and verified in this process: what `ssh-keygen -Y sign` writes, byte for byte.

Format: PROTOCOL.sshsig of OpenSSH. Only ssh-ed25519 and SHA-512 are read; anything else is no signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

_PRIME = 2**255 - 19
_EIGHTH = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL = {0, 1, _PRIME - 1, _EIGHTH, _PRIME - _EIGHTH}
"""The heights (y) of the eight points of small order of the curve."""
MAGIC = b"SSHSIG"
ALGORITHM = b"ssh-ed25519"
HASH = b"sha512"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"


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


def wire_key(public: bytes) -> bytes:
    """A public key as SSH writes it on the wire."""
    return _string(ALGORITHM) + _string(public)


_BEFORE_KEY = MAGIC + struct.pack(">I", 1) + _string(wire_key(bytes(32)))[:-32]
"""How every block begins, up to the 32 bytes of the key."""


@lru_cache(maxsize=16)
def _after_key(namespace: str) -> bytes:
    """What a block says in a namespace between the key and the last 64 bytes, which are the signature."""
    signature = _string(ALGORITHM) + _string(bytes(64))
    return b"".join(map(_string, (namespace.encode(), b"", HASH, signature)))[:-64]


@lru_cache(maxsize=16)
def _before_digest(namespace: str) -> bytes:
    """What is signed in a namespace, up to the 64 bytes of the digest."""
    return MAGIC + b"".join(map(_string, (namespace.encode(), b"", HASH, bytes(64))))[:-64]


def _signed(message: bytes, namespace: str) -> bytes:
    return _before_digest(namespace) + hashlib.sha512(message).digest()


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
    return key if name == ALGORITHM and len(key) == 32 and not rest and not _open_to_all(key) else None


def _open_to_all(key: bytes) -> bool:
    """Whether anybody can sign with a key: a point of small order, or one written in a second way.

    OpenSSL and ssh-keygen take the first.
    """
    height = int.from_bytes(key, "little") % (1 << 255)
    return height >= _PRIME or height in _SMALL


@lru_cache(maxsize=4096)
def fingerprint(public: bytes) -> str:
    """The name of a key as `ssh-keygen -l` prints it: `SHA256:…`."""
    digest = hashlib.sha256(wire_key(public)).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


def sign(message: bytes, namespace: str, key: Ed25519PrivateKey) -> str:
    """The armoured signature of a message in a namespace."""
    public = key.public_key().public_bytes_raw()
    block = _BEFORE_KEY + public + _after_key(namespace) + key.sign(_signed(message, namespace))
    text = base64.b64encode(block).decode()
    lines = [text[start : start + 70] for start in range(0, len(text), 70)]
    return "\n".join([_BEGIN, *lines, _END, ""])


def _holds(key: bytes, signature: bytes, data: bytes) -> bool:
    """Whether OpenSSL says that a signature holds; libsodium, which takes half the time, is asked first.

    What it accepts, OpenSSL and ssh-keygen accept: it solves the same equation, and refuses a few points more. Only
    what it refuses is asked again.
    """
    try:
        crypto_sign_open(signature + data, key)
    except BadSignatureError:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, data)
        except (InvalidSignature, ValueError):
            return False
    return True


def verify(message: bytes, namespace: str, armoured: str) -> bytes | None:
    """The public key that signed this message in this namespace, None when the signature does not hold."""
    text = armoured.strip()
    body = text.removeprefix(_BEGIN).removesuffix(_END)
    framed = text == _BEGIN + body + _END and body[:1].isspace() and body[-1:].isspace()
    return verify_line(message, namespace, body) if framed else None


def verify_line(message: bytes, namespace: str, line: str) -> bytes | None:
    """The same for the body of a signature on one line, as trailers carry it."""
    try:
        block = base64.b64decode("".join(line.split()), validate=True)
        key, signature = block[len(_BEFORE_KEY) : len(_BEFORE_KEY) + 32], block[-64:]
        if block != _BEFORE_KEY + key + _after_key(namespace) + signature:
            return None  # each part has its one place
    except ValueError:
        return None
    return key if _holds(key, signature, _signed(message, namespace)) else None


def one_line(armoured: str) -> str:
    """The base64 body of a signature on one line, as trailers carry it."""
    return "".join(armoured.strip().split("\n")[1:-1])


def armoured(line: str) -> str:
    """The armoured form of a one-line signature."""
    return f"{_BEGIN}\n{line}\n{_END}\n"


def plainly(line: str) -> str:
    """The one way to write the base64 of a signature that was read."""
    return base64.b64encode(base64.b64decode("".join(line.split()))).decode()
