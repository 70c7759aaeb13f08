"""Citizens and referents at once on one server that is killed now and then: nothing is lost, everyone is answered.

`make soak` sends 200 proposals and 20 answers (PREAU_SOAK=200,20); `make test` 3 and 2.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

from guarded import Movement, Repository, git, initiative
from preau.edges.auditing import audit
from serving import Answer, Serving

PROPOSALS, ANSWERS = map(int, os.environ.get("PREAU_SOAK", "3,2").split(","))
AT_ONCE = 12
EVERY = 20
"""Seconds between two kills, at least; the first comes after two. Somebody is answered between them, or a slow computer
would never answer anybody."""
MOST = 900


class Storm:
    """A server, whoever kills it and starts it again, and people who send until they are answered."""

    def __init__(self, serving: Serving) -> None:
        self.serving, self.ended, self.kills, self.answers = serving, threading.Event(), 0, 0
        self.thread = threading.Thread(target=self.killing, daemon=True)

    def killing(self) -> None:
        """Kill it as a loss of current does, and start it again: once at least."""
        while not self.ended.wait(2 if not self.kills else EVERY) or not self.kills:
            before = self.answers if self.kills else -1
            while self.answers == before and not self.ended.wait(1):
                pass
            self.serving.kill()
            self.kills += 1
            state = self.serving.bare / "preau" / "serve"
            for lock in (
                "work/.git/index.lock",
                "intake.git/packed-refs.lock",
                "desk.git/refs/remotes/origin/main.lock",
            ):
                if (state / lock).parent.is_dir():
                    (state / lock).touch()  # as Git leaves them when it is killed at the worst moment
            self.serving.restart()

    def until_answered(self, send: Callable[[], Answer]) -> Answer:
        """What is answered at last; whoever is asked to come back, or finds nobody, comes back."""
        end = time.monotonic() + MOST
        while time.monotonic() < end:
            try:
                answer = send()
                if answer.status not in {429, 503, 500}:
                    self.answers += 1
                    return answer
            except (OSError, HTTPException):
                pass
            time.sleep(0.5)
        raise AssertionError("".join(self.serving.lines[-20:]))


def _sent(storm: Storm, title: str) -> Answer:
    return storm.until_answered(lambda: storm.serving.propose(initiative(title)))


def _state(storm: Storm, number: str) -> str:
    answer = storm.until_answered(lambda: storm.serving.get(f"/api/proposals/{number}"))
    return str(answer.said["state"])


def test_nothing_is_lost_and_everyone_is_answered(tmp_path: Path) -> None:
    """Each idea has one number, whatever was sent twice; each answer is published once; a stranger verifies it all."""
    movement = Movement(tmp_path)
    titles = [f"Un banc public numéro {index}" for index in range(PROPOSALS)]
    with Serving(movement.bare, "--quota", "0", "--quota-all", "0") as serving, ThreadPoolExecutor(AT_ONCE) as pool:
        storm = Storm(serving)
        storm.thread.start()
        sent = list(pool.map(lambda title: _sent(storm, title), titles))
        numbers = [answer.said["number"] for answer in sent]
        chosen = numbers[:ANSWERS]
        who = ["helene-34", "karim-34"]

        def answer(index: int) -> Answer:
            return storm.until_answered(lambda: serving.answer(chosen[index], who[index % 2], "approve"))

        list(pool.map(answer, range(len(chosen))))
        storm.ended.set()
        storm.thread.join(60)
        again = [_sent(storm, title) for title in titles[ANSWERS:]]
        assert serving.wait_for("/initiatives/34/un-banc-public-numero-0/", 120).status == 200
        states = [_state(storm, number) for number in numbers]

    assert [one.status for one in sent] == [201] * PROPOSALS and storm.kills >= 1
    assert len(set(numbers)) == PROPOSALS
    assert [one.said["receipt"] for one in again] == [one.said["receipt"] for one in sent[ANSWERS:]]
    assert states == ["published"] * len(chosen) + ["waiting"] * (PROPOSALS - len(chosen))
    stranger = movement.clone()
    git(stranger, "fetch", "--quiet", "origin", "refs/preau/*:refs/preau/*", "refs/proposals/*:refs/proposals/*")
    found = audit(Repository(stranger))
    assert not found.breaches
    assert sorted(one.number for one in found.trail.publications if one.number) == sorted(chosen)
