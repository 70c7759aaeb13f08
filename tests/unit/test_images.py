"""Pictures are judged by their header: their format, their size, and what they tell about whoever took them."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

from preau.checks.images import image_file
from preau.model.kinds import RECORD_IMAGE
from preau.reading.tree import Entry, WorkTree


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    """A small picture, as bytes."""
    stream = io.BytesIO()
    Image.new("RGB", size, "teal").save(stream, format=form, **options)
    return stream.getvalue()


def exif(fill: Callable[[Image.Exif], object]) -> bytes:
    """Hidden data, filled."""
    made = Image.Exif()
    fill(made)
    return made.tobytes()


def located(made: Image.Exif) -> None:
    """The place where a picture was taken."""
    made.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (43.0, 18.0, 36.0)


@pytest.fixture
def said(tmp_path: Path) -> Callable[[str, bytes], list[str]]:
    """The codes of a picture under a name."""

    def judge(name: str, data: bytes) -> list[str]:
        (tmp_path / name).write_bytes(data)
        return [found.code for found in image_file(WorkTree(tmp_path), Entry(name, RECORD_IMAGE, len(data)))]

    return judge


@pytest.mark.parametrize(
    ("name", "form"), [("a.jpg", "JPEG"), ("a.jpeg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP")]
)
def test_plain_pictures_are_welcome(said: Callable[[str, bytes], list[str]], name: str, form: str) -> None:
    """Each of the three formats, with nothing hidden in it."""
    assert said(name, picture(form)) == []


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_the_place_is_found_in_every_format(said: Callable[[str, bytes], list[str]], form: str) -> None:
    """The coordinates that a telephone writes are refused, whatever the file."""
    name = {"JPEG": "a.jpg", "PNG": "a.png", "WEBP": "a.webp"}[form]

    assert said(name, picture(form, exif=exif(located))) == ["PR405"]


def test_the_place_is_found_in_other_hidden_data(said: Callable[[str, bytes], list[str]]) -> None:
    """Editors write the same facts as XMP."""
    note = PngInfo()
    note.add_itxt("XML:com.adobe.xmp", '<rdf:Description exif:GPSLatitude="43,18.6N"/>')

    assert said("a.png", picture("PNG", pnginfo=note)) == ["PR405"]


def test_the_owner_is_found(said: Callable[[str, bytes], list[str]]) -> None:
    """A name or the number of a camera lead to someone; the model of the camera does not."""
    assert said("a.jpg", picture(exif=exif(lambda made: made.__setitem__(Base.Artist, "Camille Martin")))) == ["PR405"]
    assert said("a.jpg", picture(exif=exif(lambda made: made.__setitem__(Base.BodySerialNumber, "123")))) == ["PR405"]
    assert said("a.jpg", picture(exif=exif(lambda made: made.__setitem__(Base.Model, "Téléphone")))) == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg onload=alert(1)></svg>",
        b"GIF89a" + b"\0" * 20,
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\0\0\0\0WEBP",
        b"\0" * 100,
    ],
)
def test_what_is_no_picture_is_refused(said: Callable[[str, bytes], list[str]], data: bytes) -> None:
    """Vectors, other formats and beginnings of files are no pictures here."""
    assert said("a.png", data) == ["PR504"]


def test_a_format_under_another_name_is_refused(said: Callable[[str, bytes], list[str]]) -> None:
    """Browsers would be told one thing and given another."""
    assert said("a.jpg", picture("PNG")) == ["PR504"]


def test_large_pictures_are_never_unfolded(
    said: Callable[[str, bytes], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bomb is refused by its header: its pixels are not asked for."""
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, format="PNG")
    large = picture("PNG", size=(9000, 2))
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", None)

    assert said("a.png", bomb.getvalue()) == ["PR503"]
    assert said("a.png", large) == ["PR503"]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_picture_never_stops_the_check(said: Callable[[str, bytes], list[str]], form: str) -> None:
    """Bytes changed at random, a thousand times: findings at most."""
    chance = random.Random(20261123)
    whole = picture(form, exif=exif(located))
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        assert set(said({"JPEG": "a.jpg", "PNG": "a.png", "WEBP": "a.webp"}[form], bytes(data))) <= {
            "PR405",
            "PR503",
            "PR504",
        }
