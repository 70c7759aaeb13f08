"""Pages of the campus: the catalogue, a course, its chapters, and modules as cards."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from html import unescape
from posixpath import normpath
from typing import Any

from preau.i18n import N_, say_date
from preau.model.course import Block, Chapter, Course, Exercise, Video
from preau.model.kinds import CHAPTER, CHAPTER_WORDS, recognise
from preau.model.recall import Recalled, recalled
from preau.reading.markup import rebase
from preau.views import cards, feedback, films, linked, tongues
from preau.views.dialect import converter
from preau.views.frame import Context, Frame, Page, base_of
from preau.views.initiatives import robots
from preau.views.markdown import clean, opened, pieces_of, with_marks
from preau.views.questions import asked

KINDS = {"mooc": N_("Course"), "module": N_("Module")}
TESTIMONIES = 3
FIELDS = {
    "title": N_("Title"), "summary": N_("Summary"), "place": N_("Town or district"),
    "beneficiaries": N_("Who is helped"), "problem": N_("The problem"), "solution": N_("The solution"),
    "means": N_("The means"), "needs": N_("Needs"), "partners": N_("Partners"),
}  # fmt: skip
"""What an exercise may prepare of an initiative, in the words of the form."""


def campus(frame: Frame) -> tuple[Page, str]:
    """The catalogue."""
    title = frame.say("Learn")
    page = Page(
        title,
        frame.at.section("courses"),
        "learn",
        "listing",
        robots=robots(frame),
        crumbs=frame.crumbs((title, "")),
        description=frame.say("Free courses and short modules to understand local life and to act on it."),
    )
    shelves: dict[str, list[Context]] = {"moocs": [], "modules": [], "pilots": [], "announced": []}
    for slug in cards.visible_courses(frame):
        course = frame.registry.courses[slug]
        card = cards.course_card(slug, frame)
        name = "announced" if card["opens"] else "pilots" if course.stage != "open" else course.kind + "s"
        shelves[name].append(card)
    return page, frame.draw("campus.html", page, **shelves)


class CoursePages:
    """Draws one course: its page, its chapters or its cards; as it is, or in another language (`tongue`)."""

    def __init__(self, frame: Frame, slug: str, tongue: str = "") -> None:
        self.frame, self.slug, self.tongue = frame, slug, tongue
        self.course: Course = frame.registry.courses[slug]
        self.chapters = frame.registry.chapters.get(slug, {})
        self.tongues = tongues.Tongues(frame, slug)
        if tongue:
            translated = frame.registry.translations[slug][tongue]
            self.course, self.chapters = translated.course, translated.chapters
        self.address = self.tongues.cover(tongue)
        self.opens = cards.coming(self.course, frame)
        self.closed = bool(self.opens) and not frame.site.drafts
        """Whether its chapters are not shown yet; authors and reviewers have them."""
        self.minutes = cards.minutes_of(self.course, self.chapters.values())

    def cover(self) -> tuple[Page, str]:
        """The page of the course itself; a module shows all its cards there."""
        course, frame = self.course, self.frame
        page = Page(
            course.title,
            self.address,
            "learn",
            "course",
            course.description,
            jsonld=linked.course(course, self.minutes, self.address, frame),
            robots=robots(frame),
            crumbs=frame.crumbs((frame.say("Learn"), frame.at.section("courses")), (course.title, "")),
            scripts=("cards.js",) if course.kind == "module" else (),
            tongues=self.tongues.of(),
            learning={} if self.opens else self.learning,
        )
        common = {
            "course": course,
            "slug": self.slug,
            "opens": self.opens,
            "minutes": self.minutes,
            "sheet": None if self.opens else self.frame.at.feedback(self.slug),
            "tried": feedback.summed(self.slug, frame),
            "themes": cards.theme_tags(course.themes, frame),
            "facets": cards.facets(frame, frame.say(KINDS[course.kind]), themes=course.themes),
        }
        if course.kind == "module":
            return page, frame.draw("module.html", page, **common, **self._module(page))
        return page, frame.draw("course.html", page, **common, **self._mooc(page))

    def _mooc(self, page: Page) -> Context:
        weeks: list[Context] = []
        number = 0
        for week in self.course.weeks:
            entries: list[Context] = []
            for stem in week.chapters:
                number += 1
                entries.append(self._entry(self.chapters[stem], number))
            total = sum(entry["minutes"] or 0 for entry in entries)
            weeks.append({"title": week.title, "summary": week.summary, "minutes": total, "chapters": entries})
        start = weeks[0]["chapters"][0]["address"] if weeks else None
        return {"weeks": weeks, "parts": number, "start": start, "testimonies": self._testimonies()}

    def _entry(self, chapter: Chapter, number: int, current: str = "") -> Context:
        address = None if self.closed else self.tongues.chapter(chapter.stem, self.tongue)
        return {
            "number": number,
            "identifier": chapter.identifier,
            "title": chapter.title,
            "lang": self.tongues.other(chapter.stem, self.tongue),
            "minutes": chapter.minutes,
            "address": address,
            "current": chapter.stem == current,
        }

    def _testimonies(self) -> list[Context]:
        found = [
            (chapter, block)
            for stem in self.course.stems
            if (chapter := self.chapters.get(stem)) is not None
            for block in chapter.blocks
            if block.kind == "TESTIMONY"
        ]
        spread = found[:: max(1, len(found) // TESTIMONIES)][:TESTIMONIES]
        return [{"block": block, "html": self.typeset(block.body, self.address)} for _, block in spread]

    def _module(self, page: Page) -> Context:
        titles = [self.chapters[stem].title for stem in self.course.cards]
        shown = []
        for stem in () if self.closed else self.course.cards:
            card = self.chapters[stem]
            content = self.with_blocks(card, self.typeset(with_marks(card), self.address), page, prefix=card.slug + "-")
            value = {"id": card.slug, "identifier": card.identifier, "title": card.title, "content": content}
            shown.append(value | {"lang": self.tongues.other(stem, self.tongue)})
        rest = [slug for slug in cards.visible_courses(self.frame) if slug != self.slug]
        return {
            "titles": titles,
            "cards": shown,
            "others": [cards.course_card(slug, self.frame) for slug in sorted(rest, key=self._distance)[:3]],
        }

    def typeset(self, markdown: str, address: str) -> str:
        """Markdown that MkDocs does not see, as HTML for the page at an address; links to files lead to their pages."""
        linked = _FILE_LINK.sub(self._page_link, convert(markdown, f"courses/{self.slug}"))
        return self.frame.typeset(rebase(linked, base_of(address)))

    def _page_link(self, found: re.Match[str]) -> str:
        path = normpath(f"courses/{self.slug}/{self.tongue}/{unescape(found.group(1))}")
        address, anchor, known = self.frame.at.of(path), found.group(2) or "", recognise(path)
        owner = self.frame.registry.courses.get(known[1].get("slug", "")) if known else None
        if known and known[0] in {CHAPTER, CHAPTER_WORDS} and owner and owner.kind == "module":
            address = self.frame.at.of(path.rpartition("/")[0] + "/course.yml")
            anchor = "#" + known[1]["stem"][3:]
        return f'href="{address}{anchor}"' if address else found.group()

    def _distance(self, slug: str) -> tuple[bool, str]:
        other = self.frame.registry.courses[slug]
        return (other.kind != self.course.kind, other.title)

    def chapter(self, stem: str, content: str, toc: list[Context]) -> tuple[Page, str]:
        """One chapter, its Markdown already converted (marks of blocks still in it)."""
        frame, chapter = self.frame, self.chapters[stem]
        number = self.course.stems.index(stem) + 1
        address = self.tongues.chapter(stem, self.tongue)
        week_number, week = next((n, week) for n, week in enumerate(self.course.weeks, 1) if stem in week.chapters)
        page = Page(
            chapter.title,
            address,
            "learn",
            "chapter",
            chapter.key_points[0],
            jsonld=linked.chapter(chapter, self.course, address, frame),
            robots=robots(frame),
            crumbs=frame.crumbs(
                (frame.say("Learn"), frame.at.section("courses")),
                (self.course.title, self.address),
                (chapter.title, ""),
            ),
            learning=self.learning | {"chapter": chapter.identifier},
            tongues=self.tongues.of(stem),
        )
        names = {objective.id: objective.name for objective in self.course.teaches}
        first = self.course.stems.index(week.chapters[0]) + 1
        values = {
            "course": {
                "title": self.course.title,
                "address": self.address,
                "slug": self.slug,
                "identifier": self.course.identifier,
            },
            "chapter": chapter,
            "week": {"number": week_number, "title": week.title},
            "position": number,
            "total": len(self.course.stems),
            "objectives": [names[key] for key in chapter.teaches],
            "recall": self.recall(stem, page),
            "prepared": self._prepared,
            "content": self.with_blocks(chapter, content, page),
            "week_chapters": [
                self._entry(self.chapters[name], first + i, stem) for i, name in enumerate(week.chapters)
            ],
            "previous": self._neighbour(number - 2),
            "next": self._neighbour(number),
            "toc": toc,
            "facets": cards.facets(frame, frame.say("Chapter"), themes=self.course.themes),
        }
        return page, frame.draw("chapter.html", page, **values)

    @cached_property
    def learning(self) -> dict[str, str]:
        """What the scripts of learning know of the course: its identifier, its title, its renamed ids."""
        course = self.course
        moved = {"redirects": json.dumps(course.redirects)} if course.redirects else {}
        moved |= {"tongue": self.tongue} if self.tongue else {}
        return {"course": course.identifier, "course-title": course.title, "course-address": self.address} | moved

    @cached_property
    def _recalled(self) -> dict[str, tuple[Recalled, ...]]:
        return recalled(self.course, self.chapters)

    @cached_property
    def _prepared(self) -> list[str]:
        """Fields of an initiative that the exercises of the course prepare, in the order of the form."""
        heads = [block.head for chapter in self.chapters.values() for block in chapter.blocks]
        fields = {head.field for head in heads if isinstance(head, Exercise)}
        return [self.frame.say(name) for field, name in FIELDS.items() if field in fields]

    def recall(self, stem: str, page: Page) -> str:
        """The questions of earlier weeks with which a chapter opens, drawn; nothing in a module or a first week."""
        asked_again = [self._recall(one, page) for one in self._recalled.get(stem, ())]
        return self.frame.draw_main("recall.html", page, recalled=asked_again) if asked_again else ""

    def _recall(self, one: Recalled, page: Page) -> Context:
        (piece, *_) = [part for part in pieces_of(self.typeset(opened(0, one.block), page.address))
                       if not isinstance(part, str)]  # fmt: skip
        chapter = self.chapters[one.stem]
        return {
            "html": self._block(one.block, piece[1], page, "recall-"), "title": chapter.title,
            "address": self.tongues.chapter(one.stem, self.tongue),
        }  # fmt: skip

    def _neighbour(self, index: int) -> Context | None:
        if not 0 <= index < len(self.course.stems):
            return None
        chapter = self.chapters[self.course.stems[index]]
        return {"title": chapter.title, "address": self.tongues.chapter(chapter.stem, self.tongue)}

    def with_blocks(self, chapter: Chapter, content: str, page: Page, prefix: str = "") -> str:
        """Converted text with each block drawn in its place."""
        parts = []
        for piece in pieces_of(content):
            if isinstance(piece, str):
                parts.append(piece)
            else:
                number, pieces = piece
                parts.append(self._block(chapter.blocks[number], pieces, page, prefix))
        return "".join(parts)

    def _block(self, block: Block, pieces: Mapping[str, str], page: Page, prefix: str) -> str:
        if block.kind == "SOURCE":
            lang = self.course.language
            said = _SOURCE_DAY.sub(lambda day: say_date(date.fromisoformat(day.group()), lang), pieces.get("body", ""))
            pieces = {**pieces, "body": said}
        values: dict[str, Any] = {"block": block, "html": pieces.get("body", ""), "prefix": prefix}
        if block.quiz:
            values["asked"] = asked(block.quiz, pieces)
        elif isinstance(block.head, Video):
            values |= {
                "films": films.sizes(block.head, self.slug, self.frame),
                "captions": self.frame.at.course(self.slug) + block.head.captions,
                "poster": block.head.poster and self.frame.at.course(self.slug) + block.head.poster,
                "transcript": self.typeset(block.head.transcript, page.address),
                "lang": self.course.language,
            }
        return self.frame.draw_main("block.html", page, **values)


_CONVERTER = converter()
_SOURCE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=\.?(?:</p>\s*)?</li>)")
_FILE_LINK = re.compile(r'href="(?![a-z]+:|[/#])([^"#]*\.md)(#[^"]*)?"')


def convert(markdown: str, path: str) -> str:
    """A short text of an editor to HTML, through the closed set and the second barrier."""
    _CONVERTER.reset()
    return clean(_CONVERTER.convert(markdown), path)
