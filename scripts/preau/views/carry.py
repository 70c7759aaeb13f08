"""*Take this course with you*: keeping it in the browser, then every other carrier with its size; and what is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from preau.i18n import say_number
from preau.views import cards
from preau.views.frame import Frame, Page
from preau.views.offline import Stock, listing_address, needs, sorted_out
from preau.views.typography import NO_BREAK


class Carrier(NamedTuple):
    """A form in which a course can be taken away: its name in the language of the site, its format, size, address."""

    name: str
    format: str
    bytes: int
    address: str


def open_courses(frame: Frame) -> list[str]:
    """Courses that can be taken away: those that learners may follow today."""
    return [slug for slug in cards.visible_courses(frame) if not cards.coming(frame.registry.courses[slug], frame)]


def size(count: int, frame: Frame) -> str:
    """A size as people read it: kilobytes rounded up, then megabytes with one decimal."""
    small = count < 1_000_000
    n = say_number(-(-count // 1000) if small else round(count / 1_000_000, 1), frame.site.lang)
    return (frame.say("{n} kB") if small else frame.say("{n} MB")).format(n=n).replace(" ", NO_BREAK)


def course_page(slug: str, carriers: Sequence[Carrier], frame: Frame, stock: Stock) -> tuple[Page, str]:
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
            carriers=[one._asdict() | {"size": size(one.bytes, frame)} for one in carriers],
        )  # fmt: skip

    stock.add(address, drawn(0, 0).encode())
    kept, heavy = sorted_out(stock.needed(needs(slug, frame, stock)))
    return page, drawn(stock.bytes_of(kept), stock.bytes_of(heavy))


def kept_page(frame: Frame) -> tuple[Page, str]:
    """`/cours/emporter/`: what this device keeps of all courses; shown too in place of a page out of reach."""
    title = frame.say("Kept on this device")
    page = Page(
        title, frame.at.section("courses", "carry"), "learn", "carry", robots="noindex",
        description=frame.say("The courses that this browser keeps, to be read without a network."),
        crumbs=frame.crumbs((frame.say("Learn"), frame.at.section("courses")), (title, "")),
        scripts=("keep/list.js",),
    )  # fmt: skip
    return page, frame.draw("kept.html", page)


def pages(frame: Frame, stock: Stock, carriers: dict[str, Sequence[Carrier]]) -> Iterator[tuple[str, Page, str]]:
    """Both kinds of page, each with the course that it is of, the page of everything first: the others keep it too."""
    yield "", *kept_page(frame)
    for slug in open_courses(frame):
        yield slug, *course_page(slug, carriers.get(slug, ()), frame, stock)
