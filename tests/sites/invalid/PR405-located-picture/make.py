"""A photograph as a telephone makes them: with the place, and the name of its owner."""

from pathlib import Path

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base


def make(root: Path) -> None:
    """Write the photograph beside the initiative."""
    exif = Image.Exif()
    exif[Base.Artist] = "Camille Martin"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (43.0, 18.0, 36.0)
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLongitude] = (3.0, 28.0, 30.0)
    Image.new("RGB", (64, 48), "teal").save(root / "initiatives" / "34" / "rive.jpg", exif=exif)
