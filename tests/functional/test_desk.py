"""`preau serve --repository`: proposals over HTTP with receipts, Git, and what is refused; then the desk's own door."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from werkzeug.wrappers import Response

from command import PREAU
from guarded import Movement, commit, git, initiative, key, push_for_review
from preau.edges.desk.page import SCRIPTS, file
from preau.edges.desk.quotas import Meter, Quotas
from preau.edges.desk.server import Server, app_of
from preau.edges.desk.words import WORDS
from preau.proposals.intake import read_receipt
from preau.proposals.statement import Verb
from serving import Serving, signed

JARDIN = initiative("Un jardin pour tous")
SETTINGS = "site_name: Petit\nsite_url: https://petit.example/site/\nplugins: [preau]\ndocs_dir: content/pages\n"


@pytest.fixture(scope="module")
def movement(tmp_path_factory: pytest.TempPathFactory) -> Movement:
    """A guarded movement."""
    return Movement(tmp_path_factory.mktemp("desk"), more={"mkdocs.yml": SETTINGS})


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
        "whose_turn": "attend\xa0: 1 parmi Helene-34 (34), Karim-34 (34), depuis aujourd'hui",
    }  # fmt: skip


def test_a_repository_is_named_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`preau serve --repository movement.git`: a name that begins nowhere finds it, and its site is made."""
    made = Movement(tmp_path)
    monkeypatch.chdir(tmp_path)

    with Serving(made.bare.relative_to(tmp_path)) as serving:
        assert serving.wait_for("/").status == 200


def test_the_same_file_sent_twice_has_one_receipt(server: Serving) -> None:
    """A phone that lost the answer sends again: nothing is received twice."""
    text = initiative("Une lessive solidaire")
    first, second = server.propose(text), server.propose(text)

    assert (first.status, second.status) == (201, 201)
    assert first.said["receipt"] == second.said["receipt"]


def test_only_who_has_the_code_of_the_receipt_revises(server: Serving) -> None:
    """The code is answered once, with the receipt; another's text under the same name is another proposal."""
    first = server.propose(initiative("Un goûter partagé")).said
    better = initiative("Un goûter partagé", summary="Un goûter chaque mercredi avec les voisins isolés.")
    other, stolen = server.propose(better).said, first["code"][:-3] + "aaa"
    refused = [server.propose(initiative("Un goûter volé"), X_Preau_Secret=code) for code in (stolen, "x\ty", "../x")]
    best = initiative("Un goûter partagé", summary="Un goûter chaque samedi avec les voisins isolés.")
    again = server.propose(best, X_Preau_Secret=first["code"]).said

    assert (first["revision"], other["revision"], again["revision"]) == (1, 1, 2)
    assert other["number"] != first["number"] == again["number"]
    assert [one.status for one in refused] == [422] * 3
    assert first["code"] not in server.get(f"/api/proposals/{first['number']}").body.decode()


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


def test_too_many_from_one_address_are_asked_to_wait() -> None:
    """What was received counts, what was refused counts less; one home has one count, and so have all together."""
    now = [0.0]
    meter = Meter(Quotas(each=2, all=4), lambda: now[0])

    def send(address: str, received: bool = True) -> int:
        wait = meter.wait(address)
        if received and not wait:
            meter.received(address)
        return wait

    assert [send("192.0.2.1") for _ in range(3)] == [0, 0, 3600]
    assert [send("2001:db8::1"), send("::ffff:192.0.2.1")] == [0, 3600]
    now[0] = 3599
    assert [send("2001:db8::2"), send("192.0.2.9")] == [0, 1]  # the fourth, then too many in all
    now[0] = 3601
    assert [send("192.0.2.7", received=False) for _ in range(6)] == [0] * 6
    assert all(Meter(Quotas(0, 0)).wait("192.0.2.1") == 0 for _ in range(1000))


def test_only_the_site_of_the_movement_may_read_the_answer(server: Serving) -> None:
    """Its own address is named to browsers, another one never; no cookie is asked for."""
    asked = server.ask("OPTIONS", server.site + "/api/proposals", headers={"Origin": "https://petit.example"})
    home = server.propose("Bonjour", Origin="https://petit.example")
    away = server.propose("Bonjour", Origin="https://ailleurs.example")
    page, moved = server.wait_for("/site/"), server.get("/")

    assert (asked.status, home.status, away.status) == (204, 422, 422)
    assert [one.headers.get("access-control-allow-origin") for one in (asked, home, away)] == [
        "https://petit.example", "https://petit.example", None,
    ]  # fmt: skip
    assert "POST" in asked.headers["access-control-allow-methods"]
    for one in (asked, home, away, page):
        assert "set-cookie" not in one.headers
        assert "access-control-allow-credentials" not in one.headers
    assert (moved.status, moved.headers["location"]) == (301, "/site/")


def test_a_server_that_cannot_keep_says_to_come_back(server: Serving, movement: Movement) -> None:
    """A queue that is full, a key or a disk that refuse: nothing is kept, one sentence, and when to try again."""
    setting = ["config", "preau.maxWaiting", "1"]
    git(movement.bare, *setting)
    full = server.propose(initiative("Une épicerie"))
    git(movement.bare, "config", "--unset", "preau.maxWaiting")
    path = movement.bare / "preau" / "intake.key"
    key_of_receipts = path.read_bytes()
    path.write_bytes(b"broken")
    broken = server.propose(initiative("Une épicerie"))
    path.write_bytes(key_of_receipts)

    for answer in (full, broken):
        assert answer.status == 503 and int(answer.headers["retry-after"]) > 0
        assert answer.said["message"].endswith(".") and "Traceback" not in answer.said["message"]
    assert server.propose(initiative("Une épicerie")).status == 201


def test_another_name_for_this_computer_is_refused(server: Serving) -> None:
    """A page of elsewhere, whose name was made to mean this computer, reads nothing."""
    for origin in (server.site, server.desk):
        answer = server.ask("GET", origin + "/", headers={"Host": "mechant.example"})

        assert answer.status == 403
        assert answer.said["message"]


def test_a_merge_is_on_the_site_within_seconds_and_its_fate_is_told(server: Serving, movement: Movement) -> None:
    """Git over HTTP from end to end: pushed, approved, and the page is there by itself."""
    url = f"{server.site}/movement.git"
    author = movement.clone(url)
    commit(author, {"initiatives/34/lavoir.md": initiative("Un lavoir rouvert")})
    pushed = push_for_review(author)
    (number,) = re.findall(r"numéro (\d{4}-\d{4})", pushed.stderr)
    referent = movement.session(movement.clone(url))
    referent.approve(number, key("helene-34"))
    referent.repository.close()
    page = server.wait_for("/site/initiatives/34/lavoir/")
    told = server.get(f"/api/proposals/{number}").said

    assert b"Un lavoir rouvert" in page.body
    assert (told["state"], told["address"]) == ("published", f"{server.site}/site/initiatives/34/lavoir/")
    assert told["deadline"] > told["received"]
    for path in (
        "/movement.git/config",
        "/movement.git/preau/intake.key",
        "/movement.git/objects/info/packs",
        "/site/../config",
    ):
        assert server.get(path).status == 404, path


# --- The desk


def proposed(server: Serving, title: str) -> str:
    """The number of a new proposal."""
    number: str = server.propose(initiative(title)).said["number"]
    return number


def test_a_signed_word_is_taken_as_it_is(server: Serving) -> None:
    """A facilitator says that it came on paper, a referent declines it: each by a signature, told to the author."""
    number = proposed(server, "Un jardin partagé bleu")
    reason = "Il manque une précision sur les personnes aidées."
    paper = server.answer(number, "solene-34", "advise", "Saisie d’après un formulaire papier gardé au local.")
    waiting = server.get(f"/api/proposals/{number}").said
    declined = server.answer(number, "karim-34", "decline", reason, criterion="aide-aux-personnes")
    told = server.get(f"/api/proposals/{number}").said
    known = server.asked(f"signed/{key('karim-34').fingerprint}")

    assert (paper.status, paper.said["done"]) == (200, "said")
    assert waiting["state"] == "waiting" and "papier" in waiting["words"][0]
    assert (declined.status, declined.said["done"]) == (200, "decided")
    assert (told["state"], told["reason"], told["criterion"]) == ("declined", reason, "aide-aux-personnes")
    assert [one["verb"] for one in known if number in one["paths"][0]] == ["decline"]


def test_what_would_not_count_is_refused_and_changes_nothing(server: Serving, movement: Movement) -> None:
    """The server gives no authority: each false word is refused by the rules, in plain words."""
    number, other = proposed(server, "Un verger ouvert"), proposed(server, "Un rucher ouvert")
    facts, one, two = server.asked("movement"), server.asked(f"waiting/{number}"), server.asked(f"waiting/{other}")
    good, _ = signed(facts, one, "helene-34", "approve")
    cases = {
        "of a stranger": signed(facts, one, "stranger", "approve")[0],
        "of another territory": signed(facts, one, "yves-81", "approve")[0],
        "of a facilitator": signed(facts, one, "solene-34", "approve")[0],
        "about another proposal": signed(facts, two, "helene-34", "approve")[0],
        "of another movement": signed({**facts, "root": "0" * 40}, one, "helene-34", "approve")[0],
        "seen nowhere": signed({**facts, "seen": "1" * 40}, one, "helene-34", "approve")[0],
        "of another day": signed({**facts, "day": "2026-01-02"}, one, "helene-34", "approve")[0],
        "not independent": signed(facts, one, "helene-34", "approve", independent=False)[0],
        "with a byte changed": good[:40] + ("A" if good[40] != "A" else "B") + good[41:],
        "empty": "",
    }
    before = movement.main()

    for name, line in cases.items():
        answer = server.word(number, line)
        assert answer.status == 409, name
        assert answer.said["message"] or answer.said["findings"], name
    line, decision = signed(facts, one, "helene-34", "decline", "Une raison assez longue pour être publiée.")
    for text in (
        decision.replace("Un verger", "Un autre"),
        decision + "x",
        decision.replace("declined", "withdrawn"),
        "a: [",
        "x" * 9000,
    ):
        assert server.word(number, line, text).status == 409, text
    for body in (b"", b"{", b"[]", b'{"number": 1}', b"x" * 70_000):
        answer = server.ask("POST", server.desk + "/api/words", body, {"Content-Type": "application/json"})
        assert answer.status in {400, 413} and answer.said["message"]
    assert movement.main() == before
    assert server.word(number, good).said["done"] == "published"
    assert server.word(number, good).status == 409  # once


def test_two_must_agree_and_whoever_comes_second_is_told(server: Serving) -> None:
    """Another's title asks for two: the first is kept, and of three who send the second at once, one publishes."""
    number = server.propose(
        initiative("Berges propres partout", carrier_key="camille"), X_Preau_Name="berges-propres"
    ).said["number"]
    facts, one = server.asked("movement"), server.asked(f"waiting/{number}")
    first, second = (signed(facts, one, who, "approve")[0] for who in ("helene-34", "karim-34"))
    alone = server.word(number, first)
    with ThreadPoolExecutor() as pool:
        both = list(pool.map(lambda _: server.word(number, second), range(3)))

    assert (alone.status, alone.said["done"]) == (200, "signed")
    assert "Karim-34" in alone.said["turn"] and "Helene-34" not in alone.said["turn"]
    assert sorted(answer.status for answer in both) == [200, 409, 409]


def test_a_page_of_elsewhere_has_nothing_to_abuse(server: Serving, movement: Movement) -> None:
    """What is asked needs no cookie and gives none; only a signature acts, whoever carries it."""
    number = proposed(server, "Une fresque")
    origin = {"Origin": "https://mechant.example", "Content-Type": "text/plain"}
    answer = server.ask("POST", server.desk + "/api/words", b'{"number": "%s"}' % number.encode(), origin)
    page = server.ask("GET", server.desk + "/")

    assert answer.status == 400
    assert "access-control-allow-credentials" not in answer.headers and "set-cookie" not in page.headers
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    for path in (
        "/../config",
        "/static/desk.html",
        "/desk.html",
        f"/preview/{number}/1/../../../../config",
    ):
        assert server.ask("GET", server.desk + path).status in {404, 409}, path


def test_the_page_as_it_will_appear_runs_nothing(server: Serving, movement: Movement) -> None:
    """A hostile title is only text, in a page that may run nothing and go nowhere."""
    number = proposed(server, "'Une \"cour\" & un jardin'")
    preview = server.asked(f"waiting/{number}")["preview"]
    page, gone = server.ask("GET", server.desk + preview), server.ask("GET", server.desk + "/preview/2026-9999/1/x/")

    assert gone.body.decode().strip() == "Cette proposition n’attend plus."
    assert page.status == 200
    assert b"&#34;cour&#34; &amp; un jardin" in page.body and b"<script" not in page.body
    assert page.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


def test_who_sends_a_byte_now_and_then_is_not_waited_for(server: Serving) -> None:
    """Connections that say nothing, or little, are closed; meanwhile others are answered."""
    told = urlsplit(server.site)
    slow = [socket.create_connection((told.hostname or "", told.port or 0)) for _ in range(40)]
    for one in slow:
        one.sendall(b"POST /api/proposals HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n\r\n---")

    assert server.get("/api/proposals/2026-0001").status in {200, 404}
    crowd = [socket.create_connection((told.hostname or "", told.port or 0)) for _ in range(80)]
    assert server.ask("GET", server.desk + "/api/movement").status == 200
    for one in (*slow, *crowd):
        one.close()


def test_the_bounds_on_slowness() -> None:
    """A request has so many seconds to arrive, whatever it sends meanwhile."""
    app = app_of(lambda request: Response(b"ok"), "fr")
    running = Server(app, "127.0.0.1", 0, most=1000, threads=2)
    running.sending = 1
    running.start()
    try:
        with socket.create_connection(("127.0.0.1", running.port)) as slow:
            slow.settimeout(10)
            slow.sendall(b"GET / HTTP/1.1\r\n")
            began = time.monotonic()
            with pytest.raises(OSError):
                while time.monotonic() - began < 9:
                    slow.sendall(b"X: y\r\n")
                    time.sleep(0.2)
    finally:
        running.stop()
    assert time.monotonic() - began < 5


def test_the_page_to_keep_is_whole_and_knows_its_movement(server: Serving, movement: Movement, tmp_path: Path) -> None:
    """One file, no address but the desk's, bound to the movement's first commit."""
    clone, path = movement.clone(), tmp_path / "page.html"
    command = [PREAU, "review", "page", str(path), "--desk", server.desk, "--root", str(clone)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    page = path.read_text(encoding="utf-8")

    assert done.returncode == 0, done.stderr
    assert movement.repository.root(movement.main()) in page
    assert set(re.findall(r"https?://[^\s\"';)]+", page)) == {server.desk, server.desk + "/paper"}
    assert not re.search(r"<(?:script|link)[^>]* src=", page)
    bad = subprocess.run(
        [*command[:5], "javascript:alert(1)", *command[6:]], capture_output=True, text=True, check=False
    )
    assert bad.returncode == 2 and "bureau.example" in bad.stderr


def test_each_word_of_the_page_exists_and_serves() -> None:
    """Every short name that the scripts say has its sentence, and no sentence is said by nobody."""
    scripts = "\n".join(file(name).decode() for name in SCRIPTS)
    said = set(re.findall(r'["`]([a-zA-Z]+(?:_[a-z]+)?)["`]', scripts)) | {"desk", "paper", "noScript", "trust"}
    made = {f"done_{one}" for one in ("published", "signed", "said", "decided")} | {
        f"did_{verb.value}" for verb in Verb
    }
    made |= {"waiting_one", "waiting_many", "approve", "return", "advise", "decline", "withdraw"} | {
        f"{one}Label" for one in WORDS
    }

    assert [name for name in re.findall(r'say\("(\w+)"', scripts) if name not in WORDS] == []
    assert [name for name in WORDS if name not in said | made] == []
