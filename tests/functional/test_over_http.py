"""The whole road over HTTP, with ordinary Git on both sides: proposed, approved, published, verified by a stranger."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import guarded
from githttp import serving
from guarded import Movement, commit, git, initiative, key, push_for_review
from preau.edges.auditing import audit
from preau.edges.repository import MAIN, Repository
from preau.proposals.intake import read_receipt

PAGE = "initiatives/34/jardin.md"


@pytest.fixture
def url(movement: Movement) -> Iterator[str]:
    """Its address."""
    with serving(movement.folder) as address:
        yield f"{address}/movement.git"


def receipts(said: str) -> list[str]:
    """The receipts that a push printed."""
    return re.findall(r"preau-receipt: (\S+ \S+)", said)


def test_from_a_clone_to_a_page_that_a_stranger_verifies(movement: Movement, url: str, tmp_path: Path) -> None:
    """Pushed by one, approved by another, built by a third who verifies it all in a fresh clone."""
    author = movement.clone(url)
    commit(author, {PAGE: initiative("Un jardin pour tous")})
    pushed = push_for_review(author, "jardin")

    entry, signed_by = read_receipt(receipts(pushed.stderr)[0]) or pytest.fail(pushed.stderr)
    referent = movement.session(movement.clone(url))
    one = next(one for one in referent.waiting() if one.number == entry.number)
    made = referent.approve(one.number, key("helene-34"))
    referent.repository.close()

    stranger = movement.clone(url)
    git(stranger, "fetch", "--quiet", "origin", "refs/preau/*:refs/preau/*", "refs/proposals/*:refs/proposals/*")
    repository = Repository(stranger)
    found = audit(repository)
    assert not found.breaches
    assert [(one.commit, one.number) for one in found.trail.publications] == [(made, entry.number)]
    assert [(one.number, one.state) for one in found.trail.received] == [(entry.number, "published")]
    assert signed_by in found.replay.authorities[0].intake_keys
    assert "Jeanne" not in repository.text("log", "--all", "--format=%an %cn %ae %B") and not movement.waits()
    repository.close()
    build = [sys.executable, "-m", "preau", "build", "--no-search", "--root", str(stranger)]
    subprocess.run([*build, "--site-dir", str(tmp_path / "site")], check=True, capture_output=True)
    page = (tmp_path / "site" / "initiatives" / "34" / "jardin" / "index.html").read_text(encoding="utf-8")
    assert "Un jardin pour tous" in page


def test_main_takes_nothing_from_a_stranger(movement: Movement, url: str) -> None:
    """A push to main over HTTP needs no password to be refused, in French, with what to do instead."""
    clone, before = movement.clone(url), movement.main()
    commit(clone, {PAGE: initiative()})

    done = git(clone, "push", "origin", "HEAD:refs/heads/main", check=False)

    assert done.returncode and movement.main() == before
    assert "remote: Préau\u00a0:" in done.stderr and "PA101" in done.stderr


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("initiatives/34/jardin.md", initiative(title="x"), "remote: "),
        ("mkdocs.yml", "site_name: Autre\n", "remote: Préau\u00a0:"),
        ("initiatives/13/jardin.md", initiative(code="13"), "PA301"),
    ],
)
def test_a_refusal_reaches_whoever_pushed(movement: Movement, url: str, path: str, text: str, said: str) -> None:
    """Faults, files of the stewards, a territory that is not open: told by `remote:`, and nothing is kept."""
    clone = movement.clone(url)
    commit(clone, {path: text})

    done = push_for_review(clone, check=False)

    assert done.returncode and said in done.stderr
    assert not receipts(done.stderr) and not movement.waits()


def test_too_many_bytes_are_refused(movement: Movement, url: str) -> None:
    """A file beyond the caps, sent in chunks: refused before it is kept, once packed or once inflated."""
    clone = movement.clone(url)
    commit(clone, {"initiatives/34/jardin.md": initiative() + "a" * (9 * 1024 * 1024)})
    inflated = push_for_review(clone, check=False)
    noise = "".join(guarded.sshsig.fingerprint(str(number).encode()) for number in range(150_000))
    commit(clone, {"initiatives/34/jardin.md": noise})

    packed = push_for_review(clone, check=False)

    assert inflated.returncode and "remote: Préau\u00a0:" in inflated.stderr
    assert packed.returncode and not movement.waits()
    assert not list(movement.bare.glob("objects/**/tmp_*"))


def test_a_merge_made_by_hand_over_http_is_judged_like_any_other(movement: Movement, url: str) -> None:
    """Published from a clone that knows the movement by its address only."""
    forger = guarded.Forger(movement)
    git(forger.clone, "remote", "set-url", "origin", url)

    made = forger.publish({PAGE: initiative()}, "34/karim-34")

    assert movement.repository.tip(MAIN) == made
