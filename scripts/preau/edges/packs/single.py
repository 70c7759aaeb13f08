"""One file for each chapter or module: styles, scripts and pictures inside, to be sent from phone to phone."""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from collections.abc import Callable

from preau.views.volume import Volume, outward, relinked

_STYLE = re.compile(r'<link rel="stylesheet" href="(/[^"]+)">')
_ICON = re.compile(r'<link rel="icon"[^>]*>\n?')
_SCRIPT = re.compile(r'<script defer src="(/[^"]+)"></script>')
_INSIDE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")[^"]*(">)')
_FILM = re.compile(r'<video\b.*?</video>\s*<div class="video-bar needs-js">.*?</div>', re.DOTALL)
"""A film and what sets it."""


def single(volume: Volume, address: str) -> bytes:
    """The page at an address as one file. Films stay on the site: their transcript is in the page."""
    styles: list[str] = []
    scripts: list[str] = []

    def style(found: re.Match[str]) -> str:
        styles.append(volume.assets[found.group(1)].decode())
        return f"<style>{styles[-1]}</style>"

    def script(found: re.Match[str]) -> str:
        data = volume.assets.get(found.group(1), b"").decode()
        scripts.append(data)
        return f"<script>{data}</script>" if data else ""

    page = _ICON.sub("", _FILM.sub("", volume.pages[address]))
    head, body = page.split("</head>", 1)
    scripts += _INSIDE.findall(head)
    late = "".join(script(found) for found in _SCRIPT.finditer(head))
    head = _STYLE.sub(style, _SCRIPT.sub("", head))
    body = relinked(body, _linker(volume, address)).replace("</body>", late + "</body>", 1)
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hashes(styles)}; script-src {_hashes(scripts)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return (_POLICY.sub(lambda found: found.group(1) + policy + found.group(2), head) + "</head>" + body).encode()


def _linker(volume: Volume, page: str) -> Callable[[str, str], str | None]:
    def link(address: str, anchor: str) -> str | None:
        if address == page:
            return anchor or "#main"
        kind = mimetypes.guess_type(address)[0] or ""
        if address in volume.files and kind.startswith("image/"):
            return f"data:{kind};base64,{base64.b64encode(volume.files[address]()).decode()}"
        return outward(volume.site, address, anchor)

    return link


def _hashes(texts: list[str]) -> str:
    """What a policy says of texts that stand in the page: each by its digest."""
    found = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts if text]
    return " ".join(f"'sha256-{one}'" for one in found) or "'none'"
