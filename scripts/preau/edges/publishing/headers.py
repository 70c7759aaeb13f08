"""What a host should say of each file, its type and how long it may be kept; and the settings of web servers for it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from preau.edges.webserver import TYPES

NAMED_BY_CONTENT = r"search/(?:fragment|index|filter)/|search/pagefind\.[^/]+\.pf_meta$"
"""Files whose name changes with what they hold."""
FOREVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=300, stale-while-revalidate=86400"
_DAY = "public, max-age=86400, stale-while-revalidate=604800"
_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".mp4", ".webm", ".woff2")
_MORE = {".webp": "image/webp", ".avif": "image/avif", ".ics": "text/calendar; charset=utf-8"}
UNKNOWN = "application/octet-stream"


def type_of(path: str) -> str:
    """The type of a file, known from its name."""
    ending = PurePosixPath(path).suffix.lower()
    return TYPES.get(ending) or _MORE.get(ending, UNKNOWN)


def cache_of(path: str) -> str:
    """How long a browser may keep a file: for ever where its name changes with it, five minutes for a page."""
    if re.match(NAMED_BY_CONTENT, path):
        return FOREVER
    return _DAY if path.lower().endswith(_PICTURES) else SHORT
