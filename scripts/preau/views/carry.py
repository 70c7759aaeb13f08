"""*Take this course with you*: keeping it in the browser, then every other carrier with its size; and what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from preau.i18n import say_number
from preau.views import cards
from preau.views.frame import Context, Frame, Page
from preau.views.offline import Scales, listing_address, needs, sorted_out
from preau.views.typography import NO_BREAK


class File(NamedTuple):
    """One file of a carrier: what tells it from the others of the course, its bytes, where it is."""

    label: str
    bytes: int
    address: str
    lang: str = ""
    """Its language, where the course can be taken away in several."""

    @property
    def format(self) -> str:
        """What its name ends with."""
        return self.address.rpartition(".")[2].upper()


class Way(NamedTuple):
    """A way to take a course away: its title and for whom it is (English sentences, said in the site's), its files."""

    title: str
    use: str
    files: list[File]


Carriers = dict[str, dict[str, Way]]
"""The ways of each course, by the name of the carrier, in the order in which they are shown."""


def open_courses(frame: Frame) -> list[str]:
    """Courses that can be taken away: those that learners may follow today."""
    return [slug for slug in cards.visible_courses(frame) if not cards.coming(frame.registry.courses[slug], frame)]


def size(count: int, frame: Frame) -> str:
    """A size as people read it: kilobytes rounded up, then megabytes with one decimal."""
    small = count < 1_000_000
    n = say_number(-(-count // 1000) if small else round(count / 1_000_000, 1), frame.site.lang)
    return (frame.say("{n} kB") if small else frame.say("{n} MB")).format(n=n).replace(" ", NO_BREAK)


def course_page(slug: str, ways: Mapping[str, Way], frame: Frame, scales: Scales) -> tuple[Page, str]:
    """`/cours/<slug>/emporter/`. It is among what is kept: its own weight is that of a first drawing."""
    course, address = frame.registry.courses[slug], frame.at.carry(slug)
    title = frame.say("Take this course with you")
    page = Page(
        title, address, "learn", "carry", robots="noindex",
        description=frame.say("Learn without a network: in this browser, on a key, on paper."),
        crumbs=frame.crumbs(
            (frame.say("Learn"), frame.at.section("courses")), (course.title, frame.at.course(slug)), (title, "")
        ),
        scripts=("keep/course.js",),
    )  # fmt: skip

    def drawn(weight: int, heavy: int) -> str:
        return frame.draw(
            "carry.html", page, course=course, listing=listing_address(slug),
            address=frame.at.course(slug), size=size(weight, frame),
            media=size(heavy, frame) if heavy else "",
            ways=[_told(way, frame) for way in ways.values()],
        )  # fmt: skip

    scales.add(address, drawn(0, 0).encode())
    kept, heavy = sorted_out(scales.needed(needs(slug, frame, scales)))
    return page, drawn(scales.bytes_of(kept), scales.bytes_of(heavy))


def _told(way: Way, frame: Frame) -> Context:
    files = [
        {
            "label": one.label,
            "lang": one.lang,
            "format": one.format,
            "size": size(one.bytes, frame),
            "address": one.address,
        }
        for one in way.files
    ]
    return {"title": frame.say(way.title), "use": frame.say(way.use), "files": files}


def kept_page(frame: Frame) -> tuple[Page, str]:
    """`/cours/emporter/`: what this device keeps of all courses; shown too in place of a page out of reach."""
    title = frame.say("Kept on this device")
    page = Page(
        title, frame.at.section("courses", "carry"), "learn", "carry", robots="noindex",
        description=frame.say("The courses that this browser keeps, to be read without a network."),
        crumbs=frame.crumbs((frame.say("Learn"), frame.at.section("courses")), (title, "")),
        scripts=("lookup.js", "keep/list.js"),
    )  # fmt: skip
    return page, frame.draw("kept.html", page)
