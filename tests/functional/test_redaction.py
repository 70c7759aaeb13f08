"""What must disappear from Git disappears: history is rewritten around a tombstone, and the trail still holds."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from test_trail import build, said

from guarded import Forger, Movement, git, initiative, key
from preau.edges.auditing import audit
from preau.edges.redacting import redact
from preau.edges.refusal import Refusal
from preau.edges.repository import Repository
from preau.model.trailfile import TrailFile
from preau.proposals.statement import Verb

PATH = "initiatives/34/jardin.md"
REASON = "Une personne nommée dans ce texte a demandé à ne plus y être."
SECRET = "Chez Madame Exemple, au fond de la cour."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A movement whose history holds a text that must go: approved, changed by its carrier, then corrected."""
    made = Movement(tmp_path_factory.mktemp("made"))
    forger = Forger(made)
    text = initiative(carrier_key="camille").replace("Des gants et des sacs.", SECRET)
    forger.publish({PATH: text}, "34/helene-34")
    forger.publish({"initiatives/34/abri.md": initiative("Un abri pour vélos")}, "34/karim-34")
    news = text.rstrip() + "\n\n### 2026-11-02\n\nDeuxième sortie.\n"
    forger.publish({PATH: news}, "carrier/jardin", verb=Verb.AMEND, independent=False)
    forger.publish({PATH: initiative(carrier_key="camille")}, "34/helene-34")
    return made.folder


@pytest.fixture
def movement(made: Path, tmp_path: Path) -> Movement:
    """The same, for one test to change."""
    return Movement.copied(made, tmp_path)


def secrets(movement: Movement) -> list[str]:
    """The blobs of history that hold the text."""
    repository = movement.repository
    changes = [change for commit in repository.commits("refs/heads/main") for change in commit.changes]
    return sorted({one.new for one in changes if one.new and SECRET.encode() in repository.blob(one.new)})


def everything(bare: Path) -> bytes:
    """Every object that a repository still holds."""
    listed = git(bare, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)").stdout.encode()
    return subprocess.run(["git", "-C", bare, "cat-file", "--batch"], input=listed, capture_output=True).stdout


def clone_with_trail(movement: Movement) -> Path:
    """A stranger's clone, with the trail."""
    clone = movement.clone()
    git(clone, "fetch", "--quiet", "origin", "refs/preau/*:refs/preau/*")
    return clone


def test_the_text_is_gone_and_the_trail_holds(movement: Movement) -> None:
    """No object holds the text any more; every approval is still verified, and the ledger tells who took it out."""
    before = len(audit(movement.repository).trail.publications)
    assert SECRET.encode() in everything(movement.bare)

    redact(movement.bare, secrets(movement), REASON, [key("agathe")])

    assert SECRET.encode() not in everything(movement.bare)
    found = audit(Repository(clone_with_trail(movement)))
    assert ((), before) == (found.breaches, len(found.trail.publications))
    assert found.replay.ledger.signings[0][0].redaction.reason == REASON


def test_the_site_tells_what_was_taken_out(movement: Movement) -> None:
    """How many texts, when, why, by whom, and what each commit became: on the page and for programs."""
    gone, old = secrets(movement), movement.main()
    new = redact(movement.bare, gone, REASON, [key("agathe")])
    clone = clone_with_trail(movement)
    ledger = git(clone, "show", "refs/preau/ledger:map").stdout.split()

    site = build(clone, "--no-search")

    text = said(site, "/transparence/", "trail")
    assert "2 textes effacés de l’historique" in text
    assert REASON in text and "steward/agathe" in text
    assert f"{old[:12]} est devenu {new[:12]}" in text
    (one,) = TrailFile.model_validate_json((site / "trail.json").read_text("utf-8")).redactions
    assert (sorted(one.blobs), one.mandates, one.before, one.after) == (gone, ("steward/agathe",), old, new)
    assert [name for pair in one.commits for name in (pair.old, pair.new)] == ledger


def test_who_saw_the_old_history_accepts_the_new_one(movement: Movement) -> None:
    """An auditor remembers the tip: the ledger says what it has become."""
    clone = clone_with_trail(movement)
    assert audit(Repository(clone), remember=True).breaches == ()

    redact(movement.bare, secrets(movement), REASON, [key("agathe")])
    git(clone, "fetch", "--quiet", "origin", "+refs/heads/main:refs/remotes/origin/main", "refs/preau/*:refs/preau/*")

    assert audit(Repository(clone), "refs/remotes/origin/main", remember=True).breaches == ()


def test_without_the_ledger_the_new_history_is_refused(movement: Movement) -> None:
    """A history rewritten without the stewards' word is another history."""
    clone = clone_with_trail(movement)
    audit(Repository(clone), remember=True)
    redact(movement.bare, secrets(movement), REASON, [key("agathe")])
    git(clone, "fetch", "--quiet", "origin", "+refs/heads/main:refs/remotes/origin/main")

    found = audit(Repository(clone), "refs/remotes/origin/main")

    assert "PA401" in {breach.code for breach in found.breaches}


def test_a_stranger_redacts_nothing(movement: Movement) -> None:
    """Stewards sign, as many as the registry asks for."""
    with pytest.raises(Refusal):
        redact(movement.bare, secrets(movement), REASON, [key("helene-34")])


def test_a_steward_whose_time_is_over_redacts_nothing(movement: Movement) -> None:
    """Their signature would be a breach that nobody could undo: it is refused while nothing is rewritten yet."""
    forger = Forger(movement)
    text = movement.repository.text("cat-file", "blob", f"{forger.tip}:content/movement.yml") + "\n"
    ended = text.replace("    name: Samuel\n", "    name: Samuel\n    until: 2026-01-31\n")
    forger.publish({"content/movement.yml": ended}, "steward/agathe")

    with pytest.raises(Refusal):
        redact(movement.bare, secrets(movement), REASON, [key("samuel")])
    assert movement.main() == forger.tip


def test_a_reason_that_cannot_be_published_is_told_in_words(movement: Movement) -> None:
    """Too short, or with signs that nobody sees: nothing is rewritten."""
    before = movement.main()
    for reason in ("court", "Une raison\u202e assez longue pour être publique."):
        with pytest.raises(Refusal):
            redact(movement.bare, secrets(movement), reason, [key("agathe")])
    assert movement.main() == before


def test_a_ledger_signed_by_nobody_entitled_is_a_breach(movement: Movement, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the server rewrites history with a key of their own: every audit names it."""
    import preau.edges.redacting as room

    monkeypatch.setattr(room, "_stewards", lambda authority, signers, day: [(one, "steward/agathe") for one in signers])
    redact(movement.bare, secrets(movement), REASON, [key("stranger")])

    found = audit(Repository(clone_with_trail(movement)))

    assert "PA404" in {breach.code for breach in found.breaches}


def test_what_is_published_is_first_corrected(movement: Movement) -> None:
    """Redaction is about the past: the present text is changed as any other."""
    oid = movement.repository.files("refs/heads/main", PATH)[PATH][1]

    with pytest.raises(Refusal):
        redact(movement.bare, [oid], REASON, [key("agathe")])


def test_rules_and_mandates_are_never_redacted(movement: Movement) -> None:
    """Who could decide must stay readable for ever."""
    repository = movement.repository
    path = "content/territories/13.yml"
    oid = repository.files("refs/heads/main", path)[path][1]
    Forger(movement).publish({path: 'code: "13"\nname: Provence\nkind: department\nparent: fr\n'}, "steward/agathe")

    with pytest.raises(Refusal):
        redact(movement.bare, [oid], REASON, [key("agathe")])


def test_life_goes_on_after_a_redaction(movement: Movement) -> None:
    """Approvals given before on the old tip still count, and new ones are published."""
    forger = Forger(movement)
    proposal = forger.propose({"initiatives/34/four.md": initiative("Un four à pain")})
    line = forger.sign(proposal, "karim-34", "34/karim-34")
    redact(movement.bare, secrets(movement), REASON, [key("agathe")])

    later = Forger(movement)
    again = later.propose({"initiatives/34/four.md": initiative("Un four à pain")})
    done = later.push(later.merge(again, [line]))

    assert done.returncode == 0, done.stderr
    assert audit(Repository(clone_with_trail(movement))).breaches == ()


def test_a_tombstone_of_ones_own_opens_nothing(movement: Movement) -> None:
    """A file like a tombstone, or the text published again, is judged as any other: only the past is lenient."""
    gone = secrets(movement)[0]
    text = movement.repository.blob(gone).decode()
    redact(movement.bare, secrets(movement), REASON, [key("agathe")])

    for published in (f"preau-redacted {gone}\n", "preau-redacted " + "0" * 40 + "\n", text):
        forger = Forger(movement)
        proposal = forger.propose({PATH: published})
        line = forger.sign(proposal, "stranger", "carrier/jardin", Verb.AMEND, independent=False)
        done = forger.push(forger.merge(proposal, [line]))

        assert done.returncode != 0
        assert "PA306" in done.stderr
