"""A tree to a site: judge everything, convert pages, draw, put in place, index; the last site stays until then."""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from preau.checks.privacy import concealed
from preau.checks.run import Checker
from preau.edges import inputs, pages, search, theme
from preau.edges.clock import the_day
from preau.edges.copying import copied, drawing_of
from preau.edges.files import STATE, alone, digest_of
from preau.edges.inputs import Folder
from preau.edges.memory import Memory, Put, Stamp, memory_path
from preau.edges.output import Output, Result
from preau.edges.pages import Fragment, saved, sources
from preau.edges.progress import doing
from preau.edges.records import Kept
from preau.edges.refs import refs_of
from preau.edges.remembering import known, noted, remember
from preau.edges.stopping import Faulty, Refused
from preau.edges.trail import audited
from preau.edges.voices import line_reader
from preau.edges.workers import WORTH_FORKING, spread, start
from preau.findings import Finding, has_errors, in_order
from preau.i18n import N_
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

if TYPE_CHECKING:
    from preau.views.lookup.document import Document
    from preau.views.offline import Scales
    from preau.views.volume import Volume

INITIATIVES = N_("Initiatives")


class Slice(NamedTuple):
    """What came of some records: their rows and faults, their outputs, what was read, and where they lead."""

    rows: list[Row]
    findings: list[Finding]
    puts: list[Put]
    digests: dict[str, str]
    links: set[tuple[str, str]]
    found: search.Found | None = None


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
        self.waiting: set[str] = set()
        """The courses that do."""
        self.fragments: dict[str, Fragment] = {}
        self.fingerprints: dict[str, str] = {}
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
        self.refuse_for(self.checker.everything(partial(spread, jobs=self.jobs, what=INITIATIVES)))

    def refuse_for(self, findings: Iterable[Finding]) -> NoReturn:
        """Tell these faults."""
        lang = self.lang or self.checker.language
        findings = in_order(concealed(finding, self.checker.roles) for finding in findings)
        raise Refused(reports.as_text(findings, line_reader(self.root), lang, str(self.checker.context.day)))

    def volumes(self, frame: Frame | None = None, among: Container[str] | None = None) -> list[Volume]:
        """The courses that can be taken away today, or some of them."""
        from preau.views.volume import Stock, volumes

        frame = frame or self.frame(trailed=False)
        stock = Stock(self.checker.shelf.files, self.checker.tree.read, theme.assets(frame.folders))
        return list(volumes(frame, self.converted(), stock, among))

    def frame(self, *, trailed: bool = True, trail: Audited | None = None) -> Frame:
        """Everything that pages are drawn with; without the trail where no page shows it, or with one that is known."""
        movement = self.checker.context.registry.movement
        site = Site(
            movement.name, movement.tagline, movement.language, movement.demonstration, movement.contact, self.url,
            self.checker.context.day, self.searchable, movement.license, self.drafts,
        )  # fmt: skip
        written = frozenset(
            read.entry.facts["page"] for read in self.checker.shelf.reads.values() if read.entry.kind.name == "page"
        )
        if trail is None:
            trail = audited(self.root, movement.language, fresh=self.full) if trailed else Audited()
        sizes = {path: entry.size for path, entry in self.checker.shelf.files.items()}
        folders, registry = theme.folders(self.root), self.checker.context.registry
        return Frame(registry, site, folders, written, trail, sizes=sizes)

    def saved_fragments(self) -> bool:
        """Take the pages that an earlier build converted, as far as they are the same; whether none lacks."""
        self.fingerprints = pages.fingerprints(self.checker)
        self.fragments = {} if self.full else saved(self.state_dir / "pages.json", self.fingerprints)
        return self.fragments.keys() == self.fingerprints.keys()

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
        from preau.views.fixed import fixed
        from preau.views.offline import Scales

        frame = self.frame()
        with start(self.drawer(frame, output), self.checker.shelf.records, self.jobs, what=INITIATIVES) as slices:
            if convert is not None:
                convert()
            links = frozenset(self.checker.known.linked)
            fragments = self.converted()
            scales = Scales()
            early: list[Put] = []
            for name, draw in fixed(frame, fragments).items():
                early += self.put(output, name, draw(), scales)
            for address, data, source in copied(frame, self.checker):
                scales.add(address, data)
                early.append(output.put(address, data, source, source or "assets"))
            index = self._judged(output, slices, links)
        early += self._taken_away(output, frame, scales)
        drawing, others = drawing_of(frame), early
        with self._rest(output, parts.parts(frame, Kept(self.memory), fragments, drawing)) as drawn:
            for some in drawn:
                others += some
        with self.memory.writing():
            self.memory.keep_outputs(others)
            self.memory.keep_outputs(self.sitemaps(output, frame, self.memory.listed()))
            if index is not None:
                doing(N_("Making the search"))
                self.memory.keep_outputs(index.put(output, others))
        doing(N_("Putting the site in place"))
        written, removed = output.commit()
        remember(self, frame, drawing)
        return Result(self.site_dir, self.memory.count(), written, removed)

    def sitemaps(self, output: Output, frame: Frame, listed: Iterable[str]) -> list[Put]:
        """The sitemap, from the paths that it lists."""
        addresses = ["/" + path.removesuffix("index.html") for path in listed]
        made = sitemap.sitemaps(addresses, frame)
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
                    if reader:
                        documents.append((page.path, list(search.documents(page.path, text))))
                    source = output.put(address + SOURCE, source_of(record, data), entry.path, entry.path)
                    done.puts.extend((page, source))
                    done.puts.extend(self.put(output, entry.path, parts.redirects(frame, row)))
            return done._replace(links=set(linked), found=reader.read(documents) if reader else None)

        return work

    def _judged(self, output: Output, slices: Iterable[Slice], links: Iterable[tuple[str, str]]) -> search.Whole | None:
        """Take what comes of all the records into the memory, and `links` of texts; returns the index that they begin.

        Of their rows, pages will ask it for a few.
        """
        findings, kept = list[Finding](), Kept(self.memory)
        with self.memory.writing() as db:
            index = search.Whole(db, self.checker.language) if self.searchable else None
            self.memory.say(whole=False)
            self.memory.forget_records()
            self.memory.forget_links()
            self.memory.keep_links(links)
            kept.forget()
            output.begin()
            for some in slices:
                self.memory.keep_records(known(some))
                self.memory.keep_outputs(some.puts)
                self.memory.keep_links(some.links)
                kept.add(some.rows)
                findings.extend(some.findings)
                if index is not None and some.found is not None:
                    index.add(some.found)
            findings.extend(self.checker.across(kept.newest([ALIASED])))
            self.memory.keep_findings(noted(findings))
            if has_errors(findings):
                self.refuse_for([*self.findings, *findings])
        return index

    def _rest(self, output: Output, parts: Mapping[str, Draw]) -> AbstractContextManager[Iterator[list[Put]]]:
        """Everything that waits for all the records, drawn by other processes when these are many."""

        def work(names: Sequence[str]) -> list[Put]:
            return [put for name in names for put in self.put(output, name, parts[name]())]

        least = 2 if len(self.checker.shelf.records) >= WORTH_FORKING else len(parts) + 1
        return start(work, list(parts), self.jobs, least=least, most=1, what=N_("Lists and other pages"))

    def _taken_away(self, output: Output, frame: Frame, scales: Scales) -> list[Put]:
        """The courses to take away, where they are wanted, and the pages that offer them."""
        from preau.edges import carrying
        from preau.views.fixed import taken_away

        puts, carriers = carrying.put(self, output, frame)
        for name, draw in taken_away(frame, scales, carriers).items():
            puts += self.put(output, name, draw())
        return puts

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
