"""What is searched: a document with its key, its address, what is shown of it, and what is looked for in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple


class Document(NamedTuple):
    """One thing that can be found.

    `key` never changes, whatever becomes of its text: it decides in which file the document is told. `address` is
    where it is read, as whoever carries the index needs it. `about` counts more than `body`: headings, places, themes.
    `filters`: name → the labels under which it is kept, such as `{"kind": ("Chapter",)}`.
    """

    key: str
    address: str
    title: str
    summary: str
    body: str
    about: str = ""
    filters: Mapping[str, tuple[str, ...]] = {}

    def told(self) -> str:
        """What is shown of it, as JSON: title, address, summary, filters."""
        kept = {name: list(labels) for name, labels in self.filters.items() if labels}
        return json.dumps([self.title, self.address, self.summary, kept], ensure_ascii=False, separators=(",", ":"))
