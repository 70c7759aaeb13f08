"""`preau serve`: over real HTTP, a file that changes shows by itself, a fault never takes the last good page away."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Self

import pytest
from playwright.sync_api import sync_playwright

import chromium
from preau.edges.webserver import TYPES, News, Server, Site, State

Repo = Callable[..., Path]
TODAY = "2026-11-23"
MKDOCS = (
    "site_name: Essai\nsite_url: https://essai.example/sous-chemin/\ndocs_dir: content/pages\n"
    "theme:\n  name: material\nplugins:\n  - preau\n"
)
RECORD = "initiatives/34/berges-propres.md"
ADDRESS = "/initiatives/34/berges-propres/"
PATIENCE = 60
"""Seconds that a busy machine may need for one build."""


class Answer:
    """What a server answered."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = response.status, response.headers, response.read()
        self.text = self.body.decode("utf-8", "replace")


def ask(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    """One request, its path sent as it is written."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        return Answer(connection.getresponse())
    finally:
        connection.close()


class Serving:
    """`preau serve` as a person runs it, on a free port, and what it says."""

    def __init__(self, root: Path, *options: str) -> None:
        call = [sys.executable, "-m", "preau", "serve", "--port", "0", "--no-search", *options]
        self.process = subprocess.Popen(
            call, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
            env={**os.environ, "PREAU_DATE": TODAY, "PYTHONUTF8": "1"},
        )  # fmt: skip
        self.said: list[str] = []
        self._lines: SimpleQueue[str] = SimpleQueue()
        Thread(target=self._read, daemon=True).start()
        self.first = self.line("http://")
        self.port = int(self.first.partition("127.0.0.1:")[2].partition("/")[0])

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def line(self, holding: str) -> str:
        """The next line that holds some words."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self.said.append(self._lines.get(timeout=max(0.0, until - time.monotonic())))
            except Empty:
                pytest.fail(f"« {holding} » was not said in:\n" + "".join(self.said))
            if holding in self.said[-1]:
                return self.said[-1]

    def get(self, path: str) -> Answer:
        """One page."""
        return ask(self.port, path)

    def states(self) -> Iterator[dict[str, Any]]:
        """What an open page hears."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", "/__preau/events")
        response = connection.getresponse()
        assert response.headers["Content-Type"].startswith("text/event-stream")
        for line in response:
            if line.startswith(b"data: "):
                yield json.loads(line[6:])

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ctrl-C, and the code of exit."""
        self.process.send_signal(how)
        code = self.process.wait(20)
        time.sleep(0.2)
        while not self._lines.empty():
            self.said.append(self._lines.get())
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def edit(path: Path, before: str, after: str) -> None:
    """What a person does in an editor."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.fixture
def movement(repo: Repo) -> Path:
    """The smallest movement, with what MkDocs needs."""
    return repo({"mkdocs.yml": MKDOCS})


# --- The server alone ------------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site of a few files, and a secret beside it."""
    site = tmp_path / "site"
    files = {
        "index.html": "<title>Accueil</title></body>\n</html>\n", "404.html": "<h1>Absente</h1></body>",
        "a/index.html": "<h1>a</h1></body>", "empty/file.txt": "texte",
        **{f"types/x{ending}": "x" for ending in TYPES},
    }  # fmt: skip
    for name, text in files.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text)
    (tmp_path / "secret.txt").write_text("secret")
    (site / "link.txt").symlink_to(tmp_path / "secret.txt")
    (site / "outside").symlink_to(tmp_path)
    return site


@pytest.fixture
def port(folder: Path) -> Iterator[int]:
    """The port on which the folder is served."""
    server = Server("127.0.0.1", 0)
    server.start(Site(folder, News(State("v-1")), "waiting", frozenset({"127.0.0.1", "localhost"})))
    yield server.server_port
    server.stop()


@pytest.mark.parametrize("ending", sorted(TYPES))
def test_each_file_has_its_type(port: int, ending: str) -> None:
    """A browser refuses a module, a style or WebAssembly of another type than its own."""
    answer = ask(port, f"/types/x{ending}")

    assert (200, TYPES[ending]) == (answer.status, answer.headers["Content-Type"])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_is_kept_by_the_browser(port: int) -> None:
    """What is shown is what stands in the files now."""
    assert {"no-store"} == {ask(port, path).headers["Cache-Control"] for path in ("/", "/a", "/types/x.css", "/none")}


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt", "/a/../../secret.txt",
        "/..\\secret.txt", "/%5c..%5csecret.txt", "/link.txt", "/outside/secret.txt", "/outside/",
        "/secret.txt%00.html", "/%ff", "/C:/secret.txt", "//secret.txt", "/a//index.html", "/./index.html", "http://127.0.0.1/../secret.txt",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_site(port: int, path: str) -> None:
    """Nothing but the files of the site can be read, however the address is written."""
    answer = ask(port, path)

    assert answer.status == 404
    assert "secret" not in answer.text
    assert "Absente" in answer.text


def test_folders_are_pages_and_are_never_listed(port: int) -> None:
    """An address without its last slash leads to the page; a folder without a page is no page."""
    moved = ask(port, "/a?q=1")

    assert (moved.status, moved.headers["Location"]) == (301, "/a/?q=1")
    assert "<h1>a</h1>" in ask(port, "/a/").text
    assert [ask(port, path).status for path in ("/empty/", "/empty", "/a/index.html/")] == [404, 404, 404]


def test_head_tells_the_same_without_a_body(port: int) -> None:
    """HEAD has the headers of GET, the length included."""
    whole, head = ask(port, "/"), ask(port, "/", "HEAD")

    assert head.body == b""
    assert str(len(whole.body)) == head.headers["Content-Length"] == whole.headers["Content-Length"]


def test_only_pages_are_given_a_script(port: int, folder: Path) -> None:
    """The script is an external one, as the strict policy asks, before the end of the page; the disk stays as it is."""
    script = '<script src="/__preau/reload.js" data-version="v-1" defer></script>\n</body>'

    assert (folder / "index.html").read_text().replace("</body>", script) == ask(port, "/").text
    assert ask(port, "/", **{"Sec-Fetch-Dest": "empty"}).body == (folder / "index.html").read_bytes()
    assert script in ask(port, "/none").text
    assert ask(port, "/types/x.js").text == "x"
    assert "text/javascript" in ask(port, "/__preau/reload.js").headers["Content-Type"]
    assert "text/css" in ask(port, "/__preau/reload.css").headers["Content-Type"]


def test_another_site_cannot_read_this_one(port: int) -> None:
    """A name of elsewhere that leads to this computer (DNS rebinding) is refused, and so is writing."""
    assert [ask(port, "/", Host=host).status for host in ("elsewhere.example", "[bad")] == [403, 403]
    assert ask(port, "/", "POST").status == 501


# --- The whole command -----------------------------------------------------------------------------------------------


def test_a_change_shows_by_itself_and_a_fault_keeps_the_last_good_page(movement: Path) -> None:
    """Edit, see; break, keep seeing and be told; mend, see again."""
    with Serving(movement) as serving:
        assert serving.first == serving.said[0]
        assert "Ouvrez http://127.0.0.1:" in serving.first
        serving.line("est à jour")
        page = serving.get(ADDRESS)
        disk = (movement / ".preau" / "serve" / "site" / ADDRESS.strip("/") / "index.html").read_bytes()
        assert (page.status, "Berges" in page.text, b"__preau" in disk) == (200, True, False)
        assert not (movement / "site").exists()
        states = serving.states()
        first = next(states)
        assert first["version"] in page.text and first["fault"] is None

        edit(movement / RECORD, "title: Berges", "title: Rives et berges")
        second = next(states)
        assert second["version"] != first["version"]
        assert "Rives et berges" in serving.get(ADDRESS).text

        edit(movement / RECORD, "status: ", "status: x")
        broken = next(states)
        assert broken["version"] == second["version"]
        assert f"{RECORD}:" in broken["fault"]["report"] and "PR" in broken["fault"]["report"]
        assert "À corriger" in broken["fault"]["title"]
        serving.line(RECORD)
        assert "Rives et berges" in serving.get(ADDRESS).text

        edit(movement / RECORD, "status: x", "status: ")
        assert {"version": second["version"], "fault": None} == next(states)


def test_every_source_is_watched(movement: Path) -> None:
    """Pages, courses, initiatives, a folder of overrides made later, and mkdocs.yml."""
    with Serving(movement) as serving:
        serving.line("est à jour")
        states = serving.states()
        next(states)
        edit(movement / "content/pages/index.md", "---\n\n", "---\n\nUne phrase nouvelle.\n\n")
        next(states)
        assert "Une phrase nouvelle." in serving.get("/").text
        edit(next((movement / "courses").glob("*/course.yml")), "title: ", "title: Nouveau, ")
        next(states)
        assert "Nouveau, " in serving.get("/cours/").text
        (movement / "overrides" / "assets").mkdir(parents=True)
        serving.line("est à jour")
        (movement / "overrides" / "assets" / "fait-maison.js").write_text("export {};\n")
        next(states)
        assert serving.get("/assets/fait-maison.js").text == "export {};\n"
        edit(movement / "mkdocs.yml", "site_name", "site_name_")
        assert "'site_name_'" in next(states)["fault"]["report"]


def test_files_at_fault_from_the_start_are_told_on_a_waiting_page(movement: Path) -> None:
    """Whoever begins with a fault still sees a page, with what to mend; then the site comes by itself."""
    edit(movement / RECORD, "status: ", "status: x")

    with Serving(movement) as serving:
        serving.line(RECORD)
        page = serving.get(ADDRESS)
        states = serving.states()
        state = next(states)
        edit(movement / RECORD, "status: x", "status: ")
        after = next(states)

        assert page.status == 503 and "Le site se prépare" in page.text and state["version"] in page.text
        assert RECORD in state["fault"]["report"]
        assert after["fault"] is None and after["version"] != state["version"]
        assert serving.get(ADDRESS).status == 200


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly(movement: Path, how: signal.Signals) -> None:
    """Ctrl-C ends with a word, code 0 and no trace, even with a page open."""
    with Serving(movement) as serving:
        serving.line("est à jour")
        states = serving.states()
        next(states)

        assert serving.stop(how) == 0
        assert serving.said[-1] == "Arrêté.\n"
        assert "Traceback" not in "".join(serving.said)
        assert list(states) == []


def test_a_port_that_is_taken_is_told_with_another_to_try(movement: Path) -> None:
    """The message holds the command to run instead, and that port is free."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        call = [sys.executable, "-m", "preau", "serve", "--port", str(number)]
        done = subprocess.run(call, cwd=movement, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert f"Le port {number} est pris" in done.stderr
    other = int(done.stderr.rpartition("--port ")[2])
    with socket.socket() as free:
        free.bind(("127.0.0.1", other))


def test_what_cannot_be_served_is_told_plainly(movement: Path, tmp_path: Path) -> None:
    """A folder that is no movement, an address of elsewhere, a day that does not exist: one sentence, no trace."""
    (tmp_path / "empty").mkdir()
    wrong = {
        "mkdocs.yml": ["--root", str(tmp_path / "empty")], "no-such-host.invalid": ["--host", "no-such-host.invalid"],
        "2026-13-01": ["--date", "2026-13-01"],
    }  # fmt: skip

    for word, options in wrong.items():
        call = [sys.executable, "-m", "preau", "serve", "--port", "0", *options]
        done = subprocess.run(call, cwd=movement, capture_output=True, text=True, check=False)

        assert done.returncode in {1, 2} and done.stdout == ""
        assert word in done.stderr and "Traceback" not in done.stderr


def test_a_browser_reloads_and_shows_the_fault_as_text(movement: Path) -> None:
    """In Chromium, under the strict policy of the pages: the panel is plain text, and nothing is complained of."""
    with ThreadPoolExecutor(1) as apart:  # the browser of other tests may be at work in this thread
        apart.submit(reload_and_fault, movement).result()


def reload_and_fault(movement: Path) -> None:
    """What the test above promises, in a thread of its own."""
    program = chromium.find()
    assert program, chromium.MISSING
    with Serving(movement) as serving, sync_playwright() as driver:
        serving.line("est à jour")
        browser = driver.chromium.launch(executable_path=program, args=chromium.flags())
        page = browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"http://127.0.0.1:{serving.port}{ADDRESS}")
        panel = page.locator("#preau-fault")

        edit(movement / RECORD, "title: Berges", "title: Rives et berges")
        page.get_by_role("heading", level=1, name="Rives et berges").wait_for(timeout=PATIENCE * 1000)
        edit(movement / RECORD, "title: Rives", "title: <b>gras</b> Rives")
        panel.wait_for(timeout=PATIENCE * 1000)
        assert "<b>" in panel.inner_text() and panel.locator("b").count() == 0
        assert panel.evaluate("element => getComputedStyle(element).position") == "fixed"
        edit(movement / RECORD, "title: <b>gras</b> Rives", "title: Rives")
        panel.wait_for(state="detached", timeout=PATIENCE * 1000)

        browser.close()
        assert complaints == []
