"""Names that some computers cannot hold, so that they are made here and not kept in Git."""

from pathlib import Path


def make(root: Path) -> None:
    """Write files whose names cannot be addresses."""
    folder = root / "content" / "pages"
    for name in (
        "Été au jardin.md",
        "<img src=x onerror=alert(1)>.md",
        "-rf.md",
        "deux\nlignes.md",
        "$(id).md",
        "Page.MD",
    ):
        (folder / name).write_text("---\ntitle: Une page\n---\n\nTexte.\n", encoding="utf-8")
