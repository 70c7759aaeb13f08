"""A part for paper and books: its questions in place, their answers apart, nothing that only a screen can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from preau.views import elements
from preau.views.elements import Element
from preau.views.volume import Part


class Key(NamedTuple):
    """The answer to one question."""

    id: str
    """The identifier of the question in its course."""
    place: str
    """The id of its block in the page."""
    question: Element
    """What is asked, with the answers to choose from."""
    answer: Element


class Keyed(NamedTuple):
    """A text without answers, and its answers in order."""

    text: Element
    keys: tuple[Key, ...]


def keyed(part: Part) -> Keyed:
    """A part with its answers taken out, without what it asks of earlier weeks."""
    return _keyed(part.html)


def again(part: Part) -> Keyed:
    """What a part asks of earlier weeks, its answers taken out."""
    return _keyed(part.recall)


def opened(part: Part) -> Keyed:
    """Both, as they are read."""
    return _keyed(part.recall + part.html)


def _keyed(html: str) -> Keyed:
    text = elements.read(html)
    keys = tuple(_keys(text))
    return Keyed(elements.without(text, _only_on_screen), keys)


def _keys(text: Element) -> Iterator[Key]:
    for block in text.all(lambda one: "data-quiz" in one.attributes):
        answer = block.first("quiz-key")
        if answer is not None:
            front = elements.without(block, lambda one: one.tag in {"details", "svg"} or one.has("block-title"))
            back = elements.without(answer, lambda one: one.tag == "summary")
            yield Key(
                block.attributes["data-quiz"],
                block.attributes["id"],
                Element("div", {}, front.children),
                Element("div", {}, back.children),
            )


def asked(key: Key) -> Element:
    """The question of a key without the answers to choose from, which its answer tells again one by one."""
    return elements.without(key.question, lambda one: bool(_CHOICES & {*one.attributes.get("class", "").split()}))


_CHOICES = {"quiz-answers", "quiz-pairs", "quiz-steps", "quiz-blank", "quiz-hints"}


def _only_on_screen(one: Element) -> bool:
    return one.tag in {"svg", "script", "button", "video", "progress"} or one.has("quiz-key") or one.has("needs-js")
