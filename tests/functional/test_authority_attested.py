"""Approvals that a robot attests, from reviews on a forge: where they count, and where only a signature does."""

from __future__ import annotations

import pytest

import independent
from beginning import DAY, constitution
from forging import Deed, Made, Row, World, attack, twin
from guarded import initiative, public, referent, territory

NEW, FORGE, HELENE, KARIM = "initiatives/34/jardin.md", "github.com", "34/helene-34", "34/karim-34"
MOVEMENT, T34, T81 = "content/movement.yml", "content/territories/34.yml", "content/territories/81.yml"
COMMIT = "c" * 40
NUMBERS = {"helene-34": 3401, "karim-34": 3402, "agathe": 1, "lucie": 7}
POLICY = {"attested": ["initiative", "page"]}


def review(person: str, **other: object) -> dict[str, object]:
    """What the forge told of somebody's review."""
    return {"account": NUMBERS.get(person, 1), "commit": COMMIT, "forge": FORGE, "request": 12, "review": 900, **other}


def with_accounts(text: str) -> str:
    """A file of the registry with the account of each person."""
    for person, number in NUMBERS.items():
        text = text.replace(f"- id: {person}\n", f"- id: {person}\n    accounts:\n      {FORGE}: {number}\n")
    return text


def robots(*who: str, forge: str = FORGE) -> str:
    """The lines that name robots."""
    return "robots:\n" + "".join(f"  - forge: {forge}\n    key: {public(one)}\n" for one in who)


def county(*people: str) -> str:
    """The Hérault, its referents with their accounts."""
    return with_accounts(territory("34", "Hérault", [referent(one) for one in people or ("helene-34", "karim-34")]))


def registry(w: World, policy: dict[str, object] = POLICY, more: str = robots("robot")) -> None:
    """The movement trusts a robot for some classes; a day passes."""
    w.publish({MOVEMENT: with_accounts(constitution(policy)) + more, T34: county()}, "steward/agathe")
    w.now += DAY


def attested(
    w: World, mandate: str = HELENE, *, text: str = "", path: str = NEW, who: str = "robot", **lie: object
) -> str:
    """A proposal with the robot's word about one review."""
    proposal = w.propose({path: text or initiative()})
    told = {"review": review(mandate.partition("/")[2]), **lie}
    return w.merged(proposal, w.word(proposal, mandate, who=who, **told))  # type: ignore[arg-type]


def telling(**lie: object) -> Deed:
    """The robot's word about Hélène's review, in which one thing is false."""

    def make(w: World, honest: bool) -> str:
        registry(w)
        return attested(w, **({} if honest else lie))  # type: ignore[arg-type]

    return make


def about(**lie: object) -> Deed:
    """The same, where the lie is in what is told of the review."""
    return telling(review=review("helene-34", **lie))


def trusting(policy: dict[str, object] = POLICY, more: str = robots("robot")) -> Deed:
    """A registry that trusts the robot, or not."""

    def make(w: World, honest: bool) -> str:
        registry(w, *(() if honest else (policy, more)))
        return attested(w)

    return make


def on_the_registry(w: World, honest: bool) -> str:
    """A review by a steward opens a territory."""
    registry(w)
    opened = territory("81", "Tarn", [referent("yves-81")], opened="2026-11-24")
    if honest:
        return w.make({T81: opened}, "steward/agathe")
    return attested(w, "steward/agathe", text=opened, path=T81)


def on_settings(w: World, honest: bool) -> str:
    """A review by a steward changes what computers run."""
    registry(w)
    text = "site_name: Petit\nplugins: [preau]\ndocs_dir: content/pages\ncopyright: Tous\n"
    return w.make({"mkdocs.yml": text}, "steward/agathe") if honest else attested(
        w, "steward/agathe", text=text, path="mkdocs.yml"
    )  # fmt: skip


def with_the_registry(w: World, honest: bool) -> str:
    """One proposal holds an initiative, which a review may approve, and a mandate, which a steward must sign."""
    registry(w)
    opened = territory("81", "Tarn", [referent("yves-81")], opened="2026-11-24")
    proposal = w.propose({NEW: initiative(), T81: opened})
    line = w.word(proposal, HELENE, who="robot", review=review("helene-34"))
    other = w.word(proposal, "steward/agathe", **({} if honest else {"who": "robot", "review": review("agathe")}))  # type: ignore[arg-type]
    return w.merged(proposal, line, other)


def listed_later(w: World, honest: bool) -> str:
    """The robot says that the reviewer saw a state in which nobody trusted it yet."""
    before = w.tip
    registry(w)
    return attested(w, seen=w.tip if honest else before)


def taken_out(w: World, honest: bool) -> str:
    """The stewards take the robot out of the registry between its word and the merge."""
    registry(w)
    proposal = w.propose({NEW: initiative()})
    line = w.word(proposal, HELENE, who="robot", review=review("helene-34"))
    w.publish(
        {MOVEMENT: with_accounts(constitution(POLICY)) + robots("robot" if honest else "other", "spare")},
        "steward/agathe",
    )
    return w.merged(proposal, line)


def carried_by(w: World, honest: bool) -> str:
    """The carrier of the initiative says which account is theirs: it does not approve."""
    registry(w)
    text = initiative().replace(
        "carrier:\n", f"carrier:\n  account: {NUMBERS['karim-34' if honest else 'helene-34']}\n"
    )
    return attested(w, text=text)


def for_two(*lines: tuple[tuple[str, dict[str, object]], ...]) -> Deed:
    """Two people must agree."""

    def make(w: World, honest: bool) -> str:
        registry(w, {**POLICY, "initiative": 2})
        proposal = w.propose({NEW: initiative()})
        told = lines[0 if honest else 1]
        return w.merged(proposal, *(w.word(proposal, mandate, **how) for mandate, how in told))  # type: ignore[arg-type]

    return make


def by_robot(person: str, **other: object) -> dict[str, object]:
    """How the robot tells of somebody's review."""
    return {"who": "robot", "review": review(person, **other)}


def one_account(w: World, honest: bool) -> str:
    """The registry gives one account to two people: it counts once."""
    registry(w, {**POLICY, "initiative": 2})
    text = county() if honest else county().replace(str(NUMBERS["karim-34"]), str(NUMBERS["helene-34"]))
    w.publish({T34: text.replace("Hérault", "L'Hérault")}, "steward/agathe")
    proposal = w.propose({NEW: initiative()})
    second = review("karim-34", review=901) if honest else review("helene-34", review=901)
    lines = [w.word(proposal, HELENE, **by_robot("helene-34")), w.word(proposal, KARIM, who="robot", review=second)]  # type: ignore[arg-type]
    return w.merged(proposal, *lines)


def robot_is_somebody(w: World, honest: bool) -> str:
    """The key of the robot is that of a steward."""
    return w.make({MOVEMENT: constitution(POLICY) + robots("robot" if honest else "samuel")}, "steward/agathe")


ROWS = [
    Row("a robot that nobody named", "PA212", telling(who="stranger")),
    Row("the person's own key in the place of the robot's", "PA212", telling(who="helene-34")),
    Row("the robot of another forge", "PA212", about(forge="codeberg.org")),
    Row("a movement without a robot", "PA212", trusting(more="")),
    Row("a robot listed for another forge", "PA212", trusting(more=robots("robot", forge="codeberg.org"))),
    Row("a robot listed after what was seen", "PA212", listed_later),
    Row("a robot taken out before the merge", "PA212", taken_out),
    Row("a review for somebody without an account", "PA213", telling(mandate="81/yves-81", review=review("helene-34"))),
    Row("a review by the account of another", "PA213", about(account=NUMBERS["karim-34"])),
    Row("a review by nobody's account", "PA213", about(account=999)),
    Row("a mandate that does not exist", "PA213", telling(mandate="34/personne", review=review("helene-34"))),
    Row("a review in the place of the carrier", "PA213", telling(mandate="carrier/jardin", review=review("helene-34"))),
    Row("a class for which only signatures count", "PA214", trusting(policy={"attested": ["page"]})),
    Row("a movement where only signatures count", "PA214", trusting(policy={})),
    Row("a review on the registry", "PA214", on_the_registry),
    Row("a review on what is executed", "PA214", on_settings),
    Row("a review on the registry, beside an initiative", "PA214", with_the_registry),
    Row("a review that says something else than yes", "PA214", telling(verb="decline")),
    Row("a review by the carrier's account", "PA208", carried_by),
    Row("a review by whoever opened the request", "PA208", telling(independent=False)),
    Row("a robot that signs as a person", "PA207", lambda w, honest: _as_person(w, honest)),
    Row("a review with one more fact", "PA201", about(note="Jeanne")),
    Row("a review without its commit", "PA201", about(commit="")),
    Row("an account by its name", "PA201", about(account="helene")),
    Row("a review that is told to be nothing", "PA201", telling(who="helene-34", review=None)),
    Row("a review of an earlier text", "PA202", lambda w, honest: _grown(w, honest)),
    Row("one person by review and by signature, for two", "PA209", for_two(
        ((HELENE, by_robot("helene-34")), (KARIM, {})), ((HELENE, by_robot("helene-34")), (HELENE, {})))),
    Row("two reviews of one person, for two", "PA209", for_two(
        ((HELENE, by_robot("helene-34")), (KARIM, by_robot("karim-34"))),
        ((HELENE, by_robot("helene-34")), (HELENE, by_robot("helene-34", review=901))))),
    Row("one account for two people", "PA209", one_account),
    Row("the robot has a person's key", "PA307", robot_is_somebody),
]  # fmt: skip


def _as_person(w: World, honest: bool) -> str:
    registry(w)
    return w.make({NEW: initiative()}, HELENE if honest else f"robot@{HELENE}")


def _grown(w: World, honest: bool) -> str:
    registry(w)
    line = w.word(w.propose({NEW: initiative()}), HELENE, who="robot", review=review("helene-34"))
    return w.merged(w.propose({NEW: initiative() + ("" if honest else "!")}), line)


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_an_attack_is_refused_and_named(row: Row, world: World) -> None:
    """Ordinary Git obeys; the guard refuses with a code and a remedy; the audit names what went around it."""
    attack(row, world)


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_its_honest_twin_is_accepted(row: Row, world: World) -> None:
    """The same deed, done as it should be, passes and leaves a clean trail."""
    twin(row, world)


def test_what_is_attested_is_never_shown_as_verified(world: World) -> None:
    """The trail tells a review from a signature, and a stranger's verifier reads both."""
    start = world.tip
    registry(world)
    world.accept(attested(world))
    world.publish({"initiatives/34/autre.md": initiative("Un abri")}, KARIM)

    told = {one.paths[0][0]: one.approvals[0].attested for one in world.trail().publications}
    assert told == {MOVEMENT: False, NEW: True, "initiatives/34/autre.md": False}
    assert independent.complaints(world.plain, "refs/heads/main", start) == {}


@pytest.mark.parametrize(
    "name", ["a review on the registry", "a review by the account of another", "a robot that nobody named"]
)
def test_a_strangers_verifier_names_the_same_attacks(name: str, world: World) -> None:
    """The document says what the code does."""
    row = next(one for one in ROWS if one.name == name)
    made = row.make(world, False)
    assert isinstance(made, str)

    assert world.obeyed(Made(made))
    assert made in independent.complaints(world.plain, made, world.root)


def test_somebody_without_a_key_can_review_where_it_is_allowed(world: World) -> None:
    """A referent may hold an account and no key; elsewhere nobody waits for them."""
    place = with_accounts(territory("34", "Hérault", [referent("helene-34", keys=[])]))
    constitutive = {MOVEMENT: with_accounts(constitution(POLICY)) + robots("robot"), T34: place}
    world.publish(constitutive, "steward/agathe")
    world.now += DAY

    world.accept(attested(world))
