"""Archives whose bytes depend on their files alone: names in order, one date for all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_DAY = (1980, 1, 1, 0, 0, 0)
"""The first day that a ZIP can hold."""
_STORED = (".png", ".jpg", ".jpeg", ".webp", ".mp4", ".webm", ".zip")
"""What is compressed already."""


def zipped(files: Mapping[str, bytes], first: str = "") -> bytes:
    """A ZIP of files by name; `first`, when given, comes first and uncompressed, as EPUB asks of `mimetype`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in sorted(files, key=lambda name: (name != first, name)):
            entry = zipfile.ZipInfo(name, _DAY)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            plain = name == first or name.endswith(_STORED)
            entry.compress_type = zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=9)
    return stream.getvalue()
