"""The robot on three dialects of forge: what it tells, what it merges, what it leaves alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from test_authority_attested import KARIM, MOVEMENT, NUMBERS, POLICY, T34, constitution, county, robots, with_accounts
from test_forge_words import secret

from beginning import DAY, NOON
from fakeforge import START, Accident, FakeForge, serving
from forging import World
from guarded import commit, git, initiative, key
from preau.edges.auditing import audit
from preau.edges.forges.approving import requested
from preau.edges.forges.delivering import deliver
from preau.edges.forges.mentioning import Mentions, accounts_of, asked
from preau.edges.forges.opening import open_forge
from preau.edges.forges.protocol import MARK, ForgeFault, Request
from preau.edges.forges.robot import Robot
from preau.edges.forges.telling import Told
from preau.edges.mail.book import Book
from preau.edges.mail.letters import Desk
from preau.edges.mail.notices import Notice, awaited
from preau.edges.mail.notices import Teller as ToTell
from preau.edges.mail.taking import take
from preau.edges.proposing import Sent, placed, send
from preau.edges.repository import Repository
from preau.edges.reviewing import Session
from preau.model.movement import Forge as Place
from preau.proposals.history import read_message
from preau.proposals.statement import NAMESPACE
from preau.proposals.verdict import verifier

KINDS = ("github", "gitlab", "gitea")
on_one = pytest.mark.parametrize("scene", ["github"], indirect=True)
"""For what does not depend on the dialect."""
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


@pytest.fixture(scope="module")
def trusting(beginning: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A movement that trusts the robot of its forge: made once."""
    world = World(shutil.copytree(beginning, tmp_path_factory.mktemp("trusting") / "world"))
    registry = {MOVEMENT: with_accounts(constitution(POLICY)) + robots("robot"), T34: county()}
    world.publish({path: text.replace("github.com", HOST) for path, text in registry.items()}, "steward/agathe")
    return world


@pytest.fixture(params=KINDS)
def scene(request: pytest.FixtureRequest, trusting: World, tmp_path: Path) -> Iterator[Scene]:
    """The same, for one test to change, and its forge, in each dialect."""
    world = World(shutil.copytree(trusting.folder, tmp_path / "world"))
    world.tip = trusting.tip
    with serving(FakeForge(request.param, world.plain)) as forge:
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
    said = read_message(found.replay.published[-1].commit.message, verifier(NAMESPACE))
    statement = said.approvals[0].statement
    assert statement.review is not None
    cited = (statement.review.forge, statement.review.request, statement.review.account, statement.review.commit)
    assert cited == (HOST, number, HELENE, scene.forge.requests[number].head)
    assert scene.run() == {}


# --- Reviews that do not count, or no longer


def unpublished(scene: Scene, number: int, sentence: str = "") -> None:
    """Nothing was merged, the request stays open, and the comment says why."""
    assert not scene.holds()
    assert scene.forge.requests[number].state == "open"
    assert sentence in scene.forge.told(number)[-1]
    assert not audit(Repository(scene.world.plain)).breaches


@on_one
def test_a_stranger_approves_nothing(scene: Scene) -> None:
    """Anybody can press the button of a public repository, whatever they call themselves."""
    number, _ = scene.asks()
    scene.forge.logins[666] = "helene-34"
    scene.forge.review(number, 666)
    scene.run()

    unpublished(scene, number, "Il manque l'accord d'un référent (Hérault)")


def test_an_approval_dies_with_the_next_push(scene: Scene) -> None:
    """What was approved is a commit; another text waits for another approval."""
    number, clone = scene.asks()
    scene.forge.review(number, HELENE)
    commit(clone, {NEW: initiative(place="Ailleurs")})
    scene.forge.push(number, clone)
    scene.run()

    unpublished(scene, number, "Il manque l'accord")
    scene.forge.review(number, HELENE)
    assert scene.run()[number].merged


def test_a_review_taken_back_does_not_count(scene: Scene) -> None:
    """Deleted or dismissed before the robot came: gone."""
    number, _ = scene.asks()
    scene.forge.review(number, HELENE)["dismissed"] = True
    scene.run()

    unpublished(scene, number, "Il manque l'accord")


def test_changes_asked_for_after_an_approval_hold_it(scene: Scene) -> None:
    """The last word of each person counts; somebody entitled who asks for changes is waited for."""
    number, _ = scene.asks()
    scene.forge.review(number, HELENE)
    scene.forge.review(number, HELENE, "refused")
    scene.run()
    unpublished(scene, number, "Des changements sont demandés par Helene")

    scene.forge.review(number, HELENE)
    scene.forge.review(number, KARIMS, "refused")
    scene.run()
    unpublished(scene, number, "Des changements sont demandés par Karim")

    scene.forge.review(number, KARIMS)
    assert scene.run()[number].merged


def test_a_comment_after_an_approval_leaves_it(scene: Scene) -> None:
    """“Thank you” is not a change of mind."""
    if scene.forge.kind == "gitlab":
        return  # there, an approval is a state that comments do not touch: nothing to try
    number, _ = scene.asks()
    scene.forge.review(number, HELENE)
    scene.forge.review(number, HELENE, "comment")

    assert scene.run()[number].merged


def test_nobody_approves_their_own_request(scene: Scene) -> None:
    """Neither who opened it, nor who is known to have written a commit of it."""
    number, _ = scene.asks()
    scene.forge.requests[number].author = HELENE
    scene.forge.review(number, HELENE)
    scene.run()
    unpublished(scene, number, "Il manque l'accord")

    if scene.forge.kind != "gitlab":  # GitLab tells addresses of authors, no accounts
        scene.forge.requests[number].author = AUTHOR
        scene.forge.requests[number].writers = [HELENE]
        scene.run()
        unpublished(scene, number, "Il manque l'accord")
    scene.forge.review(number, KARIMS)
    assert scene.run()[number].merged


@on_one
def test_the_registry_is_never_changed_by_a_review(scene: Scene) -> None:
    """A steward's button gives no mandate: a signature does, with no forge in between."""
    clone = scene.clone()
    text = (clone / T34).read_text().replace("name: Hérault", "name: L'Hérault")
    commit(clone, {T34: text})
    number = scene.forge.open(clone, AUTHOR)
    scene.forge.review(number, NUMBERS["agathe"])
    scene.run()
    unpublished(scene, number, "Il faut une signature")
    assert "preau forge approve" in scene.forge.told(number)[-1]


@on_one
def test_what_is_executed_is_refused(scene: Scene) -> None:
    """A workflow or a setting in a request is never merged by the robot, whoever presses which button."""
    clone = scene.clone()
    commit(clone, {NEW: initiative(), "mkdocs.yml": "site_name: Autre\nplugins: [preau]\n"})
    number = scene.forge.open(clone, AUTHOR)
    for account in NUMBERS.values():
        scene.forge.review(number, account)
    scene.run()

    unpublished(scene, number, "mkdocs.yml")


@on_one
def test_faults_are_told_with_their_remedy(scene: Scene) -> None:
    """The codes of `preau check`, in the comment, without what could be read as a mark or a mention."""
    number, _ = scene.asks(initiative(status='"```@tous"'))
    told = scene.run()

    assert told[number].state == "bad"
    assert "PR1" in scene.forge.told(number)[0]
    unpublished(scene, number, "ne peut pas être publiée telle quelle")


@on_one
def test_a_hostile_title_is_text(scene: Scene) -> None:
    """What the robot writes itself never carries a mention or a link of a stranger."""
    scene.world.publish(
        {T34: county().replace("github.com", HOST).replace("name: Helene-34", "name: '@tous [x](http://y.example)'")},
        "steward/agathe",
    )
    number, _ = scene.asks()
    scene.run()

    assert "@tous" not in scene.forge.told(number)[0]
    assert "\\[x\\]" in scene.forge.told(number)[0]


@on_one
def test_another_branch_is_left_alone(scene: Scene) -> None:
    """A request for another branch than the published one is nobody's business here."""
    number, _ = scene.asks(target="essai")
    scene.forge.review(number, HELENE)
    scene.run()

    assert not scene.holds()
    assert "essai" not in scene.main()


def test_a_draft_waits(scene: Scene) -> None:
    """Its author is still writing."""
    number, _ = scene.asks(draft=True)
    scene.forge.review(number, HELENE)
    scene.run()

    unpublished(scene, number, "brouillon")


@on_one
def test_without_a_key_nothing_is_merged(scene: Scene) -> None:
    """Before the secret exists the robot already tells what is missing."""
    number, _ = scene.asks()
    scene.forge.review(number, HELENE)
    scene.run(signs=False)

    unpublished(scene, number, "Il manque l'accord")


@on_one
def test_a_robot_of_nobody_merges_nothing(scene: Scene) -> None:
    """A key that the registry does not list says nothing, and the breach is told, not pushed."""
    number, _ = scene.asks()
    scene.forge.review(number, HELENE)
    session = Session(scene.clone(), now=int(scene.forge.now.timestamp()))
    Robot(scene.door, session, key("stranger"), "fr").run(lambda request, told: None)

    unpublished(scene, number, "robot du registre")


# --- What moves at the same moment


def racing(scene: Scene, what: str, then: object, skip: int = 1) -> None:
    """Something happens on the forge just before its answer to a question is made, the second time it is asked."""
    left = [skip]

    def later() -> None:
        left[0] -= 1
        if left[0] < 0:
            then()  # type: ignore[operator]

    scene.forge.accidents.append(Accident("GET", what, 0, times=skip + 1, then=later))


REVIEWS = r"/(reviews|approvals)$"


@on_one
def test_a_review_taken_back_at_the_last_moment_stops_the_merge(scene: Scene) -> None:
    """Reviews are read again just before the merge."""
    number, _ = scene.asks()
    row = scene.forge.review(number, HELENE)
    racing(scene, REVIEWS, lambda: row.update(dismissed=True))
    scene.run()

    unpublished(scene, number, "Il manque l'accord")


def test_a_head_that_moves_at_the_last_moment_stops_the_merge(scene: Scene) -> None:
    """The commit that was approved is no longer the one proposed."""
    number, clone = scene.asks()
    scene.forge.review(number, HELENE)
    commit(clone, {NEW: initiative(place="Ailleurs")})
    racing(scene, rf"/{number}$", lambda: scene.forge.push(number, clone), skip=0)
    scene.run()

    unpublished(scene, number, "en train de changer")


@on_one
def test_a_forge_that_lies_about_the_head_is_not_believed(scene: Scene) -> None:
    """What is published comes from Git: a commit told by the forge alone is no text."""
    number, _ = scene.asks()
    scene.forge.review(number, HELENE)
    scene.forge.requests[number].head = "d" * 40
    scene.forge.review(number, HELENE)
    scene.run()

    unpublished(scene, number, "en train de changer")


@on_one
def test_a_tip_that_moves_meanwhile_is_judged_again(scene: Scene) -> None:
    """Somebody publishes between the judgement and the push: the lease fails, and all is judged anew."""
    number, _ = scene.asks()
    scene.forge.review(number, HELENE)
    other = {"initiatives/34/autre.md": initiative("Un abri")}
    racing(scene, REVIEWS, lambda: scene.world.publish(other, KARIM))

    assert scene.run()[number].merged
    assert scene.holds(NEW) and scene.holds("initiatives/34/autre.md")
    assert not audit(Repository(scene.world.plain)).breaches


@on_one
def test_a_mandate_that_ends_meanwhile_is_seen(scene: Scene) -> None:
    """The registry is read again at the tip where the merge lands."""
    number, _ = scene.asks()
    scene.forge.review(number, HELENE)
    gone = {T34: county().replace("github.com", HOST).replace("until: 2099-12-31", "until: 2026-11-23", 1)}
    racing(scene, REVIEWS, lambda: scene.world.publish(gone, "steward/agathe"))
    scene.run()

    unpublished(scene, number, "Il manque l'accord")


def test_a_run_that_was_killed_is_finished_by_the_next(scene: Scene) -> None:
    """Merged, then nothing was told: the next run closes it and publishes nothing twice."""
    number, _ = scene.asks()
    scene.forge.review(number, HELENE)
    scene.forge.accidents.append(Accident("POST", "statuses", 400, times=1))
    scene.run()
    assert scene.holds() and scene.left
    tip = scene.main()
    scene.run()

    assert scene.main() == tip
    assert scene.forge.requests[number].state == "closed"


# --- A forge that is slow, full, or ill


def test_more_than_one_page_is_read(scene: Scene) -> None:
    """The approval is the last of many reviews, on the last page; the request is the last of many."""
    scene.forge.page = 3
    for _ in range(4):
        scene.forge.open(scene.clone(), AUTHOR, target="ailleurs")
    number, _ = scene.asks()
    for account in range(1000, 1010):
        scene.forge.review(number, account, "comment" if scene.forge.kind != "gitlab" else "approved")
        scene.forge.comment(number, account, "Bravo")
    scene.forge.review(number, HELENE)

    assert scene.run()[number].merged


@on_one
@pytest.mark.parametrize("status", [429, 403, 503])
def test_the_wait_that_a_forge_asks_for_is_kept(scene: Scene, status: int) -> None:
    """`Retry-After` is obeyed, and then all goes on."""
    number, _ = scene.asks()
    scene.forge.review(number, HELENE)
    scene.forge.accidents.append(Accident("GET", REVIEWS, status, {"Retry-After": "7"}))

    assert scene.run()[number].merged
    assert scene.slept == [7.0]


@on_one
def test_patience_ends(scene: Scene) -> None:
    """An hour is not waited for in a job that is paid by the minute: the next run begins again."""
    number, _ = scene.asks()
    scene.forge.accidents.append(Accident("GET", REVIEWS, 429, {"Retry-After": "3600"}, times=9))
    told = scene.run()

    assert scene.left and "3600" in told[number].sentence
    assert scene.slept == []


@on_one
def test_an_ill_forge_is_asked_a_bounded_number_of_times(scene: Scene) -> None:
    """Five times, each later; nothing is published on what was not answered; others are still looked at."""
    first, _ = scene.asks()
    second, _ = scene.asks(path="initiatives/34/autre.md", text=initiative("Un abri"))
    scene.forge.review(second, HELENE)
    scene.forge.accidents.append(Accident("GET", rf"/{first}{REVIEWS}", 502, times=99))
    told = scene.run()

    assert scene.slept == [1.0, 2.0, 4.0, 8.0]
    assert [one.number for one in scene.left] == [first]
    assert told[second].merged


def test_what_adds_is_never_sent_twice(scene: Scene) -> None:
    """A comment whose answer was lost may be there: it is looked for at the next run, not written again."""
    number, _ = scene.asks()
    scene.forge.accidents.append(Accident("POST", "(comments|notes)$", 502))
    scene.run()
    asked = [one for one in scene.forge.log if one[0] == "POST" and one[1].endswith(("comments", "notes"))]
    assert len(asked) == 1
    scene.run()

    assert len(scene.forge.told(number)) == 1


def test_a_comment_that_looks_like_the_robots_is_left_alone(scene: Scene) -> None:
    """The mark can be copied by anybody: the author cannot."""
    number, _ = scene.asks()
    row = scene.forge.comment(number, 666, f"{MARK}\nTout est bon")
    scene.run()

    assert row["body"] == f"{MARK}\nTout est bon"
    assert len(scene.forge.told(number)) == 1


def test_the_token_is_sent_to_one_server_only(scene: Scene) -> None:
    """A page or a redirection that leads elsewhere is not followed."""
    heard: list[str] = []
    with serving(FakeForge(scene.forge.kind, scene.world.plain)) as other:
        for headers, status in (
            ({"Link": f'<{other.url}/x?page=2>; rel="next"'}, 200),
            ({"Location": f"{other.url}/x"}, 302),
        ):
            scene.forge.accidents.append(Accident("GET", "/(pulls|merge_requests)$", status, headers))
            with pytest.raises(ForgeFault):
                scene.run()
        heard += [path for _, path in other.log]

    assert heard == []


# --- Beside the robot


@on_one
def test_a_signature_completes_what_reviews_may_not_decide(scene: Scene) -> None:
    """Two must agree: one by the forge's button, one with a key; each is shown as what it is."""
    text = with_accounts(constitution({**POLICY, "initiative": 2})) + robots("robot")
    scene.world.publish({MOVEMENT: text.replace("github.com", HOST)}, "steward/agathe")
    number, _ = scene.asks()
    session = Session(scene.clone(), now=int(scene.forge.now.timestamp()))
    assert session.sign(requested(session, number, scene.forge.kind), key("karim-34")) == ""
    scene.run()
    unpublished(scene, number, "Karim-34, avec une signature")
    scene.forge.review(number, HELENE)

    assert scene.run()[number].merged
    approvals = audit(Repository(scene.world.plain)).trail.publications[-1].approvals
    assert {one.mandate: one.attested for one in approvals} == {"34/helene-34": True, "34/karim-34": False}


@on_one
def test_a_steward_signs_a_change_of_the_registry(scene: Scene) -> None:
    """What no review may do, a key does: from a clone, without any token."""
    clone = scene.clone()
    commit(clone, {T34: (clone / T34).read_text().replace("name: Hérault", "name: L'Hérault")})
    number = scene.forge.open(clone, AUTHOR)
    asked = len(scene.forge.log)
    session = Session(scene.clone(), now=int(scene.forge.now.timestamp()))

    assert session.sign(requested(session, number, scene.forge.kind), key("agathe"))
    assert len(scene.forge.log) == asked
    assert not audit(Repository(scene.world.plain)).breaches


# --- Without a server: what comes by mail


def by_mail(scene: Scene, text: str, topic: str = "") -> Sent:
    """One job, twice: it receives a proposal with its receipt, pushes both, then asks for what has no request."""
    session = Session(scene.clone())
    sent = send(session, "jardin", placed(session, "", text.encode()), topic, hand_on=take)
    assert sent.refusal is None
    session.refresh()
    assert deliver(session, scene.door, "fr") == 1
    assert deliver(session, scene.door, "fr") == 0
    return sent


@pytest.fixture
def intake(monkeypatch: pytest.MonkeyPatch) -> None:
    """The job holds the key that signs receipts."""
    pem = secret("intake").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    monkeypatch.setenv("PREAU_INTAKE_KEY", pem)


@pytest.mark.usefixtures("intake")
def test_what_came_by_mail_becomes_a_request_and_keeps_its_number(scene: Scene) -> None:
    """Received by a job without any server, reviewed with the forge's button, published under its number."""
    scene.forge.now = max(START, datetime.now(UTC))  # receipts are dated by this computer
    assert by_mail(scene, initiative()).receipt
    assert len(scene.forge.requests) == 1
    scene.forge.review(1, HELENE)

    assert scene.run()[1].merged
    found = audit(Repository(scene.world.plain))
    assert not found.breaches
    number = found.trail.publications[-1].number
    assert number
    assert [(one.number, one.state) for one in found.trail.received] == [(number, "published")]


@pytest.mark.usefixtures("intake")
def test_what_is_revised_by_mail_renews_its_request(scene: Scene) -> None:
    """The same request shows the new text; one closed by hand stays closed, and the proposal still waits."""
    first = by_mail(scene, initiative())
    by_mail(scene, initiative(summary="Un jardin partagé, ouvert aussi le dimanche, avec des voisins."), first.number)
    assert len(scene.forge.requests) == 1
    scene.door.close(1)

    session = Session(scene.clone())
    assert deliver(session, scene.door, "fr") == 0
    assert len(scene.forge.requests) == 1
    assert [(one.number, one.revision) for one in session.waiting()] == [(first.number, 2)]


@pytest.mark.usefixtures("intake")
def test_a_request_that_could_not_be_opened_is_opened_by_the_next_run(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped between the branch and its request: the number that the author knows is not lost, nor asked for twice."""
    session = Session(scene.clone())
    send(session, "jardin", placed(session, "", initiative().encode()), hand_on=take)
    session.refresh()

    def stopped(*said: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as here, pytest.raises(KeyboardInterrupt):
        here.setattr(scene.door, "ask", stopped)
        deliver(session, scene.door, "fr")

    again = Session(scene.clone())
    assert [deliver(again, scene.door, "fr") for _ in range(2)] == [1, 0]
    assert len(scene.forge.requests) == 1


@pytest.mark.usefixtures("intake")
def test_those_who_decide_are_mentioned_once_by_their_present_name(scene: Scene) -> None:
    """Under the request of what waits, by the numbers of the registry; a title mentions nobody; who is gone is told."""
    number = by_mail(scene, initiative("Un jardin pour @tous")).number
    session = Session(scene.clone())
    scene.forge.logins = {HELENE: "helene-a-change-de-nom"}
    accounts = accounts_of(session.line.authorities[-1], HOST)
    waiting, requests = asked(Robot(scene.door, session, None, "fr"))
    assert ([one.number for one in waiting], requests) == ([number], {number: 1})
    cases = [("34/helene-34", ("2026-9999", number)), ("34/karim-34", (number,)), ("34/helene-34", ("2026-9999",))]
    notices = [
        Notice(f"weekly.2026-W48.{who}", who, "1 proposition vous attend", ("- Un jardin pour @tous",), about)
        for who, about in cases
    ]
    carrier = Mentions(scene.door, session, accounts, requests, "fr")

    assert carrier.tell_all(notices) == {"sent": 1, "nowhere": 2}
    (told,) = scene.forge.told(1)
    assert told.startswith("<!-- preau weekly.2026-W48.34/helene-34 -->\n@helene-a-change-de-nom\n")
    assert "```text\n- Un jardin pour @tous\n```" in told
    assert carrier.tell_all(notices[:1]) == {"known": 1}
    assert len(scene.forge.told(1)) == 1


@on_one
@pytest.mark.usefixtures("intake")
def test_the_request_of_what_was_declined_is_closed(scene: Scene) -> None:
    """A refusal is signed elsewhere: the robot says its public reason under the request, and nobody is waited for."""
    number = by_mail(scene, initiative()).number
    session = Session(scene.clone())
    about = {"outcome": "declined", "proposal": "34/jardin", "title": "Un jardin", "territory": "34"}
    why = {"reason": "Le projet n’aide personne @ici.", "criterion": "aide"}
    session.decide(number, {**about, **why}, key("helene-34"))

    again = Session(scene.clone())
    assert asked(Robot(scene.door, again, None, "fr")) == ([], {})
    assert scene.run()[1].sentence == "Refusée. La raison publique : Le projet n’aide personne @ici."
    assert scene.forge.requests[1].state == "closed"
    (told,) = scene.forge.told(1)
    assert "Le projet" in told and "@ici" not in told
    assert scene.run() == {}


@on_one
def test_a_request_opened_on_the_forge_waits_for_those_who_did_not_answer(scene: Scene) -> None:
    """Its deadline is what the movement promises; a draft, what must be mended, what is objected to wait for nobody."""
    first, _ = scene.asks()
    scene.asks(initiative("Une scène ouverte"), "initiatives/34/scene.md", draft=True)
    scene.asks("---\ntitle: [\n", "initiatives/34/faute.md")
    objected, _ = scene.asks(initiative("Un atelier"), "initiatives/34/atelier.md")
    scene.forge.review(objected, KARIMS, "refused")
    session = Session(scene.clone(), now=int(scene.forge.now.timestamp()) + 20 * DAY)

    waiting, requests = asked(Robot(scene.door, session, None, "fr"))
    assert requests == {"request-1": first}
    assert [awaited(one) for one in waiting] == [{"34/helene-34", "34/karim-34"}]
    assert str(waiting[0].due) == "2026-12-15"
    subjects = [one.subject for one in ToTell(session, desk(), Book({"34/helene-34": []}), waiting).asking()]
    assert subjects == [
        "La réponse à request-1 est due avant le 15 décembre 2026", "1 proposition attend votre réponse",
    ]  # fmt: skip

    scene.forge.review(first, HELENE)
    waiting, _ = asked(Robot(scene.door, session, None, "fr"))
    assert [awaited(one) for one in waiting] == [{"34/karim-34"}]


def test_the_month_and_the_digest_stand_in_the_discussion_of_a_territory(scene: Scene) -> None:
    """One discussion, opened once even when a run stops before it is noted; a month alike is told once to all."""
    session = Session(scene.clone())
    accounts = accounts_of(session.line.authorities[-1], HOST)
    scene.forge.logins |= {HELENE: "helene", KARIMS: "karim"}
    month = [
        Notice(f"monthly.2026-10.{who}", who, "Votre mois : 2026-10", ("Approuvées : 3",))
        for who in ("34/helene-34", "34/karim-34")
    ]
    digest = Notice("digest.2026-W47.34", "34", "Ce qui a été décidé", ("- Approuvée : Pour @tous",))

    def told(clone: Path) -> dict[str, int]:
        return dict(Mentions(scene.door, Session(clone), accounts, {}, "fr").tell_all([*month, digest]))

    scene.door.start("Autre chose", "<!-- preau topic.3 -->\n")
    started = scene.door.start("Ce qui se décide : Hérault", "<!-- preau topic.34 -->\nperdu avant d’être noté")
    assert told(scene.clone()) == {"sent": 2}
    assert told(scene.clone()) == {"known": 2}
    assert len(scene.forge.issues) == 2
    bodies = [row["body"] for row in scene.forge.issues[started]["comments"]]
    assert bodies[0].startswith("<!-- preau monthly.2026-10.34 -->\n@helene @karim\n")
    assert bodies[1].startswith("<!-- preau digest.2026-W47.34 -->\n**Ce qui a été décidé**")
    assert "```text\n- Approuvée : Pour @tous\n```" in bodies[1]
    noted = git(scene.world.plain, "for-each-ref", "--format=%(refname)", "refs/topics").stdout.split()
    assert noted == [f"refs/topics/34/{started}"]


@on_one
def test_what_was_decided_is_told_the_week_and_the_month_after(scene: Scene) -> None:
    """From an approval to the discussion of its territory, all that mail would tell."""
    scene.world.publish({NEW: initiative()}, "34/helene-34")
    session = Session(scene.clone(), now=NOON + 10 * DAY)
    accounts = accounts_of(session.line.authorities[-1], HOST)
    book = Book({name: [] for name in (*accounts, "34", "81")})
    notices = list(ToTell(session, desk(), book, []).notices())

    assert [one.id for one in notices] == [
        "monthly.2026-11.34/helene-34", "monthly.2026-11.34/karim-34", "digest.2026-W48.34",
    ]  # fmt: skip
    assert Mentions(scene.door, session, accounts, {}, "fr").tell_all(notices) == {"sent": 2}
    ((_, topic),) = scene.forge.issues.items()
    assert topic["title"] == "Ce qui se décide : Hérault"
    assert "Un jardin pour tous" in topic["comments"][-1]["body"]


@on_one
def test_the_author_is_told_each_step_once_even_when_a_run_stops(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comment that is corrected tells nobody: what must be mended, asked, late or published is said anew."""
    number, clone = scene.asks()
    scene.forge.logins[AUTHOR] = "camille"

    def steps() -> list[str]:
        return [body.split(" ")[2].split(".")[0] for body in scene.forge.told(number) if "@camille" in body]

    scene.run()
    assert steps() == []
    commit(clone, {NEW: "---\ntitle: [\n"})
    scene.forge.push(number, clone)
    with monkeypatch.context() as here, pytest.raises(KeyboardInterrupt):
        here.setattr(scene.door._comments, "_edit", stop)  # type: ignore[attr-defined]
        scene.run()
    for _ in range(2):
        scene.run()
    assert steps() == ["mend"]

    commit(clone, {NEW: initiative()})
    scene.forge.push(number, clone)
    scene.run()
    scene.run(later=30 * DAY)
    scene.forge.review(number, HELENE)
    scene.run()
    assert steps() == ["mend", "late", "published"]


def stop(*said: object) -> None:
    """A run is ended."""
    raise KeyboardInterrupt


def desk() -> Desk:
    """Who writes, for notices that are only looked at."""
    return Desk("preau@example.org", "Petit", "fr", "", 0)
