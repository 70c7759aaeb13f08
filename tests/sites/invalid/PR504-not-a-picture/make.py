"""A picture whose name says another format."""

from pathlib import Path

from PIL import Image


def make(root: Path) -> None:
    """A PNG under the name of a JPEG."""
    Image.new("RGB", (64, 48), "teal").save(root / "initiatives" / "34" / "autre.jpg", format="PNG")
