"""A picture, made here because its bytes are of no interest."""

from pathlib import Path

from PIL import Image


def make(root: Path) -> None:
    """Write the picture that the page shows."""
    (root / "content" / "pages" / "images").mkdir()
    Image.new("RGB", (64, 48), "teal").save(root / "content" / "pages" / "images" / "rive.png")
