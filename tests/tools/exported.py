"""The closed copy of a key, as the desk's page makes it: written a second time, so that its format is known."""

from __future__ import annotations

import base64
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from guarded import public, seed_of


def closed_copy(person: str, passphrase: str, rounds: int = 600_000) -> str:
    """The copy of somebody's key, closed by a passphrase."""
    key = Ed25519PrivateKey.from_private_bytes(seed_of(person))
    salt, iv, line = b"s" * 16, b"i" * 12, public(person)
    secret = PBKDF2HMAC(SHA256(), 32, salt, rounds).derive(passphrase.encode())
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    closed = AESGCM(secret).encrypt(iv, plain, f"preau-key/1\n{person}\n{line}".encode())
    parts = {"salt": salt, "iv": iv, "closed": closed}
    told = {"format": "preau-key", "version": 1, "name": person, "public": line, "iterations": rounds}
    return json.dumps(told | {name: base64.b64encode(data).decode() for name, data in parts.items()})


def opened_copy(text: str, passphrase: str) -> Ed25519PrivateKey:
    """The key in a closed copy."""
    told = json.loads(text)
    salt, iv, closed = (base64.b64decode(told[name]) for name in ("salt", "iv", "closed"))
    secret = PBKDF2HMAC(SHA256(), 32, salt, told["iterations"]).derive(passphrase.encode())
    label = f"preau-key/1\n{told['name']}\n{told['public']}".encode()
    key = load_der_private_key(AESGCM(secret).decrypt(iv, closed, label), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key
