"""The table of paths: each file has one kind and one class of the policy; what nobody owns belongs to the stewards."""

from __future__ import annotations

import pytest

from preau.model.kinds import KINDS, policy_class, recognise

CLASSES = {
    "initiatives/34/berges-propres.md": "initiative",
    "initiatives/75-18/jardin.md": "initiative",
    "initiatives/34/berges.jpg": "initiative",
    "content/committees/34/agde.yml": "initiative",
    "content/decisions/2026/2026-0001.yml": "decision",
    "courses/agir/course.yml": "course",
    "courses/agir/01-observer.md": "course",
    "courses/agir/schema.png": "course",
    "content/pages/index.md": "page",
    "content/pages/contribuer/index.md": "page",
    "content/pages/images/rive.webp": "page",
    "content/movement.yml": "registry",
    "content/criteria.yml": "registry",
    "content/territories/34.yml": "registry",
    "content/territories/r-76.yml": "registry",
    "content/vocabularies/themes.yml": "registry",
}
UNKNOWN = [
    "mkdocs.yml",
    "overrides/page.html",
    "scripts/preau/cli.py",
    ".github/workflows/test.yml",
    ".gitattributes",
    "Makefile",
    "initiatives/34/../../mkdocs.yml",
    "initiatives/34/berges.md/x",
    "initiatives/34/Berges.md",
    "initiatives/34/berges.html",
    "initiatives/34/berges.svg",
    "initiatives/berges.md",
    "initiatives/34/.berges.md",
    "initiatives//berges.md",
    "initiatives/34/berges.md\n",
    "content/movement.yaml",
    "content/pages/CNAME",
    "content/pages/robots.txt",
    "content/pages/theme.js",
    "content/other/x.yml",
    "courses/agir/1-observer.md",
    "courses/agir/notes/01-observer.md",
    "content/decisions/26/2026-0001.yml",
    "/initiatives/34/berges.md",
    "Initiatives/34/berges.md",
    "",
]


@pytest.mark.parametrize(("path", "expected"), CLASSES.items())
def test_each_path_has_its_class(path: str, expected: str) -> None:
    """Who must agree with a change is read from its path alone."""
    assert expected == policy_class(path)


@pytest.mark.parametrize("path", UNKNOWN)
def test_unknown_paths_belong_to_the_stewards(path: str) -> None:
    """Default deny: a path that no kind owns is never decided by a referent or an editor."""
    assert recognise(path) is None
    assert policy_class(path) == "other"


def test_no_path_has_two_kinds() -> None:
    """Were a path of two kinds, the first in the table would decide about it by chance."""
    for path in CLASSES:
        assert len([kind for kind in KINDS if kind.pattern.fullmatch(path)]) == 1
