"""What long work is doing: one line of the terminal, written again in its place; elsewhere, a plain line when it lasts.

Standard error alone is written to. Work tells where it stands by `doing`, whether anybody listens or not.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from preau.edges.misuse import spoken
from preau.i18n import N_, say_in

OFTEN, LASTS = 0.1, 5.0
"""Seconds between two writings of the line of a terminal; seconds after which a plain line is worth printing."""


class Progress:
    """Tells people, in their language, on a stream."""

    def __init__(self, stream: TextIO, lang: str) -> None:
        self.stream, self.say = stream, say_in(lang).gettext
        self.rewrites = stream.isatty() and os.environ.get("TERM", "dumb") != "dumb" and "NO_COLOR" not in os.environ
        self.shown, self.what = "", ""
        self.next, self.lasts = time.monotonic() + LASTS, LASTS

    def tell(self, what: str, number: int, most: int) -> None:
        """What is being done, how many are done and how many there are; 0 of 0 when they are not counted."""
        now = time.monotonic()
        if now < self.next and (not self.rewrites or (what == self.what and number < most)):
            return
        self.what = what
        said = self.say(what)
        if most:
            said = self.say(N_("{what}: {number} of {most}")).format(what=said, number=number, most=most)
        if self.rewrites:
            self.next = now + OFTEN
            self._rewrite(said + "…")
        else:
            self.lasts *= 2
            self.next = now + self.lasts
            self.line(said)

    def _rewrite(self, said: str) -> None:
        import shutil  # a build in proportion does without

        said = said[: shutil.get_terminal_size().columns - 1]
        self.stream.write("\r" + said + " " * (len(self.shown) - len(said)))
        self.stream.flush()
        self.shown = said

    def line(self, sentence: str) -> None:
        """A line that stays."""
        self.wipe()
        self.stream.write(sentence + "\n")
        self.stream.flush()

    def wipe(self) -> None:
        """Leave nothing behind."""
        if self.shown:
            self.stream.write("\r" + " " * len(self.shown) + "\r")
            self.stream.flush()
            self.shown = ""


_told: Progress | None = None


@contextmanager
def telling(lang: str) -> Iterator[None]:
    """While it lasts, people are told of the work, on standard error."""
    global _told
    before, _told = _told, Progress(sys.stderr, lang)
    try:
        yield
    finally:
        _told.wipe()
        _told = before


def doing(what: str, number: int = 0, most: int = 0) -> None:
    """Say what begins, as `N_("Initiatives")`, and how much of it is done."""
    if _told is not None:
        _told.tell(what, number, most)


def said(sentence: str, **facts: object) -> None:
    """Say at once something that whoever waits must know."""
    teller = _told or Progress(sys.stderr, spoken())
    teller.line(teller.say(sentence).format(**facts))
