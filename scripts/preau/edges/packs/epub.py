"""A book for readers and phones: EPUB 3.3, a chapter a file, answers at the end of each, no script."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import escape

from preau.edges.packs.archive import zipped
from preau.i18n import N_
from preau.views import elements
from preau.views.elements import Element
from preau.views.keyed import Key, asked, opened
from preau.views.volume import Part, Volume, outward, relinked

ALLOWED = frozenset(
    {"id", "class", "href", "src", "alt", "title", "lang", "colspan", "rowspan", "scope", "start", "datetime"}
)
STYLE = b"""body { line-height: 1.5; }
h1, h2, h3 { line-height: 1.2; page-break-after: avoid; break-after: avoid; }
.block { border: 1px solid; border-radius: .4em; padding: .2em .8em; margin: 1em 0; }
.block-title { font-weight: bold; }
.block-quiz, .answers { page-break-inside: avoid; break-inside: avoid; }
table { border-collapse: collapse; } td, th { border: 1px solid; padding: .2em .4em; text-align: start; }
img { max-width: 100%; } .good { font-weight: bold; } .small { font-size: .9em; }
"""
_FRAME = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{lang}" xml:lang="{lang}">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body>{body}</body>
</html>
"""
_SHOWN = re.compile(r"<img\b[^>]*>")
_CONTAINER = b"""<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""


class _Item(NamedTuple):
    """A file of the book, as its package lists it."""

    id: str
    name: str
    data: bytes
    properties: str = ""
    read: bool = True

    @property
    def listed(self) -> str:
        """Its line in the manifest."""
        told = f' properties="{self.properties}"' if self.properties else ""
        return f'<item id="{self.id}" href="{self.name}" media-type="{_type(self.name)}"{told}/>'


def epub(volume: Volume) -> bytes:
    """The whole course as a book."""
    items = [*_pages(volume), *_pictures(volume), _Item("style", "style.css", STYLE, read=False)]
    files = {f"book/{item.name}": item.data for item in items}
    files |= {"mimetype": b"application/epub+zip", "META-INF/container.xml": _CONTAINER}
    files["book/package.opf"] = _package(volume, items).encode()
    return zipped(files, first="mimetype")


def _pages(volume: Volume) -> Iterator[_Item]:
    yield _Item("title", "title.xhtml", _title(volume))
    yield _Item("nav", "nav.xhtml", _contents(volume), "nav")
    for part in volume.parts:
        yield _Item(f"part{part.number}", _name(part), _page(volume, part))


def _name(part: Part) -> str:
    return f"{part.number:02}-{part.chapter.slug}.xhtml"


def _title(volume: Volume) -> bytes:
    course, say = volume.course, volume.say
    lines = [course.description, ", ".join(author.name for author in course.authors)]
    lines.append(
        say("Version {version}, under the licence {licence}.").format(version=course.version, licence=course.license)
    )
    lines.append(f"{volume.site.name} · {volume.site.tagline}")
    if volume.site.demonstration:
        lines.append(say("The people and the projects shown here are invented."))
    where = outward(volume.site, volume.address)
    last = (
        f'<p><a href="{escape(where)}">{escape(say("This course on the site, where it is kept up to date"))}</a></p>'
        if where
        else ""
    )
    body = f"<h1>{escape(course.title)}</h1>" + "".join(f"<p>{escape(line)}</p>" for line in lines) + last
    return _framed(volume, course.title, body)


def _contents(volume: Volume) -> bytes:
    groups: dict[int, list[str]] = {}
    for part in volume.parts:
        groups.setdefault(part.week, []).append(f'<li><a href="{_name(part)}">{escape(part.chapter.title)}</a></li>')
    lines = []
    for week, entries in groups.items():
        if not week:
            lines += entries
            continue
        head = volume.say("Week {n}").format(n=week) + " · " + volume.course.weeks[week - 1].title
        lines.append(f"<li><span>{escape(head)}</span><ol>{''.join(entries)}</ol></li>")
    title = escape(volume.say("Contents"))
    body = f'<nav epub:type="toc" id="toc"><h1>{title}</h1><ol>{"".join(lines)}</ol></nav>'
    return _framed(volume, volume.say("Contents"), body)


def _page(volume: Volume, part: Part) -> bytes:
    text, keys = opened(part)
    chapter, say = part.chapter, volume.say
    answered = {key.place for key in keys}
    for block in text.all(lambda one: one.attributes.get("id", "") in answered):
        link = Element("a", {"href": f"#key-{block.attributes['id']}"}, [say("See the answer")])
        block.children.append(Element("p", {}, [link]))
    body = f"<h1>{escape(chapter.title)}</h1>{_inside(text)}"
    if chapter.key_points:
        points = "".join(f"<li>{escape(point)}</li>" for point in chapter.key_points)
        body += f"<section><h2>{escape(say('What to keep'))}</h2><ul>{points}</ul></section>"
    if keys:
        answers = "".join(_answer(volume, key) for key in keys)
        body += f'<section class="answers" epub:type="answers"><h2>{escape(say("Answers"))}</h2>{answers}</section>'
    return _framed(volume, chapter.title, _linked(volume, part, body))


def _answer(volume: Volume, key: Key) -> str:
    back = f'<p><a href="#{key.place}">{escape(volume.say("Back to the question"))}</a></p>'
    return f'<div id="key-{key.place}">{_inside(asked(key))}{_inside(key.answer)}{back}</div>'


def _inside(element: Element) -> str:
    return "".join(
        str(escape(child)) if isinstance(child, str) else elements.xml(child, ALLOWED) for child in element.children
    )


def _linked(volume: Volume, part: Part, body: str) -> str:
    names = {other.address: _name(other) for other in volume.parts} if volume.course.kind == "mooc" else {}

    def link(address: str, anchor: str) -> str | None:
        if address in volume.files and _type(address).startswith("image/"):
            return _picture(address)
        if address == part.address and not names:
            return "title.xhtml"
        if address == volume.address:
            return "title.xhtml"
        return names[address] + anchor if address in names else outward(volume.site, address, anchor)

    return relinked(body, link)


def _pictures(volume: Volume) -> Iterator[_Item]:
    for number, (address, read) in enumerate(sorted(volume.files.items())):
        if _type(address).startswith("image/"):
            yield _Item(f"image{number}", _picture(address), read(), read=False)


def _picture(address: str) -> str:
    return address.strip("/").replace("/", "-")


def _type(name: str) -> str:
    return "application/xhtml+xml" if name.endswith(".xhtml") else mimetypes.guess_type(name)[0] or ""


def _framed(volume: Volume, title: str, body: str) -> bytes:
    return _FRAME.format(lang=volume.course.language, title=escape(title), body=body).encode()


def _package(volume: Volume, items: list[_Item]) -> str:
    course = volume.course
    made = "\n".join(f"<dc:creator>{escape(author.name)}</dc:creator>" for author in course.authors)
    spine = "".join(f'<itemref idref="{item.id}"/>' for item in items if item.read)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{course.language}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{volume.identifier}</dc:identifier>
<dc:title>{escape(course.title)}</dc:title>
<dc:language>{course.language}</dc:language>
<dc:description>{escape(course.description)}</dc:description>
<dc:rights>{escape(course.license)}</dc:rights>
<dc:publisher>{escape(volume.site.name)}</dc:publisher>
{made}
<meta property="dcterms:modified">{volume.day}T00:00:00Z</meta>
{"".join(_access(volume, items))}
</metadata>
<manifest>{"".join(item.listed for item in items)}</manifest>
<spine>{spine}</spine>
</package>
"""


def _access(volume: Volume, items: list[_Item]) -> Iterator[str]:
    """What the book can be read with: of pictures it says only what is true of those that it shows."""
    pages = "".join(item.data.decode() for item in items if item.read)
    shown = _SHOWN.findall(pages)
    described = all('alt="' in one and 'alt=""' not in one for one in shown)
    told = [("accessMode", "textual"), *([("accessMode", "visual")] if shown else [])]
    told.append(("accessModeSufficient", "textual" if described else "textual,visual"))
    features = ["structuralNavigation", "tableOfContents", "readingOrder"]
    features += ["alternativeText"] if shown and described else []
    told += [("accessibilityFeature", name) for name in features]
    told.append(("accessibilityHazard", "none"))
    summary = [SUMMARY] + ([] if not shown else [DESCRIBED] if described else [UNDESCRIBED])
    told.append(("accessibilitySummary", " ".join(volume.say(one) for one in summary)))
    for name, value in told:
        yield f'<meta property="schema:{name}">{escape(value)}</meta>'


SUMMARY = N_("Text that flows, headings and contents to go by, answers linked to their questions.")
DESCRIBED = N_("Pictures are described.")
UNDESCRIBED = N_("Some pictures have no description.")
