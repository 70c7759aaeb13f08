"""Who may send a new revision of a proposal: whoever holds its code, or the key that pushed it; nobody else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_authority_door import HELENE, NEW, event
from test_signed_push import pushed

from forging import World
from guarded import Movement, commit, git, initiative, push_for_review
from preau.edges.receiving import Receipt
from preau.edges.refusal import Refusal, told
from preau.edges.repository import LOG
from preau.edges.revising import code_of

FIRST, SECOND = "2026-0002", "2026-0003"


def sent(world: World, place: str = "Agde", topic: str = "", code: str = "") -> Receipt:
    """A version of a proposal, as somebody sends it."""
    return world.received({NEW: initiative(place=place)}, topic, [f"receipt={code}"] if code else [])


@pytest.mark.parametrize("topic", ["jardin", FIRST])
def test_nobody_else_takes_the_place_of_a_proposal(topic: str, world: World) -> None:
    """A name and a number are public: what is sent under them stands beside the first, whose approvals still count."""
    first = sent(world, topic="jardin")
    word = event(world, world.word(first.commit, HELENE))

    other = sent(world, "Sète", topic)

    assert [FIRST, f"{SECOND}/1"] == [other.beside, other.entry.name]
    assert set() == world.refused(word)
    assert sent(world, "Palavas", topic).entry.name == "2026-0004/1"


def test_the_code_makes_a_new_revision(world: World) -> None:
    """Whoever was answered may change their text, under the same number, whatever name they give."""
    code = sent(world).code

    again = [
        sent(world, place, topic, code) for place, topic in (("Sète", ""), ("Palavas", FIRST), ("Lattes", "autre"))
    ]

    assert [f"{FIRST}/2", f"{FIRST}/3", f"{FIRST}/4"] == [one.entry.name for one in again]
    assert {code} == {one.code for one in again}


def test_a_code_that_is_not_the_one_is_refused(world: World) -> None:
    """A wrong code is a mistake or an attack: nothing is received, and it is told what to do."""
    code = sent(world).code
    wrong = [
        code[:-1] + ("a" if code[-1] != "a" else "b"),
        code.replace(FIRST, SECOND),
        FIRST,
        FIRST + "-",
        "é",
        "../x",
    ]

    for one in wrong:
        with pytest.raises(Refusal) as refused:
            sent(world, "Sète", "jardin", one)
        assert "receipt" in told(refused.value, "en")
    assert sent(world, "Sète").entry.name == f"{SECOND}/1"


def test_a_code_says_nothing_of_another_server_or_number(world: World, tmp_path: Path) -> None:
    """It comes from a secret of this server and the number, and no published byte holds it."""
    done = sent(world)
    here = [code_of(world.guarded, number) for number in (FIRST, FIRST, SECOND)]
    there = code_of(tmp_path, FIRST)
    log = git(world.guarded, "log", "--format=%B", LOG, done.commit).stdout

    assert here[0] == here[1] == done.code
    assert len({here[0][10:], here[2][10:], there[10:]}) == 3
    assert done.code not in log + done.line
    assert [path.stat().st_mode & 0o777 for path in world.guarded.glob("preau/revising*")] == [0o600]


def test_the_same_files_sent_by_somebody_else_give_no_code(world: World) -> None:
    """What waits is public: whoever sends the same bytes is told its number, not how to replace it."""
    first = sent(world)

    again = sent(world)
    mine = sent(world, code=first.code)

    assert (True, first.entry.name, "") == (again.again, again.entry.name, "")
    assert (True, first.code) == (mine.again, mine.code)


def test_a_code_of_what_was_answered_begins_anew(world: World) -> None:
    """Once published, another text is another proposal."""
    first = sent(world, topic="jardin")
    git(world.guarded, "update-ref", "-d", f"refs/proposals/{FIRST}/1")

    other = sent(world, "Sète", "jardin", first.code)

    assert (f"{SECOND}/1", "") == (other.entry.name, other.beside)
    assert other.code != first.code


def test_a_pushed_proposal_is_revised_by_its_code_alone(tmp_path: Path) -> None:
    """With real Git: the code is answered, kept by nobody else, and taken back as a push option."""
    movement = Movement(tmp_path)
    clone = movement.clone()
    commit(clone, {NEW: initiative()})
    said = push_for_review(clone, "jardin").stderr
    code = re.search(r"-o receipt=(\S+)", said)
    assert code is not None, said

    commit(clone, {NEW: initiative(place="Sète")})
    beside = push_for_review(clone, "jardin").stderr
    commit(clone, {NEW: initiative(place="Palavas")})
    mine = git(clone, "push", "-o", f"receipt={code.group(1)}", "origin", "HEAD:refs/for/main").stderr

    assert FIRST in beside and SECOND in beside
    assert sorted(movement.waits()) == [
        f"refs/proposals/{name}" for name in (f"{FIRST}/1", f"{FIRST}/2", f"{SECOND}/1")
    ]
    assert code.group(1) in mine


def test_the_key_that_pushed_it_revises_it(tmp_path: Path) -> None:
    """Who signs their pushes with a key of the registry needs no code; another such key does."""
    movement = Movement(tmp_path)
    option = ("-o", "topic=jardin")
    pushed(movement, "helene-34", *option)
    done, _ = pushed(movement, "karim-34", *option, place="Sète")
    again, _ = pushed(movement, "helene-34", *option, place="Palavas")

    assert SECOND in done.stderr
    assert sorted(movement.waits()) == [
        f"refs/proposals/{name}" for name in (f"{FIRST}/1", f"{FIRST}/2", f"{SECOND}/1")
    ]
    assert again.returncode == 0


def test_every_version_that_waits_is_named_beside_the_others(tmp_path: Path) -> None:
    """Whoever decides sees that other proposals wait about the same file, under whatever name they were sent."""
    movement = Movement(tmp_path)
    for place in ("Agde", "Sète"):
        clone = movement.clone()
        commit(clone, {NEW: initiative(place=place)})
        push_for_review(clone)
    clone = movement.clone()
    commit(clone, {"initiatives/34/autre.md": initiative("Tout autre chose")})
    push_for_review(clone)

    session = movement.session()

    assert [one.beside for one in session.waiting()] == [(SECOND,), (FIRST,), ()]
    assert session.one(FIRST).beside == (SECOND,)
