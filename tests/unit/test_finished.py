"""How many people finished a course: told by the editors, never below ten."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from preau.model.course import Finished


@pytest.mark.parametrize(("people", "shown"), [("9", False), ("10", True)])
def test_ten_people_are_the_least(people: str, shown: bool) -> None:
    """Nine are refused: somebody could be told apart."""
    value = {"people": people, "since": "2026-01-01", "until": "2026-06-30"}
    if shown:
        assert Finished.model_validate(value).people == 10
    else:
        with pytest.raises(ValidationError):
            Finished.model_validate(value)
