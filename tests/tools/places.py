"""Where the tests of `preau publish` publish: a folder, real storage, a real host; and what a visitor finds there."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import boto3
from moto.s3.models import s3_backends

from published import shown

ON_DISK = ("open", "os.rename", "os.remove", "os.rmdir", "os.link", "os.mkdir")
"""What Python tells of each step on a disk."""


class Place(Protocol):
    """Somewhere to publish: how it is written, and at which events of Python it is killed, every few."""

    target: str
    events: tuple[str, ...]
    stride: int
    begins: int

    def seen(self) -> dict[str, bytes]:
        """The files that a visitor can have."""

    def spoil(self, path: str, data: bytes) -> None:
        """Something else changes a file."""

    def kept(self) -> int:
        """How many copies are kept."""


class OnDisk:
    """A folder of this computer."""

    events, stride, begins = ON_DISK, 12, 5

    def __init__(self, folder: Path) -> None:
        self.folder, self.target = folder, str(folder)

    def seen(self) -> dict[str, bytes]:
        """The files that a web server shows."""
        return shown(self.folder)

    def spoil(self, path: str, data: bytes) -> None:
        """Something else changes a file."""
        (self.folder / path).write_bytes(data)

    def kept(self) -> int:
        """How many copies are kept."""
        return len(list((self.folder / ".preau" / "kept").iterdir()))


class OnHost(OnDisk):
    """The same folder, reached by SSH."""

    events, stride, begins = ("subprocess.Popen",), 10, 3

    def __init__(self, address: str, folder: Path) -> None:
        super().__init__(folder)
        self.target = address + quote(str(folder))


class Bucket:
    """A bucket of a server that speaks like S3."""

    events, stride, begins = ("http.client.send",), 30, 5

    def __init__(self, endpoint: str, name: str, prefix: str = "") -> None:
        self.name, self.prefix = name, prefix
        self.target = f"s3://{name}/{prefix}"
        self.client: Any = boto3.client("s3", endpoint_url=endpoint)
        self.client.create_bucket(Bucket=name)

    def objects(self) -> dict[str, Any]:
        """Each object, looked at from inside the server: asking it for each would take the time of the test."""
        keys = s3_backends["123456789012"]["aws"].buckets[self.name].keys
        return {key.removeprefix(self.prefix): keys[key] for key in keys if key.startswith(self.prefix)}

    def ask(self, path: str) -> Any:
        """What the server answers of one object."""
        return self.client.get_object(Bucket=self.name, Key=self.prefix + path)

    def seen(self) -> dict[str, bytes]:
        """The objects but those of the state, opened as a browser does."""
        found = {}
        for path, kept in self.objects().items():
            if not path.startswith("."):
                encoded = kept.metadata.get("Content-Encoding") == "gzip"
                found[path] = gzip.decompress(kept.value) if encoded else kept.value
        return found

    def spoil(self, path: str, data: bytes) -> None:
        """Something else changes an object."""
        self.client.put_object(Bucket=self.name, Key=self.prefix + path, Body=data)

    def kept(self) -> int:
        """How many copies are kept."""
        return len([path for path in self.objects() if path.startswith(".preau/kept/")])
