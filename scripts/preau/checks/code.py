"""A text with its code blanked: what is shown as code is judged by nobody."""

from __future__ import annotations

import bisect
import re

from preau.reading.passages import Fence

_TICKS = re.compile(r"`+")


def without_code(text: str) -> str:
    """The text with code blanked, at the same places; each run of backquotes is looked at once."""
    shown, fence = [], Fence()
    for line in text.split("\n"):
        if fence.holds(line.lstrip("> ")):
            shown.append(" " * len(line))
        else:
            shown.append(_without_spans(line) if "`" in line else line)
    return "\n".join(shown)


def _without_spans(line: str) -> str:
    runs = [(run.start(), run.end()) for run in _TICKS.finditer(line)]
    later: dict[int, list[int]] = {}
    for index, (start, end) in enumerate(runs):
        later.setdefault(end - start, []).append(index)
    pieces, at, index = [], 0, 0
    while index < len(runs):
        start, end = runs[index]
        start += (start - len(line[:start].rstrip("\\"))) % 2
        same = later.get(end - start, [])
        after = bisect.bisect_right(same, index)
        if after == len(same):
            index += 1
            continue
        close = runs[same[after]][1]
        pieces += [line[at:start], " " * (close - start)]
        at, index = close, same[after] + 1
    return "".join(pieces) + line[at:]
