"""`preau serve --repository`: everything put together, listening until it is stopped."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import click
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Request, Response

from preau.edges.desk.copies import Copy, guarded
from preau.edges.desk.githttp import Git
from preau.edges.desk.intake import Intake
from preau.edges.desk.origin import DeskOrigin
from preau.edges.desk.pages import Pages
from preau.edges.desk.previews import Previews
from preau.edges.desk.quotas import Meter, Quotas
from preau.edges.desk.rebuilding import Rebuilding
from preau.edges.desk.server import Server, app_of
from preau.edges.desk.site import SiteOrigin
from preau.edges.misuse import language_of
from preau.edges.serve import HERE, until_stopped
from preau.edges.settings import plain
from preau.i18n import N_, say_in

STATE = "preau/serve"
"""In the folder of the repository: copies and the site. All of it can be thrown away: it is made again."""
MOST = 32 * 1024 * 1024
"""Bytes of one request on the port of the site: a push of Git is the longest."""
WORD = 256 * 1024
"""Bytes of one request on the port of the desk: a signed word."""
WORDS_AN_HOUR = Quotas(200, 2000)
"""Signed words an hour: nobody writes so many, and each that is false costs a verification."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asked for on the command line."""

    repository: Path
    host: str = "127.0.0.1"
    port: int = 8000
    desk_port: int = 8001
    names: tuple[str, ...] = ()
    behind_proxy: bool = False
    quotas: Quotas = field(default_factory=Quotas)


def wanted(
    repository: Path, host: str, port: int, *, desk_port: int, names: tuple[str, ...], behind_proxy: bool, quota: int,
    quota_all: int,
) -> Wanted:  # fmt: skip
    """What the options say."""
    return Wanted(repository.resolve(), host, port, desk_port, names, behind_proxy, Quotas(quota, quota_all))


class House:
    """The site's origin and the desk's, on one guarded repository."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.building = Rebuilding(wanted.repository, wanted.repository / STATE, self.tell)
        self.lang = language_of(self.building.checked_out())
        settings = plain(self.building.work / "mkdocs.yml")
        self.url = settings.url if settings else ""
        told = urlsplit(self.url)
        self.hosts = self._hosts(told.hostname or "")
        self.pages = Pages(self.building.site, told.path or "/", self.lang)
        self.server = self._listening(lambda request: self._site.answer(request), wanted.port, most=MOST, threads=24)
        self.desk = self._listening(lambda request: self._desk.answer(request), wanted.desk_port, most=WORD, threads=8)
        self._site, self._desk = self._origins(wanted.repository)

    def _origins(self, bare: Path) -> tuple[SiteOrigin, DeskOrigin]:
        """What each port answers, once both are known: the desk leads to the site."""
        wanted, state = self.wanted, bare / STATE
        # tried on one's own computer, what is published is looked for there, not where it will be one day
        tried = wanted.host in HERE and not wanted.behind_proxy and not wanted.names
        at = self.url if self.url and not tried else self.address(self.server) + self.pages.base
        intake = Intake(Copy(bare, state / "intake.git"), Meter(wanted.quotas), self.lang, at)
        copy, previews = Copy(bare, state / "desk.git"), Previews(bare, state)
        desk = DeskOrigin(copy, previews, self.building, self.pages, self.hosts, at, Meter(WORDS_AN_HOUR))
        return SiteOrigin(self.pages, intake, Git(bare), self.hosts, self.url), desk

    def _listening(self, answer: Callable[[Request], Response], port: int, *, most: int, threads: int) -> Server:
        app, behind = app_of(answer, self.lang), self.wanted.behind_proxy
        if behind:  # the address of a visitor is the last that the proxy tells
            app = ProxyFix(app, x_for=1, x_proto=1, x_host=1)
        try:
            server = Server(app, self.wanted.host, port, most=most, threads=threads)
        except OSError as fault:
            told = say_in(self.lang).gettext(N_("Cannot serve on {host}: {why}"))
            raise click.ClickException(told.format(host=f"{self.wanted.host}:{port}", why=fault.strerror)) from None
        server.crowded = not behind
        return server

    def _hosts(self, site: str) -> frozenset[str]:
        """The names that this computer answers to."""
        return frozenset({*HERE, self.wanted.host, *self.wanted.names, *([site] if site else [])}) - {"0.0.0.0", "::"}

    def address(self, server: Server) -> str:
        """Where one of the two origins is, on this computer."""
        return f"http://{_shown(self.wanted.host)}:{server.port}"

    def start(self) -> None:
        """Listen, and follow what is published."""
        self.server.start()
        self.desk.start()
        self.building.start()

    def stop(self) -> None:
        """Stop listening; nothing that was received is lost."""
        self.building.stop()
        for server in (self.server, self.desk):
            with suppress(OSError):
                server.stop()

    def tell(self, line: str) -> None:
        """A line on the terminal."""
        click.echo(line)


def _shown(host: str) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{shown}]" if ":" in shown else shown


def run_repository(wanted: Wanted, lang: str | None) -> None:
    """Serve until Ctrl-C."""
    _ = say_in(lang or "fr").gettext
    if not guarded(wanted.repository):
        told = _("{folder} is not a guarded repository: preau guard install makes one.")
        raise click.ClickException(told.format(folder=wanted.repository))
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    house = House(wanted)
    _ = say_in(lang or house.lang).gettext
    house.start()
    click.echo(_("The site is at {address}").format(address=house.address(house.server) + "/"))
    click.echo(_("The desk of referents is at {address}").format(address=house.address(house.desk) + "/"))
    click.echo(_("To stop: Ctrl-C."))
    with until_stopped():
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("\n" + _("Stopped."))
        finally:
            house.stop()
