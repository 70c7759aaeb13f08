"""How files are changed by hand: chosen, written in place or anew, some of their words replaced."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

WORDS = (
    "un mot",
    "l'été d’Agde, « où l'on s'entraide »",
    unicodedata.normalize("NFD", "forêt, Noël, cœur, naïveté"),
    "Île-de-France, œuvre, Ÿ, ſ, ﬁn, ½, 東京, עברית, 🙂",
    "une phrase bien plus longue que les autres, écrite sans reprendre son souffle, " * 3,
)
"""What a site in French may hold, typed on different keyboards."""


class Hands:
    """What anybody does to the files of a movement in `root`, as `dice` fall."""

    def __init__(self, root: Path, day: str) -> None:
        self.root, self.day, self.number = root, date.fromisoformat(day), 100
        self.dice = random.Random(0)

    def do(self, name: str, dice: random.Random) -> None:
        """One change, by the name of its method."""
        self.dice, self.number = dice, self.number + 1
        act: Callable[[], None] = getattr(self, name)
        act()

    def record(self) -> Path:
        """One record."""
        return self.dice.choice(sorted((self.root / "initiatives").glob("*/*.md")))

    def word(self) -> str:
        """Something to write."""
        return f"{self.dice.choice(WORDS)} {self.dice.randrange(99)}"

    def write(self, path: str | Path, text: str | bytes) -> None:
        """A whole file, in a new file or in place of the old bytes, as editors do."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, bytes) else text.encode()
        if self.dice.random() < 0.5:
            target.with_name(target.name + "~").write_bytes(data)
            target.with_name(target.name + "~").replace(target)
        else:
            target.write_bytes(data)

    def sub(self, path: str | Path, pattern: str, text: str) -> None:
        """The first place that a pattern finds in a file, written otherwise."""
        if not (self.root / path).is_file():
            return
        before = (self.root / path).read_text(encoding="utf-8")
        self.write(path, re.sub(pattern, lambda found: text, before, count=1, flags=re.M))

    def more(self, path: str | Path, text: str) -> None:
        """More at the end of a file."""
        self.write(path, (self.root / path).read_text(encoding="utf-8").rstrip() + f"\n{text}\n")
