"""`preau publish`: what changed and nothing else, in an order that breaks no page, resumed, read back, undone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preau.edges.publishing.plan import plan
from published import ONE, THREE, TWO, Movement, bytes_of, killed_at, lost_links, shown

WRITES = ("open", "os.rename", "os.remove", "os.rmdir", "os.link", "os.mkdir")
"""What Python tells of each step on a disk."""


@pytest.fixture
def movement(tmp_path: Path) -> Movement:
    """A movement whose first site is built."""
    made = Movement(tmp_path / "movement")
    made.build(ONE)
    return made


class Place:
    """Somewhere to publish: how it is written, and what a visitor finds there."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.target = folder, str(folder)

    def seen(self) -> dict[str, bytes]:
        """The files that a visitor can have."""
        return shown(self.folder)

    def spoil(self, path: str, data: bytes) -> None:
        """Something else changes a file."""
        (self.folder / path).write_bytes(data)

    def kept(self) -> int:
        """How many copies are kept."""
        return len(list((self.folder / ".preau" / "kept").iterdir()))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Each kind of place in turn."""
    yield Place(tmp_path / "www")


# --- The same promises everywhere ------------------------------------------------------------------------------------


def test_the_site_is_there_as_it_was_built(movement: Movement, place: Place) -> None:
    """Every file, with its bytes; a second publication sends nothing."""
    said = movement.publish(place.target)

    assert place.seen() == bytes_of(ONE)
    assert f"{len(ONE)} files; {len(ONE)} sent" in said
    assert "up to date" in movement.publish(place.target)


def test_only_what_changed_is_sent(movement: Movement, place: Place) -> None:
    """New and changed files are sent, others not; what has gone is removed, its empty folders too."""
    movement.publish(place.target)
    movement.build(TWO)

    said = movement.publish(place.target)

    changed = {path for path in TWO if TWO[path] != ONE.get(path)}
    assert f"{len(changed)} sent" in said and f"{len(ONE.keys() - TWO.keys())} removed" in said
    assert place.seen() == bytes_of(TWO)


def test_a_dry_run_lists_in_order_and_changes_nothing(movement: Movement, place: Place) -> None:
    """Each file with its sign; the list is that of what is then done."""
    movement.publish(place.target)
    movement.build(TWO)

    listed = movement.publish(place.target, "--dry-run").splitlines()

    assert place.seen() == bytes_of(ONE)
    assert {"+ a/2/index.html", "~ index.html", "- old.css"} <= set(listed)
    assert listed.index("+ search/two.pf_index") < listed.index("~ search/pagefind-entry.json")
    assert listed.index("+ a/2/index.html") < listed.index("~ a/index.html") < listed.index("~ index.html")
    assert listed.index("~ index.html") < listed.index("- old/index.html") < listed.index("- old.css")


def test_the_version_before_comes_back_and_goes_again(movement: Movement, place: Place) -> None:
    """One version is kept; going back keeps the one that is left in turn."""
    refused = movement.publish(place.target, "--rollback", code=1)
    movement.publish(place.target)
    for files in (TWO, THREE):
        movement.build(files)
        movement.publish(place.target)

    movement.publish(place.target, "--rollback")
    back = place.seen()
    movement.publish(place.target, "--rollback")

    assert "keeps no earlier version" in refused
    assert (back, place.seen()) == (bytes_of(TWO), bytes_of(THREE))


def test_the_version_before_can_be_forgotten(movement: Movement, place: Place) -> None:
    """After a text was withdrawn, no copy of it stays."""
    movement.publish(place.target)
    movement.build(TWO)
    movement.publish(place.target)
    kept = place.kept()

    movement.publish(place.target, "--forget")

    assert kept and not place.kept()
    assert "keeps no earlier version" in movement.publish(place.target, "--rollback", code=1)
    assert place.seen() == bytes_of(TWO)


def test_what_something_else_changed_is_found_and_mended(movement: Movement, place: Place) -> None:
    """Files that did not change are read back too, a few of them; --full reads all."""
    movement.publish(place.target)
    place.spoil("same.txt", b"spoilt")
    movement.build(TWO)

    said = movement.publish(place.target, code=1)
    movement.publish(place.target, "--full")

    assert "same.txt" in said and "--full" in said
    assert place.seen() == bytes_of(TWO)


# --- Refused, before anything is sent ---------------------------------------------------------------------------------


def test_a_place_that_holds_something_else_is_refused(movement: Movement, tmp_path: Path) -> None:
    """Files that Préau did not publish are somebody's; hidden ones, such as the settings of a host, are no matter."""
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / ".htaccess").write_text("theirs")
    (tmp_path / "www" / "index.php").write_text("theirs")

    said = movement.publish(str(tmp_path / "www"), code=1)
    (tmp_path / "www" / "index.php").unlink()
    movement.publish(str(tmp_path / "www"))

    assert "index.php" in said and "nothing was sent" in said
    assert (tmp_path / "www" / ".htaccess").read_text() == "theirs"


@pytest.mark.parametrize("where", ["movement/public", "movement", ".", "movement/site", "movement/content/../x"])
def test_a_place_among_the_files_of_the_movement_is_refused(movement: Movement, tmp_path: Path, where: str) -> None:
    """A site published there would be taken for its source, or committed."""
    assert "among the files of the movement" in movement.publish(str(tmp_path / where), code=1)


def test_a_site_of_another_address_is_refused(movement: Movement, place: Place) -> None:
    """Built for another address than that of mkdocs.yml, or for another than that of the site in place."""
    movement.publish(place.target)
    movement.told("https://elsewhere.example/repo/")

    stale = movement.publish(place.target, code=1)
    movement.build(TWO)
    other = movement.publish(place.target, code=1)

    assert "was built for https://movement.example/" in stale
    assert "holds the site of https://movement.example/" in other and "--moved" in other
    assert place.seen() == bytes_of(ONE)
    movement.publish(place.target, "--moved")
    assert place.seen() == bytes_of(TWO)


def test_a_build_that_was_not_finished_is_refused(movement: Movement, place: Place) -> None:
    """No site, one without its search yet, a file missing or changed since, no address."""
    movement.publish(place.target)
    movement.build(TWO, keep="search/")
    unfinished = movement.publish(place.target, code=1)
    movement.build(TWO)
    (movement.site / "a/2/index.html").unlink()
    missing = movement.publish(place.target, code=1)
    movement.build(TWO)
    (movement.site / "data.json").write_text("changed")
    changed = movement.publish(place.target, code=1)
    movement.told("")
    silent = movement.publish(place.target, code=1)

    assert "was not finished" in unfinished and "a/2/index.html" in missing and "data.json" in changed
    assert "site_url" in silent
    assert "no built site" in movement.publish(place.target, "--site-dir", str(movement.root / "none"), code=1)
    assert place.seen() == bytes_of(ONE)


def test_a_kind_of_target_that_is_not_known_is_misuse(movement: Movement) -> None:
    """The kinds that there are, in the answer."""
    assert "ssh://" in movement.publish("ftp://host/www", code=2)


# --- Killed anywhere -------------------------------------------------------------------------------------------------


def killed_steps(movement: Movement, target: str) -> Iterator[int]:
    """Kill a publication at each step in turn, until one ends by itself."""
    step = 0
    while killed_at(step, lambda: movement.publish(target), events=WRITES):
        yield step
        step += random.randint(1, 9)


def whole(place: Place) -> None:
    """Each file is one of the two versions, whole; whoever starts at the home page finds all that it leads to."""
    seen, one, two = place.seen(), bytes_of(ONE), bytes_of(TWO)
    assert not lost_links(seen)
    assert all(data in (one.get(path), two.get(path)) for path, data in seen.items())


def test_killed_anywhere_it_is_whole_resumed_and_undone(movement: Movement, tmp_path: Path) -> None:
    """At each step: nothing broken is seen, the next run completes, and the version before is still there."""
    movement.build(ONE)
    kills, step = 0, 0
    while True:
        place = Place(tmp_path / f"www{step}")
        movement.build(ONE)
        movement.publish(place.target)
        movement.build(TWO)
        if not killed_at(step, lambda place=place: movement.publish(place.target), events=WRITES):
            break
        kills, step = kills + 1, step + random.randint(3, 11)
        whole(place)
        movement.publish(place.target)
        assert place.seen() == bytes_of(TWO)
        movement.publish(place.target, "--rollback")
        assert place.seen() == bytes_of(ONE)
    assert kills > 10


def test_killed_again_and_again_it_ends(movement: Movement, tmp_path: Path) -> None:
    """Each run is killed a little later than the one before; another site is then published over it, and undone."""
    place = Place(tmp_path / "www")
    movement.publish(place.target)
    movement.build(TWO)
    for _ in killed_steps(movement, place.target):
        whole(place)
    movement.publish(place.target, "--rollback")
    assert place.seen() == bytes_of(ONE)

    assert killed_at(90, lambda: movement.publish(place.target), events=WRITES)
    movement.build(THREE)
    movement.publish(place.target)
    assert place.seen() == bytes_of(THREE)
    movement.publish(place.target, "--rollback")
    assert place.seen() == bytes_of(ONE)


def test_a_publication_that_was_killed_can_be_undone_at_once(movement: Movement, tmp_path: Path) -> None:
    """Going back from the middle gives the last whole version."""
    place = Place(tmp_path / "www")
    movement.publish(place.target)
    movement.build(TWO)
    assert killed_at(90, lambda: movement.publish(place.target), events=WRITES)
    assert place.seen() not in (bytes_of(ONE), bytes_of(TWO))

    movement.publish(place.target, "--rollback")

    assert place.seen() == bytes_of(ONE)


# --- The order, for any two sites ------------------------------------------------------------------------------------

SITES = st.dictionaries(
    st.sampled_from(["index.html", "a/index.html", "a/b/index.html", "a/b", "x.css", "x", "x/y.json", "z.html.gz"]),
    st.sampled_from("123"),
)


@given(SITES, SITES)
def test_every_plan_leads_from_one_site_to_the_other(before: dict[str, str], after: dict[str, str]) -> None:
    """Applied wave by wave; a removal never comes before a file is put, but where it stands in the way."""
    steps = plan(before, after)
    there = dict(before)
    for wave in steps.waves:
        for path in wave.paths:
            if wave.action == "put":
                there[path] = after[path]
            else:
                del there[path]

    assert there == after
    assert [wave.action for wave in steps.waves[1:]] == sorted(wave.action for wave in steps.waves[1:])
