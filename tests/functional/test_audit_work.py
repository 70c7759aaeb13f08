"""The work of an audit grows with history alone: no process for each commit, no belief in a signature unverified."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
from history import History, guarded, make_history

from preau.edges import auditing, logbook
from preau.edges.auditing import Audit, audit
from preau.edges.guard import Guard
from preau.edges.merging import Word, merge, propose, sign_word
from preau.edges.pushes import FOR, Update
from preau.edges.repository import LOG, MAIN, NOTHING, Repository, opened
from preau.edges.rooted import root_of
from preau.edges.window import window
from preau.edges.workers import start
from preau.proposals.commits import Commit
from preau.proposals.intake import read_log
from preau.proposals.statement import Verb


@pytest.fixture(scope="module")
def movement(tmp_path_factory: pytest.TempPathFactory) -> History:
    """A movement with sixty approvals and their log."""
    return make_history(tmp_path_factory.mktemp("history") / "movement.git", 60)


def audited(bare: Path) -> tuple[Audit, list[str]]:
    """An audit, and the words of Git that it ran."""
    repository, ran = Repository(bare), list[str]()
    start = repository.start
    repository.start = lambda words, env=None: ran.append(words[0]) or start(words, env)  # type: ignore[method-assign]
    found = audit(repository)
    repository.close()
    return found, ran


def test_a_long_history_is_clean_and_runs_git_a_few_times(movement: History) -> None:
    """Sixty approvals, or ten thousand: the same handful of processes."""
    found, ran = audited(movement.bare)

    assert not found.breaches
    assert sum(len(one.approvals) for one in found.trail.publications) == movement.approvals
    assert len(ran) <= 20 and ran.count("cat-file") <= 4 and ran.count("log") == 2


def spoiled(line: list[Commit]) -> dict[str, Commit]:
    """Some merges of a history said otherwise, each in its own way, by name; proposals too."""
    other, moved = line[4], line[9].changes[0]
    wrong = {
        3: {"message": other.message},
        6: {"message": line[6].message.replace("Preau-Intake: ", "Preau-Intake: " + "0" * 40 + "\nPreau-Intake: ")},
        8: {"identity": "Jeanne"},
        11: {"time": line[11].time - 9 * 86400},
        14: {"changes": (moved._replace(path="mkdocs.yml"),)},
        17: {"parents": line[17].parents[:1]},
        20: {"parents": (line[20].parents[0], line[19].parents[1])},
        23: {"message": line[23].message.partition("Preau-Approval")[0]},
        26: {"message": line[26].message.replace("Preau-Intake: ", "Preau-Intake: 0")[:-2] + "\n"},
        29: {"message": line[29].message.rpartition("Preau-Intake")[0] + line[2].message[-55:]},
        32: {"message": line[31].message, "changes": line[31].changes},
        35: {"time": line[35].time + 400 * 86400},
    }
    return {line[place].oid: line[place]._replace(**facts) for place, facts in wrong.items()}  # type: ignore[arg-type]


def test_judging_in_slices_is_judging_one_after_the_other(movement: History, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes that share the work, one that does it all, and merges appended in turn find the same breaches."""
    monkeypatch.setattr(auditing, "start", partial(start, least=1, most=5))
    with opened(movement.bare) as repository:
        tip, commits = repository.tip(MAIN) or "", repository.commits
        made = spoiled(auditing.line_of(commits(tip), tip)[0])
        monkeypatch.setattr(repository, "commits", lambda *words: [made.get(one.oid, one) for one in commits(*words)])
        shared = auditing.replayed(repository, tip, movement.root, 2)
        alone = auditing.replayed(repository, tip, movement.root, 1)
        line, others = auditing.line_of(repository.commits(tip, f"^{movement.root}"), tip)
        turn = auditing.started(repository, movement.root)
        turn.log = alone.log
        for commit in line:
            turn.append(commit, others.get(commit.parents[1]) if len(commit.parents) > 1 else None)

        assert shared.published == alone.published == turn.published
        found = {breach.code for one in shared.published for breach in one.breaches}
        assert found >= {
            "PA101", "PA103", "PA104", "PA105", "PA201", "PA202", "PA204", "PA206", "PA209", "PA210", "PA402", "PA403",
        }  # fmt: skip


def replaced(bare: Path, ref: str, old: bytes, new: bytes) -> str:
    """The last commit of a branch said otherwise, as somebody with the disk could; its name."""
    repository = Repository(bare)
    raw = repository.run("cat-file", "commit", repository.tip(ref) or "")
    assert raw.count(old) == 1
    made = repository.text("hash-object", "-t", "commit", "-w", "--stdin", data=raw.replace(old, new))
    repository.run("update-ref", ref, made)
    repository.close()
    return made


def signature(bare: Path, ref: str) -> bytes:
    """The end of the last signature that the last commit of a branch carries."""
    repository = Repository(bare)
    said = repository.commit(repository.tip(ref) or "").message
    repository.close()
    line = next(line for line in said.split("\n") if line.startswith(("Preau-Approval: ", "Preau-Received: ")))
    return line[-24:].encode()


@pytest.mark.parametrize(("ref", "code"), [(MAIN, "PA201"), (LOG, "PA402")])
def test_a_signature_that_does_not_hold_is_found(tmp_path: Path, ref: str, code: str) -> None:
    """One sign changed in a signature, of an approval or of the log."""
    bare = make_history(tmp_path / "movement.git", 12).bare
    end = signature(bare, ref)
    made = replaced(bare, ref, end, end[:6] + (b"AAAA" if end[6:10] != b"AAAA" else b"BBBB") + end[10:])

    found, _ = audited(bare)

    assert (made, code) in {(one.commit, one.code) for one in found.breaches}


def blobs_read(folder: Path, approvals: int) -> tuple[int, int]:
    """How many objects the guard opens for a proposal of one file, and how many initiatives there are."""
    made = make_history(folder / f"{approvals}.git", approvals)
    with opened(made.bare) as repository:
        tip = repository.tip(MAIN) or ""
        blob = repository.write_blob(guarded.initiative("Une autre idée").encode())
        pushed = propose(repository, tip, [("initiatives/34/une-autre.md", blob)], made.last)
        many, asked = repository._objects.many, list[str]()
        repository._objects.many = lambda oids: many(asked.append(oid) or oid for oid in oids)  # type: ignore
        Guard(repository, made.last).asking(Update(NOTHING, pushed, FOR))
        return len(asked), len(made.records)


def test_a_push_of_one_file_does_not_open_the_others(tmp_path: Path) -> None:
    """Four times as many initiatives, as many objects read, but for the decisions, which are read whole."""
    few, many = blobs_read(tmp_path, 40), blobs_read(tmp_path, 160)

    assert many[1] > 3 * few[1]
    assert many[0] - few[0] <= (many[1] - few[1]) / 10


def work_of_a_merge(folder: Path, approvals: int, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], int]:
    """The commands of Git that the guard runs for a merge approved three merges ago, and the lines that it reads."""
    made = make_history(folder / f"{approvals}.git", approvals)
    with opened(made.bare) as repository:
        tip = repository.tip(MAIN) or ""
        root_of(repository, tip)  # as the pushes before did
        blob = repository.write_blob(guarded.initiative("Une autre idée").encode())
        proposal = propose(repository, tip, [("initiatives/34/une-autre.md", blob)], made.last)
        line = window(repository, made.line[-4][0])  # what had been seen by who approved
        who = guarded.key("un-34")
        word = sign_word(Word(Verb.APPROVE, "34/un-34"), repository.diff(tip, proposal), line, who, made.line[-1][1])
        pushed = merge(repository, tip, proposal, [word], "", made.last)
        ran, lines = list[str](), list[str]()
        begin, stream, run = repository.start, repository.lines, repository.run
        monkeypatch.setattr(repository, "start", lambda words, env=None: ran.append(words[0]) or begin(words, env))
        monkeypatch.setattr(repository, "lines", lambda *words: (lines.append(one) or one for one in stream(*words)))

        def counted(*words: str, **how: Any) -> bytes:
            said = run(*words, **how)
            lines.extend(str(said).split("\\n") if words[0] in {"rev-list", "log"} else ())
            assert "--max-parents=0" not in words, "the whole branch is walked"
            return said

        monkeypatch.setattr(repository, "run", counted)
        Guard(repository, made.last).judge([Update(tip, pushed, MAIN)])
        return ran, len(lines)


def test_a_merge_is_judged_without_the_history_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times as long a branch and log: the same commands of Git, and as many commits read, whatever came before."""
    few, many = (work_of_a_merge(tmp_path, count, monkeypatch) for count in (40, 160))

    assert many[0] == few[0]
    assert max(few[1], many[1]) < 30


def test_the_beginning_is_known_by_what_it_was_found_from(movement: History) -> None:
    """What is kept of it serves a branch that goes on from there, and no other."""
    with opened(movement.bare) as repository:
        tip, first = repository.tip(MAIN) or "", movement.line[0][0]
        assert [root_of(repository, one) for one in (tip, tip, first)] == [movement.root] * 3
        other = repository.write_commit(repository.tree_of([]), [], "Begin\n", movement.last)
        after = repository.write_commit(repository.tree_of([]), [other], "Go on\n", movement.last)
        assert [root_of(repository, one) for one in (after, other, tip)] == [other, other, movement.root]
        (repository.git_dir / "preau" / "root").write_text("noise")
        assert root_of(repository, tip) == movement.root


def test_the_end_of_the_log_tells_what_the_whole_log_tells(movement: History) -> None:
    """The entries asked for, the last one of a number, and which head comes before which; a false head has no place."""
    with opened(movement.bare) as repository:
        commits = repository.commits(LOG)
        whole = read_log(commits)
        early, late = commits[2].oid, commits[-2].oid
        end = logbook.some(repository, [whole.entries[-5].name], [late])
        deep = logbook.some(repository, [whole.entries[-5].number, "2026-declined-x", ""], [early, late, "0" * 40])

        assert end is not None and deep is not None
        assert end.entry(whole.entries[-5].name) == deep.last(whole.entries[-5].number) == whole.entries[-5]
        assert len(end.positions) == 5 and len(deep.positions) == len(commits)
        assert 0 <= deep.positions[early] < deep.positions[late] and "0" * 40 not in deep.positions
