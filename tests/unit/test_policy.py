"""The policy: for each kind of change, who is asked, how many, and what may not be changed whoever agrees."""

from __future__ import annotations

from datetime import date

import pytest

from guarded import initiative, key, movement, referent, territory
from preau.proposals.authority import Authority, authority_of, read_value
from preau.proposals.history import PLAIN, Change
from preau.proposals.policy import Asked, asked_by
from preau.proposals.statement import Verb

DAY = date(2026, 11, 23)
FILES = {
    "content/movement.yml": movement({"initiative": 1, "registry": 2, "page": 1}),
    "content/territories/34.yml": territory("34", "Hérault", [referent("helene-34"), referent("karim-34")]),
    "content/territories/81.yml": territory("81", "Tarn", [referent("yves-81")]),
    "content/territories/13.yml": territory("13", "Bouches-du-Rhône", []),
    "content/territories/fr.yml": territory("fr", "France", [referent("paul-fr")]),
}
HELENE, KARIM, YVES, PAUL = "34/helene-34", "34/karim-34", "81/yves-81", "fr/paul-fr"


def registry(**files: str) -> Authority:
    """The authority of a small movement."""
    return authority_of(read_value(path, text.encode()) for path, text in {**FILES, **files}.items())


def asked(changes: dict[str, tuple[str | None, str | None]], base: Authority | None = None) -> Asked:
    """What some changes (path: before, after) ask for."""
    texts: dict[str, bytes] = {}

    def named(text: str | None) -> str | None:
        if text is None:
            return None
        oid = f"{len(texts):040x}"
        texts[oid] = text.encode()
        return oid

    made = []
    for path, (old, new) in changes.items():
        modes = PLAIN if old is not None else "", PLAIN if new is not None else ""
        made.append(Change(path, named(old), named(new), *modes))
    return asked_by(made, base or registry(), DAY, texts.__getitem__, None)


def needs(found: Asked) -> list[tuple[str, int, list[str]]]:
    """Each need in short."""
    return [(one.scope, one.quorum, [holder.mandate for holder in one.holders]) for one in found.needs]


CASES = {
    "an initiative": ({"initiatives/34/a.md": (None, initiative())}, [("34", 1, [HELENE, KARIM])]),
    "two territories": (
        {"initiatives/34/a.md": (None, initiative()), "initiatives/81/b.md": (None, initiative(code="81"))},
        [("34", 1, [HELENE, KARIM]), ("81", 1, [YVES])],
    ),
    "a territory without referents": ({"initiatives/13/a.md": (None, initiative(code="13"))}, [("13", 1, [PAUL])]),
    "another title": (
        {"initiatives/34/a.md": (initiative("Un abri"), initiative("Un verger"))}, [("34", 2, [HELENE, KARIM])],
    ),
    "another place": (
        {"initiatives/34/a.md": (initiative(place="Agde"), initiative(place="Sète"))}, [("34", 1, [HELENE, KARIM])],
    ),
    "a carrier who is a referent": (
        {"initiatives/34/a.md": (None, initiative(carrier_key="helene-34"))}, [("34", 1, [KARIM])],
    ),
    "a sole referent who carries": (
        {"initiatives/81/a.md": (None, initiative(code="81", carrier_key="yves-81"))}, [("81", 1, [PAUL])],
    ),
    "two for one referent": (
        {"initiatives/81/a.md": (initiative("Un abri", code="81"), initiative("Un verger", code="81"))},
        [("81", 2, [YVES, PAUL])],
    ),
    "a page": ({"content/pages/a.md": (None, "x")}, [("editor", 1, ["editor/lucie"])]),
    "the registry": (
        {"content/criteria.yml": ("x", "y")}, [("steward", 2, ["steward/agathe", "steward/samuel"])],
    ),
    "anything else": ({"Makefile": ("x", "y")}, [("steward", 1, ["steward/agathe", "steward/samuel"])]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_who_is_asked(name: str) -> None:
    """One table says who answers for which path, and how many of them."""
    changes, expected = CASES[name]

    assert needs(asked(changes)) == expected


def test_news_may_be_told_by_the_carrier_alone() -> None:
    """With the verb `amend` and the carrier's key, where the movement allows it."""
    text = initiative(carrier_key="camille")
    changes = {"initiatives/34/a.md": (text, text.replace("status: underway", "status: realised"))}
    suspended = registry(**{"content/movement.yml": movement({"self_service": False})})

    assert [(one.self_service, one.carrier) for one in asked(changes).needs] == [(True, key("camille").public)]
    assert [one.self_service for one in asked(changes, suspended).needs] == [False]


def test_a_refusal_asks_those_who_could_have_agreed() -> None:
    """Editors for a page, stewards for the registry, referents for their territory; each by their own verb."""
    form = 'id: 2026-0042\noutcome: declined\nproposal: {0}/a\ntitle: Un jardin\nterritory: "{1}"\ncriterion: b\n'
    form += "reason: Cette raison est assez longue.\ndecider: helene-34\ndate: 2026-11-23\n"
    found = {
        scope: asked({"content/decisions/2026/2026-0042.yml": (None, form.format(scope, place))})
        for scope, place in (("34", "34"), ("editor", "fr"), ("steward", "fr"))
    }

    assert [one.needs[0].scope for one in found.values()] == ["34", "editor", "steward"]
    assert {one.needs[0].verb for one in found.values()} == {Verb.DECLINE}
    assert [one.breaches for one in found.values()] == [(), (), ()]
