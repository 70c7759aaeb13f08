"""What a whole build leaves for those in proportion: what was read, drawn and decided, so that little is done again."""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from preau.edges.files import digest_of
from preau.edges.memory import Known, Made, forget_sites_gone
from preau.model.audited import Audited
from preau.views.frame import Frame
from preau.views.made import HOME

if TYPE_CHECKING:
    from preau.checks.run import Checker
    from preau.edges.builder import Build, Slice
    from preau.edges.output import Put


def remember(build: Build, frame: Frame, records: Slice, puts: Iterable[Put], drawing: Mapping[str, Any]) -> None:
    """Keep everything, at the end of a whole build; until then the memory says that the site is not whole."""
    memory, checker = build.memory, build.checker
    home = build.fragments.get(f"{HOME}.md")
    with memory.writing():
        memory.forget_outputs()
        memory.keep_outputs(made(puts))
        memory.forget_records()
        memory.keep_records(known(build, records))
        memory.keep_links(records.links)
        memory.keep_inputs(build.inputs)
        memory.say(
            site=str(build.site_dir.resolve()), url=build.url, asked=build.asked,
            day=str(checker.context.day), began=build.began, refs=build.refs,
            timezone=checker.context.registry.movement.timezone, drawing=dict(drawing),
            home=(home.content, home.toc) if home else None, desk=_told(checker),
            amends=not build.waiting and not frame.begins, trail=told_of(frame.audited), whole=True,
        )  # fmt: skip
    forget_sites_gone(memory.path.parent)


def made(puts: Iterable[Put]) -> Iterable[tuple[str, Made]]:
    """Outputs, as the memory keeps them."""
    return ((put.path, Made(put.digest, put.source, put.part, put.listed)) for put in puts)


def known(build: Build, records: Slice) -> Iterable[tuple[str, Known]]:
    """Records, as the memory keeps them."""
    return (
        (row.path, Known(build.stamps[row.path], records.digests[row.path], tuple(row)))
        for row in records.rows
        if row.path in build.stamps
    )


def told_of(audited: Audited) -> tuple[Any, ...]:
    """What pages of records tell of the trail: whether there is one, a digest of each publication with its files."""
    publications = audited.trail.publications if audited.trail else ()
    rest = repr((audited.trail is None, sorted(audited.older.items())))
    told = tuple((digest_of(repr(one).encode()), tuple(path for path, _ in one.paths)) for one in publications)
    return digest_of(rest.encode()), told


# --- The desk: all that is not a record, read and judged


def _told(checker: Checker) -> bytes:
    tree, shelf = checker.tree, checker.shelf
    records, paths = shelf.records, shelf.paths
    others = frozenset(path for path in paths if not is_record(path))
    try:
        checker.tree, shelf.records, shelf.paths = None, [], others  # type: ignore[assignment]
        for name in ("addresses", "published"):
            checker.known.__dict__.pop(name, None)
        return pickle.dumps(checker, pickle.HIGHEST_PROTOCOL)
    finally:
        checker.tree, shelf.records, shelf.paths = tree, records, paths


def is_record(path: str) -> bool:
    """Whether a path is that of an initiative."""
    return path.startswith("initiatives/") and path.endswith(".md")


class _Ours(pickle.Unpickler):
    """Reads values of our own kinds, and nothing that could act: the file stands beside files of others."""

    def find_class(self, module: str, name: str) -> Any:
        """Only what describes values."""
        allowed = module.startswith(("preau.model.", "preau.reading.", "preau.checks.", "preau.findings"))
        if allowed or (module, name) in _PLAIN:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not a value of ours")


_PLAIN = {("datetime", "date"), ("datetime", "datetime"), ("builtins", "set"), ("builtins", "frozenset")}


def recalled(told: bytes) -> Checker | None:
    """The checker as it was kept, None when it cannot be read."""
    try:
        found: Checker = _Ours(io.BytesIO(told)).load()
    except (pickle.UnpicklingError, AttributeError, ImportError, EOFError, ValueError, TypeError, KeyError):
        return None
    return found
