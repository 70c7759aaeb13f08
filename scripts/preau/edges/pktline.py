"""The lines in which Git speaks to its `proc-receive` hook: four hexadecimal digits of length, then the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

FLUSH = b"0000"


def packet(text: str) -> bytes:
    """One line as Git reads it."""
    data = text.encode()
    return b"%04x" % (len(data) + 4) + data


def packets(stream: BinaryIO) -> Iterator[str]:
    """The lines up to the next flush; nothing when the other side has gone."""
    while True:
        head = stream.read(4)
        if len(head) < 4 or head == FLUSH:
            return
        yield stream.read(int(head, 16) - 4).decode("utf-8", "replace").rstrip("\n")
