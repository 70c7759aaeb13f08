"""Paper: the course as a tagged PDF, A4 or A5, with its contents, room to write, and its answers at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import cast

import typst

from preau.edges.packs.letters import FONT, boxed, fonts, lacking
from preau.i18n import N_, say_date
from preau.views.elements import Element
from preau.views.keyed import Key, Keyed, asked, opened
from preau.views.typst import Setter, framed, string
from preau.views.volume import Part, Volume, outward

SIZES = {"a4": ("2.2cm", "11pt"), "a5": ("1.5cm", "9.5pt")}
"""Margins and size of the text on each paper."""
_PRELUDE = """
#set document(title: {title}, author: ({authors},), date: datetime(year: {year}, month: {month}, day: {day}))
#set page(paper: {paper}, margin: {margin}, numbering: "1 / 1")
#set text(lang: {lang}, size: {size}, font: {font})
#set par(leading: 0.72em, spacing: 1.1em)
#set table(stroke: 0.5pt + luma(140), inset: 5pt)
#show heading: set block(above: 1.4em, below: 0.8em, sticky: true)
#show heading: set text(fill: rgb("#12414a"))
#show link: underline
#let framed(body) = block(width: 100%, inset: 9pt, radius: 3pt, stroke: 0.6pt + luma(150), body)
#let blank = box(width: 4cm, baseline: 2pt, line(length: 100%, stroke: 0.5pt + luma(110)))
#let short = box(width: 1.2cm, baseline: 2pt, line(length: 100%, stroke: 0.5pt + luma(110)))
#let tick = box(width: 0.9em, height: 0.9em, baseline: 0.1em, stroke: 0.5pt + luma(110))
#let whole(body) = block(breakable: false, framed(body))
#let titled(body) = block(sticky: true, text(weight: "bold", fill: rgb("#12414a"), body))
#let rule = pdf.artifact(block(spacing: 1.6em, line(length: 100%, stroke: 0.4pt + luma(150))))
#let room(n) = block(above: 1em, for i in range(n) {{ rule }})
"""
_BANNER = """
#v(15%)
#rect(width: 4cm, height: 4pt, fill: rgb("#eeb044"))
#title()

"""


def paper(volume: Volume, size: str) -> bytes:
    """The whole course on paper of a size: `a4` or `a5`."""
    images = {address: read() for address, read in volume.files.items() if address.endswith((".png", ".jpg", ".webp"))}
    texts = [(part, opened(part)) for part in volume.parts]
    source = (
        prelude(volume, size, volume.course.title) + _title(volume) + _texts(volume, texts) + _answers(volume, texts)
    )
    return printed(volume, source, {address.lstrip("/"): data for address, data in images.items()})


def printed(volume: Volume, source: str, files: Mapping[str, bytes]) -> bytes:
    """A source of Typst as a PDF that readers of screens follow (PDF/UA-1); it reads no file but those given.

    Letters that no font here has are boxes, and the last lines say which.
    """
    source = _readable(volume, source)
    with tempfile.TemporaryDirectory(prefix="preau-paper-") as place:
        for name, data in {"main.typ": source.encode(), **files}.items():
            path = Path(place) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        compiler = typst.Compiler(root=Path(place), font_paths=fonts())
        made = compiler.compile(Path(place) / "main.typ", format="pdf", pdf_standards="ua-1")
    return cast("bytes", made)  # a PDF is one file


def _readable(volume: Volume, source: str) -> str:
    letters = lacking(source)
    if not letters:
        return source
    said = volume.say(N_("□ stands for a letter that this paper cannot show: {letters}. Screens show it."))
    told = said.format(letters=", ".join(f"U+{ord(letter):04X}" for letter in letters))
    return boxed(source, letters) + f"\n\n#{string(told)}\n"


def prelude(volume: Volume, size: str, title: str) -> str:
    """How pages look, and what the document says of itself."""
    margin, letters = SIZES[size]
    authors = ", ".join(string(author.name) for author in volume.course.authors)
    day = volume.day
    return _PRELUDE.format(
        title=string(title), authors=authors, year=day.year, month=day.month, day=day.day, paper=string(size),
        margin=margin, font=string(FONT), lang=string(volume.course.language), size=letters,
    )  # fmt: skip


def setter(volume: Volume, level: int) -> Setter:
    """How texts of a course are set: links lead to the site, pictures are those of the course."""

    def link(address: str) -> str | None:
        if address.startswith("#"):
            return None
        return outward(volume.site, address) if address.startswith("/") else address

    def image(address: str) -> str | None:
        return address.lstrip("/") if address in volume.files else None

    return Setter(level, link, image, lambda address: address.partition("#")[0] in volume.pages)


def _title(volume: Volume) -> str:
    course, say = volume.course, volume.say
    lines = [
        ", ".join(author.name for author in course.authors),
        say("Version {version}, under the licence {licence}.").format(version=course.version, licence=course.license),
        f"{volume.site.name} · {volume.site.tagline}",
        outward(volume.site, volume.address) or "",
        say("The people and the projects shown here are invented.") if volume.site.demonstration else "",
        say("Read again on {day}").format(day=say_date(volume.day, volume.site.lang)) if volume.dated else "",
    ]
    told = "\n\n".join(f"#{string(line)}" for line in lines if line)
    return (
        _BANNER
        + f"#text(size: 1.2em)[#{string(course.description)}]\n\n{told}\n#pagebreak()\n"
        + f"#outline(title: {string(say('Contents'))}, depth: 2)\n"
    )


def _texts(volume: Volume, texts: list[tuple[Part, Keyed]]) -> str:
    made, week = [], 0
    for part, text in texts:
        if part.week != week:
            week = part.week
            head = volume.say("Week {n}").format(n=week) + " · " + volume.course.weeks[week - 1].title
            made.append(f"#pagebreak()\n#heading(level: 1)[#{string(head)}]\n")
        made.append(_text(volume, part, text))
    return "".join(made)


def _text(volume: Volume, part: Part, text: Keyed) -> str:
    level = 2 if part.week else 1
    body = setter(volume, level + 1).all(_with_room(text.text).children)
    points = part.chapter.key_points
    listed = ", ".join(f"[#{string(point)}]" for point in points)
    kept = f"\n\n#framed[#titled[#{string(volume.say('What to keep'))}]\n\n#list({listed})]\n\n"
    return f"\n#heading(level: {level})[#{string(part.chapter.title)}]\n\n{body}{kept if points else ''}"


def _with_room(text: Element) -> Element:
    """The same text, with lines to write on after what asks to be written."""
    for block in text.all(lambda one: "data-exercise" in one.attributes or "data-reflection" in one.attributes):
        block.children.append(Element("room"))
    return text


def _answers(volume: Volume, texts: list[tuple[Part, Keyed]]) -> str:
    questions = [(part, text) for part, text in texts if text.keys]
    if not questions:
        return ""
    made = [f"#pagebreak()\n#heading(level: 1)[#{string(volume.say('Answers'))}]\n"]
    for part, text in questions:
        title = f"\n#heading(level: 2, outlined: false)[#{string(part.chapter.title)}]\n\n"
        made.append(title + "".join(answers(volume, text.keys)))
    return "".join(made)


def answers(volume: Volume, keys: Iterable[Key]) -> Iterator[str]:
    """Answers, each under its question."""
    words = setter(volume, 3)
    for key in keys:
        told = Element("div", {}, [*asked(key).children, *key.answer.children])
        yield framed(words.all(told.children), told)
