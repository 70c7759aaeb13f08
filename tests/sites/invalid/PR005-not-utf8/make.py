"""A page saved as people did in 2005: bytes that no tool of today would keep as they are."""

from pathlib import Path


def make(root: Path) -> None:
    """Save the home page as Latin-1."""
    page = root / "content" / "pages" / "index.md"
    text = page.read_text(encoding="utf-8").replace("petit que possible", "petit et très aimé")
    page.write_bytes(text.encode("latin-1"))
