"""Films of courses: their files are there, their captions can be read, and how long they last."""

from __future__ import annotations

from collections.abc import Iterator

from preau.checks.context import Context
from preau.checks.images import MISSING
from preau.checks.places import in_block
from preau.findings import Finding
from preau.model.course import Block, Video
from preau.reading.captions import read_captions
from preau.reading.load import Read, Tree, read_text
from preau.reading.tree import Entry


def film(read: Read, block: Block, head: Video, context: Context) -> Iterator[Finding]:
    """The files that a block VIDEO names must be beside its chapter."""
    folder = f"courses/{read.entry.facts['slug']}"
    named = [("src:", head.src), ("captions:", head.captions), *(("- ", one.src) for one in head.sources)]
    for key, name in [*named, *([("poster:", head.poster)] if head.poster else [])]:
        if f"{folder}/{name}" not in context.shelf.paths:
            yield MISSING.at(read.entry.path, *in_block(read, block, name, key), name=name)


def caption_file(tree: Tree, entry: Entry) -> Iterator[Finding]:
    """Judge one file of captions."""
    text, found = read_text(tree, entry)
    yield from found
    if text:
        yield from read_captions(text, entry.path)[1]


def seconds(read: Read, tree: Tree, context: Context) -> float:
    """How long the films of a chapter last, as their captions tell."""
    folder, total = read.entry.path.rpartition("/")[0], 0.0
    for block in read.blocks:
        entry = context.shelf.files.get(f"{folder}/{block.head.captions}") if isinstance(block.head, Video) else None
        cues = read_captions(read_text(tree, entry)[0], entry.path)[0] if entry else ()
        total += cues[-1].end if cues else 0.0
    return total
