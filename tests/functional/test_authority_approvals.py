"""Approvals that do not count: whose, for what, when. Each attack beside its honest twin."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import date

import pytest

from beginning import DAY, constitution
from forging import Deed, Row, World, attack, twin
from guarded import initiative, referent, territory

NEW, NEW81 = "initiatives/34/jardin.md", "initiatives/81/jardin.md"
T34, T81 = "content/territories/34.yml", "content/territories/81.yml"
MOVEMENT, PAGE = "content/movement.yml", "content/pages/index.md"
HOME = "---\ntitle: Accueil\ndescription: Un mouvement aussi petit que possible.\n---\n\nBienvenue à tous.\n"
HELENE, KARIM, YVES, PAUL = "34/helene-34", "34/karim-34", "81/yves-81", "fr/paul-fr"


def tarn(**lines: str) -> str:
    """An initiative of another territory, which has no committee."""
    return initiative(code="81", committees="[]", **lines)


def by(right: str, wrong: str, path: str = NEW, text: str = "") -> Deed:
    """The same change approved by somebody who may, or who may not."""
    text = text or (tarn() if path == NEW81 else initiative())
    return lambda w, honest: w.make({path: text}, right if honest else wrong)


def signed(**lie: object) -> Deed:
    """An approval by Hélène that says something else than it should."""
    return lambda w, honest: w.make({NEW: initiative()}, HELENE, **({} if honest else lie))


def rewritten(change: Callable[[bytes], bytes]) -> Deed:
    """An approval whose very bytes are changed before they are signed."""
    return lambda w, honest: w.make({NEW: initiative()}, HELENE, **({} if honest else {"raw": change}))


def said(**facts: object) -> Callable[[bytes], bytes]:
    """The canonical bytes with some facts replaced, of whatever type."""
    form = {"sort_keys": True, "separators": (",", ":"), "ensure_ascii": False}
    return lambda data: json.dumps({**json.loads(data), **facts}, **form).encode()


def carried_by(who: str, path: str, right: str, wrong: str) -> Deed:
    """A proposal whose carrier's key is that of a referent."""
    text = (tarn if path == NEW81 else initiative)(carrier_key=who)
    return lambda w, honest: w.make({path: text}, right if honest else wrong)


def as_carrier(w: World, honest: bool) -> str:
    """A carrier says `approve`, as only those with a mandate may."""
    return w.make({NEW: initiative()}, HELENE if honest else "camille@carrier/jardin", verb="approve")


def another_text(w: World, honest: bool) -> str:
    """The text grows by one character after the approval."""
    line = w.word(w.propose({NEW: initiative()}), HELENE)
    return w.merged(w.propose({NEW: initiative() + ("" if honest else "!")}), line)


def another_file(w: World, honest: bool) -> str:
    """A second file joins the proposal after the approval."""
    line = w.word(w.propose({NEW: initiative()}), HELENE)
    more = {} if honest else {"initiatives/34/autre.md": initiative("Un autre jardin")}
    return w.merged(w.propose({NEW: initiative(), **more}), line)


def replay(w: World, honest: bool) -> str:
    """The text was approved, changed back by others, and the first approval is shown again."""
    w.publish({NEW: initiative()}, HELENE)
    proposal = w.propose({NEW: initiative(place="Sète")})
    line = w.word(proposal, HELENE)
    w.accept(w.merged(proposal, line))
    w.publish({NEW: initiative()}, KARIM)
    w.now += DAY
    proposal = w.propose({NEW: initiative(place="Sète")})
    return w.merged(proposal, w.word(proposal, HELENE) if honest else line)


def stale(w: World, honest: bool) -> str:
    """The signer saw a state before the file changed."""
    before = w.tip
    w.publish({NEW: initiative()}, KARIM)
    return w.make({NEW: initiative(place="Sète")}, HELENE, seen=w.tip if honest else before)


def rebased(w: World, honest: bool) -> str:
    """An approval survives what happens to other files, and dies with what happens to its own."""
    w.publish({NEW: initiative()}, KARIM)
    line = w.word(w.propose({NEW: initiative(place="Sète")}), HELENE)
    for place in ("Port", "Agde"):
        w.publish({"initiatives/34/autre.md" if honest else NEW: initiative(place=place)}, KARIM)
    return w.merged(w.propose({NEW: initiative(place="Sète")}), line)


def never_published(w: World, honest: bool) -> str:
    """`seen` is a commit that exists, and that nobody could see on the published branch."""
    other = w.propose({"initiatives/34/autre.md": initiative("Un autre jardin")})
    return w.make({NEW: initiative()}, HELENE, seen=w.tip if honest else other)


def same_push(w: World, honest: bool) -> str:
    """`seen` is published by the very push that it rides in."""
    first, before = w.make({NEW: initiative()}, KARIM), w.tip
    w.tip = first
    return w.make({"initiatives/34/autre.md": initiative("Un abri")}, HELENE, seen=before if honest else first)


def expired(w: World, honest: bool) -> str:
    """An approval is merged after its sixty days."""
    proposal = w.propose({NEW: initiative()})
    line = w.word(proposal, HELENE)
    w.now += (60 if honest else 61) * DAY
    return w.merged(proposal, line)


def twice(w: World, honest: bool) -> str:
    """The same approval stands twice under one merge."""
    proposal = w.propose({NEW: initiative()})
    return w.merged(proposal, *([w.word(proposal, HELENE)] * (1 if honest else 2)))


def with_quorum(*lines: tuple[str, ...]) -> Deed:
    """Two people must agree: the first lines are honest, the second are one person twice."""

    def make(w: World, honest: bool) -> str:
        keys = [referent("helene-34", keys=["helene-34", "stranger"]), referent("karim-34")]
        registry = {MOVEMENT: constitution({"initiative": 2}), T34: territory("34", "Hérault", keys)}
        w.publish(registry, "steward/agathe")
        return w.make({NEW: initiative()}, *lines[0 if honest else 1])

    return make


def again_another_day(w: World, honest: bool) -> str:
    """One person signs twice, on two days, where two people must agree."""
    w.publish({MOVEMENT: constitution({"initiative": 2})}, "steward/agathe")
    proposal = w.propose({NEW: initiative()})
    first = w.word(proposal, HELENE)
    w.now += DAY
    return w.merged(proposal, first, w.word(proposal, KARIM if honest else HELENE))


def mandate(good: dict[str, str], bad: dict[str, str]) -> Deed:
    """Yves's mandate as the registry has it."""

    def make(w: World, honest: bool) -> str:
        person = referent("yves-81", **(good if honest else bad))
        w.publish({T81: territory("81", "Tarn", [person])}, "steward/agathe")
        return w.make({NEW81: tarn()}, YVES)

    return make


def ended_meanwhile(w: World, honest: bool) -> str:
    """The mandate ran when signing, and ended before the merge."""
    w.publish({T81: territory("81", "Tarn", [referent("yves-81", end="2026-11-25")])}, "steward/agathe")
    proposal = w.propose({NEW81: tarn()})
    line = w.word(proposal, YVES)
    w.now += (2 if honest else 3) * DAY
    return w.merged(proposal, line)


def taken_out(w: World, honest: bool) -> str:
    """The stewards take a mandate out of the registry between the signature and the merge."""
    proposal = w.propose({NEW81: tarn()})
    line = w.word(proposal, YVES)
    people = [referent("yves-81")] if honest else []
    w.publish({T81: territory("81", "Tarn (pays)", people)}, "steward/agathe")
    return w.merged(proposal, line)


def revoked(w: World, honest: bool) -> str:
    """A mandate revoked by the registry between the signature and the merge."""
    proposal = w.propose({NEW81: tarn()})
    line = w.word(proposal, YVES)
    day = "2026-11-24" if honest else "2026-11-23"
    w.publish({T81: territory("81", "Tarn", [referent("yves-81") + f"    revoked: {day}\n"])}, "steward/agathe")
    return w.merged(proposal, line)


def rotated(w: World, honest: bool) -> str:
    """Old and new keys overlap; once the old one is taken out, it says nothing any more."""
    w.publish({T81: territory("81", "Tarn", [referent("yves-81", keys=["yves-81", "stranger"])])}, "steward/agathe")
    w.publish({NEW81: tarn()}, f"stranger@{YVES}")
    w.publish({T81: territory("81", "Tarn", [referent("yves-81", keys=["stranger"])])}, "steward/agathe")
    return w.make({NEW81: tarn(place="Albi")}, f"stranger@{YVES}" if honest else YVES)


def no_steward_left(w: World, honest: bool) -> str:
    """The mandates of all stewards end: nobody may change the registry any more."""
    text = constitution().replace("    name: Agathe\n", "    name: Agathe\n    until: 2026-11-24\n")
    text = text.replace("    name: Samuel\n", "    name: Samuel\n    until: 2026-11-24\n")
    w.publish({MOVEMENT: text}, "steward/agathe")
    w.now += (1 if honest else 2) * DAY
    return w.make({T81: territory("81", "Tarn", [])}, "steward/agathe")


def loose(line: str) -> str:
    """The same signed bytes, written in base64 that no program of ours writes."""
    first, _, second = line.partition(" ")
    return f"{first} {second[:20]} {second[20:]}"


def written_loosely(w: World, honest: bool) -> str:
    """A space slipped into a signature: the same words could stand twice under two faces."""
    proposal = w.propose({NEW: initiative()})
    line = w.word(proposal, HELENE)
    return w.merged(proposal, line if honest else loose(line))


def garbage(w: World, honest: bool) -> str:
    """A line that is no approval."""
    proposal = w.propose({NEW: initiative()})
    false = f"{base64.b64encode(b'{}').decode()} AAAA"
    return w.merged(proposal, w.word(proposal, HELENE), *([] if honest else [false]))


def moved_signature(w: World, honest: bool) -> str:
    """The signature of one statement under the words of another."""
    proposal = w.propose({NEW: initiative()})
    line, other = w.word(proposal, HELENE), w.word(proposal, HELENE, days=30)
    return w.merged(proposal, line if honest else f"{line.split()[0]} {other.split()[1]}")


ROWS = [
    Row("nobody approved", "PA209", lambda w, honest: w.make({NEW: initiative()}, *([HELENE] if honest else []))),
    Row("the referent of another territory", "PA207", by(HELENE, YVES)),
    Row("a stranger takes a mandate's name", "PA207", by(HELENE, f"stranger@{HELENE}")),
    Row("a stranger names himself", "PA207", by(HELENE, "34/stranger")),
    Row("the parent where there is a referent", "PA207", by(YVES, PAUL, NEW81)),
    Row("a facilitator", "PA207", by(HELENE, "34/solene-34")),
    Row("an editor on an initiative", "PA207", by(HELENE, "editor/lucie")),
    Row("a steward on an initiative", "PA207", by(HELENE, "steward/agathe")),
    Row("a referent on a page", "PA207", by("editor/lucie", HELENE, PAGE, HOME)),
    Row("a carrier who says approve", "PA207", as_carrier),
    Row("a referent approves their own", "PA208", carried_by("helene-34", NEW, KARIM, HELENE)),
    Row("the sole referent approves their own", "PA208", carried_by("yves-81", NEW81, PAUL, YVES)),
    Row("a signer who does not say to be independent", "PA208", signed(independent=False)),
    Row("the text grew after the approval", "PA202", another_text),
    Row("a file joined after the approval", "PA202", another_file),
    Row("an approval for another movement", "PA203", signed(repository="a" * 40)),
    Row("an approval for another branch", "PA203", signed(target="refs/heads/autre")),
    Row("an approval shown again after the text changed back", "PA204", replay),
    Row("an approval given on a stale state", "PA204", stale),
    Row("an approval that outlives changes of its file", "PA204", rebased),
    Row("an approval of an unpublished state", "PA205", never_published),
    Row("an approval of a state of the same push", "PA205", same_push, guard_only=True),
    Row("an approval dated before what it saw", "PA206", signed(day=date(2026, 11, 12))),
    Row("an approval of tomorrow", "PA206", signed(day=date(2026, 11, 24))),
    Row("an approval that has expired", "PA206", expired),
    Row("an approval that would last longer", "PA201", signed(days=61)),
    Row("an approval twice under one merge", "PA210", twice),
    Row("a signature for another use", "PA201", signed(namespace="git")),
    Row("a key that is not the one named", "PA201", signed(signer="SHA256:" + "A" * 43)),
    Row("a signature of other words", "PA201", moved_signature),
    Row("no approval at all on the line", "PA201", garbage),
    Row("a space inside a signature", "PA201", written_loosely),
    Row("JSON with spaces", "PA201", rewritten(lambda data: data.replace(b",", b", ", 1))),
    Row("JSON with a key twice", "PA201", rewritten(lambda data: data[:-1] + b',"version":1}')),
    Row("JSON with one more key", "PA201", rewritten(said(note="Jeanne"))),
    Row("true in the place of 1", "PA201", rewritten(said(version=True))),
    Row("text in the place of 1", "PA201", rewritten(said(version="1"))),
    Row("1 in the place of true", "PA201", rewritten(said(independent=1))),
    Row("text in the place of true", "PA201", rewritten(said(independent="true"))),
    Row("a number in the place of a day", "PA201", rewritten(said(date=1795392000, expires=1795392000))),
    Row("a moment in the place of a day", "PA201", rewritten(said(expires="2026-11-30T00:00:00"))),
    Row("a reason between spaces", "PA201", signed(reason=" Une raison assez longue. ")),
    Row("a reason on two lines, for a machine", "PA201", signed(reason="Une raison assez longue\n::error::oui")),
    Row("a reason that turns what is shown", "PA201", signed(reason="Une raison assez longue \u202e")),
    Row("one person with two keys for two", "PA209", with_quorum((HELENE, KARIM), (HELENE, f"stranger@{HELENE}"))),
    Row("one person twice, on two days", "PA209", again_another_day),
    Row("one of two", "PA209", with_quorum((HELENE, KARIM), (HELENE,))),
    Row("a mandate that has ended", "PA207", mandate({"end": "2026-11-23"}, {"end": "2026-11-22"})),
    Row("a mandate that has not begun", "PA207", mandate({"start": "2026-11-23"}, {"start": "2026-11-24"})),
    Row("a mandate that ends before the merge", "PA207", ended_meanwhile),
    Row("a mandate taken out before the merge", "PA207", taken_out),
    Row("a mandate revoked before the merge", "PA207", revoked),
    Row("a key taken out", "PA207", rotated),
    Row("nobody left to decide", "PA211", no_steward_left),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_an_attack_is_refused_and_named(row: Row, world: World) -> None:
    """Ordinary Git obeys; the guard refuses with a code and a remedy; the audit names what went around it."""
    attack(row, world)


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_its_honest_twin_is_accepted(row: Row, world: World) -> None:
    """The same deed, done as it should be, passes and leaves a clean trail."""
    twin(row, world)
