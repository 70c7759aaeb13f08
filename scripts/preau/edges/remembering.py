"""What a whole build leaves for those in proportion: what was read, drawn and decided, so that little is done again."""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from preau.checks.addresses import Known, Standing
from preau.checks.run import Checker
from preau.edges.files import digest_of
from preau.edges.memory import KnownRecord, Memory, forget_sites_gone
from preau.findings import Finding, Severity
from preau.model.audited import Audited
from preau.model.course import Chapter
from preau.model.listed import is_record
from preau.reading.load import Read, Shelf, Tree
from preau.reading.marks import Marked
from preau.views import cards
from preau.views.frame import FOOTER_PAGES, Frame
from preau.views.made import HOME
from preau.views.places import OPENING

if TYPE_CHECKING:
    from preau.edges.builder import Build, Slice


def remember(build: Build, frame: Frame, drawing: Mapping[str, Any]) -> None:
    """Keep the rest, at the end of a whole build; until then the memory says that the site is not whole."""
    memory, checker = build.memory, build.checker
    with memory.writing():
        memory.forget_outputs(memory.unwanted())
        memory.keep_folders(build.folders, memory.folders())
        memory.say(
            site=str(build.site_dir.resolve()), url=build.url, asked=build.asked,
            day=str(checker.context.day), began=build.began, refs=build.refs,
            timezone=checker.context.registry.movement.timezone, drawing=dict(drawing),
            amends=not frame.begins, waiting=sorted(build.waiting), tops=tops_of(memory.paths()),
            trail=told_of(frame.audited), audited=kept_of(frame.audited), whole=True,
        )  # fmt: skip
        remember_judge(build, frame)
    forget_sites_gone(memory.path.parent)


def remember_judge(build: Build, frame: Frame) -> None:
    """Keep what is known of all that is not a record, within a transaction of the memory."""
    home = build.fragments.get(f"{HOME}.md")
    build.memory.keep_inputs(build.inputs)
    build.memory.say(
        judge=_told(build.checker), leaned=leaned(build.checker), shown=shown(frame),
        home=(home.content, home.toc) if home else None,
    )  # fmt: skip


def leaned(checker: Checker) -> dict[str, Any]:
    """What pages of records show of courses and pages, and where they may lead among these."""
    shelf, known = checker.shelf, Known(checker.context, Standing(frozenset(), ()))
    return {
        "courses": {slug: (one.title, one.stage == "draft") for slug, one in shelf.registry.courses.items()},
        "foot": [
            name for name in FOOTER_PAGES[known.at.language].values() if f"content/pages/{name}.md" in shelf.paths
        ],
        "opening": f"content/pages/{OPENING[known.at.language]}.md" in shelf.paths,
        "addresses": sorted(known.addresses),
    }


def shown(frame: Frame) -> str:
    """A digest of what pages show of courses other than their own."""
    return digest_of(repr(cards.shown(frame)).encode())


def tops_of(paths: Iterable[str]) -> dict[str, bool]:
    """What stands at the top of the site: each name, and whether it is a folder."""
    return {path.partition("/")[0]: "/" in path for path in paths}


def known(records: Slice) -> Iterable[tuple[str, KnownRecord]]:
    """Records, as the memory keeps them."""
    return ((row.path, KnownRecord(records.digests[row.path], tuple(row))) for row in records.rows)


def noted(findings: Iterable[Finding]) -> Iterable[tuple[str, Any]]:
    """What the rules say, as the memory keeps it."""
    return ((one.path, (one.line, one.column, one.code, int(one.severity), one.length, one.facts)) for one in findings)


def notes(memory: Memory) -> Iterator[Finding]:
    """What the rules said of records that did not change."""
    for path, (line, column, code, severity, length, facts) in memory.findings():
        yield Finding(path, line, column, code, Severity(severity), length, facts)


def told_of(audited: Audited) -> tuple[Any, ...]:
    """What pages of records tell of the trail: whether there is one, a digest of each publication with its files."""
    publications = audited.trail.publications if audited.trail else ()
    rest = repr((audited.trail is None, sorted(audited.older.items())))
    told = tuple((digest_of(repr(one).encode()), tuple(path for path, _ in one.paths)) for one in publications)
    return digest_of(rest.encode()), told


def kept_of(audited: Audited) -> bytes:
    """The trail as the memory keeps it, for as long as no ref moves."""
    return pickle.dumps(audited, pickle.HIGHEST_PROTOCOL)


def decided(kept: bytes) -> Audited | None:
    """The trail as it was kept, None when it cannot be read."""
    try:
        found: Audited = _Ours(io.BytesIO(kept)).load()
    except _UNREADABLE:
        return None
    return found


# --- The judge: all that is not a record, read and judged


def _told(checker: Checker) -> bytes:
    """Without records, nor the texts that judging one does not ask for."""
    shelf = checker.shelf
    lessons = {slug: {stem: _head(one) for stem, one in some.items()} for slug, some in shelf.registry.chapters.items()}
    light = Shelf(
        replace(shelf.registry, chapters=lessons, translations={}),
        [], [],
        {path: Read(read.entry, "", read.value, Marked()) for path, read in shelf.reads.items() if _is_page(read)},
        {}, shelf.files, frozenset(path for path in shelf.paths if not is_record(path)), shelf.others,
    )  # fmt: skip
    return pickle.dumps((light, checker.context.day, checker.roles), pickle.HIGHEST_PROTOCOL)


def _head(chapter: Chapter) -> Chapter:
    return chapter.model_copy(update={"markdown": "", "blocks": ()})


def _is_page(read: Read) -> bool:
    return read.entry.kind.name == "page"


class _Ours(pickle.Unpickler):
    """Reads values of our own kinds, and nothing that could act: the file stands beside files of others."""

    def find_class(self, module: str, name: str) -> Any:
        """Only what describes values."""
        if (module, name) in _PLAIN:
            return super().find_class(module, name)
        if module.startswith(("preau.model.", "preau.reading.", "preau.checks.", "preau.findings")) and "." not in name:
            found = super().find_class(module, name)
            ours = getattr(found, "__module__", "") == module  # not what it has imported
            if ours and (isinstance(found, type) or module == "preau.model.kinds"):  # kinds name functions of theirs
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not a value of ours")


_UNREADABLE = (pickle.UnpicklingError, AttributeError, ImportError, EOFError, ValueError, TypeError, KeyError)
_PLAIN = {("datetime", "date"), ("datetime", "datetime"), ("builtins", "set"), ("builtins", "frozenset")}


def recalled(told: bytes, tree: Tree, standing: Standing) -> Checker | None:
    """The checker as it was kept, None when it cannot be read; `standing` are the records of today."""
    try:
        shelf, day, roles = _Ours(io.BytesIO(told)).load()
    except _UNREADABLE:
        return None
    return Checker.ready(tree, shelf, day, roles, standing)
