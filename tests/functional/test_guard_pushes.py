"""Pushes that the guard meets before any rule of authority: odd names, objects and servers. Real Git, real hooks."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from forging import Made, World
from guarded import commit, git, initiative
from preau.edges.installing import install
from preau.edges.repository import Repository
from rawpush import push_by_hand

NEW, HELENE, LONG_AGO, START = "initiatives/34/jardin.md", "34/helene-34", (1, 1), "Begin\n"
NAMES = [
    "refs/heads/a\u3000b".encode(), "refs/heads/a\u2028b".encode(), b"refs/heads/\xff", b"refs/for/\xff", b"HEAD",
    b"refs/heads/../heads/main", b"refs/preau/events/2026-0002/../../intake",
    "refs/preau/events/２０２６-0002".encode(),
]  # fmt: skip


@pytest.mark.parametrize("how", ["beside", "absolute", "folder"])
def test_a_name_reaches_no_file_outside_the_repository(how: str, world: World) -> None:
    """Git hands on whatever name a client sends: a lock that lies elsewhere is not the guard's to remove."""
    held = world.folder / "precious.lock"
    if how == "folder":
        held.mkdir()
    else:
        held.write_text("poetry")
    os.utime(held, LONG_AGO)
    name = b"../precious" if how == "beside" else bytes(held.with_suffix(""))

    said = push_by_hand(world.guarded, world.tip, name)

    assert "ne peut pas être envoyé ici" in said
    assert held.exists()


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_name_that_git_would_not_send_is_refused_in_words(name: bytes, world: World) -> None:
    """Wide spaces and bytes that are no text are refused like any other name: nothing breaks, nothing is noted."""
    said = push_by_hand(world.guarded, world.tip, name)

    assert "Le serveur n'a pas pu" not in said
    assert "Préau" in said
    assert not list((world.guarded / "preau").glob("fault*"))


@pytest.mark.parametrize("ref", ["refs/heads/main", "refs/for/main"])
@pytest.mark.parametrize("what", ["tag", "tree", "blob"])
def test_what_is_no_commit_is_refused(what: str, ref: str, world: World) -> None:
    """A tag stands for the commit that it names: the guard judges commits, and nothing under another name."""
    sound = world.make({NEW: initiative()}, HELENE)
    text = f"object {sound}\ntype commit\ntag v1\ntagger Jeanne <jeanne@example.org> 1 +0000\n\nv1\n"
    made = {
        "tag": world.repository.text("mktag", data=text.encode()),
        "tree": world.tree(sound), "blob": world.blob("Un texte") or "",
    }[what]  # fmt: skip

    refusal = world.refusal(Made(made, ref))

    assert refusal is not None
    assert "commit" in refusal.what
    assert world.refusal(Made(sound)) is None


def pushed(world: World, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """A push to the guarded repository, whose owner may have settings of their own."""
    command = ["git", "-C", str(world.clone), "push", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **(env or {})})


def test_settings_of_the_computer_do_not_put_the_guard_aside(world: World, tmp_path: Path) -> None:
    """A server where hooks are looked for elsewhere would obey anybody, in silence."""
    settings = tmp_path / "gitconfig"
    settings.write_text(f"[core]\n\thooksPath = {tmp_path / 'none'}\n")
    direct = world.propose({NEW: initiative()})

    done = pushed(world, str(world.guarded), f"{direct}:refs/heads/main", env={"GIT_CONFIG_GLOBAL": str(settings)})

    assert done.returncode != 0
    assert "PA101" in done.stderr


def test_a_copy_without_its_history_may_propose(world: World) -> None:
    """Whoever made a shallow clone to save time proposes like the others."""
    world.publish({"initiatives/34/abri.md": initiative("Un abri")}, HELENE)
    git(world.folder, "clone", "--quiet", "--depth=1", f"file://{world.guarded}", "shallow")
    shallow = world.folder / "shallow"
    git(shallow, "config", "user.name", "Jeanne Exemple")
    git(shallow, "config", "user.email", "jeanne@example.org")
    commit(shallow, {NEW: initiative()})

    assert "2026-0002/1" in git(shallow, "push", "origin", "HEAD:refs/for/main").stderr


def test_the_same_files_sent_several_times_at_once(world: World) -> None:
    """Two clicks are one proposal: the second is told so; what a killed push left of the same files is forgotten."""
    made = world.propose({NEW: initiative()})
    over = subprocess.Popen(["true"])
    over.wait()
    incoming = world.guarded / "preau" / "incoming"
    incoming.mkdir()
    for process in (over.pid, 1):
        (incoming / f"{made}.{process}").write_text("[]")
    command = ["git", "-C", str(world.clone), "push", str(world.guarded), f"{made}:refs/for/main"]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    said = [one.communicate()[1] for one in running]

    assert [one.returncode for one in running] == [0, 0, 0], said
    assert ["2026-0002" in text for text in said] == [True] * 3
    assert not list(incoming.iterdir())
    assert list(Repository(world.guarded).refs("refs/proposals")) == ["refs/proposals/2026-0002/1"]


@pytest.mark.parametrize("how", ["link", "program", "no movement", "a movement that cannot be read", "whole"])
def test_a_movement_begins_with_plain_files_that_can_be_read(how: str, world: World, tmp_path: Path) -> None:
    """The first push to an empty guarded repository is judged too, as far as it can be: who decides is read in it."""
    bare = tmp_path / "empty.git"
    Repository.create(bare)
    install(bare, None)[0].close()
    tree = world.tree(world.tip)
    if how in {"link", "program"}:
        mode = "120000" if how == "link" else "100755"
        tree = world.grafted(tree, "docs/note.md", mode, world.blob("/etc/passwd") or "")
    elif how != "whole":
        text = None if how == "no movement" else "name: [\n"
        tree = world.tree(world.propose({"content/movement.yml": text}))

    done = pushed(world, str(bare), f"{world.raw(tree, [], START)}:refs/heads/main")

    assert (done.returncode == 0) is (how == "whole"), done.stderr
    assert ("PA106" in done.stderr) is (how in {"link", "program"})
    assert ("PA310" in done.stderr) is ("movement" in how)
