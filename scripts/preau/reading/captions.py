"""Captions of a film (WebVTT): what is said, from when to when; a fault is told at its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from preau.findings import Finding, Severity, declare
from preau.i18n import N_

CAPTIONS = declare(
    "PR506", Severity.ERROR, N_("Captions that no player can show"),
    N_("these captions {fault}"),
    N_("A file of captions begins with the line WEBVTT and an empty line; then, for each caption: its time, as "
       "00:01.000 --> 00:04.500, its words on the next line, and an empty line."),
    N_("A player drops a caption that it cannot read without a word: deaf people, and whoever has no sound, miss it."),
    fault=N_("do not begin with the line WEBVTT"),
)  # fmt: skip

_CLOCK = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES = re.compile(rf"{_CLOCK}[ \t]+-->[ \t]+{_CLOCK}(?:[ \t]+.*)?")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:[ \t].*)?")


class Cue(NamedTuple):
    """One caption: from when to when, in seconds, and its words."""

    start: float
    end: float
    text: str


def read_captions(text: str, path: str) -> tuple[tuple[Cue, ...], list[Finding]]:
    """Every caption of a file, in order, and its faults."""
    lines = text.split("\n")
    findings: list[Finding] = []
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        return (), [CAPTIONS.at(path, 1, 1, len(lines[0]), fault=N_("do not begin with the line WEBVTT"))]
    cues: list[Cue] = []
    for number, block in _blocks(lines):
        if number == 1 or _ASIDE.fullmatch(block[0]):
            continue
        cue, fault, at = _cue(block, cues[-1].start if cues else 0.0)
        if fault:
            findings.append(CAPTIONS.at(path, number + at, 1, len(block[at]), fault=fault))
        elif cue:
            cues.append(cue)
    if not cues and not findings:
        findings.append(CAPTIONS.at(path, fault=N_("hold no caption")))
    return tuple(cues), findings


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Lines that stand together, with the number of the first."""
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            yield number - len(block), block
            block = []


def _cue(block: list[str], earliest: float) -> tuple[Cue | None, str, int]:
    """A caption, or what is wrong with it and on which of its lines."""
    at = 0 if "-->" in block[0] else 1
    if len(block) <= at or "-->" not in block[at]:
        return None, N_("hold words without their time: 00:01.000 --> 00:04.500"), 0
    found = _TIMES.fullmatch(block[at].strip())
    if not found:
        return None, N_("have a time that is not written as 00:01.000 --> 00:04.500"), at
    start, end = _seconds(found.groups()[:4]), _seconds(found.groups()[4:])
    words = block[at + 1 :]
    if end <= start:
        return None, N_("have a caption that ends before it begins"), at
    if start < earliest:
        return None, N_("have a caption that begins before the one above it"), at
    if not words:
        return None, N_("have a time without words"), at
    for number, line in enumerate(words, at + 1):
        if "-->" in line:
            return None, N_("lack an empty line before this time"), number
    return Cue(start, end, "\n".join(words)), "", 0


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return (((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths) / 1000
