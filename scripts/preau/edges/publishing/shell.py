"""Small scripts run on a host by SSH: what they are given is whole or they do nothing, what they refuse is in words."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from preau.edges.refusal import Refusal
from preau.findings import printable
from preau.i18n import N_

_BEGIN = 'export LC_ALL=C; IFS= read -r root; read -r size; list=$(cat); [ "${#list}" -eq "$size" ] || exit 90; '
_FAULTS: tuple[tuple[str, str, str], ...] = (
    (
        r"IDENTIFICATION HAS CHANGED|Host key verification failed|No \S+ host key is known",
        N_("The key of {host} is not one that this computer knows: it changed, or is new here. Nothing was sent."),
        N_("Ask your host for the fingerprint of its key, compare, then write it into known_hosts."),
    ),
    (
        r"Permission denied \(|Too many authentication failures|no mutual signature",
        N_("{host} does not accept your SSH key."),
        N_("Load it into your agent with ssh-add, and give its public half to the host."),
    ),
    (
        r"Could not resolve|Connection (?:refused|timed out|reset|closed)|No route to host|Network is unreachable",
        N_("{host} could not be reached: {why}."),
        N_("Publish again when it answers: what was sent already is not sent twice."),
    ),
    (
        r"No space left on device|[Dd]isk quota exceeded",
        N_("The disk of {host} is full, or its quota reached: {why}."),
        N_("Pages in place are whole. Make room, then publish again: what was sent is not sent twice."),
    ),
    (
        r"rsync: (?:command )?not found|rsync: No such file",
        N_("{host} has no rsync."),
        N_("Ask your host for it, or publish to another kind of target."),
    ),
    (
        r"Permission denied|Read-only file system|Operation not permitted",
        N_("{host} does not let you write there: {why}."),
        N_("Check the folder and who owns it, then publish again."),
    ),
)
_OTHER = N_("{host} could not do it: {why}.")
_AGAIN = N_("Pages in place are whole. Publish again: what was sent already is not sent twice.")


class Host(NamedTuple):
    """Where `ssh://user@host:port/path` leads; a path that begins with `~/` is below the home of the account."""

    login: str
    port: str
    path: str

    @staticmethod
    def of_url(url: str) -> Host | None:
        """The parts of an address, None when it has no host or no path."""
        try:
            parts = urlsplit(url)
            port = str(parts.port or "")
        except ValueError:
            return None
        name = parts.hostname or ""
        path = unquote(parts.path).rstrip("/")
        path = path.removeprefix("/~/") if path.startswith("/~/") else path
        user = unquote(parts.username or "")
        named = re.fullmatch(r"(?!-)[\w.:-]+", name) and re.fullmatch(r"(?!-)[\w.+-]*", user)
        if not named or not re.fullmatch(r"(?!-)[^\x00-\x1f]+", path):
            return None
        return Host(f"{user}@{name}" if user else name, port, path)


class Shell:
    """One connection to a host, shared by all that is asked of it."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self._sockets = tempfile.mkdtemp(prefix="preau-")
        port = ["-p", host.port] if host.port else []
        self.ssh = [
            *shlex.split(os.environ.get("RSYNC_RSH", "ssh")), *port, "-o", "BatchMode=yes", "-o", "ConnectTimeout=20",
            "-o", "ServerAliveInterval=15", "-o", "ControlMaster=auto", "-o", f"ControlPath={self._sockets}/%C",
            "-o", "ControlPersist=30",
        ]  # fmt: skip

    def run(self, script: str, payload: str = "", fine: Sequence[int] = ()) -> tuple[int, str]:
        """Run a script that finds `$root` and `$list`; its code and what it printed. It may hold no single quote."""
        data = payload.rstrip("\n").encode()
        sent = f"{self.host.path}\n{len(data)}\n".encode() + data
        command = [*self.ssh, self.host.login, f"exec sh -c '{_BEGIN}{script}'"]
        code, out = self._done(command, sent, fine)
        return code, out

    def rsync(self, source: Path, paths: Sequence[str]) -> None:
        """Send files below a folder: each whole beside its place, then put there in one step."""
        command = [
            "rsync", "--files-from=-", "--from0", "--protect-args", "--ignore-times", "--times", "--omit-dir-times",
            "--no-implied-dirs", "--chmod=D755,F644", "--compress", "--temp-dir=.preau/waiting",
            "--rsh", shlex.join(self.ssh), f"{source}/", f"{self.host.login}:{self.host.path}/",
        ]  # fmt: skip
        self._done(command, b"\0".join(path.encode() for path in paths), ())

    def _done(self, command: Sequence[str], data: bytes, fine: Sequence[int]) -> tuple[int, str]:
        try:
            done = subprocess.run(
                command, input=data, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"}
            )
        except FileNotFoundError:
            raise Refusal(
                N_("{program} is not installed on this computer: nothing was sent."),
                N_("Install it, then publish again."), program=command[0],
            ) from None  # fmt: skip
        if done.returncode and done.returncode not in fine:
            raise self._refusal(done.stderr.decode("utf-8", "replace"), done.returncode)
        return done.returncode, done.stdout.decode("utf-8", "surrogateescape")

    def _refusal(self, said: str, code: int) -> Refusal:
        lines = [line for line in said.splitlines() if line.strip() and not line.startswith("Warning: Permanently")]
        for pattern, what, help in _FAULTS:
            if found := next((line for line in lines if re.search(pattern, line)), None):
                return Refusal(what, help, host=self.host.login, why=printable(found.strip().rstrip("."), 200))
        why = printable(lines[0].strip().rstrip("."), 200) if lines else f"code {code}"
        return Refusal(_OTHER, _AGAIN, host=self.host.login, why=why)

    def close(self) -> None:
        """End the shared connection."""
        subprocess.run([*self.ssh, "-O", "exit", self.host.login], capture_output=True, check=False)
        shutil.rmtree(self._sockets, ignore_errors=True)
