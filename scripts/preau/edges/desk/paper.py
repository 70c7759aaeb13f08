"""The form on paper, one A4: for whoever has no screen; a facilitator enters it for them, and signs that they did."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import Any

from preau.edges.desk.facts import read
from preau.edges.desk.page import file
from preau.edges.reviewing import Session
from preau.i18n import N_, say_in
from preau.model.kinds import MOVEMENT

TITLE = N_("Propose an initiative, on paper")
LEAD = N_(
    "Fill this sheet and give it to a facilitator or a referent. They type it as it is, and give you a receipt with a "
    "number."
)
LINES = (
    ("title", N_("Its name (5 to 80 characters)"), 1), ("summary", N_("In one sentence (at most 200 characters)"), 2),
    ("place", N_("Town or district, without the street"), 1),
    ("problem", N_("The problem: what is not right, and for whom? (at most 500 characters)"), 4),
    ("solution", N_("The solution: what do you want to do? (at most 800 characters)"), 5),
    ("means", N_("The means: who does what, with what? (at most 800 characters)"), 4),
    ("needs", N_("What you look for: people, skills, equipment, a place"), 2),
)  # fmt: skip
CHOICES = (
    ("purposes", N_("Its purpose (one or two)")), ("beneficiaries", N_("Whom it helps, among people in difficulty")),
    ("themes", N_("Its themes (one to three)")),
)  # fmt: skip
PUBLIC = N_(
    "All that is written here will be public on the movement's site, except what is in the grey frame. Choose a "
    "pseudonym if you do not want to be recognised: being named on the site of a movement may tell your opinions. "
    "Write no address, telephone number or name of somebody else."
)
PRIVATE = N_("Kept by the facilitator, never published")


def paper(session: Session, lang: str) -> str:
    """The sheet as a page to print."""
    say = say_in(lang).gettext
    movement = read(session, MOVEMENT.path)
    title = escape(say(TITLE))
    first = [_lines(say(label), count) for name, label, count in LINES if name in {"title", "summary", "place"}]
    rest = [_lines(say(label), count) for name, label, count in LINES if name not in {"title", "summary", "place"}]
    boxes = [_boxes(say(label), _terms(session, name, lang)) for name, label in CHOICES]
    kept = [say(N_("Name")), say(N_("How to reach you")), say(N_("I agree that this be published. Date and signature"))]
    done = [say(N_("Entered by")), say(N_("Number received")), say(N_("Answer due by"))]
    facts = {
        "lang": lang, "title": title, "movement": escape(movement.name if movement else ""), "lead": escape(say(LEAD)),
        "body": "".join([*first, *boxes, *rest]), "pseudonym": _lines(say(N_("Pseudonym shown on the site")), 1),
        "public": escape(say(PUBLIC)), "private": escape(say(PRIVATE)), "kept": _cells(kept), "done": _cells(done),
    }  # fmt: skip
    return re.sub(r"\[\[(\w+)\]\]", lambda found: facts[found.group(1)], file("paper.html").decode())


def _lines(label: str, count: int) -> str:
    return f"<section><h2>{escape(label)}</h2>{'<div class=line></div>' * count}</section>\n"


def _boxes(label: str, words: Iterable[str]) -> str:
    items = "".join(f"<li>☐ {escape(word)}</li>" for word in words)
    return f'<section><h2>{escape(label)}</h2><ul class="boxes">{items}</ul></section>\n'


def _cells(labels: Iterable[str]) -> str:
    return "".join(f"<p>{escape(label)}</p>" for label in labels)


def _terms(session: Session, name: str, lang: str) -> list[str]:
    """The words of a vocabulary that are still in use."""
    value: Any = read(session, f"content/vocabularies/{name}.yml")
    return [term.label(lang) for term in value.terms if not term.replaced_by] if value else []
