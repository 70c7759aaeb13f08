"""The registry and what depends on it: nobody makes themselves powerful, nothing is pulled from under others."""

from __future__ import annotations

import pytest

from beginning import DAY, constitution
from forging import Deed, Made, Row, World, attack, twin
from guarded import initiative, public, referent, territory

NEW, MOVEMENT, HELENE, AGATHE, SAMUEL = (
    "initiatives/34/jardin.md", "content/movement.yml", "34/helene-34", "steward/agathe", "steward/samuel",
)  # fmt: skip
T13, T34, T81 = (f"content/territories/{code}.yml" for code in ("13", "34", "81"))
THEMES = "content/vocabularies/themes.yml"
YVES2 = territory("81", "Tarn", [referent("yves-81"), referent("stranger")])
OPENED = territory("13", "Bouches-du-Rhône", [referent("stranger")], opened="2026-11-01")
NEW13 = initiative(code="13", committees="[]")


def registry(text: str, path: str, right: str, wrong: str) -> Deed:
    """The same change of the registry by who may, or by who may not."""
    return lambda w, honest: w.make({path: text}, right if honest else wrong)


def criteria(w: World, honest: bool) -> str:
    """What an initiative must meet, reworded by an editor."""
    text = w.text("content/criteria.yml").replace("Ce qu'une", "Tout ce qu'une")
    return w.make({"content/criteria.yml": text}, AGATHE if honest else "editor/lucie")


def new_steward(w: World, honest: bool) -> str:
    """Somebody writes themselves into the stewards, and signs as the steward they would become."""
    text = constitution(stewards=("agathe", "samuel", "stranger"))
    return w.make({MOVEMENT: text}, AGATHE if honest else "steward/stranger")


def lower_quorum(w: World, honest: bool) -> str:
    """Two stewards must agree; one lowers the number and agrees alone, as the new rules would let them."""
    w.publish({MOVEMENT: constitution({"registry": 2})}, AGATHE)
    return w.make({MOVEMENT: constitution({"registry": 1})}, AGATHE, *([SAMUEL] if honest else []))


def key_and_use(w: World, honest: bool) -> str:
    """A steward adds a key, and what it approves comes in the same push."""
    before, first = w.tip, w.make({T81: YVES2}, AGATHE)
    if honest:
        w.accept(first)
    w.tip = first
    return w.make(
        {"initiatives/81/jardin.md": initiative(code="81", committees="[]")},
        "81/stranger",
        seen="" if honest else before,
    )


def key_and_seen(w: World, honest: bool) -> str:
    """The same, where the new key says to have seen the commit that adds it."""
    first = w.make({T81: YVES2}, AGATHE)
    if honest:
        w.accept(first)
    w.tip = first
    return w.make({"initiatives/81/jardin.md": initiative(code="81", committees="[]")}, "81/stranger")


def together(right: tuple[str, ...], wrong: tuple[str, ...]) -> Deed:
    """A key and an initiative in one proposal."""
    changes = {T81: YVES2, "initiatives/81/jardin.md": initiative(code="81", committees="[]")}
    return lambda w, honest: w.make(changes, *(right if honest else wrong))


def shared(comment: str) -> Deed:
    """The key of Hélène is written under another name too."""

    def make(w: World, honest: bool) -> str:
        text = territory("81", "Tarn", [referent("yves-81", keys=["yves-81", "stranger" if honest else "helene-34"])])
        line = public("helene-34")
        return w.make({T81: text.replace(line, f"{line} {comment}".strip())}, AGATHE)

    return make


def vocabulary(change: tuple[str, str]) -> Deed:
    """A word of a vocabulary is taken out, rather than replaced."""

    def make(w: World, honest: bool) -> str:
        text = w.text(THEMES)
        good = text.replace("- id: solidarite\n", "- id: solidarite\n  replaced_by: environnement\n")
        return w.make({THEMES: good if honest else text.replace(*change)}, AGATHE)

    return make


def closed(w: World, honest: bool) -> str:
    """An initiative in a territory that citizens cannot propose in yet."""
    if honest:
        w.publish({T13: OPENED}, AGATHE)
    return w.make({"initiatives/13/jardin.md": NEW13}, "13/stranger" if honest else "fr/paul-fr")


def opened_together(w: World, honest: bool) -> str:
    """The line that opens the territory comes with the initiative that needs it."""
    paul = territory("13", "Bouches-du-Rhône", [], opened="2026-11-01")
    if honest:
        w.publish({T13: paul}, AGATHE)
    changes = {"initiatives/13/jardin.md": NEW13, **({} if honest else {T13: paul})}
    return w.make(changes, "fr/paul-fr", *([] if honest else [AGATHE]))


def opened_later(w: World, honest: bool) -> str:
    """The territory opens on a day that has not come."""
    w.publish({T13: territory("13", "Bouches-du-Rhône", [], opened="2026-11-24")}, AGATHE)
    w.now += DAY if honest else 0
    return w.make({"initiatives/13/jardin.md": NEW13}, "fr/paul-fr")


def unreadable(path: str, text: str | None) -> Deed:
    """A file of the registry that nobody could read any more."""
    place = territory("34", "Hérault (pays)", [referent("helene-34"), referent("karim-34")])
    good = constitution({"initiative": 1}) if path == MOVEMENT else place
    return lambda w, honest: w.make({path: good if honest else text}, AGATHE)


ROWS = [
    Row("a referent changes the registry", "PA207", registry(YVES2, T81, AGATHE, "81/yves-81")),
    Row("an editor changes the criteria", "PA207", criteria),
    Row("a steward under the rules to come", "PA207", new_steward),
    Row("fewer signatures under the rules to come", "PA209", lower_quorum),
    Row("a key added and used in one push", "PA207", key_and_use),
    Row("a key that saw itself added", "PA205", key_and_seen, guard_only=True),
    Row("a key added and used in one proposal", "PA207", together((AGATHE, "81/yves-81"), (AGATHE, "81/stranger"))),
    Row("a steward for a referent", "PA209", together((AGATHE, "81/yves-81"), (AGATHE,))),
    Row("a referent for a steward", "PA209", together((AGATHE, "81/yves-81"), ("81/yves-81",))),
    Row("one key for two people", "PA307", shared("")),
    Row("one key for two people, told otherwise", "PA307", shared("yves@tarn")),
    Row("a word taken out", "PA304", vocabulary(("- id: solidarite", "- id: entraide"))),
    Row("a closed territory", "PA301", closed),
    Row("a territory opened by what it lets in", "PA301", opened_together),
    Row("a territory opened tomorrow", "PA301", opened_later),
    Row("a movement that cannot be read", "PA310", unreadable(MOVEMENT, "name: [\n")),
    Row("a movement without stewards", "PA310", unreadable(MOVEMENT, "name: Petit\n")),
    Row("a movement taken away", "PA310", unreadable(MOVEMENT, None)),
    Row("a territory that cannot be read", "PA310", unreadable(T34, "code: [\n")),
    Row(
        "a territory that says to be another",
        "PA310",
        unreadable(T34, territory("81", "Tarn", [referent("helene-34")])),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_an_attack_is_refused_and_named(row: Row, world: World) -> None:
    """Ordinary Git obeys; the guard refuses with a code and a remedy; the audit names what went around it."""
    attack(row, world)


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_its_honest_twin_is_accepted(row: Row, world: World) -> None:
    """The same deed, done as it should be, passes and leaves a clean trail."""
    twin(row, world)


def test_two_merges_of_one_push_may_open_and_use_a_territory(world: World) -> None:
    """The one opens it under the stewards' signature, the other is judged under the registry that it follows."""
    world.tip, before = (
        world.make({T13: territory("13", "Bouches-du-Rhône", [], opened="2026-11-01")}, AGATHE),
        world.tip,
    )
    made = world.make({"initiatives/13/jardin.md": NEW13}, "fr/paul-fr", seen=before)

    assert set() == world.refused(Made(made))
    assert world.obeyed(Made(made))
    assert set() == world.audited()


def test_who_makes_themselves_a_steward_does_not_acknowledge_it(world: World) -> None:
    """A breach of the registry is acknowledged by those who held it before, whatever came since."""
    evil = world.make({MOVEMENT: constitution(stewards=("stranger",))}, HELENE)
    world.around(evil)
    forgiven = world.acknowledge(evil, "steward/stranger")
    world.around(forgiven)

    assert {"PA207", "PA209"} == world.audited()

    mended = world.make({MOVEMENT: constitution()}, AGATHE)
    world.around(mended)
    for commit in (evil, mended):
        world.accept(world.acknowledge(commit, AGATHE))

    assert set() == world.audited()


def test_a_registry_that_nobody_can_read_gives_no_authority(world: World) -> None:
    """Put there around the guard, it stops everything, and is named; put right the same way, it can be acknowledged."""
    broken = world.make({MOVEMENT: "name: [\n"}, AGATHE)
    world.around(broken)

    assert {"PA211", "PA207"} <= world.refused(Made(world.make({NEW: initiative()}, HELENE)))
    assert {"PA310"} == world.audited()

    mended = world.make({MOVEMENT: constitution()}, AGATHE)
    assert {"PA211", "PA207"} <= world.refused(Made(mended))
    world.around(mended)
    for commit in (broken, mended):
        world.accept(world.acknowledge(commit, AGATHE))

    assert set() == world.audited()


def test_a_sole_steward_decides_alone_and_it_shows(world: World) -> None:
    """A start by one person is possible under a quorum of one; the trail says that they approved themselves."""
    world.publish({MOVEMENT: constitution(stewards=("agathe",))}, AGATHE)
    made = world.make({T81: YVES2}, AGATHE, independent=False)

    assert set() == world.refused(Made(made))
    assert world.obeyed(Made(made))
    assert [one.own for one in world.trail().publications[-1].approvals] == [True]


def test_what_a_stolen_key_signed_is_shown_as_disputed(world: World) -> None:
    """Nothing is undone in silence: what was signed from the day of the theft on is told apart."""
    world.publish({NEW: initiative()}, HELENE)
    people = referent("helene-34", keys=["stranger"]) + f"    stolen:\n      - key: {public('helene-34')}\n"
    people += "        since: 2026-11-23\n"
    world.publish({T34: territory("34", "Hérault", [people, referent("karim-34")])}, AGATHE)

    first, last = world.trail().publications

    assert (first.approvals[0].disputed, last.approvals[0].disputed) == (True, False)
    assert {"PA207"} <= world.refused(Made(world.make({NEW: initiative(place="Sète")}, HELENE)))
