"""The job that reads strangers' proposals has no network, or says that it has one."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from test_forge_words import NEW, cloned, preau

from forging import World
from guarded import commit, initiative
from preau.edges.forges import unplugged

CHILD = """
import ctypes, os, socket, sys
from preau.edges.forges.unplugged import unplug
if sys.argv[2] != "same":
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
    ctypes.CDLL(None).prctl(4, 1)  # as a program that this user started: its files in /proc are its own
before, cut = (os.geteuid(), os.getegid()), unplug()
assert unplug() or not cut
if os.fork() == 0:
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1])), 2)
        os._exit(7)
    except OSError:
        os._exit(8)
reached = os.waitstatus_to_exitcode(os.wait()[1]) == 7
print(cut, reached, (os.geteuid(), os.getegid()) == before)
"""


@pytest.mark.parametrize("who", ["same", "nobody"])
def test_what_is_told_is_what_is(who: str) -> None:
    """No process started afterwards reaches even this computer, exactly when it is said; who runs stays the same."""
    if who == "nobody" and os.geteuid() != 0:
        who = "same"
    with socket.create_server(("127.0.0.1", 0)) as server:
        words = [sys.executable, "-c", CHILD, str(server.getsockname()[1]), who]
        done = subprocess.run(words, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONUTF8": "1"})
    assert done.stdout.split() in (["True", "False", "True"], ["False", "True", "True"])


def test_a_kernel_that_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container without the right to do it, or on another system."""

    class Refusing:
        def unshare(self, flags: int) -> int:
            return -1

    monkeypatch.setattr(unplugged.ctypes, "CDLL", lambda *said, **more: Refusing())
    assert not unplugged.unplug()
    monkeypatch.setattr(unplugged.ctypes, "CDLL", lambda *said, **more: object())
    assert not unplugged.unplug()


def test_a_preview_says_whether_it_had_a_network(world: World, tmp_path: Path) -> None:
    """In its result, for programs; in one sentence, where it had one."""
    author = cloned(world, "author")
    head = commit(author, {NEW: initiative()})
    said = preau(author, "forge", "preview", "--base", "origin/main", "--head", head, "--out", str(tmp_path / "p"))
    told = json.loads((tmp_path / "p" / "result.json").read_text())["network"]
    assert (told == "open") == ("Le noyau ne laisse pas" in said)
    assert told in {"cut", "open"}
