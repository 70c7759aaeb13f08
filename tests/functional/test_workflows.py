"""What forges run for us: nothing trusted reads what is not, every action is pinned, a judge of workflows agrees."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SKELETON = ROOT / "scripts" / "preau" / "skeleton"
OURS = [*ROOT.glob(".github/workflows/*.yml"), *ROOT.glob(".forgejo/workflows/*.yml")]
THEIRS = sorted(SKELETON.glob("**/workflows/*.yml"))
PREVIEWS = [path for path in THEIRS if path.name == "preview.yml"]
GITLAB = SKELETON / "forge" / "gitlab" / "dot-gitlab-ci.yml"


def name_of(path: Path) -> str:
    """A workflow as it is said in a failure."""
    return path.relative_to(ROOT).as_posix()


def test_a_judge_of_workflows_finds_nothing() -> None:
    """zizmor, without network, on our own workflows and on those that `preau init` writes."""
    zizmor = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [zizmor, "--offline", "--no-progress", "--no-config", "--format", "plain", *OURS, *THEIRS],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout
    assert len(OURS) + len(THEIRS) >= 8


@pytest.mark.parametrize("path", [*OURS, *THEIRS], ids=name_of)
def test_actions_are_pinned_and_rights_are_told(path: Path) -> None:
    """Forty digits for each action; no right that is not asked for; nobody's text inside a script."""
    text = path.read_text(encoding="utf-8")
    value = yaml.load(text, Loader=yaml.BaseLoader)

    used = re.findall(r"\suses: (\S+)", text)
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}|\./\S+", one) for one in used), used
    assert "pull_request_target" not in text and "workflow_run" not in text
    assert value["permissions"] in ({}, "", {"contents": "read"})
    scripts = [step.get("run", "") for job in value["jobs"].values() for step in job.get("steps", ())]
    assert not [one for one in scripts if "github.event" in one or "github.head_ref" in one]


@pytest.mark.parametrize("path", PREVIEWS, ids=name_of)
def test_a_preview_has_no_secret_and_runs_nothing_of_a_proposal(path: Path) -> None:
    """It reads the base's settings, and asks Git for the proposal as data; it has an end."""
    text = path.read_text(encoding="utf-8")
    job = yaml.load(text, Loader=yaml.BaseLoader)["jobs"]["preview"]

    assert "secrets." not in text and "github.token" not in text
    assert job["permissions"] == {"contents": "read"} and int(job["timeout-minutes"]) <= 15
    assert "base.sha" in text and "git checkout -q FETCH_HEAD" not in text


def test_at_gitlab_too() -> None:
    """The preview takes the published files itself: what a merge request would run is never run."""
    value = yaml.load(GITLAB.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    preview = value["preview"]

    assert preview["variables"] == {"GIT_STRATEGY": "none"}
    assert not [line for line in preview["script"] if "PREAU_" in line]
    assert "schedule" in str(value["robot"]["rules"])
    assert [rule for rule in value["pages"]["rules"] if "merge_request_event" not in str(rule)] == []
