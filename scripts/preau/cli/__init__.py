"""The command `preau`: each word calls one plain function and opens only the edges that it needs."""

import atexit
import os
import sys
import threading
from contextlib import suppress

from preau.cli import forge, mail, new, packs, publish, review, site, trail
from preau.cli.options import main

__all__ = ["forge", "mail", "main", "new", "packs", "publish", "review", "run", "site", "trail"]


def run() -> None:
    """The command as a program, which ends once everything is told: to take its values apart is long, for nothing."""
    try:
        main(prog_name="preau")
    except SystemExit as end:
        if threading.active_count() > 1 or not isinstance(end.code, int):
            raise
        atexit._run_exitfuncs()
        with suppress(OSError, ValueError):  # else Python tells at its own end what could not be written
            for stream in filter(None, (sys.stdout, sys.stderr)):
                stream.flush()
            os._exit(end.code)
        raise
