"""The command `preau`: each word calls one plain function and opens only the edges that it needs."""

from preau.cli import forge, mail, new, packs, publish, review, site, trail
from preau.cli.options import main

__all__ = ["forge", "mail", "main", "new", "packs", "publish", "review", "site", "trail"]
