"""What long work tells: on a terminal one line in its place, that leaves nothing; elsewhere a line when it lasts."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest

from preau.edges import progress
from preau.edges.progress import doing, said, telling


class Terminal(io.StringIO):
    """A stream that says it is a terminal, and what its lines show."""

    tty = True

    def isatty(self) -> bool:
        """Whether it is."""
        return self.tty

    def lines(self) -> list[str]:
        """What somebody sees, after all that was written."""
        shown = []
        for line in self.getvalue().split("\n"):
            cells: list[str] = []
            for part in line.split("\r"):
                cells[: len(part)] = part
            shown.append("".join(cells).rstrip())
        return shown


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """In place of standard error, with a clock that goes on by a hundredth of a second each time it is read."""
    stream, now = Terminal(), iter(range(10**9))
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(now) / 100)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return stream


def test_one_line_is_written_again_and_leaves_nothing(terminal: Terminal) -> None:
    """Not more than ten times in a second; a shorter sentence leaves no end of the one before."""
    with telling("fr"):
        doing("Converting pages")
        assert terminal.lines() == ["Conversion des pages…"]
        for number in range(1000):
            doing("Initiatives", number, 1000)
        assert terminal.lines() == ["Initiatives\u00a0: 993 sur 1000…"]
        assert terminal.getvalue().count("sur") < 110
        doing("Making the search")
        assert terminal.lines() == ["Préparation de la recherche…"]
    assert terminal.lines() == [""]


def test_a_line_is_cut_at_the_edge(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that went on below could not be written again in its place."""
    monkeypatch.setenv("COLUMNS", "12")
    with telling("en"):
        doing("Converting pages")
        assert terminal.lines() == ["Converting"]


@pytest.mark.parametrize("why", ["no terminal", "dumb", "no color"])
def test_elsewhere_what_lasts_is_told_by_plain_lines(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    """None before five seconds, then each time that as long has passed again."""
    terminal.tty = why != "no terminal"
    monkeypatch.setenv("TERM", "dumb" if why == "dumb" else "xterm")
    if why == "no color":
        monkeypatch.setenv("NO_COLOR", "1")
    with telling("en"):
        for number in range(400):
            doing("Initiatives", number, 4000)
        assert terminal.getvalue() == ""
        for number in range(400, 4000):
            doing("Initiatives", number, 4000)
    assert terminal.getvalue().startswith("Initiatives: 499 of 4000\n")
    assert terminal.getvalue().count("\n") == 3
    assert "\r" not in terminal.getvalue()


def test_a_sentence_stays_above_the_line(terminal: Terminal) -> None:
    """What somebody must know is not written over."""
    with telling("fr"):
        doing("Converting pages")
        said("Process {number} is at work on this site: waiting until it ends.", number=12)
        doing("Making the search")
    assert terminal.lines() == ["Le processus 12 travaille sur ce site\u00a0: attente de sa fin.", ""]


def test_nothing_is_told_when_nobody_listens(terminal: Terminal) -> None:
    """Work does not know whether somebody waits."""
    doing("Converting pages")
    assert terminal.getvalue() == ""
