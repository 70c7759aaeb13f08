"""What stops a command about proposals is told in the reader's language, without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from preau.edges.beginning import CANNOT, CannotJudge
from preau.edges.misuse import spoken
from preau.edges.refusal import Refusal, told
from preau.edges.repository import GitFault
from preau.edges.signing import KeyFault
from preau.findings import printable
from preau.i18n import N_, say_in


@contextmanager
def in_words(root: Path) -> Iterator[str]:
    """The language to speak; what is refused is told in it, without a trace."""
    lang = spoken()
    say = say_in(lang).gettext
    try:
        yield lang
    except Refusal as refusal:
        raise click.ClickException(told(refusal, lang)) from None
    except KeyFault as fault:
        raise click.ClickException(say(fault.what).format(**fault.facts)) from None
    except CannotJudge as why:
        raise click.ClickException(say(CANNOT[why.what]).format(**why.facts)) from None
    except GitFault as fault:
        raise click.ClickException(say(N_("Git could not do it: {why}")).format(why=printable(str(fault)))) from None
    except OSError as fault:
        raise click.ClickException(say(N_("The disk refused: {why}")).format(why=fault)) from None
