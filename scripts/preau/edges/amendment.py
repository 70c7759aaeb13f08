"""What changed among records, judged, drawn and put in place, with the pages and the index that tell of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from preau.checks import addresses
from preau.checks.run import Checker
from preau.edges import search
from preau.edges.amending import Change
from preau.edges.builder import Build, Slice
from preau.edges.files import digest_of
from preau.edges.memory import Memory
from preau.edges.output import Output, Put, Result
from preau.edges.pages import Fragment
from preau.edges.remembering import known, made, recalled, told_of
from preau.findings import Finding, has_errors
from preau.model.corpus import Row
from preau.reading.tree import Entry, WorkTree, collisions, judge_file
from preau.views import opendata
from preau.views.frame import Frame
from preau.views.made import HOME
from preau.views.parts import parts, placed, themed, touched


class Whole(Exception):
    """The index of the search is to be made anew, with everything."""


class Amendment:
    """One build in proportion. `made()` answers None, and has changed nothing, when a whole build is needed."""

    def __init__(
        self, root: Path, site_dir: Path, memory: Memory, change: Change, asked: tuple[Any, ...], began: int, refs: str
    ) -> None:
        url, searchable, packed, drafts = asked
        self.build = Build(root, site_dir, url=url, search=searchable, packs=packed, drafts=drafts)
        self.build.memory, self.build.stamps = memory, dict(change.now)
        self.memory, self.change, self.began, self.refs = memory, change, began, refs

    def made(self) -> Result | None:
        """What was done."""
        try:
            return self._made()
        except Whole:
            return None

    def _made(self) -> Result | None:
        before = {row.path: row for row in map(Row._make, self.memory.rows())}
        checker = self._checker()
        if checker is None:
            return None
        self.frame = frame = self.build.frame()
        trail = told_of(frame.audited)
        entries = self._entries(trail)
        if entries is None or self._leads_to_gone(before, entries):
            return None
        with Output(self.build.site_dir, self.memory, amends=True) as output:
            done = self.build.drawer(frame, output)(entries)
            gone = set(self.change.removed)
            rows = [row for path, row in before.items() if path not in gone and path not in done.digests] + done.rows
            rows.sort(key=lambda row: row.path.split("/"))
            if has_errors(done.findings) or any(True for _ in self._across(rows)):
                return None
            if not entries and not gone and self.refs == self.memory.said("refs"):  # read again, and the same
                return self._placed(output, done, [], set(), trail)
            puts, names = self._drawn(frame, output, before, rows, done)
            return self._placed(output, done, puts, names, trail)

    def _checker(self) -> Checker | None:
        """The judge as the last whole build left it, told of the files that stand now."""
        checker = recalled(self.memory.said("desk"))
        if checker is None:
            return None
        checker.tree = WorkTree(self.build.root)
        checker.shelf.paths |= self.change.now.keys()
        self.build.checker, self.build.findings = checker, []
        content, toc = self.memory.said("home")
        self.build.fragments = {f"{HOME}.md": Fragment(content, toc)}
        return checker

    def _leads_to_gone(self, before: Mapping[str, Row], judged: Iterable[Entry]) -> bool:
        """Whether a page that stays, and is not judged again, leads to one that goes: a whole build tells of it."""
        at, gone = self.build.checker.known.at, set(self.change.removed)
        known = {*(entry.path for entry in judged), *gone}
        left = Counter(row.territory for path, row in before.items() if path not in gone)
        for path in gone:
            row = before[path]
            if not left[row.territory] or self.memory.linked(at.initiative(row.territory, row.slug)) - known:
                return True
        return False

    def _entries(self, trail: tuple[Any, ...]) -> list[Entry] | None:
        """The records to draw: those whose bytes are others, and those of which history tells something else."""
        paths = {path for path in self.change.read if self._differs(path)}
        told, kept = trail, self.memory.said("trail")
        if told[0] != kept[0]:
            return None
        for one in {*told[1]} ^ {*kept[1]}:
            paths |= {path for path in one[1] if path in self.change.now}
        found: list[Entry] = []
        for path in sorted(paths):
            entry = judge_file(path, self.change.now[path][0])
            if isinstance(entry, Finding):
                return None
            found.append(entry)
        folders = {path.rpartition("/")[0] for path in self.change.added}
        names = {
            folder: [path.rpartition("/")[2] for path in self.change.now if path.startswith(folder + "/")]
            for folder in folders
        }
        if any(True for folder, some in names.items() for _ in collisions(folder, some)):
            return None
        return found

    def _differs(self, path: str) -> bool:
        try:
            data = self.build.checker.tree.read(path)
        except OSError:
            return True
        return path in self.change.added or digest_of(data) != self.memory.digest(path)

    def _across(self, rows: Sequence[Row]) -> Iterable[Finding]:
        return addresses.aliases(rows, self.change.now, lambda row, number: (1, 1, 1))

    def _drawn(
        self, frame: Frame, output: Output, before: Mapping[str, Row], rows: Sequence[Row], done: Slice
    ) -> tuple[list[Put], set[str]]:
        """The pages that tell of what changed, and the names of their parts."""
        old = {path: before[path] for path in (*self.change.removed, *done.digests) if path in before}
        new = {row.path: row for row in done.rows}
        others = [(old.get(path), new.get(path)) for path in sorted(old.keys() | new.keys())]
        others = [(left, come) for left, come in others if left != come]
        names = touched((row for pair in others for row in pair if row), frame) | {"decided"}
        if {row.territory for row in before.values()} != {row.territory for row in rows}:
            names |= {f"place {code}" for code in placed(frame)}
        if {theme for row in before.values() for theme in row.themes} != {
            theme for row in rows for theme in row.themes
        }:
            names |= {f"theme {name}" for name in themed(frame)}
        drawing = self.memory.said("drawing")
        drawn = parts(frame, rows, self.build.converted(), drawing, partial(self._data, frame, rows, others))
        puts = [put for name in drawn if name in names for put in self.build.put(output, name, drawn[name]())]
        return done.puts + puts, names

    def _data(
        self, frame: Frame, rows: Sequence[Row], others: Sequence[tuple[Row | None, Row | None]]
    ) -> opendata.Files:
        """The open data of all the initiatives, from the files in place when these are as they were made."""
        names = [f"{frame.at.section('data')}initiatives.{form}" for form in ("json", "csv")]
        kept = self.memory.outputs_of("data")
        try:
            data = {name: (self.build.site_dir / name[1:]).read_bytes() for name in names}
        except OSError:
            data = {}
        if not data or any(digest_of(some) != kept.get(name[1:]) for name, some in data.items()):
            return opendata.whole(rows, frame)
        files = {name: some.decode() for name, some in data.items()}
        old, new = ([row for row in some if row] for some in zip(*others, strict=True))
        return opendata.followed(files, old, new, frame)

    def _placed(self, output: Output, done: Slice, puts: list[Put], names: set[str], trail: tuple[Any, ...]) -> Result:
        memory, redrawn = self.memory, {*names, *done.digests, *self.change.removed}
        standing = {path for part in redrawn for path in memory.outputs_of(part)}
        gone = standing - {put.path for put in puts}
        with memory.writing() as kept:  # were it stopped before its end, a whole build would follow
            memory.say(whole=False)
            puts, gone = self._found(kept, output, puts, gone)
            memory.keep_outputs(made(puts))
        written, removed = output.amend(puts, gone)
        with memory.writing():
            memory.forget_outputs(gone)
            memory.forget_records(self.change.removed)
            memory.restamp((path, self.change.now[path]) for path in self.change.read)
            memory.keep_records(known(self.build, done))
            memory.keep_links(done.links, {*done.digests, *self.change.removed})
            memory.say(began=self.began, refs=self.refs, trail=trail, whole=True)
        return Result(self.build.site_dir, memory.count(), written, removed)

    def _found(self, kept: Connection, output: Output, puts: list[Put], gone: set[str]) -> tuple[list[Put], set[str]]:
        """The sitemap and the search, which tell of every page."""
        drawn = {put.path for put in puts}
        listed = set(self.memory.listed())
        now = (listed - gone - drawn) | {put.path for put in puts if put.listed}
        more: list[Put] = []
        if now != listed:
            more = self.build.sitemaps(output, self.frame, now)
            gone |= self.memory.outputs_of("sitemap").keys() - {put.path for put in more}
        if self.build.searchable:
            staged = [put for put in puts if put.staged]
            found = search.follow(kept, output, staged, gone, self.build.checker.language)
            if found is None:
                raise Whole
            more += found[0]
            gone |= found[1]
        return puts + more, gone
