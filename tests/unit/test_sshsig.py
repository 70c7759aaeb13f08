"""Signatures: libsodium, asked first, changes no answer of OpenSSL's, and a key with which anybody signs is none."""

from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from nacl.bindings import crypto_sign_open

from preau.proposals import sshsig

PRIME, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
CURVE = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
Point = tuple[int, int]
NOTHING: Point = (0, 1)
MESSAGE = b"bonjour"


def add(one: Point, other: Point) -> Point:
    """The sum of two points of the curve."""
    (a, b), (c, d) = one, other
    k = CURVE * a * b * c * d % PRIME
    return (a * d + c * b) * pow(1 + k, -1, PRIME) % PRIME, (b * d + a * c) * pow(1 - k, -1, PRIME) % PRIME


def times(count: int, point: Point) -> Point:
    """A point so many times."""
    total = NOTHING
    while count:
        total = add(total, point) if count & 1 else total
        point, count = add(point, point), count >> 1
    return total


def written(point: Point) -> bytes:
    """The 32 bytes of a point."""
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def read(height: int) -> Point | None:
    """The point at a height whose other coordinate is even, None when there is none."""
    square = (height * height - 1) * pow(CURVE * height * height + 1, -1, PRIME) % PRIME
    root = pow(square, (PRIME + 3) // 8, PRIME)
    root = root if root * root % PRIME == square else root * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    return (root if root % 2 == 0 else PRIME - root, height) if root * root % PRIME == square else None


BASE = read(4 * pow(5, -1, PRIME) % PRIME) or NOTHING
EIGHTH = next(
    small for height in range(2, 50) if (point := read(height)) and times(4, small := times(ORDER, point)) != NOTHING
)
"""A point of order eight."""


def challenge(*parts: bytes) -> int:
    """What a signature answers."""
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % ORDER


def signature(secret: int, key: bytes, nonce: int, point: bytes, more: int = 0) -> bytes:
    """A signature whose parts somebody chose."""
    answer = (nonce + challenge(point, key, MESSAGE) * secret) % ORDER + more
    return point + answer.to_bytes(32, "little")


def by_openssl(key: bytes, said: bytes) -> bool:
    """What OpenSSL answers."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(said, MESSAGE)
    except Exception:
        return False
    return True


def by_sodium(key: bytes, said: bytes) -> bool:
    """What libsodium answers."""
    try:
        crypto_sign_open(said + MESSAGE, key)
    except Exception:
        return False
    return True


def forged() -> list[tuple[bytes, bytes]]:
    """Keys and signatures made by hand, where libraries are known to differ."""
    secret, nonce = 123456789, 987654321
    key, point = written(times(secret, BASE)), written(times(nonce, BASE))
    beside = written(add(times(nonce, BASE), EIGHTH))
    found = [(key, signature(secret, key, nonce, point)), (key, signature(secret, key, nonce, point, ORDER))]
    found += [(key, signature(secret, key, nonce, beside)), (key, signature(secret, key, 0, written(NOTHING)))]
    for mixed, own in ((written(add(times(secret, BASE), EIGHTH)), secret), (written(EIGHTH), 0)):
        places = [(nonce + more, written(times(nonce + more, BASE))) for more in range(12)]
        found += [(mixed, signature(own, mixed, value, place)) for value, place in places]
    return found


def test_sodium_accepts_nothing_that_openssl_refuses() -> None:
    """Asked first, it may only refuse more: what it refuses is asked again."""
    answers = [(by_openssl(*one), by_sodium(*one)) for one in forged()]

    assert {(True, True), (True, False), (False, False)} == set(answers)
    assert [sshsig._holds(key, said, MESSAGE) for key, said in forged()] == [openssl for openssl, _ in answers]


def multiples() -> list[bytes]:
    """The eight points of small order, and second ways to write the first ones."""
    plain = [written(times(count, EIGHTH)) for count in range(8)]
    return [
        *plain,
        PRIME.to_bytes(32, "little"),
        (PRIME + 1).to_bytes(32, "little"),
        (1 | 1 << 255).to_bytes(32, "little"),
    ]


@pytest.mark.parametrize("key", multiples())
def test_a_key_with_which_anybody_signs_is_no_key(key: bytes) -> None:
    """The registry, a carrier and a certificate are read by this: such a key speaks for nobody."""
    line = f"ssh-ed25519 {base64.b64encode(sshsig.wire_key(key)).decode()}"

    assert sshsig.public_bytes(line) is None
    assert sshsig.public_bytes(sshsig.public_line(written(times(5, BASE)))) is not None
