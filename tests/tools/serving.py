"""`preau serve --repository` as people run it: a process of its own on free ports, asked over HTTP."""

from __future__ import annotations

import hashlib
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
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from command import PREAU
from guarded import key
from preau.proposals.decisions import decision_file
from preau.proposals.history import approval_line
from preau.proposals.statement import NAMESPACE, Statement


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


OUTCOMES = {"decline": "declined", "withdraw": "withdrawn"}


def signed(
    movement: Any, one: Any, who: str, verb: str, reason: str = "", *, independent: bool = True, criterion: str = ""
) -> tuple[str, str]:  # fmt: skip
    """The line that a page makes, and the text of the decision when it is one."""
    scope = {"agathe": "steward", "lucie": "editor", "yves-81": "81", "paul-fr": "fr"}.get(who, "34")
    entries, decision, day = one["entries"], "", date.fromisoformat(movement["day"])
    if verb in OUTCOMES:
        about = one["deciders"][f"{scope}/{who}"]
        facts = {"id": one["number"], "outcome": OUTCOMES[verb], **about, "criterion": criterion}
        path, decision = decision_file({**facts, "reason": reason, "decider": who, "date": str(day)}, day)
        entries, reason = [{"path": path, "old": None, "new": blob_id(decision.encode())}], ""
    statement = Statement.model_validate(
        {"repository": movement["root"], "verb": verb, "entries": entries, "seen": movement["seen"],
         "signer": key(who).fingerprint, "mandate": f"{scope}/{who}", "date": str(day),
         "expires": str(day + timedelta(days=60)), "independent": independent, "reason": reason or None}
    )  # fmt: skip
    return approval_line(statement, key(who).sign(statement.canonical(), NAMESPACE)), decision


def blob_id(data: bytes) -> str:
    """The name that Git gives to some bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


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

    def asked(self, what: str) -> Any:
        """What the page of the desk asks."""
        return self.ask("GET", f"{self.desk}/api/{what}").said

    def word(self, number: str, line: str, decision: str = "") -> Answer:
        """A signed word, as the page of the desk sends it."""
        told = json.dumps({"number": number, "line": line, "decision": decision}).encode()
        return self.ask("POST", self.desk + "/api/words", told, {"Content-Type": "application/json"})

    def answer(self, number: str, who: str, verb: str, reason: str = "", **said: Any) -> Answer:
        """Somebody's answer to a proposal, signed from what the desk shows."""
        movement, one = (self.ask("GET", f"{self.desk}/api/{what}") for what in ("movement", f"waiting/{number}"))
        if movement.status != 200 or one.status != 200:
            return one if movement.status == 200 else movement
        return self.word(number, *signed(movement.said, one.said, who, verb, reason, **said))

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
