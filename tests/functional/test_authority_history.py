"""History as a whole, the log of what was received, words beside proposals, and what the guard lets in at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from beginning import DAY, NOON, decided
from forging import Deed, Made, Row, World, attack, twin
from guarded import git, initiative
from preau.edges.auditing import audit
from preau.edges.beginning import CannotJudge
from preau.edges.repository import EMPTY_TREE, LOG, Repository
from preau.proposals.rules import AUTHORITY

HERE = Path(__file__).parent
FILES = [*HERE.glob("test_authority_*.py"), HERE / "test_redaction.py"]
NEW, OTHER, HELENE, KARIM, YVES = (
    "initiatives/34/jardin.md", "initiatives/34/abri.md", "34/helene-34", "34/karim-34", "81/yves-81",
)  # fmt: skip
ELSEWHERE = initiative("Un verger du Tarn", code="81", committees="[]")
FOR, EVENTS = "refs/for/main", "refs/preau/events/"


def clock(seconds: int, honest_seconds: int) -> Deed:
    """A merge dated otherwise than now."""

    def make(w: World, honest: bool) -> str:
        proposal = w.propose({NEW: initiative()}, now=w.now - DAY)
        moment = w.now + (honest_seconds if honest else seconds)
        return w.merged(proposal, w.word(proposal, HELENE, day=w.day if honest or seconds > -DAY else None), now=moment)

    return make


def logged(w: World) -> str:
    """A proposal received under number 2026-0002/1; the commit that is proposed."""
    return w.received({NEW: initiative()}).commit


def number(right: str, wrong: str) -> Deed:
    """The number under which a merge says that it publishes a proposal."""

    def make(w: World, honest: bool) -> str:
        proposal = logged(w)
        w.received({OTHER: initiative("Un abri")})
        return w.merged(proposal, w.word(proposal, HELENE), number=right if honest else wrong)

    return make


def forgets_the_log(w: World, honest: bool) -> str:
    """A merge that does not say how far the log went."""
    proposal = logged(w)
    made = w.merged(proposal, w.word(proposal, HELENE), number="2026-0002/1")
    w.accept(made)
    other = w.make({OTHER: initiative("Un abri")}, HELENE)
    text = w.repository.commit(other).message
    return other if honest else w.again(other, message=text[: text.index("Preau-Intake")])


def goes_back(w: World, honest: bool) -> str:
    """A merge that knows less of the log than the one before it."""
    first = w.repository.tip(LOG) or (logged(w) and w.repository.tip(LOG)) or ""
    w.received({"initiatives/34/verger.md": initiative("Un verger")})
    w.publish({OTHER: initiative("Un abri")}, HELENE)
    made = w.make({NEW: initiative()}, HELENE)
    last = w.repository.tip(LOG) or ""
    return made if honest else w.again(made, message=w.repository.commit(made).message.replace(last, first))


def buried(w: World, honest: bool) -> str:
    """A refusal by a territory that the proposal was not sent to, according to the log."""
    w.received({"initiatives/34/verger.md": initiative("Un verger")})
    told = ("34", "34/verger", "helene-34", HELENE) if honest else ("81", "81/verger", "yves-81", YVES)
    text = decided("2026-0002", "declined", told[1], territory=told[0], decider=told[2])
    return w.make({"content/decisions/2026/2026-0002.yml": text}, told[3], verb="decline")


def refused_by_one_of_two(w: World, honest: bool) -> str:
    """A proposal about two territories is refused by the second; or by one that it does not touch."""
    texts = {"initiatives/34/verger.md": initiative("Un verger"), "initiatives/81/verger.md": ELSEWHERE}
    w.received(texts)
    told = ("81", "81/verger", "yves-81", YVES) if honest else ("fr", "fr/verger", "paul-fr", "fr/paul-fr")
    text = decided("2026-0002", "declined", told[1], territory=told[0], decider=told[2])
    return w.make({"content/decisions/2026/2026-0002.yml": text}, told[3], verb="decline")


ROWS = [
    Row("a refusal by a territory that is not touched, of what touches two", "PA311", refused_by_one_of_two),
    Row("a merge dated yesterday", "PA501", clock(-DAY, 0), guard_only=True),
    Row("a merge dated tomorrow", "PA501", clock(DAY, 60), guard_only=True),
    Row("the number of another proposal", "PA403", number("2026-0002/1", "2026-0003/1")),
    Row("a number that was never given", "PA403", number("2026-0002/1", "2026-0099/1")),
    Row("a merge that forgets the log", "PA402", forgets_the_log),
    Row("a merge that goes back in the log", "PA402", goes_back),
    Row("a refusal by those who were not asked", "PA311", buried),
]


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_an_attack_is_refused_and_named(row: Row, world: World) -> None:
    """Ordinary Git obeys; the guard refuses with a code and a remedy; the audit names what went around it."""
    attack(row, world)


@pytest.mark.parametrize("row", ROWS, ids=[row.name for row in ROWS])
def test_its_honest_twin_is_accepted(row: Row, world: World) -> None:
    """The same deed, done as it should be, passes and leaves a clean trail."""
    twin(row, world)


# --- History and log, around the guard


def pinned(world: World) -> Repository:
    """An auditor who looked once, and keeps what was seen."""
    repository = Repository(world.plain)
    assert audit(repository, remember=True).breaches == ()
    return repository


def test_a_history_that_goes_on_is_followed(world: World) -> None:
    """The auditor who looked once finds the next merges sound."""
    repository = pinned(world)
    world.publish({NEW: initiative()}, HELENE)

    assert audit(repository, remember=True).breaches == ()


@pytest.mark.parametrize("how", ["shorter", "other", "whole"])
def test_a_history_put_in_place_of_the_known_one_is_refused(how: str, world: World) -> None:
    """By force, the branch is cut short, told otherwise, or replaced from the root: the pinned auditor says so."""
    world.publish({NEW: initiative()}, HELENE)
    repository, before = pinned(world), world.root
    if how == "other":
        world.tip = before
        before = world.make({OTHER: initiative("Un abri")}, HELENE)
    if how == "whole":
        before = world.raw(world.tree(world.tip), [], "Begin\n", time=NOON - 10 * DAY)
    forced = Made(before, force=True)

    assert world.obeyed(forced)
    assert world.refusal(forced) is not None
    if how == "whole":
        git(world.plain, "update-ref", "refs/preau/anchor", before)
    assert "PA401" in {breach.code for breach in audit(repository).breaches}


def test_the_anchor_cannot_be_moved_past_a_breach(world: World) -> None:
    """A server that moves its anchor forward does not move that of an auditor who looked before."""
    repository = pinned(world)
    world.around(world.make({NEW: initiative()}, YVES))
    git(world.plain, "update-ref", "refs/preau/anchor", world.tip)

    assert {"PA207", "PA209"} == {breach.code for breach in audit(repository).breaches}


def test_an_anchor_off_the_published_branch_is_none(world: World) -> None:
    """A proposal is no place to judge from: its registry was never published."""
    made = world.publish({NEW: initiative()}, HELENE)
    second = world.repository.commit(made).parents[1]

    with pytest.raises(CannotJudge):
        audit(Repository(world.plain), anchor=second)


@pytest.mark.parametrize("how", ["truncated", "replaced", "forged", "deleted"])
def test_the_log_of_receipts_is_whole(how: str, world: World) -> None:
    """Cut short, replaced, written by somebody else or deleted, the log no longer fits what merges name."""
    proposal = logged(world)
    world.received({OTHER: initiative("Un abri")})
    world.accept(world.merged(proposal, world.word(proposal, HELENE), number="2026-0002/1"))
    log = world.repository.tip(LOG) or ""
    assert set() == world.audited()
    message = world.repository.commit(log).message
    forged = world.raw(EMPTY_TREE, [log], message.replace("2026-0003/1", "2026-0004/1"))
    targets = {"truncated": log + "^", "replaced": world.raw(EMPTY_TREE, [], message), "forged": forged}
    if how == "deleted":
        git(world.plain, "update-ref", "-d", LOG)
    else:
        git(world.clone, "push", "--force", "origin", f"{targets[how]}:{LOG}")

    assert {"PA402"} <= world.audited()


def test_replacements_and_grafts_change_nothing(world: World) -> None:
    """Git shows other parents and other texts; the audit reads the objects themselves."""
    evil = world.make({NEW: initiative()}, YVES)
    sound = world.make({NEW: initiative()}, HELENE)
    world.around(evil)
    git(world.plain, "fetch", "--quiet", str(world.clone), sound, check=False)
    git(world.clone, "push", "origin", f"{sound}:refs/heads/autre")
    git(world.plain, "replace", evil, sound)
    (world.plain / "info").mkdir(exist_ok=True)
    (world.plain / "info" / "grafts").write_text(f"{evil} {world.root}\n")

    assert (
        git(world.plain, "log", "-1", "--format=%B", sound).stdout
        == git(world.plain, "log", "-1", "--format=%B", evil).stdout
    )
    assert {"PA207", "PA209"} == world.audited()


def test_a_shallow_copy_is_not_judged(world: World) -> None:
    """A copy that lacks its beginning says so: it could hide anything."""
    world.publish({NEW: initiative()}, HELENE)
    git(world.folder, "clone", "--quiet", "--bare", "--depth=1", f"file://{world.plain}", "shallow.git")

    with pytest.raises(CannotJudge):
        audit(Repository(world.folder / "shallow.git"))


def test_a_commit_dated_beyond_the_calendar_is_judged(world: World) -> None:
    """The year 12000 is a date for Git; neither the guard nor the audit falls over it."""
    made = world.again(world.make({NEW: initiative()}, HELENE), time=316_538_884_800)

    assert {"PA501"} <= world.refused(Made(made))
    world.around(made)
    assert {"PA206"} <= world.audited()


def test_settings_of_a_copy_hide_nothing(world: World) -> None:
    """Settings by which Git would not show folders of other repositories do not blind the audit."""
    git(world.plain, "config", "diff.ignoreSubmodules", "all")
    git(world.plain, "config", "grep.patternType", "fixed")
    world.around(world.grafting("docs/autre", "160000", world.tip, "steward/agathe"))

    assert {"PA106"} <= world.audited()


def test_every_rule_of_authority_has_its_attack() -> None:
    """A rule that no attack tries protects nobody; the rows of these files try them all."""
    text = "".join(path.read_text(encoding="utf-8") for path in FILES)

    assert [code for code in AUTHORITY if f'"{code}"' not in text] == []
