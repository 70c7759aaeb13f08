"""`preau serve`: the site of a working tree on this computer, made again and shown again at each change of a file."""

from __future__ import annotations

import logging
import os
import re
import shutil
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from preau.edges.builder import STATE, Build, Refused
from preau.edges.clock import the_day
from preau.edges.make import configuration, make
from preau.edges.output import NotOurs
from preau.edges.search import SearchFault
from preau.edges.webserver import News, Server, Site, State
from preau.i18n import LANGUAGES, say_in, say_number

WATCHED = ("content", "courses", "initiatives", "overrides")
CONFIGURATION = "mkdocs.yml"
CHANGES = frozenset({"created", "modified", "moved", "deleted"})
"""What changes a file; reading one, as a build does, is also told, and must not start another build."""
QUIET, PATIENCE = 0.2, 2.0
"""Seconds without a change before a build starts, and seconds after which it starts anyway."""
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
    with _until_stopped():
        try:
            server.start(Site(folder, news, _waiting(lang), hosts))
            preview = Preview(root, folder, news, lang, lambda url: Build(root, folder, url=url, day=day, search=search, lang=lang))
            preview.make()
            while True:
                watch.wait()
                preview.make()
        except KeyboardInterrupt:
            click.echo("\n" + _("Stopped."))
        finally:
            watch.stop()
            server.stop()


def language_of(root: Path) -> str:
    """The language that the movement says, before anything is read; French when it says none."""
    try:
        text = (root / "content" / "movement.yml").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return LANGUAGES[0]
    found = re.search(r"^language:[ \t]*[\"']?(fr|en)\b", text, re.MULTILINE)
    return found.group(1) if found else LANGUAGES[0]


class Preview:
    """The site as the files stand; the last good one stays while they have errors."""

    def __init__(self, root: Path, folder: Path, news: News, lang: str, build: Callable[[str], Build]) -> None:
        self.root, self.folder, self.news, self.lang, self.build = root, folder, news, lang, build
        self.words = say_in(lang)

    def make(self) -> None:
        """Make the site again, then tell the terminal and the open pages."""
        began = time.monotonic()
        try:
            changed = self._made()
        except Refused as refused:
            self._tell_fault(refused.report)
        except click.ClickException as error:
            self._tell_fault(error.format_message() + "\n")
        except Exception as error:  # a fault of a template or of ours: serving goes on, and says which
            self._tell_fault("".join(traceback.format_exception(error)))
        else:
            number = int(self.news.state.version.rpartition("-")[2]) + bool(changed)
            self.news.tell(State(f"{self.news.state.version.rpartition('-')[0]}-{number}"))
            told = self.words.ngettext("{n} file changed, in {seconds} s.", "{n} files changed, in {seconds} s.", changed)
            seconds = say_number(round(time.monotonic() - began, 1), self.lang)
            click.echo(self.words.gettext("Site up to date:") + " " + told.format(n=changed, seconds=seconds))

    def _made(self) -> int:
        """Make the site; how many of its files changed."""
        _ = self.words.gettext
        with _words_of_mkdocs() as said:
            try:
                result = make(lambda url, folder: self.build(at_root(url)), self.root, self.folder)
            except NotOurs:  # an earlier `preau serve` was killed in the middle of its first build
                shutil.rmtree(self.folder)
                return self._made()
            except SearchFault as error:
                raise click.ClickException(_("The search could not be indexed: {why}").format(why=error)) from None
            except OSError as error:
                raise click.ClickException(_("The site could not be written: {why}").format(why=error)) from None
            except click.ClickException as error:
                raise click.ClickException("\n".join([error.format_message(), *said])) from None
        return result.written + result.removed

    def _tell_fault(self, report: str) -> None:
        _ = self.words.gettext
        ready = (self.folder / "index.html").is_file()
        title = _("The last good page is shown until this is mended") if ready else _("The site can be shown once this is mended")
        click.echo(report, nl=False)
        click.echo(title + _("; save the file, and the rest follows."))
        self.news.tell(State(self.news.state.version, {"title": title, "report": report}))


def at_root(url: str) -> str:
    """The address of the site without its folder: here, pages are at the root."""
    return urlsplit(url)._replace(path="/", query="", fragment="").geturl() if url else ""


class Watch(FileSystemEventHandler):
    """Hears the changes of what a site is made from; several in a row are one."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._changed = threading.Event()
        self._followed: dict[str, tuple[int, Any]] = {}
        self._observer: Any = Observer()
        try:
            self._start()
        except OSError:  # this computer can watch no more files: look at them one after another instead
            self._observer, self._followed = PollingObserver(), {}
            self._start()

    def _start(self) -> None:
        self._observer.schedule(self, str(self.root), recursive=False)
        self._follow()
        self._observer.start()

    def _follow(self) -> None:
        """Follow the folders that have come, or come back, since the last time."""
        for name in WATCHED:
            folder = self.root / name
            number = folder.stat().st_ino if folder.is_dir() else 0
            before, watched = self._followed.get(name, (0, None))
            if number == before:
                continue
            if watched is not None:
                self._observer.unschedule(watched)
            self._followed[name] = number, self._observer.schedule(self, str(folder), recursive=True) if number else None

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Remember that something has changed, if it matters to the site."""
        if event.event_type in CHANGES and not (event.is_directory and event.event_type == "modified"):
            paths = (os.fsdecode(path) for path in (event.src_path, event.dest_path) if path)
            if any(self._matters(path) for path in paths):
                self._changed.set()

    def _matters(self, path: str) -> bool:
        try:
            top = Path(path).relative_to(self.root).parts[:1]
        except ValueError:
            return False
        return bool(top) and top[0] in {*WATCHED, CONFIGURATION}

    def wait(self) -> None:
        """Return once files have changed and are quiet again."""
        while not self._changed.wait(1):  # a wait without end could not be stopped on Windows
            pass
        began = time.monotonic()
        while self._changed.is_set() and time.monotonic() - began < PATIENCE:
            self._changed.clear()
            time.sleep(QUIET)
        self._follow()

    def stop(self) -> None:
        """Stop hearing."""
        self._observer.stop()
        self._observer.join(2)


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
            raise click.ClickException(_("Cannot serve on {host}: {why}").format(host=host, why=error.strerror)) from None
        raise click.ClickException(
            _("Port {port} is taken, perhaps by another preau serve. Try: preau serve --port {other}").format(port=port, other=other)
        ) from None


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


class _Words(logging.Handler):
    """Keeps what a program says instead of printing it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one sentence."""
        self.said.append(record.getMessage())


@contextmanager
def _words_of_mkdocs() -> Iterator[list[str]]:
    logger, words = logging.getLogger("mkdocs"), _Words()
    logger.addHandler(words)
    try:
        yield words.said
    finally:
        logger.removeHandler(words)


@contextmanager
def _until_stopped() -> Iterator[None]:
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
