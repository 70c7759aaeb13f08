"""Two pictures that are small on disk and huge in memory."""

from pathlib import Path

from PIL import Image


def make(root: Path) -> None:
    """One that is too wide, and one that is a bomb."""
    folder = root / "initiatives" / "34"
    Image.new("1", (6000, 10)).save(folder / "large.png")
    Image.new("1", (20000, 20000)).save(folder / "bombe.png")
