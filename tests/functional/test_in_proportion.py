"""Builds in proportion: little work, what is left to a whole build, nothing lost when they are killed."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from guarded import Forger, Movement, git, initiative
from preau.edges import amending, amendment
from preau.edges.amending import Follower
from preau.edges.memory import Memory, memory_path
from preau.edges.output import Output
from preau.edges.stopping import Refused
from sited import DAY, MKDOCS, assert_like_whole, differing, follow, movement_of, rewritten, settle, tree, whole

Repo = Callable[..., Path]
SOAK = bool(os.environ.get("PREAU_SOAK"))
KILLS = 200 if SOAK else 20


@pytest.fixture
def movement(repo: Repo) -> Path:
    """A small movement with its site in place."""
    root = repo(movement_of(12))
    settle()
    whole(root)
    return root


def test_nothing_changed_reads_nothing(movement: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No record is opened, no page drawn, when nothing has changed."""
    monkeypatch.setattr(amendment.Amendment, "made", lambda self: pytest.fail("something was done"))
    done = follow(movement)
    assert done is not None
    assert (done.written, done.removed, done.outputs) == (0, 0, len(tree(movement / "site")))


def test_anything_else_is_a_whole_build(movement: Path) -> None:
    """A vocabulary, the settings, the day, an option: a build in proportion answers that it cannot."""
    words = movement / "content/vocabularies/themes.yml"
    kept = words.read_bytes()
    assert follow(movement) is not None
    words.write_bytes(kept + b"# Un mot de plus\n")
    assert follow(movement) is None
    whole(movement)
    assert follow(movement, day="2026-11-24") is None
    assert follow(movement, search=False) is None
    assert follow(movement, full=True) is None
    (movement / "mkdocs.yml").write_text(MKDOCS.replace("sous-chemin", "ailleurs"), encoding="utf-8")
    assert follow(movement) is None


def test_a_fault_is_left_to_a_whole_build_which_tells_it(movement: Path) -> None:
    """A record at fault, one that others lead to and that goes, a name that cannot be: refused, nothing touched."""
    before = tree(movement / "site")
    path = movement / "initiatives/34/jardin-0.md"
    kept = path.read_text(encoding="utf-8")

    rewritten(path, "status", "endormi")
    assert refused(movement)
    path.write_text(kept + "\nVoir [là](/initiatives/81/jardin-1/).\n", encoding="utf-8")
    assert follow(movement) is not None
    other = movement / "initiatives/81/jardin-1.md"
    text = other.read_text(encoding="utf-8")
    other.unlink()
    assert refused(movement)
    other.write_text(text, encoding="utf-8")
    path.write_text(kept, encoding="utf-8")
    (movement / "initiatives/34/Été.md").write_text(kept, encoding="utf-8")
    assert refused(movement)
    (movement / "initiatives/34/Été.md").unlink()

    assert follow(movement) is not None
    assert tree(movement / "site") == before


def refused(root: Path) -> bool:
    """Whether a build in proportion leaves it to a whole one, and that one refuses."""
    assert follow(root) is None
    with pytest.raises(Refused):
        whole(root)
    return True


def test_a_file_that_changes_again_within_a_tick_is_read_again() -> None:
    """On a disk that tells whole seconds, two of them; elsewhere some milliseconds."""
    began = 10**18 + 500_000_000
    fine, coarse = amending.TICK, 2 * amending.SECOND
    assert amending.too_fresh((5, began - fine + 1, 1), began)
    assert not amending.too_fresh((5, began - fine - 1, 1), began)
    assert amending.too_fresh((5, 10**18 - amending.SECOND, 1), began)
    assert not amending.too_fresh((5, 10**18 - coarse, 1), began)


def test_a_memory_that_cannot_be_read_is_lost(movement: Path) -> None:
    """Bytes overwritten in the middle of the file: no trace, a whole build, the same site."""
    path = memory_path(movement / "site", movement / ".preau")
    data = bytearray(path.read_bytes())
    data[4096 : len(data) - 4096 : 7] = b"\xff" * len(data[4096 : len(data) - 4096 : 7])
    path.write_bytes(data)
    rewritten(movement / "initiatives/34/jardin-0.md", "title", "Un jardin tout autre, zéro")
    assert follow(movement) is None
    whole(movement)
    assert_like_whole(movement)


def test_a_memory_goes_with_its_site(movement: Path) -> None:
    """What is known of a site that is no more is forgotten at the next whole build; the others stay."""
    whole(movement, "passing")
    assert len(list((movement / ".preau").glob("*.db"))) == 2
    shutil.rmtree(movement / "passing")
    whole(movement, "other")
    assert len(list((movement / ".preau").glob("*.db"))) == 2
    assert follow(movement) is not None


def test_a_memory_holds_values_only(movement: Path) -> None:
    """What is kept of the files read cannot act: a value of another kind is refused before it is made."""
    import pickle

    class Act:
        def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
            return os.system, (f"touch {movement}/acted",)

    through = b"\x80\x04\x8c\x12preau.reading.tree\x8c\x09os.system\x93\x8c" + bytes([len(f"touch {movement}/acted")])
    through += f"touch {movement}/acted".encode() + b"\x85R."  # by a module of ours that has imported another
    for payload in (pickle.dumps(Act()), through):
        memory = Memory(memory_path(movement / "site", movement / ".preau"))
        with memory.writing():
            memory.say(judge=payload)
        memory.close()
        rewritten(movement / "initiatives/34/jardin-0.md", "title", f"Un jardin tout autre, {len(payload)}")
        assert follow(movement) is None
        assert not (movement / "acted").exists()


@pytest.mark.parametrize("name", ["tops", "judge", "asked"])
def test_a_value_that_cannot_be_read_is_lost_with_the_memory(movement: Path, name: str) -> None:
    """Half a value, as a broken disk leaves: a whole build, then the site as it should be."""
    memory = Memory(memory_path(movement / "site", movement / ".preau"))
    memory.db.execute("update said set value = x'28ff' where name = ?", (name,))
    memory.close()
    rewritten(movement / "initiatives/34/jardin-0.md", "title", "Un jardin tout autre, zéro")
    assert follow(movement) is None
    whole(movement)
    assert_like_whole(movement)


def test_a_link_is_never_followed(movement: Path) -> None:
    """A link in the place of a record, or of the folder of all, heard of or not: left to a whole build, which tells."""
    follower = Follower(movement, movement / "site", day=DAY)
    rewritten(movement / "initiatives/34/jardin-0.md", "title", "Un jardin qui change")
    assert follower.follow() is not None
    (movement / "initiatives/34/lien.md").symlink_to("/etc/hosts")
    assert follower.follow({"initiatives/34/lien.md"}) is None
    (movement / "initiatives/34/lien.md").unlink()
    whole(movement)
    (movement / "initiatives").rename(movement / "ailleurs")
    (movement / "initiatives").symlink_to(movement / "ailleurs")
    assert follow(movement) is None


def test_killed_at_any_moment_then_run_again(movement: Path) -> None:
    """SIGKILL at moments spread over builds, in proportion or whole, search and memory included: never half a file,
    never an empty site; run again, the bytes of a clean build.
    """
    path, dice, clean = movement / "initiatives/34/jardin-0.md", random.Random(KILLS), {}
    titles = ("Un jardin tout autre", "Un jardin encore nouveau, avec des mots rares")
    for title in titles:
        rewritten(path, "title", title)
        whole(movement)
        clean[title] = tree(movement / "site")
    lasts = {True: 0.1, False: 0.4}
    for number in range(KILLS):
        title, entire = titles[number % 2], number % 4 == 3
        rewritten(path, "title", title)
        process, began = os.fork(), time.monotonic()
        if not process:
            if entire or follow(movement) is None:
                whole(movement, full=True)
            os._exit(0)
        time.sleep(lasts[not entire] * dice.uniform(0, 1.1))
        os.kill(process, signal.SIGKILL)
        if os.waitpid(process, 0)[1] == 0:
            lasts[not entire] = time.monotonic() - began
        for page in (movement / "site").rglob("*.html"):
            assert page.read_bytes().rstrip().endswith(b"</html>"), page
        assert (movement / "site/index.html").is_file()
        if follow(movement) is None:
            whole(movement)
        now = tree(movement / "site")
        assert differing(now, clean[title]) == [], number
        assert not (movement / ".site.stage").exists()


@pytest.mark.parametrize("placed", [0, 1, 9])
def test_killed_between_two_files_put_in_place(movement: Path, monkeypatch: pytest.MonkeyPatch, placed: int) -> None:
    """The moment that chance seldom meets: some files are new, the others are not, and the memory knew them all."""
    rewritten(movement / "initiatives/34/jardin-0.md", "title", "Un jardin à demi posé")
    process = os.fork()
    if not process:
        left, place = iter(range(placed)), Output._place

        def last(self: Output, staged: Path, target: Path) -> None:
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            place(self, staged, target)

        monkeypatch.setattr(Output, "_place", last)
        follow(movement)
        os._exit(0)
    assert os.waitpid(process, 0)[1] == signal.SIGKILL
    if follow(movement) is None:
        whole(movement)
    assert_like_whole(movement)


def test_a_part_of_the_site_taken_away_is_made_again(movement: Path) -> None:
    """A folder removed by hand is missed; a file changed by hand is, once a publication has found it."""
    shutil.rmtree(movement / "site/themes")
    assert follow(movement) is None
    whole(movement)
    assert_like_whole(movement)


def test_what_is_approved_is_told_in_proportion(tmp_path: Path) -> None:
    """Merges are pulled: pages, approvals, decisions and trail are those of a whole build."""
    under_guard = Movement(tmp_path, more=movement_of(6))
    forger, root = Forger(under_guard), under_guard.clone()
    forger.publish({"initiatives/34/jardin-0.md": initiative("Un premier accord")}, "34/helene-34", "34/karim-34")
    git(root, "pull", "--quiet")
    settle()
    whole(root)
    changes = [
        {"initiatives/34/jardin-0.md": initiative("Un second accord")},
        {"initiatives/34/tout-neuf.md": initiative("Un jardin tout neuf")},
        {"initiatives/34/jardin-3.md": initiative("Un troisième accord")},
    ]
    followed = 0
    for change in changes:
        assert forger.publish(change, "34/helene-34", "34/karim-34")
        git(root, "pull", "--quiet")
        done = follow(root)
        followed += done is not None
        assert_like_whole(root if done else whole(root).site_dir.parent)
    assert followed >= 2, "the index of the search may need more room once"
    page = (root / "site/initiatives/34/jardin-0/index.html").read_text(encoding="utf-8")
    assert "Un second accord" in page
    assert git(root, "rev-parse", "HEAD").stdout.strip() in (root / "site/trail.json").read_text(encoding="utf-8")
    rewritten(root / "initiatives/34/jardin-0.md", "title", "Un accord retouché, pas encore approuvé")
    assert follow(root) is not None
    assert_like_whole(root)


def test_one_folder_is_looked_at_when_one_record_is_heard(movement: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Heard: a record. Nothing else is looked at; a path that is no record in its place, and everything is."""
    follower = Follower(movement, movement / "site", day=DAY)
    record, page = "initiatives/34/jardin-0.md", "content/pages/index.md"
    rewritten(movement / record, "title", "Un jardin qui change")
    assert follower.follow() is not None
    with monkeypatch.context() as patch:
        patch.setattr(amending, "look", lambda root: pytest.fail("everything was looked at"))
        rewritten(movement / record, "title", "Un jardin qui change encore")
        assert follower.follow({record}).written > 1  # type: ignore[union-attr]
    (movement / page).write_text((movement / page).read_text(encoding="utf-8") + "\nDe plus.\n", encoding="utf-8")
    assert follower.follow({record, page}) is not None
    assert "De plus." in (movement / "site/index.html").read_text(encoding="utf-8")
