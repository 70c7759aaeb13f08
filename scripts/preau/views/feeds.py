"""Feeds to follow a listing without an account: Atom and JSON Feed, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from html import escape as escape_all
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from preau.model.corpus import Row
from preau.views.frame import Frame, base_of
from preau.views.linked import compact

escape = partial(escape_all, quote=False)
"""A text between two tags."""
MOST = 50
NO_NEWS = "2020-01-01T00:00:00Z"
"""The moment of what tells of no day: the day of the build would change every feed every morning."""


class Entry(NamedTuple):
    """One thing that a feed tells."""

    title: str
    address: str
    name: str
    """What its identity is made from: it never changes, whatever is told of it."""
    moment: str
    summary: str
    tags: tuple[str, ...] = ()


def feeds(title: str, address: str, newest: Sequence[Row], frame: Frame) -> dict[str, str]:
    """The two feeds of a listing, by address, from its newest initiatives."""
    return both(title, address, [_entry(row, frame) for row in newest[:MOST]], frame)


def both(title: str, address: str, entries: Sequence[Entry], frame: Frame, page: str = "") -> dict[str, str]:
    """The two feeds of a page (that of their folder unless another is told), by address."""
    return {
        address + "feed.xml": atom(title, address + "feed.xml", entries, frame, page or address),
        address + "feed.json": json_feed(title, address + "feed.json", entries, frame, page or address),
    }


def moment(day: object) -> str:
    """The moment of a day."""
    return f"{day}T00:00:00Z" if day else NO_NEWS


def _entry(row: Row, frame: Frame) -> Entry:
    page = frame.at.initiative(row.territory, row.slug)
    tags = tuple(frame.term("themes", theme) for theme in row.themes)
    return Entry(row.title, page, page, moment(row.news), row.summary, tags)


def _link(address: str, base: str, frame: Frame) -> str:
    """A whole address where the site knows its own, else one relative to the feed."""
    return frame.site.url.rstrip("/") + address if frame.site.url else base + address[1:]


def _identity(address: str, frame: Frame) -> str:
    return _urn((frame.site.url or frame.site.name) + address)


@lru_cache(maxsize=4096)
def _urn(name: str) -> str:
    """A name for ever; that of an initiative is asked for by each feed that tells it."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def atom(title: str, address: str, entries: Sequence[Entry], frame: Frame, page: str) -> str:
    """An Atom feed (RFC 4287) at an address, beside the page that people read."""
    base = base_of(address)
    updated = max((entry.moment for entry in entries), default=NO_NEWS)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{frame.site.lang}">',
        f"<title>{escape(title)} · {escape(frame.site.name)}</title>",
        f"<id>{_identity(address.removesuffix('feed.xml'), frame)}</id>",
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(frame.site.name)}</name></author>",
        f'<link rel="alternate" type="text/html" href="{escape_all(_link(page, base, frame))}"/>',
        f'<link rel="self" type="application/atom+xml" href="{escape_all(_link(address, base, frame))}"/>',
    ]
    for entry in entries:
        lines.append(
            f"<entry><title>{escape(entry.title)}</title><id>{_identity(entry.name, frame)}</id>"
            f"<updated>{entry.moment}</updated>"
            f'<link rel="alternate" type="text/html" href="{escape_all(_link(entry.address, base, frame))}"/>'
            f"<summary>{escape(entry.summary)}</summary></entry>"
        )
    return "\n".join([*lines, "</feed>", ""])


def json_feed(title: str, address: str, entries: Sequence[Entry], frame: Frame, page: str) -> str:
    """A JSON Feed 1.1 at an address, beside the page that people read: one line for each thing that it tells."""
    base = base_of(address)
    head = {
        "version": "https://jsonfeed.org/version/1.1", "title": f"{title} · {frame.site.name}",
        "language": frame.site.lang,
        "home_page_url": _link(page, base, frame), "feed_url": _link(address, base, frame),
    }  # fmt: skip
    items = (
        {
            "id": _identity(entry.name, frame), "title": entry.title,
            "url": _link(entry.address, base, frame), "summary": entry.summary,
            "content_text": entry.summary, "date_modified": entry.moment,
            **({"tags": list(entry.tags)} if entry.tags else {}),
        }
        for entry in entries
    )  # fmt: skip
    told = ",\n".join(compact(item).decode() for item in items)
    return compact(head).decode().removesuffix("}") + ',"items":[\n' + told + "\n]}\n"
