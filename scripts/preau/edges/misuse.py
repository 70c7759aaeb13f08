"""What is said when a command is called the wrong way, in the language of the movement it was called in."""

from __future__ import annotations

import re
from pathlib import Path

import click

from preau.i18n import LANGUAGES, say_in


def language_of(root: Path) -> str:
    """The language that the movement says, before anything is read; French when it says none."""
    try:
        text = (root / "content" / "movement.yml").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return LANGUAGES[0]
    found = re.search(r"^language:[ \t]*[\"']?(fr|en)\b", text, re.MULTILINE)
    return found.group(1) if found else LANGUAGES[0]


def spoken() -> str:
    """The language to speak: the option --lang of the command under way, else the movement's own."""
    context = click.get_current_context(silent=True)
    asked = context.params if context else {}
    return str(asked.get("lang") or language_of(Path(asked.get("root") or ".")))


def misuse(sentence: str, **facts: object) -> click.UsageError:
    """The error to raise: what was wrong, and what can be written instead."""
    return click.UsageError(say_in(spoken()).gettext(sentence).format(**facts))
