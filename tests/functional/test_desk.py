"""`preau serve --repository`: proposals over HTTP with receipts, Git, and what is refused; then the desk's own door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from guarded import Movement, commit, git, initiative, key, push_for_review
from preau.proposals.intake import read_receipt
from serving import Serving

JARDIN = initiative("Un jardin pour tous")


@pytest.fixture(scope="module")
def movement(tmp_path_factory: pytest.TempPathFactory) -> Movement:
    """A guarded movement."""
    return Movement(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def server(movement: Movement) -> Iterator[Serving]:
    """Its server, for all the tests of this file that leave it as it is."""
    with Serving(movement.bare) as serving:
        yield serving


def test_a_proposal_gets_a_number_and_a_receipt_that_holds(server: Serving, movement: Movement) -> None:
    """The answer is all that an author needs: number, deadline, signed receipt, what resembles, where to follow."""
    answer = server.propose(JARDIN)

    assert answer.status == 201, answer.body
    told = answer.said
    entry, _ = read_receipt(told["receipt"]) or pytest.fail(str(told))
    assert (entry.number, entry.revision) == (told["number"], told["revision"])
    assert date.fromisoformat(told["deadline"]) > date.fromisoformat(told["received"])
    assert f"refs/proposals/{told['number']}/1" in movement.waits()
    assert server.ask("GET", server.site + f"/api/proposals/{told['number']}").said == {
        "number": told["number"], "state": "waiting", "revision": 1, "scope": "34", "received": told["received"],
        "deadline": told["deadline"], "words": [],
        "whose_turn": "attend\xa0: 1 parmi Helene-34 (34), Karim-34 (34), depuis 0 jour",
    }  # fmt: skip


def test_the_same_file_sent_twice_has_one_receipt(server: Serving) -> None:
    """A phone that lost the answer sends again: nothing is received twice."""
    text = initiative("Une lessive solidaire")
    first, second = server.propose(text), server.propose(text)

    assert (first.status, second.status) == (201, 201)
    assert first.said["receipt"] == second.said["receipt"]


def test_faults_are_told_with_their_codes_and_nothing_is_received(server: Serving, movement: Movement) -> None:
    """What `check` would say, place by place, in the language of the site."""
    before = movement.waits()
    answer = server.propose(initiative("Un marché gratuit", purpose="[fantaisie]"))

    assert answer.status == 422
    assert answer.said["message"]
    (found,) = answer.said["findings"]
    assert (found["code"], found["path"]) == ("PR301", "initiatives/34/un-marche-gratuit.md")
    assert "fantaisie" in found["message"] and found["line"] > 1 and found["help"]
    assert movement.waits() == before


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("Bonjour", {}, 422),
        ("---\ntitle: [\n---\n", {}, 422),
        ("\0\0\0", {}, 422),
        (initiative("Un autre titre"), {"X_Preau_Name": "berges-propres"}, 409),
        (initiative("Un titre"), {"X_Preau_Name": "../../hooks/post-receive"}, 201),
        (initiative("Un lieu fermé", code="13"), {}, 422),
        ("x" * 70_000, {}, 413),
        (JARDIN, {"Content_Type": "application/x-www-form-urlencoded"}, 415),
        (JARDIN, {"Content_Type": "multipart/form-data; boundary=x"}, 415),
    ],
)
def test_what_cannot_be_received_is_said_in_one_sentence(
    server: Serving, body: str, headers: dict[str, str], status: int
) -> None:
    """Never a trace, always a sentence; a name never leads out of the folder."""
    answer = server.propose(body, **headers)

    assert answer.status == status, answer.body
    assert answer.headers["content-type"] == "application/json"
    assert "Traceback" not in answer.body.decode()
    assert status == 201 or answer.said["message"].endswith((".", "…"))


def test_too_many_from_one_address_are_asked_to_wait(tmp_path: Path) -> None:
    """The quota counts what was received; the answer says when to come back."""
    with Serving(Movement(tmp_path).bare, "--quota", "1") as serving:
        assert serving.propose(JARDIN).status == 201
        answer = serving.propose(initiative("Un autre jardin"))

    assert answer.status == 429
    assert 0 < int(answer.headers["retry-after"]) <= 3600
    assert "plus tard" in answer.said["message"]


def test_only_the_site_of_the_movement_may_read_the_answer(tmp_path: Path) -> None:
    """Its own address is named to browsers, another one never; no cookie is asked for."""
    settings = "site_name: Petit\nsite_url: https://petit.example/site/\nplugins: [preau]\ndocs_dir: content/pages\n"
    with Serving(Movement(tmp_path, more={"mkdocs.yml": settings}).bare) as serving:
        asked = serving.ask("OPTIONS", serving.site + "/api/proposals", headers={"Origin": "https://petit.example"})
        home = serving.propose(JARDIN, Origin="https://petit.example")
        away = serving.propose(initiative("Un autre jardin"), Origin="https://ailleurs.example")
        page = serving.wait_for("/site/")
        moved = serving.get("/")

    assert (asked.status, home.status, away.status) == (204, 201, 201)
    assert [one.headers.get("access-control-allow-origin") for one in (asked, home, away)] == [
        "https://petit.example", "https://petit.example", None,
    ]  # fmt: skip
    assert "POST" in asked.headers["access-control-allow-methods"]
    for one in (asked, home, away, page):
        assert "set-cookie" not in one.headers
        assert "access-control-allow-credentials" not in one.headers
    assert (moved.status, moved.headers["location"]) == (301, "/site/")


def test_another_name_for_this_computer_is_refused(server: Serving) -> None:
    """A page of elsewhere, whose name was made to mean this computer, reads nothing."""
    for origin in (server.site, server.desk):
        answer = server.ask("GET", origin + "/", headers={"Host": "mechant.example"})

        assert answer.status == 403
        assert answer.said["message"]


def test_a_merge_is_on_the_site_within_seconds_and_its_fate_is_told(tmp_path: Path) -> None:
    """Git over HTTP from end to end: pushed, approved, and the page is there by itself."""
    movement = Movement(tmp_path)
    with Serving(movement.bare) as serving:
        url = f"{serving.site}/movement.git"
        author = movement.clone(url)
        commit(author, {"initiatives/34/jardin.md": JARDIN})
        pushed = push_for_review(author)
        assert "2026-0002" in pushed.stderr
        referent = movement.session(movement.clone(url))
        referent.approve("2026-0002", key("helene-34"))
        referent.repository.close()
        page = serving.wait_for("/initiatives/34/jardin/")
        told = serving.get("/api/proposals/2026-0002").said
        kept = serving.get("/movement.git/config")

    assert b"Un jardin pour tous" in page.body
    assert (told["state"], told["address"], told["deadline"] > told["received"]) == (
        "published", "/initiatives/34/jardin/", True,
    )  # fmt: skip
    assert kept.status == 404
    assert git(author, "fetch", check=False).returncode != 0  # the server is gone
