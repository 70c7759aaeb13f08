"""Small built sites for the tests of `preau publish`, places to publish them, and what a visitor finds there."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any

from click.testing import CliRunner

from preau.cli import main
from preau.edges.memory import Memory, memory_path
from preau.edges.output import Output

URL = "https://movement.example/"
Files = Mapping[str, str | bytes]


def page(title: str, *links: str) -> str:
    """A page that leads to others; paths from the root of the site."""
    return f"<h1>{title}</h1>" + "".join(f'<a href="/{link}">{link}</a>' for link in links)


ONE = {
    "index.html": page("One", "a/index.html", "old/index.html", "assets/preau.css"),
    "a/index.html": page("A", "a/1/index.html", "data.json"),
    "a/1/index.html": page("A1", "index.html", "img/1.png"),
    "old/index.html": page("Old", "old/deep/index.html", "old.css"), "old/deep/index.html": page("Deep"),
    "old.css": "old{}", "assets/preau.css": "a{}", "data.json": "{}", "img/1.png": b"\x89PNG1", "same.txt": "same",
    "turn": "a file, then a folder", "robots.txt": "one", "sitemap.xml": page("map", "a/1/index.html"),
    "search/index.js": page("entry", "search/s-one.js"), "search/s-one.js": "one",
}  # fmt: skip
TWO = {
    "index.html": page("Two", "a/index.html", "new/index.html", "assets/preau.css", "search/index.js"),
    "a/index.html": page("A, two", "a/1/index.html", "a/2/index.html", "data.json"),
    "a/1/index.html": page("A1", "index.html", "img/1.png"),
    "a/2/index.html": page("A2", "img/2.png", "new/index.html"),
    "new/index.html": page("New", "a/2/index.html", "new.css"), "new.css": "n{}", "assets/preau.css": "a{b:c}",
    "data.json": '{"2": 2}', "img/1.png": b"\x89PNG1", "img/2.png": b"\x89PNG2", "same.txt": "same",
    "turn/index.html": page("Turned"), "robots.txt": "two", "sitemap.xml": page("map", "a/2/index.html"),
    "search/index.js": page("entry", "search/s-two.js"), "search/s-two.js": "two",
}  # fmt: skip
THREE = {**{path: text for path, text in TWO.items() if path != "new.css"}, "new/index.html": page("New, three")}


class Movement:
    """A folder with an address and a built site; `build` puts another version in the place of the last."""

    def __init__(self, root: Path, url: str = URL) -> None:
        self.root = root
        root.mkdir(parents=True)
        (root / ".git").mkdir()
        self.told(url)

    def told(self, url: str) -> None:
        """The address that mkdocs.yml says."""
        (self.root / "mkdocs.yml").write_text(f"site_name: Essai\nsite_url: {url}\nplugins: [preau]\n")
        self.url = url

    @property
    def site(self) -> Path:
        """The folder of the site."""
        return self.root / "site"

    def build(self, files: Files, whole: bool = True) -> None:
        """What a build leaves, with its memory; one that was stopped in the middle is not whole."""
        memory = Memory(memory_path(self.site, self.root / ".preau"))
        with closing(memory), Output(self.site, memory) as output:
            with memory.writing():
                output.begin()
                memory.keep_outputs(output.put("/" + path, data_of(text)) for path, text in files.items())
            output.commit()
            with memory.writing():
                memory.forget_outputs(memory.unwanted())
                memory.say(url=self.url, whole=whole)

    def publish(self, target: str, *options: str, code: int | None = 0) -> str:
        """The command as a person runs it; what it said, after its code was the one expected, if any was."""
        call = ["publish", target, "--root", str(self.root), "--lang", "en", *options]
        done = CliRunner().invoke(main, call)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert code is None or done.exit_code == code, done.output
        return done.output


def data_of(text: str | bytes) -> bytes:
    """The bytes of a file of a test."""
    return text if isinstance(text, bytes) else text.encode()


def bytes_of(files: Files) -> dict[str, bytes]:
    """The bytes of each file of a test."""
    return {path: data_of(text) for path, text in files.items()}


def lost_links(seen: Mapping[str, bytes], start: str = "index.html") -> set[str]:
    """What a visitor who begins at the home page is led to and does not find."""
    lost, known, todo = set(), {start}, [start]
    while todo:
        path = todo.pop()
        if path not in seen:
            lost.add(path)
            continue
        for link in re.findall(rb'href="/([^"]+)"', seen[path]):
            if link.decode() not in known:
                known.add(link.decode())
                todo.append(link.decode())
    return lost


def shown(folder: Path) -> dict[str, bytes]:
    """The files of a folder that a web server shows."""
    found = {}
    for path in folder.rglob("*"):
        name = PurePosixPath(path.relative_to(folder))
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            found[str(name)] = path.read_bytes()
    return found


def killed_at(step: int, work: Callable[[], Any], *, events: tuple[str, ...]) -> bool:
    """Run some work in another process, killed at the nth of these events of Python; False when it ended before."""
    child = os.fork()
    if child == 0:
        left = [step]

        def count(event: str, _: Any) -> None:
            if event in events:
                left[0] -= 1
                if left[0] < 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(count)
            work()
        except BaseException:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)
