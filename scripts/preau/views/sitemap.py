"""What search engines are told of the site: its addresses, or to stay away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

from preau.views.frame import Frame

SITEMAP_MOST = 50_000


def sitemaps(addresses: Iterable[str], frame: Frame) -> Iterator[tuple[str, str]]:
    """The sitemap, cut in parts above 50,000 addresses; none where the site does not know its own address."""
    if not frame.site.url:
        return
    root = frame.site.url.rstrip("/")
    parts = _parts(sorted(addresses))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

    def urls(part: Sequence[str]) -> str:
        return (
            f"{head}<urlset {space}>\n"
            + "".join(f"<url><loc>{root}{address}</loc></url>\n" for address in part)
            + "</urlset>\n"
        )

    if len(parts) == 1:
        yield "/sitemap.xml", urls(parts[0])
        return
    index = ""
    for number, part in sorted(parts.items()):
        address = f"/sitemap-{number + 1}.xml"
        yield address, urls(part)
        index += f"<sitemap><loc>{root}{address}</loc></sitemap>\n"
    yield "/sitemap.xml", f"{head}<sitemapindex {space}>\n{index}</sitemapindex>\n"


def _parts(addresses: list[str]) -> dict[int, list[str]]:
    """Addresses in 1, 2, 4… parts, none too long; which part one is in depends on itself: others come and go freely."""
    bits, parts = 0, {0: addresses}
    while max(map(len, parts.values())) > SITEMAP_MOST:
        bits += 1
        found: defaultdict[int, list[str]] = defaultdict(list)
        for address in addresses:
            found[crc32(address.encode()) >> 32 - bits].append(address)
        parts = {**found}
    return parts


def robots_txt(frame: Frame) -> str:
    """What search engines are told: a demonstration asks them to stay away."""
    if frame.site.demonstration:
        return "User-agent: *\nDisallow: /\n"
    where = f"Sitemap: {frame.site.url.rstrip('/')}/sitemap.xml\n" if frame.site.url else ""
    return f"User-agent: *\nAllow: /\n{where}"
