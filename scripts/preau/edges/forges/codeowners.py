"""CODEOWNERS from the mandates: whom the forge asks to review. It decides nothing: the registry does, by numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from preau.proposals.authority import EDITOR, STEWARD, Authority

PATH = "CODEOWNERS"
_HEAD = (
    "# Written by `preau forge codeowners`, from the mandates of content/movement.yml and content/territories/.\n"
    "# It only tells the forge whom to ask: who decides is told by the registry, with numbers of accounts.\n"
)


class Owned(NamedTuple):
    """Some files, and the accounts asked about them."""

    pattern: str
    accounts: tuple[int, ...]


def owners(authority: Authority, day: date, host: str) -> Sequence[Owned]:
    """Who is asked about what, on a day; the last row that fits a file counts, as the forges read it."""
    rows = [Owned("*", _accounts(authority, [STEWARD], day, host))]
    editors = _accounts(authority, [EDITOR, STEWARD], day, host)
    rows += [Owned("/courses/", editors), Owned("/content/pages/", editors)]
    for code in sorted({holder.scope for holder in authority.holders} - {STEWARD, EDITOR} | authority.opened.keys()):
        asked = _accounts(authority, [*authority.line_of(code), STEWARD], day, host)
        rows += [Owned(f"/{folder}/{code}/", asked) for folder in ("initiatives", "content/committees")]
    return rows


def _accounts(authority: Authority, scopes: Iterable[str], day: date, host: str) -> tuple[int, ...]:
    """The accounts of the first scope where somebody has one."""
    for scope in scopes:
        held = [one for one in authority.by_scope.get(scope, ()) if not one.advises and one.runs(day)]
        found = {one.accounts[host] for one in held if host in one.accounts}
        if found:
            return tuple(sorted(found))
    return ()


def written(rows: Iterable[Owned], names: Mapping[int, str]) -> str:
    """The file: above each line the numbers, which stay; on it the names, which are asked of the forge each time."""
    return _HEAD + "".join(_lines(rows, names))


def _lines(rows: Iterable[Owned], names: Mapping[int, str]) -> Iterator[str]:
    for row in rows:
        told = "".join(f" @{names[number]}" for number in row.accounts if number in names)
        yield f"\n# {', '.join(map(str, row.accounts)) or '-'}\n{row.pattern}{told}\n"
