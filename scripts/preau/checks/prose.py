"""What a Markdown text may hold: no raw HTML, no foreign image, no script link, headings in order, bounded nesting."""

from __future__ import annotations

import bisect
import html
import re
from collections.abc import Iterator
from itertools import chain, islice

from preau.checks.addresses import Known
from preau.checks.code import without_code
from preau.checks.images import NO_ALT
from preau.findings import Finding, Rule, Severity, declare
from preau.i18n import N_
from preau.model.initiative import SECTIONS
from preau.reading.load import Read
from preau.reading.markup import OMITTED, Markup, placed, render
from preau.reading.passages import Fence, Passage, pathological
from preau.reading.records import Record
from preau.reading.sections import HEADING, heading_name

HEADINGS = declare(
    "PR208", Severity.ERROR, N_("A heading of another level than expected"),
    N_("this heading is not allowed here: {name}"),
    N_("Write headings as “## A title”, then “### A part of it”; the title of the page is already in its head."),
    N_("Screen readers and tables of contents follow headings in order; one level is the page's own title."),
    name="# A title",
)  # fmt: skip
GLUED = declare(
    "PR209", Severity.ERROR, N_("A list glued to the sentence before it"),
    N_("a list begins on the line right after a paragraph"),
    N_("Leave an empty line before the first item of the list."),
    N_("Some readers would show the list as one long sentence."),
)  # fmt: skip
RAW_HTML = declare(
    "PR210", Severity.ERROR, N_("HTML in a text"),
    N_("HTML is not read here: {found}"),
    N_("Write it in Markdown; to show the sign < as such, put the words between backquotes."),
    N_("HTML can carry scripts, and would not be read the same on paper, off line and on a forge."),
    found="<div>",
)  # fmt: skip
REMOTE_IMAGE = declare(
    "PR212", Severity.ERROR, N_("A picture that is not kept in the repository"),
    N_("this picture cannot be shown: {found}"),
    N_("Put the file beside the text and name it alone; an initiative names its picture in its head (image:)."),
    N_("A picture on another site tells that site who reads, and disappears with it."),
    found="https://elsewhere.example/banks.jpg",
)  # fmt: skip
LOST = declare(
    "PR214", Severity.ERROR, N_("A text that would lose something"),
    N_("this would be removed before publication: {found}"),
    N_("Write this part otherwise, in plain Markdown."),
    N_("A text is published whole or refused: it is never cut in silence."),
    found="<a href=\"http://[\">",
)  # fmt: skip
ATTRIBUTES = declare(
    "PR215", Severity.ERROR, N_("Attributes or inclusions in a text"),
    N_("this is not read here and would be shown as it is: {found}"),
    N_("Remove it; a text holds Markdown only."),
    N_("Free attributes can change what a page does, and inclusions can publish other files."),
    found="{: .large }",
)  # fmt: skip

MOST = 500
"""Faults of one sort told of one file in one run: a file that has more was not written by hand."""
_SETEXT = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$")
_HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]|$)")
_ITEM = re.compile(r"^(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_ATTRIBUTE = re.compile(r"\{:[^}\n]*\}?|^[ \t]*;?--8<--.*$", re.MULTILINE)
_NOT_A_LINK = r"(?![a-zA-Z][a-zA-Z0-9+.-]+:|[\w.+-]+@)"
_INLINE_TAG = re.compile(rf"(<{_NOT_A_LINK}(?:/?[A-Za-z][^<>\n]*>|!--.*?-->|[!?][^<>\n]*>|[A-Za-z!/?][^<>\n]*$))")
_BLOCK_TAG = re.compile(r"^(?:[ \t>]|[-*+] |\d{1,9}[.)] )*(<[A-Za-z!/?][^<>\n]{0,60}>?)")
_BLOCK_ENDS = (
    ("<script", "</script>"), ("<pre", "</pre>"), ("<style", "</style>"), ("<textarea", "</textarea>"),
    ("<!--", "-->"), ("<?", "?>"), ("<![cdata[", "]]>"), ("<!", ">"),
)  # fmt: skip
_OMITTED_OR_TEXT = re.compile(rf"{re.escape(OMITTED)}|</?(?:p|h[1-6]|td|th)\b")
_ADDRESS = re.compile(r'(?:href|src)="[^"]*"')
_HREF = re.compile(r'<a(?: data-sourcepos="[^"]*")? href="([^"]*)"')
_IMG = re.compile(r'<img(?: data-sourcepos="[^"]*")? src="([^"]*)" alt="([^"]*)"')
_SPAN = re.compile(r'data-sourcepos="(\d+):(\d+)-(\d+):(\d+)"')


def record_prose(record: Record, known: Known) -> Iterator[Finding]:
    """The texts of an initiative."""
    for route, markup in record.texts.items():
        source = record.sections.values[str(route[0])]
        source = source if isinstance(source, str) else source[int(route[1])]["text"]
        if _suspect(source, markup):
            line = _first_line(record, record.sections.lines[route])
            yield from _judge(Passage(source, record.entry.path, line, False), markup, known)


def _first_line(record: Record, heading: int) -> int:
    """The line on which the text under a heading begins."""
    lines = record.text.split("\n")
    return next((n for n in range(heading + 1, len(lines) + 1) if lines[n - 1].strip()), heading)


def page_prose(read: Read, known: Known) -> Iterator[Finding]:
    """The text of a page, chapter or card; typed blocks belong to courses."""
    passage = Passage(read.body, read.entry.path, read.body_line, True)
    if read.entry.kind.source == "page":
        for block in read.blocks:
            found = f"> [!{block.kind}]"
            yield ATTRIBUTES.at(passage.path, block.line, 1, len(found), found=found)
    stopped = list(pathological(passage))
    yield from stopped
    yield from islice(_layout(passage), MOST)
    if not stopped:
        yield from _judge(passage, render(passage.text), known)


def _layout(passage: Passage) -> Iterator[Finding]:
    before, fence = "", Fence()
    lines = passage.text.split("\n")
    for number, line in enumerate(lines, passage.line):
        inner = line[1:].removeprefix(" ") if line.startswith(">") else line
        if fence.holds(inner):
            before = inner
            continue
        found = _HEADING.match(inner)
        if found and not 2 <= len(found.group(1)) <= 4:
            yield HEADINGS.at(passage.path, number, 1, len(line), name=line.strip())
        if _SETEXT.match(inner) and _is_paragraph(before):
            yield HEADINGS.at(passage.path, number - 1, 1, len(lines[number - 1 - passage.line]), name=before.strip())
        if _ITEM.match(inner) and _is_paragraph(before):
            yield GLUED.at(passage.path, number, 1, len(line))
        before = inner


def _is_paragraph(line: str) -> bool:
    return bool(line.strip()) and not (
        _ITEM.match(line.strip()) or line.startswith((" ", "\t", "#", "|", "[!", "<!--"))
    )


def _suspect(text: str, markup: Markup) -> bool:
    """Whether a text holds anything to judge: most hold words only."""
    return "{:" in text or "--8<--" in text or _placeable(markup)


def _placeable(markup: Markup) -> bool:
    return bool(markup.lost) or "href=" in markup.html or "<h" in markup.html


def _judge(passage: Passage, markup: Markup, known: Known) -> Iterator[Finding]:
    if "{:" in passage.text or "--8<--" in passage.text:
        yield from islice(_attributes(passage), MOST)
    if _placeable(markup):
        yield from _Placed(passage, known).faults(markup)


def _attributes(passage: Passage) -> Iterator[Finding]:
    for number, line in enumerate(without_code(passage.text).split("\n"), passage.line):
        for found in _ATTRIBUTE.finditer(line):
            width = len(found.group())
            yield ATTRIBUTES.at(passage.path, number, found.start() + 1, width, found=found.group()[:60])


class _Placed:
    """A text rendered with the place of each element, for the texts that hold a link or something unsafe."""

    def __init__(self, passage: Passage, known: Known) -> None:
        self.passage, self.known = passage, known
        self.lines = passage.text.split("\n")
        self.bare = without_code(passage.text).split("\n")
        self.shown = placed(passage.text)
        spans = list(_SPAN.finditer(self.shown))
        self.starts = [span.start() for span in spans]
        self.spans = [tuple(int(part) for part in span.groups()) for span in spans]

    def faults(self, markup: Markup) -> Iterator[Finding]:
        """Everything that a safe reading would lose or lead astray; one finding at least when something is lost."""
        found = list(islice(chain(self._raw_html(), self._links(), self._pictures()), MOST))
        if not self.passage.is_page:
            found += [self._heading(heading.end()) for heading in re.finditer(r"<h[1-6]", self.shown)]
        yield from found
        said = (OMITTED, "<img", "<h", "</h", "<code class=")
        lost = [token for token in markup.lost if not token.startswith(said)]
        if lost and not found:
            yield self._lost(lost)

    def _lost(self, tokens: list[str]) -> Finding:
        for token in tokens:
            address = _ADDRESS.search(token)
            if address and address.group() in self.shown:
                return self._at(LOST, self.shown.index(address.group()), "")
        line = next((number for number, text in enumerate(self.bare) if text.strip()), 0)
        place = self.passage.line + line, 1, len(self.lines[line])
        return LOST.at(self.passage.path, *place, found=" ".join(tokens[:3]))

    def _span(self, offset: int) -> tuple[int, ...]:
        """Where in the text the element stands whose tag holds, or comes last before, an offset of the HTML."""
        index = bisect.bisect_right(self.starts, offset) - 1
        return self.spans[index] if index >= 0 else (1, 1, 1, 1)

    def _raw_html(self) -> Iterator[Finding]:
        """Each tag written, in order, where the renderer omitted something; a closing tag only when it stands alone."""
        found: list[tuple[int, int, str]] = []
        seen, inline = (0, 0), False
        for token in _OMITTED_OR_TEXT.finditer(self.shown):
            if token.group() != OMITTED:
                inline = not token.group().startswith("</")
                continue
            first, begin = self._span(token.start())[:2]
            block = not inline and self.shown[token.start() - 1 : token.start()] in {"", "\n"}
            tag = self._next_tag(max((first - 1, begin - 1), seen), block)
            if tag:
                seen = (self._end_of_block(tag), 0) if block else (tag[0], tag[1] + len(tag[2]))
            if tag or not found:
                found.append(tag or (first - 1, begin - 1, "<…>"))
            if len(found) > 2 * MOST:
                break
        opening = {tag for tag in found if not tag[2].startswith("</")} or set(found)
        for number, column, words in sorted(opening):
            place = self.passage.line + number, column + 1, len(words)
            yield RAW_HTML.at(self.passage.path, *place, found=words)

    def _next_tag(self, at: tuple[int, int], block: bool) -> tuple[int, int, str] | None:
        pattern = _BLOCK_TAG if block else _INLINE_TAG
        for number in range(at[0], min(len(self.bare), at[0] + 2000)):
            found = pattern.search(self.bare[number], at[1] if number == at[0] else 0)
            if found:
                return number, found.start(1), found.group(1)
        return None

    def _end_of_block(self, tag: tuple[int, int, str]) -> int:
        """The line after a block of HTML, as the forges find it: a closing sign, or an empty line."""
        words = tag[2].lower()
        close = next((close for start, close in _BLOCK_ENDS if words.startswith(start)), "")
        for number in range(tag[0], min(len(self.lines), tag[0] + 2000)):
            line = self.lines[number].lower()
            if (close in line) if close else not line.strip(" >"):
                return number + 1
        return tag[0] + 1

    def _links(self) -> Iterator[Finding]:
        for found in _HREF.finditer(self.shown):
            address = html.unescape(found.group(1))
            fault = self.known.link_fault(address, self.passage.path)
            if fault:
                yield self._at(fault, found.start(1), address)

    def _pictures(self) -> Iterator[Finding]:
        for found in _IMG.finditer(self.shown):
            source, alt = html.unescape(found.group(1)), html.unescape(found.group(2))
            if not self.passage.is_page or not self.known.image(source, self.passage.path):
                yield self._at(REMOTE_IMAGE, found.start(1), source)
            if self.passage.is_page and not alt.strip():
                yield self._at(NO_ALT, found.start(1), source)

    def _at(self, rule: Rule, offset: int, what: str) -> Finding:
        """A finding on an element: under its address when it is written as such, else under the whole of it."""
        first, begin, last, end = self._span(offset)
        raw = self.lines[first - 1].encode()
        column = len(raw[: begin - 1].decode("utf-8", "replace"))
        words = raw[begin - 1 : end if first == last else None].decode("utf-8", "replace")
        within = words.find(what) if what else -1
        place = (column + within + 1, len(what)) if within >= 0 else (column + 1, len(words))
        return rule.at(self.passage.path, self.passage.line + first - 1, *place, found=what or words)

    def _heading(self, offset: int) -> Finding:
        """A heading inside a section of an initiative: only the sections themselves have one."""
        line = self._span(offset + 20)[0]
        words = self.lines[line - 1].strip()
        allowed = ", ".join(SECTIONS[self.known.at.language].values())
        place = self.passage.line + line - 1, 1, len(self.lines[line - 1])
        return HEADING.at(self.passage.path, *place, name=heading_name(words), allowed=allowed)
