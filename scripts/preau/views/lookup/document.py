"""What is searched: a document with its key, its address, what is shown of it, and what is looked for in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from preau.views.lookup.words import WORD, fold

SHOWN = ("kind", "territory", "status")
"""The filters whose labels are shown with a result."""


as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""A value in one line of JSON."""


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
        """What is shown of it, as JSON: title, address, summary, then the label of each filter that is shown.

        In the address, `~12` stands for the first twelve signs of the name that its title gives.
        """
        shown = [(self.filters.get(name) or ("",))[0] for name in SHOWN]
        while shown and not shown[-1]:
            shown.pop()
        told = [self.title, shortened(self.address, self.title), self.summary, *shown]
        return as_json(told)


def shortened(address: str, title: str) -> str:
    """An address with what it shares with its title told by a number: most names of files are made from titles."""
    name = "-".join(fold(word) for word in WORD.findall(title.lower()))
    start = address.rstrip("/").rfind("/") + 1
    own, shared = address[start:], len(name)
    while not own.startswith(name[:shared]):
        shared -= 1
    return address if shared < 4 or "~" in address else f"{address[:start]}~{shared}{own[shared:]}"
