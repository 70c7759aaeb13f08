"""A long file followed line by line: the same bytes as written anew, and few of them read."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pytest

from preau.edges.lines import Lines, Otherwise
from preau.views.opendata import Form

COMMAS = Form("json", b",\n", b"\n]}\n", lambda *_: "", lambda *_: 0, lambda line: int(line.split(" ")[0]))
ENDS = COMMAS._replace(between=b"\r\n", after=b"\r\n")


def written(form: Form, lines: dict[int, str]) -> bytes:
    """The whole file."""
    return b"{[\n" + form.between.join(lines[place].encode() for place in sorted(lines)) + form.after


def line(dice: random.Random, place: int) -> str:
    """A line of any length, some longer than what is read at once."""
    return f"{place} " + dice.choice(["é", "x", "été, "]) * dice.choice([0, 1, 30, 400, 3000])


@pytest.mark.parametrize("form", [COMMAS, ENDS])
@pytest.mark.parametrize("seed", range(40))
def test_followed_is_as_if_written_anew(tmp_path: Path, form: Form, seed: int) -> None:
    """Lines that go, come, or change in their place, at the beginning, at the end, side by side."""
    dice, path = random.Random(seed), tmp_path / "long"
    lines = {place: line(dice, place) for place in dice.sample(range(200), dice.randint(1, 60))}
    path.write_bytes(written(form, lines))
    gone = dice.sample(sorted(lines), dice.randint(0, min(5, len(lines) - 1)))
    come = {place: line(dice, place) for place in {*gone[:2], *dice.sample(range(-5, 205), dice.randint(0, 4))}}
    come = {place: text for place, text in come.items() if place in gone or place not in lines}
    now = {place: text for place, text in lines.items() if place not in gone} | come
    with path.open("rb") as stream:
        told = [(place, text.encode()) for place, text in come.items()]
        assert b"".join(Lines(stream, form).followed(gone, told)) == written(form, now)


class Counting(io.FileIO):
    """A file that counts what is read of it."""

    read_bytes = 0

    def read(self, size: int | None = -1, /) -> Any:
        """The same, counted."""
        found = super().read(size)
        self.read_bytes += len(found or b"")
        return found


def test_a_line_is_found_in_few_reads(tmp_path: Path) -> None:
    """Among 20,000 lines, one that goes and one that comes are found without reading the others."""
    path = tmp_path / "long"
    path.write_bytes(written(COMMAS, {place: f"{place} {'x' * 100}" for place in range(0, 40_000, 2)}))
    with Counting(path) as stream:
        pieces = Lines(stream, COMMAS).followed([20_000], [(30_001, b"30001 y")])  # type: ignore[arg-type]
        next(pieces), next(pieces)
        assert stream.read_bytes < 400_000 < path.stat().st_size / 5


def test_what_is_not_as_it_should_be_is_left_to_a_whole_build(tmp_path: Path) -> None:
    """A line that is not there, the last one that goes, a file without any."""
    path = tmp_path / "long"
    path.write_bytes(written(COMMAS, {2: "2 deux"}))
    with path.open("rb") as stream, pytest.raises(Otherwise):
        list(Lines(stream, COMMAS).followed([3], []))
    with path.open("rb") as stream, pytest.raises(Otherwise):
        list(Lines(stream, COMMAS).followed([2], []))
    path.write_bytes(written(COMMAS, {}))
    with path.open("rb") as stream, pytest.raises(Otherwise):
        Lines(stream, COMMAS)
