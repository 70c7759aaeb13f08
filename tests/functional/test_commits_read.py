"""Commits read off a log are those that Git holds, byte for byte, whatever somebody hid in one."""

from __future__ import annotations

import pytest

from preau.edges.repository import EMPTY_TREE, Repository, opened
from preau.proposals.commits import NEUTRAL, Commit, read_commit

WHO = f"{NEUTRAL} 1790000000 +0000"
PLAIN = f"tree {EMPTY_TREE}\nauthor {WHO}\ncommitter {WHO}\n\nAdd a.md\n".encode()
HIDDEN = {
    "a name": PLAIN.replace(b"author Pr", b"author Jean Pr"),
    "a clock": PLAIN.replace(b"+0000\ncommitter", b"+0200\ncommitter"),
    "another moment": PLAIN.replace(b"1790000000", b"1780000000", 1),
    "a header": PLAIN.replace(b"\n\nAdd", b"\nx-note Jean Martin\n\nAdd"),
    "an encoding": PLAIN.replace(b"\n\nAdd", b"\nencoding ISO-8859-1\n\nAdd") + b"\xe9\n",
    "a signature": PLAIN.replace(b"\n\nAdd", b"\ngpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n\nAdd"),
}
NEUTRAL_ONES = {
    "plain": PLAIN,
    "nothing said": PLAIN.removesuffix(b"Add a.md\n"),
    "empty lines before": PLAIN.replace(b"Add", b"\n\n  Add"),
    "empty lines after": PLAIN + b"\n\n \n",
    "no line end": PLAIN.removesuffix(b"\n"),
    "what looks like a change": PLAIN.replace(b"Add a.md", b":100644 100644 " + b"a" * 40),
    "bytes that are no text": PLAIN + b"\xff\xfe\n",
    "after a zero": PLAIN + b"\0Jean Martin\n",
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """An empty repository."""
    path = tmp_path_factory.mktemp("commits") / "some.git"
    Repository.create(path)
    with opened(path) as made:
        made.run("mktree", data=b"")
        return made


@pytest.mark.parametrize("raw", [*HIDDEN.values(), *NEUTRAL_ONES.values()], ids=[*HIDDEN, *NEUTRAL_ONES])
def test_a_commit_of_a_log_is_what_git_holds(repository: Repository, raw: bytes) -> None:
    """The same value as from its own bytes; one that hides something is never neutral."""
    oid = repository.text("hash-object", "-t", "commit", "--literally", "-w", "--stdin", data=raw)

    assert repository.commits(oid) == [read_commit(oid, raw, ())]
    assert (repository.commits(oid)[0].identity == NEUTRAL) is (raw in NEUTRAL_ONES.values())
    repository.close()


def test_what_was_begun_is_what_is_read(repository: Repository) -> None:
    """A log begun ahead is read once; one that nobody asks for ends with the repository."""
    oid = repository.text("hash-object", "-t", "commit", "-w", "--stdin", data=PLAIN)
    repository.begin(oid)
    repository.begin("0" * 40)

    read: list[list[Commit]] = [repository.commits(oid), repository.commits(oid)]
    repository.forget()
    repository.close()

    assert read[0] == read[1] != []
