"""Bytes become text or a finding: nothing is guessed, nothing hides, and a head has two lines of dashes."""

from __future__ import annotations

import pytest

from preau.model.fields import hidden_character
from preau.reading.texts import Document, decode, ordinary, split


def test_line_ends_and_byte_order_marks_do_not_matter() -> None:
    """A file written on Windows reads as one written elsewhere."""
    assert decode("\ufeffa\r\nb\rc".encode(), "a.md") == ("a\nb\nc", [])


@pytest.mark.parametrize(
    ("data", "place"),
    [
        ("Été".encode("latin-1"), "1:1 PR005"),
        ("aé\nbÉ".encode() + b"\xff", "2:3 PR005"),
        ("Été".encode("utf-16"), "1:1 PR005"),
        (b"\xed\xa0\x80", "1:1 PR005"),
        (b"", "1:1 PR009"),
        (b" \n\t\n", "1:1 PR009"),
    ],
)
def test_says_where_a_file_is_no_text(data: bytes, place: str) -> None:
    """The byte is named; no encoding is tried."""
    text, findings = decode(data, "a.md")

    assert text == ""
    assert [place] == [f"{found.line}:{found.column} {found.code}" for found in findings]


@pytest.mark.parametrize(
    "char", "\x00\x07\x0b\x0c\x1b\x7f\x85\u00ad\u061c\u200b\u200e\u202e\u2028\u2066\u2060\u3164\ufeff\U000e0041"
)
def test_hidden_characters_are_shown(char: str) -> None:
    """Every sign that hides, turns or ends a line unseen is named, with its place, and read as a question mark."""
    text, findings = decode(f"a\nbc{char}d".encode(), "a.md")

    assert text == "a\nbc?d"
    assert [f"2:3 PR008 U+{ord(char):04X}"] == [
        f"{f.line}:{f.column} {f.code} {dict(f.facts)['name']}" for f in findings
    ]


@pytest.mark.parametrize(
    "text", ["a\u00a0: b", "10\u202f000", "👩\u200d🌾", "❤\ufe0f", "l’été « œuvre »", "a\tb", "naïve", "한국", "Ελλάδα"]
)
def test_what_french_and_emoji_need_is_allowed(text: str) -> None:
    """Fixed spaces, joined emoji and other alphabets are no faults."""
    assert (text, []) == decode(text.encode(), "a.md")


def test_a_word_of_two_alphabets_is_a_warning() -> None:
    """A Russian letter in a French name looks right and is never found."""
    _, findings = decode("a\nplace: Аgde".encode(), "a.md")

    assert [(found.code, found.line, found.column, found.length) for found in findings] == [("PR012", 2, 8, 4)]


def test_cuts_a_file_in_two() -> None:
    """The head, and the body with its line."""
    assert (Document("a: b\n", 2, "\nTexte\n", 4), []) == split("---\na: b\n---\n\nTexte\n", "a.md")


@pytest.mark.parametrize("text", ["---\na: b\n---", "--- \na: b\n---\t\n"])
def test_unseen_spaces_do_not_open_a_head(text: str) -> None:
    """Spaces after dashes, or no line end at the last line: nobody sees them, so they mean nothing."""
    document, findings = split(text, "a.md")

    assert (findings, document.head if document else "") == ([], "a: b\n")


@pytest.mark.parametrize(
    "text", ["a: b\n\nTexte", "\n---\na: b\n---\n", "---\na: b\n...\nTexte\n", "---\na: b", "----\na: b\n----\n", "---"]
)
def test_a_head_without_its_dashes_is_refused(text: str) -> None:
    """What other readers would take for a head (no fence, three dots) is never one here."""
    document, findings = split(text, "a.md")

    assert document is None
    assert [(found.code, found.line, found.column) for found in findings] == [("PR105", 1, 1)]


def test_three_dots_cannot_hide_a_second_head() -> None:
    """A rule of dashes lower down does not close a head that three dots pretended to close."""
    from preau.reading.marks import read_yaml

    document, _ = split("---\na: b\n...\nTexte\n---\nfin\n", "a.md")

    assert document is not None
    assert [found.code for found in read_yaml(document.head, "a.md").findings] == ["PR101"]


def test_no_sign_that_must_be_looked_at_is_ordinary() -> None:
    """Every character that hides, and every letter that can stand for one of ours, whatever stands beside it."""
    for number in [*range(0xD800), *range(0xE000, 0x110000)]:
        char = chr(number)
        if char != "\r" and (hidden_character(char) or 0x370 <= number <= 0x52F):
            assert not ordinary(f"«é{char}’".encode()), f"U+{number:04X}"


def test_our_own_signs_are_ordinary() -> None:
    """Otherwise the quick look would be of no use to anyone who writes French."""
    assert ordinary("À l’aube : « œuvre, Æsop, 3 € – peut-être… »\u202f\u00a0\t\r\n".replace("€", "").encode())
