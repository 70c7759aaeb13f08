"""Each fault of a value is said as one of our rules, with what is allowed, never in the words of a library."""

from __future__ import annotations

from typing import Any

import pytest

from preau.model import course
from preau.model.kinds import schemas
from preau.reading import faults
from preau.reading.marks import read_yaml
from preau.reading.validate import nearest, shape_of, validate

CARRIER = "name: Camille\nconsent: pseudonym\n"


def model(name: str) -> Any:
    """The model of a kind."""
    return dict(schemas())[name]


def said(name: str, text: str) -> list[str]:
    """The findings as `line:column CODE`."""
    marked = read_yaml(text, "a.yml")
    return [
        f"{found.line}:{found.column} {found.code}" for found in validate(model(name), marked.data, marked, "a.yml")[1]
    ]


TERRITORY = 'code: "34"\nname: Hérault\nkind: department\n'


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (TERRITORY, []),
        (TERRITORY + "opened: 2026-01-15\n", []),
        (TERRITORY + "opend: 2026-01-15\n", ["4:1 PR110"]),
        (TERRITORY.replace("name: Hérault\n", ""), ["1:1 PR111"]),
        (TERRITORY.replace("name:", "nom:").replace("Hérault", "Hérault"), ["2:1 PR110", "1:1 PR111"]),
        (TERRITORY.replace("name:", "nam:"), ["2:1 PR110"]),
        (TERRITORY.replace("Hérault", ""), ["2:1 PR112"]),
        (TERRITORY.replace("Hérault", "null"), ["2:1 PR112"]),
        (TERRITORY.replace("Hérault", "H"), ["2:7 PR113"]),
        (TERRITORY.replace("Hérault", "H" * 81), ["2:7 PR114"]),
        (TERRITORY.replace("Hérault", "<b>Hérault"), ["2:7 PR123"]),
        (TERRITORY.replace("Hérault", "H&eacute;rault"), ["2:7 PR123"]),
        (TERRITORY.replace("Hérault", "Air & eau < 3"), []),
        (TERRITORY.replace("department", "departement"), ["3:7 PR115"]),
        (TERRITORY.replace('"34"', "hérault"), ["1:7 PR116"]),
        (TERRITORY.replace('"34"', '"01"'), []),
        (TERRITORY + "opened: 2026-02-30\n", ["4:9 PR117"]),
        (TERRITORY + "opened: 1er janvier\n", ["4:9 PR117"]),
        (TERRITORY + "opened: ２０２６-01-01\n", ["4:9 PR117"]),
        (TERRITORY + "opened: [2026-01-01]\n", ["4:9 PR121"]),
        (TERRITORY + "referents: Hélène\n", ["4:12 PR121"]),
        (TERRITORY + "referents:\n  - Hélène\n", ["5:5 PR121"]),
        (TERRITORY + "contact: herault\n", ["4:10 PR116"]),
        ("- a\n", ["1:1 PR121"]),
        ("texte", ["1:1 PR121"]),
    ],
)  # fmt: skip
def test_says_each_fault_at_its_place(text: str, places: list[str]) -> None:
    """Several faults come together; a slip in a key is not also a missing key."""
    assert sorted(places) == sorted(said("territory", text))


MOVEMENT = "name: Mouvement\ntagline: Un mouvement\nlanguage: fr\ntimezone: Europe/Paris\ncontact: a@b.example\n"
STEWARDS = "stewards:\n  - id: a\n    name: Agathe\n"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("answer_within: 20,5\n" + STEWARDS, ["6:16 PR119"]),
        ("answer_within: 900\n" + STEWARDS, ["6:16 PR125"]),
        ("demonstration: oui\n" + STEWARDS, ["6:16 PR120"]),
        ("stewards: []\n", ["6:11 PR122"]),
        (STEWARDS.replace("id: a", "id: A"), ["7:9 PR116"]),
        (STEWARDS + "    accounts:\n      github: 231456789\n", []),
    ],
)
def test_numbers_truths_and_counts(text: str, places: list[str]) -> None:
    """The rules of numbers, of yes and no, and of how many; an item at fault is not also a missing item."""
    assert places == said("movement", MOVEMENT + text)


def patterns(made: Any) -> set[str]:
    """Every pattern of a schema."""
    if isinstance(made, dict):
        own = {made["pattern"]} if isinstance(made.get("pattern"), str) else set()
        return own.union(*(patterns(value) for value in made.values()), set())
    return set().union(*(patterns(value) for value in made), set()) if isinstance(made, list) else set()


def test_every_pattern_is_said_in_words() -> None:
    """A citizen never meets a regular expression."""
    heads = [course.Testimony, course.Method, course.Exercise, course.QuizHead, course.Video]
    every = set().union(*(patterns(one.model_json_schema()) for one in [*dict(schemas()).values(), *heads]))
    unsaid = {pattern for pattern in every if shape_of(pattern) == faults.SHAPE_OTHER}

    assert {r"^[0-9A-Za-z-]+/[a-z0-9-]+$"} >= unsaid
    assert len(every) > 10


def test_finds_the_nearest_word() -> None:
    """Near words are offered, whatever their case; far ones are not."""
    assert nearest("titel", ["title", "summary"]) == "title"
    assert nearest("moyen", ["Moyens", "Solution"]) == "Moyens"
    assert nearest("xyz", ["title", "summary"]) == ""
