"""Pictures: described, light, what their name says, and without the place where they were taken."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import GPS, IFD, Base

from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.reading.load import Tree
from preau.reading.records import Record
from preau.reading.tree import UNREADABLE, Entry

LOCATED = declare(
    "PR405", Severity.ERROR, N_("A photograph that says where it was taken"),
    N_("the picture holds {what}"),
    N_("Save a copy without its hidden data: most telephones and editors offer it when sharing or exporting."),
    N_("A photograph can hold the address of the person who took it, to the metre."),
)  # fmt: skip
NO_ALT = declare(
    "PR501", Severity.ERROR, N_("A picture without its description"),
    N_("this picture has no description: {found}"),
    N_("Describe it between the brackets: ![What one sees](file.jpg)."),
    N_("Blind readers, and readers whose network is too slow, read the description."),
)  # fmt: skip
PIXELS = declare(
    "PR503", Severity.ERROR, N_("A picture with too many pixels"),
    N_("{width} × {height} pixels, at most {most} on a side are allowed"),
    N_("Save it smaller: 1600 pixels are enough for a full page."),
    N_("A small file can unfold into an image that fills the memory of a telephone."),
)  # fmt: skip
FORMAT = declare(
    "PR504", Severity.ERROR, N_("A picture that is not what its name says"),
    N_("the name says {said}, the content is {found}"),
    N_("Save it again as JPEG, PNG or WebP, with the ending that goes with it."),
    N_("A file that lies about its kind can be something else than a picture."),
)  # fmt: skip
MISSING = declare(
    "PR505", Severity.ERROR, N_("A picture that is not there"),
    N_("the file {name} is not beside this one"),
    N_("Add the file to the same folder, or remove the lines image: from the head."),
    N_("Readers would see an empty frame."),
)  # fmt: skip

SIDE = 4096
_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


def image_file(tree: Tree, entry: Entry) -> Iterator[Finding]:
    """Judge one picture by its header; its pixels are never unfolded."""
    try:
        data = tree.read(entry.path)
    except OSError as error:
        yield UNREADABLE.at(entry.path, name=entry.path, why=error.strerror or "")
        return
    said = _FORMATS[entry.path.rsplit(".", 1)[1]]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "WEBP"]) as image:
                yield from _judge(entry.path, said, image)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        found = "a bomb" if isinstance(error, Image.DecompressionBombError) else N_("no picture")
        yield FORMAT.at(entry.path, said=said, found=found)


def _judge(path: str, said: str, image: Image.Image) -> Iterator[Finding]:
    if image.format != said:
        yield FORMAT.at(path, said=said, found=image.format)
    if max(image.size) > SIDE:
        yield PIXELS.at(path, width=image.size[0], height=image.size[1], most=SIDE)
    exif = image.getexif()
    if exif.get_ifd(IFD.GPSInfo).get(GPS.GPSLatitude) or "xmp" in image.info and b"GPSLatitude" in _bytes(image.info["xmp"]):
        yield LOCATED.at(path, what=N_("the place where it was taken (GPS)"))
    serials = {Base.BodySerialNumber, Base.CameraOwnerName, Base.Artist, Base.LensSerialNumber}
    if any(tag in exif or tag in exif.get_ifd(IFD.Exif) for tag in serials):
        yield LOCATED.at(path, what=N_("the name or the serial number of its owner's camera"))


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def record_image(record: Record, known_paths: frozenset[str]) -> Iterator[Finding]:
    """The picture that an initiative names must be beside it."""
    if record.value and record.value.image:
        folder = record.entry.path.rpartition("/")[0]
        name = record.value.image.src
        if f"{folder}/{name}" not in known_paths:
            yield MISSING.at(record.entry.path, *record.marked.place(("image", "src")), name=name)
