"""The lines of `mkdocs.yml` that records depend on: read without MkDocs where plain, so that work begins at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

import yaml


class Settings(NamedTuple):
    """The address of the site, its folder, and whether it has its search and the courses to take away."""

    url: str
    site_dir: str
    searchable: bool
    packed: bool


def plain(path: Path) -> Settings | None:
    """What a plainly written `mkdocs.yml` says, None for any other: MkDocs alone knows how to read it.

    It is what MkDocs is expected to answer: who begins with it must compare it with that answer.
    """
    try:
        said: Any = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    except (OSError, ValueError, yaml.YAMLError):
        return None
    if not isinstance(said, dict) or "INHERIT" in said:
        return None
    url, folder, options = said.get("site_url") or "", said.get("site_dir", "site"), _options(said.get("plugins"))
    if not isinstance(url, str) or not isinstance(folder, str) or options is None:
        return None
    site_dir = os.path.abspath(path.parent / folder)  # noqa: PTH100 - as MkDocs does
    url = url if url.endswith("/") or not url else url + "/"
    return Settings(url, site_dir, options.get("search", True) is True, options.get("packs", False) is True)


def _options(plugins: Any) -> dict[str, Any] | None:
    """The options of our plugin, named alone or with them; None where it is not found."""
    named = plugins.items() if isinstance(plugins, dict) else _named(plugins if isinstance(plugins, list) else ())
    found = dict(named).get("preau")
    return found if isinstance(found, dict) else None


def _named(plugins: Any) -> list[tuple[str, Any]]:
    """The plugins of a list, each a name or a name with its options."""
    found: list[tuple[str, Any]] = [(one, {}) for one in plugins if isinstance(one, str)]
    return found + [pair for one in plugins if isinstance(one, dict) for pair in one.items()]
