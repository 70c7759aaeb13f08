"""What changed among courses and pages, judged, converted and drawn; records are read again only where they changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from sqlite3 import Connection
from typing import Any, NoReturn, Self

from preau.checks.addresses import Known, Standing
from preau.checks.run import Checker
from preau.edges import carrying
from preau.edges.amending import TEXTS
from preau.edges.amendment import Amendment, Whole
from preau.edges.builder import Slice
from preau.edges.copying import beside
from preau.edges.memory import Put, Stamp
from preau.edges.output import Output
from preau.edges.remembering import leaned, notes, remember_judge, shown
from preau.findings import Finding, has_errors
from preau.model.roots import RECORDS
from preau.reading.tree import Entry, WorkTree, judge_file
from preau.views.fixed import course_part, fixed, taken_away
from preau.views.frame import Frame
from preau.views.made import Draw, Made
from preau.views.offline import Scales
from preau.views.parts import themed
from preau.views.touched import RowChange


class OtherFiles(WorkTree):
    """The files of a folder that are no record; the pictures of these are taken as they were found."""

    def __init__(self, root: Path, inputs: Mapping[str, Stamp]) -> None:
        super().__init__(root, ("content", "courses"))
        self.inputs = inputs

    def scan(self) -> Iterator[Entry | Finding]:
        """All but records."""
        yield from super().scan()
        yield from (judge_file(path, one[0]) for path, one in self.inputs.items() if path.startswith(RECORDS))


class Edition(Amendment):
    """One build in proportion to texts that changed, and to records, as any `Amendment`."""

    def of(self, texts: set[str], inputs: Mapping[str, Stamp], awaited: set[str]) -> Self:
        """Told which files of courses and pages differ, and how all that is not a record looks now.

        `awaited` are the courses to take away that an earlier build left to this one.
        """
        self.texts, self.build.inputs = texts, dict(inputs)
        self.slugs = awaited | {path.split("/")[1] for path in texts if path.startswith("courses/")}
        return self

    def _recalled(self) -> Frame:
        """The judge made anew from all that is not a record, and the pages converted; and the frame of all pages."""
        build, memory = self.build, self.memory
        day = date.fromisoformat(memory.said("day"))
        checker = build.checker = Checker(OtherFiles(build.root, build.inputs), lambda timezone: day)
        checker.known = Known(checker.context, Standing(self.change, self.change.places))
        before, now = memory.said("leaned"), leaned(checker)
        self._judge_what_records_lean_on(before, now)
        if has_errors(list(checker.structure())):
            self._refuse()
        self.rearranged = (
            before["addresses"] != now["addresses"] or not self.texts <= memory.inputs().keys() & build.inputs
        )
        self.judged = {path for path in build.inputs if path.startswith(TEXTS)} if self.rearranged else self.texts
        if has_errors(list(checker.each(self.judged))):
            self._refuse()
        self.links = set(checker.known.linked)
        if not build.saved_fragments():
            from preau.edges.converting import convert, loaded

            convert(build, loaded(build.root / "mkdocs.yml").config)
        return build.frame()

    def _refuse(self) -> NoReturn:
        """Tell everything at once: what the rules said of records that did not change is known."""
        if self.change:
            raise Whole
        self.build.refuse_for([*self.build.checker.registry(), *notes(self.memory)])

    def _judge_what_records_lean_on(self, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        """Pages of records that may show something else, or lead nowhere, are a whole build's."""
        renamed = any(now["courses"].get(slug) != told for slug, told in before["courses"].items())
        lost = {*before["addresses"]} - {*now["addresses"]}
        sources = {source for address in lost for source in self.memory.linked(address)}
        others = any(before.get(name) != now[name] for name in ("foot", "opening"))
        if renamed or others or not all(source.startswith(TEXTS) for source in sources):
            raise Whole

    def _drawn(self, kept: Connection, output: Output, done: Slice) -> tuple[list[Put], set[str]]:
        """The courses that may change, and what is no page of them first: their pages tell of it."""
        frame = self.frame
        self.listed = self.rearranged or self.memory.said("shown") != shown(frame)
        self.slugs |= frame.registry.courses.keys() if self.listed else set()
        self.scales = Scales(self._in_place)
        for address, data, source in beside(frame, self.build.checker, self.texts):
            self.scales.add(address, data)
            done.puts.append(output.put(address, data, source, source))
        packs, self.carriers = carrying.put(self.build, output, frame, self.slugs)
        done.puts.extend(packs)
        return super()._drawn(kept, output, done)

    def _in_place(self, address: str) -> bytes | None:
        path = self.build.site_dir / (address.lstrip("/") + ("index.html" if address.endswith("/") else ""))
        return path.read_bytes() if path.is_file() else None

    def _names(self, changes: Sequence[RowChange]) -> set[str]:
        """The parts that tell of texts as well; a file that stands beside them is a part of its own."""
        frame = self.frame
        names = {"pages", "home", "found", "campus", "kept", *self.texts}
        if self.listed:
            names |= {"themes", "decided", *(f"theme {name}" for name in themed(frame))}
        return super()._names(changes) | names | {course_part(slug) for slug in self.slugs}

    def _parts(self, drawing: Mapping[str, Any]) -> Mapping[str, Draw]:
        frame, fragments = self.frame, self.build.converted()
        first, then = fixed(frame, fragments), taken_away(frame, self.scales, self.carriers)
        texts = {name: self._both(first.get(name), then.get(name)) for name in ("campus", *then, *first)}
        return {**super()._parts(drawing), **texts}

    def _both(self, *draws: Draw | None) -> Draw:
        """Pages, weighed as they are drawn, then what lets them be taken away."""

        def drawn() -> Iterator[Made]:
            for made in chain.from_iterable(draw() for draw in draws if draw):
                if isinstance(made.text, str):
                    self.scales.add(made.address, made.text.encode())
                yield made

        return drawn

    def _remember(self) -> None:
        """The judge as it is now, and where its texts lead."""
        self.memory.forget_links(self.judged | self.texts)
        self.memory.keep_links(self.links)
        remember_judge(self.build, self.frame)
        owed = {*self.memory.said("waiting")} - self.slugs
        self.memory.say(waiting=sorted(owed | self.build.waiting))
