"""Who may decide, read from a registry."""

from __future__ import annotations

from datetime import date

from guarded import key, movement, public, referent, territory
from preau.proposals.authority import NOBODY, authority_of, is_registry, read_value

DAY = date(2026, 11, 23)
MOVEMENT, PLACE = "content/movement.yml", "content/territories/34.yml"


def read(path: str, text: str) -> object:
    """A file of the registry."""
    return read_value(path, text.encode())


def test_without_a_movement_nobody_decides() -> None:
    """A registry that cannot be read gives no power to anybody."""
    place = read(PLACE, territory("34", "Hérault", [referent("helene-34")]))

    assert authority_of([]) == NOBODY
    assert authority_of([read(MOVEMENT, "name: ["), place]) == NOBODY  # type: ignore[list-item]


def test_a_file_speaks_only_for_its_own_place() -> None:
    """The territory of a file is that of its path."""
    assert read(PLACE, territory("81", "Tarn", [])) is None
    assert read(PLACE, territory("34", "Hérault", [])) is not None


def test_mandates_run_between_their_days_and_need_a_key() -> None:
    """Ended, not begun, without a key: not among those who decide."""
    people = [
        referent("now"), referent("ended", end="2026-11-22"), referent("later", start="2026-11-24"),
        referent("none", keys=[]),
    ]  # fmt: skip
    found = authority_of([read(MOVEMENT, movement()), read(PLACE, territory("34", "Hérault", people))])  # type: ignore[list-item]

    assert [one.person for one in found.deciders("34", DAY)] == ["now"]


def test_a_key_is_the_same_under_any_comment() -> None:
    """One key for two people is seen whatever is written after it."""
    other = referent("karim-34", keys=["helene-34"]).replace(public("helene-34"), public("helene-34") + " karim@autre")
    place = territory("34", "Hérault", [referent("helene-34"), other])
    found = authority_of([read(MOVEMENT, movement()), read(PLACE, place)])  # type: ignore[list-item]

    assert found.shared_keys() == [(key("helene-34").public, "helene-34", "karim-34")]


def test_a_circle_of_parents_is_cut() -> None:
    """A territory that would be inside itself does not stop the reading."""
    places = [
        read(PLACE, territory("34", "Hérault", [], parent="81")),
        read("content/territories/81.yml", territory("81", "Tarn", [], parent="34")),
    ]
    found = authority_of([read(MOVEMENT, movement()), *places])  # type: ignore[list-item]

    assert found.line_of("34") == ("34", "81")


def test_what_the_registry_is() -> None:
    """The movement and the territories say who decides, nothing else does."""
    found = [is_registry(path) for path in (MOVEMENT, PLACE, "content/criteria.yml", "content/territories/x.yml")]

    assert found == [True, True, False, False]
