"""Captions as players read them."""

from __future__ import annotations

from preau.reading.captions import Cue, read_captions

GOOD = """WEBVTT - une minute

NOTE Rien à montrer

STYLE
::cue { color: white }

premier
00:00.000 --> 00:02.500 align:start line:80%
Bonjour.

01:00:03.000 --> 01:00:04.000
Une ligne,
puis une autre.
"""


def test_captions_are_read() -> None:
    """Names, notes, styles, settings, hours and several lines."""
    assert read_captions(GOOD, "a.vtt") == (
        (Cue(0.0, 2.5, "Bonjour."), Cue(3603.0, 3604.0, "Une ligne,\npuis une autre.")),
        [],
    )


def test_each_fault_is_told_at_its_line() -> None:
    """The captions that can be read are still there."""
    cues, found = read_captions("WEBVTT\n\n00:01 --> 00:02\nA\n\n00:03.000 --> 00:04.000\nB\n", "a.vtt")

    assert [cue.text for cue in cues] == ["B"]
    assert [(one.line, one.code) for one in found] == [(3, "PR506")]
