"""Whatever bytes come, only findings come out; whatever Markdown comes, only harmless HTML does."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import nh3
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preau.checks.run import Checker
from preau.findings import RULES, Finding
from preau.reading.markup import ATTRIBUTES, SCHEMES, TAGS, plain, rebase, render
from preau.reading.tree import WorkTree
from preau.views.reports import as_github, as_json, as_text

MINIMAL = Path(__file__).resolve().parents[1] / "sites" / "minimal"
FILES = sorted(path.relative_to(MINIMAL).as_posix() for path in MINIMAL.rglob("*") if path.is_file())
TODAY = date(2026, 11, 23)
MODEST = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """The minimal movement in a folder of its own, put right again after each example."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(shutil.copytree(MINIMAL, Path(folder) / "movement"))


def findings(root: Path, changes: dict[str, bytes]) -> list[Finding]:
    """What is said of the movement with some files changed."""
    for path, data in changes.items():
        (root / path).write_bytes(data)
    try:
        return Checker(WorkTree(root), lambda zone: TODAY).everything()
    finally:
        for path in changes:
            (root / path).write_bytes((MINIMAL / path).read_bytes())


def assert_well_said(found: list[Finding], changes: dict[str, bytes]) -> None:
    """Each finding is one of our rules, at a place that exists in its file, and every voice can say it."""
    for finding in found:
        assert finding.code in RULES
        assert finding.line >= 1
        assert finding.column >= 1
        data = changes.get(finding.path)
        if data is not None:
            lines = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
            assert finding.line <= len(lines)
            assert finding.column <= len(lines[finding.line - 1]) + 1
    shown = as_text(found, lambda path, line: "x" * 500, "fr", "2026-11-23") + as_json(found, "fr")
    assert as_github(found, "en").count("\n") == len(found)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e]", shown)


WORDS = st.sampled_from(
    [
        "---",
        "\n",
        "\n",
        ": ",
        "- ",
        "  ",
        "\t",
        "[",
        "]",
        "{",
        "}",
        '"',
        "'",
        "|",
        ">",
        "&a",
        "*a",
        "!!x",
        "#",
        "## Problème",
        "## Avancement",
        "### 2026-06-06",
        "> [!QUIZ | a]",
        "> [!TIP]",
        "> - [x] a",
        "> objective: a",
        "title",
        'territory: "34"',
        "themes: [environnement]",
        "2026-02-30",
        "null",
        "~",
        "\u202e",
        "\0",
        "\r",
        "\u2028",
        "\x85",
        "é",
        "<b>",
        "<!-- -->",
        "[a](/x/)",
        "[a](javascript:b)",
        "![](c.png)",
        "`",
        "```",
        "a@b.example",
        "06 12 34 56 78",
        "{: .a }",
        "...",
        "%",
        "@",
        ",",
        "?",
        "\\",
        "🌾",
        "\ufeff",
        "PT5M",
        "true",
    ]
)
TEXTS = st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=40).map("".join).map(str.encode)


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, bytes]:
    """One or two files of the movement, nearly valid: pieces removed, repeated, moved or replaced by words."""
    changes = {}
    for path in draw(st.lists(st.sampled_from(FILES), min_size=1, max_size=2, unique=True)):
        data = (MINIMAL / path).read_bytes()
        for _ in range(draw(st.integers(1, 4))):
            start = draw(st.integers(0, len(data)))
            end = min(len(data), start + draw(st.sampled_from([0, 0, 1, 2, 10, 80])))
            piece = draw(st.one_of(st.just(b""), TEXTS, st.binary(max_size=4), st.just(data[start:end] * 2)))
            data = data[:start] + piece + data[end:]
        changes[path] = data
    return changes


@MODEST
@given(
    changes=st.dictionaries(st.sampled_from(FILES), st.one_of(st.binary(max_size=300), TEXTS), min_size=1, max_size=4)
)
def test_any_bytes_give_findings(root: Path, changes: dict[str, bytes]) -> None:
    """Files of random bytes and random words: no exception, and no finding outside its file."""
    assert_well_said(findings(root, changes), changes)


@settings(MODEST, max_examples=250)
@given(changes=mutated())
def test_nearly_valid_files_give_findings(root: Path, changes: dict[str, bytes]) -> None:
    """The same for files in which only a little is wrong, which go further into the rules."""
    assert_well_said(findings(root, changes), changes)


@MODEST
@given(head=TEXTS, body=TEXTS)
def test_any_head_and_body_give_findings(root: Path, head: bytes, body: bytes) -> None:
    """Random words between the two lines of dashes and below them."""
    for path in ("initiatives/34/berges-propres.md", "courses/agir/01-observer.md"):
        changes = {path: b"---\n" + head + b"\n---\n\n" + body}
        assert_well_said(findings(root, changes), changes)


MARKDOWN = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "<script>",
                "</script>",
                "<img src=x onerror=alert(1)>",
                "<a href=",
                "javascript:",
                "&#106;avascript:",
                "[a](",
                ")",
                "![",
                "](",
                "[x]: ",
                "<",
                ">",
                "&",
                "&lt;",
                "&colon;",
                '"',
                "'",
                "`",
                "```",
                "\n",
                "\n\n",
                "- ",
                "1. ",
                "> ",
                "| a | b |\n|---|---|\n",
                "**",
                "_",
                "~~",
                "# ",
                "### ",
                "    ",
                "\\",
                "http://",
                "//",
                "data:text/html,",
                "vbscript:",
                "<!--",
                "-->",
                "<![CDATA[",
                "<?",
                "\t",
                "\0",
                "\u202e",
                "onclick=",
                "style=",
                "<svg/onload=",
                "<iframe srcdoc=",
                "{: onclick=a }",
                "mailto:",
                "ftp://a",
                "/criteres/",
            ]
        ),
        st.text(max_size=8),
    ),
    max_size=30,
).map("".join)
AGAIN = nh3.Cleaner(tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)


@settings(MODEST, max_examples=600)
@given(markdown=MARKDOWN)
def test_any_markdown_gives_harmless_html(markdown: str) -> None:
    """Cleaned again, it is the same; no tag, handler or scheme outside the list is in it; its words can be counted."""
    made = render(markdown)

    assert made.html == AGAIN.clean(made.html)
    for tag, attributes in re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)((?:[^\"'>]|\"[^\"]*\"|'[^']*')*)>", made.html):
        assert tag in TAGS
        assert set(re.findall(r'\s([a-zA-Z-]+)="', attributes)) <= ATTRIBUTES.get(tag, set())
        for address in re.findall(r'href="([^"]*)"', attributes):
            scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):", address)
            assert scheme is None or scheme.group(1).lower() in SCHEMES
    assert made.text == plain(made.html)
    assert made.html == rebase(rebase(made.html, "/"), "/")


@settings(MODEST, max_examples=150)
@given(markdown=MARKDOWN)
def test_nothing_is_cut_in_silence(root: Path, markdown: str) -> None:
    """Where the renderer takes something away from an initiative, a finding says so."""
    path = "initiatives/34/berges-propres.md"
    whole = (MINIMAL / path).read_text(encoding="utf-8")
    text = re.sub(r"(?m)^#", "", markdown).replace("```", "").replace("~~~", "").strip() or "a"
    lost = [token for token in render(text).lost if not token.startswith("<code class=")]

    found = findings(
        root, {path: whole.replace("Après chaque crue, les berges se couvrent de bouteilles.", text).encode()}
    )

    assert found or not lost
