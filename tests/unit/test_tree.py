"""Which files there are is judged before anything is opened: names, links, sizes, and names that collide."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from preau.findings import Finding
from preau.reading.tree import Entry, WorkTree, slugify


def seen(root: Path) -> tuple[list[str], list[str]]:
    """Paths that have a meaning, and findings as `path CODE`."""
    found = list(WorkTree(root).scan())
    entries = [one.path for one in found if isinstance(one, Entry)]
    return entries, [f"{one.path} {one.code}" for one in found if isinstance(one, Finding)]


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Berges propres à Agde", "berges-propres-a-agde"),
        ("L'Œuvre & l'ÉTÉ — 2026 !", "l-oeuvre-l-ete-2026"),
        ("Ça, là-bas…", "ca-la-bas"),
        ("L’Europe aujourd’hui – et “demain”", "l-europe-aujourd-hui-et-demain"),
        ("Straße de Łódź", "strasse-de-lodz"),
        (
            "Comprendre en douze cartes ce que la commune décide pour de bon",
            "comprendre-en-douze-cartes-ce-que-la-commune-decide-pour-de",
        ),
        ("<img src=x>", "img-src-x"),
        ("東京", ""),
        ("-", ""),
        ("a" * 80, "a" * 60),
        ("é" * 59 + " bien", "e" * 59),
    ],
)
def test_makes_a_name_out_of_a_title(title: str, slug: str) -> None:
    """Small letters without accents, digits, hyphens; never longer than sixty signs, never ending with a hyphen."""
    assert slug == slugify(title)


def test_a_name_is_its_own_name() -> None:
    """What was made a name once does not change any more."""
    assert slugify("Un café à Œting") == slugify(slugify("Un café à Œting"))


def test_only_known_places_are_entered(tmp_path: Path) -> None:
    """Files beside the three folders of content are the stewards' affair; leavings of computers are ignored."""
    for path in (
        "content/movement.yml",
        "content/.DS_Store",
        "mkdocs.yml",
        "secret/x.md",
        "initiatives/34/a.md",
        "courses/a/b/c.md",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("a", encoding="utf-8")

    assert seen(tmp_path) == (["content/movement.yml", "initiatives/34/a.md"], ["courses/a/b/c.md PR001"])


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for a privilege to make links")
def test_links_are_never_followed(tmp_path: Path) -> None:
    """Neither a link to a file, nor one to a folder, nor one in the place of a whole section, nor a broken one."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.md").write_text("secret", encoding="utf-8")
    root = tmp_path / "movement"
    (root / "initiatives" / "34").mkdir(parents=True)
    (root / "initiatives" / "34" / "a.md").symlink_to(secret / "a.md")
    (root / "initiatives" / "34" / "b.md").symlink_to("/nowhere")
    (root / "initiatives" / "35").symlink_to(secret)
    (root / "courses").symlink_to(secret)

    entries, findings = seen(root)

    assert entries == []
    assert sorted(findings) == [
        "courses PR003",
        "initiatives/34/a.md PR003",
        "initiatives/34/b.md PR003",
        "initiatives/35 PR003",
    ]
    with pytest.raises(OSError, match=r"symbolic|link"):
        WorkTree(root).read("initiatives/34/a.md")


def test_names_that_some_computers_confuse_collide(tmp_path: Path) -> None:
    """Capitals and the two ways of writing an accent."""
    folder = tmp_path / "content" / "pages"
    folder.mkdir(parents=True)
    names = ["a.md", "A.md", unicodedata.normalize("NFC", "é.md"), unicodedata.normalize("NFD", "é.md")]
    for name in names:
        (folder / name).write_text("a", encoding="utf-8")
    if len(list(folder.iterdir())) < len(names):
        return  # this computer is one of them

    _, findings = seen(tmp_path)

    assert len([one for one in findings if one.endswith("PR006")]) == 2


def test_names_that_are_no_text_can_be_told(tmp_path: Path) -> None:
    """A name of bytes that are not UTF-8 is a finding that can be printed."""
    folder = tmp_path / "content" / "pages"
    folder.mkdir(parents=True)
    try:
        (folder / os.fsdecode(b"\xff\xfe.md")).touch()
    except OSError:
        return  # this file system refuses such names by itself

    ((path,),) = [[one.split(" ")[0] for one in seen(tmp_path)[1]]]

    assert path.isprintable()


def test_size_is_judged_without_opening(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A huge file costs nothing: it is refused by its size."""
    (tmp_path / "content").mkdir()
    with (tmp_path / "content" / "movement.yml").open("wb") as stream:
        stream.truncate(5_000_000)
    monkeypatch.setattr("preau.reading.tree.os.open", None)

    assert seen(tmp_path) == ([], ["content/movement.yml PR004"])
