"""A fault in a text: told at once, in the words of a whole build, with all that the rules say; the last site stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from edited import CARD, FIRST, SECOND, page_removed, told
from preau.edges.amending import Follower
from preau.edges.stopping import Refused
from preau.reading.tree import WorkTree
from sited import DAY, assert_like_whole, follow, more, replaced, settle, tree, whole
from tools.translated import COURSE


def refused(root: Path, change: Callable[[], object]) -> bool:
    """Whether a change is refused, at once or by a whole build, in the same words; the site stays as it was."""
    before = tree(root / "site")
    change()
    try:
        assert follow(root) is None
        told = ""
    except Refused as refusal:
        told = refusal.report
    with pytest.raises(Refused) as again:
        whole(root)
    assert told in ("", again.value.report)
    return tree(root / "site") == before


def test_records_and_texts_change_together(edition: Path) -> None:
    """As after a pull: one build in proportion."""
    replaced(edition / "initiatives/81/jardin-1.md", "title: Un jardin, 1", "title: Un autre jardin")
    more(edition / FIRST, "Comme [là](/initiatives/81/jardin-1/).")
    assert follow(edition) is not None
    assert_like_whole(edition)
    assert refused(edition, lambda: (edition / "initiatives/81/jardin-1.md").unlink())


def test_a_fault_is_told_without_reading_records(edition: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They did not change: an author is not to wait for them; then the text is mended."""
    kept, read = (edition / FIRST).read_bytes(), told(monkeypatch, WorkTree, "read")
    more(edition / FIRST, "<script>alert(1)</script>")
    follower = Follower(edition, edition / "site", day=DAY, jobs=1)
    with pytest.raises(Refused) as refusal:
        follower.follow()
    assert f"{FIRST}:" in refusal.value.report and "PR" in refusal.value.report
    assert read and not [path for path in read if path.startswith("initiatives/")]
    (edition / FIRST).write_bytes(kept)
    assert follower.follow() is not None
    assert_like_whole(edition)


def test_a_refusal_tells_all_that_the_rules_say(edition: Path) -> None:
    """Whichever build refuses, and whichever file is at fault: the errors, the advice about texts and about records."""
    advised, later = edition / "initiatives/81/jardin-1.md", edition / "initiatives/81/jardin-2.md"
    kept, chapter = advised.read_bytes(), edition / FIRST
    more(advised, "### 2062-05-02\n\nUn jour à venir.")
    more(edition / CARD, "À compléter : la suite.")
    settle()
    whole(edition)
    more(later, "### 2061-05-02\n\nUn autre jour à venir.")
    settle()
    assert follow(edition) is not None

    sound = chapter.read_bytes()
    more(chapter, "<script>alert(1)</script>")
    told = report(lambda: follow(edition))
    assert told == report(lambda: whole(edition))
    assert told_of(told) == {FIRST, CARD, *records_of(edition, advised, later)}
    chapter.write_bytes(sound)

    advised.write_bytes(kept)
    settle()
    assert follow(edition) is not None
    replaced(edition / COURSE, "02-ecouter", "02-autre")
    told = report(lambda: follow(edition))
    assert told == report(lambda: whole(edition))
    assert told_of(told) == {COURSE, SECOND, CARD, *records_of(edition, later)}
    replaced(edition / COURSE, "02-autre", "02-ecouter")

    replaced(advised, "status: ", "status: x")
    assert follow(edition) is None
    assert told_of(report(lambda: whole(edition))) == {CARD, *records_of(edition, advised, later)}


def report(build: Callable[[], object]) -> str:
    """What a build says, which refuses."""
    with pytest.raises(Refused) as refusal:
        build()
    return refusal.value.report


def told_of(said: str) -> set[str]:
    """The files that a report names, but translations, which each change of their text makes old."""
    return {path for path in re.findall(r"^(\S+\.\w+):\d+", said, re.M) if "/en/" not in path}


def records_of(root: Path, *paths: Path) -> set[str]:
    """Their paths in the movement."""
    return {path.relative_to(root).as_posix() for path in paths}


def test_a_fault_is_told_then_mended(edition: Path) -> None:
    """HTML, a link that breaks in a text that did not change, a plan that names no file; the last good site stays."""
    path, page, plan = edition / FIRST, edition / "content/pages/aide.md", edition / COURSE
    kept, told_page, planned = path.read_bytes(), page.read_bytes(), plan.read_bytes()
    assert refused(edition, lambda: more(path, "<script>alert(1)</script>"))
    path.write_bytes(kept)
    assert follow(edition) is not None
    more(path, "Voir [l'aide](/aide/).")
    assert follow(edition) is not None
    assert refused(edition, page.unlink)
    page.write_bytes(told_page)
    assert refused(edition, lambda: replaced(plan, "02-ecouter", "02-autre"))
    plan.write_bytes(planned)
    assert refused(edition, lambda: (edition / "courses/agir/Été.md").write_bytes(kept))
    (edition / "courses/agir/Été.md").unlink()
    assert follow(edition) is not None
    assert_like_whole(edition)


def test_a_record_that_leads_to_a_page_keeps_it(edition: Path) -> None:
    """The page goes: refused, since the record does not change."""
    more(edition / "initiatives/81/jardin-0.md", "Demandez [de l'aide](/aide/).")
    assert follow(edition) is not None
    assert refused(edition, lambda: page_removed(edition))
