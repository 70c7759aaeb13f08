"""Random histories: for each merge, the guard, the audit and a stranger's verifier come to the same verdict."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

import independent
from beginning import DAY, constitution, decided
from forging import Made, World
from guarded import MODEL, initiative, referent, territory
from preau.edges.auditing import audit
from preau.edges.repository import Repository

TRIAL = "refs/heads/trial"
PEOPLE = (
    "34/helene-34", "34/karim-34", "81/yves-81", "fr/paul-fr", "steward/agathe", "steward/samuel", "editor/lucie",
    "34/solene-34", "34/stranger", "stranger@81/yves-81", "stranger@34/helene-34", "carrier/berges-propres",
)  # fmt: skip
Changes = Mapping[str, str | None]
signers = st.lists(st.sampled_from(PEOPLE), max_size=3, unique=True)
rightly = st.sampled_from(((PEOPLE[0],), (PEOPLE[1],), (PEOPLE[0], PEOPLE[1])))
stewards = st.one_of(st.sampled_from((("steward/agathe",), ("steward/agathe", "steward/samuel"))), signers)
places = st.sampled_from(("Agde", "Sète", "Port"))
NEWS = "\n### 2026-11-20\n\nDouze arbres plantés.\n"


class Histories(RuleBasedStateMachine):
    """A movement to which anything may happen."""

    beginning: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.beginning, self.folder / "world")
        self.world = World(self.folder / "world")
        self.kept: list[tuple[str, list[str]]] = []

    def teardown(self) -> None:
        """The whole history is found clean by both, from the beginning."""
        assert self.world.audited() == set()
        assert independent.complaints(self.world.plain, "refs/heads/main", self.world.root) == {}
        shutil.rmtree(self.folder)

    def judged(self, made: str) -> None:
        """Three verdicts on one merge; published when all three agree that it may be."""
        world = self.world
        by_guard = {code for code in world.refused(Made(made)) if code.startswith("PA")}
        assert world.obeyed(Made(made, TRIAL, force=True))
        by_audit = {breach.code for breach in audit(Repository(world.plain), TRIAL).breaches if breach.commit == made}
        by_stranger = independent.complaints(world.plain, made, world.tip)

        assert by_guard == by_audit
        assert bool(by_audit) == bool(by_stranger), (by_audit, by_stranger)
        if world.refusal(Made(made)) is None:
            world.accept(made)

    def tried(self, changes: Changes, who: Sequence[str], verb: str = "", **how: bool) -> None:
        """A change signed by these people, whoever they are."""
        if all((self.world.text(path) if self.exists(path) else None) == text for path, text in changes.items()):
            return
        self.judged(self.world.make(changes, *who, **({"verb": verb} if verb else {}), **how))

    def exists(self, path: str) -> bool:
        """Whether a file is published."""
        return path in self.world.repository.files(self.world.tip, path)

    @rule(days=st.integers(1, 40))
    def wait(self, days: int) -> None:
        """Time passes."""
        self.world.now += days * DAY

    @rule(slug=st.sampled_from(("jardin", "abri")), place=places, who=st.one_of(rightly, signers), honest=st.booleans())
    def write(self, slug: str, place: str, who: list[str], honest: bool) -> None:
        """An initiative of the Hérault is written, or changed."""
        self.tried({f"initiatives/34/{slug}.md": initiative(place=place)}, who, independent=honest)

    @rule(place=places, who=st.one_of(st.just(("81/yves-81",)), signers), carrier=st.sampled_from(("", "yves-81")))
    def write_elsewhere(self, place: str, who: list[str], carrier: str) -> None:
        """An initiative of the Tarn, perhaps its own referent's."""
        text = initiative(code="81", committees="[]", place=place, carrier_key=carrier)
        self.tried({"initiatives/81/verger.md": text}, who)

    @rule(who=st.one_of(st.just(("carrier/berges-propres",)), signers), step=st.booleans())
    def tell_news(self, who: list[str], step: bool) -> None:
        """News of the model, or a slip into another's words."""
        if self.exists(MODEL):
            text = self.world.text(MODEL)
            changed = text.rstrip("\n") + "\n" + NEWS if step else text.replace("Un samedi", "Un lundi")
            self.tried({MODEL: changed}, who)

    @rule(title=st.sampled_from(("Berges", "Rives")), who=st.one_of(rightly, signers))
    def retitle(self, title: str, who: list[str]) -> None:
        """Another title for the model."""
        if self.exists(MODEL):
            text = self.world.text(MODEL).split("\n")
            self.tried({MODEL: "\n".join([text[0], f"title: {title} propres à Agde", *text[2:]])}, who)

    @rule(who=st.one_of(rightly, signers), tombstone=st.booleans())
    def delete(self, who: list[str], tombstone: bool) -> None:
        """The model is deleted."""
        if self.exists(MODEL):
            path = "content/decisions/2026/2026-fin.yml"
            told = {path: decided("2026-fin", "deleted", "34/berges-propres", decider="")} if tombstone else {}
            self.tried({MODEL: None, **told}, who)

    @rule(who=st.one_of(st.just(("34/helene-34", "81/yves-81")), signers), alias=st.booleans())
    def move(self, who: list[str], alias: bool) -> None:
        """An initiative goes to the Tarn."""
        if self.exists("initiatives/34/abri.md"):
            more = {"aliases": '["34/abri"]'} if alias else {}
            text = initiative(code="81", committees="[]", **more)
            self.tried({"initiatives/34/abri.md": None, "initiatives/81/abri.md": text}, who)

    @rule(number=st.integers(50, 52), who=st.sampled_from(PEOPLE[:4]), place=st.sampled_from(("34", "81")))
    def decline(self, number: int, who: str, place: str) -> None:
        """A proposal is declined."""
        name, decider = f"2026-00{number}", who.partition("/")[2]
        text = decided(name, "declined", f"{place}/fleurs", territory=place, decider=decider)
        path = f"content/decisions/2026/{name}.yml"
        if not self.exists(path):
            self.tried({path: text}, [who], verb="decline")

    @rule(who=st.one_of(st.just(("editor/lucie",)), signers), word=st.sampled_from(("tous", "toutes")))
    def page(self, who: list[str], word: str) -> None:
        """The home page is changed."""
        text = f"---\ntitle: Accueil\ndescription: Un mouvement aussi petit que possible.\n---\n\nBienvenue à {word}.\n"
        self.tried({"content/pages/index.md": text}, who)

    @rule(keys=st.sampled_from((["yves-81"], ["stranger"], ["yves-81", "stranger"], ["helene-34"], [])), who=stewards,
          until=st.sampled_from(("2099-12-31", "2026-12-20")))  # fmt: skip
    def rotate(self, keys: list[str], who: list[str], until: str) -> None:
        """The key of the referent of the Tarn changes, or their mandate."""
        text = territory("81", "Tarn", [referent("yves-81", keys=keys, end=until)])
        self.tried({"content/territories/81.yml": text}, who)

    @rule(people=st.sampled_from((["helene-34"], ["karim-34"], ["helene-34", "karim-34"])), who=stewards)
    def revoke(self, people: list[str], who: list[str]) -> None:
        """Referents of the Hérault come and go."""
        text = territory("34", "Hérault", [referent(one) for one in people])
        self.tried({"content/territories/34.yml": text}, who)

    @rule(quorum=st.integers(1, 2), both=st.integers(1, 2), alone=st.booleans(), who=stewards)
    def rules(self, quorum: int, both: int, alone: bool, who: list[str]) -> None:
        """Other numbers of signatures."""
        policy = {"initiative": quorum, "registry": both, "self_service": alone}
        self.tried({"content/movement.yml": constitution(policy)}, who)

    @rule(place=places, who=rightly)
    def sign_and_keep(self, place: str, who: tuple[str, ...]) -> None:
        """An initiative is approved, and not merged yet."""
        changes = {"initiatives/34/jardin.md": initiative(place=place)}
        if not self.exists("initiatives/34/jardin.md"):
            proposal = self.world.propose(changes)
            self.kept.append((proposal, [self.world.word(proposal, one) for one in who]))

    @rule()
    def merge_kept(self) -> None:
        """What was approved is merged, whatever happened since, if its file is still as it was."""
        if self.kept:
            proposal, lines = self.kept.pop(0)
            if not self.exists("initiatives/34/jardin.md"):
                self.judged(self.world.merged(proposal, *lines))


def test_guard_audit_and_a_stranger_agree(beginning: Path) -> None:
    """On every random merge, and on the whole history at its end (more of them, never the same: `make soak`)."""
    Histories.beginning = beginning
    soak = bool(os.environ.get("PREAU_SOAK"))
    examples, steps = (60, 40) if soak else (5, 14)
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=not soak, database=None,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        ),
    )  # fmt: skip
