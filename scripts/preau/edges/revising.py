"""Who may send a new revision of a proposal: whoever holds its code, or the key of the registry that pushed it.

A number and a topic are public, so they prove nothing: what somebody else sends under them is a proposal of its own.
The code is answered once, to whoever proposed; made of a secret of this server and the number, it is stored nowhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from preau.edges.files import replace
from preau.edges.refusal import Refusal
from preau.edges.repository import Repository, latest_of
from preau.i18n import N_
from preau.proposals.certificates import pusher_in

FOLDER = "preau"
_SECRET = "preau/revising.secret"
_TOPIC = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NUMBER = re.compile(r"[0-9]{4}-[0-9]{4}")
_LENGTH = 26
"""Letters and digits of a code after its number: 130 bits."""


class Named(NamedTuple):
    """What a push says of an earlier proposal: its number, and whether that is proven; the topic it gives."""

    number: str = ""
    proven: bool = False
    topic: str = ""


def code_of(git_dir: Path, number: str) -> str:
    """The code with which a proposal is revised: only this server makes it, and only its answer tells it."""
    digest = hmac.new(_secret(git_dir), number.encode(), hashlib.sha256).digest()
    return f"{number}-{base64.b32encode(digest).decode().lower()[:_LENGTH]}"


def _secret(git_dir: Path) -> bytes:
    """The secret of this server, made when it is first needed; of two made at the same moment the first stays."""
    path = git_dir / _SECRET
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        made = path.with_name(f".{path.name}.{os.getpid()}")
        made.unlink(missing_ok=True)
        try:
            with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(secrets.token_bytes(32))
            with suppress(FileExistsError):
                os.link(made, path)
        finally:
            made.unlink(missing_ok=True)
    return path.read_bytes()


def option(options: Sequence[str], name: str) -> str:
    """The first value that a push gives to an option, empty when it gives none."""
    return next((one.partition("=")[2] for one in options if one.startswith(name + "=")), "")


def topic_of(options: Sequence[str]) -> str:
    """The short name that a push gives to its proposal, empty when it gives none."""
    said = option(options, "topic")
    if said and (not _TOPIC.fullmatch(said) or len(said) > 60):
        raise Refusal(
            N_("“{topic}” cannot be the name of a proposal"),
            N_("Use small letters without accents, digits and hyphens: -o topic=river-banks"), topic=said,
        )  # fmt: skip
    return said


def proven_by(git_dir: Path, options: Sequence[str]) -> str:
    """The number whose code a push gives, empty when it gives none; `Refusal` when the code is false."""
    code = option(options, "receipt").encode("utf-8", "replace")
    number = code[:9].decode("utf-8", "replace")
    if code and not (_NUMBER.fullmatch(number) and hmac.compare_digest(code, code_of(git_dir, number).encode())):
        raise Refusal(
            N_("the code given with `-o receipt=…` is not that of a proposal received here"),
            N_("Copy the one answered with its receipt, or push without it: it will be a proposal of its own."),
        )
    return number


def named_by(repository: Repository, options: Sequence[str], commit: str) -> Named:
    """Which earlier proposal a push is about, and whether it may take its place."""
    topic, proven = topic_of(options), proven_by(repository.git_dir, options)
    number = proven or (topic if _NUMBER.fullmatch(topic) else _remembered(repository, topic))
    return Named(number, bool(proven) or _same_key(repository, number, commit), topic)


def _same_key(repository: Repository, number: str, commit: str) -> bool:
    """Whether the key that signed this push is the one that pushed the last revision."""
    latest = latest_of(repository, number) if number else None
    key = pusher_in(repository.commit(commit)) if latest else None
    return latest is not None and key is not None and key == pusher_in(repository.commit(latest))


def _topics(repository: Repository, topic: str) -> Path:
    return repository.git_dir / FOLDER / "topics" / topic


def _remembered(repository: Repository, topic: str) -> str:
    with suppress(FileNotFoundError):
        return _topics(repository, topic).read_text(encoding="ascii").strip() if topic else ""
    return ""


def remember(repository: Repository, topic: str, number: str) -> None:
    """Keep the name that a proposal was given; one that waits keeps its name.

    The proposal is received already: a disk that refuses the name takes nothing else away.
    """
    known = _remembered(repository, topic)
    if topic and (not known or latest_of(repository, known) is None):
        with suppress(OSError):
            replace(_topics(repository, topic), number.encode())
