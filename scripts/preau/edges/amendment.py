"""What changed among records, judged, drawn and put in place, with the pages and the index that tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from preau.checks import addresses
from preau.checks.addresses import Standing
from preau.checks.run import Checker
from preau.edges import search
from preau.edges.amending import Differences
from preau.edges.builder import Build, Slice
from preau.edges.files import digest_at, digest_of
from preau.edges.lines import Lines, Otherwise
from preau.edges.memory import Memory, Put
from preau.edges.output import Output, Result
from preau.edges.pages import Fragment
from preau.edges.records import Kept
from preau.edges.remembering import decided, kept_of, known, noted, recalled, told_of, tops_of
from preau.findings import Finding, has_errors
from preau.model.listed import ALIASED, ALL, is_record
from preau.reading.tree import Entry, WorkTree, collisions, judge_file
from preau.views import opendata
from preau.views.frame import Frame
from preau.views.made import HOME, Draw, made
from preau.views.parts import parts, placed, themed
from preau.views.touched import RowChange, touched


class Whole(Exception):
    """A whole build is needed; nothing has changed yet."""


@dataclass
class Shared:
    """What several amendments in one process share, as long as nothing but records changes."""

    told: bytes = b""
    refs: str = ""
    checker: Checker | None = None
    frame: Frame | None = None


class Amendment:
    """One build in proportion. `made()` answers None, and has changed nothing, when a whole build is needed."""

    def __init__(
        self, root: Path, site_dir: Path, memory: Memory, change: Differences, asked: tuple[Any, ...], began: int,
        refs: str, shared: Shared,
    ) -> None:  # fmt: skip
        url, searchable, packed, drafts = asked
        self.build = Build(root, site_dir, url=url, search=searchable, packs=packed, drafts=drafts)
        self.build.memory = memory
        self.memory, self.change, self.began, self.refs, self.shared = memory, change, began, refs, shared
        self.records = Kept(memory)

    def made(self) -> Result | None:
        """What was done."""
        try:
            return self._made()
        except (Whole, Otherwise):
            return None

    def _made(self) -> Result:
        memory = self.memory
        self.moved = self.refs != memory.said("refs")
        self.frame = self._recalled()
        self.trail = told_of(self.frame.audited) if self.moved else memory.said("trail")
        entries = self._entries()
        if self._leads_to_gone(entries):
            raise Whole
        with Output(self.build.site_dir, memory, amends=True) as output:
            done = self.build.drawer(self.frame, output)(entries)
            if has_errors(done.findings):
                raise Whole
            with memory.writing() as kept:  # were it stopped before its end, a whole build would follow
                memory.say(whole=False)
                puts, gone = self._drawn(kept, output, done)
                memory.keep_outputs(puts)
            written, removed = output.amend(puts, gone)
        with memory.writing():
            memory.forget_outputs(gone)
            memory.keep_folders(self.change.folders, self.change.gone)
            memory.forget_links({*done.digests, *self.change.removed})
            memory.keep_links(done.links)
            memory.keep_findings(noted(done.findings), {*done.digests, *self.change.removed})
            tops = memory.said("tops") | tops_of(put.path for put in puts)
            tops = {name: folder for name, folder in tops.items() if (self.build.site_dir / name).exists()}
            self._remember()
            if self.moved:
                memory.say(refs=self.refs, trail=self.trail, audited=kept_of(self.frame.audited))
            memory.say(began=self.began, tops=tops, whole=True)
        return Result(self.build.site_dir, memory.count(), written, removed, bool(memory.said("waiting")))

    def _recalled(self) -> Frame:
        """The judge as the last whole build left it, told of the files that stand now; and the frame of all pages."""
        shared, told = self.shared, self.memory.said("judge")
        if shared.checker is None or shared.told != told or self.change.added or self.change.removed:
            standing = Standing(self.change, self.change.places)
            shared.checker, shared.frame = recalled(told, WorkTree(self.build.root), standing), None
            if shared.checker is None:
                raise Whole
        self.build.checker, self.build.findings = shared.checker, []
        content, toc = self.memory.said("home")
        self.build.fragments = {f"{HOME}.md": Fragment(content, toc)}
        if shared.frame is None or shared.refs != self.refs:
            shared.frame = self.build.frame(trail=None if self.moved else decided(self.memory.said("audited")))
        shared.told, shared.refs = told, self.refs
        return shared.frame

    def _remember(self) -> None:
        """What else the memory is told, within its last transaction."""

    def _leads_to_gone(self, judged: Iterable[Entry]) -> bool:
        """Whether a page that stays, and is not judged again, leads to one that goes: a whole build tells of it."""
        at, gone = self.build.checker.known.at, set(self.change.removed)
        known = {*(entry.path for entry in judged), *gone}
        left = self.records.each()
        rows = [row for path in gone if (row := self.records.at(path))]
        left.subtract(row.territory for row in rows)
        return any(
            not left[row.territory] or self.memory.linked(at.initiative(row.territory, row.slug)) - known
            for row in rows
        )

    def _entries(self) -> list[Entry]:
        """The records to draw: those whose bytes are others, and those of which history tells something else."""
        paths = {path for path in self.change.read if self._differs(path)}
        if self.moved:
            told, kept = self.trail, self.memory.said("trail")
            if told[0] != kept[0]:
                raise Whole
            paths |= {path for one in {*told[1]} ^ {*kept[1]} for path in one[1] if is_record(path)}
        found: list[Entry] = []
        for path in sorted(paths):
            size = self.change.size(path)
            if size is None:
                continue
            entry = judge_file(path, size)
            if isinstance(entry, Finding):
                raise Whole
            found.append(entry)
        for folder in {path.rpartition("/")[0] for path in self.change.added}:
            if any(True for _ in collisions(folder, list(self.change.now[folder].stamps()))):
                raise Whole
        return found

    def _differs(self, path: str) -> bool:
        try:
            data = self.build.checker.tree.read(path)
        except OSError:
            return True
        return path in self.change.added or digest_of(data) != self.memory.digest(path)

    def _drawn(self, kept: Connection, output: Output, done: Slice) -> tuple[list[Put], set[str]]:
        """The outputs that tell of what changed, and the paths of those that are no more."""
        changes = self._followed(done)
        names = self._names(changes)
        drawing = self.memory.said("drawing") if "map" in names else {}
        drawn = self._parts(drawing)
        data = {name for name in names if name.startswith("data ")} & drawn.keys()
        others = [name for name in drawn if name in names - data and name != "data"]
        puts = done.puts + [put for name in others for put in self.build.put(output, name, drawn[name]())]
        puts += [put for name in sorted(data) for put in self._data_of(output, name, drawn[name], changes)]
        puts += self._data(output, changes) if "data" in names else []
        redrawn = {*names, *done.digests, *self.change.removed}
        standing = {path for part in redrawn for path in self.memory.outputs_of(part)}
        return self._found(kept, output, puts, standing - {put.path for put in puts})

    def _parts(self, drawing: Mapping[str, Any]) -> Mapping[str, Draw]:
        return parts(self.frame, self.records, self.build.converted(), drawing)

    def _followed(self, done: Slice) -> list[RowChange]:
        """Each record that changed, as it was and as it is; the memory then knows it as it is."""
        records, new = self.records, {row.path: row for row in done.rows}
        self.before = {*records.each()}, {*records.tally("themes", [ALL])}
        paths = sorted({*self.change.removed, *done.digests})
        changes = [(records.at(path), new.get(path)) for path in paths]
        records.forget(old for old, _ in changes if old)
        self.memory.forget_records(self.change.removed)
        records.add(done.rows)
        self.memory.keep_records(known(done))
        others = addresses.aliases(records.newest([ALIASED]), self.change, lambda row, number: (1, 1, 1))
        if any(True for _ in others):
            raise Whole
        return [(old, now) for old, now in changes if old != now]

    def _names(self, changes: Sequence[RowChange]) -> set[str]:
        """The names of the parts to draw."""
        frame = self.frame
        names = touched(changes, self.records, frame)
        if self.moved:
            names |= {"decided", "answered"}
        places, themes = self.before
        if places != {*self.records.each()}:
            names |= {f"place {code}" for code in placed(frame)}
        if themes != {*self.records.tally("themes", [ALL])}:
            names |= {f"theme {name}" for name in themed(frame)}
        return names

    def _data(self, output: Output, changes: Sequence[RowChange]) -> list[Put]:
        """The open data of all the initiatives."""
        frame, puts = self.frame, list(self._lines(output, "data", "initiatives", changes))
        sizes = {f"/{put.path}": size for put, size in puts}
        page = made(opendata.data_page(sizes, self.records.each(), frame))
        return [put for put, _ in puts] + self.build.put(output, "data", [page])

    def _data_of(self, output: Output, part: str, draw: Draw, changes: Sequence[RowChange]) -> list[Put]:
        """The open data of a territory: drawn when there are none yet, or none any more."""
        code = part.removeprefix("data ")
        here = [[row if row and row.territory == code else None for row in change] for change in changes]
        try:
            return [put for put, _ in self._lines(output, part, code.lower(), [(old, new) for old, new in here])]
        except Otherwise:
            return self.build.put(output, part, draw())

    def _lines(self, output: Output, part: str, name: str, changes: Iterable[RowChange]) -> Iterator[tuple[Put, int]]:
        """Files of open data, with their sizes, from those in place when these are as they were made."""
        kept = self.memory.outputs_of(part)
        for form in opendata.FORMS:
            address = f"{self.frame.at.section('data')}{name}.{form.name}"
            path = self.build.site_dir / address[1:]
            if address[1:] not in kept or digest_at(path) != kept[address[1:]]:
                raise Otherwise
            gone = [form.place(old) for old, _ in changes if old]
            come = [(form.place(new), form.line(new, self.frame).encode()) for _, new in changes if new]
            with path.open("rb") as stream:
                yield output.put_long(address, Lines(stream, form).followed(gone, come), part)

    def _found(self, kept: Connection, output: Output, puts: list[Put], gone: set[str]) -> tuple[list[Put], set[str]]:
        """The sitemap and the search, which tell of every page."""
        known = {path: self.memory.get(path) for path in (*gone, *(put.path for put in puts))}
        before = {path for path, one in known.items() if one and one.listed}
        now = {put.path for put in puts if put.listed}
        more: list[Put] = []
        if now != before:
            more = self.build.sitemaps(output, self.frame, {*self.memory.listed()} - before | now)
            gone |= self.memory.outputs_of("sitemap").keys() - {put.path for put in more}
        if self.build.searchable:
            staged = [put for put in puts if put.staged]
            found = search.follow(kept, output, staged, gone, self.build.checker.language)
            if found is None:
                raise Whole
            more += found[0]
            gone |= found[1]
        return puts + more, gone
