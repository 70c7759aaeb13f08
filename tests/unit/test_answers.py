"""How citizens are answered, as figures: medians beside what waits, silence, and files that stay few."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from preau.edges.memory import KnownRecord, Memory
from preau.edges.records import Kept
from preau.model.audited import Audited, blob_of
from preau.model.corpus import SILENCE, Row
from preau.model.trail import Approval, Publication, Received, Trail
from preau.views.answers import answers, by_scope, quiet, tally
from preau.views.following import BUCKET, bucket_of

DAY = date(2026, 11, 23)
WORD = Approval("34/helene", "Hélène", "approve", DAY, "SHA256:x")


def received(number: int, state: str = "waiting", *, ago: int = 5, territory: str = "34") -> Received:
    """A proposal received some days ago, to be answered within 21 days."""
    day = DAY - timedelta(ago)
    return Received(f"2026-{number:04d}", 1, territory, day, day + timedelta(21), state)


def published(path: str, blob: str | None, *, number: str = "", ago: int = 0) -> Publication:
    """A merge of one file."""
    return Publication("c" * 40, DAY - timedelta(ago), number, None, ((path, blob),), (WORD,))


def trail(publications: tuple[Publication, ...] = (), log: tuple[Received, ...] = (), **more: object) -> Audited:
    """What a build knows."""
    by_path: dict[str, tuple[int, ...]] = {}
    for place, one in enumerate(publications):
        for path, _ in one.paths:
            by_path[path] = (*by_path.get(path, ()), place)
    value = Trail("t" * 40, "r" * 40, "a" * 40, 0, publications, log, by_path)
    return Audited(value, None, logged=True, **more)  # type: ignore[arg-type]


def row(slug: str, status: str = "underway", news: str = "") -> Row:
    """An initiative as lists know it."""
    facts = dict.fromkeys(Row._fields, "") | dict.fromkeys(("purpose", "themes", "aliases", "committees"), ())
    return Row(**facts | {"path": f"initiatives/34/{slug}.md", "territory": "34", "slug": slug, "status": status,
                          "news": news, "title": slug})  # fmt: skip


def test_an_answer_counts_from_the_day_of_reception() -> None:
    """Published by its number, declined by its decision file; the median is of both."""
    merges = (
        published("initiatives/34/a.md", "b", number="2026-0001", ago=2),
        published("content/decisions/2026/2026-0002.yml", "b", ago=0),
    )
    found = answers(trail(merges, (received(1, "published", ago=12), received(2, "declined", ago=4))), DAY)

    assert [one.days for one in found] == [10, 4]
    assert tally(found).median == 7


def test_what_waits_is_never_hidden_by_a_median() -> None:
    """The day of the deadline is still in time; the day after is late, and a dropped proposal is none of both."""
    log = (received(1, ago=21), received(2, ago=22), received(3, "dropped"), received(4, territory="81"))

    found = answers(trail((), log), DAY)

    assert [one.state for one in found] == ["waiting", "late", "dropped", "waiting"]
    assert by_scope(found)["34"] == (0, None, 2, 1, 1, 0)
    assert by_scope(found)["81"].waiting == 1


def test_what_a_copy_does_not_know_is_neither_waiting_nor_dropped() -> None:
    """It is not answered, that is all: after the deadline it is late, wherever it is."""
    found = answers(trail((), (received(1, "unknown", ago=1), received(2, "unknown", ago=22))), DAY)

    assert [one.state for one in found] == ["unknown", "late"]
    assert by_scope(found)["34"] == (0, None, 2, 1, 0, 2)


def kept(rows: list[Row], folder: Path) -> Kept:
    """Initiatives as a build keeps them."""
    memory = Memory(folder / "site.db")
    with memory.writing():
        memory.keep_records((one.path, KnownRecord("", tuple(one))) for one in rows)
        Kept(memory).add(rows)
    return Kept(memory)


def test_silence_is_counted_from_the_last_sign_of_life(tmp_path: Path) -> None:
    """News or publication, whichever is later; only what is alive; ninety days are not yet a silence."""
    limit = str(DAY - SILENCE)
    older = str(DAY - SILENCE - timedelta(1))
    rows = [row("juste", news=limit), row("muette", news=older), row("publiee", news=older), row("finie", "realised")]
    known = trail((published("initiatives/34/publiee.md", "b", ago=3),))

    found = quiet(kept([*rows, row("jamais")], tmp_path), known, DAY)
    assert [one.key for one in found] == ["34/jamais", "34/muette"]


def test_a_file_stands_to_what_was_published() -> None:
    """Approved byte for byte (but line ends), changed, older than the guard, new, or published again after removal."""
    data = b"un\ndeux\n"
    path, gone = "initiatives/34/a.md", "initiatives/34/gone.md"
    known = trail(
        (published(path, blob_of(data)), published(gone, blob_of(data)), published(gone, None)),
        older={"initiatives/34/vieux.md": blob_of(b"vieux")},
    )

    assert known.standing(path, data) == "approved"
    assert known.standing(path, data.replace(b"\n", b"\r\n")) == "approved"
    assert known.standing(path, data + b" ") == "changed"
    assert known.standing("initiatives/34/vieux.md", b"vieux") == "older"
    assert known.standing("initiatives/34/vieux.md", b"neuf") == "changed"
    assert known.standing("initiatives/34/neuf.md", b"neuf") == "new"
    assert known.standing(gone, data) == "new"


def test_blobs_have_the_names_that_git_gives() -> None:
    """Those of the empty file and of a known text."""
    assert blob_of(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"
    assert blob_of(b"hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a"


def test_ten_thousand_proposals_are_twenty_files() -> None:
    """And a number never moves from one to another."""
    files = {bucket_of(f"2026-{number:04d}") for number in range(1, 10_000)}

    assert len(files) == -(-9_999 // BUCKET) == 20
    assert bucket_of("2026-0500") == "2026/0001-0500"
    assert bucket_of("2026-0501") == "2026/0501-1000"
