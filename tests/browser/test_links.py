"""Every internal link of the built site arrives, fragments included; every page is of a kind that the tests know."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from kinds_of_page import KINDS_OF_PAGE, known

HERE = "http://site.test"
LINKS = {(tag, "href") for tag in ("a", "link", "use")}
LINKS |= {(tag, "src") for tag in ("script", "img", "source", "track", "video", "iframe")} | {("form", "action")}


@dataclass
class Facts(HTMLParser):
    """What a page links to, with the line, and the names that links may aim at."""

    links: list[tuple[int, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note every link and every id."""
        for name, value in attrs:
            if value is None:
                continue
            if (tag, name) in LINKS and dict(attrs).get("rel") != "canonical":
                self.links.append((self.getpos()[0], value))
            if name == "id" or (tag == "a" and name == "name"):
                self.names.add(value)
            if tag == "meta" and name == "content" and dict(attrs).get("http-equiv") == "refresh":
                self.links.append((self.getpos()[0], value.partition("url=")[2]))


@cache
def read(path: Path) -> Facts:
    """The facts of a page."""
    facts = Facts()
    facts.feed(path.read_text(encoding="utf-8"))
    return facts


def pages(site: Path) -> list[Path]:
    """Every page; courses to take away have their own judges (test_pack.py)."""
    return sorted(page for page in site.rglob("*.html") if page.relative_to(site).parts[0] != "packs")


def address(site: Path, page: Path) -> str:
    """The address of a file of the site."""
    return "/" + page.relative_to(site).as_posix().removesuffix("index.html")


def aim(site: Path, page: Path, link: str) -> tuple[Path, str] | None:
    """The file and the fragment that a link aims at; None when it leaves the site."""
    parts = urlsplit(urljoin(HERE + address(site, page), link))
    if f"{parts.scheme}://{parts.netloc}" != HERE:
        return None
    target = site / unquote(parts.path).lstrip("/")
    return (target / "index.html" if parts.path.endswith("/") else target), unquote(parts.fragment)


def test_internal_links_arrive(site: Path) -> None:
    """No link of any page is dead: the file is there, and so is the place in it."""
    dead = []
    for page in pages(site):
        for line, link in read(page).links:
            aimed = aim(site, page, link)
            if aimed is None:
                continue
            target, fragment = aimed
            if not target.is_file():
                dead.append(f"{address(site, page)}:{line}: {link}: no such file")
            elif fragment and target.suffix == ".html" and fragment not in read(target).names:
                dead.append(f"{address(site, page)}:{line}: {link}: no such place in the page")

    assert dead == []


def test_every_page_can_be_reached(site: Path) -> None:
    """From the home page, by links alone; 404 and old addresses are reached otherwise."""
    start = site / "index.html"
    seen, waiting = {start}, [start]
    while waiting:
        page = waiting.pop()
        for _line, link in read(page).links:
            aimed = aim(site, page, link)
            if aimed and aimed[0].suffix == ".html" and aimed[0].is_file() and aimed[0] not in seen:
                seen.add(aimed[0])
                waiting.append(aimed[0])
    seen.add(site / "404.html")
    lost = [address(site, page) for page in pages(site) if page not in seen and not moved(page)]

    assert lost == []


def moved(page: Path) -> bool:
    """Whether a page only leads to the new address of a thing."""
    return 'http-equiv="refresh"' in page.read_text(encoding="utf-8")


def test_every_page_is_of_a_known_kind(site: Path) -> None:
    """A kind of page that no sample stands for would escape the browser's tests."""
    unknown = [address(site, page) for page in pages(site) if not known(address(site, page))]
    absent = [sample for sample, _pattern in KINDS_OF_PAGE.values() if not (site / sample.lstrip("/")).exists()]

    assert unknown == []
    assert absent == []


def test_what_a_device_keeps_of_each_course(site: Path) -> None:
    """Each listing names files of the site, to the last bit; the longest course, films apart, stays within 3 MB."""
    listings = [json.loads(path.read_text(encoding="utf-8")) for path in site.glob("packs/*/offline.json")]
    for told in listings:
        for one in [*told["files"], *told["media"]]:
            path = site / one["url"]
            data = (path / "index.html" if one["url"].endswith("/") else path).read_bytes()
            assert hashlib.sha256(data).hexdigest() == one["sha256"], one["url"]
    longest = max(listings, key=lambda told: len(told["files"]))

    assert len(listings) == 4
    assert sum(one["url"].count("/") == 3 for one in longest["files"]) >= 20  # its chapters
    assert longest["bytes"] <= 3_000_000
