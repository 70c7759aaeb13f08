"""The first page of a new movement: what is left to fill, read from the files themselves, each with where to do it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from preau.i18n import N_
from preau.model.listed import Records
from preau.reading.measures import UNWRITTEN
from preau.views.frame import Frame, Page
from preau.views.initiatives import robots

_EDIT = {"github": "{url}/edit/{branch}/{path}", "gitlab": "{url}/-/edit/{branch}/{path}",
         "gitea": "{url}/_edit/{branch}/{path}"}  # fmt: skip
_EXAMPLES = ("exemple", "example")
MOST = 6
"""How many files one line names."""


class Step(NamedTuple):
    """One thing to do: what, why, in which files, whether it is done."""

    what: str
    why: str
    paths: tuple[str, ...]
    done: bool


def unwritten(html: str) -> bool:
    """Whether a page still says that something is to be written."""
    return UNWRITTEN.search(html) is not None


def first_page(frame: Frame, records: Records, pages: Sequence[str]) -> tuple[Page, str]:
    """What is left; `pages` are those that say so themselves."""
    title = frame.say("What is left to fill")
    page = Page(
        title, frame.at.section("begin"), "", "page", robots=robots(frame), crumbs=frame.crumbs((title, "")),
        scripts=("robot-key.js",),
    )  # fmt: skip
    steps = list(_steps(frame, records, pages))
    told = [
        {
            "what": frame.say(one.what), "why": frame.say(one.why), "done": one.done,
            "more": max(0, len(one.paths) - MOST),
            "files": [{"path": path, "edit": _edit(frame, path)} for path in one.paths[:MOST]],
        }
        for one in steps
    ]  # fmt: skip
    left = sum(not one.done for one in steps)
    return page, frame.draw("beginning.html", page, steps=told, left=left, total=len(steps), host=_host(frame))


def _steps(frame: Frame, records: Records, pages: Sequence[str]) -> Iterator[Step]:
    movement, examples = frame.registry.movement, frame.registry.examples()
    home = "content/movement.yml"
    places = tuple(path for path in examples if path != home)
    answering = tuple(
        f"content/territories/{code}.yml" for code, one in frame.registry.territories.items() if one.opened
    )
    silent, shown = tuple(_silent(frame)), tuple(_shown(frame, records))
    yield Step(
        N_("Name who keeps the registry"), N_("Stewards say who may decide what. Two are better than one."), (home,),
        home not in examples,
    )  # fmt: skip
    yield Step(
        N_("Name who answers for each open territory"), N_("A citizen who proposes must find somebody who answers."),
        places or answering, not places,
    )  # fmt: skip
    yield Step(
        N_("Give a public address"), N_("An address in .example receives nothing."), silent or (home,), not silent
    )
    yield Step(
        N_("Say where the files are kept"), N_("The form of the site then opens a file there, filled already."),
        (home,), movement.forge is not None,
    )  # fmt: skip
    yield Step(
        N_("Say the address of the site"), N_("Feeds, the map of the site and shared links need it (site_url)."),
        ("mkdocs.yml",), bool(frame.site.url),
    )  # fmt: skip
    yield Step(
        N_("Write what only you know"),
        N_("Who publishes this site, and what becomes of personal data: the law asks for it."), tuple(pages), not pages,
    )  # fmt: skip
    yield Step(N_("Remove or replace the examples"), N_("They show each kind of thing once."), shown, not shown)
    yield Step(
        N_("Leave the demonstration"),
        N_("Write demonstration: false. Any invented person left is then named by the check."), (home,),
        not movement.demonstration,
    )  # fmt: skip


def _silent(frame: Frame) -> Iterator[str]:
    if frame.registry.movement.contact.endswith(".example"):
        yield "content/movement.yml"
    for code, place in frame.registry.territories.items():
        if place.contact and place.contact.endswith(".example"):
            yield f"content/territories/{code}.yml"


def _shown(frame: Frame, records: Records) -> Iterator[str]:
    yield from (row.path for row in records.by_key() if row.slug.startswith(_EXAMPLES))
    for path in frame.registry.committees:
        if path.rpartition("/")[2].startswith(_EXAMPLES):
            yield f"content/committees/{path.removesuffix('.yml')}.yml"
    yield from (f"courses/{slug}/course.yml" for slug in frame.registry.courses if slug.startswith(_EXAMPLES))


def _edit(frame: Frame, path: str) -> str:
    """Where a file is changed in a browser, empty where nobody said on which forge it is."""
    forge = frame.registry.movement.forge
    if forge is None:
        return ""
    return _EDIT[forge.kind].format(url=forge.url.rstrip("/"), branch=forge.branch, path=path)


def _host(frame: Frame) -> str:
    """How the registry names the forge."""
    forge = frame.registry.movement.forge
    return urlsplit(forge.url).netloc if forge else "github.com"
