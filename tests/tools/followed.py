"""A movement that people change at random, its site followed, and the same site made from nothing beside it."""

from __future__ import annotations

import gc
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError

from editors import ACTS, Editors
from guarded import Forger, Movement, git, initiative
from preau.edges import amending, builder, workers
from preau.edges.amending import Follower, in_proportion
from preau.edges.building import run_build
from preau.edges.stopping import Refused
from preau.edges.watching import WATCHED
from sited import DAY, differing, tree

DOORS = ("one process", "two processes", "mkdocs")
"""How a site is made from nothing, to compare."""


def stamps(root: Path) -> dict[str, tuple[int, int, int]]:
    """How each file of a movement looks."""
    found = {path: path.stat() for name in WATCHED for path in (root / name).rglob("*") if path.is_file()}
    found[root / "mkdocs.yml"] = (root / "mkdocs.yml").stat()
    return {
        path.relative_to(root).as_posix(): (one.st_size, one.st_mtime_ns, one.st_ino) for path, one in found.items()
    }


class Followed:
    """A copy of a movement that people change, with its site in place; compared with sites made from nothing."""

    def __init__(self, folder: Path, beginning: Path, *, served: bool) -> None:
        """`beginning` holds a movement under guard, or is a plain folder of files. `served` tells that one process
        follows change after change and hears which files they are, as `preau serve` does; else each build is alone.
        """
        self.other, self.forger = folder / "other", None
        if (beginning / "movement.git").is_dir():
            under_guard = Movement.copied(beginning, folder)
            self.forger, self.root = Forger(under_guard), under_guard.clone()
        else:
            self.root = Path(shutil.copytree(beginning, folder / "movement"))
        self.editors, self.quick, self.refused = Editors(self.root, DAY), 0, 0
        self.follower = Follower(self.root, self.root / "site") if served else None
        self.seen = stamps(self.root)
        self.good: Mapping[str, bytes] = {}
        self.good_day = self.editors.day
        assert self.follow(1), "the beginning itself is refused"

    def change(self, acts: list[str], dice: random.Random) -> None:
        """Some changes at once, by hand."""
        for act in acts:
            self.approve(dice) if act == "approve" else self.editors.do(act, dice)
        time.sleep(1.5 * amending.TICK / 1e9)  # as long as nobody types: else the next build would be whole

    def approve(self, dice: random.Random) -> None:
        """A merge of somebody else is brought here."""
        if self.forger is None:
            return
        path = f"initiatives/34/jardin-{dice.choice([0, 3])}.md"
        self.forger.publish({path: initiative(f"Un accord, {dice.randrange(99)}")}, "34/helene-34", "34/karim-34")
        git(self.root, "fetch", "--quiet")
        git(self.root, "update-ref", "HEAD", "origin/main")
        git(self.root, "checkout", "--quiet", "HEAD", "--", path)

    def follow(self, jobs: int) -> bool:
        """Build what changed; False when it is refused, by others too: then the files are as they were before."""
        os.environ["PREAU_DATE"] = str(self.editors.day)
        before = tree(self.root / "site")
        if self._in_proportion():
            self.quick += 1
            self._keep()
            return True
        said = made(self.root, DOORS[jobs - 1])
        assert said or not self.told, self.told
        if said:
            self.refused += 1
            assert self.told in said, self.told  # both builds that refuse say the same
            assert tree(self.root / "site") == before, "a refused build touched the site"
            assert self._elsewhere(DOORS[self.refused % 3]), said
            self._take_back()
            said_again = "" if self._in_proportion() else made(self.root, DOORS[jobs - 1])
            assert not said_again, said_again  # what was merged meanwhile is told
        else:
            self._keep()
        return not said

    def _keep(self) -> None:
        self.good, self.good_day = tree(self.root, "site", ".git", ".preau"), self.editors.day

    def _in_proportion(self) -> bool:
        self.told = ""
        try:
            return self._amended()
        except Refused as refusal:
            self.told = refusal.report
            return False

    def _amended(self) -> bool:
        if self.follower is None:
            return in_proportion(self.root, self.root / "site") is not None
        before, self.seen = self.seen, stamps(self.root)
        paths = before.keys() | self.seen.keys()
        heard = {path for path in paths if before.get(path) != self.seen.get(path)}
        found = self.follower.follow(heard, hurried=True)
        if found is not None and found.waiting:  # pages first, then courses to take away
            found = self.follower.follow()
        return found is not None

    def compare(self, door: str) -> None:
        """The same files, made into a site from nothing by a door: the same bytes."""
        said = self._elsewhere(door)
        assert not said, said
        site, fresh = tree(self.root / "site"), tree(self.other / "site")
        assert differing(site, fresh) == []
        assert not (self.root / ".site.stage").exists()

    def _elsewhere(self, door: str) -> str:
        shutil.rmtree(self.other, ignore_errors=True)
        shutil.copytree(self.root, self.other, ignore=shutil.ignore_patterns("site", ".preau"))
        return made(self.other, door)

    def _take_back(self) -> None:
        """The files as they were, on the day of the site that stays."""
        self.editors.day = self.good_day
        os.environ["PREAU_DATE"] = str(self.good_day)
        now = tree(self.root, "site", ".git", ".preau")
        for path in now.keys() - self.good.keys():
            (self.root / path).unlink()
        for path, data in self.good.items():
            if now.get(path) != data:
                (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                (self.root / path).write_bytes(data)


def made(root: Path, door: str) -> str:
    """Make the site of a movement by a door; what is said when it refuses, nothing when it is made."""
    try:
        if door == "mkdocs":
            mkdocs_build(load_config(str(root / "mkdocs.yml"), site_dir=str(root / "site")))
        else:
            jobs = 1 + DOORS.index(door)
            run_build(root, root / "site", jobs=jobs, full=False, search=True, packs=None, lang=None, day=None)
    except (click.ClickException, PluginError, Abort) as error:
        return str(error) or type(error).__name__
    return ""


class Sites(RuleBasedStateMachine):
    """A movement that anybody changes, and its site."""

    beginning: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())

    @initialize(served=st.booleans())
    def begin(self, served: bool) -> None:
        """Its site is there."""
        self.followed = Followed(self.folder, self.beginning, served=served)

    @rule(
        acts=st.lists(st.sampled_from((*ACTS, "approve")), min_size=1, max_size=3),
        dice=st.randoms(use_true_random=False),
        jobs=st.sampled_from((1, 2)),
        door=st.sampled_from(DOORS),
    )
    def change(self, acts: list[str], dice: random.Random, jobs: int, door: str) -> None:
        """One to three changes, followed."""
        self.followed.change(acts, dice)
        self.followed.follow(jobs)
        self.followed.compare(door)

    def teardown(self) -> None:
        """Leave nothing."""
        shutil.rmtree(self.folder)
        gc.unfreeze()  # what builds in this process set apart


def run(beginning: Path, examples: int, steps: int, *, derandomize: bool) -> None:
    """Changes at random, from one beginning."""

    class From(Sites):
        pass

    From.beginning = beginning
    with really_forking():
        run_state_machine_as_test(
            From,
            settings=settings(
                derandomize=derandomize, database=None, deadline=None, max_examples=examples, stateful_step_count=steps,
                suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink],
            ),
        )  # fmt: skip


@contextmanager
def really_forking() -> Iterator[None]:
    """Two processes are two, however few the records; the day of the build is that of the changes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers.start.__wrapped__, "__defaults__", (None, 2, 3, "", False))  # type: ignore[attr-defined]
        patch.setattr(builder, "WORTH_FORKING", 2)
        patch.setenv("PREAU_DATE", DAY)
        yield
