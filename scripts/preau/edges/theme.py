"""Where templates, styles and scripts come from: the movement's, the package's, Material's icons."""

from __future__ import annotations

import errno
import os
import re
from importlib.util import find_spec
from pathlib import Path

_STYLE_COMMENTS = re.compile(rb""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|url\([^)]*\)|(/\*.*?\*/\n?)""", re.DOTALL)
_COMMENTS = re.compile(rb"^[ \t]*(?://.*|/\*\*[^\n]*\*/)\n|^[ \t]+", re.MULTILINE)
JOINED = {"css": "preau.css", "learn": "learn.js", "lookup": "lookup.js", "campus": "campus.js"}
"""Folders of `assets/` whose parts are joined in the order of their names, and the file that they make."""
WORKER = "sw.js"
"""The service worker: it acts on what stands below it, so that it is published at the top."""


def packaged() -> Path:
    """The theme that comes with the package, or the repository's own when the package runs from it."""
    here = Path(__file__).resolve().parent.parent
    return here / "theme" if (here / "theme").is_dir() else here.parent.parent / "overrides"


def folders(root: Path) -> tuple[Path, ...]:
    """Folders to look in, the movement's own first."""
    own = root / "overrides"
    found = [own] if own.is_dir() and own.resolve() != packaged().resolve() else []
    material = find_spec("material")
    icons = [Path(place) / "templates" for place in material.submodule_search_locations or ()] if material else []
    return (*found, packaged(), *icons)


def assets(places: tuple[Path, ...]) -> dict[str, bytes]:
    """Everything published under `/assets/`, by address; parts of the style sheet and of scripts joined."""
    found: dict[str, Path] = {}
    for place in reversed(
        [place for place in places if (place / "layout.html").is_file() or place.name == "overrides"]
    ):
        for path in sorted((place / "assets").rglob("*")):
            if path.is_file():
                found[path.relative_to(place / "assets").as_posix()] = path
    made = {
        f"/assets/{_address(path, name)}": path.read_bytes()
        for name, path in found.items()
        if name.split("/")[0] not in JOINED and name not in {"head.js", WORKER}
    }
    made[f"/{WORKER}"] = found[WORKER].read_bytes()
    for folder, target in JOINED.items():
        parts = [found[name].read_bytes().rstrip() + b"\n" for name in sorted(found) if name.startswith(folder + "/")]
        joined = b"".join(parts)
        made[f"/assets/{target}"] = (bare if target.endswith(".js") else bare_style)(joined)
    return made


def _address(path: Path, name: str) -> str:
    """A name, when an address can hold it."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raise OSError(errno.EILSEQ, os.strerror(errno.EILSEQ), str(path)) from None
    return name


def bare(script: bytes) -> bytes:
    """A script without its lines of remarks and what indents it: readers of the site need neither."""
    return _COMMENTS.sub(b"", script)


def bare_style(style: bytes) -> bytes:
    """A style sheet without its remarks, for the same reason."""
    return _STYLE_COMMENTS.sub(lambda found: b"" if found[1] else found[0], style)
