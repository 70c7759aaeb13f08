"""A small movement whose course has a picture and a film, built at two revisions, for the tests of what is kept."""

from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path

from PIL import Image

from command import PREAU

MINIMAL = Path(__file__).parents[1] / "sites" / "minimal"
TODAY = "2026-11-23"
SLUG, IDENTIFIER = "agir", "2faf1b51-be8e-4d27-b982-0f1b92f2ccdc"
FILM = bytes(range(256)) * 40
"""Not a film: nobody plays it here, its bytes are counted."""
SECOND = """---
identifier: 3d0f5f0a-93a7-4f09-9a53-51d0f5a0f7b2
title: Écouter
time_required: PT15M
teaches: [observer-un-besoin]
key_points:
  - On écoute avant de proposer.
---

{words}

{filler}

![Une place vide le matin](place.png)

> [!VIDEO]
> src: rive.webm
> captions: rive.vtt
> title: La rive
> transcript: On voit la rive, puis le pont, puis la place du marché.
"""
MKDOCS = """site_name: Essai
docs_dir: content/pages
theme:
  name: material
plugins:
  - preau
"""
ENGLISH = {
    "content/movement.yml": {"language: fr": "language: en"},
    "content/pages/index.md": {"/cours/": "/courses/"},
    "initiatives/34/berges-propres.md": {
        "## Problème": "## Problem", "## Moyens": "## Means", "## Avancement": "## Progress",
    },
}  # fmt: skip
"""What makes the movement an English-speaking one, by file."""


def movement(root: Path, words: str, colour: str, language: str = "fr") -> Path:
    """Its files: `words` and the colour of the picture are what a revision changes."""
    shutil.copytree(MINIMAL, root)
    course = root / "courses" / SLUG
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(picture, "PNG")
    told = (course / "course.yml").read_text(encoding="utf-8")
    files = {
        "mkdocs.yml": MKDOCS.replace("material", f"material\n  language: {language}"),
        f"courses/{SLUG}/course.yml": told.replace("[01-observer]", "[01-observer, 02-ecouter]"),
        f"courses/{SLUG}/02-ecouter.md": SECOND.format(words=words, filler="\n\n".join(["Puis on note."] * 30)),
        f"courses/{SLUG}/rive.vtt": "WEBVTT\n\n00:00.000 --> 00:02.000\nLa rive.\n",
    }
    for path, text in files.items():
        (root / path).write_text(text, encoding="utf-8")
    (course / "place.png").write_bytes(picture.getvalue())
    (course / "rive.webm").write_bytes(FILM)
    if language == "en":
        for path, words_of_it in ENGLISH.items():
            text = (root / path).read_text(encoding="utf-8")
            for french, english in words_of_it.items():
                text = text.replace(french, english)
            (root / path).write_text(text, encoding="utf-8")
    return root


def build(root: Path, folder: Path) -> Path:
    """The site of a movement, without its search."""
    command = [PREAU, "build", "--no-search", "--site-dir", str(folder), "--date", TODAY]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder
