"""What pages ask of the initiatives, answered by the memory as if all their rows were read, whatever came and went."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from preau.edges.memory import KnownRecord, Memory
from preau.edges.records import Kept
from preau.model.corpus import Row
from preau.model.listed import ALIVE, LIVE, OPEN, about, is_record, within

PLACES, THEMES = ("34", "81", "r-76"), ("jeunes", "soin", "lien")


def row(dice: random.Random, number: int) -> Row:
    """Any initiative."""
    slug, territory = f"a-{number}" if number % 3 else f"a{number}", dice.choice(PLACES)
    facts = dict.fromkeys(Row._fields, "") | dict.fromkeys(("purpose", "need_kinds", "committees", "aliases"), ())
    return Row(**facts | {
        "path": f"initiatives/{territory}/{slug}.md", "territory": territory, "slug": slug,
        "title": str(dice.random()), "themes": tuple(dice.sample(THEMES, dice.randint(1, 2))),
        "status": dice.choice(["seeking", "underway", "realised"]), "open_needs": dice.randint(0, 3),
        "news": dice.choice(["", "2026-10-01", "2026-11-02", "2026-11-02"]),
    })  # fmt: skip


def test_counts_and_lists_follow_every_change(tmp_path: Path) -> None:
    """Added, changed and removed at random: the same answers as from the rows themselves, in the same order."""
    dice, memory, rows = random.Random(7), Memory(tmp_path / "site.db"), dict[str, Row]()
    kept = Kept(memory)
    for step in range(60):
        come = [row(dice, dice.randint(1, 40)) for _ in range(dice.randint(0, 4))]
        new = {one.path: one for one in come}
        old = {*new, *dice.sample(sorted(rows), min(len(rows), dice.randint(0, 3)))} & rows.keys()
        with memory.writing():
            kept.forget(rows[path] for path in old)
            memory.forget_records(old - new.keys())
            kept.add(new.values())
            memory.keep_records((path, KnownRecord("", tuple(one))) for path, one in new.items())
        rows = {path: one for path, one in rows.items() if path not in old} | new
        assert_answers(kept, list(rows.values()), f"step {step}")


def assert_answers(kept: Kept, rows: list[Row], step: str) -> None:
    """Every question, answered from the rows."""
    newest = sorted(sorted(rows, key=lambda one: one.key), key=lambda one: one.news, reverse=True)
    places, here = [within(code) for code in PLACES], [one for one in newest if one.territory == "34"]
    assert list(kept.by_news()) == newest, step
    assert list(kept.by_key()) == sorted(rows, key=lambda one: one.key), step
    assert kept.newest(places, 5) == newest[:5], step
    assert kept.newest([within("34")]) == here, step
    assert kept.newest([about("soin")], 3) == [one for one in newest if "soin" in one.themes][:3], step
    assert kept.newest([ALIVE]) == [one for one in newest if one.status in LIVE], step
    assert [kept.among_newest(one, places, 5) for one in newest] == [at < 5 for at in range(len(newest))], step
    assert kept.each() == Counter(one.territory for one in rows), step
    assert kept.tally("themes", [within("34")]) == Counter(theme for one in here for theme in one.themes), step
    assert kept.tally("territories", [about("lien")]) == Counter(
        one.territory for one in rows if "lien" in one.themes
    ), step
    assert kept.total(places, OPEN) == sum(one.open_needs for one in rows), step
    silent = {(one.news, one.key) for one in rows if one.status in LIVE and one.news < "2026-11-01"}
    assert set(kept.silent("2026-11-01")) == silent, step


def test_a_record_is_a_text_in_the_folder_of_a_territory() -> None:
    """Not beside these folders, nor below; a picture is none, nor what another folder holds."""
    assert is_record("initiatives/34/jardin.md")
    for path in ("initiatives/x.md", "initiatives/34/a/x.md", "initiatives/34/x.png", "courses/agir/x.md", ""):
        assert not is_record(path)
