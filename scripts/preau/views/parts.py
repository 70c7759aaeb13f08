"""Outputs that tell of records besides their own pages, in parts by name: those of a part change together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from preau.model.corpus import Row
from preau.views import (
    answers,
    beginning,
    cards,
    decided,
    decisions,
    doors,
    feeds,
    followed,
    following,
    listings,
    opendata,
    places,
    transparency,
)  # fmt: skip
from preau.views.frame import Frame, Page
from preau.views.made import HOME, Draw, Fragments, Made, made, ready
from preau.views.trailfile import trail_file


def parts(
    frame: Frame, rows: Sequence[Row], fragments: Fragments, drawing: Mapping[str, Any],
    data: Callable[[], opendata.Files] | None = None,
) -> dict[str, Draw]:  # fmt: skip
    """All the others, in parts by name that several processes can draw at once: the longest first.

    `data` gives the open data of all the initiatives, for who can do it faster than from `rows`.
    """
    counts, by_place, by_theme = cards.counted(rows), around(rows, frame), grouped(rows, lambda row: row.themes)
    themes = Counter({key: len(some) for key, some in by_theme.items()})
    here = grouped(rows, lambda row: (row.territory,))
    return {
        "data": partial(_data, frame, data or partial(opendata.whole, rows, frame), counts),
        "list": partial(_list, frame, rows),
        "decided": partial(_decided, frame, rows),
        "pages": partial(_pages, frame, fragments),
        "home": partial(_home, frame, rows, fragments),
        "map": partial(_map, frame, rows, drawing),
        "themes": partial(_themes, frame, themes),
        **{f"theme {name}": partial(_theme, frame, name, by_theme.get(name, ()), themes) for name in themed(frame)},
        **{f"place {code}": partial(_place, frame, code, by_place.get(code, ()), counts) for code in placed(frame)},
        **{f"data {code}": partial(_data_of, frame, code, here.get(code, ())) for code in placed(frame)},
        **{f"committee {key}": partial(_committee, frame, key, here) for key in sorted(frame.registry.committees)},
        "found": partial(_found, frame),
        "begun": partial(_begun, frame, rows, fragments),
    }


def touched(rows: Iterable[Row], frame: Frame) -> set[str]:
    """The names of the parts that may change when these rows come, go, or are others than they were."""
    names: set[str] = set()
    for row in rows:
        names |= {"data", "list", "decided", "home", "map", "themes", "begun", f"data {row.territory}"}
        names |= {f"place {place.code}" for place in frame.registry.line_of(row.territory)}
        names |= {f"theme {name}" for name in row.themes}
        names |= {f"committee {row.territory}/{name}" for name in row.committees}
    return names


def themed(frame: Frame) -> Iterable[str]:
    """The themes of the movement."""
    return frame.registry.vocabularies.get("themes", {})


def placed(frame: Frame) -> Iterable[str]:
    """The territories of the movement."""
    return frame.registry.territories


def _data(frame: Frame, files_of: Callable[[], opendata.Files], counts: Counter[str]) -> Iterator[Made]:
    files = files_of()
    yield from (Made(address, text) for address, text in files.items())
    yield made(opendata.data_page(files, counts, frame))


def _data_of(frame: Frame, code: str, rows: Sequence[Row]) -> Iterator[Made]:
    yield from (Made(address, text) for address, text in opendata.of_territory(code, rows, frame).items())


def _found(frame: Frame) -> Iterator[Made]:
    """Pages by which others are found."""
    if frame.at.section("contribute") not in {frame.at.page(name) for name in frame.pages}:
        yield made(doors.way_in(frame))._replace(listed=False)


def _begun(frame: Frame, rows: Sequence[Row], fragments: Fragments) -> Iterator[Made]:
    """The first page that a new movement needs: it goes away with the last example person."""
    if frame.begins:
        unwritten = [
            read.entry.path
            for name, read in fragments.reads.items()
            if read.entry.kind.name == "page" and beginning.unwritten(fragments.pages[name][0])
        ]
        yield made(beginning.first_page(frame, rows, unwritten))._replace(listed=False)


def _decided(frame: Frame, rows: Sequence[Row]) -> Iterator[Made]:
    """Everything that changes when something is decided."""
    found = decided.items(frame, rows)
    yield made(transparency.transparency(rows, frame))
    yield made(decisions.decisions(found, frame))
    yield from (Made(address, text) for address, text in following.feeds(found, frame))
    received = answers.answers(frame.audited, frame.site.date)
    yield made(followed.page(received, frame))
    yield from (Made(address, text) for address, text in following.proposals(received, found, frame))
    yield Made("/trail.json", trail_file(frame))
    yield from (made(drawn)._replace(listed=False) for drawn in decisions.deleted(frame, rows))


def _pages(frame: Frame, fragments: Fragments) -> Iterator[Made]:
    for name, read in fragments.reads.items():
        if read.entry.kind.name != "page" or read.entry.facts["page"] == HOME:
            continue
        content, toc = fragments.pages[name]
        stem, head = read.entry.facts["page"], read.value
        content = ready(content, frame.at.page(stem), frame)
        yield made(doors.ordinary(stem, head.title, head.description or "", content, toc, frame), read.entry.path)


def _home(frame: Frame, rows: Sequence[Row], fragments: Fragments) -> Iterator[Made]:
    read = fragments.reads[f"{HOME}.md"]
    content = ready(fragments.pages[f"{HOME}.md"][0], "/", frame)
    yield made(doors.home(content, read.value.title, read.value.description or "", rows, frame), read.entry.path)


def _list(frame: Frame, rows: Sequence[Row]) -> Iterator[Made]:
    yield made(listings.all_initiatives(rows, frame))
    yield from _feeds(frame.say("Initiatives"), frame.at.section("initiatives"), rows, frame)


def _themes(frame: Frame, counts: Counter[str]) -> Iterator[Made]:
    yield made(listings.themes_page(counts, frame))


def _theme(frame: Frame, theme: str, rows: Sequence[Row], counts: Counter[str]) -> Iterator[Made]:
    drawn = listings.theme_listing(theme, rows, counts, frame)
    yield made(drawn)
    yield from _feeds(drawn[0].title, drawn[0].address, rows, frame)


def grouped(rows: Iterable[Row], keys: Any) -> dict[str, list[Row]]:
    """Rows under each of their keys."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        for key in keys(row):
            found.setdefault(key, []).append(row)
    return found


def around(rows: Iterable[Row], frame: Frame) -> dict[str, list[Row]]:
    """The rows of each territory and of all those inside it: a region lists what happens in its départements."""
    lines = {code: tuple(place.code for place in frame.registry.line_of(code)) for code in frame.registry.territories}
    return grouped(rows, lambda row: lines.get(row.territory, ()))


def _feeds(title: str, address: str, rows: Sequence[Row], frame: Frame) -> Iterator[Made]:
    yield from (Made(place, text) for place, text in feeds.feeds(title, address, rows, frame).items())


def _map(frame: Frame, rows: Sequence[Row], drawing: Mapping[str, Any]) -> Iterator[Made]:
    yield made(places.territories(rows, drawing, frame))


def _committee(frame: Frame, key: str, here: Mapping[str, Sequence[Row]]) -> Iterator[Made]:
    code, _, slug = key.partition("/")
    some = [row for row in here.get(code, ()) if slug in row.committees]
    yield made(places.committee(key, some, frame), f"content/committees/{key}.yml")


def _place(frame: Frame, code: str, rows: Sequence[Row], counts: Counter[str]) -> Iterator[Made]:
    """Everything about one territory; `rows` are its own and those of the territories inside it."""
    listing = listings.territory_listing(code, rows, counts, frame)
    yield made(listing)
    yield from _feeds(listing[0].title, listing[0].address, rows, frame)
    yield made(places.territory(code, rows, counts, frame), f"content/territories/{code}.yml")


def redirects(frame: Frame, row: Row) -> Iterator[Made]:
    """Old addresses that lead to where an initiative is now."""
    target = frame.at.initiative(row.territory, row.slug)
    for alias in row.aliases:
        code, _, slug = alias.partition("/")
        page = Page(row.title, frame.at.initiative(code, slug), "act", "redirect", robots="noindex")
        yield Made(page.address, frame.draw_main("redirect.html", page, target=target), row.path, listed=False)
