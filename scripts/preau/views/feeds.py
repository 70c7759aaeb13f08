"""Feeds to follow a listing without an account: Atom and JSON Feed, the newest first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from preau.model.corpus import Row
from preau.views.cards import newest_first
from preau.views.frame import Frame, base_of

MOST = 50
NO_NEWS = "2020-01-01T00:00:00Z"
"""The moment of what tells of no day: the day of the build would change every feed every morning."""


def feeds(title: str, address: str, rows: Sequence[Row], frame: Frame) -> dict[str, str]:
    """The two feeds of a listing, by address."""
    chosen = newest_first(rows)[:MOST]
    return {
        address + "feed.xml": atom(title, address, chosen, frame),
        address + "feed.json": json_feed(title, address, chosen, frame),
    }


def _link(address: str, base: str, frame: Frame) -> str:
    """A whole address where the site knows its own, else one relative to the feed."""
    return frame.site.url.rstrip("/") + address if frame.site.url else base + address[1:]


def _identity(address: str, frame: Frame) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, (frame.site.url or frame.site.name) + address)}"


def _moment(row: Row) -> str:
    return f"{row.news}T00:00:00Z" if row.news else NO_NEWS


def atom(title: str, address: str, rows: Sequence[Row], frame: Frame) -> str:
    """An Atom feed (RFC 4287)."""
    base = base_of(address)
    updated = max((_moment(row) for row in rows), default=NO_NEWS)
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{frame.site.lang}">',
        f"<title>{escape(title)} · {escape(frame.site.name)}</title>",
        f"<id>{_identity(address, frame)}</id>",
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(frame.site.name)}</name></author>",
        f'<link rel="alternate" type="text/html" href={quoteattr(_link(address, base, frame))}/>',
        f'<link rel="self" type="application/atom+xml" href={quoteattr(_link(address + "feed.xml", base, frame))}/>',
    ]
    for row in rows:
        page = frame.at.initiative(row.territory, row.slug)
        lines.append(
            f"<entry><title>{escape(row.title)}</title><id>{_identity(page, frame)}</id>"
            f"<updated>{_moment(row)}</updated>"
            f'<link rel="alternate" type="text/html" href={quoteattr(_link(page, base, frame))}/>'
            f"<summary>{escape(row.summary)}</summary></entry>"
        )
    return "\n".join([*lines, "</feed>", ""])


def json_feed(title: str, address: str, rows: Sequence[Row], frame: Frame) -> str:
    """A JSON Feed 1.1."""
    base = base_of(address)
    value = {
        "version": "https://jsonfeed.org/version/1.1", "title": f"{title} · {frame.site.name}",
        "language": frame.site.lang,
        "home_page_url": _link(address, base, frame), "feed_url": _link(address + "feed.json", base, frame),
        "items": [
            {
                "id": _identity(frame.at.initiative(row.territory, row.slug), frame), "title": row.title,
                "url": _link(frame.at.initiative(row.territory, row.slug), base, frame), "summary": row.summary,
                "content_text": row.summary, "date_modified": _moment(row),
                "tags": [frame.term("themes", theme) for theme in row.themes],
            }
            for row in rows
        ],
    }  # fmt: skip
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
