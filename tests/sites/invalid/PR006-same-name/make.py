"""Two names that are one on some computers, so that they are made here and not kept in Git."""

import unicodedata
from pathlib import Path


def make(root: Path) -> None:
    """A name in capitals and in small letters; an accent written in two ways."""
    folder = root / "content" / "pages"
    for name in ("Aide.md", "aide.md", unicodedata.normalize("NFC", "été.md"), unicodedata.normalize("NFD", "été.md")):
        (folder / name).write_text("---\ntitle: Une page\n---\n\nTexte.\n", encoding="utf-8")
