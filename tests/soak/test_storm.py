"""Many people at once, and processes killed at random: nothing is lost, nothing published twice, `main` audits clean.

`make soak` sends 200 proposals and 20 approvals (PREAU_SOAK=200,20); `make test` 10 and 3.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from guarded import Movement, Repository, commit, git, initiative, key, push_for_review
from preau.edges.auditing import Audit, audit
from preau.edges.receiving import FOLDER

PROPOSALS, APPROVALS = map(int, os.environ.get("PREAU_SOAK", "10,3").split(","))
AT_ONCE = 12
SECONDS = 300
ENV = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
}  # fmt: skip
APPROVE = """
import sys
from pathlib import Path
from guarded import key
from preau.edges.reviewing import Session
session = Session(Path(sys.argv[1]))
print("published", session.approve(sys.argv[2], key("helene-34")), flush=True)
"""


def start(command: Sequence[str], folder: Path) -> subprocess.Popen[str]:
    """A process in a session of its own, so that all that it starts can be found, and only that."""
    return subprocess.Popen(
        command, cwd=folder, env=ENV | {"PYTHONPATH": str(Path(__file__).parents[1] / "tools")}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip


def family(root: int) -> list[int]:
    """A process that we started and everything that it started, from /proc."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, parent = int(path.parent.name), int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        children.setdefault(parent, []).append(number)
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


class Killer(threading.Thread):
    """Kills, at random moments, one process at a time among those of given commands."""

    def __init__(self, running: list[subprocess.Popen[str]], seed: int, pause: float = 0.15) -> None:
        super().__init__(daemon=True)
        self.running, self.random, self.pause = running, random.Random(seed), pause
        self.over = threading.Event()
        self.killed = 0

    def run(self) -> None:
        """Until told that it is over."""
        while not self.over.wait(self.random.uniform(0, 2 * self.pause)):
            alive = [one for one in list(self.running) if one.poll() is None]
            if alive:
                chosen = self.random.choice(family(self.random.choice(alive).pid))
                try:
                    os.kill(chosen, signal.SIGKILL)
                    self.killed += 1
                except ProcessLookupError:
                    continue


def storm(commands: Sequence[tuple[Sequence[str], Path]], killing: int | None = None) -> list[tuple[int, str]]:
    """Run commands, so many at once, some killed when a seed is given; exit codes and what each said."""
    running: list[subprocess.Popen[str]] = []
    slots = threading.BoundedSemaphore(AT_ONCE)
    said: list[tuple[int, str]] = [(-1, "")] * len(commands)

    def run(place: int, command: Sequence[str], folder: Path) -> None:
        with slots:
            process = start(command, folder)
            running.append(process)
            out, _ = process.communicate(timeout=SECONDS)
            said[place] = process.returncode, out

    killer = Killer(running, killing) if killing is not None else None
    threads = [threading.Thread(target=run, args=(place, *one)) for place, one in enumerate(commands)]
    for thread in [*([killer] if killer else []), *threads]:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    if killer:
        killer.over.set()
        killer.join()
        assert killer.killed
    settle(running)
    return said


def settle(running: Sequence[subprocess.Popen[str]]) -> None:
    """Wait for what killed clients left behind on the server's side: it ends by itself."""
    sessions = {process.pid for process in running}
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and any(map(alive, sessions)):
        time.sleep(0.1)
    assert not any(map(alive, sessions))


def alive(group: int) -> bool:
    """Whether anything of a group of processes that we started still runs."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture(scope="module")
def movement(tmp_path_factory: pytest.TempPathFactory) -> Movement:
    """A movement that everybody writes to at once."""
    return Movement(tmp_path_factory.mktemp("storm"))


@pytest.fixture(scope="module")
def clones(movement: Movement) -> list[Path]:
    """As many clones as there are people, each with a project committed."""
    first = movement.clone()
    made = []
    for number in range(PROPOSALS):
        path = movement.folder / f"person{number}"
        git(movement.folder, "clone", "--quiet", "--shared", str(first), str(path))
        git(path, "remote", "set-url", "origin", str(movement.bare))
        git(path, "config", "user.name", "Jeanne Exemple")
        git(path, "config", "user.email", "jeanne@example.org")
        commit(path, {f"initiatives/34/projet-{number}.md": initiative(f"Le projet numéro {number}")})
        made.append(path)
    return made


def pushes(clones: Sequence[Path]) -> list[tuple[Sequence[str], Path]]:
    """One push for review in each clone."""
    return [(("git", "push", "origin", "HEAD:refs/for/main"), clone) for clone in clones]


def numbers(said: str) -> list[str]:
    """The numbers that a push was answered with."""
    return re.findall(r"(\d{4}-\d{4}) \(", said)


def audited(movement: Movement) -> Audit:
    """An audit by somebody who has never seen it."""
    clone = movement.clone()
    git(clone, "fetch", "--quiet", "origin", "refs/preau/*:refs/preau/*", "refs/proposals/*:refs/proposals/*")
    repository = Repository(clone)
    try:
        return audit(repository)
    finally:
        repository.close()


def whole(movement: Movement) -> Audit:
    """What must hold whatever happened: a clean audit, a whole log, objects all there, no lock that stays, no rest."""
    git(movement.bare, "fsck", "--strict", "--no-dangling")
    assert not list(movement.bare.glob("**/*.lock"))
    found = audited(movement)
    assert not found.breaches
    received = [entry.name for entry in found.replay.log.entries] if found.replay.log else []
    assert len(received) == len(set(received))
    paths = Counter(path for one in found.trail.publications for path, _ in one.paths)
    assert not [path for path, times in paths.items() if times > 1]
    assert not [one.number for one in found.trail.received if one.state == "dropped"]
    return found


def files_received(movement: Movement) -> dict[str, list[str]]:
    """For each file that waits, the numbers under which it does."""
    repository = movement.repository
    found: dict[str, list[str]] = {}
    for ref, commit_ in repository.refs("refs/proposals").items():
        for one in repository.diff(commit_ + "^", commit_):
            found.setdefault(one.path, []).append(ref.split("/")[2])
    repository.close()
    return found


def test_many_push_at_once_and_some_are_killed(movement: Movement, clones: list[Path]) -> None:
    """Whoever was answered with a number is in the log; whoever was not pushes again; each file waits once."""
    said = storm(pushes(clones), killing=1)
    answered = {number for _, out in said for number in numbers(out)}
    found = whole(movement)
    assert answered <= {entry.number for entry in found.replay.log.entries}  # type: ignore[union-attr]

    again = storm(pushes([clone for clone, (code, _) in zip(clones, said, strict=True) if code]))

    assert all(code == 0 for code, _ in again), [out for code, out in again if code]
    waiting = files_received(movement)
    assert len(waiting) == PROPOSALS and all(len(under) == 1 for under in waiting.values())
    answered |= {number for _, out in again for number in numbers(out)}
    assert answered <= {number for under in waiting.values() for number in under}
    assert not list((movement.bare / FOLDER / "incoming").glob("*"))


def test_many_approve_at_once_and_some_are_killed(movement: Movement, clones: list[Path]) -> None:
    """Each proposal is published once: whoever was killed and starts again finds it done, or does it."""
    chosen = sorted({under[0] for under in files_received(movement).values()})[:APPROVALS]
    sessions = [movement.clone() for _ in chosen]
    script = movement.folder / "approve.py"
    script.write_text(APPROVE, encoding="utf-8")
    commands = [
        ((sys.executable, str(script), str(clone), number), clone)
        for clone, number in zip(sessions, chosen, strict=True)
    ]

    first = storm(commands, killing=2)
    found = whole(movement)
    said = {out.split()[-1] for code, out in first if code == 0}
    assert said <= {one.commit for one in found.trail.publications}
    left = [one for one, number in zip(commands, chosen, strict=True) if number not in published(found)]
    second = storm(left)

    assert all(code == 0 for code, _ in second), [out for code, out in second if code]
    found = whole(movement)
    assert published(found) == Counter(chosen)
    assert not set(chosen) & {number for under in files_received(movement).values() for number in under}


def published(found: Audit) -> Counter[str]:
    """How often each number was published."""
    return Counter(one.number for one in found.trail.publications)


def test_the_movement_goes_on_after_the_storm(movement: Movement, clones: list[Path]) -> None:
    """The next push and the next approval are as those of the first day."""
    clone = movement.clone()
    commit(clone, {"initiatives/34/apres.md": initiative("Après la tempête")})
    number = numbers(push_for_review(clone).stderr)[0]

    session = movement.session()
    session.approve(number, key("karim-34"))
    session.repository.close()

    assert number in published(whole(movement))
