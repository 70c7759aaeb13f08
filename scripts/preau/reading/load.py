"""A tree to a corpus: the registry is read whole, records one at a time, so that 100,000 of them fit anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Annotated, Any, Protocol, TypeVar

from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.model import course, kinds, movement, people
from preau.model.corpus import Registry
from preau.model.fields import Model
from preau.model.fields import text as line_of_text
from preau.model.translation import ChapterWords
from preau.reading import faults
from preau.reading.callouts import read_blocks
from preau.reading.marks import Marked, read_yaml
from preau.reading.texts import decode, split
from preau.reading.translations import assembled
from preau.reading.tree import Entry, unreadable
from preau.reading.validate import validate

MISSING_FILE = declare(
    "PR010", Severity.ERROR, N_("A file that every movement needs"),
    N_("the file {name} is missing"),
    N_("Write it; `preau init` makes one that can be copied."),
    N_("Without it nobody knows the name of the movement, its rules, or the words it uses."),
    name="content/movement.yml",
)  # fmt: skip

M = TypeVar("M", bound=Model)


class Tree(Protocol):
    """Where files come from: a folder today, a commit tomorrow."""

    def scan(self) -> Iterator[Entry | Finding]:
        """Every file with a meaning, and every finding about names."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of one file."""
        ...


class PageHead(Model):
    """The front matter of a page: nothing that could change how the site works."""

    title: Annotated[str, line_of_text(2, 100)]
    description: Annotated[str, line_of_text(10, 200)] | None = None


@dataclass
class Read:
    """One file that is not a record: what it says (`value` is None when its head is at fault) and where."""

    entry: Entry
    text: str
    value: Any
    marked: Marked
    body: str = ""
    body_line: int = 1
    blocks: tuple[course.Block, ...] = ()


@dataclass
class Shelf:
    """All that is not a record, read; the records, found; and the faults so far."""

    registry: Registry
    findings: list[Finding]
    records: list[Entry]
    reads: dict[str, Read] = field(default_factory=dict)
    drafts: dict[str, Read] = field(default_factory=dict)
    """Files read whose head is at fault: their text is still judged, so that all is told in one run."""
    files: dict[str, Entry] = field(default_factory=dict)
    """Pictures, films and captions: published as they are."""
    paths: AbstractSet[str] = frozenset()
    others: frozenset[str] = frozenset()
    """The paths that are not below `initiatives/`."""


Opened = Callable[[Entry], bool]
"""Whether a file is to be read: the others are known by their names alone."""


def everything(entry: Entry) -> bool:
    """Every file is read."""
    return True


def shelve(tree: Tree, opened: Opened = everything) -> Shelf:
    """Read everything but the records, or what is to be opened of it."""
    findings: list[Finding] = []
    entries: list[Entry] = []
    for seen in tree.scan():
        if isinstance(seen, Entry):
            entries.append(seen)
        else:
            findings.append(seen)
    records = [entry for entry in entries if entry.kind.source == "record"]
    files = {entry.path: entry for entry in entries if entry.kind.source in {"image", "media"}}
    reads: dict[str, Read] = {}
    drafts: dict[str, Read] = {}
    course_kinds = _course_kinds(tree, filter(opened, entries))
    for entry in entries:
        if entry.kind.source in {"yaml", "terms", "chapter", "page"} and opened(entry):
            read, found = _read(tree, entry, course_kinds)
            findings += found
            if read is not None:
                (drafts if read.value is None else reads)[entry.path] = read
    paths = frozenset(entry.path for entry in entries)
    findings += _missing_files(paths | {found.path for found in findings})
    others = frozenset(path for path in paths if not path.startswith(kinds.RECORDS))
    return Shelf(_registry(reads), findings, records, reads, drafts, files, paths, others)


def _missing_files(paths: Iterable[str]) -> list[Finding]:
    needed = ["content/movement.yml", "content/criteria.yml", "content/pages/index.md"]
    needed += [f"content/vocabularies/{name}.yml" for name in kinds.VOCABULARIES]
    return [MISSING_FILE.at(path, name=path) for path in needed if path not in paths]


_KIND = re.compile(r"^kind:[ \t]*[\"']?(\w+)", re.MULTILINE)


def _course_kinds(tree: Tree, entries: Iterable[Entry]) -> dict[str, str]:
    """Which folders of courses are modules: their files are cards, even when `course.yml` is at fault elsewhere."""
    found = {}
    for entry in entries:
        if entry.kind is kinds.COURSE:
            said = _KIND.search(read_bytes(tree, entry)[0].decode("utf-8", "replace"))
            found[entry.facts["slug"]] = said.group(1) if said else ""
    return found


def read_bytes(tree: Tree, entry: Entry) -> tuple[bytes, list[Finding]]:
    """The bytes of a file, or why they cannot be read."""
    try:
        return tree.read(entry.path), []
    except OSError as error:
        return b"", [unreadable(entry.path, error)]


def _read(tree: Tree, entry: Entry, course_kinds: dict[str, str]) -> tuple[Read | None, list[Finding]]:
    text, findings = read_text(tree, entry)
    if not text:
        return None, findings
    read, found = (_read_markdown if entry.kind.source in {"chapter", "page"} else _read_yaml)(
        entry, text, course_kinds
    )
    return read, findings + found


def read_text(tree: Tree, entry: Entry) -> tuple[str, list[Finding]]:
    """The text of a file and the faults of its signs; empty when it cannot be read at all."""
    data, findings = read_bytes(tree, entry)
    return ("", findings) if findings else decode(data, entry.path)


def _read_yaml(entry: Entry, text: str, course_kinds: dict[str, str]) -> tuple[Read, list[Finding]]:
    marked = read_yaml(text, entry.path)
    if marked.findings:
        return Read(entry, text, None, marked), marked.findings
    if entry.kind.source == "terms":
        marked = _as_terms(marked)
    assert entry.kind.model is not None
    value, findings = validate(entry.kind.model, marked.data, marked, entry.path)
    return Read(entry, text, value, marked), findings + identity(entry, marked)


def _as_terms(marked: Marked) -> Marked:
    """A vocabulary is a bare list: its places are those of the list."""
    moved = {("terms", *route): place for route, place in marked.look().values.items()} | {(): (1, 1, 1)}
    return Marked({"terms": marked.data}, [], {("terms", *route): place for route, place in marked.keys.items()}, moved)


def _read_markdown(entry: Entry, text: str, course_kinds: dict[str, str]) -> tuple[Read, list[Finding]]:
    document, findings = split(text, entry.path)
    if document is None:
        return Read(entry, text, None, Marked()), findings
    marked = read_yaml(document.head, entry.path, document.head_line)
    model: type[Model] = PageHead
    if entry.kind is kinds.CHAPTER:
        module = course_kinds.get(entry.facts["slug"]) == "module"
        model = course.CardHead if module else course.ChapterHead
    elif entry.kind is kinds.CHAPTER_WORDS:
        model = ChapterWords
    value = None
    findings += marked.findings
    if not marked.findings:
        value, findings = validate(model, marked.data, marked, entry.path)
    blocks, found = read_blocks(document.body, document.body_line, entry.path)
    return Read(entry, text, value, marked, document.body, document.body_line, blocks), findings + found


def identity(entry: Entry, marked: Marked) -> list[Finding]:
    """What a file says of itself must agree with where it stands."""
    found = []
    for name, key in entry.kind.identity:
        said = marked.data.get(key) if isinstance(marked.data, dict) else None
        if isinstance(said, str) and said != entry.facts[name]:
            place = marked.place((key,))
            found.append(faults.IDENTITY.at(entry.path, *place, key=key, value=said, folder=entry.path))
    return found


NOBODY = movement.Movement.model_construct(
    name="?", tagline="", language="fr", timezone="Europe/Paris", demonstration=True, contact="", forge=None,
    answer_within=21, policy=movement.Policy.model_construct(), stewards=(), editors=(),
)  # fmt: skip
NO_CRITERIA = movement.Criteria.model_construct(title="", introduction="", criteria=())


def _registry(reads: dict[str, Read]) -> Registry:
    def of(kind: kinds.Kind) -> list[Read]:
        return [read for read in reads.values() if read.entry.kind is kind]

    def only(kind: kinds.Kind, default: Any) -> Any:
        return next((read.value for read in of(kind)), default)

    courses: dict[str, course.Course] = {read.entry.facts["slug"]: read.value for read in of(kinds.COURSE)}
    chapters: dict[str, dict[str, course.Chapter]] = {slug: {} for slug in courses}
    for read in of(kinds.CHAPTER):
        chapters.setdefault(read.entry.facts["slug"], {})[read.entry.facts["stem"]] = chapter_of(read)
    territories: dict[str, people.Territory] = {
        read.entry.facts["territory"]: read.value for read in of(kinds.TERRITORY)
    }
    committees = {
        f"{read.entry.facts['territory']}/{read.entry.facts['slug']}": read.value for read in of(kinds.COMMITTEE)
    }
    return Registry(
        movement=only(kinds.MOVEMENT, NOBODY),
        criteria=only(kinds.CRITERIA, NO_CRITERIA),
        vocabularies={
            read.entry.facts["words"]: {term.id: term for term in read.value.terms} for read in of(kinds.VOCABULARY)
        },
        territories=territories,
        committees=committees,
        courses=courses,
        chapters=chapters,
        decisions={read.value.id: read.value for read in of(kinds.DECISION)},
        translations=assembled(reads, courses, chapters),
        feedback={read.entry.facts["slug"]: read.value for read in of(kinds.FEEDBACK)},
    )


def chapter_of(read: Read) -> course.Chapter:
    """The value of a chapter or card, with its Markdown and blocks."""
    head = read.value
    return course.Chapter.model_construct(
        path=read.entry.path, stem=read.entry.facts["stem"], title=head.title, identifier=head.identifier,
        minutes=getattr(head, "time_required", None), teaches=head.teaches, key_points=getattr(head, "key_points", ()),
        markdown=read.body, body_line=read.body_line, blocks=read.blocks,
    )  # fmt: skip
