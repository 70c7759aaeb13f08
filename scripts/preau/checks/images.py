"""Pictures: described, light, what their name says, and without the place where they were taken."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.reading.load import Tree
from preau.reading.records import Record
from preau.reading.tree import Entry, unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

PLACE, OWNER = N_("the place where it was taken (GPS)"), N_("the name of its owner or the number of their camera")
LOCATED = declare(
    "PR405", Severity.ERROR, N_("A photograph that says where it was taken"),
    N_("the picture holds {what}"),
    N_("Save a copy without its hidden data: most telephones and editors offer it when sharing or exporting."),
    N_("A photograph can hold the address of the person who took it, to the metre."),
    what=PLACE,
)  # fmt: skip
NO_ALT = declare(
    "PR501", Severity.ERROR, N_("A picture without its description"),
    N_("this picture has no description: {found}"),
    N_("Describe it between the brackets: ![What one sees](file.jpg)."),
    N_("Blind readers, and readers whose network is too slow, read the description."),
    found="banks.jpg",
)  # fmt: skip
PIXELS = declare(
    "PR503", Severity.ERROR, N_("A picture with too many pixels"),
    N_("{size} pixels, at most {most} on a side are allowed"),
    N_("Save it smaller: 1600 pixels are enough for a full page."),
    N_("A small file can unfold into an image that fills the memory of a telephone."),
    size="9000 × 6000", most="4096",
)  # fmt: skip
FORMAT = declare(
    "PR504", Severity.ERROR, N_("A picture that is not what its name says"),
    N_("the name says {said}, the content is: {what}"),
    N_("Save it again as JPEG, PNG or WebP, with the ending that goes with it."),
    N_("A file that lies about its kind can be something else than a picture."),
    said="JPEG", what="PNG",
)  # fmt: skip
MISSING = declare(
    "PR505", Severity.ERROR, N_("A picture or a film that is not there"),
    N_("the file {name} is not beside this one"),
    N_("Add the file to the same folder, or remove the lines that name it."),
    N_("Readers would see an empty frame."),
    name="banks.jpg",
)  # fmt: skip

SIDE = 4096
_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


def image_file(tree: Tree, entry: Entry) -> Iterator[Finding]:
    """Judge one picture by its header; the pixels of a large one are never unfolded."""
    from PIL import Image  # a push without a picture does not wait for its reader

    try:
        data = tree.read(entry.path)
    except OSError as error:
        yield unreadable(entry.path, error)
        return

    said = _FORMATS[entry.path.rsplit(".", 1)[1]]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "WEBP"]) as image:
                yield from _judge(entry.path, said, image)
    except Image.DecompressionBombError as error:
        yield PIXELS.at(entry.path, size="".join(re.findall(r"\((\d+) pixels\)", str(error))) or "…", most=SIDE)
    except Exception:  # a hostile picture can break its reader in any way: whatever happens, it is no picture
        yield FORMAT.at(entry.path, said=said, what=N_("no picture that can be read"))


def _judge(path: str, said: str, image: Image) -> Iterator[Finding]:
    from PIL.ExifTags import GPS, IFD, Base

    if image.format != said:
        yield FORMAT.at(path, said=said, what=str(image.format))
    if max(image.size) > SIDE:
        yield PIXELS.at(path, size=f"{image.size[0]} × {image.size[1]}", most=SIDE)
        return

    exif = image.getexif()
    hidden = b" ".join(_bytes(value) for name, value in image.info.items() if "xmp" in str(name).lower())
    if set(exif.get_ifd(IFD.GPSInfo)) - {GPS.GPSVersionID} or b"exif:GPS" in hidden:
        yield LOCATED.at(path, what=PLACE)
    names = (Base.BodySerialNumber, Base.CameraOwnerName, Base.Artist, Base.LensSerialNumber)
    if any(tag in exif or tag in exif.get_ifd(IFD.Exif) for tag in names) or b"SerialNumber" in hidden:
        yield LOCATED.at(path, what=OWNER)


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def record_image(record: Record, known_paths: Container[str]) -> Iterator[Finding]:
    """The picture that an initiative names must be beside it."""
    if record.value and record.value.image:
        folder = record.entry.path.rpartition("/")[0]
        name = record.value.image.src
        if f"{folder}/{name}" not in known_paths:
            yield MISSING.at(record.entry.path, *record.marked.place(("image", "src")), name=name)
