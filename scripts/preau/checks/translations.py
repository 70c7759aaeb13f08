"""Translations beside their course: what they lack, what has changed since, what fits nothing; none stops a build."""

from __future__ import annotations

from collections.abc import Iterator

from preau.checks.context import Context
from preau.checks.places import in_block
from preau.findings import Finding, Severity, declare
from preau.i18n import N_
from preau.model.course import Course
from preau.reading.load import Read
from preau.reading.translations import states

STALE = declare(
    "PR250", Severity.NOTICE, N_("A translation whose text has changed since"),
    N_("{source} has changed since it was translated"),
    N_("Compare the two, then write “translates: {revision}”. `preau translations` lists all that is stale."),
    N_("A right or a delay that changed in one language only misleads those who read the other."),
    source="courses/budget/02-taxes.md", revision="3f2a9c10",
)  # fmt: skip
MISSING = declare(
    "PR251", Severity.NOTICE, N_("A translation that is not finished"),
    N_("texts still to be translated: {size} of {most}, the first one {source}"),
    N_("`preau translations` lists them. Until then, readers are given the original, which says its language."),
    N_("Whoever begins a course in their language should know how far it goes."),
    size="3", most="13", source="courses/budget/02-taxes.md",
)  # fmt: skip
UNFIT = declare(
    "PR252", Severity.WARNING, N_("A translation that fits nothing"),
    N_("this translation {fault}: {name}"),
    N_("A translation bears the name of the file that it translates, in a folder called en or fr, and keeps the names "
       "of its blocks and objectives; the folder has its own course.yml."),
    N_("It would not be shown, or answers given in one language would be lost in the other."),
    fault=N_("has no file to translate"), name="courses/budget/02-taxes.md",
)  # fmt: skip


def translations(context: Context) -> Iterator[Finding]:
    """Every translation of every course."""
    folders = {
        (read.entry.facts["slug"], read.entry.facts["tongue"])
        for kind in ("course-words", "chapter-words")
        for read in context.of(kind)
    }
    for slug, tongue in sorted(folders):
        yield from _folder(slug, tongue, context)


def _folder(slug: str, tongue: str, context: Context) -> Iterator[Finding]:
    course = context.registry.courses.get(slug)
    inside = [
        read for path, read in sorted(context.shelf.reads.items()) if path.startswith(f"courses/{slug}/{tongue}/")
    ]
    words = next((read for read in inside if read.entry.kind.name == "course-words"), None)
    if course is None or tongue == course.language:
        fault = N_("has no course to translate") if course is None else N_("is in the language of its course")
        yield UNFIT.at(inside[0].entry.path, fault=fault, name=f"courses/{slug}")
        return
    if words is None:
        name = f"courses/{slug}/{tongue}/course.yml"
        if name not in context.shelf.paths:
            yield UNFIT.at(inside[0].entry.path, fault=N_("lacks the words of its course"), name=name)
        return
    yield from _states(slug, tongue, course, words, context)
    yield from _objectives(words, course)
    for read in inside:
        if read.entry.kind.name == "chapter-words":
            yield from _blocks(read, slug, context)


def _states(slug: str, tongue: str, course: Course, words: Read, context: Context) -> Iterator[Finding]:
    found = list(states(slug, tongue, course, context.registry.chapters.get(slug, {}), context.shelf.reads))
    for one in found:
        if one.state == "stale":
            read = context.shelf.reads[one.path]
            yield STALE.at(one.path, *read.marked.place(("translates",)), source=one.source, revision=one.revision)
    missing = [one for one in found if one.state == "missing" and one.path not in context.shelf.paths]
    if missing:
        place = words.marked.place(("title",), key=True)
        yield MISSING.at(words.entry.path, *place, size=len(missing), most=len(found), source=missing[0].source)


def _objectives(words: Read, course: Course) -> Iterator[Finding]:
    known = {one.id for one in course.teaches}
    for index, one in enumerate(words.value.teaches):
        if one.id not in known:
            place = words.marked.place(("teaches", index, "id"))
            yield UNFIT.at(
                words.entry.path, *place, fault=N_("names an objective that the course has not"), name=one.id
            )


def _blocks(read: Read, slug: str, context: Context) -> Iterator[Finding]:
    source = f"courses/{slug}/{read.entry.facts['stem']}.md"
    original = context.shelf.reads.get(source)
    if original is None:
        if source not in context.shelf.paths:
            yield UNFIT.at(read.entry.path, fault=N_("has no file to translate"), name=source)
        return
    known = {block.id for block in original.blocks if block.id}
    for block in read.blocks:
        if block.id and block.id not in known:
            fault = N_("has a block that the original has not")
            yield UNFIT.at(read.entry.path, *in_block(read, block, block.id), fault=fault, name=block.id)
    for name in sorted(known - {block.id for block in read.blocks}):
        yield UNFIT.at(read.entry.path, fault=N_("lacks a block of the original"), name=name)
