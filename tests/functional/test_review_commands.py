"""The commands of people: propose, take in, read, answer, verify, as they are typed, on a real guarded repository."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guarded import Movement, commit, git, initiative, key, push_for_review, referent, territory
from preau.cli import main
from preau.edges.signing import keep
from preau.proposals import sshsig

REASON = "Merci pour ce projet : dites encore quelles personnes en difficulté il aide, puis revenez."


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The keys of people as files, without a passphrase."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    folder = tmp_path_factory.mktemp("keys")
    for name in ("helene-34", "karim-34", "yves-81", "paul-fr", "agathe", "lucie", "camille", "solene-34", "stranger"):
        seed = name.encode().ljust(32, b".")[:32]
        keep(folder / f"{name}.key", Ed25519PrivateKey.from_private_bytes(seed), "")
    return folder


class Hands:
    """Somebody at a keyboard, in a clone."""

    def __init__(self, movement: Movement, keys: Path) -> None:
        self.clone, self.keys = movement.clone(), keys

    def preau(self, *words: str, who: str = "", typed: str = "", code: int | None = 0) -> str:
        """What a command answers; it ends as expected."""
        arguments = [*words, "--root", str(self.clone)] + (["--key", str(self.keys / f"{who}.key")] if who else [])
        result: Result = CliRunner().invoke(main, arguments, input=typed, env={"PREAU_LANG": "fr"})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert code is None or result.exit_code == code, result.output
        return result.output

    def propose(self, path: str, text: str, code: int = 0) -> str:
        """Write a file and send it for review; the number under which it was received."""
        target = self.clone / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        said = self.preau("propose", str(target), code=code)
        found = re.search(r"\d{4}-\d{4}", said)
        return found.group() if found else said


@pytest.fixture
def hands(movement: Movement, keys: Path, monkeypatch: pytest.MonkeyPatch) -> Hands:
    """Somebody at a keyboard; receipts are written where they work."""
    made = Hands(movement, keys)
    monkeypatch.chdir(movement.folder)
    return made


def test_from_a_file_to_a_page(hands: Hands, movement: Movement) -> None:
    """Propose, list, show, approve: the file is published, the audit is clean, the receipt tells it."""
    number = hands.propose("initiatives/34/jardin.md", initiative())

    assert "34/jardin" in hands.preau("review", "list")
    shown = hands.preau("review", "show", number)
    assert "Un jardin pour tous" in shown and "34/berges-propres" in shown and "aide-aux-personnes" in shown
    assert "Publié" in hands.preau("review", "approve", number, "--yes", who="helene-34")
    assert "Publications jugées\xa0: 1." in hands.preau("audit")  # what is published, not the folder's own branch
    (hands.clone / "initiatives/34/jardin.md").unlink()
    git(hands.clone, "pull", "--quiet")
    assert (hands.clone / "initiatives/34/jardin.md").read_text(encoding="utf-8") == initiative()
    assert "34/jardin" not in hands.preau("review", "list")
    assert json.loads(hands.preau("audit", "--format", "json"))["breaches"] == []
    receipt = movement.folder / f"receipt-{number}-1.txt"
    assert "publi" in hands.preau("receipt", "verify", str(receipt))


def test_approve_asks_before_signing(hands: Hands) -> None:
    """Without --yes nothing is signed until one says so."""
    number = hands.propose("initiatives/34/jardin.md", initiative())

    hands.preau("review", "approve", number, who="helene-34", typed="n\n", code=1)

    assert "34/jardin" in hands.preau("review", "list")


def test_a_stranger_is_told_who_is_awaited(hands: Hands) -> None:
    """A key without a mandate signs nothing, and the answer names who can."""
    number = hands.propose("initiatives/34/jardin.md", initiative())

    assert "34/helene-34" in hands.preau("review", "approve", number, "--yes", who="stranger", code=1)


def test_returned_then_sent_again(hands: Hands) -> None:
    """A referent asks questions; it is the author's turn; the new revision waits for the referent again."""
    number = hands.propose("initiatives/34/jardin.md", initiative())
    hands.preau("review", "return", number, "--reason", REASON, who="karim-34")
    assert "auteur" in hands.preau("review", "list")
    assert REASON in hands.preau("review", "show", number)

    path = hands.clone / "initiatives/34/jardin.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Un jardin pour tous", "Un jardin pour chacun"), "utf-8")
    again = hands.preau("propose", str(path), "--topic", number)

    assert f"{number}/2" in again
    assert "auteur" not in hands.preau("review", "list")


def test_advice_is_recorded_and_binds_nobody(hands: Hands) -> None:
    """A facilitator advises, and cannot decide."""
    number = hands.propose("initiatives/34/jardin.md", initiative())
    hands.preau("review", "advise", number, "--reason", REASON, who="solene-34")

    assert "avis" in hands.preau("review", "show", number)
    hands.preau("review", "return", number, "--reason", REASON, who="solene-34", code=1)
    hands.preau("review", "approve", number, "--yes", who="solene-34", code=1)


def test_declined_with_its_public_reason(hands: Hands, movement: Movement) -> None:
    """A refusal is a file of the repository, signed; the text of the proposal is forgotten, its number told."""
    number = hands.propose("initiatives/34/jardin.md", initiative())
    arguments = ("review", "decline", number, "--criterion", "aide-aux-personnes", "--reason", REASON)

    hands.preau(*arguments, who="yves-81", code=1)
    hands.preau(*arguments, who="helene-34")

    decision = git(hands.clone, "show", f"origin/main:content/decisions/{number[:4]}/{number}.yml").stdout
    assert "helene-34" in decision and "34/jardin" in decision
    assert "jardin" not in hands.preau("review", "list")
    assert "refus" in hands.preau("receipt", "verify", str(movement.folder / f"receipt-{number}-1.txt"))


def test_a_refusal_needs_a_known_criterion_and_a_reason(hands: Hands) -> None:
    """A refusal without its reason, or with a criterion that nobody wrote, is not published."""
    number = hands.propose("initiatives/34/jardin.md", initiative())

    hands.preau("review", "decline", number, "--criterion", "inconnu", "--reason", REASON, who="helene-34", code=1)
    hands.preau(
        "review", "decline", number, "--criterion", "aide-aux-personnes", "--reason", "Non.", who="helene-34", code=1
    )
    assert "34/jardin" in hands.preau("review", "list")


def test_withdrawn_by_its_carrier(hands: Hands) -> None:
    """The carrier asks with their key; a referent records it."""
    number = hands.propose("initiatives/34/jardin.md", initiative(carrier_key="camille"))
    hands.preau("review", "withdraw", number, "--ask", "--reason", REASON, who="camille")
    assert "retir" in hands.preau("review", "list")

    hands.preau("review", "withdraw", number, "--reason", REASON, who="karim-34")

    assert "jardin" not in hands.preau("review", "list")


def test_the_carrier_gives_news_alone(hands: Hands) -> None:
    """The key of the carrier changes the status and adds to the progress, without a referent."""
    path = "initiatives/34/berges-propres.md"
    text = (hands.clone / path).read_text(encoding="utf-8").rstrip() + "\n\n### 2026-11-01\n\nDeuxième sortie.\n"
    number = hands.propose(path, text)

    assert "Publié" in hands.preau("review", "approve", number, "--yes", who="camille")


def test_a_deletion_tells_why_and_needs_two(hands: Hands) -> None:
    """An initiative is deleted with a decision, by two people."""
    path = "initiatives/34/berges-propres.md"
    said = hands.preau("propose", "--delete", path, "--reason", REASON)
    number = re.search(r"\d{4}-\d{4}", said.partition("num")[2])
    assert number

    assert "Signé" in hands.preau("review", "approve", number.group(), "--yes", who="helene-34")
    assert "Publié" in hands.preau("review", "approve", number.group(), "--yes", who="karim-34")
    assert git(hands.clone, "ls-tree", "origin/main", path).stdout == ""


def test_only_a_steward_proposes_settings(hands: Hands) -> None:
    """A file outside the content is refused here already; a steward signs it and sends it."""
    path = hands.clone / "mkdocs.yml"
    path.write_text(path.read_text(encoding="utf-8") + "strict: true\n", encoding="utf-8")

    hands.preau("propose", str(path), code=1)
    sent = hands.preau("propose", str(path), who="agathe")
    number = re.search(r"\d{4}-\d{4}", sent)

    assert number and "mkdocs.yml" in hands.preau("review", "list")


def test_taking_in_what_people_gave(hands: Hands, movement: Movement) -> None:
    """Each file is judged alone: one at fault stops no other, and every answer is told."""
    folder = movement.folder / "letters"
    folder.mkdir()
    (folder / "jardin.md").write_text(initiative(), encoding="utf-8")
    (folder / "vide.md").write_text("", encoding="utf-8")
    (folder / "faute.md").write_text(initiative("Une faute", status="opne"), encoding="utf-8")
    (folder / "loin.md").write_text(initiative("Trop loin", code="13"), encoding="utf-8")

    said = hands.preau("intake", str(folder), "--receipts", str(folder), code=1)

    assert "jardin.md" in said and "PR115" in said and "PA301" in said and "vide.md" in said
    assert sorted(path.name[:8] for path in folder.glob("receipt-*")) == ["receipt-"]


def test_the_same_file_twice_is_one_proposal(hands: Hands) -> None:
    """Who gets no answer sends again: the number is the same."""
    first = hands.propose("initiatives/34/jardin.md", initiative())

    assert first == hands.propose("initiatives/34/jardin.md", initiative())


def test_all_that_a_key_signed(hands: Hands) -> None:
    """A referent can tell a signature that they did not make."""
    number = hands.propose("initiatives/34/jardin.md", initiative())
    hands.preau("review", "approve", number, "--yes", who="helene-34")

    assert "initiatives/34/jardin.md" in hands.preau("review", "list", "--mine", who="helene-34")
    assert "initiatives/34/jardin.md" not in hands.preau("review", "list", "--mine", who="karim-34")


def test_pages_as_they_will_appear(hands: Hands, movement: Movement) -> None:
    """The site with the proposal in it is made apart, without using anything but its content."""
    number = hands.propose("initiatives/34/jardin.md", initiative())

    said = hands.preau("review", "show", number, "--site", str(movement.folder / "seen"))

    page = Path(said.strip().split("\n")[-1])
    assert "Un jardin pour tous" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("later", ["stage: draft", "stage: open\nopens: 2099-01-01"])
def test_a_course_is_reviewed_before_its_readers_see_it(later: str, hands: Hands, movement: Movement) -> None:
    """A draft, a course that opens later: whoever reviews has its page and its chapters."""
    home, path = hands.clone / "content/pages/index.md", "courses/agir/course.yml"
    home.write_text(home.read_text(encoding="utf-8").replace("(/cours/agir/)", "(/cours/)"), encoding="utf-8")
    course = hands.clone / path
    course.write_text(course.read_text(encoding="utf-8").replace("stage: open", later), encoding="utf-8")
    said = hands.preau("propose", str(home), str(course))
    number = re.search(r"\d{4}-\d{4}", said)
    assert number

    said = hands.preau("review", "show", number.group(), "--site", str(movement.folder / "seen"))

    page = Path(said.strip().split("\n")[-1])
    assert page == movement.folder / "seen/cours/agir/index.html"
    assert "Agir près de chez soi" in page.read_text(encoding="utf-8")
    assert "un besoin réel" in (page.parent / "observer/index.html").read_text(encoding="utf-8")


def test_a_receipt_that_was_touched_does_not_hold(hands: Hands, movement: Movement) -> None:
    """One letter changed, or a receipt of another movement: it does not hold."""
    number = hands.propose("initiatives/34/jardin.md", initiative())
    path = movement.folder / f"receipt-{number}-1.txt"
    path.write_text("A" + path.read_text(encoding="ascii")[1:], encoding="ascii")

    hands.preau("receipt", "verify", str(path), code=1)


def test_a_dropped_proposal_shows(hands: Hands, movement: Movement) -> None:
    """Whoever runs the server removes a proposal: the receipt and the audit tell it."""
    number = hands.propose("initiatives/34/jardin.md", initiative())
    git(movement.bare, "update-ref", "-d", f"refs/proposals/{number}/1")
    hands.preau("review", "list")

    assert "disparu" in hands.preau("receipt", "verify", str(movement.folder / f"receipt-{number}-1.txt"))
    assert number in hands.preau("audit")


def test_a_file_changed_meanwhile_is_not_overwritten(hands: Hands, movement: Movement, keys: Path) -> None:
    """Two people change one file: the second is told to begin from what is published."""
    other = Hands(movement, keys)
    path = "initiatives/34/berges-propres.md"
    text = (hands.clone / path).read_text(encoding="utf-8")
    number = other.propose(
        path, text.replace("des bouteilles", "de bouteilles").replace("place: Agde", "place: Agde, le Grau")
    )
    other.preau("review", "approve", number, "--yes", who="helene-34")

    said = hands.propose(path, text.replace("place: Agde", "place: Vias"), code=1)

    assert path in said


def test_new_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key, its encrypted copy and one for another device; the public lines to give to the stewards."""
    monkeypatch.setenv("PREAU_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("PREAU_PASSPHRASE", "prés fleuris")

    result = CliRunner().invoke(main, ["keys", "new", "helene", "--second-device", "--export", str(tmp_path / "usb")])

    assert result.exit_code == 0, result.output
    assert len(re.findall(r"ssh-ed25519 AAAA\S+", result.output)) == 2
    assert (tmp_path / "usb" / "helene.key").read_bytes() == (tmp_path / "keys" / "helene.key").read_bytes()
    assert (tmp_path / "keys" / "helene-2.key").is_file()


def test_listed_keys_tell_their_mandates(hands: Hands, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each key of this computer with what it speaks for."""
    monkeypatch.setenv("PREAU_KEYS", str(keys))

    said = hands.preau("keys", "list")

    assert sshsig.fingerprint(key("helene-34").public) in said and "34/helene-34" in said


def test_plain_git_is_enough(hands: Hands, movement: Movement) -> None:
    """A contributor with Git alone is received like the others, and nothing of their identity is kept."""
    clone = movement.clone()
    commit(clone, {"initiatives/34/jardin.md": initiative() + "\nPremière version.\n"}, "un brouillon")
    commit(clone, {"initiatives/34/jardin.md": initiative()}, "Jeanne a fini")
    done = push_for_review(clone, "jardin")

    assert "preau-receipt: " in done.stderr and "2026-" in done.stderr
    kept = git(movement.bare, "cat-file", "--batch-all-objects", "--batch-check").stdout
    for line in kept.split("\n"):
        name, _, kind = line.partition(" ")
        if kind.startswith(("commit", "blob")):
            text = git(movement.bare, "cat-file", kind.split()[0], name).stdout
            assert "jeanne@example.org" not in text and "Première version" not in text


def test_a_new_revision_from_elsewhere_needs_the_code(hands: Hands, movement: Movement, keys: Path) -> None:
    """The clone that proposed keeps the code for itself; from another one it is typed, or another number is given."""
    number = hands.propose("initiatives/34/jardin.md", initiative())
    kept = hands.clone / ".git" / "preau" / "sent.json"
    elsewhere = Hands(movement, keys)
    path = elsewhere.clone / "initiatives/34/jardin.md"
    path.write_text(initiative(place="Sète"), encoding="utf-8")

    other = elsewhere.preau("propose", str(path), "--topic", number)
    path.write_text(initiative(place="Palavas"), encoding="utf-8")
    again = elsewhere.preau("propose", str(path), "--code", json.loads(kept.read_text("utf-8"))[number])

    assert f"{number}/2" not in other and f"{number}/2" in again
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "autres versions" in hands.preau("review", "list")


def test_a_word_is_said_by_the_mandate_that_the_proposal_needs(
    tmp_path: Path, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is a steward, a referent there and a referent here speaks here as the referent of here, and is told so."""
    people = {code: [referent("agathe")] for code in ("81", "34")}
    names = {"81": "Tarn", "34": "Hérault"}
    more = {f"content/territories/{code}.yml": territory(code, names[code], who) for code, who in people.items()}
    hands = Hands(Movement(tmp_path, more=more), keys)
    monkeypatch.chdir(tmp_path)
    number = hands.propose("initiatives/81/jardin.md", initiative(code="81", committees="[]"))

    said = [hands.preau("review", verb, number, "--reason", REASON, who="agathe") for verb in ("advise", "return")]

    assert all("81/agathe" in one for one in said), said
    assert "Agathe (81)" in hands.preau("review", "show", number)


def test_a_word_by_a_mandate_that_the_proposal_does_not_need_is_not_said(hands: Hands) -> None:
    """Only an advice can come from elsewhere; the rest is refused here, naming who answers."""
    number = hands.propose("initiatives/34/jardin.md", initiative())

    assert "34/helene-34" in hands.preau("review", "return", number, "--reason", REASON, who="yves-81", code=1)
    assert "81/yves-81" in hands.preau("review", "advise", number, "--reason", REASON, who="yves-81")


def test_a_breach_is_acknowledged_even_where_its_file_name_is_taken(hands: Hands, movement: Movement) -> None:
    """Whoever put something around the guard may have put a file in the way too: another name is found."""
    clone = movement.clone()

    def around(path: str, text: str) -> str:
        made = commit(clone, {path: text}, "Sans accord")
        git(movement.bare, "fetch", "--quiet", str(clone), made)
        git(movement.bare, "update-ref", "refs/heads/main", made)
        return made

    first = around("initiatives/34/force.md", initiative("Passé en force"))
    year = movement.session().day.year
    name = f"content/decisions/{year}/{year}-acknowledged-{first[:12]}"
    second = around(f"{name}.yml", "pris: oui\n")

    for one in (first, second, first):
        hands.preau("review", "acknowledge", one, "--reason", REASON, who="agathe")

    git(hands.clone, "pull", "--quiet")
    assert [(hands.clone / f"{name}-{last}.yml").is_file() for last in ("2", "3")] == [True, True]
    assert "Aucun manquement" in hands.preau("audit")


def test_any_territory_touched_declines_the_whole_proposal(hands: Hands, movement: Movement) -> None:
    """What touches two territories waits for both: the referent of the second refuses it, and the audit agrees."""
    paths = [hands.clone / f"initiatives/{code}/jardin.md" for code in ("34", "81")]
    for path, text in zip(paths, (initiative(), initiative("Celui du Tarn", code="81", committees="[]")), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    said = hands.preau("propose", *map(str, paths))
    number = re.findall(r"\d{4}-\d{4}", said)[0]

    hands.preau("review", "decline", number, "--criterion", "aide-aux-personnes", "--reason", REASON, who="yves-81")

    decision = git(hands.clone, "show", f"origin/main:content/decisions/{number[:4]}/{number}.yml").stdout
    assert 'territory: "81"' in decision and "81/jardin" in decision and "Celui du Tarn" in decision
    assert movement.waits() == {}
    git(hands.clone, "fetch", "--quiet", "origin", "+refs/preau/*:refs/preau/*")
    assert "Aucun manquement" in hands.preau("audit")
    told = hands.preau("receipt", "verify", str(movement.folder / f"receipt-{number}-1.txt"))
    assert "34, 81" in told and "refus" in told
