"""`preau new`: a course, a module, a chapter or an initiative begun from its template, judged before it is written."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import click

from preau.checks.run import Checker
from preau.edges.clock import the_day
from preau.edges.listing import NotListed, with_chapter
from preau.edges.misuse import misuse
from preau.edges.skeleton import HERE, filled
from preau.findings import Finding, Severity, in_order
from preau.i18n import N_, say_in
from preau.model.course import Course
from preau.model.kinds import recognise
from preau.reading.load import Read
from preau.reading.tree import Entry, WorkTree, judge_file, slugify
from preau.views import reports

ONE_OF = N_("{option} {word}: choose one of: {allowed}.")
SLUG_MOST = 50
"""Signs of the name of a block, made out of the title of its chapter: a word of its kind follows."""


class Overlay(WorkTree):
    """The files of a folder as they would be with some others written."""

    def __init__(self, root: Path, files: Mapping[str, bytes]) -> None:
        super().__init__(root)
        self.files = files

    def read(self, path: str) -> bytes:
        """The bytes of a file, those that would be written first."""
        return self.files[path] if path in self.files else super().read(path)

    def scan(self) -> Iterator[Entry | Finding]:
        """Every file with a meaning, as they would be."""
        for seen in super().scan():
            if not (isinstance(seen, Entry) and seen.path in self.files):
                yield seen
        for path, data in self.files.items():
            yield judge_file(path, len(data))


class Draft(NamedTuple):
    """What is about to be written: files that must not be there, and files of which some lines are added."""

    new: dict[str, bytes]
    changed: dict[str, bytes]


class Desk:
    """A movement in a folder, and what is begun in it; the words are those of `lang`, or of the movement."""

    def __init__(self, root: Path, day: str | None, lang: str | None) -> None:
        self.root = root
        self.checker = Checker(WorkTree(root), lambda timezone: the_day(day, timezone))
        if "content/movement.yml" not in self.checker.shelf.paths:
            sentence = N_("There is no movement in {folder}: say where it is with --root, or begin one: preau init DIR")
            raise misuse(sentence, folder=root.resolve())
        self.registry, self.day = self.checker.context.registry, self.checker.context.day
        self.lang = lang or self.checker.language
        self.say = say_in(self.lang).gettext

    def course(self, kind: str, title: str, language: str | None, weeks: int, theme: str, objective: str) -> str:
        """A course of some weeks, or a module of three cards, as a draft; what was written and what to do next."""
        language = language or self.checker.language
        _ = say_in(language).gettext
        slug = self._slug(title)
        name = objective or _("To complete: what one can do afterwards")
        parts = [_("First card"), _("Second card"), _("Third card")]
        if kind == "mooc":
            one = _("First chapter") if weeks == 1 else _("First chapter of week {n}")
            parts = [one.format(n=n) for n in range(1, weeks + 1)]
        stems = [f"{n:02}-{slugify(part)}" for n, part in enumerate(parts, 1)]
        values = self._values() | {
            "title": title, "author": self.registry.movement.name, "objective_name": name,
            "objective": slugify(objective) or _("first-objective"), "theme": self._theme(theme),
            "cards": "\n".join(f"  - {stem}" for stem in stems),
            "weeks": "\n".join(_week(_("To complete: week {n}").format(n=n), stem) for n, stem in enumerate(stems, 1)),
        }  # fmt: skip
        template = "course.yml" if kind == "mooc" else "module.yml"
        files = {f"courses/{slug}/course.yml": _fill(template, language, values)}
        for stem, part in zip(stems, parts, strict=True):
            question = kind == "mooc" or stem == stems[-1]
            files[f"courses/{slug}/{stem}.md"] = _chapter(kind, language, part, question, values)
        return self._write(Draft(files, {}), [*self._next_steps(slug), self._open_step(slug)])

    def chapter(self, slug: str, title: str, week: int | None, objective: str) -> str:
        """A chapter at the end of a week (the last one unless told), or a card at the end of a module."""
        read = self._course(slug)
        course: Course = read.value
        number = max((int(stem[:2]) for stem in course.stems), default=0) + 1
        if number > 99:
            raise misuse(N_("A course holds 99 files at most: begin another one."))
        stem = f"{number:02}-{self._slug(title)}"
        slug, path, mooc = read.entry.facts["slug"], read.entry.path, course.kind == "mooc"
        values = self._values() | {"objective": self._objective(course, slug, objective)}
        files = {f"courses/{slug}/{stem}.md": _chapter(course.kind, course.language, title, mooc, values)}
        _ = say_in(course.language).gettext
        try:
            listed = with_chapter(
                self.checker.tree.read(path), read, stem, week, lambda n: _("To complete: week {n}").format(n=n)
            )
        except NotListed as error:
            raise misuse(error.sentence, **error.facts) from None
        return self._write(Draft(files, {path: listed}), self._next_steps(slug))

    def initiative(self, title: str, territory: str, place: str, theme: str, beneficiary: str, carrier: str) -> str:
        """An initiative of a territory."""
        language = self.checker.language
        _ = say_in(language).gettext
        code = self._territory(territory)
        values = self._values() | {
            "title": title, "territory": code, "theme": self._theme(theme),
            "beneficiary": self._word("beneficiaries", beneficiary, "--beneficiary"),
            "place": place or _("To complete: town or district"),
            "carrier": carrier or _("To complete: first name"),
        }  # fmt: skip
        path = f"initiatives/{code}/{self._slug(title)}.md"
        steps = [
            self.say("Open {path} and replace each “{gap}”.").format(path=path, gap=_("To complete")),
            self.say("See what is missing: preau check {path}").format(path=path),
            self.say("Send it to the referents: preau propose {path}").format(path=path),
        ]
        return self._write(Draft({path: _fill("initiative.md", language, values)}, {}), steps)

    def _values(self) -> dict[str, str]:
        return {"in_a_year": str(self.day + timedelta(days=365)), "year": str(self.day.year)}

    def _slug(self, title: str) -> str:
        slug = slugify(title)
        if not slug:
            raise misuse(N_("A name of file cannot be made of “{title}”: use some letters or digits."), title=title)
        return slug

    def _theme(self, theme: str) -> str:
        return self._word("themes", theme, "--theme")

    def _word(self, vocabulary: str, word: str, option: str) -> str:
        terms = self.registry.vocabularies.get(vocabulary, {})
        known = [term.id for term in terms.values() if not term.replaced_by]
        if not known:
            raise misuse(N_("content/vocabularies/{name}.yml cannot be read: preau check says why."), name=vocabulary)
        if word and word not in known:
            raise misuse(ONE_OF, option=option, word=word, allowed=", ".join(known))
        return word or known[0]

    def _objective(self, course: Course, slug: str, asked: str) -> str:
        """The objective asked for, else the first one that no chapter teaches yet, else the last."""
        ids = [one.id for one in course.teaches]
        if asked and asked not in ids:
            raise misuse(ONE_OF, option="--objective", word=asked, allowed=", ".join(ids))
        chapters = self.registry.chapters.get(slug, {}).values()
        taught = {name for chapter in chapters for name in chapter.teaches}
        return asked or next((one for one in ids if one not in taught), ids[-1])

    def _course(self, name: str) -> Read:
        slug = name.strip("/").removeprefix("courses/").removesuffix("/course.yml")
        read = self.checker.shelf.reads.get(f"courses/{slug}/course.yml")
        if read is None and slug in self.checker.context.known("course"):
            raise misuse(
                N_("courses/{name}/course.yml has errors: preau check says which. Mend them first."), name=slug
            )
        if read is None:
            known = ", ".join(sorted(self.registry.courses))
            raise misuse(
                N_("No course is called {name}. Those of this movement: {known}."), name=name, known=known or "-"
            )
        return read

    @cached_property
    def _places(self) -> dict[str, str]:
        """Codes of territories by what a person may write: the code or the name."""
        places = self.registry.territories.items()
        return {slugify(place.name): code for code, place in places} | {code.lower(): code for code, _ in places}

    def _territory(self, asked: str) -> str:
        found = self._places.get(asked.strip().lower()) or self._places.get(slugify(asked))
        if found is None:
            near = difflib.get_close_matches(slugify(asked), self._places, n=3, cutoff=0.5)
            some = [self._places[word] for word in near] or list(self.registry.territories)[:5]
            known = ", ".join(f"{code} ({self.registry.territories[code].name})" for code in dict.fromkeys(some))
            raise misuse(N_("No territory is called {name}. Write its code, as: {known}."), name=asked, known=known)
        return found

    def _next_steps(self, slug: str) -> list[str]:
        gap = say_in(self.checker.language).gettext("To complete")
        return [
            self.say("Replace each “{gap}” in courses/{slug}/.").format(gap=gap, slug=slug),
            self.say("See the pages as you write them: preau serve"),
            self.say("See what is to be mended: preau check courses/{slug}").format(slug=slug),
        ]

    def _open_step(self, slug: str) -> str:
        return self.say(
            "The course is a draft: nobody else sees it. When nothing is left to complete, write stage: pilot in "
            "courses/{slug}/course.yml, then stage: open."
        ).format(slug=slug)

    def _write(self, draft: Draft, steps: Iterable[str]) -> str:
        """Judge all the files, then write them: new ones first, so that a stop in between loses nothing."""
        for path in draft.new:
            if (self.root / path).exists() or (self.root / path).is_symlink():
                sentence = self.say("{path} is there already: nothing was written. Choose another title.")
                raise click.ClickException(sentence.format(path=path))
        self._judge({**draft.changed, **draft.new})
        for path, data in draft.new.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as stream:
                stream.write(data)
        for path, data in draft.changed.items():
            beside = self.root / f"{path}.new"
            beside.write_bytes(data)
            beside.replace(self.root / path)
        lines = [self.say("Written: {path}").format(path=path) for path in draft.new]
        lines += [self.say("Added to: {path}").format(path=path) for path in draft.changed]
        lines += ["", self.say("What to do now:")]
        return "\n".join([*lines, *(f"  {n}. {step}" for n, step in enumerate(steps, 1))])

    def _judge(self, files: Mapping[str, bytes]) -> None:
        checker = Checker(Overlay(self.root, files), lambda timezone: self.day)
        found = [one for one in checker.registry() if one.path in files]
        for path in files:
            known = recognise(path)
            if known and known[0].source == "record":
                found += checker.record(Entry(path, known[0], len(files[path])))[1]
        faults = in_order(one for one in found if one.severity is Severity.ERROR)
        if faults:
            lines = {path: data.decode().split("\n") for path, data in files.items()}
            click.echo(reports.as_text(faults, lambda path, n: lines[path][n - 1], self.lang, str(self.day)), nl=False)
            raise click.ClickException(self.say("Nothing was written: choose other words, then try again."))


def _fill(name: str, language: str, values: Mapping[str, str]) -> bytes:
    text = (HERE / "skeleton" / "new" / language / name).read_text(encoding="utf-8")
    return filled(text, values, name.endswith(".md")).encode()


def _chapter(kind: str, language: str, title: str, question: bool, values: Mapping[str, str]) -> bytes:
    values = {**values, "title": title, "slug": slugify(title, SLUG_MOST), "extra": ""}
    if kind == "mooc":
        return _fill("chapter.md", language, values)
    if question:
        values["extra"] = _fill("card-question.md", language, values).decode().rstrip("\n")
    return _fill("card.md", language, values).rstrip(b"\n") + b"\n"


def _week(title: str, stem: str) -> str:
    return f'  - title: "{title}"\n    chapters:\n      - {stem}'
