"""Pages and chapters through MkDocs: closed extensions, links resolved, HTML kept as fragments for the builder."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Container, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from preau.checks.run import Checker
from preau.model.addresses import Addresses
from preau.reading.load import Read
from preau.views.frame import Context
from preau.views.markdown import with_marks

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.toc import AnchorLink


class Fragment(NamedTuple):
    """The content of one page, converted, and its table of contents."""

    content: str
    toc: list[Context]


def sources(checker: Checker) -> Iterator[tuple[str, str, Read]]:
    """What MkDocs converts: (name as MkDocs sees it, address on the site, the file read)."""
    at = Addresses(checker.language)
    registry = checker.context.registry
    for _, read in sorted(checker.shelf.reads.items()):
        kind = read.entry.kind.name
        if kind == "page":
            name = read.entry.facts["page"]
            yield f"{name}.md", at.page(name), read
        elif kind == "chapter":
            slug, stem = read.entry.facts["slug"], read.entry.facts["stem"]
            course = registry.courses.get(slug)
            if course is not None and course.kind == "mooc" and stem in course.stems:
                yield f"{at.word('courses')}/{slug}/{stem}.md", at.chapter(slug, stem[3:]), read
        elif kind == "chapter-words":
            slug, tongue, stem = (read.entry.facts[name] for name in ("slug", "tongue", "stem"))
            translated = registry.translations.get(slug, {}).get(tongue)
            if translated and translated.course.kind == "mooc" and stem in translated.done:
                yield f"{at.word('courses')}/{slug}/{tongue}/{stem}.md", at.translated(slug, tongue, stem[3:]), read


def files_for(checker: Checker, config: MkDocsConfig) -> Files:
    """The only files that MkDocs sees: our pages with a head of our own, and their pictures."""
    from mkdocs.structure.files import File, Files, InclusionLevel

    files = []
    registry = checker.context.registry
    for name, address, read in sources(checker):
        body = read.body
        facts = read.entry.facts
        if read.entry.kind.name == "chapter":
            body = with_marks(registry.chapters[facts["slug"]][facts["stem"]])
        elif read.entry.kind.name == "chapter-words":
            translated = registry.translations[facts["slug"]][facts["tongue"]]
            body = _to_originals(with_marks(translated.chapters[facts["stem"]]), translated.done)
        head = f"---\ntitle: {json.dumps(read.value.title, ensure_ascii=False)}\n---\n\n"
        file = File.generated(config, name, content=head + body, inclusion=InclusionLevel.NOT_IN_NAV)
        file.dest_uri = address.lstrip("/") + "index.html"
        file.url = address.lstrip("/") or "./"
        files.append(file)
    files += [File.generated(config, name, content=b"") for name in _files(checker)]
    return Files(files)


_CHAPTER_LINK = re.compile(r"(?<=\]\()(?=([0-9]{2}-[a-z0-9-]+)\.md[)#])")


def _to_originals(body: str, done: Container[str]) -> str:
    """The text of a translated chapter, its links to chapters that are not translated leading to the originals."""
    return _CHAPTER_LINK.sub(lambda found: "" if found.group(1) in done else "../", body)


def _files(checker: Checker) -> Iterator[str]:
    """Pictures and films as MkDocs names them, so that it can resolve links to them."""
    at = Addresses(checker.language)
    for path in checker.shelf.files:
        address = at.of(path)
        if address is not None and not path.startswith("initiatives/"):
            yield address.lstrip("/")


def programs() -> Iterator[str]:
    """What converts pages, besides their own text: versions of the libraries, and our own code."""
    from importlib.metadata import version

    from preau.views import dialect, markdown

    yield sys.version
    yield from (f"{name} {version(name)}" for name in ("mkdocs", "Markdown", "nh3"))
    ours = (dialect, markdown, sys.modules[__name__])
    yield from (Path(module.__file__ or "").read_text(encoding="utf-8") for module in ours)


def toc_of(items: Any) -> list[Context]:
    """A table of contents as plain values."""
    return [_toc_entry(item) for item in items]


def _toc_entry(item: AnchorLink) -> Context:
    return {"title": item.title, "id": item.id, "children": [_toc_entry(child) for child in item.children]}


def save(fragments: dict[str, Fragment], fingerprint: str) -> bytes:
    """The fragments as they are kept between builds."""
    return json.dumps({"fingerprint": fingerprint, "fragments": fragments}, ensure_ascii=False).encode()


def saved(path: Path, fingerprint: str) -> dict[str, Fragment] | None:
    """Fragments kept from an earlier build of the same pages, None when anything differs."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["fingerprint"] != fingerprint:
            return None
        return {name: Fragment(entry[0], entry[1]) for name, entry in data["fragments"].items()}
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
