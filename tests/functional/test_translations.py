"""A course in two languages: side by side in the repository, each at its own address, and never further than it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from preau.cli import main
from preau.edges.builder import Build
from preau.edges.make import make
from tools.translated import COURSE, told, translated

Repo = Callable[..., Path]
Check = Callable[[Path], list[str]]
SETTINGS = "site_name: Petit Préau\nsite_url: https://petit.example/sous/\ndocs_dir: content/pages\nplugins: [preau]\n"


@pytest.fixture
def bilingual(repo: Repo) -> Path:
    """A course of two chapters, of which one is translated, up to date."""
    return translated(repo({"mkdocs.yml": SETTINGS}))


def built(root: Path) -> Path:
    """The site of a movement, without its search."""
    site = root.parent / "site"
    return make(lambda url, to: Build(root, to, url=url, day="2026-11-23", search=False), root, site).site_dir


def test_what_is_missing_is_told(bilingual: Path, check: Check) -> None:
    """A notice; the command says which."""
    assert check(bilingual) == ["courses/agir/en/course.yml:2:1 PR251"]
    assert "2 of 3 texts up to date" in told(bilingual)
    assert "en/02-ecouter.md  to translate" in told(bilingual)


def test_what_changed_since_is_told(bilingual: Path, check: Check) -> None:
    """When the words of the original change, not when its time, its version or the ends of its lines do."""
    chapter = bilingual / "courses/agir/01-observer.md"
    chapter.write_text(chapter.read_text().replace("PT15M", "PT14M").replace("des heures", "des\nheures"))
    assert check(bilingual) == ["courses/agir/en/course.yml:2:1 PR251"]

    chapter.write_text(chapter.read_text().replace("un lieu", "deux lieux"))
    assert check(bilingual)[0] == "courses/agir/en/01-observer.md:2:13 PR250"
    assert "changed since" in told(bilingual, "agir")


def test_each_language_has_its_address(bilingual: Path) -> None:
    """Its own words, those of the interface included; what is not translated leads to the original, and says so."""
    site = built(bilingual)
    cover = (site / "cours/agir/en/index.html").read_text()
    chapter = (site / "cours/agir/en/observer/index.html").read_text()

    assert not (site / "cours/agir/en/ecouter").exists()
    assert '<html lang="en"' in cover and "Acting near home" in cover and "Start the course" in cover
    assert 'href="../../../cours/agir/ecouter/"' in cover and "in French" in cover
    assert '<html lang="en"' in chapter and "Which sentence says a need?" in chapter
    assert 'data-chapter="8f2d3b8e-93a7-4f09-9a53-51d0f5a0f7a1"' in chapter
    assert re.search(r"<a href=\"(?:[./]*/cours/agir|../..)/ecouter/\">listen", chapter)
    assert 'data-tongue="en"' in chapter
    mine = (site / "cours/mon-campus/index.html").read_text()
    data = json.loads(mine.split('id="campus-data">')[1].split("</script>")[0])
    there = next(one for one in data["courses"] if one["slug"] == "agir")["tongues"]["en"]
    assert (there["title"], there["address"]) == ("Acting near home", "../../cours/agir/en/")
    assert [one["address"] for one in there["chapters"]] == ["../../cours/agir/en/observer/"]
    assert there["questions"][0]["text"].startswith("Which sentence")
    assert "Which sentence" not in (site / "cours/agir/observer/index.html").read_text()


def test_each_language_names_the_other(bilingual: Path) -> None:
    """`hreflang` both ways with whole addresses, and a switch that people see; none where there is one language."""
    site = built(bilingual)
    pages = [(site / f"cours/agir/{name}index.html").read_text() for name in ("observer/", "en/observer/")]
    links = [re.findall(r'<link rel="alternate" hreflang="(\w+)" href="([^"]+)"', page) for page in pages]

    assert (
        links[0]
        == links[1]
        == [
            ("fr", "https://petit.example/sous/cours/agir/observer/"),
            ("en", "https://petit.example/sous/cours/agir/en/observer/"),
        ]
    )
    assert all('class="tongues"' in page for page in pages)
    assert "hreflang" not in (site / "cours/agir/ecouter/index.html").read_text()


def test_a_translation_never_stops_the_original(bilingual: Path, check: Check) -> None:
    """A chapter removed or renamed by its editors leaves its translation behind: a warning, and the site is made."""
    (bilingual / "courses/agir/01-observer.md").unlink()
    text = (bilingual / COURSE).read_text().replace("[01-observer, 02-ecouter]", "[02-ecouter]")
    (bilingual / COURSE).write_text(text)
    home = bilingual / "content/pages/index.md"

    assert "courses/agir/en/01-observer.md:1:1 PR252" in check(bilingual)
    assert home.is_file() and not (built(bilingual) / "cours/agir/en/observer").exists()


def test_a_course_that_nobody_translates(repo: Repo) -> None:
    """Said in a sentence; a course that does not exist is told with those that do."""
    root = repo()
    done = CliRunner().invoke(main, ["translations", "rien", "--root", str(root)])

    assert told(root) == "No course is translated yet.\n"
    assert done.exit_code == 2 and "agir, budget" in done.output
