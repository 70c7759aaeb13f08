"""Heads written plainly are read as libyaml reads them, and everything else is left to it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from preau.reading.heads import plain_yaml

ROOT = Path(__file__).parents[2]
HEADS = sorted(
    path.read_text(encoding="utf-8").split("---\n")[1]
    for path in [*ROOT.glob("initiatives/*/*.md"), *ROOT.glob("courses/*/*.md")]
)
PIECES = st.sampled_from(
    [
        "a: b\n", "a:\n", "b:\n", "- ", "  ", "    ", "c: d", "\n", ": ", ":", "#", " #", '"', "'", "[", "]", "{", "}",
        ",", "é", "’", "l'eau", "\u00a0", "[a, b]", "['a', \"b c\"]", '{"a": 1}', '{"a":[1,true,null]}', "''", "null",
        "01230", "\t", "\\", "|", ">", "&x ", "*x", "!y ", "%", "@", "?", "---", "...", "\u2028", "\x85", "\r",
        "\ufeff",
    ]
)  # fmt: skip


def by_libyaml(text: str) -> object:
    """What libyaml reads, every scalar a string; a key written twice is a fault here."""

    def value(node: yaml.Node) -> object:
        if isinstance(node, yaml.ScalarNode):
            return node.value
        if isinstance(node, yaml.SequenceNode):
            return [value(item) for item in node.value]
        keys = [value(key) for key, _ in node.value]
        assert len(set(map(str, keys))) == len(keys)
        return {key: value(inner) for key, (_, inner) in zip(keys, node.value, strict=True)}

    return value(yaml.compose(text, Loader=yaml.CBaseLoader))


@pytest.mark.parametrize("number", range(len(HEADS)))
def test_real_heads_are_read_without_libyaml(number: int) -> None:
    """Those of the demonstration: the quick reader is of use, and right."""
    assert plain_yaml(HEADS[number]) == by_libyaml(HEADS[number])


@given(st.lists(PIECES, min_size=1, max_size=14).map("".join))
def test_whatever_is_read_is_what_libyaml_reads(text: str) -> None:
    """Nothing that libyaml would refuse or read otherwise is read here."""
    read = plain_yaml(text)
    if read is not None:
        assert read == by_libyaml(text)


@given(st.sampled_from(HEADS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), PIECES), min_size=1, max_size=3))
def test_a_damaged_head_is_read_as_libyaml_reads_it(head: str, cuts: list[tuple[float, int, str]]) -> None:
    """The same for real heads in which pieces are put, replaced or lost."""
    for where, lost, piece in cuts:
        at = int(where * len(head))
        head = head[:at] + piece + head[at + lost :]
    read = plain_yaml(head)
    if read is not None:
        assert read == by_libyaml(head)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "- a", "a: b: c", "a: b #c", "a: b\n c", "a: b\na: c", "a: 'l''eau'", 'a: "b\\n"', "a: |\n  b",
        "a: &x b", "a: *x", "a: !t b", "a:\n - b\n  - c", "a: [b", "a: [b,]", '{"a": 1, "a": 2}', "a: {b: c}", "a:\tb",
        "? a",
        "A: b", 'a: {"b": 1, "b": 2}', "a: b\r\n", "# a\rb: c\nd: e",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_libyaml(text: str) -> None:
    """It says what is wrong, or reads what is only written another way."""
    assert plain_yaml(text) is None
