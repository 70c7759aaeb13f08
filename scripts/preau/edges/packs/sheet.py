"""A sheet for whoever gathers a group: for each week its times, its roles, what to discuss, and the answers."""

from __future__ import annotations

from collections.abc import Iterator

from preau.edges.packs.paper import answers, prelude, printed, setter
from preau.i18n import N_
from preau.views.elements import Element
from preau.views.keyed import Key, Keyed, again, keyed
from preau.views.typst import string
from preau.views.volume import Part, Volume

ROLES = (
    (N_("Host"), N_("Opens and closes the session, gives the floor to those who have not spoken.")),
    (N_("Timekeeper"), N_("Watches the clock, and says when half of the time is over.")),
    (N_("Scribe"), N_("Writes what the group decides, without names.")),
)
WELCOME, CLOSING = 10, 10
"""Minutes to arrive, and to decide what comes next."""
SHARE = 3
"""How much of the reading time a group needs to talk about it, as a divisor: a third."""


def sheet(volume: Volume) -> bytes:
    """The sheet of a course, A4."""
    title = volume.say("Group sheet: {title}").format(title=volume.course.title)
    groups: dict[int, list[tuple[Part, Keyed]]] = {}
    for part in volume.parts:
        groups.setdefault(part.week, []).append((part, keyed(part)))
    source = prelude(volume, "a4", title) + "#title()\n\n" + _roles(volume)
    source += "#pagebreak()\n".join("".join(_session(volume, week, texts)) for week, texts in groups.items())
    return printed(volume, source, {})


def _roles(volume: Volume) -> str:
    say = volume.say
    words = say("People read the chapters beforehand, or together. Nobody has to speak of their own life.")
    rows = ", ".join(f"[#strong[#{string(say(name))}]], [#{string(say(does))}]" for name, does in ROLES)
    head = f"table.header([#{string(say('Role'))}], [#{string(say('What they do'))}])"
    return f"#{string(words)}\n\n#table(columns: (auto, 1fr), {head}, {rows})\n\n"


def _session(volume: Volume, week: int, texts: list[tuple[Part, Keyed]]) -> Iterator[str]:
    say, course = volume.say, volume.course
    title = say("Week {n}").format(n=week) + " · " + course.weeks[week - 1].title if week else course.title
    yield f"#heading(level: 1)[#{string(title)}]\n"
    yield _times(volume, [part for part, _ in texts])
    recalled = _recalled(texts)
    if recalled:
        yield f"\n#heading(level: 2)[#{string(say(N_('To recall together')))}]\n"
        yield from (f"\n\n#framed[{setter(volume, 3).all(key.question.children)}]\n\n" for key in recalled)
    talk = list(_talk(volume, texts))
    if talk:
        yield f"\n#heading(level: 2)[#{string(say('To discuss'))}]\n" + "".join(talk)
    keys = list(answers(volume, recalled))
    keys += [line for _, text in texts for line in answers(volume, text.keys)]
    if keys:
        yield f"\n#heading(level: 2)[#{string(say('Answers'))}]\n" + "".join(keys)


def _recalled(texts: list[tuple[Part, Keyed]]) -> list[Key]:
    """The questions of earlier weeks that the chapters of a session open with, each once."""
    found = {key.id: key for part, _ in texts for key in again(part).keys}
    return list(found.values())


def _times(volume: Volume, parts: list[Part]) -> str:
    say = volume.say
    rows = [(say("Arrive, recall the last session"), WELCOME)]
    if parts[0].week:
        rows += [(part.chapter.title, max(5, -(-(part.chapter.minutes or 5) // SHARE // 5) * 5)) for part in parts]
    else:
        rows.append((say("Read the cards, answer the questions together"), volume.minutes * 4))
    rows.append((say("Decide what each one does before the next session"), CLOSING))
    total = sum(minutes for _, minutes in rows)
    rows.append((say("In all"), total))
    head = f"table.header([#{string(say('Step'))}], [#{string(say('Minutes'))}])"
    cells = ", ".join(f"[#{string(name)}], [{minutes}]" for name, minutes in rows)
    return f"\n#table(columns: (1fr, auto), {head}, {cells})\n\n"


def _talk(volume: Volume, texts: list[tuple[Part, Keyed]]) -> Iterator[str]:
    """What a group talks about: reflections and exercises, in order."""
    words = setter(volume, 3)
    for _, text in texts:
        for block in text.text.all(_talked):
            body = block.first("block-body") or Element("div")
            yield f"\n\n#framed[{words.all(body.children)}]\n\n"


def _talked(one: Element) -> bool:
    return "data-reflection" in one.attributes or "data-exercise" in one.attributes
