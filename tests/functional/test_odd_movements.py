"""Movements that are not the sample: small, beginning, or written in other ways; no page has a hole or a dead link."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config

from preau.cli import main

TODAY = "2026-11-23"
Repo = Callable[..., Path]
CONFIGURATION = "site_name: Petit\ndocs_dir: content/pages\nplugins: [preau]\n"
HOME = "---\ntitle: Accueil\n---\n\nBonjour.\n"
INITIATIVE, CARD = "initiatives/34/berges-propres.md", "courses/budget/01-deux-parties.md"
CHAPTER, PLACE = "courses/agir/01-observer.md", "content/territories/34.yml"
NO_COMMITTEE: Mapping[str, None] = {"content/committees/34/agde.yml": None}
NOTHING: Mapping[str, str | None] = {
    INITIATIVE: None, "content/decisions/2026/2026-0001.yml": None, **NO_COMMITTEE, "content/pages/index.md": HOME,
    "courses/agir/course.yml": None, CHAPTER: None, "courses/budget/course.yml": None, CARD: None,
}  # fmt: skip


def built(root: Path, *more: str) -> Path:
    """The site of a movement; the test fails when it cannot be built."""
    (root / "mkdocs.yml").write_text(CONFIGURATION, encoding="utf-8")
    said = CliRunner().invoke(main, ["build", "--root", str(root), "--date", TODAY, "--no-search", *more])
    assert said.exit_code == 0, said.output
    return root / "site"


def page(site: Path, address: str) -> str:
    """The HTML of a page."""
    return (site / address.strip("/") / "index.html").read_text(encoding="utf-8")


def refused(root: Path, program: str, *words: str) -> str:
    """What a command says that could not make the site, in a process of its own: tests leave loggers silent."""
    call = [sys.executable, "-m", program, *words]
    done = subprocess.run(
        call, cwd=root, capture_output=True, text=True, env={**os.environ, "PREAU_DATE": TODAY}, check=False
    )
    assert done.returncode == 1, done.stdout
    return done.stdout + done.stderr


def dead_links(site: Path) -> set[str]:
    """Every link of every page to a file that is not there."""
    found = set()
    for path in site.rglob("*.html"):
        for link in re.findall(r'(?:href|src)="([^"#?]+)', path.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", link):
                target = site / link[1:] if link.startswith("/") else path.parent / link
                if not (target / "index.html" if link.endswith("/") or target.is_dir() else target).is_file():
                    found.add(f"{path.relative_to(site)}: {link}")
    return found


def changed(root: Path, path: str, *pairs: tuple[str, str]) -> Path:
    """The movement with words replaced in one of its files."""
    text = (root / path).read_text(encoding="utf-8")
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize("files", [{}, NOTHING], ids=["small", "with nothing yet"])
def test_a_movement_without_its_optional_pages_has_no_dead_link(repo: Repo, files: Mapping[str, str | None]) -> None:
    """Every word of the menu leads somewhere, whatever the movement has not written yet."""
    site = built(repo(files))

    assert dead_links(site) == set()


def test_home_promises_only_what_is_there(repo: Repo) -> None:
    """Without initiatives, the home page neither invites to answer a need nor shows an empty list."""
    home = page(built(repo(NOTHING)), "/")

    assert "Répondre à un besoin" not in home
    assert '<ul class="grid"></ul>' not in home


def test_a_departement_without_its_region_is_not_overseas(repo: Repo) -> None:
    """Where there are no regions, territories stand under their country; those overseas and abroad stay apart."""
    places = (("971", "Guadeloupe", "department"), ("abroad", "Étranger", "abroad"))
    files = {
        f"content/territories/{code}.yml": f'code: "{code}"\nname: {name}\nkind: {kind}\nparent: fr\n'
        for code, name, kind in places
    }
    shown = page(built(repo(files)), "/territoires/")
    near, far = shown.index("Outre-mer et étranger"), shown.rindex("Guadeloupe")

    assert shown.rindex("Hérault") < near < far
    assert shown.rindex("Étranger") > near


def test_a_facilitator_whose_time_is_over_is_not_shown_as_present(repo: Repo) -> None:
    """People find only those who can still answer; past mandates stay on the page of mandates."""
    root = changed(repo(), PLACE, ("name: Solène Arnavielle\n", "name: Solène Arnavielle\n    until: 2026-02-01\n"))
    site = built(root)

    assert "Solène" not in page(site, "/territoires/34/") + page(site, "/initiatives/34/berges-propres/")
    assert "Solène" in page(site, "/transparence/mandats/")


def test_links_by_file_name_lead_to_pages_from_cards_and_testimonies_too(repo: Repo) -> None:
    """A card may name a chapter, or another card, by its file, as a chapter does."""
    root = repo()
    text = "\nVoir [le chapitre](../agir/01-observer.md#s-regarder) et [la carte](01-deux-parties.md).\n"
    changed(root, CARD, ("construit.\n", "construit.\n" + text))
    changed(root, CHAPTER, ("trois samedis de suite.", "trois samedis, voir [ici](01-observer.md)."))
    site = built(root)

    assert 'href="../../cours/agir/observer/#s-regarder"' in page(site, "/cours/budget/")
    assert 'href="../../cours/budget/#deux-parties"' in page(site, "/cours/budget/")
    assert 'href="../../cours/agir/observer/"' in page(site, "/cours/agir/")
    assert not {link for link in dead_links(site) if ".md" in link}


def test_a_block_never_swallows_what_follows_it(repo: Repo) -> None:
    """Code left open in a block ends with the block, as on a forge."""
    root = repo()
    fences = "\n> [!TIP]\n> ```\n> un\n\nEntre deux.\n\n> [!TIP]\n> ```\n> deux\n\nAprès.\n"
    changed(root, CHAPTER, ("\n## Regarder\n", fences + "\n## Regarder\n"))
    chapter = page(built(root), "/cours/agir/observer/")

    assert "<p>Entre deux.</p>" in chapter
    assert "<p>Après.</p>" in chapter
    assert chapter.count("block-tip") == 3


def test_words_of_an_editor_are_never_taken_for_a_mark(repo: Repo) -> None:
    """What the builder writes to find blocks again cannot be written by anyone."""
    root = changed(repo(), CHAPTER, ("\n## Regarder\n", "\npréau-bloc-99-body\n\npréau-bloc-0-end\n\n## Regarder\n"))

    assert "préau-bloc-99-body" in page(built(root), "/cours/agir/observer/")


@pytest.mark.parametrize("old", ["fr/ancienne", "2A/ancienne", "75-18/ancienne", "r-76/ancienne", "971/ancienne"])
def test_an_initiative_keeps_the_address_it_bore_in_any_territory(repo: Repo, old: str) -> None:
    """Wherever an initiative can stand, it can come from."""
    site = built(changed(repo(), INITIATIVE, ("34/nettoyage-des-berges", old)))

    assert "berges-propres" in page(site, f"/initiatives/{old.lower()}/")


def test_the_model_of_a_file_uses_the_words_of_this_movement(repo: Repo) -> None:
    """Nothing of the sample's vocabularies stands in the form of another movement."""
    root = repo(NOTHING | {PLACE: None})
    term = "- {id: voisins, fr: Voisins, en: Neighbours}\n"
    for name in ("themes", "beneficiaries", "purposes"):
        (root / f"content/vocabularies/{name}.yml").write_text(term, encoding="utf-8")
    form = page(built(root), "/contribuer/proposer/")

    assert form.count("[voisins]") == 3
    assert not re.search(r"personnes-agees|solidarite|initiatives/34/", form)


def test_a_fault_that_only_mkdocs_sees_is_told_with_its_words(repo: Repo) -> None:
    """What stops a build is never only “aborted”."""
    root = changed(repo(), CHAPTER, ("\n## Regarder\n", "\n[x](#s-nulle-part)\n\n## Regarder\n"))
    (root / "mkdocs.yml").write_text(CONFIGURATION + "validation: {anchors: warn}\n", encoding="utf-8")

    assert "s-nulle-part" in refused(root, "preau", "build", "--no-search")


def test_after_mkdocs_build_the_site_is_where_mkdocs_looks_for_it(repo: Repo) -> None:
    """`mkdocs gh-deploy` publishes `site_dir`: it must be the site, not the private folder of the pages."""
    root = repo({"mkdocs.yml": CONFIGURATION.replace("[preau]", "[preau: {search: false}]")})
    config = load_config(str(root / "mkdocs.yml"))
    mkdocs_build(config)

    assert str(root / "initiatives") in config.watch
    assert (Path(config.site_dir) / "initiatives" / "34" / "berges-propres" / "index.html").is_file()


def test_an_english_movement_is_told_its_faults_in_english(repo: Repo) -> None:
    """`mkdocs build` speaks the language of the movement, as `preau build` does."""
    root = changed(repo({"mkdocs.yml": CONFIGURATION}), "content/movement.yml", ("language: fr", "language: en"))

    assert "Nothing was built: the site in place is the last good one." in refused(root, "mkdocs", "build")


def test_open_data_stays_whole_without_initiatives(repo: Repo) -> None:
    """A movement with nothing yet publishes empty data, not broken data."""
    site = built(repo(NOTHING))

    assert json.loads((site / "donnees/initiatives.json").read_text(encoding="utf-8"))["initiatives"] == []
