"""What a host should say of each file, its type and how long it may be kept; and the settings of web servers for it."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from preau.edges.webserver import TYPES

NAMED_BY_CONTENT = r"search/[dfosw]-"
"""Files that are asked for under a name that changes with what they hold: `?` and the revision of the index."""
FOREVER = "public, max-age=31536000, immutable"
SHORT = "public, max-age=300, stale-while-revalidate=86400"
_DAY = "public, max-age=86400, stale-while-revalidate=604800"
_PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".mp4", ".webm", ".woff2")
_MORE = {
    ".avif": "image/avif", ".gif": "image/gif", ".mp4": "video/mp4", ".webm": "video/webm", ".woff2": "font/woff2",
}  # fmt: skip
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


def nginx(url: str) -> str:
    """The lines that a `server` of nginx needs to show the site of an address as it should be shown."""
    base = urlsplit(url).path or "/"
    here = re.escape(base)
    kinds = TYPES | _MORE
    types = {kind.partition(";")[0] for kind in kinds.values()}
    listed = {one: " ".join(end[1:] for end, kind in kinds.items() if kind.partition(";")[0] == one) for one in types}
    texts = sorted({kind.partition(";")[0] for kind in kinds.values() if "charset" in kind} - {"text/html"})
    pictures = "|".join(ending[1:] for ending in _PICTURES)
    return _NGINX.format(
        base=base, types="\n".join(f"    {kind} {listed[kind]};" for kind in sorted(listed)), texts=" ".join(texts),
        forever=_kept(FOREVER), day=_kept(_DAY), short=_kept(SHORT),
        named=rf"^{here}(?:{NAMED_BY_CONTENT})", pictures=rf"^{here}.*\.(?:{pictures})$",
    )  # fmt: skip


def _kept(how: str) -> str:
    """What is said with each file; nginx forgets what was said outside of a place that says something itself."""
    policy = "frame-ancestors 'none'"
    lines = {"Cache-Control": how, "X-Content-Type-Options": "nosniff", "Content-Security-Policy": policy}
    return " ".join(f'add_header {name} "{value}" always;' for name, value in lines.items())


_NGINX = """# Préau: inside a `server` block whose `root` is such that {base} leads to the site.
types {{
{types}
}}
default_type application/octet-stream;
charset utf-8;
charset_types {texts};
gzip_static on;
# brotli_static on;    # where the module is installed; publish with --precompress
error_page 404 {base}404.html;
location ~ /\\.(?!well-known/) {{ return 404; }}
location ~ "{named}" {{ {forever} }}
location ~ "{pictures}" {{ {day} }}
location {base} {{ {short} }}
"""
