"""What search engines are told of the site: its addresses, or to stay away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from preau.views.frame import Frame

SITEMAP_MOST = 50_000


def sitemaps(addresses: Iterable[str], frame: Frame) -> dict[str, str]:
    """The sitemap, cut in parts above 50,000 addresses; none where the site does not know its own address."""
    if not frame.site.url:
        return {}
    root = frame.site.url.rstrip("/")
    listed = sorted(addresses)
    parts = [listed[start : start + SITEMAP_MOST] for start in range(0, len(listed), SITEMAP_MOST)] or [[]]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

    def urls(part: Sequence[str]) -> str:
        return (
            f"{head}<urlset {space}>\n"
            + "".join(f"<url><loc>{root}{address}</loc></url>\n" for address in part)
            + "</urlset>\n"
        )

    if len(parts) == 1:
        return {"/sitemap.xml": urls(parts[0])}
    made = {f"/sitemap-{number}.xml": urls(part) for number, part in enumerate(parts, 1)}
    index = "".join(f"<sitemap><loc>{root}{address}</loc></sitemap>\n" for address in made)
    return made | {"/sitemap.xml": f"{head}<sitemapindex {space}>\n{index}</sitemapindex>\n"}


def robots_txt(frame: Frame) -> str:
    """What search engines are told: a demonstration asks them to stay away."""
    if frame.site.demonstration:
        return "User-agent: *\nDisallow: /\n"
    where = f"Sitemap: {frame.site.url.rstrip('/')}/sitemap.xml\n" if frame.site.url else ""
    return f"User-agent: *\nAllow: /\n{where}"
