"""What the package needs is pinned: a fresh machine installs from these lists alone."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def named(requirement: str) -> str:
    """The name of a requirement, as indexes compare it."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found is not None, requirement
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def pinned(name: str) -> dict[str, str]:
    """Each package of a list with its version."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    found = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s\\;]+)", text, re.MULTILINE)
    return {named(package): version for package, version in found}


@pytest.mark.parametrize("name", ["runtime", "test"])
def test_every_dependency_is_pinned_with_hashes(name: str) -> None:
    """A dependency named in pyproject.toml and missing from the list would only be found by a newcomer."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = project["dependencies"] + (project["optional-dependencies"]["test"] if name == "test" else [])
    known = pinned(name)
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")

    assert [one for one in needed if named(one) not in known] == []
    assert text.count("--hash=sha256:") >= len(known)


def test_no_address_of_an_index_is_committed() -> None:
    """The lists hold names, versions and hashes: where they come from is each machine's own affair."""
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host|file:", path.read_text()), (
            path
        )
