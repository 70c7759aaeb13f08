"""Work and weight that do not grow with the movement: counted, never timed, in two movements of unlike sizes.

Lists show so many at most: the smaller movement fills them already, and what the larger has more is elsewhere.
"""

from __future__ import annotations

import dataclasses
import gc
import gzip
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import corpus
import pytest
from playwright.sync_api import Browser

from counting import Work, counted
from preau.edges import amendment, converting  # noqa: F401 - what forks use is imported once, here
from preau.edges.amending import Follower, in_proportion
from preau.edges.beside import run_check_base
from preau.edges.builder import Build
from preau.edges.make import make
from preau.edges.memory import Put
from preau.edges.output import Output
from tools.guarded import git
from webserver import Web
from weighing import first_view

DAY, BEFORE = "2026-11-23", 1_750_000_000
SIZES = (120, 360)
HERE, ELSEWHERE = ("13", "34"), ("81",)
KINDS = (
    "/", "/initiatives/", "/initiatives/13/", "/initiatives/13/le-notre/", "/territoires/", "/territoires/13/",
    "/themes/", "/themes/environnement/", "/transparence/", "/transparence/decisions/", "/donnees/", "/recherche/",
    "/contribuer/", "/contribuer/proposer/", "/contribuer/suivre/", "/cours/", "/cours/mon-campus/", "/calendrier/",
    "/404.html", "/initiatives/feed.xml", "/initiatives/feed.json", "/assets/preau.css", "/assets/preau.js",
    "/sw.js",
)  # fmt: skip
"""Pages that may not weigh more in a larger movement; the chapters of a course come with them."""
GROWS = {
    "edges.inputs._folder.<genexpr>": "each file of a folder is looked at, and not opened",
    "views.answers.quiet.<genexpr>": "the initiatives that have been silent for long are told by their number",
    "views.sitemap.sitemaps.urls.<genexpr>": "the sitemap names every page",
}
"""Functions that may be called more often in a larger movement when one record changes, and why."""
ONCE = (
    "checks.run.Checker.record", "reading.records.read_record", "views.initiatives.InitiativePages.draw",
    "views.lookup.analysis.Analyst.read",
)  # fmt: skip
"""What a whole build does once for each record: judge, parse, draw, index."""
PROGRAMS = {
    "all made": 29, "nothing changed": 2, "one changed": 14, "one added": 14, "one removed": 14, "one published": 29,
    "one checked": 7, "two heard of": 18,
}  # fmt: skip
"""How many processes of Git each act may start."""
SEARCH = ("views.lookup.", "edges.search")
QUESTION = "jardin partagé"
ASK = "([base, text]) => preau.lookup.open(base).search(text, { limit: 10 })"


class Place(NamedTuple):
    """A movement with its site in place, and what each act cost there."""

    root: Path
    done: dict[str, Work]


def found(root: Path, size: int) -> None:
    """A movement under Git with so many initiatives, forty of them in two territories whatever its size."""
    world = corpus.World.of_the_demonstration(2026)
    here, elsewhere = (
        dataclasses.replace(
            world, territories=tuple(one for one in world.territories if one[0] in codes), themes=world.themes[:3]
        )
        for codes in (HERE, ELSEWHERE)
    )
    corpus.write_preau(root, dataclasses.replace(world, territories=here.territories + elsewhere.territories), 0, 1)
    for number in range(size):
        code, name, head, body = (here if number < 40 else elsewhere).initiative(number)
        corpus.write(root / "initiatives" / code / f"{name}.md", corpus.document(head, body))
    code, _, head, body = dataclasses.replace(here, territories=here.territories[:1]).initiative(0)
    head |= {"themes": [*world.themes[:3]], "status": "underway"}
    head.pop("outcome", None)
    corpus.write(root / OURS, corpus.document(head, body))
    for path in root.rglob("*"):
        os.utime(path, (BEFORE, BEFORE))  # as if all had been there for long: what is new may change again
    git(root, "init", "--quiet", "--initial-branch=main")
    (root / ".git/info/exclude").write_text("/site\n/.preau\n", encoding="ascii")
    commit(root)


OURS = "initiatives/13/le-notre.md"


def commit(root: Path) -> None:
    """What stands, published."""
    git(root, "add", ".")
    git(root, "-c", "user.name=x", "-c", "user.email=x@x.example", "commit", "--quiet", "--message", "x")


def whole(root: Path) -> object:
    """A whole build, in this process alone; and how many outputs are held before they are put in place."""
    held, commit = [], Output.commit

    def counted_first(output: Output) -> tuple[int, int]:
        held.append(sum(isinstance(one, Put) for one in gc.get_objects()))
        return commit(output)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Output, "commit", counted_first)
        made = make(lambda url, folder: Build(root, folder, url=url, day=DAY, jobs=1), root, root / "site")
    return *made[1:], *held


def news(root: Path, day: int) -> None:
    """Our initiative has news: no other is newer."""
    path = root / OURS
    path.write_text(f"{path.read_text('utf-8').rstrip()}\n\n### 2026-11-{day:02}\n\nDu zythum.\n", encoding="utf-8")


def acts(root: Path) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each thing that happens to a movement, done as the next is asked for, and the work that follows it."""

    def follow() -> object:
        result = in_proportion(root, root / "site", day=DAY)
        return result and result[1:]

    yield "all made", lambda: whole(root)
    yield "nothing changed", follow
    news(root, 10)
    yield "one changed", follow
    other = root / "initiatives/13/un-autre.md"
    other.write_text((root / OURS).read_text("utf-8"), encoding="utf-8")
    yield "one added", follow
    other.unlink()
    yield "one removed", follow
    news(root, 11)
    commit(root)
    yield "one published", follow
    news(root, 12)
    yield "one checked", lambda: run_check_base(root, "HEAD", (), "text", "fr", DAY, 1)[0]
    follower = Follower(root, root / "site", day=DAY)

    def hear() -> object:
        assert follower.follow()
        news(root, 13)
        assert follower.follow({OURS})
        news(root, 14)
        result = follower.follow({OURS})
        return result and result[1:]

    yield "two heard of", hear


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> list[Place]:
    """Both movements, in which everything was done."""
    made = []
    for size in SIZES:
        root = tmp_path_factory.mktemp("counted") / str(size)
        found(root, size)
        made.append(Place(root, {act: counted(root, work) for act, work in acts(root)}))
    return made


def pairs(places: list[Place]) -> Iterator[tuple[str, Work, Work]]:
    """What each act but a whole build cost in the smaller movement and in the larger."""
    small, large = places
    return ((act, work, large.done[act]) for act, work in small.done.items() if act != "all made")


def searched(work: Work) -> int:
    """How many files of the search were put in place."""
    return sum(path.startswith("site/search/") for path in work.placed)


def test_each_act_is_done_whole(places: list[Place]) -> None:
    """What is counted below happened: pages drawn and removed in proportion, the file judged."""
    for place, size in zip(places, SIZES, strict=True):
        written = {act: work.answer for act, work in place.done.items() if act != "one checked"}
        assert written["all made"][1] > 2 * size
        assert written.pop("nothing changed")[1:3] == (0, 0)
        assert written["one removed"][2] >= 2
        assert all(answer[1] > 10 for answer in written.values()), written
        assert OURS in place.done["one checked"].answer


def test_no_function_is_called_more_often(places: list[Place]) -> None:
    """Texts parsed, pages drawn, rows told: nothing is done more often among three times as many initiatives."""
    more = [
        f"{act}: {name}, {before.calls[name]} then {number} times"
        for act, before, after in pairs(places)
        for name, number in after.calls.items()
        if number > before.calls[name] * 1.2 + 30 + searched(after) - searched(before)
        and name not in GROWS
        and not name.startswith(SEARCH)
    ]
    assert more == [], "\n".join(more)


def test_a_whole_build_does_everything_once(places: list[Place]) -> None:
    """Among three times as many initiatives, each is judged, parsed, drawn and indexed once, nothing more."""
    small, large = (place.done["all made"] for place in places)
    ratio, more = SIZES[1] / SIZES[0], SIZES[1] - SIZES[0]
    assert {name: large.calls[name] - small.calls[name] for name in ONCE} == dict.fromkeys(ONCE, more)
    steep = [name for name, n in large.calls.items() if n > 1.1 * ratio * small.calls[name] + 20]
    assert [name for name in steep if not name.startswith(SEARCH)] == []
    assert 100 < small.answer[-1] <= large.answer[-1] < small.answer[-1] + more / 4
    assert {path: n for path, n in large.read.items() if path.startswith(("initiatives/", "courses/")) and n > 2} == {}
    assert large.kept - small.kept == Counter()


def test_the_search_follows_by_a_bounded_part(places: list[Place]) -> None:
    """Its index is shared among more files as it grows; what a change makes of it grows much less."""
    for act, before, after in pairs(places):
        few, many = (sum(n for name, n in work.calls.items() if name.startswith(SEARCH)) for work in (before, after))
        assert many <= 1.6 * few, act


def test_no_more_files_are_read(places: list[Place]) -> None:
    """The same files of the movement are opened, each as often; none when nothing changed, ours when it did."""
    for act, before, after in pairs(places):
        few, many = (
            {path: n for path, n in work.read.items() if not path.startswith(("site/", ".site.stage/", ".git/"))}
            for work in (before, after)
        )
        assert many == few, act
        records = {path for path in many if path.startswith("initiatives/")}
        ours = {"nothing changed": set(), "one added": {"initiatives/13/un-autre.md"}, "one removed": set()}
        assert records == ours.get(act, {OURS}), act


def test_no_more_files_are_written(places: list[Place]) -> None:
    """Pages, feeds and data put in place or removed are the same; of the search, a few more."""
    for act, before, after in pairs(places):
        for few, many in ((before.placed, after.placed), (before.removed, after.removed)):
            new = {path for path in many.keys() - few.keys() if "/search/" not in path and not path.endswith(".tmp")}
            assert new == set(), act
        assert searched(after) <= 2.2 * searched(before), act


def test_no_more_programs_are_started(places: list[Place]) -> None:
    """Git is asked as often, whatever there is, by a whole build too."""
    small, large = ({act: dict(work.programs) for act, work in place.done.items()} for place in places)
    assert large == small
    assert {act: told for act, told in large.items() if told.keys() != {"git"} or told["git"] > PROGRAMS[act]} == {}


def test_no_more_is_kept_in_memory(places: list[Place]) -> None:
    """Values of our own kinds that stand once a change was followed, and steps of the memory's queries."""
    for act, before, after in pairs(places):
        assert {kind: n for kind, n in after.kept.items() if n > before.kept[kind]} == {}, act
        assert after.steps <= 1.3 * before.steps + 5, act


def test_pages_weigh_no_more(places: list[Place]) -> None:
    """Each kind of page, compressed, and every chapter."""
    small, large = (place.root / "site" for place in places)
    chapters = {f"/{path.parent.relative_to(small).as_posix()}/" for path in small.glob("cours/*/*/index.html")}
    assert len(chapters) > 10
    heavier = {}
    for address in (*KINDS, *chapters):
        name = address[1:] + ("index.html" if address.endswith("/") else "")
        few, many = (len(gzip.compress((site / name).read_bytes(), 6)) for site in (small, large))
        if many > 1.02 * few + 100:
            heavier[address] = few, many
    assert heavier == {}


@pytest.mark.parametrize(
    ("address", "most", "requests"),
    [("/initiatives/13/le-notre/", 20_000, 3), ("chapter", 45_000, 4)],
    ids=["record", "chapter"],
)
def test_a_first_view(places: list[Place], browser: Browser, address: str, most: int, requests: int) -> None:
    """All that comes with a first visit, compressed; and its text is there without the scripts."""
    seen = []
    for place in places:
        site = place.root / "site"
        if address == "chapter":
            longest = max(site.glob("cours/*/*/index.html"), key=lambda path: path.stat().st_size)
            address = f"/{longest.parent.relative_to(site).as_posix()}/"
        with Web(site) as web:
            came, text = first_view(browser, web, address)
            _, plain = first_view(browser, web, address, scripts=False)
        assert len(came) <= requests, came
        assert sum(came.values()) <= most, came
        assert len(plain) >= 0.95 * len(text) > 1000
        seen.append([*came])
    assert sorted(seen[0]) == sorted(seen[1])


def test_a_first_answer(places: list[Place], browser: Browser) -> None:
    """What a reader of the search fetches for ten results, from nothing."""
    weights = []
    for place in places:
        with Web(place.root / "site") as web:
            page = browser.new_page()
            page.goto(web.url("/recherche/"))
            begun = len(web.asked)
            page.add_script_tag(url=web.url("/assets/lookup.js"))
            found = page.evaluate(ASK, [web.url("/search/"), QUESTION])
            page.close()
        assert len(found["results"]) == 10
        weights.append(sum(map(web.weight, web.asked[begun:])))
    small, large = weights
    assert large <= 25_000
    assert large <= 1.5 * small
