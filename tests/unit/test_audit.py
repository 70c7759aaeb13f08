"""The replay: what a merge looks like, what the order of merges shows, and judging that looks back only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from guarded import initiative, key, movement, referent, territory
from preau.proposals.audit import Replay
from preau.proposals.history import NEUTRAL, PLAIN, Change, Commit, approval_line, entries_of, message, subject_of
from preau.proposals.intake import NAMESPACE as INTAKE
from preau.proposals.intake import LogEntry, digest_of, log_message, read_log
from preau.proposals.ledger import name_of
from preau.proposals.statement import EXPIRY, NAMESPACE, Statement, Verb

ROOT = "a" * 40
TIME = 1795424400  # 2026-11-23, ten in the morning in Paris
DAY = date(2026, 11, 23)
FILES = {
    "content/movement.yml": movement({"initiative": 1}),
    "content/territories/34.yml": territory("34", "Hérault", [referent("helene-34")]),
}


class Branch:
    """A published branch in memory, told one merge after the other."""

    def __init__(self) -> None:
        self.texts = {name_of(text.encode()): text.encode() for text in FILES.values()}
        self.replay = Replay(ROOT, self.texts.__getitem__)
        self.replay.begin(Commit(ROOT, (), TIME, NEUTRAL, "Begin\n", ()), self.named(FILES))
        self.made = 0

    def named(self, files: dict[str, str]) -> dict[str, str]:
        """Some files by their blobs, which are kept."""
        self.texts |= {name_of(text.encode()): text.encode() for text in files.values()}
        return {path: name_of(text.encode()) for path, text in files.items()}

    def merge(
        self,
        path: str,
        text: str = "",
        old: str | None = None,
        who: str = "34/helene-34",
        number: str = "",
        head: str = "",
    ) -> tuple[Commit, Commit]:
        """A sound merge of one file and its proposal, not told yet."""
        self.made += 1
        changes = (Change(path, old, self.named({path: text or initiative()})[path], PLAIN if old else "", PLAIN),)
        subject, signer, tip = subject_of(changes), key(who.partition("/")[2]), self.replay.commits[-1].oid
        statement = Statement(
            repository=ROOT, verb=Verb.APPROVE, entries=entries_of(changes), seen=tip, signer=signer.fingerprint,
            mandate=who, date=DAY, expires=DAY + EXPIRY, independent=True,
        )  # fmt: skip
        line = approval_line(statement, signer.sign(statement.canonical(), NAMESPACE))
        second = Commit(f"{self.made:040x}", (tip,), TIME, NEUTRAL, message(subject), changes)
        first = Commit(
            f"{self.made + 1000:040x}",
            (tip, second.oid),
            TIME,
            NEUTRAL,
            message(subject, [line], number, head),
            changes,
        )
        return first, second

    def codes(self, commit: Commit, second: Commit | None) -> list[str]:
        """The rules that a commit breaks, as the next of the branch."""
        return [breach.code for breach in self.replay.append(commit, second).breaches]


PATH = "initiatives/34/a.md"
SHAPES = {
    "PA101": lambda first, second: (first._replace(parents=first.parents[:1]), second),
    "PA102": lambda first, second: (first, second._replace(parents=("e" * 40,))),
    "PA103": lambda first, second: (first._replace(identity="Jeanne"), second),
    "PA104": lambda first, second: (first._replace(time=TIME - 1), second._replace(time=TIME - 1)),
    "PA105": lambda first, second: (first, second._replace(changes=())),
    "PA201": lambda first, second: (first._replace(message=first.message + "Preau-Approval: x y\n"), second),
}


def test_a_sound_merge_breaks_nothing() -> None:
    """Judged, settled and published."""
    branch = Branch()

    assert branch.codes(*branch.merge(PATH)) == []
    assert [one.verdict.published for one in (found.judged for found in branch.replay.published)] == [True]


@pytest.mark.parametrize("code", SHAPES)
def test_what_a_merge_looks_like(code: str) -> None:
    """Each shape that is not that of a merge has its rule."""
    branch = Branch()

    assert code in branch.codes(*SHAPES[code](*branch.merge(PATH)))


def test_time_does_not_go_back() -> None:
    """A merge is not older than the one before, even when its proposal began earlier."""
    branch = Branch()
    later, proposal = branch.merge(PATH)
    branch.replay.append(later._replace(time=TIME + 10), proposal)
    first, second = branch.merge("initiatives/34/b.md")

    assert branch.codes(first._replace(time=TIME + 5), second._replace(parents=(ROOT,))) == ["PA104"]


def test_a_proposal_and_a_statement_serve_once() -> None:
    """The same second parent is no merge any more; the same statement is told to be used."""
    branch = Branch()
    first, second = branch.merge(PATH)
    again = first._replace(oid="f" * 40)

    assert branch.codes(first, second) == []
    assert branch.codes(again, second)[0] == "PA101"
    assert "PA210" in branch.codes(again._replace(oid="e" * 40), second)


def test_a_number_is_decided_once_whatever_the_year() -> None:
    """A decision under the name of another year's is told; so is one under a name that the anchor held."""
    branch, names = Branch(), ["2025/2025-0007", "2026/2026-0042", "2027/2026-0042", "2026/2025-0007", "2027/2027-0001"]
    branch.replay.decided = {"2025-0007.yml": "content/decisions/2025/2025-0007.yml"}
    paths = [f"content/decisions/{name}.yml" for name in names]
    told = {path: branch.codes(*branch.merge(path, "x")) for path in paths}

    assert [path for path in paths if "PA302" in told[path]] == paths[2:4]


def test_judging_looks_back_only() -> None:
    """A merge judged when later ones are known already is judged as it was when it was the last."""
    branch, told = Branch(), Branch()
    merges = [branch.merge(PATH)]
    branch.replay.append(*merges[0])
    old = merges[0][0].changes[0].new
    merges.append(branch.merge(PATH, initiative(place="Sète"), old))
    branch.replay.append(*merges[1])
    told.texts |= branch.texts

    for commit, _ in merges:
        told.replay.follow(commit)
    judged = [told.replay.judged(place, merges[place - 1][1]) for place in (2, 1)]

    assert [one.judged for one in branch.replay.published] == judged[::-1]
    assert [one.breaches for one in judged] == [(), ()]


def test_a_key_of_two_people_is_told_where_it_comes() -> None:
    """By the merge that gives it to the second one, not by the next."""
    branch = Branch()
    text = territory("34", "Hérault", [referent("helene-34"), referent("karim-34", keys=["helene-34"])])
    old = name_of(FILES["content/territories/34.yml"].encode())
    merge = branch.merge("content/territories/34.yml", text, old, "steward/agathe")

    assert branch.codes(*merge) == ["PA307"]
    again = branch.merge(
        "content/territories/34.yml", text.replace("Hérault", "L'Hérault"), name_of(text.encode()), "steward/agathe"
    )
    assert branch.codes(*again) == []


def entry(number: str, change: Change, previous: str | None) -> Commit:
    """The commit of the log that holds one proposal, named after it."""
    one = LogEntry(
        repository=ROOT, number=number, revision=1, scope="34", digest=digest_of(entries_of([change])), received=DAY,
        deadline=DAY + timedelta(days=21), previous=previous,
    )  # fmt: skip
    text = log_message(one, key("intake").sign(one.canonical(), INTAKE))
    return Commit(f"{number[-1] * 40}", (previous,) if previous else (), TIME, NEUTRAL, text, ())


def test_merges_go_forward_along_the_log() -> None:
    """A number names what was received, and a head never goes back, nor disappears."""
    branch = Branch()
    change = branch.merge(PATH)[0].changes[0]
    lines = [entry("2026-0001", change, None), entry("2026-0002", change, "1" * 40)]
    branch.replay.log = read_log(lines)

    assert branch.codes(*branch.merge(PATH, number="2026-0001/1", head="2" * 40)) == []
    assert branch.codes(*branch.merge("initiatives/34/b.md", head="1" * 40)) == ["PA402"]
    assert branch.codes(*branch.merge("initiatives/34/c.md")) == ["PA402"]
    assert branch.codes(*branch.merge("initiatives/34/d.md", head="9" * 40)) == ["PA402"]
    assert branch.codes(*branch.merge("initiatives/34/e.md", number="2026-0002/1", head="2" * 40)) == ["PA403"]
    assert branch.codes(*branch.merge("initiatives/34/f.md", number="2026-0009/1", head="2" * 40)) == ["PA403"]


def test_a_head_is_an_entry_of_the_log() -> None:
    """Even where no merge named one before."""
    branch = Branch()
    branch.replay.log = read_log([entry("2026-0001", branch.merge(PATH)[0].changes[0], None)])

    assert branch.codes(*branch.merge(PATH, head="9" * 40)) == ["PA402"]
    assert branch.codes(*branch.merge("initiatives/34/b.md", head="1" * 40)) == []


def test_what_merges_knew_of_the_log_is_known_when_it_is_given_late() -> None:
    """Commits taken as published count, as they do for the guard."""
    branch = Branch()
    change = branch.merge(PATH)[0].changes[0]
    branch.replay.follow(branch.merge(PATH, head="2" * 40)[0])
    branch.replay.log = read_log([entry("2026-0001", change, None), entry("2026-0002", change, "1" * 40)])

    assert branch.codes(*branch.merge("initiatives/34/b.md", head="1" * 40)) == ["PA402"]
