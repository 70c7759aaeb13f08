"""A tree to a site: judge everything, convert pages, draw, put in place, index; the last site stays until then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import yaml

from preau import __version__
from preau.checks.run import Checker
from preau.edges import carrying, pages, search, theme
from preau.edges.clock import the_day
from preau.edges.commands import line_reader
from preau.edges.output import NotOurs, Output, Put, alone, digest_of
from preau.edges.pages import Fragment, saved, sources
from preau.edges.trail import audited
from preau.edges.workers import WORTH_FORKING, spread, start
from preau.findings import Finding, has_errors, in_order
from preau.i18n import say_in
from preau.model.audited import Audited
from preau.model.corpus import Row
from preau.reading.records import row_of
from preau.reading.tree import Entry, WorkTree
from preau.views import cards, reports
from preau.views.approved import Approvals
from preau.views.carry import Carriers
from preau.views.frame import Frame, Site
from preau.views.initiatives import SOURCE, InitiativePages, source_of
from preau.views.markdown import Cut
from preau.views.offline import Scales
from preau.views.sitemap import robots_txt, sitemaps
from preau.views.volume import Stock, Volume, volumes
from preau.views.whole import Fragments, Made, Portion, portions, taken_away, without_records

STATE = ".preau"
Slice = tuple[list[Row], list[Finding], list[Put]]


class Refused(Exception):
    """The files have errors: nothing was built, the last site stays. `report` tells them all."""

    def __init__(self, report: str) -> None:
        super().__init__(report)
        self.report = report


class Faulty(Exception):
    """What is not a record has errors: the work under way stops, so that everything is told."""


FAULTS = (Refused, NotOurs, Cut, OSError)
"""What can stop a build without being a bug."""


def told(error: Exception, lang: str) -> str:
    """What stopped a build, in the reader's words."""
    say = say_in(lang).gettext
    if isinstance(error, Refused):
        return error.report + "\n" + say("Nothing was built: the site in place is the last good one.")
    if isinstance(error, NotOurs):
        sentence = say(
            "{folder} holds files that Préau did not make. Empty it, or choose another folder with --site-dir."
        )
        return sentence.format(folder=error)
    if isinstance(error, Cut):
        return say("This would be removed before publication, in {what}").format(what=error)
    return say("The site could not be written: {why}").format(why=error)


@dataclass(frozen=True)
class Result:
    """What a build did."""

    site_dir: Path
    outputs: int
    written: int
    removed: int


class Build:
    """One build: `read()` judges, then the pages are converted into `fragments`, then `write()` makes the site."""

    def __init__(
        self, root: Path, site_dir: Path, *, url: str = "", day: str | None = None, jobs: int | None = None,
        full: bool = False, search: bool = True, packs: bool | None = None, lang: str | None = None,
        drafts: bool = False,
    ) -> None:  # fmt: skip
        self.root, self.site_dir, self.url = root, site_dir, url
        self.day, self.jobs, self.full, self.searchable, self.lang = day, jobs, full, search, lang
        self.drafts, self.packed = drafts, packs
        self.hurried = False
        """Whether courses to take away that are not ready yet can wait for another build."""
        self.waiting = 0
        """How many of their files do."""
        self.fragments: dict[str, Fragment] = {}
        self.state_dir = root / STATE

    def read(self) -> None:
        """Judge everything that is not a record; when it has errors refuse at once, telling those of records too."""
        if not self.look():
            self.refuse()
        try:
            self.judge()
        except Faulty:
            self.refuse()

    def look(self) -> bool:
        """Read everything that is not a record; whether it holds together, so that pages can be drawn from it."""
        self.checker = Checker(WorkTree(self.root), lambda timezone: the_day(self.day, timezone))
        self.findings = in_order(self.checker.structure())
        return not has_errors(self.findings)

    def judge(self) -> None:
        """Judge what is left after `look`: texts and pictures. Errors stop the work under way, by `Faulty`."""
        self.findings = in_order([*self.findings, *self.checker.texts()])
        if has_errors(self.findings):
            raise Faulty

    def refuse(self) -> NoReturn:
        """Tell every fault of every file."""
        self._refuse(self.checker.everything(partial(spread, jobs=self.jobs)))

    def _refuse(self, findings: Sequence[Finding]) -> NoReturn:
        lang = self.lang or self.checker.language
        raise Refused(reports.as_text(in_order(findings), line_reader(self.root), lang, str(self.checker.context.day)))

    def volumes(self, frame: Frame | None = None) -> list[Volume]:
        """The courses that can be taken away today."""
        frame = frame or self.frame(trailed=False)
        stock = Stock(self.checker.shelf.files, self.checker.tree.read, theme.assets(frame.folders))
        return list(volumes(frame, self._fragments(), stock))

    def frame(self, *, trailed: bool = True) -> Frame:
        """Everything that pages are drawn with; without the trail where no page shows it."""
        movement = self.checker.context.registry.movement
        site = Site(
            movement.name, movement.tagline, movement.language, movement.demonstration, movement.contact, self.url,
            self.checker.context.day, self.searchable, movement.license, self.drafts,
        )  # fmt: skip
        written = frozenset(
            read.entry.facts["page"] for read in self.checker.shelf.reads.values() if read.entry.kind.name == "page"
        )
        trail = audited(self.root, movement.language, fresh=self.full) if trailed else Audited()
        sizes = {path: entry.size for path, entry in self.checker.shelf.files.items()}
        return Frame(self.checker.context.registry, site, theme.folders(self.root), written, trail, sizes=sizes)

    def fingerprint(self) -> str:
        """What the converted pages depend on: their sources and the programs that convert them."""
        parts = [__version__, *(f"{name}\n{read.text}" for name, _, read in sources(self.checker))]
        parts += [*sorted(self.checker.shelf.files), *pages.programs()]
        return digest_of("\0".join(parts).encode())

    def saved_fragments(self) -> bool:
        """Take the pages of an earlier build when nothing that they depend on has changed."""
        found = None if self.full else saved(self.state_dir / "pages.json", self.fingerprint())
        self.fragments = found or {}
        return found is not None

    def write(self, convert: Callable[[], None] | None = None) -> Result:
        """Draw everything beside the site, then put it in place; nothing is touched when a file has errors.

        `convert`, when given, fills `fragments`; it runs while other processes draw the records.
        """
        try:
            with alone(self.state_dir), Output(self.site_dir, self.state_dir, self.url) as output:
                return self._written(output, convert)
        except Faulty:
            self.refuse()

    def _written(self, output: Output, convert: Callable[[], None] | None) -> Result:
        frame = self.frame()
        with start(self._drawer(frame, output), self.checker.shelf.records, self.jobs) as slices:
            if convert is not None:
                convert()
            fragments = self._fragments()
            scales = Scales()
            early, addresses = self._put(output, without_records(frame, fragments), scales)
            for address, data, source in self._copied(frame):
                scales.add(address, data)
                early.append(output.put(address, data, source))
            rows, puts = self._judged(slices)
        early += self._taken_away(output, frame, scales)
        addresses += [put.path for put in puts]
        puts += early
        with self._rest(output, portions(frame, rows, fragments, self._drawing(frame)), len(rows)) as slices:
            for some, listed in slices:
                puts += some
                addresses += listed
        listed = ["/" + path.removesuffix("index.html").lstrip("/") for path in addresses]
        for address, text in sitemaps(listed, frame).items():
            puts.append(output.put(address, text.encode()))
        return self._placed(output, puts)

    def _placed(self, output: Output, puts: list[Put]) -> Result:
        written, removed = output.commit(puts, keep="search/" if self.searchable else "")
        if not self.searchable:
            return Result(self.site_dir, len(puts), written, removed)
        found = search.index(self.site_dir, output, puts, self.checker.language)
        more, gone = output.commit([*(put._replace(staged="") for put in puts), *found])
        return Result(self.site_dir, len(puts) + len(found), written + more, removed + gone)

    def _drawer(self, frame: Frame, output: Output) -> Callable[[Sequence[Entry]], Slice]:
        drawn = InitiativePages(frame, Approvals(frame, self.checker.tree.read))

        def work(entries: Sequence[Entry]) -> Slice:
            rows: list[Row] = []
            findings: list[Finding] = []
            puts: list[Put] = []
            for entry in entries:
                record, found = self.checker.record(entry)
                findings += found
                row = row_of(record, self.checker.context.day)
                if row is not None and record.value is not None and not has_errors(found):
                    rows.append(row)
                    address, text = drawn.draw(record, record.value)
                    told = source_of(record, self.checker.tree.read(entry.path))
                    puts.append(output.put(address, text.encode(), entry.path))
                    puts.append(output.put(address + SOURCE, told, entry.path))
            return rows, findings, puts

        return work

    def _judged(self, slices: Iterable[Slice]) -> tuple[list[Row], list[Put]]:
        rows: list[Row] = []
        findings: list[Finding] = []
        puts: list[Put] = []
        for some_rows, found, some_puts in slices:
            rows += some_rows
            findings += found
            puts += some_puts
        findings += self.checker.across(rows)
        self.findings = in_order([*self.findings, *findings])
        if has_errors(findings):
            self._refuse(self.findings)
        return rows, puts

    def _rest(
        self, output: Output, drawn: Sequence[Portion], records: int
    ) -> AbstractContextManager[Iterator[tuple[list[Put], list[str]]]]:
        """Everything that waits for all the records, drawn by other processes when these are many."""

        def work(numbers: Sequence[int]) -> tuple[list[Put], list[str]]:
            return self._put(output, (made for number in numbers for made in drawn[number]()))

        least = 2 if records >= WORTH_FORKING else len(drawn) + 1
        return start(work, range(len(drawn)), self.jobs, least=least, most=1)

    def _taken_away(self, output: Output, frame: Frame, scales: Scales) -> list[Put]:
        """The courses to take away, where they are wanted, and the pages that offer them."""
        puts: list[Put] = []
        carriers: Carriers = {}
        if self.packed:
            volumes, keep = self.volumes(frame), self.state_dir / "packs"
            puts, carriers, self.waiting = carrying.put(output, volumes, keep, self.jobs, only_kept=self.hurried)
        return puts + self._put(output, taken_away(frame, scales, carriers))[0]

    def _fragments(self) -> Fragments:
        return Fragments(self.fragments, {name: read for name, _, read in sources(self.checker)})

    def _put(self, output: Output, drawn: Iterable[Made], scales: Scales | None = None) -> tuple[list[Put], list[str]]:
        """Put each page beside the site, and onto the scales for what may be kept; and the addresses of the sitemap."""
        puts, addresses = [], []
        for made in drawn:
            data = made.text.encode()
            puts.append(output.put(made.address, data, made.source))
            if scales is not None:
                scales.add(made.address, data)
            if made.listed and made.address.endswith("/"):
                addresses.append(made.address)
        return puts, addresses

    def _copied(self, frame: Frame) -> Iterator[tuple[str, bytes, str]]:
        yield "/robots.txt", robots_txt(frame).encode(), ""
        for address, data in theme.assets(frame.folders).items():
            yield address, data, ""
        yield from self._files(frame)

    def _drawing(self, frame: Frame) -> dict[str, Any]:
        for folder in frame.folders:
            path = folder / "data" / "departements.yml"
            if path.is_file():
                loaded: dict[str, Any] = yaml.load(path.read_bytes(), Loader=yaml.CBaseLoader)
                return loaded
        return {}

    def _files(self, frame: Frame) -> Iterator[tuple[str, bytes, str]]:
        """Pictures, films and captions, as they are."""
        hidden = tuple(
            f"courses/{slug}/" for slug in frame.registry.courses.keys() - frozenset(cards.visible_courses(frame))
        )
        for path in sorted(self.checker.shelf.files):
            address = frame.at.of(path)
            if address is not None and not path.startswith(hidden):
                yield address, self.checker.tree.read(path), path
