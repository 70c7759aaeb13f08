"""One person is one voice, whatever their mandates; a registry that locks all out; what other files still need."""

from __future__ import annotations

import hashlib

import pytest

from beginning import DAY, constitution, decided
from forging import Deed, Row, World, attack, twin
from guarded import git, initiative, key, public, referent, territory
from preau.proposals.ledger import NAMESPACE, Redaction, ledger_line, ledger_message
from preau.proposals.rules import AUTHORITY

NEW, OTHER, MOVEMENT = "initiatives/34/jardin.md", "initiatives/34/abri.md", "content/movement.yml"
T34, DECISIONS = "content/territories/34.yml", "content/decisions/2026/"
HELENE, KARIM, AGATHE, PAUL34 = "34/helene-34", "34/karim-34", "steward/agathe", "34/paul-fr"


def two_mandates(w: World) -> None:
    """Paul, who answers for the country, answers for the Hérault too, with another key."""
    people = [referent("helene-34"), referent("karim-34"), referent("paul-fr", keys=["stranger"])]
    w.publish({T34: territory("34", "Hérault", people)}, AGATHE)


def own_by_another_mandate(w: World, honest: bool) -> str:
    """The carrier's key is that of one mandate, and the same person approves by another."""
    two_mandates(w)
    return w.make({NEW: initiative(carrier_key="paul-fr")}, HELENE if honest else f"stranger@{PAUL34}")


def twice_by_two_mandates(w: World, honest: bool) -> str:
    """Two must agree on another title: one person is the carrier, and a referent with another key."""
    two_mandates(w)
    w.publish({NEW: initiative(carrier_key="paul-fr")}, HELENE)
    proposal = w.propose({NEW: initiative("Un tout autre jardin", carrier_key="paul-fr")})
    mine = w.word(proposal, "carrier/jardin", who="paul-fr", verb="amend")
    other = w.word(proposal, KARIM) if honest else w.word(proposal, PAUL34, who="stranger")
    return w.merged(proposal, mine, other)


def own_by_account(w: World, honest: bool) -> str:
    """The initiative names its carrier by an account, and the same person approves by a key."""
    helene = referent("helene-34") + "    accounts:\n      github.com: 1234\n"
    w.publish({T34: territory("34", "Hérault", [helene, referent("karim-34")])}, AGATHE)
    text = initiative().replace("carrier:\n", "carrier:\n  account: 1234\n")
    return w.make({NEW: text}, KARIM if honest else HELENE)


def movement(right: str, wrong: str) -> Deed:
    """A change of the movement by a steward, who may."""
    return lambda w, honest: w.make({MOVEMENT: right if honest else wrong}, AGATHE)


def without_keys() -> str:
    """Two stewards, neither with a key."""
    lines = constitution()
    for name in ("agathe", "samuel"):
        lines = lines.replace(f"    keys:\n      - {public(name)}\n", "")
    return lines


ENDED = constitution().replace("    name: Agathe\n", "    name: Agathe\n    until: 2026-11-22\n")
ENDED_BOTH = ENDED.replace("    name: Samuel\n", "    name: Samuel\n    until: 2026-11-22\n")


def decided_again(w: World, honest: bool) -> str:
    """The number of a refusal is decided once more, the year after."""
    w.publish({f"{DECISIONS}2026-0042.yml": decided("2026-0042", "declined", "34/jardin")}, HELENE, verb="decline")
    w.now += 50 * DAY
    name = "2026-0043" if honest else "2026-0042"
    text = decided(name, "declined", "34/jardin").replace("date: 2026-11-23", f"date: {w.day}")
    return w.make({f"content/decisions/{w.day.year}/{name}.yml": text}, HELENE, verb="decline")


def address_of_another(w: World, honest: bool) -> str:
    """An initiative begins where another was, whose old address leads to it still: no site could be built."""
    w.publish({NEW: initiative()}, HELENE)
    w.publish({NEW: None, OTHER: initiative(aliases='["34/jardin"]')}, HELENE)
    path = "initiatives/34/jardin-neuf.md" if honest else NEW
    return w.make({path: initiative("Un jardin neuf")}, KARIM)


def committee_in_use(w: World, honest: bool) -> str:
    """A committee is taken away that an initiative still names."""
    path = "content/committees/34/agde.yml"
    if honest:
        w.publish({"content/committees/34/sete.yml": w.text(path)}, HELENE)
        path = "content/committees/34/sete.yml"
    return w.make({path: None}, HELENE)


ROWS = [
    Row("one's own by another mandate", "PA208", own_by_another_mandate),
    Row("one person as carrier and referent", "PA208", twice_by_two_mandates),
    Row("one's own, known by an account", "PA208", own_by_account),
    Row("more stewards asked for than there are", "PA313", movement(*(constitution({"registry": n}) for n in (2, 3)))),
    Row("stewards without keys", "PA313", movement(constitution(stewards=["agathe"]), without_keys())),
    Row("stewards whose time is over", "PA313", movement(ENDED, ENDED_BOTH)),
    Row("a number decided twice", "PA302", decided_again),
    Row("an address that leads to another", "PR304", address_of_another, guard_only=True),
    Row("a committee in use", "PR301", committee_in_use, guard_only=True),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_an_attack_is_refused_and_named(row: Row, world: World) -> None:
    """Ordinary Git obeys; the guard refuses with a code and a remedy; the audit names what went around it."""
    attack(row, world)


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_its_honest_twin_is_accepted(row: Row, world: World) -> None:
    """The same deed, done as it should be, passes and leaves a clean trail."""
    twin(row, world)


def test_a_number_taken_far_ahead_stops_nobody(world: World) -> None:
    """A referent who declines the last number of the year does not close the door: the next number is given."""
    world.received({OTHER: initiative("Un abri")})
    path = DECISIONS + "2026-9999.yml"
    world.publish({path: decided("2026-9999", "declined", "34/jardin")}, HELENE, verb="decline")

    assert world.received({NEW: initiative()}).entry.number == "2026-0003"


@pytest.mark.parametrize("mapping", [b"\xff\xfe\n", b"abc\n", b"\n", b"HEAD --all\n", b""])
def test_a_ledger_of_noise_is_a_breach(mapping: bytes, world: World) -> None:
    """Whoever hosts the server can write any ledger, signed with any key: the audit names it, and does not fall."""
    stranger = key("stranger")
    said = Redaction(
        repository=world.root, redacted=("a" * 40,), before=world.tip, after="b" * 40, date=world.day,
        mapping=hashlib.sha256(mapping).hexdigest(), reason="Une raison assez longue pour tous.",
        signer=stranger.fingerprint, mandate="steward/agathe",
    )  # fmt: skip
    tree = world.repository.tree_of([("map", world.repository.write_blob(mapping))])
    message = ledger_message([ledger_line(said, stranger.sign(said.canonical(), NAMESPACE))])
    made = world.repository.write_commit(tree, [], message, world.now)
    git(world.clone, "push", "--quiet", "origin", f"{made}:refs/preau/ledger")

    assert {"PA404"} == world.audited()
    assert AUTHORITY["PA404"].help
