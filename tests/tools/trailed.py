"""A guarded movement to which everything happened that a trail can tell: what the tests of its pages start from."""

from __future__ import annotations

from pathlib import Path

import pytest

from guarded import MODEL, Forger, Movement, commit, git, initiative, key, movement, public, push_for_review, referent
from guarded import territory as place
from preau.proposals.statement import Verb
from shared import once

GARDEN = "initiatives/34/jardin.md"
LIBRARY = "initiatives/34/bibliotheque.md"
GONE = "initiatives/34/atelier.md"
EVERYTHING = ("+refs/preau/*:refs/preau/*", "+refs/proposals/*:refs/proposals/*")
"""What a plain clone leaves behind."""
REASON = "Le projet ne dit pas encore quelles personnes en difficulté il aide, ni comment."


def everything(factory: pytest.TempPathFactory) -> Movement:
    """A copy, for one module of tests, of the movement to which everything happened."""
    return Movement.copied(once(factory, "trailed", trailed), factory.mktemp("trailed"))


def trailed(folder: Path) -> Movement:
    """Approvals, news, refusals, a deletion, a dropped proposal, one that waits, breaches, a stolen key."""
    made = Movement(folder, more={"content/movement.yml": movement(stewards=["agathe"])})
    approve(made, GARDEN, initiative("Un jardin pour tous"))
    forger = Forger(made)
    forger.publish({LIBRARY: initiative("Une bibliothèque de rue")}, "34/karim-34")
    forger.publish({GONE: initiative("Un atelier de vélos")}, "34/helene-34")
    news = (made.folder / "source" / MODEL).read_text(encoding="utf-8").replace("status: underway", "status: seeking")
    forger.publish({MODEL: news}, "carrier/berges-propres", verb=Verb.AMEND, independent=False)
    delete(forger)
    decline(made, "declined", "mare", initiative("Une mare", summary="Creuser une mare au bord du chemin communal."))
    decline(made, "withdrawn", "fete", initiative("Une fête", summary="Réunir les voisins autour d’un repas partagé."))
    drop(
        made,
        send(made, "serre", initiative("Une serre", summary="Construire une serre derrière la mairie du village.")),
    )
    send(made, "cabane", initiative("Une cabane", summary="Construire une cabane pour attendre le bus à l’abri."))
    steal(Forger(made))
    breach(made)
    return made


def send(made: Movement, slug: str, text: str) -> str:
    """Propose an initiative by an ordinary push; its number."""
    clone = made.clone()
    commit(clone, {f"initiatives/34/{slug}.md": text})
    done = push_for_review(clone, slug)
    return next(word for word in done.stderr.split() if word[:2] == "20" and word[4:5] == "-" and len(word) == 9)


def approve(made: Movement, path: str, text: str) -> str:
    """Propose an initiative, and have Hélène approve it."""
    number = send(made, path.rpartition("/")[2].removesuffix(".md"), text)
    made.session().approve(number, key("helene-34"))
    return number


def decline(made: Movement, outcome: str, slug: str, text: str) -> str:
    """Propose an initiative, and have Hélène decide otherwise than by publishing it."""
    number = send(made, slug, text)
    criterion = {"criterion": "aide-aux-personnes"} if outcome == "declined" else {}
    facts = {
        "outcome": outcome,
        "proposal": f"34/{slug}",
        "title": slug.title() * 2,
        "territory": "34",
        "reason": REASON,
    }
    made.session().decide(number, {**facts, **criterion}, key("helene-34"))
    return number


def drop(made: Movement, number: str) -> None:
    """Make a proposal disappear, as an administrator of the server could."""
    for ref in made.repository.refs(f"refs/proposals/{number}"):
        git(made.bare, "update-ref", "-d", ref)


def delete(forger: Forger) -> None:
    """Delete an initiative, with its reason and two signatures."""
    told = (
        "id: 2026-atelier\noutcome: deleted\nproposal: 34/atelier\ntitle: Un atelier de vélos\n"
        'territory: "34"\nreason: La personne qui le portait a demandé que son projet disparaisse.\ndate: 2026-11-20\n'
    )
    forger.publish({GONE: None, "content/decisions/2026/2026-atelier.yml": told}, "34/helene-34", "34/karim-34")


def steal(forger: Forger) -> None:
    """The only steward declares the key of Karim stolen, and approves this change of their own."""
    karim = referent("karim-34") + f"    stolen:\n      - key: {public('karim-34')}\n        since: 2026-06-01\n"
    forger.publish(
        {"content/territories/34.yml": place("34", "Hérault", [referent("helene-34"), karim])}, "steward/agathe",
        independent=False,
    )  # fmt: skip


def breach(made: Movement) -> None:
    """Two ordinary commits put on the branch by whoever holds the server; the steward acknowledges the first one."""
    for slug, acknowledged in (("force", True), ("encore", False)):
        clone = made.clone()
        told = commit(clone, {f"initiatives/34/{slug}.md": initiative(f"Passé en {slug}")}, "Sans accord")
        git(made.bare, "fetch", "--quiet", str(clone), told)
        git(made.bare, "update-ref", "refs/heads/main", told)
        if acknowledged:
            made.session().acknowledge(told, "Publiée par erreur lors d’une panne ; le texte convient.", key("agathe"))


def copy(made: Movement) -> Path:
    """A clone with everything that can be verified."""
    clone = made.clone()
    git(clone, "fetch", "--quiet", "origin", *EVERYTHING)
    return clone
