"""The search of a course in a folder: the index of its pages, what reads it, a page to ask, a way to it everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import escape

from preau.views.lookup.files import CARRIED
from preau.views.lookup.pages import documents_of
from preau.views.lookup.write import write_index
from preau.views.volume import Volume, inside, outward, relinked, way

READER, INDEX = "/assets/lookup.js", "search/"


def course_index(volume: Volume) -> Iterator[tuple[str, bytes]]:
    """The files of the index of one course, by name; addresses in it are those of the site (`/cours/…`)."""
    documents = (document for address, page in volume.pages.items() for document in documents_of(address, page))
    yield from write_index(documents, volume.site.lang, CARRIED)


def findable(volume: Volume, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a folder, in which one can search."""
    asked, page = volume.finder
    made = dict(files)
    made |= {INDEX + name: data for name, data in course_index(volume)}
    made[inside(READER)] = volume.assets[READER]
    for address in volume.pages:
        links = _tool(address, asked, volume.say("Search")) + _tool(address, volume.mine[0], volume.say("My campus"))
        end = "  </div>\n</header>"
        made[inside(address)] = files[inside(address)].replace(end.encode(), f"{links}{end}".encode(), 1)

    def linked(address: str, anchor: str) -> str | None:
        return way(asked, address) + anchor if inside(address) in made else outward(volume.site, address, anchor)

    made[inside(asked)] = relinked(page, linked).encode()
    return made


def _tool(source: str, to: str, label: str) -> str:
    return f'    <a class="tool carried-search" href="{way(source, to)}">{escape(label)}</a>\n'
