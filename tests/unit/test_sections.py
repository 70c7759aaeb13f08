"""The body of an initiative becomes values: four known sections, dated steps, and nothing outside."""

from __future__ import annotations

import pytest

from preau.reading.sections import heading_name, read_sections

WHOLE = "\n## Problème\n\nUn.\n\n## Solution\n\nDeux.\n\n## Moyens\n\nTrois.\n"


def said(body: str) -> list[str]:
    """The findings as `line:column CODE`."""
    return [f"{found.line}:{found.column} {found.code}" for found in read_sections(body, 10, "a.md", "fr").findings]


def test_reads_the_sections() -> None:
    """Each text without its heading, and where it begins."""
    read = read_sections(WHOLE + "\n## Avancement\n\n### 2026-06-06\n\nVu.\n", 10, "a.md", "fr")

    assert read.findings == []
    assert read.values == {
        "problem": "Un.",
        "solution": "Deux.",
        "means": "Trois.",
        "progress": [{"date": "2026-06-06", "text": "Vu."}],
    }
    assert read.lines == {("problem",): 11, ("solution",): 15, ("means",): 19, ("progress",): 23, ("progress", 0): 25}


@pytest.mark.parametrize(
    ("body", "places"),
    [
        (WHOLE.replace("Solution", "solution"), []),
        (WHOLE.replace("## Moyens", "##  Moyens ##"), []),
        (WHOLE.replace("Un.", "```\n## Budget\n```"), []),
        (WHOLE.replace("Un.", "~~~~\n~~~\n# Budget\n~~~~"), []),
        (WHOLE.replace("Moyens", "Moyen"), ["19:1 PR201"]),
        (WHOLE.replace("## Moyens", "# Moyens"), ["19:1 PR201"]),
        (WHOLE.replace("Un.", "### Détail\n\nUn."), ["13:1 PR201", "11:4 PR206"]),
        (WHOLE.replace("\n## Moyens\n\nTrois.\n", ""), ["9:1 PR202"]),
        (WHOLE + "\n## Solution\n\nEncore.\n", ["23:4 PR203"]),
        (WHOLE + "\n## Avancement\n\n### Juin\n\nVu.\n", ["25:5 PR204"]),
        (WHOLE + "\n## Avancement\n\nVu en juin.\n", ["25:1 PR204"]),
        ("\nBonjour.\n" + WHOLE, ["11:1 PR205"]),
        (WHOLE.replace("Un.", ""), ["11:4 PR206"]),
        (WHOLE + "\n## Budget\n\n### Juin\n\nCent euros.\n", ["23:1 PR201"]),
        ("", ["9:1 PR202", "9:1 PR202", "9:1 PR202"]),
    ],
)
def test_says_where_a_section_is_at_fault(body: str, places: list[str]) -> None:
    """Each fault once, at its heading; what follows from it is not said again."""
    assert sorted(places) == sorted(said(body))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("## A ##", "A"),
        ("## C#", "C#"),
        ("##", ""),
        ("## # ", ""),
        ("##\tA  b ", "A  b"),
        ("## a" + " " * 30_000 + "b", "a" + " " * 30_000 + "b"),
    ],
    ids=["closed", "sharp", "empty", "only signs", "tab", "a long line"],
)
def test_reads_the_words_of_a_heading(line: str, name: str) -> None:
    """As the forges do, and in one pass: a long line of spaces once took hours."""
    assert name == heading_name(line)
