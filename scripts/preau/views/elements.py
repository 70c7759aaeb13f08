"""Our own HTML as a tree of elements, for carriers that are no web page: books and paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markupsafe import escape

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "col"})


@dataclass
class Element:
    """An element, its attributes, and what it holds: elements and words."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether it bears a class."""
        return name in self.attributes.get("class", "").split()

    def all(self, wanted: Callable[[Element], bool]) -> Iterator[Element]:
        """Every element inside that is wanted, in reading order; not what stands inside one of them."""
        for child in self.children:
            if isinstance(child, Element):
                if wanted(child):
                    yield child
                else:
                    yield from child.all(wanted)

    def first(self, name: str) -> Element | None:
        """The first element inside that bears a class."""
        return next(self.all(lambda one: one.has(name)), None)

    @property
    def text(self) -> str:
        """Its words, spaces as they are."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("div")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<path/>` of a drawing."""
        self.open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """A `div` that holds a text of ours; every element in it must be closed, as templates and sanitisers do."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


def without(element: Element, unwanted: Callable[[Element], bool]) -> Element:
    """The same without some of the elements inside."""
    kept = [
        child if isinstance(child, str) else without(child, unwanted)
        for child in element.children
        if isinstance(child, str) or not unwanted(child)
    ]
    return Element(element.tag, element.attributes, kept)


def xml(element: Element, allowed: frozenset[str]) -> str:
    """An element as XML, with the attributes allowed; a drawing or a script is never one of ours to carry."""
    inside = "".join(
        str(escape(child)) if isinstance(child, str) else xml(child, allowed) for child in element.children
    )
    told = "".join(f' {name}="{escape(value)}"' for name, value in element.attributes.items() if name in allowed)
    if element.tag in VOID:
        return f"<{element.tag}{told}/>"
    return f"<{element.tag}{told}>{inside}</{element.tag}>"
