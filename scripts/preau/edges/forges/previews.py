"""The untrusted job: a proposal read as data under the settings of its base, checked and drawn within limits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from preau.edges.committed import faults_of
from preau.edges.forges.unplugged import unplug
from preau.edges.plainly import in_words
from preau.edges.refusal import Refusal, told
from preau.edges.repository import Repository, opened
from preau.edges.window import authority_at
from preau.i18n import N_, say_in
from preau.model.kinds import STEWARDS, policy_class
from preau.proposals.commits import Change
from preau.proposals.history import day_of
from preau.proposals.policy import asked_by


def run_preview(root: Path, base: str, head: str, out: Path, limits: tuple[int, int]) -> tuple[str, int]:
    """Judge and draw a proposal; what is told, and 1 when something must be mended. `limits`: seconds, megabytes."""
    with in_words(root) as lang, opened(root) as repository:
        cut = unplug()
        _limit(*limits)
        tip, proposed = repository.tip(base), repository.tip(head)
        if tip is None or proposed is None:
            raise Refusal(N_("{name} is no commit here"), name=base if tip is None else head)
        out.mkdir(parents=True, exist_ok=True)
        result, report = _result(repository, tip, proposed, out, lang)
        result["network"] = "cut" if cut else "open"
        if not cut:
            left = N_("The kernel does not let this job cut its own network: the proposal was read with it, as data.")
            report += say_in(lang).gettext(left) + "\n"
        (out / "result.json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return report, 0 if result["good"] else 1


def _limit(seconds: int, megabytes: int) -> None:
    """No proposal may take a machine: each process ends when it has used so much."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _result(repository: Repository, tip: str, proposed: str, out: Path, lang: str) -> tuple[dict[str, object], str]:
    from preau.edges.previewing import site_with  # MkDocs is opened only when pages are asked for

    base = repository.merge_base(tip, proposed) or tip
    changes = repository.diff(base, proposed)
    content, foreign = _parted(changes)
    authority = authority_at(repository, tip)
    day = day_of(repository.time(tip), authority.timezone)
    asked = asked_by(content, authority, day, repository.blob, None)
    tree = repository.tree_with(tip, [(one.path, one.new) for one in content])
    faults = faults_of(repository, tree, tip, content, day) if content else []
    pages: list[str] = []
    if not faults and not asked.breaches and content:
        pages = site_with(repository, tip, content, out / "site", day)
    good = bool(pages or content) and not faults and not asked.breaches
    refusal = Refusal(N_("this proposal has faults to mend first"), breaches=asked.breaches, faults=faults)
    result = {
        "version": 1, "base": tip, "head": proposed, "good": good, "pages": pages,
        "files": [one.path for one in content], "not_read": [one.path for one in foreign],
        "faults": [{"code": one.code, "path": one.path, "line": one.line} for one in faults],
        "breaches": [{"code": one.code, "path": one.path} for one in asked.breaches],
    }  # fmt: skip
    report = "" if good else told(refusal, lang) + "\n"
    return result, report + "".join(f"{page}\n" for page in pages) + _left(foreign, lang)


def _parted(changes: Sequence[Change]) -> tuple[list[Change], list[Change]]:
    """Contents, which are read; and what is executed, which only a steward's signature brings in."""
    foreign = [one for one in changes if policy_class(one.path) == STEWARDS]
    return [one for one in changes if one not in foreign], foreign


def _left(foreign: Sequence[Change], lang: str) -> str:
    said = say_in(lang).gettext(N_("Not read here, since it could be executed: {path}"))
    return "".join(said.format(path=one.path) + "\n" for one in foreign[:20])
