"""What a learner types is compared by one specification: its vectors are tried here, and in a browser on scripts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from preau.model.comparing import alike, folded, near, number

VECTORS = json.loads((Path(__file__).parent / "comparing.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("given", "accepted", "expected"), VECTORS["alike"])
def test_forgives_what_is_no_mistake_of_understanding(given: str, accepted: str, expected: bool) -> None:
    """Case, accents, apostrophes, signs, the first article and one typing mistake do not count."""
    assert expected == alike(given, accepted), (folded(given), folded(accepted))


@pytest.mark.parametrize(("written", "expected"), VECTORS["number"])
def test_reads_numbers_as_people_write_them(written: str, expected: float | None) -> None:
    """With spaces, a comma or a point, a unit; nothing else is a number."""
    assert expected == number(written)


@pytest.mark.parametrize(("given", "right", "tolerance", "expected"), VECTORS["near"])
def test_counts_what_is_within_the_tolerance(given: float, right: float, tolerance: float, expected: bool) -> None:
    """Its bounds included, whatever computers lose on decimals."""
    assert expected == near(given, right, tolerance)
