"""A huge file is written here rather than kept in Git."""

from pathlib import Path


def make(root: Path) -> None:
    """A page of one line of a million words."""
    (root / "content" / "pages" / "longue.md").write_text(
        "---\ntitle: Longue\n---\n" + "mot " * 1_000_000, encoding="utf-8"
    )
