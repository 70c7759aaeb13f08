"""From draft to open: who sees a course, when it opens, and what those who tried it said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from preau.edges.builder import Build
from preau.edges.make import make

Repo = Callable[..., Path]
Check = Callable[[Path], list[str]]
DAY = "2026-11-23"
COURSE = "courses/agir/course.yml"
SETTINGS = """site_name: Petit Préau
site_url: https://petit.example/sous/
docs_dir: content/pages
plugins: [preau]
"""
SHEETS = "since: 2026-10-05\nuntil: 2026-11-08\nsheets: 12\nclear: {yes: 8, partly: 4}\nuseful: {yes: 5}\n"


def built(root: Path, *, drafts: bool = False, day: str = DAY) -> Path:
    """The site of a movement, without its search."""
    site = root.parent / "site"
    (root / "mkdocs.yml").write_text(SETTINGS)
    return make(lambda url, to: Build(root, to, url=url, day=day, search=False, drafts=drafts), root, site).site_dir


def staged(repo: Repo, lines: str, more: Mapping[str, str] = {}) -> Path:
    """The small movement, its course at another stage."""
    root = repo()
    text = (root / COURSE).read_text().replace("stage: open\n", lines)
    home = (root / "content/pages/index.md").read_text().replace("](/cours/agir/)", "](/cours/)")
    more = {"content/pages/index.md": home, **more}
    return repo({COURSE: text, "courses/agir/lieu.vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\nUn lieu.\n", **more})


def test_a_draft_is_seen_by_those_who_write_it_only(repo: Repo) -> None:
    """Nothing of it is published, its files included; `preau serve` shows it, and says what it is."""
    root = staged(repo, "stage: draft\n")
    site = built(root)

    assert not (site / "cours/agir").exists()
    assert "Agir près de chez soi" not in (site / "cours/index.html").read_text()

    site = built(root, drafts=True)

    assert "est un brouillon" in (site / "cours/agir/index.html").read_text()
    assert (site / "cours/agir/observer/index.html").is_file() and (site / "cours/agir/lieu.vtt").is_file()


def test_the_feed_of_openings_is_a_calendar(repo: Repo) -> None:
    """One whole day for each opening, known by the identifier of its course; always the same bytes."""
    root = staged(repo, "stage: open\nopens: 2027-01-18\n")
    feed = (built(root) / "calendrier/cours.ics").read_bytes()
    calendar = Calendar.from_ical(feed)
    (event,) = calendar.events

    assert event.start == date(2027, 1, 18) and event.end == date(2027, 1, 19)
    assert event["uid"] == "2faf1b51-be8e-4d27-b982-0f1b92f2ccdc-opening"
    assert event["summary"] == "Agir près de chez soi\u00a0: ouverture"
    assert event["url"] == "https://petit.example/sous/cours/agir/"
    assert isinstance(event.DTSTAMP, datetime)
    assert calendar.to_ical() == feed == (built(root, day="2026-12-24") / "calendrier/cours.ics").read_bytes()


def test_what_opens_soon_is_told_before_what_is_open(repo: Repo) -> None:
    """The page of the calendar, before and after the day."""
    root = staged(repo, "stage: open\nopens: 2027-01-18\n")

    before = (built(root) / "calendrier/index.html").read_text()
    after = (built(root, day="2027-01-18") / "calendrier/index.html").read_text()

    assert before.index("Bientôt ouverts") < before.index("Agir près de chez soi") < before.index("À suivre")
    assert after.index("À suivre") < after.index("Agir près de chez soi")


def test_a_pilot_has_its_sheet(repo: Repo) -> None:
    """The page of the course leads to it; an open course has none."""
    site = built(staged(repo, "stage: pilot\n"))

    assert "avis/agir/" in (site / "cours/agir/index.html").read_text()
    assert (site / "avis/agir/index.html").read_text().count("<fieldset") == 4

    root = staged(repo, "stage: open\n")
    root.joinpath(COURSE).write_text(root.joinpath(COURSE).read_text().replace("stage: pilot", "stage: open"))
    assert not (built(root) / "avis").exists()


@pytest.mark.parametrize("stage", ["pilot", "open"])
def test_what_the_sheets_say_is_summed_up(repo: Repo, check: Check, stage: str) -> None:
    """A question that fewer than ten people answered is not shown."""
    root = staged(repo, f"stage: {stage}\n", {"courses/agir/feedback.yml": SHEETS})
    page = (built(root) / "cours/agir/index.html").read_text()

    assert check(root) == []
    assert "12 fiches revenues" in page and "Était-ce clair" in page
    assert "Allez-vous vous en servir" not in page


def test_fewer_than_ten_sheets_are_refused(repo: Repo, check: Check) -> None:
    """They would be public in the repository before any page shows them."""
    root = repo({"courses/agir/feedback.yml": SHEETS.replace("sheets: 12", "sheets: 9").replace("yes: 8", "yes: 5")})

    assert check(root) == ["courses/agir/feedback.yml:3:9 PR125"]


def test_invented_numbers_are_refused_outside_a_demonstration(repo: Repo, check: Check) -> None:
    """As invented people are."""
    root = repo({"courses/agir/feedback.yml": SHEETS + "fictional: true\n"})
    movement = root / "content/movement.yml"
    movement.write_text(movement.read_text().replace("demonstration: true", "demonstration: false"))

    assert "courses/agir/feedback.yml:6:1 PR602" in check(root)
