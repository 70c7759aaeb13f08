"""Where those who decide and those who follow are reached: lines kept outside of Git, each a mandate and an address."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from preau.edges.refusal import Refusal
from preau.i18n import N_
from preau.reading.letter import plain_address

ADDRESSES = "PREAU_ADDRESSES"
_LINE = re.compile(r"([0-9A-Za-z-]+(?:/[a-z0-9-]+)?)[ \t]*:[ \t]*(\S+)")


@dataclass
class Book:
    """Addresses by mandate (`34/helene-34`) or, for digests, by territory (`34`)."""

    lines: dict[str, list[str]] = field(default_factory=dict)

    @property
    def mandates(self) -> list[str]:
        """The mandates that can be reached."""
        return sorted(name for name in self.lines if "/" in name)

    @property
    def territories(self) -> list[str]:
        """The territories that somebody follows."""
        return sorted(name for name in self.lines if "/" not in name)


def read_book(path: Path | None) -> Book:
    """The addresses of a file, else of the environment; `Refusal` names the line at fault, never what it holds."""
    text = path.read_text(encoding="utf-8-sig") if path else os.environ.get(ADDRESSES, "")
    lines: dict[str, list[str]] = defaultdict(list)
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        found = _LINE.fullmatch(line.strip())
        address = plain_address(found.group(2)) if found else ""
        if found is None or not address:
            raise Refusal(
                N_("line {number} of the addresses cannot be read"),
                N_("Write a mandate or a territory, a colon, one address: 34/helene-34: name@example.org"),
                number=number,
            )  # fmt: skip
        lines[found.group(1)].append(address)
    return Book(dict(lines))
