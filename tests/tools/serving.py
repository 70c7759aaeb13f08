"""`preau serve --repository` as people run it: a process of its own on free ports, asked over HTTP."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from command import PREAU


@dataclass
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        """The value, when it is JSON."""
        return json.loads(self.body)


class Serving:
    """A running server: `site` and `desk` are its two origins."""

    def __init__(self, bare: Path, *options: str) -> None:
        self.bare, self.options = bare, options
        self.lines: list[str] = []
        self._start()

    def _start(self) -> None:
        command = [PREAU, "serve", "--repository", str(self.bare), "--port", "0", "--desk-port", "0", *self.options]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            command,
            stdout=pipe,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        said: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, args=(said,), daemon=True).start()
        self.site = self._address(said)
        self.desk = self._address(said)

    def _read(self, said: queue.Queue[str]) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            said.put(line)
        said.put("")

    def _address(self, said: queue.Queue[str]) -> str:
        while line := said.get(timeout=60):
            if found := re.search(r"http://[^\s/]+", line):
                return found.group()
        raise AssertionError("".join(self.lines))

    def ask(self, method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] = {}) -> Answer:
        """One request, on a connection of its own."""
        told = urlsplit(url)
        connection = HTTPConnection(told.hostname or "", told.port, timeout=60)
        try:
            connection.request(method, told.path + (f"?{told.query}" if told.query else ""), body, dict(headers))
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """A page or a value of the site's origin."""
        return self.ask(
            "GET", self.site + path, headers={name.replace("_", "-"): said for name, said in headers.items()}
        )

    def propose(self, text: str, **headers: str) -> Answer:
        """A proposal, as the form sends it."""
        told = {"Content-Type": "text/markdown; charset=utf-8"}
        told |= {name.replace("_", "-"): said for name, said in headers.items()}
        return self.ask("POST", self.site + "/api/proposals", text.encode(), told)

    def wait_for(self, path: str, seconds: float = 60) -> Answer:
        """A page, once it is there."""
        end = time.monotonic() + seconds
        while (answer := self.get(path)).status != 200:
            assert time.monotonic() < end, f"{path}: {answer.status}\n" + "".join(self.lines)
            time.sleep(0.1)
        return answer

    def kill(self) -> None:
        """As a computer that loses its current: the server and all that it started."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        """Start again on the same repository, on other ports."""
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
