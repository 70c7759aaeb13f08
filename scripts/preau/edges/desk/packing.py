"""`preau review page`: the page of the desk in one file, which a referent keeps, and which no operator can change."""

from __future__ import annotations

import re
from pathlib import Path

from preau.edges.beginning import published
from preau.edges.desk.page import packed
from preau.edges.files import replace
from preau.edges.misuse import language_of, misuse
from preau.edges.plainly import in_words
from preau.edges.repository import opened
from preau.i18n import N_, say_in
from preau.model.kinds import MOVEMENT
from preau.proposals.authority import read_value

_DESK = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+")


def run_page(root: Path, path: Path, desk: str) -> str:
    """Write the page for the movement of a clone and the desk at an address; what to do with it."""
    with in_words(root) as lang, opened(root) as repository:
        if not _DESK.fullmatch(desk.rstrip("/")):
            raise misuse(
                N_("The address of a desk looks like https://bureau.example, without a path: {desk}"), desk=desk
            )
        tip = repository.tip(published(repository))
        if tip is None:
            raise misuse(N_("Nothing is published in this clone."))
        found = repository.files(tip, MOVEMENT.path).get(MOVEMENT.path)
        value = read_value(MOVEMENT.path, repository.blob(found[1])) if found else None
        text = packed(value.name if value else "", language_of(root), desk.rstrip("/"), repository.root(tip))
        replace(path, text.encode())
        told = N_("{path} is written. Keep it where nobody else can change it; it signs for this movement only.")
        return say_in(lang).gettext(told).format(path=path) + "\n"
