"""Our requests to GitHub against GitHub's own description, through a server that holds them to it (`make soak`)."""

from __future__ import annotations

import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from preau.edges.forges.github import GitHub
from preau.edges.forges.http import Answer, Client

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "var" / "prism"
PACKAGES = ("@stoplight/prism-cli@5.16.0", "@octokit/openapi@23.0.2")
PORT = 4817


class OnePage(Client):
    """The examples of the description always name a next page, at GitHub's own address."""

    def _next(self, answer: Answer) -> None:
        return None


@pytest.fixture(scope="module")
def door() -> Iterator[GitHub]:
    """A server that answers what GitHub documents, and refuses what it does not."""
    npm, node = shutil.which("npm"), shutil.which("node")
    assert npm and node, "Node is needed: apt-get install nodejs npm"
    if not (PLACE / "node_modules" / ".bin" / "prism").exists():
        PLACE.mkdir(parents=True, exist_ok=True)
        subprocess.run([npm, "install", "--no-audit", "--no-fund", "--prefix", PLACE, *PACKAGES], check=True)
    described = PLACE / "node_modules/@octokit/openapi/generated/api.github.com.json"
    command = [
        str(PLACE / "node_modules/.bin/prism"),
        "mock",
        "-h",
        "127.0.0.1",
        "-p",
        str(PORT),
        str(described),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait()
        headers = {"Authorization": "Bearer x", "Accept": "application/json"}
        yield GitHub(OnePage(f"http://127.0.0.1:{PORT}", headers, lambda seconds: None), "github.com", "acme/movement")
    finally:
        server.terminate()
        server.wait(10)


def _wait() -> None:
    for _ in range(400):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/user", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.5)
    raise AssertionError("prism did not start")


def test_what_is_read_is_what_github_documents(door: GitHub) -> None:
    """Requests, one of them, reviews, writers: read without a field that is missing."""
    assert [one.number for one in door.requests()]
    assert door.request(3) is not None
    assert door.reviews(3) is not None
    assert door.writers(3)
    assert door.login(1)
    assert door.threads() is not None


def test_what_is_sent_is_what_github_takes(door: GitHub) -> None:
    """A status, comments, a discussion, the end of a request: refused by nothing of the description."""
    door.show("a" * 40, "waits", "Il manque l'accord d'un référent (Hérault).")
    door.say(3, "Bonjour")
    door.tell(3, "Bonjour")
    door.close(3)
    thread = door.start("Ce qui se décide : Hérault", "Abonnez-vous.")
    door.add(thread, "Approuvée : un jardin", "<!-- preau digest -->")
