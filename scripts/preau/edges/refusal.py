"""Why something is refused and what to do: a sentence, the rules broken, the faults, in the reader's words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from preau.findings import Finding, printable
from preau.i18n import say_in
from preau.proposals.rules import Breach
from preau.views.reports import as_letter, as_text


class Refusal(Exception):
    """A push that is refused: a sentence and what to do, to be translated; breaches and faults when there are."""

    def __init__(
        self, what: str, help: str = "", *, breaches: Iterable[Breach] = (), faults: Sequence[Finding] = (),
        **facts: object,
    ) -> None:  # fmt: skip
        super().__init__(what)
        self.what, self.help, self.facts = what, help, facts
        self.breaches, self.faults = tuple(breaches), tuple(faults)

    def __str__(self) -> str:
        """The refusal in English, as a trace shows it."""
        return told(self, "en")


def told(refusal: Refusal, lang: str, line_of: Callable[[str, int], str] = lambda path, line: "") -> str:
    """A refusal in the reader's words."""
    say = say_in(lang).gettext
    facts = {name: _lines_of(str(value)) for name, value in refusal.facts.items()}
    lines = [f"Préau{chr(160) if lang == 'fr' else ''}: {say(refusal.what).format(**facts)}"]
    lines += breaches_told(refusal.breaches, lang)
    if refusal.faults:
        lines.append(as_text(refusal.faults, line_of, lang, "").rstrip())
    if refusal.help:
        lines.append("  " + say(refusal.help).format(**facts))
    return "\n".join(lines)


def in_letter(
    refusal: Refusal, lang: str, line_of: Callable[[str, int], str], page_of: Callable[[str], str]
) -> list[str]:
    """A refusal as paragraphs for who has no program to run: plain words, and the page that explains each code."""
    say = say_in(lang).gettext
    parts = [f"- {one.message(say)}\n  {one.help(say)}" for one in refusal.breaches]
    parts += as_letter(refusal.faults, line_of, lang, page_of)
    if not parts:
        facts = {name: _lines_of(str(value)) for name, value in refusal.facts.items()}
        parts = ["\n".join(say(one).format(**facts) for one in (refusal.what, refusal.help) if one)]
    return parts


def _lines_of(text: str) -> str:
    """What another program said, line by line, safe on a terminal and without Git's own prefix."""
    lines = (line.removeprefix("remote:").strip() for line in text.strip().split("\n")[:60])
    return "\n".join(printable(line, 300) for line in lines)


def breaches_told(breaches: Iterable[Breach], lang: str) -> list[str]:
    """Each rule broken: its code, where, what is wrong; below, what to do."""
    say = say_in(lang).gettext
    lines = []
    for breach in breaches:
        where = " ".join(part for part in (breach.commit[:12], breach.path) if part)
        lines += [f"  {breach.code} {where + ': ' if where else ''}{breach.message(say)}", f"    {breach.help(say)}"]
    return lines
