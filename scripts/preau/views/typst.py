"""Our HTML in the language of Typst, which sets type: words are always strings, so that no text is ever obeyed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from preau.views.elements import Element

LONG = 32
"""Letters of a word after which it may be cut, so that no address runs out of a page."""
_LONG = re.compile(rf"[^\s\u200b]{{{LONG}}}(?=[^\s\u200b])")
_TOGETHER = 1_200
"""Letters of a question that is kept on one page: a longer one might not fit on any."""
Link = Callable[[str], str | None]
"""From an address to the one that paper shows; None where there is none to show."""
_BLOCKS = frozenset({
    "p", "ul", "ol", "table", "blockquote", "pre", "h2", "h3", "h4", "h5", "h6", "div", "section", "figure", "hr",
    "details", "fieldset", "dl",
})  # fmt: skip


def string(words: str) -> str:
    """Words as a string of Typst."""
    told = words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")
    return f'"{told}"'


def cut(words: str) -> str:
    """Words, with places where one that is too long for a line may go on below."""
    return _LONG.sub(lambda found: found.group() + "\u200b", words)


def framed(inside: str, element: Element) -> str:
    """A frame around what was set of an element: on one page when it is short."""
    return f"\n\n#{'whole' if len(element.text) < _TOGETHER else 'framed'}[{inside}]\n\n"


class Setter:
    """Turns elements into the words of Typst; headings begin at a level, pictures have names."""

    def __init__(self, level: int, link: Link, image: Link, near: Callable[[str], bool]) -> None:
        self.level, self.link, self.image = level, link, image
        self.near = near
        """Whether a page of the site is on this paper too: the address of any other one is shown."""

    def all(self, children: Iterable[Element | str]) -> str:
        """Everything in order."""
        return "".join(self.one(child) for child in children)

    def one(self, child: Element | str) -> str:
        """One element, or words."""
        if isinstance(child, str):
            return self._words(child)
        drawn = _DRAWN.get(child.tag)
        if child.has("quiz-verdict"):
            return f"#strong[{self.all(child.children)}]#h(0.5em)"
        if child.has("quiz-line") or child.has("quiz-gap"):
            return f"{self.all(child.children)} #blank"
        if child.has("films") or child.has("footnote-backref"):
            return ""  # ways that paper has no use for
        if child.has("badge"):
            return f"· {self.all(child.children)}"
        if child.has("block-quiz"):
            return framed(self.all(child.children), child)
        if child.has("block"):
            return f"\n\n#framed[{self.all(child.children)}]\n\n"
        if child.has("block-title") or child.tag == "summary":
            return self._titled(child)
        if drawn is not None:
            return drawn(self, child)
        inside = self.all(child.children)
        return f"\n\n{inside}\n\n" if child.tag in _BLOCKS else inside

    def _words(self, words: str) -> str:
        if not words.strip():
            return " " if words else ""
        return f"#{string(cut(words))};"

    def _titled(self, child: Element) -> str:
        """A title of a block; what asks for a click says itself otherwise on paper (`data-paper`)."""
        said = child.attributes.get("data-paper")
        return f"\n\n#titled[{self._words(said) if said else self.all(child.children)}]\n\n"

    def _heading(self, child: Element) -> str:
        level = self.level + int(child.tag[1]) - 2
        return f"\n\n#heading(level: {level})[{self.all(child.children)}]\n\n"

    def _link(self, child: Element) -> str:
        inside = self.all(child.children)
        address = child.attributes.get("href", "")
        to = self.link(address)
        if not to:
            return inside
        printed = "" if self.near(address) or _host(to) in child.text else f"#{string(f' ({to})')};"
        return f"#link({string(to)})[{inside}{printed}]"

    def _list(self, child: Element) -> str:
        items = [one for one in child.children if isinstance(one, Element) and one.tag == "li"]
        start = child.attributes.get("start", "1")
        begun = f"start: {int(start)}, " if child.tag == "ol" and start.isdecimal() and start != "1" else ""
        begun += next((said for name, said in _LISTS.items() if child.has(name)), "")
        after = " #short" if child.has("quiz-starts") else ""
        inside = ", ".join(f"[{self.all(item.children)}{after}]" for item in items)
        return f"\n\n#{'enum' if child.tag == 'ol' else 'list'}({begun}{inside})\n\n" if items else ""

    def _table(self, child: Element) -> str:
        rows = list(child.all(lambda one: one.tag == "tr"))
        if not rows:
            return ""
        cells = [[one for one in row.children if isinstance(one, Element)] for row in rows]
        columns = max(map(len, cells))
        drawn = [", ".join(map(self._cell, row)) + ", []" * (columns - len(row)) for row in cells]
        head = f"table.header({drawn[0]}), " if cells[0] and cells[0][0].tag == "th" else drawn[0] + ", "
        return f"\n\n#table(columns: {columns}, {head}{', '.join(drawn[1:])})\n\n"

    def _cell(self, cell: Element) -> str:
        inside = self.all(cell.children)
        return f"[#strong[{inside}]]" if cell.tag == "th" else f"[{inside}]"

    def _image(self, child: Element) -> str:
        name = self.image(child.attributes.get("src", ""))
        if name is None:
            return ""
        return f"\n\n#image({string(name)}, alt: {string(child.attributes.get('alt', ''))}, width: 80%)\n\n"

    def _code(self, child: Element) -> str:
        block = ", block: true" if child.tag == "pre" else ""
        told = cut(child.text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'#raw("{told}"{block})'


def _host(address: str) -> str:
    """What of a foreign address its words often say; a paper whose words do not say it shows the address itself."""
    return urlsplit(address).netloc.removeprefix("www.")


_LISTS = {"quiz-ends": 'numbering: "A.", ', "quiz-steps": "marker: tick, "}
"""How lists of questions are marked: letters to choose from, boxes to number."""


def _in(name: str) -> Callable[[Setter, Element], str]:
    return lambda setter, child: f"#{name}[{setter.all(child.children)}]"


_DRAWN: dict[str, Callable[[Setter, Element], str]] = {
    "a": Setter._link, "ul": Setter._list, "ol": Setter._list, "table": Setter._table, "img": Setter._image,
    "code": Setter._code, "pre": Setter._code, "strong": _in("strong"), "em": _in("emph"), "sup": _in("super"),
    "del": _in("strike"), "blockquote": _in("quote(block: true)"), "br": lambda setter, child: "#linebreak()",
    "room": lambda setter, child: "#room(5)",
    "hr": lambda setter, child: "\n\n#line(length: 100%)\n\n",
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), Setter._heading),
}  # fmt: skip
