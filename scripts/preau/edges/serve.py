"""`preau serve`: the site of a working tree on this computer, made again and shown again at each change of a file."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
import traceback
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from preau.edges.amending import Follower
from preau.edges.builder import Build
from preau.edges.clock import the_day
from preau.edges.files import STATE
from preau.edges.make import configuration, make
from preau.edges.misuse import language_of
from preau.edges.output import NotOurs
from preau.edges.progress import telling
from preau.edges.stopping import FAULTS, Refused, told
from preau.edges.watching import Watch
from preau.edges.webserver import News, Server, Site, State
from preau.i18n import say_in, say_number

HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def run_serve(root: Path, host: str, port: int, *, day: str | None, search: bool, lang: str | None) -> None:
    """Serve until Ctrl-C; a fault of the files never stops it."""
    configuration(root)
    the_day(day, "Europe/Paris")
    lang = lang or language_of(root)
    _ = say_in(lang).gettext
    server = _listening(host, port, lang)
    click.echo(_("Open {address} in your browser. To stop: Ctrl-C.").format(address=server.origin + "/"))
    folder = root / STATE / "serve" / "site"
    news = News(State(f"{time.time_ns():x}-0"))
    hosts = HERE | {host} if host in HERE else None
    watch = Watch(root)
    server.start(Site(folder, news, _waiting(lang), hosts))
    with until_stopped():
        try:
            preview = Preview(
                root,
                folder,
                news,
                lang,
                {"day": day, "search": search, "lang": lang, "drafts": True},
            )
            preview.make()
            while True:
                preview.make(watch.wait())
        except KeyboardInterrupt:
            click.echo("\n" + _("Stopped."))
        finally:
            watch.stop()
            server.stop()


class Preview:
    """The site as the files stand; the last good one stays while they have errors."""

    def __init__(self, root: Path, folder: Path, news: News, lang: str, options: Mapping[str, Any]) -> None:
        self.root, self.folder, self.news, self.lang, self.options = root, folder, news, lang, options
        self.words = say_in(lang)
        self.follower = Follower(root, folder, at=at_root, **options)
        self.waiting = False

    def make(self, heard: Collection[str] | None = None) -> None:
        """Make the site again, then tell the terminal and the open pages; courses to take away follow, if they must.

        `heard` are the paths that changed since the last time, if they are known.
        """
        self._make(True, heard)
        if self.waiting:
            self._make(False, None)

    def _make(self, hurried: bool, heard: Collection[str] | None) -> None:
        began = time.monotonic()
        try:
            with telling(self.lang):
                changed = self._made(hurried, heard)
        except Refused as refused:
            self._tell_fault(refused.report)
        except FAULTS as error:
            self._tell_fault(told(error, self.lang) + "\n")
        except click.ClickException as error:
            self._tell_fault(error.format_message() + "\n")
        except Exception as error:  # a fault of a template or of ours: serving goes on, and says which
            self._tell_fault("".join(traceback.format_exception(error)))
        else:
            self._tell_change(changed, round(time.monotonic() - began, 1))

    def _made(self, hurried: bool, heard: Collection[str] | None) -> int:
        """Make the site; how many of its files changed."""
        self.waiting = False
        followed = self.follower.follow(heard, hurried=hurried)
        if followed is not None:
            self.waiting = followed.waiting
            return followed.written + followed.removed
        builds: list[Build] = []

        def begun(url: str, folder: Path) -> Build:
            build = Build(self.root, folder, url=at_root(url), **self.options)
            build.hurried = hurried
            builds.append(build)
            return build

        try:
            result = make(begun, self.root, self.folder)
        except NotOurs:  # an earlier `preau serve` was killed in the middle of its first build
            shutil.rmtree(self.folder)
            return self._made(hurried, None)
        self.waiting = bool(builds[-1].waiting)
        return result.written + result.removed

    def _tell_change(self, changed: int, seconds: float) -> None:
        began, _, number = self.news.state.version.partition("-")
        self.news.tell(State(f"{began}-{int(number) + bool(changed)}"))
        line = self.words.ngettext(
            "Site up to date: {n} file changed, in {seconds} s.",
            "Site up to date: {n} files changed, in {seconds} s.",
            changed,
        )
        click.echo(line.format(n=say_number(changed, self.lang), seconds=say_number(seconds, self.lang)))

    def _tell_fault(self, report: str) -> None:
        _ = self.words.gettext
        ready = (self.folder / "index.html").is_file()
        title = _("To be mended before there is a page to show.")
        if ready:
            title = _("To be mended; meanwhile, this page is the last good one.")
        self.news.tell(State(self.news.state.version, {"title": title, "report": report}))
        click.echo(report, nl=False)
        click.echo(title + " " + _("Save the file: the site follows by itself."))


def at_root(url: str) -> str:
    """The address of the site without its folder: here, pages are at the root."""
    return urlsplit(url)._replace(path="/", query="", fragment="").geturl() if url else ""


def _listening(host: str, port: int, lang: str) -> Server:
    _ = say_in(lang).gettext
    try:
        return Server(host, port)
    except socket.gaierror:
        raise click.ClickException(_("{host} is not an address of this computer.").format(host=host)) from None
    except PermissionError:
        raise click.ClickException(
            _("This computer reserves port {port}. Try another one: preau serve --port 8000").format(port=port)
        ) from None
    except OSError as error:
        other = _free_port(host, port)
        if other is None:
            why = _("Cannot serve on {host}: {why}").format(host=host, why=error.strerror)
        else:
            why = _("Port {port} is taken, perhaps by another preau serve. Try: preau serve --port {other}")
            why = why.format(port=port, other=other)
        raise click.ClickException(why) from None


def _free_port(host: str, port: int) -> int | None:
    for other in range(port + 1, min(port + 50, 65536)):
        try:
            Server(host, other).server_close()
        except OSError:
            continue
        return other
    return None


def _waiting(lang: str) -> str:
    _ = say_in(lang).gettext
    title = escape(_("The site is being made"))
    text = escape(_("It will show here by itself. If files have errors, they are told below."))
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n</head>\n'
        f"<body>\n<main>\n<h1>{title}</h1>\n<p>{text}</p>\n</main>\n</body>\n</html>\n"
    )


@contextmanager
def until_stopped() -> Iterator[None]:
    """Ctrl-C, or an order to end, stops this process with a word, and those it has forked without one."""
    owner = os.getpid()

    def stop(number: int, frame: object) -> None:
        if os.getpid() != owner:
            os._exit(1)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
