"""Outputs that tell of records besides their own pages, in parts by name: those of a part change together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from preau.model.corpus import Row
from preau.model.listed import ALL, Records, about, inside
from preau.views import cards, doors, feeds, listings, opendata, places
from preau.views.frame import Frame, Page
from preau.views.made import HOME, Draw, Fragments, Made, made, ready


def parts(
    frame: Frame, records: Records, fragments: Fragments, drawing: Mapping[str, Any]
) -> dict[str, Draw]:  # fmt: skip
    """All the others, in parts by name that several processes can draw at once: the longest first."""
    return {
        "data": partial(_data, frame, records),
        "list": partial(_list, frame, records),
        "decided": partial(_decided, frame, records),
        "answered": partial(_answered, frame, records),
        "pages": partial(_pages, frame, fragments),
        "home": partial(_home, frame, records, fragments),
        "map": partial(_map, frame, records, drawing),
        "themes": partial(_themes, frame, records),
        **{f"theme {name}": partial(_theme, frame, name, records) for name in themed(frame)},
        **{f"place {code}": partial(_place, frame, code, records) for code in placed(frame)},
        **{f"data {code}": partial(_data_of, frame, code, records) for code in placed(frame)},
        **{f"committee {key}": partial(_committee, frame, key, records) for key in sorted(frame.registry.committees)},
        "found": partial(_found, frame),
        "begun": partial(_begun, frame, records, fragments),
    }


def themed(frame: Frame) -> Iterable[str]:
    """The themes of the movement."""
    return frame.registry.vocabularies.get("themes", {})


def placed(frame: Frame) -> Iterable[str]:
    """The territories of the movement."""
    return frame.registry.territories


def _data(frame: Frame, records: Records) -> Iterator[Made]:
    sizes: Counter[str] = Counter()

    def weighed(address: str, lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            sizes[address] += len(line)
            yield line

    for address, lines in opendata.whole(records, frame).items():
        yield Made(address, weighed(address, lines))
    yield made(opendata.data_page(sizes, records.each(), frame))


def _data_of(frame: Frame, code: str, records: Records) -> Iterator[Made]:
    for address, lines in opendata.of_territory(code, records, frame).items():
        yield Made(address, b"".join(lines).decode())


def _found(frame: Frame) -> Iterator[Made]:
    """Pages by which others are found."""
    if frame.at.section("contribute") not in {frame.at.page(name) for name in frame.pages}:
        yield made(doors.way_in(frame))._replace(listed=False)


def _begun(frame: Frame, records: Records, fragments: Fragments) -> Iterator[Made]:
    """The first page that a new movement needs: it goes away with the last example person."""
    if frame.begins:
        from preau.views import beginning

        unwritten = [
            read.entry.path
            for name, read in fragments.reads.items()
            if read.entry.kind.name == "page" and beginning.unwritten(fragments.pages[name][0])
        ]
        yield made(beginning.first_page(frame, records, unwritten))._replace(listed=False)


def _decided(frame: Frame, records: Records) -> Iterator[Made]:
    """Everything that changes when something is decided."""
    from preau.views import answers, decided, decisions, followed, following  # rarely drawn, and slow to come
    from preau.views.trailfile import trail_file

    found = decided.items(frame, records)
    yield made(decisions.decisions(found, frame))
    yield from (Made(address, text) for address, text in following.feeds(found, frame))
    received = answers.answers(frame.audited, frame.site.date)
    yield made(followed.page(received, frame))
    yield from (Made(address, text) for address, text in following.proposals(received, found, frame))
    yield Made("/trail.json", trail_file(frame))
    yield from (made(drawn)._replace(listed=False) for drawn in decisions.deleted(frame, records))


def _answered(frame: Frame, records: Records) -> Iterator[Made]:
    """How citizens are answered, and what is silent."""
    from preau.views.transparency import transparency

    yield made(transparency(records, frame))


def _pages(frame: Frame, fragments: Fragments) -> Iterator[Made]:
    for name, read in fragments.reads.items():
        if read.entry.kind.name != "page" or read.entry.facts["page"] == HOME:
            continue
        content, toc = fragments.pages[name]
        stem, head = read.entry.facts["page"], read.value
        content = ready(content, frame.at.page(stem), frame)
        yield made(doors.ordinary(stem, head.title, head.description or "", content, toc, frame), read.entry.path)


def _home(frame: Frame, records: Records, fragments: Fragments) -> Iterator[Made]:
    read = fragments.reads[f"{HOME}.md"]
    content = ready(fragments.pages[f"{HOME}.md"][0], "/", frame)
    yield made(doors.home(content, read.value.title, read.value.description or "", records, frame), read.entry.path)


def _list(frame: Frame, records: Records) -> Iterator[Made]:
    newest = records.newest([ALL], cards.NEWEST)
    yield made(listings.all_initiatives(records, newest, frame))
    yield from _feeds(frame.say("Initiatives"), frame.at.section("initiatives"), newest, frame)


def _themes(frame: Frame, records: Records) -> Iterator[Made]:
    yield made(listings.themes_page(records, frame))


def _theme(frame: Frame, theme: str, records: Records) -> Iterator[Made]:
    newest = records.newest([about(theme)], cards.NEWEST)
    drawn = listings.theme_listing(theme, records, newest, frame)
    yield made(drawn)
    yield from _feeds(drawn[0].title, drawn[0].address, newest, frame)


def _feeds(title: str, address: str, newest: Sequence[Row], frame: Frame) -> Iterator[Made]:
    yield from (Made(place, text) for place, text in feeds.feeds(title, address, newest, frame).items())


def _map(frame: Frame, records: Records, drawing: Mapping[str, Any]) -> Iterator[Made]:
    yield made(places.territories(records, drawing, frame))


def _committee(frame: Frame, key: str, records: Records) -> Iterator[Made]:
    yield made(places.committee(key, records, frame), f"content/committees/{key}.yml")


def _place(frame: Frame, code: str, records: Records) -> Iterator[Made]:
    """Everything about one territory, with what happens in those inside it: a region lists its départements."""
    newest = records.newest(inside(code, frame.registry), cards.NEWEST)
    listing = listings.territory_listing(code, records, newest, frame)
    yield made(listing)
    yield from _feeds(listing[0].title, listing[0].address, newest, frame)
    yield made(places.territory(code, records, frame), f"content/territories/{code}.yml")


def redirects(frame: Frame, row: Row) -> Iterator[Made]:
    """Old addresses that lead to where an initiative is now."""
    target = frame.at.initiative(row.territory, row.slug)
    for alias in row.aliases:
        code, _, slug = alias.partition("/")
        page = Page(row.title, frame.at.initiative(code, slug), "act", "redirect", robots="noindex")
        yield Made(page.address, frame.draw_main("redirect.html", page, target=target), row.path, listed=False)
