"""A head read in one pass says what the full reading of YAML says, or leaves it to that reading."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from preau.proposals.plain import plain_head
from preau.reading.marks import read_yaml
from preau.reading.texts import decode, split

SIGNS = st.text(st.sampled_from("aé9 _-:#\"'[],.&*!|>{}?%@`~=\t\n\r\\\u00a0\u200b"), max_size=12)
KEYS = st.sampled_from(["title", "carrier", "key", "a", "a-b", "A", "?", "- x"])
LINES = st.builds(lambda indent, key, gap, value: f"{indent}{key}:{gap}{value}", st.sampled_from(["", "  ", "    "]),
                  KEYS, st.sampled_from(["", " ", "  "]), SIGNS)  # fmt: skip
HEADS = st.lists(LINES | SIGNS, min_size=1, max_size=6).map("\n".join)


def fully(data: bytes) -> object:
    """What the reader of YAML finds in the head of a file, None when it is at fault."""
    text, _ = decode(data, "")
    document, _ = split(text, "") if text else (None, [])
    marked = read_yaml(document.head, "") if document else None
    return marked.data if marked and not marked.findings else None


@given(HEADS, st.sampled_from(["\n", "\r\n", ""]), st.sampled_from(["\nBody\n", "", "\n---\n"]))
@example('title: "a: b"\naliases: ["34/a", 34-b]\ncarrier:\n  key: ssh-ed25519 AAAA+/\nplace: Sète, l\'été', "\n", "")
@example("a: 1\na: 2", "\n", "")
@example("carrier:\n  key: a\n  key: b", "\n", "")
@example("a: b\n---\nc: d", "\n", "")
def test_a_plain_head_says_what_yaml_says(head: str, end: str, body: str) -> None:
    """Whatever is found in one pass is what the full reading finds, without a fault."""
    data = f"---\n{head}{end}---\n{body}".encode()

    found = plain_head(data)

    assert found is None or found == fully(data)


@pytest.mark.parametrize(
    "head",
    ["title: a #b", "title: [a, [b]]", "title: a: b", "title: &a b", "title: |\n  a", "a: b\n c", "a: b\n  c: d"],
)
def test_what_is_less_plain_is_left_to_the_reader(head: str) -> None:
    """Comments, nested lists, anchors, blocks and folded lines are not guessed."""
    assert plain_head(f"---\n{head}\n---\n".encode()) is None


def test_an_ordinary_head_is_plain() -> None:
    """A title between quotes, a carrier with a key, a list of aliases."""
    head = 'title: "Le café: un lieu"\ncarrier:\n  name: Zoé\n  key: ssh-ed25519 AAAA+/\naliases: ["34/a", b-c]\n'

    found = plain_head(f"---\n{head}---\n\nTexte\n".encode())

    assert found == {
        "title": "Le café: un lieu", "carrier": {"name": "Zoé", "key": "ssh-ed25519 AAAA+/"},
        "aliases": ["34/a", "b-c"],
    }  # fmt: skip
