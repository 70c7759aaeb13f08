"""A tree to a site: judge everything, convert pages, draw, put in place, index; the last site stays until then."""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from preau import __version__
from preau.checks.run import Checker
from preau.edges import inputs, pages, search, theme
from preau.edges.clock import the_day
from preau.edges.copying import copied, drawing_of
from preau.edges.files import alone, digest_of
from preau.edges.inputs import Folder
from preau.edges.memory import Memory, Stamp, memory_path
from preau.edges.output import NotOurs, Output, Put, Result
from preau.edges.pages import Fragment, saved, sources
from preau.edges.progress import doing
from preau.edges.records import Kept
from preau.edges.refs import refs_of
from preau.edges.remembering import known, remember
from preau.edges.trail import audited
from preau.edges.voices import line_reader
from preau.edges.workers import WORTH_FORKING, spread, start
from preau.findings import Finding, Say, has_errors, in_order
from preau.i18n import N_, say_in
from preau.model.audited import Audited
from preau.model.corpus import Row
from preau.model.listed import ALIASED
from preau.reading.records import row_of
from preau.reading.tree import Entry, WorkTree
from preau.views import parts, reports, sitemap
from preau.views.approved import Approvals
from preau.views.frame import Frame, Site
from preau.views.initiatives import SOURCE, InitiativePages, source_of
from preau.views.made import Draw, Fragments, Made
from preau.views.markdown import Cut

if TYPE_CHECKING:
    from preau.views.carry import Carriers
    from preau.views.lookup.document import Document
    from preau.views.offline import Scales
    from preau.views.volume import Volume

STATE = ".preau"
RECORDS = N_("Initiatives")


class Slice(NamedTuple):
    """What came of some records: their rows and faults, their outputs, what was read, and where they lead."""

    rows: list[Row]
    findings: list[Finding]
    puts: list[Put]
    digests: dict[str, str]
    links: set[tuple[str, str]]
    found: search.Found | None = None


class Refused(Exception):
    """The files have errors: nothing was built, the last site stays. `report` tells them all."""

    def __init__(self, report: str) -> None:
        super().__init__(report)
        self.report = report


class Faulty(Exception):
    """What is not a record has errors: the work under way stops, so that everything is told."""


_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_RIGHT = {errno.EACCES, errno.EPERM, errno.EROFS}
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
    return _of_the_disk(error, say) if isinstance(error, OSError) else str(error)


def _of_the_disk(error: OSError, say: Say) -> str:
    """What the disk refused, with the file and what to do; the next build mends what this one left."""
    path, why = error.filename2 or error.filename, error.strerror or error
    if error.errno in _NO_ROOM:
        sentence = N_("There is no room left to write {path}: make some, then build again, and the site is whole.")
    elif error.errno in _NO_RIGHT:
        sentence = N_("{path} cannot be written: {why}. Give yourself the right to, then build again.")
    else:
        sentence = N_("{path} cannot be written: {why}. Once this is mended, build again, and the site is whole.")
    return say(sentence).format(path=path or say(N_("a file")), why=why)


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
        self.memory = Memory(memory_path(site_dir, self.state_dir))
        self.began, self.refs = 0, ""
        """When the files began to be read, in nanoseconds: one that is changed later is read again."""
        self.inputs: dict[str, Stamp] = {}
        self.folders: dict[str, Folder] = {}

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
        doing(N_("Reading pages and courses"))
        self.began, self.refs = time.time_ns(), refs_of(self.root)
        self.inputs, self.folders = inputs.look(self.root)
        self.checker = Checker(WorkTree(self.root), lambda timezone: the_day(self.day, timezone))
        self.findings = in_order(self.checker.structure())
        return not has_errors(self.findings)

    def judge(self) -> None:
        """Judge what is left after `look`: texts and pictures. Errors stop the work under way, by `Faulty`."""
        self.findings = in_order([*self.findings, *self.checker.texts()])
        if has_errors(self.findings):
            raise Faulty

    @property
    def asked(self) -> tuple[Any, ...]:
        """What the site depends on besides its files and its day."""
        return self.url, self.searchable, bool(self.packed), self.drafts

    def refuse(self) -> NoReturn:
        """Tell every fault of every file."""
        self._refuse(self.checker.everything(partial(spread, jobs=self.jobs, what=RECORDS)))

    def _refuse(self, findings: Sequence[Finding]) -> NoReturn:
        lang = self.lang or self.checker.language
        raise Refused(reports.as_text(in_order(findings), line_reader(self.root), lang, str(self.checker.context.day)))

    def volumes(self, frame: Frame | None = None) -> list[Volume]:
        """The courses that can be taken away today."""
        from preau.views.volume import Stock, volumes

        frame = frame or self.frame(trailed=False)
        stock = Stock(self.checker.shelf.files, self.checker.tree.read, theme.assets(frame.folders))
        return list(volumes(frame, self.converted(), stock))

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
        folders, registry = theme.folders(self.root), self.checker.context.registry
        return Frame(registry, site, folders, written, trail, sizes=sizes)

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
            with (
                alone(self.state_dir),
                closing(self.memory),
                Output(self.site_dir, self.memory) as output,
            ):
                return self._written(output, convert)
        except Faulty:
            self.refuse()

    def _written(self, output: Output, convert: Callable[[], None] | None) -> Result:
        from preau.views.fixed import without_records
        from preau.views.offline import Scales

        frame = self.frame()
        with start(self.drawer(frame, output), self.checker.shelf.records, self.jobs, what=RECORDS) as slices:
            if convert is not None:
                convert()
            links = set(self.checker.known.linked)
            fragments = self.converted()
            scales = Scales()
            early = self.put(output, "fixed", without_records(frame, fragments), scales)
            for address, data, source in copied(frame, self.checker):
                scales.add(address, data)
                early.append(output.put(address, data, source, "fixed"))
            judged, index = self._judged(slices)
            del slices
        early += self._taken_away(output, frame, scales)
        drawing, others = drawing_of(frame), early
        with self._rest(output, parts.parts(frame, Kept(self.memory), fragments, drawing)) as drawn:
            for some in drawn:
                others += some
        puts = judged.puts + others
        puts += self.sitemaps(output, frame, (put.path for put in puts if put.listed))
        if index is not None:
            doing(N_("Making the search"))
            with self.memory.writing():
                puts += index.put(output, others)
        doing(N_("Putting the site in place"))
        written, removed = output.commit(puts)
        remember(self, frame, judged.links | links, puts, drawing)
        return Result(self.site_dir, len(puts), written, removed)

    def sitemaps(self, output: Output, frame: Frame, listed: Iterable[str]) -> list[Put]:
        """The sitemap, from the paths that it lists."""
        addresses = ["/" + path.removesuffix("index.html") for path in listed]
        made = sitemap.sitemaps(addresses, frame).items()
        return [output.put(address, text.encode(), part="sitemap") for address, text in made]

    def drawer(self, frame: Frame, output: Output) -> Callable[[Sequence[Entry]], Slice]:
        """What judges and draws records, some at a time."""
        drawn = InitiativePages(frame, Approvals(frame, self.checker.tree.read))
        reader = search.Reader(self.checker.language) if self.searchable else None

        def work(entries: Sequence[Entry]) -> Slice:
            done, linked = Slice([], [], [], {}, set()), self.checker.known.linked
            linked.clear()
            documents: list[tuple[str, list[Document]]] = []
            for entry in entries:
                record, found = self.checker.record(entry)
                done.findings.extend(found)
                row = row_of(record, self.checker.context.day)
                if row is not None and record.value is not None and not has_errors(found):
                    done.rows.append(row)
                    data = self.checker.tree.read(entry.path)
                    done.digests[entry.path] = digest_of(data)
                    address, text = drawn.draw(record, record.value)
                    page = output.put(address, text.encode(), entry.path, entry.path, True)
                    done.puts.append(page)
                    if reader:
                        documents.append((page.path, list(search.documents(page.path, text))))
                    done.puts.append(output.put(address + SOURCE, source_of(record, data), entry.path, entry.path))
                    done.puts.extend(self.put(output, entry.path, parts.redirects(frame, row)))
            return done._replace(links=set(linked), found=reader.read(documents) if reader else None)

        return work

    def _judged(self, slices: Iterable[Slice]) -> tuple[Slice, search.Whole | None]:
        """What came of all the records, and the index that they begin.

        Their rows are in the memory, where pages will ask for a few of them.
        """
        done, kept = Slice([], [], [], {}, set()), Kept(self.memory)
        with self.memory.writing() as db:
            index = search.Whole(db, self.checker.language) if self.searchable else None
            self.memory.say(whole=False)
            self.memory.forget_records()
            kept.forget()
            for some in slices:
                self.memory.keep_records(known(some))
                kept.add(some.rows)
                done.findings.extend(some.findings)
                done.puts.extend(some.puts)
                done.links.update(some.links)
                if index is not None and some.found is not None:
                    index.add(some.found)
            done.findings.extend(self.checker.across(kept.newest([ALIASED])))
            self.findings = in_order([*self.findings, *done.findings])
            if has_errors(done.findings):
                self._refuse(self.findings)
        return done, index

    def _rest(self, output: Output, parts: Mapping[str, Draw]) -> AbstractContextManager[Iterator[list[Put]]]:
        """Everything that waits for all the records, drawn by other processes when these are many."""

        def work(names: Sequence[str]) -> list[Put]:
            return [put for name in names for put in self.put(output, name, parts[name]())]

        least = 2 if len(self.checker.shelf.records) >= WORTH_FORKING else len(parts) + 1
        return start(work, list(parts), self.jobs, least=least, most=1, what=N_("Lists and other pages"))

    def _taken_away(self, output: Output, frame: Frame, scales: Scales) -> list[Put]:
        """The courses to take away, where they are wanted, and the pages that offer them."""
        from preau.views.fixed import taken_away

        puts: list[Put] = []
        carriers: Carriers = {}
        if self.packed:
            from preau.edges import carrying

            volumes, keep = self.volumes(frame), self.state_dir / "packs"
            puts, carriers, self.waiting = carrying.put(output, volumes, keep, self.jobs, only_kept=self.hurried)
        return puts + self.put(output, "fixed", taken_away(frame, scales, carriers))

    def converted(self) -> Fragments:
        """The pages converted, with the files that they come from."""
        return Fragments(self.fragments, {name: read for name, _, read in sources(self.checker)})

    def put(self, output: Output, part: str, drawn: Iterable[Made], scales: Scales | None = None) -> list[Put]:
        """Put each page beside the site, and onto the scales for what may be kept."""
        puts = []
        for made in drawn:
            if not isinstance(made.text, str):
                puts.append(output.put_long(made.address, made.text, part)[0])
                continue
            data = made.text.encode()
            puts.append(output.put(made.address, data, made.source, part, made.listed and made.address.endswith("/")))
            if scales is not None:
                scales.add(made.address, data)
        return puts
