"""One finding, many voices: a stranger's words can command neither a terminal nor a forge."""

from __future__ import annotations

import json

from click.testing import CliRunner

import preau.checks.run  # noqa: F401 - declares every rule
from preau.checks.privacy import EMAIL
from preau.cli import main
from preau.findings import RULES, Severity, in_order
from preau.views.reports import as_github, as_json, as_text, summary

HOSTILE = "a\n::error::b%0A\x1b[31m\u202ec"


def test_text_underlines_the_culprit() -> None:
    """The place, the rule, the words, the culprit underlined, the remedy, and how to learn more."""
    finding = RULES["PR115"].at("a.md", 3, 9, 4, value="opne", near="open", allowed="open, closed")

    told = as_text([finding], lambda path, line: "status: opne", "en", "2026-11-23")

    assert told == (
        "a.md:3:9: PR115 unknown value: opne\n"
        "  3 | status: opne\n"
        "    |         ^^^^\n"
        "  to mend it: Did you mean “open”? Allowed: open, closed. (more: preau explain PR115)\n"
        "\n1 error.\n"
    )


def test_text_shows_the_part_of_a_long_line_around_the_culprit() -> None:
    """The mark stays under the culprit, cut or not, with tabs and signs that are shown as codes before it."""
    finding = RULES["PR115"].at("a.md", 1, 203, 4, value="opne", allowed="open")

    _, source, mark, *_ = as_text(
        [finding], lambda path, line: "\t" + "\u202e" + "a" * 200 + "opne" + "b" * 200, "en", ""
    ).split("\n")

    assert source[mark.index("^") : mark.rindex("^") + 1] == "opne"
    assert len(source) < 120


def test_text_says_nothing_of_a_line_for_a_whole_file() -> None:
    """A file that should not be there has no culprit among its lines."""
    told = as_text([RULES["PR001"].at("a.txt", name="a.txt", allowed="b")], lambda path, line: "secret", "en", "")

    assert "secret" not in told


def test_text_hides_personal_data_of_a_line_from_every_finding() -> None:
    """The address that one finding refuses is not shown by its neighbour."""
    line = "title: camille@courriel.example"
    findings = [EMAIL.at("a.md", 1, 8, 24, masked="c••••••"), RULES["PR114"].at("a.md", 1, 8, 24, size=99, most=80)]

    assert "camille" not in as_text(findings, lambda path, number: line, "fr", "2026-11-23")


def test_a_stranger_commands_nothing() -> None:
    """Line ends, escape sequences and direction signs are shown as codes, on a terminal as on a forge."""
    finding = RULES["PR110"].at(HOSTILE, 1, 1, 1, key=HOSTILE, allowed="title")

    told = as_text([finding], lambda path, line: HOSTILE, "fr", "2026-11-23")
    annotated = as_github([finding], "fr")

    assert all(char.isprintable() or char in "\n\u00a0\u202f" for char in told)
    assert annotated.count("\n") == 1
    assert annotated.startswith("::error file=a\\u000a%3A%3Aerror%3A%3Ab%250A")
    assert "%0A" not in annotated.replace("%250A", "")


def test_json_says_all() -> None:
    """An array that programs read, with the same words as the terminal."""
    (said,) = json.loads(as_json([RULES["PR111"].at("a.md", 2, 1, 1, key="title")], "fr"))

    assert said == {
        "code": "PR111", "severity": "error", "path": "a.md", "line": 2, "column": 1,
        "message": "il manque la clé title", "help": "Ajoutez ici une ligne «\u00a0title: …\u00a0».",
    }  # fmt: skip
    assert json.loads(as_json([], "fr")) == []


def test_words_of_a_contributor_are_never_translated() -> None:
    """A value that happens to be one of our sentences stays as it was written."""
    assert (
        RULES["PR110"]
        .at("a.md", key="error", allowed="")
        .message(lambda text: {"unknown key: {key}": "clé inconnue\u00a0: {key}", "error": "erreur"}[text])
        == "clé inconnue\u00a0: error"
    )


def test_counts_in_words() -> None:
    """One error is one error; what is not there is not counted."""
    one = [RULES["PR111"].at("a.md", key="title")]
    warning = [RULES["PR605"].at("a.md", day="2062-01-01")]

    assert summary(one, "fr", "") == "1 erreur."
    assert summary([*one, *one, *warning], "fr", "") == "2 erreurs, 1 avertissement."
    assert summary([RULES["PR311"].at("a.md", name="Creuse")], "en", "") == "1 notice."
    assert summary([], "fr", "2026-11-23") == "Aucune faute trouvée (au 2026-11-23)."
    assert Severity.NOTICE > Severity.ERROR


def test_findings_have_one_order() -> None:
    """By path and place, without repeats, whatever the order in which rules were run."""
    first, second = RULES["PR111"].at("a.md", 2, key="title"), RULES["PR111"].at("b.md", 1, key="title")

    assert [first, second] == in_order([second, first, second])


def test_an_unknown_code_has_no_explanation() -> None:
    """`preau explain PR999` is misuse; `pr111` is PR111."""
    unknown = CliRunner().invoke(main, ["explain", "PR999"])
    known, capitals = (CliRunner().invoke(main, ["explain", code]).output for code in ("pr111", "PR111"))

    assert (unknown.exit_code, known == capitals) == (2, True)
