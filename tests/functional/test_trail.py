"""The trail in the site: who approved what is drawn from a real guarded repository, or its absence is explained."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path

import pytest

from guarded import MODEL, Forger, Movement, commit, git, initiative, movement
from preau.model.trailfile import TrailFile
from trailed import EVERYTHING, GARDEN, LIBRARY, breach, copy, drop, everything, send

LATER = "2027-01-15"
"""The day of these builds: what was received meanwhile is late."""
Repo = Callable[..., Path]


def build(root: Path, *options: str, site: str = "site", program: str = "preau.cli", day: str = LATER) -> Path:
    """The site of a movement, made by the real command."""
    name = "main" if program == "preau.cli" else "cli as main"
    call = [sys.executable, "-c", f"from {program} import {name}; main()", "build", *options]
    env = {**os.environ, "PREAU_DATE": day}
    done = subprocess.run(
        [*call, "--site-dir", str(root / site)], cwd=root, capture_output=True, text=True, env=env, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return root / site


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of a site."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def said(site: Path, address: str, part: str = "main") -> str:
    """What one reads on a page: its text, on one line."""
    html = (site / address.lstrip("/") / "index.html").read_text(encoding="utf-8")
    found = (
        re.search(rf'<main.*</main>|<section[^>]*id="{part}".*?</section>', html, re.S)
        if part == "main"
        else (re.search(rf'<section[^>]* id="{part}".*?</section>|<section id="{part}".*?</section>', html, re.S))
    )
    assert found, part
    return (
        re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found.group())))
        .replace("\u202f", " ")
        .replace("\xa0", " ")
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Movement:
    """The movement to which everything happened."""
    return everything(tmp_path_factory)


@pytest.fixture(scope="module")
def clone(made: Movement) -> Path:
    """A copy of it with its log and its proposals."""
    return copy(made)


@pytest.fixture(scope="module")
def site(clone: Path) -> Path:
    """Its site."""
    return build(clone, "--no-search")


def test_an_initiative_says_who_approved_it(site: Path) -> None:
    """The name, the territory, the mandate and its days, how long it took, how sure it is, and how to verify it."""
    text = said(site, "/initiatives/34/jardin/", "approval")

    assert "publiée le jour de sa réception" in text
    assert "Helene-34 personne fictive , référent ( Hérault ), mandat du 1er janvier 2026 au 31 décembre 2099" in text
    assert "vérifié" in text
    assert "git clone ADRESSE-DU-DEPOT verification && cd verification && preau audit" in text


def test_what_happened_since_is_said_too(site: Path) -> None:
    """Older than the guard, changed by its carrier, signed with a stolen key, published against the rules."""
    news, stolen = said(site, "/initiatives/34/berges-propres/", "approval"), said(site, "/" + LIBRARY[:-3], "approval")

    assert "Publié avant la garde" in news
    assert "nouvelles données La personne qui la porte , avec sa propre clé vérifié" in news
    assert "contesté" in stolen
    assert "vérifié" not in stolen.partition("Vérifier")[0]
    assert "Personne dont le mandat compte n’a signé. Cette publication enfreint" in said(
        site, "/initiatives/34/encore/", "approval"
    )
    assert "les responsables du registre l’ont reconnu" in said(site, "/initiatives/34/force/", "approval")


def test_breaches_are_never_hidden(site: Path) -> None:
    """The open ones first, then the acknowledged ones with the decision that says why."""
    text = said(site, "/transparence/")

    assert "Non : 3 manquements aux règles sont ouverts." in text
    assert "(PA101)" in text
    assert "3 manquements reconnus par les responsables du registre" in text
    assert "1 donné par son propre auteur" in text


def test_what_waits_and_what_disappeared_is_counted(site: Path) -> None:
    """By number, with the days late; and by territory."""
    text = said(site, "/transparence/")

    assert "1 proposition a disparu sans décision" in text
    assert re.search(r"2026-0005 · Hérault · reçue le", text)
    assert re.search(r"2026-0006 · Hérault · réponse attendue le .* au plus tard, \d+ jours de retard", text)
    assert re.search(r"Hérault 2 5 2 0 1 1 1", text)


def test_a_copy_without_the_proposals_says_so(made: Movement) -> None:
    """Whether what was received waits or disappeared is not known there: nobody is accused; lateness still shows."""
    partial = made.clone()
    git(partial, "fetch", "--quiet", "origin", EVERYTHING[0])

    early, late = (build(partial, "--no-search", site=day, day=day) for day in (str(made.session().day), LATER))

    told = said(early, "/transparence/")
    assert (
        "disparu sans décision" not in told
        and "2 propositions sans réponse ne sont pas dans la copie qui a fait ce site" in told
    )
    states = [one.state for one in TrailFile.model_validate_json((early / "trail.json").read_text("utf-8")).received]
    assert [one for one in states if one in {"waiting", "dropped", "unknown"}] == ["unknown", "unknown"]
    assert "2 propositions sans réponse dans le délai" in said(late, "/transparence/")
    git(partial, "config", "--add", "remote.origin.fetch", EVERYTHING[1])
    git(partial, "fetch", "--quiet", "origin")
    assert "1 proposition a disparu sans décision" in said(build(partial, "--no-search"), "/transparence/")


def test_decisions_are_told_with_their_reason_and_signature(site: Path) -> None:
    """Refused, withdrawn, deleted, acknowledged and published things, each under its heading."""
    text = said(site, "/transparence/decisions/")

    for heading in (
        "Refus",
        "Retraits",
        "Suppressions",
        "Manquements reconnus",
        "Publications",
        "Publié contre les règles",
    ):
        assert heading in text
    assert "Refusée" in text
    assert "Décision 2026-0003" in text
    assert "approuvé par son auteur" in text
    assert "Antérieure à la garde : non signée." in text


def test_a_deleted_initiative_leaves_its_reason(site: Path) -> None:
    """Its address answers, asks search engines not to keep it, and says why."""
    html = (site / "initiatives/34/atelier/index.html").read_text(encoding="utf-8")

    assert '<meta name="robots" content="noindex">' in html
    assert "La personne qui le portait a demandé" in said(site, "/initiatives/34/atelier/")
    assert "data-lookup-body" not in html


def test_keys_and_rules_are_public(site: Path) -> None:
    """Fingerprints as `ssh-keygen -l` tells them, stolen ones named; what one person may do alone."""
    mandates, rules = said(site, "/transparence/mandats/"), said(site, "/transparence/regles/")

    assert "SHA256:ZJgoaUpnPUL1LAGtIG/cssonG19Qq66suVxr2c9Lruo" in mandates
    assert "déclarée volée, depuis le 1er juin 2026" in mandates
    assert "en signant avec sa propre clé" in rules
    assert "en dernier, les responsables du registre" in rules


def test_feeds_follow_a_territory_and_a_proposal(site: Path) -> None:
    """What was decided there; what happened to a number; and every number in one file of five hundred."""
    decided = json.loads((site / "transparence/decisions/34/feed.json").read_text(encoding="utf-8"))
    late = (site / "transparence/propositions/2026-0006.xml").read_text(encoding="utf-8")
    known = json.loads((site / "transparence/propositions/2026/0001-0500.json").read_text(encoding="utf-8"))

    assert "Refusée : MareMare" in {item["title"].replace("\xa0", " ") for item in decided["items"]}
    assert "Personne n’a répondu dans le délai promis" in late
    assert [one["state"] for one in known["proposals"]] == ["published", "declined", "withdrawn", "dropped", "waiting"]
    assert not (site / "transparence/decisions/81").exists()


def test_the_trail_is_there_for_programs(site: Path, clone: Path) -> None:
    """Whole, as its model says, and the same as what Git holds."""
    text = (site / "trail.json").read_text(encoding="utf-8")
    value = TrailFile.model_validate_json(text)
    blob = git(clone, "rev-parse", f"origin/main:{GARDEN}").stdout.strip()

    assert value.tip == git(clone, "rev-parse", "origin/main").stdout.strip()
    assert [one.paths[0].blob for one in value.publications if one.paths[0].path == GARDEN] == [blob]
    assert {one.code for one in value.breaches if not one.acknowledged} == {"PA101", "PA209", "PA402"}
    assert (site / "schemas/trail.json").is_file()


def test_only_two_files_name_the_audited_commit(site: Path) -> None:
    """A page that named it would change with every merge."""
    tip = json.loads((site / "trail.json").read_text(encoding="utf-8"))["tip"].encode()[:12]

    assert {name for name, data in tree(site).items() if tip in data} == {"transparence/index.html", "trail.json"}


def test_the_same_trail_gives_the_same_bytes(made: Movement, clone: Path, site: Path) -> None:
    """From what was kept or audited anew, by both doors, in another copy."""
    other = copy(made)
    (other / "mkdocs.yml").write_text(
        (other / "mkdocs.yml").read_text().replace("plugins: [preau]", "plugins: [{preau: {search: false}}]")
    )
    again, full = build(clone, "--no-search", site="again"), build(clone, "--no-search", "--full", site="full")
    theirs = build(other, "--quiet", "--strict", program="mkdocs.__main__")

    assert tree(again) == tree(full) == tree(site) == tree(theirs)


def test_a_merge_changes_no_page_of_another_initiative(tmp_path: Path) -> None:
    """Two records: one is published, the page of the other keeps its bytes."""
    made = Movement(tmp_path)
    forger = Forger(made)
    forger.publish({GARDEN: initiative()}, "34/helene-34")
    root = copy(made)
    before = tree(build(root, "--no-search"))
    forger.publish({LIBRARY: initiative("Une bibliothèque de rue")}, "34/karim-34")
    git(root, "pull", "--quiet")

    after = tree(build(root, "--no-search"))

    changed = {name for name in before if after.get(name) != before[name]}
    assert f"{GARDEN[:-3]}/index.html" not in changed
    assert f"{MODEL[:-3]}/index.html" not in changed
    assert {"trail.json", "transparence/index.html", "transparence/decisions/index.html"} <= changed


def test_what_is_kept_is_never_stale(tmp_path: Path) -> None:
    """A proposal that disappears, and a branch that moves, are seen by the next build."""
    made = Movement(tmp_path)
    root = copy(made)
    git(root, "config", "--add", "remote.origin.fetch", EVERYTHING[1])
    assert "Oui : chaque publication" in said(build(root, "--no-search"), "/transparence/")
    number = send(made, "serre", initiative("Une serre", summary="Construire une serre derrière la mairie du village."))
    git(root, "fetch", "--quiet", "--prune", "origin", *EVERYTHING)
    assert f"{number} · Hérault · réponse attendue" in said(build(root, "--no-search"), "/transparence/")
    drop(made, number)
    git(root, "fetch", "--quiet", "--prune", "origin", *EVERYTHING)
    assert f"{number} · Hérault · reçue" in said(build(root, "--no-search"), "/transparence/")
    breach(made)
    git(root, "pull", "--quiet")

    assert "Non :" in said(build(root, "--no-search"), "/transparence/")


def test_files_that_differ_are_not_shown_as_approved(made: Movement) -> None:
    """A text changed on this computer, committed or not, and a new one; line ends of Windows change nothing."""
    root = copy(made)
    for path in (GARDEN, LIBRARY):
        text = (root / path).read_text(encoding="utf-8")
        (root / path).write_text(text.replace("bouteilles", "sacs") if path == GARDEN else text, newline="\r\n")
    commit(root, {GARDEN: (root / GARDEN).read_text(encoding="utf-8")}, "Chez moi")
    (root / "initiatives/34/neuf.md").write_text(initiative("Tout neuf"), encoding="utf-8")

    site = build(root, "--no-search")

    assert "Modifié depuis, pas encore approuvé" in said(site, f"/{GARDEN[:-3]}/", "approval")
    assert "Modifié" not in said(site, f"/{LIBRARY[:-3]}/", "approval")
    assert "Pas encore publié" in said(site, "/initiatives/34/neuf/", "approval")


def shallow(made: Movement, folder: Path) -> Path:
    """A copy that holds only the last commit."""
    git(folder, "clone", "--quiet", "--depth=1", made.bare.as_uri(), "shallow")
    return folder / "shallow"


def without_git(made: Movement, folder: Path) -> Path:
    """The files alone."""
    root = copy(made)
    shutil.rmtree(root / ".git")
    return root


def unguarded(made: Movement, folder: Path) -> Path:
    """A repository where nobody ever signed."""
    shutil.copytree(made.folder / "source", folder / "plain")
    root = folder / "plain"
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "config", "user.name", "x")
    git(root, "config", "user.email", "x@example.org")
    commit(root, {}, "Tout")
    return root


def inside(made: Movement, folder: Path) -> Path:
    """A movement in a folder of another repository."""
    root = unguarded(made, folder)
    shutil.copytree(made.folder / "source", root / "inner")
    return root / "inner"


ABSENT: Mapping[str, tuple[Callable[[Movement, Path], Path], str]] = {
    "shallow": (shallow, "une copie qui ne contient qu’une partie de l’historique"),
    "no-git": (without_git, "sans leur historique (Git)"),
    "unguarded": (unguarded, "Aucune garde ne protège encore le dépôt"),
    "inside": (inside, "sans leur historique (Git)"),
}


@pytest.mark.parametrize("case", ABSENT)
def test_without_a_trail_the_site_says_why(case: str, made: Movement, tmp_path: Path) -> None:
    """The site is there, calm, with the reason; no initiative pretends to be approved."""
    prepare, reason = ABSENT[case]

    site = build(prepare(made, tmp_path), "--no-search")

    text = said(site, "/transparence/")
    assert "La trace des accords n’est pas disponible sur ce site." in text
    assert reason in text
    assert 'id="approval"' not in (site / MODEL[:-3] / "index.html").read_text(encoding="utf-8")
    why = "no-git" if case == "inside" else case
    assert json.loads((site / "trail.json").read_text(encoding="utf-8"))["unavailable"] == why


def test_a_copy_without_the_log_says_so(made: Movement) -> None:
    """A plain clone verifies the approvals, and does not pretend that nothing was received."""
    site = build(made.clone(), "--no-search")

    assert "Le journal de ce qui a été reçu n’est pas dans la copie" in said(site, "/transparence/")
    assert "vérifié" in said(site, f"/{GARDEN[:-3]}/", "approval")


def test_hostile_names_of_files_are_harmless(tmp_path: Path) -> None:
    """An administrator puts files on the branch whose names are markup, directions and bytes: shown as codes."""
    made = Movement(tmp_path, more={"content/movement.yml": movement(stewards=["agathe"])})
    clone = made.clone()
    for name in (b"<img src=x onerror=alert(1)>", "droite\u202eexe.txt".encode(), b"octets\xff"):
        (Path(os.fsdecode(os.fsencode(clone) + b"/" + name))).write_text("x")
        git(clone, "add", "--all")
        git(clone, "commit", "--quiet", "-m", "x")
    git(made.bare, "fetch", "--quiet", str(clone), "HEAD")
    git(made.bare, "update-ref", "refs/heads/main", git(clone, "rev-parse", "HEAD").stdout.strip())

    site = build(copy(made), "--no-search")

    html = (site / "transparence/decisions/index.html").read_text(encoding="utf-8")
    assert "<img src=x" not in html
    assert "&lt;img src=x onerror" in html
    assert "\u202e" not in html
    TrailFile.model_validate_json((site / "trail.json").read_text(encoding="utf-8"))
