"""Where words stand in a block of a chapter, for the rules that look at blocks."""

from __future__ import annotations

from preau.model.course import Block
from preau.reading.load import Read


def in_block(read: Read, block: Block, words: str, key: str = "") -> tuple[int, int, int]:
    """The place of some words in a block: on the line of a key of its head, else on its first line."""
    lines = read.body.split("\n")[block.line - read.body_line : block.end - read.body_line + 1]
    number = next((index for index, line in enumerate(lines) if line.lstrip("> ").startswith(key)), 0) if key else 0
    return block.line + number, max(0, lines[number].rfind(words)) + 1, len(words)
