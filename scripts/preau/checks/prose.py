"""What a Markdown text may hold: no raw HTML, no foreign image, no script link, headings in order, bounded nesting."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from preau.checks.addresses import Known
from preau.checks.images import NO_ALT
from preau.findings import Finding, Rule, Severity, declare
from preau.i18n import N_
from preau.reading.load import Read
from preau.reading.markup import OMITTED, Markup, placed, render
from preau.reading.passages import Passage, pathological
from preau.reading.records import Record

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

_SETEXT = re.compile(r"^ {0,3}(?:=+|-+)[ \t]*$")
_HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]|$)")
_ITEM = re.compile(r"^(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_ATTRIBUTE = re.compile(r"\{:[^}\n]*\}?|^\s*--8<--|^\s*;--8<--", re.MULTILINE)
_SLOT = re.compile(r"^<!-- preau:[a-z-]+ -->$")
_RAW = re.compile(r"<[A-Za-z!/?][^>\n]{0,40}>?")
_HREF = re.compile(r'<a(?: data-sourcepos="[^"]*")? href="([^"]*)"')
_IMG = re.compile(r'<img(?: data-sourcepos="[^"]*")? src="([^"]*)" alt="([^"]*)"')
_SPAN = re.compile(r'data-sourcepos="(\d+):(\d+)-(\d+):(\d+)"')
_POSITION = re.compile(r'data-sourcepos="(\d+):(\d+)-')


def record_prose(record: Record, known: Known) -> Iterator[Finding]:
    """The texts of an initiative."""
    for route, markup in record.texts.items():
        source = record.sections.values[str(route[0])]
        source = source if isinstance(source, str) else source[int(route[1])]["text"]
        heading = record.sections.lines[route]
        lines = record.text.split("\n")
        first = next((n for n in range(heading + 1, len(lines) + 1) if lines[n - 1].strip()), heading)
        yield from _judge(Passage(source, record.entry.path, first, False), markup, known)


def page_prose(read: Read, known: Known) -> Iterator[Finding]:
    """The text of a page, chapter or card; slots of the builder are no HTML."""
    text = "\n".join("" if _SLOT.match(line) else line for line in read.body.split("\n"))
    passage = Passage(text, read.entry.path, read.body_line, True)
    stopped = list(pathological(passage))
    yield from stopped
    yield from _layout(passage)
    if not stopped:
        yield from _judge(passage, render(text), known)


def _layout(passage: Passage) -> Iterator[Finding]:
    before, fence = "", ""
    for number, line in enumerate(passage.text.split("\n"), passage.line):
        inner = line[1:].removeprefix(" ") if line.startswith(">") else line
        if fence or inner.lstrip().startswith(("```", "~~~")):
            mark = inner.lstrip()[:3]
            fence = "" if fence and mark == fence else fence or mark
            before = inner
            continue
        found = _HEADING.match(inner)
        if found and not 2 <= len(found.group(1)) <= 4:
            yield HEADINGS.at(passage.path, number, 1, len(line), name=line)
        if _SETEXT.match(inner) and before.strip() and not before.lstrip().startswith(("|", "- ")):
            yield HEADINGS.at(passage.path, number, 1, len(line), name=before)
        if _ITEM.match(inner) and _is_paragraph(before):
            yield GLUED.at(passage.path, number, 1, len(line))
        before = inner


def _is_paragraph(line: str) -> bool:
    return bool(line.strip()) and not (_ITEM.match(line.strip()) or line.startswith((" ", "\t", "#", "|", "[!", "<!--")))


def _judge(passage: Passage, markup: Markup, known: Known) -> Iterator[Finding]:
    for found in _ATTRIBUTE.finditer(_without_code(passage.text)):
        line = passage.line + passage.text.count("\n", 0, found.start())
        yield ATTRIBUTES.at(passage.path, line, found=found.group()[:60])
    suspicious = markup.lost or OMITTED in markup.html or "href=" in markup.html or "<h" in markup.html
    if suspicious:
        yield from _placed_faults(passage, placed(passage.text), markup, known)


def _placed_faults(passage: Passage, shown: str, markup: Markup, known: Known) -> Iterator[Finding]:
    explained = 0
    for found in re.finditer(re.escape(OMITTED), shown):
        explained += 1
        yield _raw_html(passage, shown, found.start())
    for found in _HREF.finditer(shown):
        address = html.unescape(found.group(1))
        fault = known.link_fault(address, passage.path)
        explained += 1 if fault else 0
        if fault:
            yield _at(fault, passage, shown, found.end(), address or _source(passage, shown, found.start()))
    for found in _IMG.finditer(shown):
        explained += 1
        if not passage.is_page:
            yield _at(REMOTE_IMAGE, passage, shown, found.end(), html.unescape(found.group(1)))
        else:
            yield from _page_image(passage, shown, found, known)
    for found in re.finditer(r"<h[1-6]", shown) if not passage.is_page else ():
        explained += 1
        yield _at(HEADINGS, passage, shown, found.end() + 30, "", "name")
    lost = [token for token in markup.lost if token != OMITTED and not token.startswith(("<img", "<h", "</h", "<input"))]
    if lost and not explained:
        yield LOST.at(passage.path, passage.line, found=" ".join(lost[:3]))


def _source(passage: Passage, shown: str, start: int) -> str:
    """The words of the source that an element was made of, for a link whose address was emptied."""
    found = _SPAN.search(shown, start)
    if not found:
        return "…"
    first, begin, last, end = (int(part) for part in found.groups())
    line = passage.text.split("\n")[first - 1].encode()
    return line[begin - 1 : end if first == last else len(line)].decode("utf-8", "replace")


def _page_image(passage: Passage, shown: str, found: re.Match[str], known: Known) -> Iterator[Finding]:
    source, alt = html.unescape(found.group(1)), html.unescape(found.group(2))
    if not known.image(source, passage.path):
        yield _at(REMOTE_IMAGE, passage, shown, found.end(), source)
    if not alt.strip():
        yield _at(NO_ALT, passage, shown, found.end(), source)


def _at(rule: Rule, passage: Passage, shown: str, end: int, what: str, fact: str = "found") -> Finding:
    line, column = 1, 1
    for position in _POSITION.finditer(shown, 0, end):
        line, column = int(position.group(1)), int(position.group(2))
    if fact == "name":
        lines = passage.text.split("\n")
        what = lines[min(line, len(lines)) - 1]
    return rule.at(passage.path, passage.line + line - 1, column, len(what), **{fact: what})


def _raw_html(passage: Passage, shown: str, end: int) -> Finding:
    position = None
    for position in _POSITION.finditer(shown, 0, end):
        pass
    first = int(position.group(1)) if position else 1
    lines = passage.text.split("\n")
    for number in range(first, len(lines) + 1):
        found = _RAW.search(_without_code(lines[number - 1]))
        if found:
            return RAW_HTML.at(passage.path, passage.line + number - 1, found.start() + 1, len(found.group()), found=found.group())
    return RAW_HTML.at(passage.path, passage.line + first - 1, found="<…>")


def _without_code(text: str) -> str:
    """The text with code blanked, at the same places."""
    return re.sub(r"(`+)(?:(?!\1).)+?\1", lambda code: " " * len(code.group()), text)
