"""Too much at once, with ordinary Git: packs, bombs, queues and floods are refused in words, and stop nobody else."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor

from guarded import Movement, commit, git, initiative, push_for_review
from preau.edges.auditing import audit
from preau.edges.limits import PACK
from preau.edges.repository import opened

PAGE = "initiatives/34/jardin.md"
PICTURE = "initiatives/34/jardin.png"


def noise(size: int) -> bytes:
    """Bytes that no compression makes smaller, the same each time."""
    done = subprocess.run(
        ["openssl", "enc", "-aes-128-ctr", "-K", "0" * 32, "-iv", "0" * 32], input=bytes(size), capture_output=True,
        check=False,
    )  # fmt: skip
    if done.returncode == 0:
        return done.stdout
    import random

    return random.Random(1).randbytes(size)


def brings(movement: Movement, data: bytes) -> subprocess.CompletedProcess[str]:
    """A push for review of one heavy file."""
    clone = movement.clone()
    (clone / PICTURE).write_bytes(data)
    commit(clone, {PAGE: initiative()})
    return push_for_review(clone, check=False)


def disk(movement: Movement) -> int:
    """Bytes of all the files of the repository."""
    return sum(path.stat().st_size for path in movement.bare.rglob("*") if path.is_file())


def honest(movement: Movement) -> None:
    """Somebody else's proposal is received, as if nothing had been."""
    clone = movement.clone()
    commit(clone, {"initiatives/34/verger.md": initiative("Un verger pour tous")})
    push_for_review(clone)
    assert len(movement.waits()) == 1
    with opened(movement.bare) as repository:
        assert not audit(repository).breaches


def test_a_pack_larger_than_the_cap_is_cut_off(movement: Movement) -> None:
    """Git stops reading at the cap: nothing of it stays on the disk, no number is given."""
    before = disk(movement)

    refused = brings(movement, noise(PACK + 200_000))

    assert refused.returncode and "exceeds maximum allowed size" in refused.stderr
    assert disk(movement) - before < 100_000
    assert movement.waits() == {}
    honest(movement)


def test_a_bomb_is_refused_before_it_is_kept(movement: Movement) -> None:
    """Some kilobytes that become many megabytes pass under the cap of packs, not under that of what they become."""
    before = disk(movement)

    refused = brings(movement, bytes(60 * 1024 * 1024))

    assert refused.returncode and "octets" in refused.stderr and "Traceback" not in refused.stderr
    assert disk(movement) - before < 100_000
    honest(movement)


def test_many_small_bombs_are_counted_together(movement: Movement) -> None:
    """Each file is under the cap, and all of them are not."""
    clone = movement.clone()
    git(movement.bare, "config", "preau.maxInflated", "1000000")
    for number in range(12):
        (clone / f"initiatives/34/n{number}.png").write_bytes(bytes(100_000 + number))
    commit(clone, {PAGE: initiative()})

    refused = push_for_review(clone, check=False)

    assert refused.returncode and "octets" in refused.stderr
    assert movement.waits() == {}


def test_a_bomb_of_history_is_refused(movement: Movement) -> None:
    """What is hidden in an earlier commit, and removed before the push, weighs as much."""
    clone = movement.clone()
    (clone / PICTURE).write_bytes(bytes(20 * 1024 * 1024))
    commit(clone, {PAGE: initiative()})
    commit(clone, {PICTURE: None})

    refused = push_for_review(clone, check=False)

    assert refused.returncode and "octets" in refused.stderr
    honest(movement)


def test_a_queue_that_is_full_takes_no_more_and_opens_again(movement: Movement) -> None:
    """Refused in words, whatever the name under which it comes; a place that is freed is taken."""
    git(movement.bare, "config", "preau.maxWaiting", "2")
    clones = [movement.clone() for _ in range(4)]
    for number, clone in enumerate(clones):
        commit(clone, {f"initiatives/34/n{number}.md": initiative(f"Le projet numéro {number}")})

    done = [push_for_review(clone, "flot", check=False) for clone in clones]
    full = movement.waits()
    git(movement.bare, "update-ref", "-d", "refs/proposals/2026-0002/1")
    again = push_for_review(clones[3], check=False)

    assert [one.returncode == 0 for one in done] == [True, True, False, False]
    assert "2 propositions attendent déjà" in done[2].stderr
    assert len(full) == 2 and again.returncode == 0


def test_a_full_queue_still_takes_a_revision(movement: Movement) -> None:
    """Who was received already may answer a referent's question: it takes no place in the queue."""
    git(movement.bare, "config", "preau.maxWaiting", "1")
    clone = movement.clone()
    commit(clone, {PAGE: initiative()})
    said = push_for_review(clone).stderr
    code = next(word for word in said.split() if word.startswith("receipt=2"))

    commit(clone, {PAGE: initiative(place="Sète")})
    git(clone, "push", "-o", code, "origin", "HEAD:refs/for/main")

    assert list(movement.waits()) == ["refs/proposals/2026-0002/1", "refs/proposals/2026-0002/2"]


def test_a_flood_is_received_in_order_up_to_the_cap(movement: Movement) -> None:
    """Eight at once where four may wait: never more than that, each number once, a chain without a hole."""
    git(movement.bare, "config", "preau.maxWaiting", "4")
    clones = [movement.clone() for _ in range(8)]
    for number, clone in enumerate(clones):
        commit(clone, {f"initiatives/34/n{number}.md": initiative(f"Le projet numéro {number}")})

    with ThreadPoolExecutor(8) as people:
        done = list(people.map(lambda clone: push_for_review(clone, check=False), clones))

    received = [one for one in done if one.returncode == 0]
    assert 1 <= len(received) <= 4
    assert len(movement.waits()) == len(received)
    assert not [one for one in done if "Traceback" in one.stderr]
    with opened(movement.bare) as repository:
        found = audit(repository)
    assert not found.breaches
    assert len({one.number for one in found.trail.received}) == len(received)
