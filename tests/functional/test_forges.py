"""The robot on three dialects of forge: what it tells, what it merges, what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from test_authority_attested import MOVEMENT, NUMBERS, POLICY, T34, constitution, county, robots, with_accounts

from beginning import DAY
from fakeforge import FakeForge, serving
from forging import World
from guarded import commit, git, initiative, key
from preau.edges.auditing import audit
from preau.edges.forges.opening import open_forge
from preau.edges.forges.protocol import MARK, Request
from preau.edges.forges.robot import Robot
from preau.edges.forges.telling import Told
from preau.edges.repository import Repository
from preau.edges.reviewing import Session
from preau.model.movement import Forge as Place

KINDS = ("github", "gitlab", "gitea")
NEW = "initiatives/34/jardin.md"
AUTHOR, HELENE, KARIMS = 50, NUMBERS["helene-34"], NUMBERS["karim-34"]
HOST = "forge.example"


class Scene:
    """A movement on a forge, somebody's clone, and the robot."""

    def __init__(self, world: World, forge: FakeForge, folder: Path) -> None:
        self.world, self.forge, self.folder = world, forge, folder
        place = Place(kind=forge.kind, url=f"https://{HOST}/petit/mouvement")  # type: ignore[arg-type]
        self.door = open_forge(place, forge.url, "secret")
        self.slept: list[float] = []
        self.door._client._sleep = self.slept.append  # type: ignore[attr-defined]
        self.clones = 0

    def clone(self) -> Path:
        """A fresh clone of what the forge holds."""
        self.clones += 1
        path = self.folder / f"clone{self.clones}"
        git(self.folder, "clone", "--quiet", str(self.world.plain), str(path))
        git(path, "config", "user.name", "Jeanne Exemple")
        git(path, "config", "user.email", "jeanne@example.org")
        return path

    def asks(self, text: str = "", path: str = NEW, **facts: object) -> tuple[int, Path]:
        """Somebody opens a request with one file."""
        clone = self.clone()
        commit(clone, {path: text or initiative()})
        return self.forge.open(clone, AUTHOR, **facts), clone

    def run(self, *, signs: bool = True, later: int = 0) -> dict[int, Told]:
        """One run of the robot."""
        told: dict[int, Told] = {}
        moment = int(self.forge.now.timestamp()) + later
        session = Session(self.clone(), now=moment)

        def note(request: Request, said: Told) -> None:
            told[request.number] = said

        self.robot = Robot(self.door, session, key("robot") if signs else None, "fr")
        self.left = self.robot.run(note)
        return told

    def main(self) -> str:
        """What is published."""
        return git(self.world.plain, "rev-parse", "refs/heads/main").stdout.strip()

    def holds(self, path: str = NEW) -> bool:
        """Whether a file is published."""
        return git(self.world.plain, "cat-file", "-e", f"main:{path}", check=False).returncode == 0


@pytest.fixture(params=KINDS)
def scene(request: pytest.FixtureRequest, world: World, tmp_path: Path) -> Iterator[Scene]:
    """A movement that trusts the robot of its forge, in each dialect."""
    with serving(FakeForge(request.param, world.plain)) as forge:
        registry = {MOVEMENT: with_accounts(constitution(POLICY)) + robots("robot"), T34: county()}
        world.publish({path: text.replace("github.com", HOST) for path, text in registry.items()}, "steward/agathe")
        yield Scene(world, forge, tmp_path)


def test_what_is_missing_is_told_once_in_plain_words(scene: Scene) -> None:
    """One status and one comment, corrected in place; nothing is sent when nothing changed."""
    number, _ = scene.asks()
    scene.run()
    later = scene.run(later=3 * DAY)

    head = scene.forge.requests[number].head
    sentence = "Il manque l'accord d'un référent (Hérault), depuis 3 jours."
    assert later[number].sentence == sentence
    assert len(scene.forge.told(number)) == 1
    assert scene.forge.told(number)[0].startswith(f"{MARK}\n**{sentence}**")
    assert "Helene-34 (34), Karim-34 (34)" in scene.forge.told(number)[0]
    assert [one["description"] for one in scene.forge.statuses[head]][-1] == sentence
    sent = len(scene.forge.bodies)
    scene.run(later=3 * DAY)
    assert len(scene.forge.bodies) == sent


def test_an_approval_is_merged_and_attested(scene: Scene) -> None:
    """A referent's button publishes it; the trail says *attested*, by which account, of which commit."""
    number, _ = scene.asks()
    scene.forge.review(number, HELENE)
    told = scene.run()

    assert told[number].merged
    assert scene.holds()
    assert scene.forge.requests[number].state == "closed"
    assert scene.forge.status(scene.forge.requests[number].head)["description"].startswith("Publiée")
    found = audit(Repository(scene.world.plain))
    assert not found.breaches
    approval = found.trail.publications[-1].approvals[0]
    assert (approval.mandate, approval.attested) == ("34/helene-34", True)
    statement = found.replay.published[-1].trailers.approvals[0].statement
    assert statement.review is not None
    cited = (statement.review.forge, statement.review.request, statement.review.account, statement.review.commit)
    assert cited == (HOST, number, HELENE, scene.forge.requests[number].head)
    assert scene.run() == {}
